"""Benchmarks: HumanEval, HumanEval+, MBPP, MBPP+, GSM8K, and files of their shapes, told apart by what is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from synth.errors import InputError
from synth.records import SourceFile
from synth.rerun.problems import shapes
from synth.rerun.problems.model import Problem, ProblemSet, task_number
from synth.rerun.reading import read

__all__ = ["Problem", "ProblemSet", "load_problems", "problems_of_rows", "task_number"]

_VERSIONS = {
    "88771747746422b8669027625578460c": "HumanEval",
    "fe585eb4df8c88d844eeb463ea4d0302": "HumanEval+ v0.1.10",
    "84f4b93a1270b492e4c54d5212da7a5b": "HumanEval+ v0.1.9",
    "401e75ad986361dccc7afecb4121e295": "HumanEval+ v0.1.10, mini",
    "03c016fe9c023eac1a6490f473958628": "HumanEval+ v0.1.10, as one test",
    "ee43ecabebf20deef4bb776a405ac5b1": "MBPP+ v0.2.0",
    "ebe95df0d5220f00cedd6f4bddea35e4": "MBPP+ v0.1.0",
}
"""md5 of the unpacked file → which version of the benchmark it is."""


def load_problems(path: str | Path, *, level: str = "plus") -> ProblemSet:
    """Read a problem file; `level` says which inputs of an EvalPlus file count: `base`, or `plus` for all.

    Raises InputError where the file cannot be read or is of no known shape.
    """
    content = read(path)
    return problems_of_rows(content.rows(), content.source(""), level=level)


def problems_of_rows(rows: Sequence[dict[str, Any]], file: SourceFile, *, level: str = "plus") -> ProblemSet:
    """The same from rows, wherever they came from."""
    kind, shape = _shape(rows[0], file.path)
    problems: dict[str, Problem] = {}
    findings: list[str] = []
    for number, row in enumerate(rows, start=1):
        try:
            problem = shape(row, level)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"{file.path}, entry {number}, is no {kind} problem: {type(error).__name__} {error}",
                hint="every entry must have the same shape",
            ) from error
        if problem.task in problems:
            findings.append(f"Problem {problem.task} stands twice in {file.path}; the first counts.")
            continue
        problems[problem.task] = problem
    version = _VERSIONS.get(file.md5, "")
    known = SourceFile(path=file.path, sha256=file.sha256, md5=file.md5, format=version or kind)
    return ProblemSet(name=_name(kind, rows[0]), problems=problems, file=known, findings=tuple(findings))


def _shape(row: dict[str, Any], path: str) -> tuple[str, Callable[[dict[str, Any], str], Problem]]:
    if "base_input" in row:
        return ("MBPP+" if str(row.get("task_id", "")).lower().startswith("mbpp") else "HumanEval+"), shapes.evalplus
    if "test" in row and "entry_point" in row:
        return "HumanEval", shapes.humaneval
    if "test_list" in row:
        return "MBPP", shapes.mbpp
    if "question" in row and "answer" in row:
        return "GSM8K", shapes.question
    raise InputError(
        f"{path} holds no problems of a known shape (it has {', '.join(sorted(row)[:8])})",
        hint="known are HumanEval, HumanEval+, MBPP, MBPP+ and GSM8K; your own: task_id, prompt, entry_point, test",
    )


def _name(kind: str, row: dict[str, Any]) -> str:
    """The benchmark by the names of its tasks, since many have HumanEval's shape."""
    stem = str(row.get("task_id", "")).partition("/")[0]
    if kind != "HumanEval" or not stem or stem.isdigit():
        return kind
    known = {"humaneval": "HumanEval", "mbpp": "MBPP", "mbppeval": "MBPP"}
    return known.get(stem.lower(), stem)
