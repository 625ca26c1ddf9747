"""Printing a number in any of its forms and parsing it gives the number back."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from synth.language.numerals import SUPERSCRIPTS, read
from synth.language.quantities import matches, parse, parse_cell
from synth.records import Quantity, Role

_NUMBERS = st.decimals(min_value=0, max_value=10**7, allow_nan=False, allow_infinity=False, places=6)
_DECIMALS = st.integers(min_value=1, max_value=4)
_ALPHABET = "aAkKMBTx vV@+-−–±%×·^²⁸.,;:()[]{}$↑↓/0123456789\n*†GPT–=<>²eE"


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)


def _holds(quantity: Quantity, number: float) -> bool:
    return abs(quantity.value - number) <= quantity.half_width * (1 + 1e-9) + 1e-9 * abs(number)


@given(_NUMBERS, _DECIMALS, st.sampled_from(["{}", "{}%", "{} %", "{} percent", "{:,}", "({:,})", "scores {}.", "{}†"]))
def test_a_printed_decimal_is_read_back(number: Decimal, decimals: int, form: str) -> None:
    printed = _rounded(number, decimals)
    (quantity,) = parse(form.format(printed))
    assert quantity.value == float(printed)
    assert _holds(quantity, float(number))
    assert quantity.half_width == 0.5 * 10.0**-decimals
    assert quantity.role is Role.VALUE


@given(_NUMBERS, _DECIMALS, st.sampled_from(["**{}**", "{} ↑6.4", "{}±0.2", "{}*", " {} [3]", "$\\mathbf{{{}}}$"]))
def test_the_main_value_of_a_cell_is_read(number: Decimal, decimals: int, form: str) -> None:
    printed = _rounded(number, decimals)
    quantity = parse_cell(form.format(printed))
    assert quantity is not None
    assert quantity.value == float(printed)


@given(st.decimals(min_value="1.0", max_value="9.99", places=2), st.integers(-30, 30), st.sampled_from("exs^"))
def test_powers_are_read_back(mantissa: Decimal, exponent: int, form: str) -> None:
    superscript = str(exponent).translate(str.maketrans("-0123456789", "⁻" + SUPERSCRIPTS))
    text = {
        "e": f"{mantissa}e{exponent}",
        "x": f"{mantissa} × 10^{exponent}",
        "^": f"{mantissa}×10^{{{exponent}}}",
        "s": f"{mantissa} · 10{superscript}",
    }[form]
    (quantity,) = parse(f"about {text} of them")
    assert quantity.raw == text
    assert quantity.value == float(f"{mantissa}e{exponent}")
    assert 0 < quantity.half_width < quantity.value


@given(
    st.integers(10, 9999), st.sampled_from([("k", 1e3), ("M", 1e6), ("B", 1e9), (" million", 1e6), (" billion", 1e9)])
)
def test_suffixes_multiply(tenths: int, suffix: tuple[str, float]) -> None:
    (quantity,) = parse(f"trained on {tenths / 10}{suffix[0]} of them")
    assert abs(quantity.value - tenths / 10 * suffix[1]) < 1e-6 * quantity.value
    assert quantity.role is Role.SIZE
    assert quantity.half_width == 0.05 * suffix[1]


@given(_NUMBERS, _DECIMALS, _DECIMALS)
@example(Decimal("2697317.845001"), 1, 2)
def test_two_roundings_of_one_number_match(number: Decimal, one: int, other: int) -> None:
    a, b = parse(f"{_rounded(number, one)}%")[0], parse(f"{_rounded(number, other)}%")[0]
    assert matches(a, b) in ("equal", "rounded")


@given(st.decimals(min_value="0.001", max_value="0.999", places=3))
def test_fractions_match_their_percentages(fraction: Decimal) -> None:
    a, b = parse(f"{fraction}")[0], parse(f"{fraction * 100:.1f}%")[0]
    assert matches(a, b) == matches(b, a) == "fraction_percent"


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=60), st.text(alphabet=_ALPHABET, max_size=60)))
def test_any_text_gives_ordered_offsets_and_no_number_twice(text: str) -> None:
    end = 0
    for quantity in parse(text):
        assert text[quantity.start : quantity.end] == quantity.raw
        assert quantity.start >= end
        assert quantity.value == quantity.value and abs(quantity.value) != float("inf")
        assert quantity.half_width >= 0
        end = quantity.end
    cell = parse_cell(text)
    assert cell is None or text[cell.start : cell.end] == cell.raw


@given(st.text(alphabet="0123456789.,eE^×{} ⁰²⁻", max_size=20))
def test_reading_a_numeral_never_raises(literal: str) -> None:
    numeral = read(literal)
    assert numeral is None or numeral.half_width >= 0
