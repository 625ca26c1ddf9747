"""Runs hostile programs in a process of its own: a JSON request on stdin, a JSON answer on stdout."""

from __future__ import annotations

import json
import sys


def main() -> None:
    from synth.rerun.sandbox import Limits, Sandbox, Suite, Task, Walls

    request = json.loads(sys.stdin.read())
    tests = Suite(checks=(request["tests"],), entry="answer")
    programs = request["programs"]
    found: dict[str, list[str]] = {}
    limits = Limits(cpu=request.get("cpu", 0.5), wall=request.get("wall", 3.0), memory=request.get("memory", 400 << 20))
    with Sandbox(workers=2, limits=limits, walls=Walls(**request["walls"])) as sandbox:
        state = sandbox.state
        if state["safe"] or request["walls"].get("unsafe"):
            tasks = [Task(name, tests, (source,), True) for name, source in programs.items()]
            sandbox.run(tasks, lambda task, index, judged: found.__setitem__(task.key, [judged.outcome, judged.detail]))
    print(json.dumps({"state": state, "found": found}))


if __name__ == "__main__":
    main()
