"""Samples from a model: a real server on this machine, and a small decoder with random weights."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from model_server import MODEL, Call, ModelServer
from model_server import model_server as model_server
from rerun_world import PROBLEMS, problem_file, rows, whole
from tiny_models import TEXT, causal

from synth import settings
from synth.errors import InputError, SynthError, UsageError
from synth.records import Decoding, Rerun, RerunVerdict
from synth.rerun.problems import load_problems
from synth.rerun.problems.shapes import examples
from synth.rerun.recipe import Sampling
from synth.rerun.recipefile import read_recipe
from synth.rerun.sampling import SampleFile
from synth.rerun.sampling.turns import Rollout, Tried, pick
from synth.rerun.sandbox import Sandbox
from synth.workflows.rerun import RerunOptions, by_hand, run_recipes
from synth.workflows.rerun.gradients import model_conflict

WRONG = "```python\ndef {name}(*args):\n    return None\n```"


@pytest.fixture(scope="module", autouse=True)
def confined() -> None:
    with Sandbox(workers=1) as sandbox:
        if not sandbox.state["safe"]:
            pytest.skip(f"this machine does not confine foreign code: {sandbox.state}")


def asked_for(call: Call) -> int:
    """Which problem a prompt is about."""
    (found,) = [number for number, (name, *_) in enumerate(PROBLEMS) if f"function `{name}`" in call.user]
    return found


def right(number: int) -> str:
    head = "import math\nfrom typing import List\n\n"
    return f"Here it is:\n```python\n{head}{whole(number)}```\nGood luck."


def draw(folder: Path, spec: str, *claims: str, url: str = "", limit: int = 0, **sampling: Any) -> Rerun:
    values = settings.load(llm=spec, llm_url=url or None, library=folder / "library")
    options = RerunOptions(out=folder / "out", draw=True, sampling=sampling, limit=limit)
    recipe = by_hand("", str(problem_file(folder)), claims)
    (made,) = run_recipes([recipe], options, values, lambda *_: None, created="2026-01-01T00:00:00+00:00")
    assert isinstance(made, Rerun)
    return made


def archived(folder: Path) -> list[dict[str, Any]]:
    (path,) = (folder / "out").glob("samples*.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_samples_of_a_server_are_archived_and_judged(tmp_path: Path, model_server: ModelServer) -> None:
    seeds: dict[int, set[int]] = {}

    def answer(call: Call) -> str:
        number = asked_for(call)
        seeds.setdefault(number, set()).add(call.body["seed"])
        # One of two samples of the first three problems is right.
        return right(number) if number < 3 and call.body["seed"] % 2 else WRONG.format(name=PROBLEMS[number][0])

    model_server.mind[""] = lambda call: answer(call) if "function `" in call.user else "ready"
    made = draw(
        tmp_path, f"openai:{MODEL}", "sampled pass@1 = 37.5", url=model_server.url, n=2, temperature=0.8, seed=0
    )
    assert [(task.n, task.c) for task in made.tasks] == [(2, 1), (2, 1), (2, 1), (2, 0)]
    assert all(found == {0, 1} for found in seeds.values())  # two seeds, or a server that heeds them answers alike
    assert (made.decoding, made.figures[0].verdict) == (Decoding.SAMPLED, RerunVerdict.REPRODUCED)
    assert "T = 0.8" in made.note and MODEL in made.note and "tokens written" in made.note
    lines = archived(tmp_path)
    assert Counter(line["task_id"] for line in lines) == {f"Tiny/{number}": 2 for number in range(4)}
    assert all("```" not in line["solution"] and "```" in line["reply"] for line in lines)
    assert {call.body["temperature"] for call in model_server.calls if "function `" in call.user} == {0.8}

    calls = len(model_server.calls)
    again = draw(tmp_path, f"openai:{MODEL}", url=model_server.url, n=2, temperature=0.8, seed=0)
    assert [(task.n, task.c) for task in again.tasks] == [(2, 1), (2, 1), (2, 1), (2, 0)]
    assert len(model_server.calls) <= calls + 1  # the question whether it is there, and nothing else


def test_a_failed_program_is_told_what_it_fails_and_corrected(tmp_path: Path, model_server: ModelServer) -> None:
    told: list[str] = []

    def answer(call: Call) -> str:
        number = asked_for(call)
        turn = 1 + ("Your last answer was" in call.user)
        if turn == 2:
            told.append(call.user)
        solved_in = {0: 1, 1: 2, 2: 2, 3: 9}[number]
        return right(number) if turn >= solved_in else WRONG.format(name=PROBLEMS[number][0])

    model_server.mind[""] = lambda call: answer(call) if "function `" in call.user else "ready"
    made = draw(tmp_path, f"openai:{MODEL}", "success@2 = 75.0", url=model_server.url, turn_limit=2)
    assert made.figures[0].verdict is RerunVerdict.REPRODUCED
    assert [(point.x, point.value) for point in made.turns] == [(1, 25.0), (2, 75.0)]
    assert [line["turn"] for line in archived(tmp_path)] == [1, 2, 2, 2]
    assert len(told) == 3 and all("It fails these tests:\nassert " in user for user in told)


def test_a_verifier_picks_one_of_the_candidates(tmp_path: Path, model_server: ModelServer) -> None:
    def answer(call: Call) -> str:
        if "function `" not in call.user:
            return "ready"
        number = asked_for(call)
        return right(number) if call.body["seed"] == 2 else WRONG.format(name=PROBLEMS[number][0])

    model_server.mind[""] = answer
    made = draw(tmp_path, f"openai:{MODEL}", url=model_server.url, candidates=3, temperature=0.7, seed=0)
    assert [task.c for task in made.tasks] == [1, 1, 1, 1]  # by the public tests the third is picked
    assert "best of 3" in made.note


def test_the_model_itself_as_verifier(tmp_path: Path, model_server: ModelServer) -> None:
    def answer(call: Call) -> str:
        if "How sure are you" in call.user:
            return "I say 90." if "return None" not in call.user else "5"
        if "function `" not in call.user:
            return "ready"
        number = asked_for(call)
        return right(number) if call.body["seed"] == 1 else WRONG.format(name=PROBLEMS[number][0])

    model_server.mind[""] = answer
    values = settings.load(llm=f"openai:{MODEL}", llm_url=model_server.url, library=tmp_path / "library")
    plan = {"candidates": 2, "verifier": "model", "temperature": 0.7, "seed": 0}
    recipe = read_recipe(
        {"title": "t", "problems": str(problem_file(tmp_path)), "sampling": plan, "figures": []}, "r", "r.yaml"
    )
    options = RerunOptions(out=tmp_path / "out", draw=True)
    (made,) = run_recipes([recipe], options, values, lambda *_: None)
    assert isinstance(made, Rerun)
    assert [task.c for task in made.tasks] == [1, 1, 1, 1]
    (path,) = (tmp_path / "out").glob("r-*.jsonl")
    assert [json.loads(line)["score"] for line in path.read_text().splitlines()] == [90.0] * 4


def test_a_server_that_fails_ends_the_run_and_keeps_what_was_drawn(tmp_path: Path, model_server: ModelServer) -> None:
    model_server.key = "secret"
    with pytest.raises(SynthError, match="key"):
        draw(tmp_path, f"openai:{MODEL}", url=model_server.url)


@pytest.mark.parametrize("chat", [False, True])
def test_a_model_on_this_machine_is_sampled_in_batches(tmp_path: Path, chat: bool) -> None:
    folder = causal(tmp_path / "model", chat=chat)
    made = draw(tmp_path, f"local:{folder}", n=3, temperature=0.9, top_p=0.95, seed=4, max_tokens=12, limit=2)
    assert [task.n for task in made.tasks] == [3, 3]
    assert "at most" in made.note and "tokens written" in made.note
    lines = archived(tmp_path)
    key = "reply" if chat else "completion"
    texts = [line[key] for line in lines]
    assert len(set(texts)) > 2  # three draws differ
    other = tmp_path / "other"
    other.mkdir()
    draw(other, f"local:{folder}", n=3, temperature=0.9, top_p=0.95, seed=4, max_tokens=12, limit=2)
    assert [line[key] for line in archived(other)] == texts  # equal seeds, equal samples


def test_gradients_of_a_model_that_was_sampled(tmp_path: Path) -> None:
    # What the model writes stands in a comment: programs hold until it starts a new line.
    problems = tmp_path / "problems.jsonl"
    rows = [
        {
            "task_id": f"Comment/{number}",
            "prompt": f"def f{number}():\n    return True\n\n# {text[:20]}",
            "entry_point": f"f{number}",
            "test": "def check(candidate):\n    assert candidate()\n",
        }
        for number, text in enumerate(TEXT)
    ]
    problems.write_text("".join(json.dumps(row) + "\n" for row in rows))
    folder = causal(tmp_path / "model", chat=False)
    values = settings.load(llm=f"local:{folder}", library=tmp_path / "library")
    plan = {"n": 12, "temperature": 1.0, "top_p": 0.95, "seed": 3, "max_tokens": 40}
    options = RerunOptions(out=tmp_path / "out", draw=True, sampling=plan)
    recipe = by_hand("", str(problems), [])
    made, found = model_conflict(recipe, options, values, lambda *_: None)
    assert [task.n for task in made.tasks] == [12] * len(TEXT)
    assert [task.c / task.n for task in made.tasks] == list(found.rates)
    assert any(0 < rate < 1 for rate in found.rates)
    assert "local:model on problems.jsonl" in found.name and "parameters of the last layer" in found.words
    assert dict(found.cosines)[1] == pytest.approx(1) and sum(found.agreement) / len(TEXT) == pytest.approx(1)
    again, same = model_conflict(recipe, options, values, lambda *_: None)  # all from what is kept
    assert (again.tasks, same.cosines) == (made.tasks, found.cosines)
    with pytest.raises(UsageError, match="several samples"):
        model_conflict(recipe, replace(options, sampling={**plan, "temperature": 0.0}), values, lambda *_: None)
    with pytest.raises(UsageError, match="weights"):
        model_conflict(recipe, options, settings.load(llm="openai:x"), lambda *_: None)


def test_rows_of_a_run_that_was_killed_are_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"task_id": "a", "completion": "x"}\n{"task_id": "b", "comp')
    file = SampleFile(path)
    assert dict(file.counts) == {"a": 1}
    file.add([{"task_id": "b", "completion": "\ud800"}])
    assert dict(SampleFile(path).counts) == {"a": 1, "b": 1}


@pytest.mark.parametrize(
    "rule,passes,length",
    [("public", [0.0, 1.0, 0.0], 2), ("never", [1.0, 1.0, 1.0], 3), ("hidden", [1.0, 1.0, 1.0], 1)],
)
def test_stop_rules(tmp_path: Path, rule: str, passes: list[float], length: int) -> None:
    problem = load_problems(problem_file(tmp_path)).problems["Tiny/0"]
    plan = Sampling(turn_limit=3, stop_rule=rule)
    rollout = Rollout(problem, 0)
    for share in passes:
        if not rollout.ended:
            rollout.take(Tried(text="x", program="x", public=share, solves=True), plan)
    assert len(rollout.turns) == length


def test_of_several_submissions_one_that_solves_counts(tmp_path: Path) -> None:
    problem = load_problems(problem_file(tmp_path)).problems["Tiny/0"]
    rollout = Rollout(problem, 0, turns=[Tried(text=str(t), program="", solves=t == 1) for t in range(3)])
    assert rollout.row(Sampling(turn_limit=3, submissions=1), chat=False)["turn"] == 3
    assert rollout.row(Sampling(turn_limit=3, submissions=2), chat=False)["turn"] == 2


def test_verifiers_rank_public_tests_before_the_model() -> None:
    a = Tried(text="a", program="", public=0.5, score=99.0)
    b = Tried(text="b", program="", public=1.0, score=1.0)
    chosen = {rule: pick([a, b], rule).text for rule in ("random", "public", "model", "public+model")}
    assert chosen == {"random": "a", "public": "b", "model": "a", "public+model": "b"}


def test_examples_in_a_docstring_are_public_tests() -> None:
    prompt = 'def f(x):\n    """\n    >>> f(1)\n    2\n    >>> f(3)\n    Traceback\n    >>> f(\n    1\n    """\n'
    assert examples(prompt) == ["assert f(1) == 2"]
    assert load_problems  # the rows of the small benchmark name their own
    assert rows()[0]["public_tests"] == ["assert add(1, 2) == 3"]


@pytest.mark.parametrize(
    "plan,message",
    [({"stop_rule": "soon"}, "stop_rule"), ({"verifier": "me"}, "verifier"), ({"n": 0}, "begin at 1")],
)
def test_sampling_that_cannot_be(plan: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_recipe({"title": "t", "sampling": plan}, "r", "r.yaml")
