"""Whether two printed numbers say the same."""

from __future__ import annotations

import re

from synth.records.quantity import Quantity, Role

COARSE = 0.0051
"""Half-width from which on a fraction is a percentage only where both are equal: 0.1 is no 6.0%."""
_LABELS = frozenset({Role.K, Role.YEAR, Role.VERSION, Role.RANK, Role.REFERENCE})
_RATIO_UNITS = frozenset({"%", "points", "×"})
_TIMES = frozenset(
    {"ms", "s", "sec", "second", "seconds", "min", "minute", "minutes", "hour", "hours", "day", "days", "p", "$"}
)
_SUFFIX = re.compile(r"[0-9]\s?(?:[kKMBbT]|thousand|million|billion|trillion)$")


def matches(a: Quantity, b: Quantity, *, complement: bool = False) -> str | None:
    """How `a` and `b` can be the same number, or None.

    `equal`: same value. `rounded`: equal at the coarser precision of the two. Derivations, labelled as such:
    `si_suffix` (1.2M and 1,200,000), `fraction_percent` (0.273 and 27.3%), `percent_points` (a change printed as "5.1%"
    and as "5.1 points"), and `complement` (an error rate and 100% minus it), which is tried only when asked for.
    """
    if (a.role in _LABELS or b.role in _LABELS) and a.role is not b.role:
        return None
    if (a.role is Role.UNCERTAINTY) is not (b.role is Role.UNCERTAINTY):
        return None
    closeness = _closeness(a.value, a.half_width, b.value, b.half_width)
    if not closeness and not complement and abs(a.value) > 1 and abs(b.value) > 1:
        return None  # neither is a fraction of the other
    if closeness and _units_agree(a.unit, b.unit):
        return "si_suffix" if bool(_SUFFIX.search(a.raw)) is not bool(_SUFFIX.search(b.raw)) else closeness
    if closeness and {a.unit, b.unit} == {"%", "points"}:
        return "percent_points"
    if _as_percent(a, b) or _as_percent(b, a):
        return "fraction_percent"
    if complement and _units_agree(a.unit, b.unit) and _complements(a, b):
        return "complement"
    return None


def _closeness(a: float, a_half: float, b: float, b_half: float) -> str | None:
    difference, size = abs(a - b), max(abs(a), abs(b))
    if difference <= 1e-9 * size:
        return "equal"
    # 2697317.85 − 2697317.8 is 0.05000000028 in floats: what they leave over grows with the numbers themselves.
    return "rounded" if difference <= max(a_half, b_half) * (1 + 1e-9) + 1e-15 * size else None


def _units_agree(a: str, b: str) -> bool:
    if a == b:
        return True
    if a in _RATIO_UNITS and b in _RATIO_UNITS:
        return False
    if a in _TIMES or b in _TIMES:
        return not a or not b or a.rstrip("s") == b.rstrip("s")
    # Table cells leave out "%" and prose names what is counted in many ways.
    return (not a or not b) if a in _RATIO_UNITS or b in _RATIO_UNITS else True


def _as_percent(fraction: Quantity, percent: Quantity) -> bool:
    if fraction.unit or percent.unit not in ("%", "") or not 0 < abs(fraction.value) <= 1 or not fraction.half_width:
        return False
    if fraction.half_width >= 0.5 or (not percent.unit and abs(percent.value) <= 1):
        return False
    if fraction.half_width > COARSE and abs(fraction.value * 100 - percent.value) > 1e-9:
        return False
    return _closeness(fraction.value * 100, fraction.half_width * 100, percent.value, percent.half_width) is not None


def _complements(a: Quantity, b: Quantity) -> bool:
    percent = "%" in (a.unit, b.unit) or max(abs(a.value), abs(b.value)) > 1
    whole = 100.0 if percent else 1.0
    return _closeness(whole - a.value, a.half_width, b.value, b.half_width) is not None
