"""Confidence in a verdict on somebody else's statement: how often such verdicts were right where the truth is known.

The counts come from statements made from papers, half of them with one error (`benchmarks/calibrate.py`), and lie in
`confidence.toml`. A kind is the type of the claim, the label and the reason. Claims that are quoted from a paper have
none: errors planted in papers are too few to count by kind (`synth bench planted`). Rare kinds lean on the label's
own rate: p = (right + WEIGHT · p_of_the_wider_kind) / (n + WEIGHT), the additive smoothing of C. Zhai and J. Lafferty
(2004), over two steps.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from synth.records import ClaimType, Verdict, VerdictLabel

FILE = Path(__file__).with_name("confidence.toml")
WEIGHT = 4.0
"""How many verdicts the rate of the wider kind counts for."""
LEAST = 200
"""Verdicts of a label without which nothing is said."""
RATED = (VerdictLabel.SUPPORTED, VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE)
"""Labels that can be right or wrong; an open verdict claims nothing."""

Key = tuple[str, str, str]
"""Type of the claim, label and reason."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Counts of right verdicts by kind."""

    counts: Mapping[Key, tuple[int, int]]
    """Right verdicts of a kind, and all of it."""
    name: str
    """Set and size, for the reader."""
    papers: frozenset[str] = frozenset()
    """Ids of the papers that the counts come from."""

    def confidence(self, type_: ClaimType, verdict: Verdict) -> float | None:
        """Probability that the label is right; None for open verdicts and where too little is known."""
        if verdict.label not in RATED:
            return None
        label = str(VerdictLabel.CONTRADICTED) if verdict.label is VerdictLabel.IMPOSSIBLE else str(verdict.label)
        wide = self._sum(lambda key: key[1] == label)
        if wide[1] < LEAST:
            return None
        rate = wide[0] / wide[1]
        for right, n in (
            self._sum(lambda key: key[:2] == (str(type_), label)),
            self.counts.get((str(type_), label, verdict.reason), (0, 0)),
        ):
            rate = (right + WEIGHT * rate) / (n + WEIGHT)
        return round(rate, 3)

    def _sum(self, inside: Callable[[Key], bool]) -> tuple[int, int]:
        found = [pair for key, pair in self.counts.items() if inside(key)]
        return sum(right for right, _ in found), sum(n for _, n in found)


def counted(items: Iterable[tuple[ClaimType, Verdict, bool]]) -> dict[Key, tuple[int, int]]:
    """Counts by kind of verdicts (type of the claim, verdict, whether it is right); open ones are left out."""
    right: Counter[Key] = Counter()
    seen: Counter[Key] = Counter()
    for type_, verdict, good in items:
        if verdict.label in RATED:
            label = VerdictLabel.CONTRADICTED if verdict.label is VerdictLabel.IMPOSSIBLE else verdict.label
            key = (str(type_), str(label), verdict.reason)
            seen[key] += 1
            right[key] += good
    return {key: (right[key], seen[key]) for key in sorted(seen)}


@lru_cache(maxsize=1)
def shipped() -> Calibration:
    """The counts that come with the tool; empty where the file is missing."""
    if not FILE.is_file():
        return Calibration({}, "")
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    counts = {(k["type"], k["label"], k["reason"]): (k["right"], k["n"]) for k in raw["kind"]}
    return Calibration(counts, raw["name"], frozenset(raw["papers"]))


def calibrated_on() -> frozenset[str]:
    """Ids of the papers that the shipped counts come from: a test leaves them out."""
    return shipped().papers


def rated(verdict: Verdict, type_: ClaimType) -> Verdict:
    """The verdict with its confidence, where there is one."""
    calibration = shipped()
    confidence = calibration.confidence(type_, verdict)
    return verdict if confidence is None else replace(verdict, confidence=confidence, calibration=calibration.name)
