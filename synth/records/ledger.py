"""Who reports what where: the results of many papers, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synth.records.claim import Result, Rung
from synth.records.paper import Paper


class DifferenceKind(StrEnum):
    """Where the two places stand that do not agree."""

    INSIDE = "inside"
    """Two places of one paper."""
    ACROSS = "across"
    """Two papers."""
    VERSIONS = "versions"
    """Two versions of one paper."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One measurement for which places print different numbers, beyond rounding."""

    kind: DifferenceKind
    method: str
    dataset: str
    metric: str
    k: int | None
    results: tuple[Result, ...]
    """Every place that prints it, equal ones included."""
    note: str
    """What may explain it, one sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """What is measured, and who reports it."""

    dataset: str
    metric: str
    """Empty where the papers do not state it."""
    k: int | None
    results: tuple[Result, ...]
    """By method, then by value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """The results that were asked for, in groups, with what does not agree."""

    papers: tuple[Paper, ...]
    """All papers that were read, with a result or without."""
    failed: tuple[Paper, ...]
    """Papers that could not be read."""
    measures: tuple[Measure, ...]
    """The most reported first."""
    differences: tuple[Difference, ...]
    total: int
    """Results of all papers, before anything was asked for."""
    unstated: int = 0
    """Results that fit but for the metric, which their place does not state."""

    @property
    def results(self) -> tuple[Result, ...]:
        """All listed results."""
        return tuple(result for measure in self.measures for result in measure.results)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How far one result is borne out by the other results of a library."""

    rung: Rung
    """`located` (only here), `consistent` (a second place of its paper) or `corroborated` (an independent paper)."""
    same: tuple[Result, ...] = ()
    """Some of the other places that print the same number, independent papers first."""
    papers: int = 0
    """Other papers that print the same number, those linked by citation included."""
    differing: tuple[Result, ...] = ()
    """Some of the places that print another number for it."""
    differ: int = 0
    """How many there are."""
    repeats: bool = False
    """Other papers print it, but only such as cite this one or are cited by it, or rows that cite another work."""
