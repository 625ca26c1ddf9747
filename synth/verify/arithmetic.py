"""Checks that need nothing but arithmetic: they can refute or warn, never support by themselves.

Printed numbers are intervals; every check asks whether *some* numbers that round to the printed ones satisfy
the relation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from synth.records import Check, CheckStatus, Quantity
from synth.verify.exact import interval, rational

_Interval = tuple[Fraction, Fraction]
_BELONG = ("the two values belong to the claimed comparison",)
_SOURCE = "unbiased pass@k, Chen et al. 2021 (arXiv:2107.03374)"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """One way to understand a stated change."""

    name: str
    formula: str
    low: Fraction
    high: Fraction

    def fits(self, claimed: _Interval) -> bool:
        return self.low <= claimed[1] and claimed[0] <= self.high


def delta(claimed: Quantity, before: Quantity, after: Quantity, *, direction: int = 0) -> Check:
    """Does the change `claimed` follow from `before` and `after`?

    Readings tried: difference (after − before); for "%" also relative gain and relative error reduction; for "×" the
    ratio. `direction` is +1 or -1 where the text says which way it went. The detail names the readings that fit.
    """
    stated, low, high = interval(claimed), interval(before), interval(after)
    if stated is None or low is None or high is None:
        return _check("delta", CheckStatus.NOT_APPLICABLE, "A number of this change is not finite.")
    moved = rational(after) - rational(before)
    certain = high[0] > low[1] or high[1] < low[0]
    expected = direction or (-1 if claimed.value < 0 else 0)
    if expected and certain and moved * expected < 0:
        way = "rises" if moved > 0 else "falls"
        detail = f"From {before.raw} to {after.raw} the value {way}, against what is claimed."
        return _check("delta", CheckStatus.FAILED, detail)
    size = _absolute(stated)
    readings = _readings(claimed.unit, low, high)
    fitting = [reading for reading in readings if reading.fits(size)]
    sum_up = "; ".join(f"{reading.formula} = {_show(reading)}" for reading in (fitting or readings))
    if not fitting:
        detail = f"{claimed.raw} does not follow from {before.raw} and {after.raw}: {sum_up}."
        return _check("delta", CheckStatus.FAILED, detail, _BELONG)
    names = " or ".join(reading.name for reading in fitting)
    detail = f"{claimed.raw} fits as {names}: {sum_up}."
    if claimed.unit == "points" and fitting[0].name != "difference":
        return _check("delta", CheckStatus.WARNED, f"{detail} The text says points.")
    return _check("delta", CheckStatus.PASSED, detail, _BELONG)


def _readings(unit: str, before: _Interval, after: _Interval) -> list[_Reading]:
    change = _absolute((after[0] - before[1], after[1] - before[0]))
    readings = []
    if unit != "×":
        readings.append(_Reading(name="difference", formula="|b − a|", low=change[0], high=change[1]))
    if unit == "×":
        if before[0] > 0 and after[0] > 0:
            up = (after[0] / before[1], after[1] / before[0])
            down = (before[0] / after[1], before[1] / after[0])
            readings.append(_Reading(name="ratio", formula="b / a", low=up[0], high=up[1]))
            readings.append(_Reading(name="inverse ratio", formula="a / b", low=down[0], high=down[1]))
        return readings
    if before[0] > 0:
        low, high = sorted((abs(after[0] / before[1] - 1), abs(after[1] / before[0] - 1)))
        low = Fraction(0) if change[0] == 0 else low
        readings.append(_Reading(name="relative change", formula="|b − a| / a", low=low * 100, high=high * 100))
    if before[0] >= 0 and before[1] < 100 and after[1] <= 100 and before[1] > 1:
        errors = (100 - before[1], 100 - before[0])
        readings.append(
            _Reading(
                name="relative error reduction",
                formula="|b − a| / (100 − a)",
                low=change[0] / errors[1] * 100,
                high=change[1] / errors[0] * 100,
            )
        )
    return readings


def _absolute(bounds: _Interval) -> _Interval:
    low, high = bounds
    if low <= 0 <= high:
        return Fraction(0), max(-low, high)
    return (low, high) if low > 0 else (-high, -low)


def _show(reading: _Reading) -> str:
    middle = (reading.low + reading.high) / 2
    return f"{float(middle):.4g} ({float(reading.low):.4g} to {float(reading.high):.4g})"


def pass_at_k_order(values: Mapping[int, Quantity], *, samples: int | None = None) -> Check:
    """Is pass@k of one model, dataset and setting possible for every k in `values`?

    It never falls with k, and it is bounded by pass@1. With `samples` = n drawn per problem the bound is exact (the
    most that any spread of c correct among n gives); without it only the union bound k · pass@1 refutes, and
    1 − (1 − pass@1)^k, exact for n → ∞ by Jensen's inequality, warns.
    """
    bounds = {k: found for k, quantity in values.items() if (found := _proportion(quantity, values)) is not None}
    if len(bounds) < 2 or min(bounds) < 1:
        return _check("pass_at_k_order", CheckStatus.NOT_APPLICABLE, "Fewer than two values of k are known.")
    if samples is not None and max(bounds) > samples:
        detail = f"pass@{max(bounds)} cannot be estimated from {samples} samples a problem: k must not exceed n."
        return _check("pass_at_k_order", CheckStatus.FAILED, detail, (_SOURCE,))
    ordered = sorted(bounds)
    for smaller, larger in pairwise(ordered):
        if bounds[larger][1] < bounds[smaller][0]:
            pair = f"pass@{larger} = {values[larger].raw} is below pass@{smaller} = {values[smaller].raw}"
            detail = f"{pair}; it cannot fall with k."
            return _check(
                "pass_at_k_order", CheckStatus.FAILED, detail, ("same model, dataset, prompt and temperature",)
            )
    return _bounded_by_first(values, bounds, samples)


def _proportion(quantity: Quantity, values: Mapping[int, Quantity]) -> _Interval | None:
    bounds = interval(quantity)
    if bounds is None:
        return None
    percent = any(other.unit == "%" or other.value > 1 for other in values.values())
    return (bounds[0] / 100, bounds[1] / 100) if percent else bounds


def _bounded_by_first(values: Mapping[int, Quantity], bounds: Mapping[int, _Interval], samples: int | None) -> Check:
    ordered = sorted(bounds)
    assumed = ("same model, dataset, prompt and temperature", "pass@1 was sampled, not greedy", _SOURCE)
    if 1 in bounds:
        first = min(Fraction(1), bounds[1][1])
        for k in ordered[1:]:
            most = min(Fraction(1), k * first) if samples is None else _most(first, k, samples)
            if bounds[k][0] > most:
                why = "k · pass@1" if samples is None else f"the most that n = {samples} samples allow"
                detail = f"pass@{k} = {values[k].raw} exceeds {why} = {float(most * 100):.2f}%."
                return _check("pass_at_k_order", CheckStatus.FAILED, detail, assumed)
            independent = 1 - (1 - float(first)) ** k
            if samples is None and float(bounds[k][0]) > independent + 1e-12:
                bound = f"1 − (1 − pass@1)^{k} = {independent:.2%}, the bound for many samples"
                detail = f"pass@{k} = {values[k].raw} exceeds {bound}."
                return _check("pass_at_k_order", CheckStatus.WARNED, detail, (*assumed, "n is not known"))
    shown = ", ".join(f"pass@{k} = {values[k].raw}" for k in ordered)
    return _check(
        "pass_at_k_order", CheckStatus.PASSED, f"{shown}: does not fall with k and stays within its bound.", assumed
    )


def _most(mean: Fraction, k: int, samples: int) -> Fraction:
    """Largest mean pass@k over problems whose mean pass@1 is `mean`: 1 − C(n−c, k)/C(n, k) is concave in c."""
    correct = mean * samples
    below = math.floor(correct)
    part = correct - below
    at = [1 - Fraction(math.comb(samples - c, k), math.comb(samples, k)) for c in (below, min(below + 1, samples))]
    return at[0] + part * (at[1] - at[0])


def rank(subject: str, values: Mapping[str, Quantity], *, claimed: int = 1, lower_is_better: bool = False) -> Check:
    """Does `subject` hold place `claimed` among `values` (itself included)? Values whose intervals meet are a tie."""
    own = interval(values[subject]) if subject in values else None
    if own is None or len(values) < 2:
        return _check("rank", CheckStatus.NOT_APPLICABLE, f"{subject} stands in no list of at least two values.")
    better, tied = [], []
    for name, quantity in values.items():
        other = interval(quantity)
        if name == subject or other is None:
            continue
        ahead = other[1] < own[0] if lower_is_better else other[0] > own[1]
        behind = other[0] > own[1] if lower_is_better else other[1] < own[0]
        if ahead:
            better.append(name)
        elif not behind:
            tied.append(name)
    best, worst = len(better) + 1, len(better) + 1 + len(tied)
    listed = f"among {len(values)} values, {'lower' if lower_is_better else 'higher'} is better"
    if not best <= claimed <= worst:
        ahead_of_it = ", ".join(f"{name} ({values[name].raw})" for name in better[:3])
        place = f"place {best}" if best == worst else f"places {best} to {worst}"
        who = f"; ahead of it: {ahead_of_it}" if better else ""
        return _check(
            "rank",
            CheckStatus.FAILED,
            f"{subject} ({values[subject].raw}) takes {place}, not {claimed}{who}.",
            (listed,),
        )
    if tied and worst != best:
        detail = f"{subject} ({values[subject].raw}) may hold place {claimed}, tied with {', '.join(tied[:3])}."
        return _check("rank", CheckStatus.WARNED if claimed != best else CheckStatus.PASSED, detail, (listed,))
    return _check("rank", CheckStatus.PASSED, f"{subject} ({values[subject].raw}) holds place {claimed}.", (listed,))


def proportion_bounds(value: Quantity) -> Check:
    """Is a score that is a share of something between 0 and 100%?"""
    bounds = interval(value)
    if bounds is None:
        return _check("proportion_bounds", CheckStatus.NOT_APPLICABLE, f"{value.raw} is not finite.")
    if bounds[1] < 0 or bounds[0] > 100:
        detail = f"{value.raw} lies outside 0 to 100 and cannot be a proportion."
        return _check("proportion_bounds", CheckStatus.FAILED, detail, ("the metric is a proportion",))
    return _check(
        "proportion_bounds", CheckStatus.PASSED, f"{value.raw} lies between 0 and 100.", ("the metric is a proportion",)
    )


def _check(name: str, status: CheckStatus, detail: str, assumptions: tuple[str, ...] = ()) -> Check:
    return Check(name=name, status=status, detail=detail, assumptions=assumptions)
