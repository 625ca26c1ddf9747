"""One rollout: what was written in each turn, what the tests said, and when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from synth.records import Assembly
from synth.rerun.assembly import FENCES, assemble, unfenced
from synth.rerun.problems import Problem
from synth.rerun.recipe import Sampling


@dataclass(slots=True)
class Tried:
    """A program that a model wrote."""

    text: str
    """Its answer, as it is."""
    program: str
    """What is judged."""
    public: float | None = None
    """Share of the public tests that it passes; None where there are none."""
    failed: tuple[str, ...] = ()
    """Public tests that it fails."""
    solves: bool | None = None
    """Whether it passes the hidden tests, where that was looked at."""
    score: float | None = None
    """What the model as a verifier gives it."""


@dataclass(slots=True)
class Rollout:
    """A first answer and its corrections."""

    problem: Problem
    number: int
    turns: list[Tried] = field(default_factory=list)
    """The program of each turn: of several candidates the one that the verifier picked."""
    ended: bool = False

    @property
    def last(self) -> Tried | None:
        """The latest program."""
        return self.turns[-1] if self.turns else None

    def take(self, tried: Tried, plan: Sampling) -> None:
        """Add the program of a turn, and end where the stop rule says so."""
        self.turns.append(tried)
        content = {"public": tried.public == 1, "hidden": bool(tried.solves), "never": False}[plan.stop_rule]
        self.ended = content or len(self.turns) >= plan.turn_limit

    def submitted(self, plan: Sampling) -> int:
        """Turn (from 0) whose program is handed in: of the last `submissions` the first that solves, else the last."""
        last = len(self.turns) - 1
        allowed = range(max(0, last - plan.submissions + 1), last + 1)
        return next((turn for turn in allowed if self.turns[turn].solves), last)

    def row(self, plan: Sampling, *, chat: bool) -> dict[str, Any]:
        """The rollout as a row of an archive."""
        turn = self.submitted(plan)
        tried = self.turns[turn]
        row: dict[str, Any] = {"task_id": self.problem.task}
        if chat:
            row |= {"solution": unfenced(tried.text, self.problem.entry), "reply": tried.text}
        else:
            row["completion"] = tried.text
        if plan.turn_limit > 1:
            row |= {"turn": turn + 1, "turn_limit": plan.turn_limit}
        if tried.score is not None:
            row["score"] = tried.score
        return row


def tried(problem: Problem, text: str, assembly: Assembly) -> Tried:
    """What a model's answer comes to as a program: fences are taken off whatever the recipe says of archives."""
    clean = assembly.clean if FENCES in assembly.clean else (*assembly.clean, FENCES)
    return Tried(text=text, program=assemble(problem, text, replace(assembly, clean=clean)))


def pick(candidates: Sequence[Tried], verifier: str) -> Tried:
    """The candidate that the verifier prefers; of equals the first, which is as good as random."""

    def worth(one: Tried) -> tuple[float, float]:
        public = one.public or 0.0 if "public" in verifier else 0.0
        return public, (one.score or 0.0) if "model" in verifier else 0.0

    return max(candidates, key=worth)
