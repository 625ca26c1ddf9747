"""Runs assembled programs once each, judges those again that got too little of the machine, and keeps outcomes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TextIO

from synth.records import Timeouts
from synth.rerun.sandbox import ENDLESS, SPENT, Judged, Limits, Sandbox, Suite, Task

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and how much there is."""
FIRST = 1 / 6
"""Share of the limit of wall-clock time that every sample gets at first: it is more than that of CPU time."""
_ENGINE = "2"
"""Part of every key: a change of what an outcome means makes old ones void."""


class Journal:
    """Outcomes that are known already, by what they depend on; each new one is appended to a file at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.known: dict[str, Judged] = {}
        self._file: TextIO | None = None
        if path is None:
            return
        if path.is_file():
            self.known = _read(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        torn = path.is_file() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
        self._file = path.open("a", encoding="utf-8")
        if torn:  # the last run was killed while it wrote a line
            self._file.write("\n")

    def put(self, key: str, judged: Judged) -> None:
        """Remember an outcome."""
        self.known[key] = judged
        if self._file is not None:
            self._file.write(json.dumps({"key": key, **asdict(judged)}) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def _read(path: Path) -> dict[str, Judged]:
    known = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            row = json.loads(line)
            key = str(row.pop("key"))
            known[key] = Judged(**row)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # a line that a killed run left unfinished
    return known


@dataclass(slots=True)
class Executed:
    """Outcomes of all programs."""

    outcomes: dict[str, list[Judged]]
    """By task, in order of its programs."""
    timeouts: Timeouts = field(default_factory=Timeouts)


def execute(
    programs: Mapping[str, tuple[Suite, Sequence[str]]],
    sandbox: Sandbox,
    journal: Journal,
    progress: Progress,
    *,
    limits: Limits,
    stage: str = "running samples",
    rejudge: bool = True,
) -> Executed:
    """Judge every program; equal programs of a task are run once.

    A sample that spent the whole of its CPU time, or repeats a state, has its verdict. One that was stopped by the
    clock, or with the process that it shared, is judged again: alone, with all the wall-clock time of `limits`. Without
    `rejudge` none is.
    """
    keys = {task: _keys(suite, sources, limits, sandbox.hash_seed) for task, (suite, sources) in programs.items()}
    waiting: dict[str, dict[str, str]] = {
        task: {key: program for key, program in zip(keys[task], sources, strict=True) if key not in journal.known}
        for task, (_, sources) in programs.items()
    }
    total = sum(len(one) for one in waiting.values())
    done = 0
    late: dict[str, dict[str, str]] = {}

    def receive(task: Task, index: int, judged: Judged) -> None:
        nonlocal done
        done += 1
        progress(stage, done, total)
        key = list(waiting[task.key])[index]
        if rejudge and judged.outcome == "timeout" and judged.detail not in (SPENT, ENDLESS):
            late.setdefault(task.key, {})[key] = waiting[task.key][key]
        else:
            journal.put(key, judged)

    def again(task: Task, index: int, judged: Judged) -> None:
        nonlocal done
        done += 1
        progress("judging timeouts again", done, total)
        # The detail keeps that it was late at first, so that a run that goes on from here counts as this one does.
        known = Judged(judged.outcome, f"{_LATE}{judged.detail}", judged.bits, judged.cpu)
        journal.put(list(late[task.key])[index], known)

    tasks = [Task(task, programs[task][0], tuple(one.values())) for task, one in waiting.items() if one]
    sandbox.run(tasks, receive, limits=replace(limits, wall=limits.wall * FIRST) if rejudge else limits)
    done, total = 0, sum(len(one) for one in late.values())
    tasks = [Task(task, programs[task][0], tuple(one.values()), True) for task, one in late.items()]
    sandbox.run(tasks, again, limits=limits)
    found = {task: [journal.known[key] for key in keys[task]] for task in programs}
    return Executed(found, _timeouts(found))


_LATE = "late: "


def _timeouts(outcomes: Mapping[str, Sequence[Judged]]) -> Timeouts:
    judged = [one for found in outcomes.values() for one in found]
    left = sum(one.outcome == "timeout" for one in judged)
    cured = sum(one.outcome != "timeout" and one.detail.startswith(_LATE) for one in judged)
    return Timeouts(first=left + cured, cured=cured, left=left)


def _keys(suite: Suite, programs: Sequence[str], limits: Limits, hash_seed: int) -> list[str]:
    """What the outcome of each program depends on, as a key."""
    parts = [_ENGINE, asdict(suite), limits.cpu, limits.wall, limits.memory, hash_seed]
    about = hashlib.sha256(json.dumps(parts, sort_keys=True).encode())
    keys = []
    for program in programs:
        one = about.copy()
        one.update(program.encode("utf-8", "surrogatepass"))
        keys.append(one.hexdigest()[:32])
    return keys
