"""Rates with their intervals: proportions, F1 and calibration."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

Z = 1.959963984540054
"""Normal quantile of a two-sided 95% interval."""
RESAMPLES = 1000
BINS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95% Wilson interval; all three are 0 to 1, and None where nothing was counted."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
        if not self.n:
            return None
        share, n = self.hits / self.n, self.n
        centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        found = self.interval
        if found is None:
            return "–"
        return f"{100 * self.hits / self.n:.1f}% [{100 * found[0]:.1f}, {100 * found[1]:.1f}]"


@dataclass(frozen=True, slots=True)
class Score:
    """A figure between 0 and 1 with a 95% bootstrap interval over items."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} [{100 * self.low:.1f}, {100 * self.high:.1f}]"


def f1(gold: Sequence[Hashable], predicted: Sequence[Hashable], label: Hashable) -> float:
    """F1 of one label; 0 where it is neither present nor predicted."""
    both = sum(g == label and p == label for g, p in zip(gold, predicted, strict=True))
    total = sum(g == label for g in gold) + sum(p == label for p in predicted)
    return 2 * both / total if total else 0.0


def macro_f1(gold: Sequence[Hashable], predicted: Sequence[Hashable], labels: Sequence[Hashable]) -> float:
    """Mean of the F1 of `labels`. A prediction outside them is a miss of the gold label and a hit of none."""
    return sum(f1(gold, predicted, label) for label in labels) / len(labels)


def bootstrapped(
    n: int, figure: Callable[[Sequence[int]], float], *, seed: int = 0, groups: Sequence[Hashable]
) -> Score:
    """`figure` of all items, with the interval that resampling whole groups gives: items of one paper hang together."""
    import numpy as np

    value = figure(range(n)) if n else 0.0
    members: dict[Hashable, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    names = list(members)
    if not names:
        return Score(value, value, value, n)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES):
        drawn = rng.integers(0, len(names), len(names))
        found.append(figure([index for place in drawn for index in members[names[place]]]))
    return Score(value, float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975)), n)


@dataclass(frozen=True, slots=True)
class Bin:
    """One line of a reliability table."""

    low: float
    high: float
    confidence: float
    """Mean of what was predicted."""
    right: Rate


def reliability(predicted: Sequence[float], right: Sequence[bool], bins: int = BINS) -> tuple[Bin, ...]:
    """Predictions in bins of equal width over 0 to 1, empty ones left out."""
    made = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [i for i, p in enumerate(predicted) if low <= p < high or (p == high == 1.0)]
        if inside:
            mean = sum(predicted[i] for i in inside) / len(inside)
            made.append(Bin(low, high, mean, Rate(sum(right[i] for i in inside), len(inside))))
    return tuple(made)


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error: mean distance of confidence and share right, weighted by the size of the bin."""
    total = sum(one.right.n for one in bins)
    if not total:
        return None
    return sum(one.right.n * abs(one.confidence - one.right.hits / one.right.n) for one in bins) / total
