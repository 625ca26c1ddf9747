"""Which percentages N items can give: the arithmetic of the GRIM test."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache


@cache
def rejection_share(total: int, decimals: int) -> float:
    """Share of the values from 0 to 100 with `decimals` decimals that no count out of `total` rounds to."""
    grid: int = 100 * 10**decimals
    if total >= grid:
        return 0.0
    hit: set[int] = set()
    for count in range(total + 1):
        exact = Fraction(count * grid, total)
        # A tie may have been rounded either way.
        hit.update((math.ceil(exact - Fraction(1, 2)), math.floor(exact + Fraction(1, 2))))
    return 1 - len(hit) / (grid + 1)


def counts(low: Fraction, high: Fraction, total: int) -> tuple[int, int] | None:
    """Smallest and largest whole count whose share of `total` lies in [low, high]; None where there is none."""
    first, last = max(0, math.ceil(low * total)), min(total, math.floor(high * total))
    return (first, last) if first <= last else None
