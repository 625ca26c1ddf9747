"""What a rerun says of a cited figure.

The rules, in this order; the first that fits gives the verdict.

1. Samples that cannot say it: `not_testable`. The metric is undefined for them (k > n), the figure is greedy and they
   were drawn at random or the other way round, outcomes or problems are missing.
2. The estimate rounds to the figure (`reproduced`), does so with digits cut off (`reproduced_by_truncation`), rounds
   to it with another order of sets of strings, which Python draws anew for every run (`reproduced`), or does on a
   slower or faster machine, where samples need about as much time as the limit gives (`reproduced`).
3. Another declared assembly, file or the archive's own record gives it: `only_under_variant`.
4. The samples are not those that the figure was made of, and the difference is no larger than that of two draws for the
   same problems: `within_sampling_error`. The interval over problems is not used for that: both runs have the same
   problems, and an interval that asks "what on other problems?" would let nearly every misprint pass.
5. Else `not_reproduced`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import sqrt

from synth.language.shares import counts
from synth.records import Cited, Decoding, Estimate, JudgedFigure, RerunVerdict
from synth.rerun.estimators.intervals import Z95


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What is known of the samples beside their estimates."""

    decoding: Decoding
    same_samples: bool
    """Whether the archive holds the very samples that the figures were made of."""
    items: int
    """Problems."""
    samples: int
    """Samples a problem, the fewest."""
    missing: int = 0
    """Problems of the benchmark without a sample."""


def judge(
    cited: Cited,
    estimate: Estimate | None,
    ground: Ground,
    *,
    undefined: str = "",
    variants: Mapping[str, Estimate] | None = None,
    orders: Sequence[Estimate] = (),
    paces: tuple[Estimate, Estimate] | None = None,
    untestable: tuple[str, str] | None = None,
) -> JudgedFigure:
    """The verdict on one figure.

    `undefined` says why there is no estimate; `untestable` is what the recipe knows; `orders` are estimates with other
    orders of sets; `paces` those of a slower and of a faster machine.
    """
    if untestable is not None:
        return _figure(cited, RerunVerdict.NOT_TESTABLE, *untestable, estimate)
    if estimate is None:
        return _figure(cited, RerunVerdict.NOT_TESTABLE, "undefined", f"{_capital(undefined)}.", None)
    if ground.missing:
        why = f"{ground.missing} of {ground.items + ground.missing} problems have no sample in this archive."
        return _figure(cited, RerunVerdict.NOT_TESTABLE, "missing_problems", why, estimate)
    mismatch = _decoding(cited, estimate, ground)
    if mismatch is not None and mismatch.reason != "decoding_unknown":
        return mismatch
    if rounds_to(estimate, cited):
        why = f"{_digits(estimate)} rounds to {cited.printed}."
        return _figure(cited, RerunVerdict.REPRODUCED, "exact", why, estimate)
    if truncates_to(estimate, cited):
        why = (
            f"{_digits(estimate)} is {cited.printed} with its digits cut off; it rounds to {_rounded(estimate, cited)}."
        )
        return _figure(cited, RerunVerdict.REPRODUCED_BY_TRUNCATION, "truncated", why, estimate)
    for order in orders:
        if rounds_to(order, cited):
            why = (
                f"Some samples depend on the order of sets, which differs from run to run; {_digits(order)} in another."
            )
            return _figure(cited, RerunVerdict.REPRODUCED, "set_order", why, estimate)
    if paces is not None and (any(rounds_to(one, cited) for one in paces) or _between(cited, *paces)):
        why = (
            "Some samples need about as much time as the limit gives; without them "
            f"{_digits(paces[0])}, with them {_digits(paces[1])}."
        )
        return _figure(cited, RerunVerdict.REPRODUCED, "time_limit", why, estimate)
    for name, other in (variants or {}).items():
        if rounds_to(other, cited) or truncates_to(other, cited):
            how = "" if rounds_to(other, cited) else ", by truncation"
            why = f"{_digits(estimate)} is not {cited.printed}; the variant “{name}” gives {_digits(other)}{how}."
            return _figure(cited, RerunVerdict.ONLY_UNDER_VARIANT, "variant", why, estimate, name)
    if mismatch is not None:
        return mismatch
    error = _error(estimate, ground)
    gap = abs(estimate.value - cited.value)
    if not ground.same_samples and error and gap <= Z95 * error + 0.5 * 10**-cited.decimals:
        why = (
            f"{_digits(estimate)} differs by {gap:.2f}; two draws of samples for the same problems differ by up to "
            f"{Z95 * error:.2f} in 95 of 100 cases."
        )
        return _figure(cited, RerunVerdict.WITHIN_SAMPLING_ERROR, "sampling_error", why, estimate)
    return _figure(cited, RerunVerdict.NOT_REPRODUCED, "differs", _why_not(cited, estimate, ground, variants), estimate)


def rounds_to(estimate: Estimate, cited: Cited) -> bool:
    """Whether the exact estimate rounds to the printed digits; a tie may be rounded either way."""
    value = _exact(estimate)
    unit = Fraction(1, 10**cited.decimals)
    return abs(value - Fraction(cited.printed)) <= unit / 2


def truncates_to(estimate: Estimate, cited: Cited) -> bool:
    """Whether the printed digits are the first ones of the estimate."""
    value = _exact(estimate)
    return 0 <= value - Fraction(cited.printed) < Fraction(1, 10**cited.decimals)


def possible(cited: Cited, total: int) -> bool:
    """Whether some whole number out of `total` gives the printed percentage."""
    half = Fraction(1, 2 * 10**cited.decimals)
    low, high = (Fraction(cited.printed) - half) / 100, (Fraction(cited.printed) + half) / 100
    return counts(low, high, total) is not None


def _between(cited: Cited, slower: Estimate, faster: Estimate) -> bool:
    return _exact(slower) <= Fraction(cited.printed) <= _exact(faster)


def _exact(estimate: Estimate) -> Fraction:
    return 100 * Fraction(estimate.exact)


def _decoding(cited: Cited, estimate: Estimate, ground: Ground) -> JudgedFigure | None:
    """A verdict of `not_testable` where the figure and the samples were decoded differently."""
    greedy, sampled = Decoding.GREEDY, Decoding.SAMPLED
    got = f"the archive's samples give {_digits(estimate)}"
    if cited.decoding is greedy and ground.decoding is sampled:
        why = f"The figure is of greedy decoding, the samples were drawn at random; {got}."
        if not possible(cited, ground.items):
            why += f" No whole number of {ground.items} problems gives {cited.printed} in one greedy run."
        return _figure(cited, RerunVerdict.NOT_TESTABLE, "greedy_against_sampled", why, estimate)
    if cited.decoding is sampled and ground.decoding is greedy:
        why = f"The figure is estimated from samples, the archive holds one greedy answer a problem; {got}."
        return _figure(cited, RerunVerdict.NOT_TESTABLE, "sampled_against_greedy", why, estimate)
    unknown = cited.decoding is Decoding.UNKNOWN and ground.decoding is not greedy
    if unknown and estimate.metric == "pass@1" and ground.samples > 1:
        why = (
            f"It is not said whether this pass@1 is greedy; {got}, and greedy decoding may differ. Say "
            f"“sampled pass@1 = {cited.printed}” to have it judged."
        )
        return _figure(cited, RerunVerdict.NOT_TESTABLE, "decoding_unknown", why, estimate)
    return None


def _error(estimate: Estimate, ground: Ground) -> float:
    """Standard error of the difference of two draws, in percent; 0 where there is nothing random."""
    if ground.decoding is Decoding.GREEDY or estimate.spread is None:
        return 0.0
    return estimate.spread * sqrt(2)


def _why_not(cited: Cited, estimate: Estimate, ground: Ground, variants: Mapping[str, Estimate] | None) -> str:
    gap = estimate.value - cited.value
    text = f"{_digits(estimate)} against {cited.printed}: {abs(gap):.2f} points {'more' if gap > 0 else 'less'}"
    total = ground.items * (1 if ground.decoding is Decoding.GREEDY else ground.samples)
    if estimate.metric in ("pass@1",) or estimate.metric.startswith("success@"):
        count = round(Fraction(estimate.exact) * ground.items) if ground.samples == 1 else None
        text += f" ({count} of {ground.items})" if count is not None else ""
        if not possible(cited, total):
            text += f"; no whole number of {total} gives {cited.printed}"
    others = [f"“{name}” {_digits(other)}" for name, other in (variants or {}).items()]
    return f"{text}{'; nor does ' + ', '.join(others) if others else ''}."


def _figure(
    cited: Cited, verdict: RerunVerdict, reason: str, explanation: str, estimate: Estimate | None, variant: str = ""
) -> JudgedFigure:
    return JudgedFigure(
        cited=cited, verdict=verdict, reason=reason, explanation=explanation, estimate=estimate, variant=variant
    )


def _rounded(estimate: Estimate, cited: Cited) -> str:
    value = _exact(estimate)
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return str(decimal.quantize(Decimal(1).scaleb(-cited.decimals), rounding=ROUND_HALF_UP))


def _digits(estimate: Estimate) -> str:
    """The estimate with two decimals, or more where it needs them to be seen."""
    return f"{estimate.value:.2f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def worst(figures: Sequence[JudgedFigure]) -> RerunVerdict | None:
    """The verdict that asks most for attention."""
    order = (
        RerunVerdict.NOT_REPRODUCED,
        RerunVerdict.ONLY_UNDER_VARIANT,
        RerunVerdict.NOT_TESTABLE,
        RerunVerdict.WITHIN_SAMPLING_ERROR,
        RerunVerdict.REPRODUCED_BY_TRUNCATION,
        RerunVerdict.REPRODUCED,
    )
    found = {figure.verdict for figure in figures}
    return next((verdict for verdict in order if verdict in found), None)
