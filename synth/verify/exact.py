"""Printed numbers as exact rationals, so that no check fails on a float."""

from __future__ import annotations

import re
from fractions import Fraction

from synth.records import Quantity

_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+")
_PLAIN = re.compile(r"[^0-9.eE^×kKMBT]*(?:[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)\s?(?:%|×|x)?\s*")


def rational(value: Quantity) -> Fraction:
    """The value as printed, exactly: "27.3" is 273/10."""
    if _PLAIN.fullmatch(value.raw) and (found := _DIGITS.search(value.raw)):
        exact = Fraction(found[0].replace(",", ""))
        return -exact if value.value < 0 else exact
    return Fraction(repr(value.value))


def printed_decimals(value: Quantity) -> int:
    """Digits after the decimal point, as printed."""
    found = _DIGITS.search(value.raw)
    return len(found[0].partition(".")[2]) if found else 0


def interval(value: Quantity) -> tuple[Fraction, Fraction] | None:
    """Rounding interval [low, high] as rationals; None where the value is not finite."""
    if not abs(value.value) < float("inf"):
        return None
    middle = rational(value)
    if value.half_width == 0:
        return middle, middle
    # The half-width is half of one printed place: 0.05 is 1/20, whatever the float says.
    plain = _PLAIN.fullmatch(value.raw)
    half = Fraction(1, 2 * 10 ** printed_decimals(value)) if plain else Fraction(repr(value.half_width))
    return middle - half, middle + half
