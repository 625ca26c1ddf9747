"""Reads one printed numeral: "1,319", "10²⁸", "2.0 × 10^30", "1.2M", ".45".

A printed number stands for an interval: the numbers that round to it. `read` gives the value and half of that
interval; which of the two a caller wants depends on what the number does in its sentence (a count is exact).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
MINUS = "-−–"
_SUPER_TO_ASCII = str.maketrans(SUPERSCRIPTS + "⁻⁺−–", "0123456789-+--")

SCALES = {
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "m": 1e6,
    "B": 1e9,
    "b": 1e9,
    "T": 1e12,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}

# Thousands are grouped by commas or thin spaces, never after a digit and a comma: "1,10,100" is a list of three.
MANTISSA = (
    r"(?:(?<![0-9],)[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|(?<![0-9])[0-9]{1,3}(?:[\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+)"
    r"(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+"
)
_EXPONENT = rf"(?:\^\s?\{{?\s?[-−–+]?[0-9]+\}}?|[⁻⁺]?[{SUPERSCRIPTS}]+)"
POWER = (
    rf"(?:(?<![0-9.])10{_EXPONENT}"
    rf"|(?:{MANTISSA})\s?[×x·⋅∗*]\s?10{_EXPONENT}"
    # The text layer of a PDF loses superscripts: "2.0 × 1030" is printed 2.0 × 10³⁰.
    r"|(?<![0-9.])[0-9]\.[0-9]+\s?[×·⋅]\s?10[-−–]?[0-9]{1,2}(?![0-9,.])"
    r"|(?<![0-9.])(?:[0-9]\s?[×·⋅]\s?)?10−[0-9]{1,2}(?![0-9,.%])"
    r"|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)[eE][-−+]?[0-9]{1,3}(?![\w])"
    r"|(?<![0-9.])[0-9]+\^\s?\{?\s?[-−]?[0-9]+\}?)"
)
SCALE = r"(?:[kKMBbT](?![A-Za-z0-9])|\s?[BM](?=\s(?:param|token))|\s(?:thousand|million|billion|trillion)\b)"
NUMERAL = rf"(?:{POWER}|(?:{MANTISSA}){SCALE}?)"

_SCIENTIFIC = re.compile(
    rf"(?P<mantissa>{MANTISSA})(?:\s?[×x·⋅∗*]\s?10\^?|[eE])\s?\{{?\s?(?P<exponent>[-+]?[0-9]+)\}}?"
)
_BASE = re.compile(r"(?P<base>[0-9]+)\^\s?\{?\s?(?P<exponent>[-+]?[0-9]+)\}?")
_LOST = re.compile(r"10(?P<exponent>−[0-9]{1,2})")
_SUPER = re.compile(rf"(?P<base>10)(?P<exponent>[⁻⁺]?[{SUPERSCRIPTS}]+)")
_PLAIN = re.compile(rf"(?P<mantissa>{MANTISSA})\s?(?P<scale>[A-Za-z]+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Numeral:
    """What a printed numeral says, before anyone asks what it is for."""

    value: float
    half_width: float
    """Half of the interval of numbers that round to `value`: one half of the last printed place."""
    decimals: int
    """Digits after the point, of the mantissa."""
    scaled: bool
    """Whether a suffix or word ("k", "billion") multiplied it."""
    scientific: bool
    """Whether it was printed as a power."""
    grouped: bool
    """Whether thousands were separated."""


def read(literal: str) -> Numeral | None:
    """Read an unsigned numeral; None where it is none or does not fit a float."""
    superscript = _SUPER.search(literal)
    head = literal[: superscript.start()] if superscript else ""
    if superscript and not head.strip():
        return _power(10, superscript["exponent"].translate(_SUPER_TO_ASCII))
    ascii_literal = re.sub(rf"10([⁻⁺]?[{SUPERSCRIPTS}]+)", r"10^\1", literal).translate(_SUPER_TO_ASCII)
    if found := _SCIENTIFIC.fullmatch(ascii_literal):
        return _scientific(found["mantissa"], found["exponent"])
    if found := _LOST.fullmatch(literal):
        return _power(10, found["exponent"].translate(_SUPER_TO_ASCII))
    if found := _BASE.fullmatch(ascii_literal):
        return _power(int(found["base"][:20]), found["exponent"])
    if found := _PLAIN.fullmatch(literal):
        scale = SCALES.get(found["scale"], 0.0) if found["scale"] else 1.0
        return _plain(found["mantissa"], scale) if scale else None
    return None


def _digits(mantissa: str) -> tuple[str, int]:
    digits = re.sub(r"[,\u2009\u202f]", "", mantissa)
    return digits, len(digits.partition(".")[2])


def _plain(mantissa: str, scale: float) -> Numeral | None:
    digits, decimals = _digits(mantissa)
    # One division or multiplication of exact numbers keeps "1.2M" at 1200000.0.
    value = float(f"{digits}e{round(math.log10(scale))}")
    if not math.isfinite(value):
        return None
    return Numeral(
        value=value,
        half_width=0.5 * 10.0**-decimals * scale,
        decimals=decimals,
        scaled=scale != 1.0,
        scientific=False,
        grouped=len(digits) != len(mantissa),
    )


def _scientific(mantissa: str, exponent: str) -> Numeral | None:
    digits, decimals = _digits(mantissa)
    value = float(f"{digits}e{exponent}") if len(exponent) < 6 else math.inf
    width = float(f"5e{int(exponent) - decimals - 1}") if math.isfinite(value) else math.inf
    if not (math.isfinite(value) and math.isfinite(width)):
        return None
    return Numeral(value=value, half_width=width, decimals=decimals, scaled=False, scientific=True, grouped=False)


def _power(base: int, exponent: str) -> Numeral | None:
    if len(exponent) > 5:
        return None
    try:
        value = math.pow(base, int(exponent))
    except (OverflowError, ValueError):
        return None
    # "10^28" tells the order of magnitude; other powers ("2^10") are meant exactly.
    width = 0.5 * value if base == 10 else 0.0
    return Numeral(value=value, half_width=width, decimals=0, scaled=False, scientific=True, grouped=False)
