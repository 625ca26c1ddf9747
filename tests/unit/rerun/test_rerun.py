"""Reruns end to end on a small benchmark: estimates, verdicts, variants, selection, stopping and going on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from rerun_world import PROBLEMS, WRONG, problem_file, right, rows, samples, whole, write_lines

from synth import settings
from synth.errors import InputError
from synth.records import Basis, Rerun, RerunVerdict
from synth.rerun.execution import Journal, execute
from synth.rerun.recipefile import bundled, find, load
from synth.rerun.sandbox import SPENT, Limits, Sandbox, Suite
from synth.workflows.rerun import RerunOptions, by_hand, run_recipes

HERE = Path(__file__).parent


@pytest.fixture(scope="module", autouse=True)
def confined() -> None:
    with Sandbox(workers=1) as sandbox:
        if not sandbox.state["safe"]:
            pytest.skip(f"this machine does not confine foreign code: {sandbox.state}")


def run(recipes: list[Any], folder: Path, **options: Any) -> list[Rerun]:
    chosen = RerunOptions(data=(folder,), out=folder / "out", **options)
    done = run_recipes(recipes, chosen, settings.load(), lambda *_: None, created="2026-01-01T00:00:00+00:00")
    assert all(isinstance(one, Rerun) for one in done), done
    return done  # type: ignore[return-value]


def one_by_hand(folder: Path, lines: list[Any], *claims: str) -> Rerun:
    archive = write_lines(folder / "samples.jsonl", lines)
    return run([by_hand(str(archive), str(problem_file(folder)), claims)], folder)[0]


def recipe(folder: Path, **content: Any) -> Rerun:
    problem_file(folder)
    path = folder / "recipe.yaml"
    path.write_text(yaml.safe_dump({"title": "t", "problems": "problems.jsonl", "archive": "samples.jsonl", **content}))
    return run(list(load(path)), folder)[0]


def test_counts_estimates_and_verdicts(tmp_path: Path) -> None:
    made = one_by_hand(tmp_path, samples([4, 2, 1, 0], 4), "pass@2 = 58.3", "sampled pass@1 = 43", "pass@8 = 90.0")
    assert [(task.task, task.n, task.c) for task in made.tasks] == [
        ("Tiny/0", 4, 4), ("Tiny/1", 4, 2), ("Tiny/2", 4, 1), ("Tiny/3", 4, 0),
    ]  # fmt: skip
    assert made.basis is Basis.EXECUTED and made.assembly.mode == "completion"
    by_metric = {one.metric: one.exact for one in made.estimates}
    assert by_metric["pass@1"] == "7/16" and by_metric["pass@2"] == "7/12"
    assert [figure.verdict for figure in made.figures] == [
        RerunVerdict.REPRODUCED,
        RerunVerdict.REPRODUCED_BY_TRUNCATION,
        RerunVerdict.NOT_TESTABLE,
    ]
    assert made.figures[2].explanation == "Pass@8 cannot be estimated: k = 8 with 4 samples."
    assert [point.x for point in made.curve] == [1, 2, 3, 4]
    assert dict(made.outcomes) == {"passed": 7, "failed": 5, "error": 4}


def test_the_assembly_decides(tmp_path: Path) -> None:
    # Whole functions without the imports that they need: two of four stand by themselves.
    lines = [{"task_id": f"Tiny/{n}", "completion": whole(n)} for n in range(4)]
    made = one_by_hand(tmp_path, lines, "greedy pass@1 = 100")
    assert made.figures[0].verdict is RerunVerdict.ONLY_UNDER_VARIANT
    assert made.figures[0].variant == "with usual imports"
    assert {v.name: v.estimates[0].exact for v in made.variants}["with typing"] == "3/4"


def test_text_around_the_program(tmp_path: Path) -> None:
    fenced = [
        {"task_id": f"Tiny/{n}", "completion": f"Sure:\r\n```python\r\nimport math\r\nfrom typing import List\r\n"
         f"{whole(n)}```\nDone."}
        for n in range(4)
    ]  # fmt: skip
    made = one_by_hand(tmp_path, fenced, "greedy pass@1 = 100")
    assert made.figures[0].variant == "out of Markdown"


def test_recorded_outcomes_are_held_against_ours(tmp_path: Path) -> None:
    lines = [{**rows()[n], "solution": whole(n), "is_solved": True} for n in range(2)]
    lines += [{**rows()[3], "solution": whole(3, WRONG), "is_solved": True}]
    write_lines(tmp_path / "samples.jsonl", lines)
    made = recipe(
        tmp_path, missing="failed", decoding="greedy", figures=[{"metric": "pass@1", "value": "75"}], variants=[]
    )
    assert made.recorded is not None
    assert (made.recorded.agree, made.recorded.total, made.recorded.differ) == (
        2,
        3,
        ("Tiny/3: solved only as recorded",),
    )
    assert made.figures[0].variant == "as the archive records it"
    assert any("agree on 2 of 3" in finding for finding in made.findings)
    assert any("1 of 4 problems have no sample and count as failed" in finding for finding in made.findings)


def test_missing_problems_make_a_figure_untestable(tmp_path: Path) -> None:
    made = one_by_hand(tmp_path, samples([2, 2], 2), "pass@1 = 100")
    assert made.figures[0].reason == "missing_problems"


def test_selection_by_public_tests_and_by_score(tmp_path: Path) -> None:
    lines = samples([1, 1, 1, 1], 4)
    for number, line in enumerate(lines):
        line["score"] = 1.0 if number % 4 == 1 else 0.5  # the verifier prefers a wrong one
    write_lines(tmp_path / "samples.jsonl", lines)
    names = ("bon@4(public)", "bon@4(score)", "bon@4(random)", "bon@4(public+score)", "1@4", "pass@4")
    made = recipe(tmp_path, decoding="sampled", figures=[{"metric": name, "value": "100"} for name in names])
    found = {one.metric: one.exact for one in made.estimates}
    assert [found[name] for name in names] == ["1/1", "0/1", "1/4", "1/1", "1/1", "1/1"]


def test_selection_by_generated_tests(tmp_path: Path) -> None:
    lines = [{"prompt": row["prompt"], "samples": [right(n), right(n), *[WRONG] * 3]} for n, row in enumerate(rows())]
    write_lines(tmp_path / "samples.jsonl", lines)
    tests = [
        {"prompt": row["prompt"] + "    pass\n\nassert ", "samples": ["\nassert ".join(PROBLEMS[n][4])] * 3}
        for n, row in enumerate(rows())
    ]
    write_lines(tmp_path / "tests.jsonl", tests)
    made = recipe(
        tmp_path,
        decoding="sampled",
        generated={"file": "tests.jsonl"},
        figures=[{"metric": "codet@1", "value": "100"}, {"metric": "pass@1", "value": "40"}],
    )
    assert [figure.verdict for figure in made.figures] == [RerunVerdict.REPRODUCED] * 2


def test_answers_are_compared_and_vote(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "q.jsonl", [{"question": "Two?", "answer": "#### 2"}, {"question": "Six?", "answer": "#### 6"}]
    )
    texts = {"Two?": ["A: 2", "A: 2.0", "A: 3"], "Six?": ["A: 6", "A: 7", "none"]}
    lines = [{"task_id": task, "completion": text} for task, answers in texts.items() for text in answers]
    write_lines(tmp_path / "samples.jsonl", lines)
    figures = [{"metric": "maj@3", "value": "75"}, {"metric": "pass@1", "value": "50", "decoding": "sampled"}]
    made = recipe(tmp_path, problems="q.jsonl", figures=figures)
    assert made.basis is Basis.REDERIVED
    assert [figure.verdict for figure in made.figures] == [RerunVerdict.REPRODUCED] * 2
    assert dict(made.outcomes) == {"passed": 3, "failed": 2, "no answer": 1}


def test_turn_limits(tmp_path: Path) -> None:
    value = [["m", f"F=None/max{t}_p2", "x", i, i < t, {}] for t in (1, 2, 3) for i in range(4)]
    (tmp_path / "samples.json").write_text(json.dumps(value))
    figures = [{"metric": f"success@{t}", "value": str(25 * t)} for t in (3, 1, 2)]
    path = tmp_path / "r.yaml"
    path.write_text(yaml.safe_dump({"archive": {"file": "samples.json", "system": "m"}, "figures": figures}))
    made = run(list(load(path)), tmp_path)[0]
    assert made.basis is Basis.RECORDED and {figure.verdict for figure in made.figures} == {RerunVerdict.REPRODUCED}
    assert [(point.x, point.value) for point in made.turns] == [(1, 25.0), (2, 50.0), (3, 75.0)]


def test_only_timeouts_by_the_clock_are_judged_again(tmp_path: Path) -> None:
    slow = "    __import__('time').sleep(3)\n"  # more than the clock gives at first, less than it gives then
    endless = "    while True: pass\n"
    lines = [
        {"task_id": "Tiny/0", "completion": slow + right(0)},
        {"task_id": "Tiny/1", "completion": endless},
        {"task_id": "Tiny/2", "completion": right(2)},
        {"task_id": "Tiny/3", "completion": right(3)},
    ]
    archive = write_lines(tmp_path / "samples.jsonl", lines)
    by_user = by_hand(str(archive), str(problem_file(tmp_path)), [])
    made = run([by_user], tmp_path, cpu=0.5)[0]
    assert (made.timeouts.first, made.timeouts.cured, made.timeouts.left) == (2, 1, 1)
    assert [task.c for task in made.tasks] == [1, 0, 1, 1]
    again: list[int] = []

    def progress(stage: str, _: int, total: int) -> None:
        if stage == "judging timeouts again":
            again.append(total)

    suite = Suite(checks=("def check(f):\n    assert f(1) == 2\n",), entry="f")
    stubborn = "def f(x):\n    while True:\n        try:\n            while True: pass\n        except: pass\n"
    programs = {
        "quick": (suite, ["def f(x): return x + 1\n"]),
        "slow": (suite, ["def f(x):\n" + slow + "    return 2\n"]),
        "endless": (suite, ["def f(x):\n" + endless]),
        "held": (suite, ["import sys\n" + stubborn]),
    }
    with Sandbox(workers=2) as sandbox:
        done = execute(programs, sandbox, Journal(), progress, limits=Limits(cpu=0.5, wall=15.0))
    assert again == [1]
    outcomes = {task: (one[0].outcome, one[0].detail) for task, one in done.outcomes.items()}
    assert outcomes["quick"] == ("passed", "") and outcomes["slow"] == ("passed", "late: ")
    assert outcomes["endless"] == outcomes["held"] == ("timeout", SPENT)
    assert (done.timeouts.first, done.timeouts.cured, done.timeouts.left) == (3, 1, 2)


def test_samples_that_need_what_the_limit_gives(tmp_path: Path) -> None:
    spin = "    from time import process_time as t\n    end = t() + {}\n    while t() < end: pass\n"
    greedy = {"decoding": "greedy", "samples": "same", "variants": [], "limits": {"cpu": 0.5}}

    def verdict(value: str, *seconds: float) -> tuple[RerunVerdict, str]:
        lines = [
            {"task_id": f"Tiny/{n}", "completion": (spin.format(need) if need else "") + right(n)}
            for n, need in enumerate(seconds)
        ]
        write_lines(tmp_path / "samples.jsonl", lines)
        figure = recipe(tmp_path, figures=[{"metric": "pass@1", "value": value}], **greedy).figures[0]
        return figure.verdict, figure.reason

    assert verdict("100", 0, 0, 0, 0.9) == (RerunVerdict.REPRODUCED, "time_limit")  # 75 when it is stopped at 0.5
    assert verdict("75", 0, 0, 0, 0.35) == (RerunVerdict.REPRODUCED, "time_limit")  # 100, and 75 on a slower machine
    assert verdict("75", 0, 0, 0, 0.01) == (RerunVerdict.NOT_REPRODUCED, "differs")
    assert verdict("100", 0, 0, 0, 9)[0] is RerunVerdict.NOT_REPRODUCED


def test_samples_that_go_by_the_order_of_a_set(tmp_path: Path) -> None:
    # max() of a set of strings takes the first of equals, and which is first changes with the hash seed.
    order = "    return 8 if next(iter({'ab', 'cd', 'ef', 'gh'})) == NAME else 2 * x\n"
    lines = [{"task_id": f"Tiny/{n}", "completion": right(n)} for n in (0, 2, 3)]
    verdicts = set()
    for name in ("ab", "cd", "ef", "gh"):
        text = order.replace("NAME", repr(name))
        write_lines(tmp_path / "samples.jsonl", [*lines, {"task_id": "Tiny/1", "completion": text}])
        made = recipe(
            tmp_path, decoding="greedy", samples="same", variants=[], figures=[{"metric": "pass@1", "value": "75"}]
        )
        verdicts.add((made.figures[0].verdict, made.figures[0].reason))
    assert (RerunVerdict.REPRODUCED, "set_order") in verdicts or (RerunVerdict.REPRODUCED, "exact") in verdicts
    assert (RerunVerdict.NOT_REPRODUCED, "differs") in verdicts


def test_a_killed_run_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    # Every sample takes a while, so that the run is killed in the middle.
    pause = "    __import__('time').sleep(0.05)\n"
    lines = [{**one, "completion": pause + one["completion"]} for one in samples([6, 3, 1, 0], 10)]
    archive, problems = write_lines(tmp_path / "a.jsonl", lines), problem_file(tmp_path)
    start = "import sys; sys.argv[0] = 'synth'; from synth.cli import main; main()"
    claim = "sampled pass@1 = 25.0"
    command = [sys.executable, "-c", start, "rerun", "--archive", str(archive), "--problems", str(problems)]
    command += ["--claim", claim, "--json", "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[2])}

    def whole_run(out: Path) -> dict[str, Any]:
        done = subprocess.run(
            [*command, "--out", str(out)], capture_output=True, text=True, env=environment, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    out = tmp_path / "out"
    process = subprocess.Popen([*command, "--out", str(out)], stdout=subprocess.DEVNULL, env=environment)
    journal = out / "outcomes.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not journal.is_file() or journal.read_bytes().count(b"\n") < 5):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    known = journal.read_bytes().count(b"\n")
    assert 5 <= known < 40
    with journal.open("a") as file:
        file.write('{"key": "torn')
    interrupted, fresh = whole_run(out), whole_run(tmp_path / "fresh")
    for answer in (interrupted, fresh):
        answer.pop("created")
        answer.pop("cpu_seconds")
    assert interrupted == fresh and fresh["verdict"] == "reproduced"
    lines_after = journal.read_text().splitlines()
    assert len([line for line in lines_after if line.endswith("}")]) == 40  # nothing was run twice


def test_recipes_that_ship_are_whole() -> None:
    known = bundled()
    names = [one.name for one in known]
    assert len(names) == len(set(names)) and len(names) >= 20
    for one in known:
        assert one.title and one.dataset and (one.archive or one.sampling), one.name
        assert one.model or one.models, one.name
        assert all(figure.cited.value <= 100 for figure in one.figures)
    assert [one.name for one in find("ldb/starcoder-mbpp-baseline")] == ["ldb/starcoder-mbpp-baseline"]
    assert len(find("ldb")) >= 12
    with pytest.raises(InputError, match="no recipe") as error:
        find("codet-codegen")
    assert "codet-codegen-16b" in error.value.hint


@pytest.mark.parametrize(
    "content,message",
    [
        ({"figurs": []}, "unknown key 'figurs'"),
        ({"figures": [{"metric": "F1", "value": "3"}]}, "unknown metric 'F1'"),
        ({"figures": [{"metric": "pass@1"}]}, "KeyError"),
        ({"assembly": {"mode": "both"}}, "unknown mode"),
        ({"assembly": {"stops": []}}, "unknown key 'stops'"),
        ({"samples": "mine"}, "neither 'same' nor 'other'"),
        ({"decoding": "beam"}, "beam"),
        ({"sampling": {"top": 1}}, "unknown key 'top'"),
    ],
)  # fmt: skip
def test_recipes_that_cannot_be_read(content: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(InputError, match=message):
        list(load(path))


def test_what_is_missing_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(yaml.safe_dump({"archive": "nowhere/a.jsonl", "figures": []}))
    with pytest.raises(InputError, match=r"missing: nowhere/a\.jsonl") as error:
        run(list(load(path)), tmp_path)
    assert "--data" in error.value.hint
