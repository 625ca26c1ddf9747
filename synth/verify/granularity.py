"""Granularity (GRIM): which percentages can N items give at all?

The share of N solved items is a multiple of 1/N. A value printed with d decimals is possible only where some whole
number of items rounds to it. With r runs averaged the multiples are 1/(N·r) and the test soon loses its power; it then
says so.

Source: N. Brown and J. Heathers, "The GRIM Test", Social Psychological and Personality Science 8(4), 2017.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from synth.language.shares import counts, rejection_share
from synth.records import Check, CheckStatus, Quantity
from synth.verify.exact import interval, printed_decimals

BENCHMARK_SIZES: dict[str, tuple[int, ...]] = {
    "HumanEval": (164,),
    "HumanEval+": (164,),
    "MBPP": (500, 974, 378, 399, 427),
    "MBPP+": (378, 399),
    "GSM8K": (1319,),
    "MATH": (5000,),
    "MATH-500": (500,),
    "AIME 2024": (30,),
    "AIME 2025": (30,),
    "AMC 2023": (40,),
    "GPQA": (448,),
    "GPQA-Diamond": (198,),
    "DS-1000": (1000,),
    "APPS": (5000,),
    "CodeContests": (165,),
    "CRUXEval": (800,),
    "BigCodeBench": (1140,),
    "SWE-bench": (2294,),
    "SWE-bench Lite": (300,),
    "SWE-bench Verified": (500,),
    "OlympiadBench": (674, 675),
    "Minerva Math": (272,),
    "IFEval": (541,),
    "TruthfulQA": (817,),
    "BBH": (6511,),
}
"""Test items per benchmark; several where papers use several cuts (MBPP: test, all, EvalPlus, sanitised)."""

SAMPLED_RUNS = (1, 2, 3, 4, 5, 8, 10, 15, 16, 20, 25, 32, 50, 64, 100, 200)
"""Samples a problem that papers average over."""

MINIMUM_POWER = 0.05
"""Below this share of rejected values the test could hardly have failed."""

_ALTERNATIVES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20)


def granularity(value: Quantity, items: int, runs: Sequence[int] = (1,)) -> Check:
    """Can `value` be the share of `items` items, each tried once in r runs, for one of the `runs`?

    `value` is a percentage, or a fraction where it has no unit and is at most 1 with at least two decimals. The status
    is `FAILED` where no count fits, `NO_POWER` where fewer than 5% of all values would have failed.
    """
    if items < 1 or not runs or min(runs) < 1:
        return _check(CheckStatus.NOT_APPLICABLE, "Granularity needs at least one item and one run.", ())
    bounds = interval(value)
    if bounds is None or value.half_width == 0 or value.unit not in ("", "%", "points"):
        return _check(CheckStatus.NOT_APPLICABLE, f"{value.raw} is not a printed proportion.", ())
    low, high = bounds
    decimals = printed_decimals(value)
    fraction = not value.unit and decimals >= 2 and high <= 1
    scale, decimals = (1, decimals - 2) if fraction else (100, decimals)
    if high < 0 or low > scale:
        return _check(CheckStatus.FAILED, f"{value.raw} is no proportion: it lies outside 0 to {scale}.", ())
    low, high = low / scale, high / scale
    fits = [(run, found) for run in runs if (found := counts(low, high, items * run))]
    power = min(rejection_share(items * run, decimals) for run in runs)
    assumed = (f"N = {items} items", f"runs per item: {', '.join(map(str, runs))}")
    if not fits:
        return _check(CheckStatus.FAILED, _impossible(value, items, low, high, scale, runs), assumed)
    run, (first, last) = fits[0]
    named = f"{first}" if first == last else f"{first} to {last}"
    detail = f"{named} of {items * run}{f' ({items} items × {run} runs)' if run > 1 else ''} rounds to {value.raw}"
    if power < MINIMUM_POWER:
        return _check(CheckStatus.NO_POWER, f"{detail}, but so does nearly any value: no power.", assumed)
    others = [str(other) for other, _ in fits[1:4]]
    also = f" Also with {', '.join(others)} runs." if others else ""
    return _check(CheckStatus.PASSED, f"{detail}; {power:.0%} of all values would have failed.{also}", assumed)


def benchmark_granularity(value: Quantity, dataset: str, *, greedy: bool) -> Check:
    """Granularity of an accuracy on a known benchmark, over the cuts of it that papers use.

    `greedy` says that each problem was answered once. Sampled pass@1 is the mean of n samples a problem and therefore
    not bound to multiples of 1/N: then several n are tried, and the test usually has no power.
    """
    sizes = BENCHMARK_SIZES.get(dataset)
    if not sizes:
        return _check(CheckStatus.NOT_APPLICABLE, f"The number of items of {dataset} is not known.", ())
    checks = [granularity(value, size, (1,) if greedy else SAMPLED_RUNS) for size in sizes]
    order = (CheckStatus.NOT_APPLICABLE, CheckStatus.NO_POWER, CheckStatus.PASSED, CheckStatus.FAILED)
    best = min(checks, key=lambda check: order.index(check.status))
    how = "one answer a problem" if greedy else "sampled pass@1 is not bound to 1/N, so several runs were tried"
    cuts = f"{dataset}: {' or '.join(map(str, sizes))} items"
    detail = (
        best.detail if len(sizes) == 1 or best.status is not CheckStatus.FAILED else " ".join(c.detail for c in checks)
    )
    return _check(best.status, detail, (cuts, how, *best.assumptions[1:]))


def _impossible(value: Quantity, items: int, low: Fraction, high: Fraction, scale: int, runs: Sequence[int]) -> str:
    total = items * runs[0]
    under = max(0, math.ceil(low * total) - 1)
    places = printed_decimals(value) + 1
    near = " and ".join(
        f"{count}/{total} = {float(Fraction(count * scale, total)):.{places}f}"
        for count in (under, under + 1)
        if count <= total
    )
    others = [run for run in _ALTERNATIVES if run not in runs and counts(low, high, items * run)][:3]
    hint = f" It fits the mean of {', '.join(map(str, others))} runs." if others else ""
    return f"No whole number of {items} items gives {value.raw}: the nearest are {near}.{hint}"


def _check(status: CheckStatus, detail: str, assumptions: tuple[str, ...]) -> Check:
    return Check(name="granularity", status=status, detail=detail, assumptions=assumptions)
