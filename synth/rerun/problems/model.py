"""A problem as reruns know it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from synth.records import SourceFile
from synth.rerun.sandbox import Suite


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One task of a benchmark."""

    task: str
    """Its name in the benchmark: "HumanEval/0"."""
    prompt: str = ""
    entry: str = ""
    """Name of the function that is asked for."""
    suite: Suite = field(default_factory=Suite)
    """The hidden tests."""
    public: tuple[str, ...] = ()
    """Tests that the task shows to whoever solves it, each a piece of code."""
    reference: str = ""
    """A program that solves it."""
    answer: str = ""
    """The right answer of a question that asks for one."""


@dataclass(frozen=True, kw_only=True)
class ProblemSet:
    """The problems of a benchmark file."""

    name: str
    """`HumanEval`, `HumanEval+`, `MBPP`, `MBPP+`, `GSM8K`, or the file's name."""
    problems: Mapping[str, Problem]
    """By `Problem.task`, in the order of the file."""
    file: SourceFile
    findings: tuple[str, ...] = ()

    def find(self, task: str) -> Problem | None:
        """The problem that an archive calls `task`: by its name, or else by its number."""
        if task in self.problems:
            return self.problems[task]
        number = task_number(task)
        return self._numbered.get(number) if number is not None else None

    @cached_property
    def _numbered(self) -> dict[int, Problem]:
        return {number: one for one in self.problems.values() if (number := task_number(one.task)) is not None}


def task_number(task: str) -> int | None:
    """The number at the end of a task's name: "MbppEval/17" → 17."""
    found = re.search(r"(?:^|[/_-])(\d+)$", task.strip())
    return int(found[1]) if found else None
