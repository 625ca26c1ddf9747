"""Every number of a sentence or a table cell, with what it is for.

`parse` walks over the text once by the tokens of `grammar.py`. Digits that belong to names ("GPT-4", "AIME 2024"),
labels ("Table 3", "[12]"), the k of "pass@k" and years are recognised first and say so in their role, so that what is
left is a measurement or a count. `raw` holds sign or arrow, digits, power, suffix and a unit that is a sign ("%", "×");
units that are words are only in `unit`. A fall ("↓6.4", "−3.2") has a negative value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from synth.language.adjoining import end_with_unit, join_thousands, share_units
from synth.language.compare import matches
from synth.language.grammar import FACTORS, ORDINALS, PARTS, QUICK_TOKEN, TOKEN, WORDS
from synth.language.numerals import MINUS, read
from synth.language.roles import is_enumerator, role_of
from synth.records.quantity import Quantity, Role

__all__ = ["matches", "parse", "parse_cell"]

_FALLING = "↓▼⬇▽" + MINUS
_DIGIT = re.compile(r"[0-9]")
_LETTERS = re.compile(r"[a-z]+")
_NUMBER_WORDS = frozenset({*WORDS, *FACTORS, *ORDINALS, "fold"})
_INT = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_IN_NAME = re.compile(r"(?P<digits>[0-9]+(?:\.[0-9]+)*)(?P<scale>[kKMBbT](?![A-Za-z0-9]))?")
_SUBJECT_OF_YEAR = re.compile(r"(?:pre|post|mid|early|late|since)[-‑]$", re.IGNORECASE)
_COUNTED_THING = re.compile(r"\s(?:GPUs?|[A-Z][0-9]{2,3}s?)\b|\s?(?:NVIDIA|Nvidia|[AHV][0-9]{2,3})")
_MEASURES = re.compile(
    r"[\s-]?(?P<unit>ms|GB|TB|MB|KB|GiB|MiB|hrs?|hours?|minutes?|mins?|seconds?|days?|FLOPs?|FLOPS)\b"
)


@lru_cache(maxsize=32768)
def parse(text: str) -> tuple[Quantity, ...]:
    """All numbers of `text` in reading order; `text[q.start:q.end] == q.raw`, and no two overlap."""
    worded = not _NUMBER_WORDS.isdisjoint(_LETTERS.findall(text.lower()))
    if not worded and not _DIGIT.search(text):
        return ()
    found: list[Quantity] = []
    for match in (TOKEN if worded else QUICK_TOKEN).finditer(text):
        kind = match.lastgroup if match.lastgroup in _READERS else _kind(match)
        if kind == "number":
            if quantity := _number(text, match, found[-1] if found else None):
                found.append(quantity)
        elif kind in _READERS:
            found.extend(_READERS[kind](match))
    share_units(text, found)
    return tuple(join_thousands(text, found))


def _kind(match: re.Match[str]) -> str:
    return next((name for name in _KINDS if match[name] is not None), "plain")


def _quantity(
    match: re.Match[str],
    start: int,
    end: int,
    value: float,
    role: Role,
    *,
    half_width: float = 0.0,
    unit: str = "",
) -> Quantity:
    raw = match.string[start:end]
    return Quantity(raw=raw, value=value, half_width=half_width, unit=unit, role=role, start=start, end=end)


def _integers(match: re.Match[str], role: Role, unit: str = "") -> Iterator[Quantity]:
    for found in _INT.finditer(match[0]):
        start, end = match.start() + found.start(), match.start() + found.end()
        value = float(".".join(found[0].split(".")[:2])) if len(found[0]) < 300 else 0.0
        scale = 1.0
        if match.string[end : end + 1] in ("k", "K") and end < match.end():
            end, scale = end + 1, 1e3
        yield _quantity(match, start, end, value * scale, role, unit=unit)


def _name(match: re.Match[str]) -> Iterator[Quantity]:
    """Digits of a name; "70B" at the end of a part is the size of a model."""
    for found in _IN_NAME.finditer(match[0]):
        start, end = match.start() + found.start(), match.start() + found.end()
        glued = found.start() > 0 and match[0][found.start() - 1].isalpha()
        numeral = read(found[0]) if found["scale"] and found[0].count(".") < 2 else None
        if numeral and not glued:
            yield _quantity(match, start, end, numeral.value, Role.SIZE, half_width=numeral.half_width)
            continue
        digits = found["digits"]
        year = _is_year(digits) and _SUBJECT_OF_YEAR.search(match[0][: found.start()])
        value = float(".".join(digits.split(".")[:2])) if len(digits) < 300 else 0.0
        yield _quantity(match, start, start + len(digits), value, Role.YEAR if year else Role.VERSION)


def _variable(match: re.Match[str]) -> Iterator[Quantity]:
    literal, name = match["num"], match["name"]
    numeral = read(literal.lstrip(MINUS))
    if numeral is None:
        return
    start, end = match.start("num"), match.end("num")
    unit = "%" if match["varunit"] else ""
    value = -numeral.value if literal[0] in MINUS else numeral.value
    integer = not (numeral.decimals or numeral.scientific)
    if name in "pP" and numeral.decimals and (match["op"] in "<>≤≥" or value <= 0.05):
        yield _quantity(match, start, end, value, Role.VALUE, half_width=numeral.half_width, unit="p")
    elif name in "nNmM" and integer:
        yield _quantity(match, start, end, value, Role.COUNT)
    else:
        end = match.end("varunit") if unit else end
        yield _quantity(
            match, start, end, value, Role.SETTING, half_width=0.0 if integer else numeral.half_width, unit=unit
        )


def _fraction(match: re.Match[str]) -> Iterator[Quantity]:
    above, _, below = match[0].lower().replace("-", " ").replace("/", " ").partition(" ")
    value = (WORDS.get(above) or int(above)) / (PARTS.get(below) or int(below))
    # Words are rough: "one third" is said of what rounds to it in whole percent.
    yield _quantity(match, match.start(), match.end(), value, Role.VALUE, half_width=0.005)


def _place(match: re.Match[str]) -> Iterator[Quantity]:
    word = match[0].lower()
    value = ORDINALS.get(word) or int(_INT.match(word)[0])  # type: ignore[index]
    percentile = match.string.startswith((" percentile", "-percentile"), match.end())
    role, unit = (Role.VALUE, "percentile") if percentile else (Role.RANK, "")
    width = 0.5 if percentile else 0.0
    yield _quantity(match, match.start(), match.end(), float(value), role, half_width=width, unit=unit)


def _factor(match: re.Match[str]) -> Iterator[Quantity]:
    word = re.sub(r"[-\s]?fold$", "", match[0].lower())
    value = FACTORS.get(word) or WORDS.get(word) or float(word)
    width = 0.5 * 10.0 ** -len(word.partition(".")[2]) if word[0].isdigit() else 0.0
    yield _quantity(match, match.start(), match.end(), float(value), Role.DELTA, half_width=width, unit="×")


def _cardinal(match: re.Match[str]) -> Iterator[Quantity]:
    start, end = match.span()
    value = WORDS[match[0].lower()]
    role, unit = role_of(match.string, start, end, unit="", integer=True, value=value, previous=None)
    unit = unit if role is Role.COUNT else ""
    if match[0][0].isupper() and not unit and match.string[:start].strip():
        return  # "Christopher Fifty" is a name
    yield _quantity(match, start, end, float(value), Role.COUNT, unit=unit)


def _date(match: re.Match[str]) -> Iterator[Quantity]:
    year = match[0][:4] if match[0][4:5] == "-" else match[0][-4:]
    start = match.start() + match[0].index(year)
    yield _quantity(match, start, start + 4, float(year), Role.YEAR)


def _nothing(match: re.Match[str]) -> Iterator[Quantity]:
    return iter(())


_READERS: dict[str, Callable[[re.Match[str]], Iterator[Quantity]]] = {
    "skip": _nothing,
    "cite": lambda match: _integers(match, Role.REFERENCE),
    "label": lambda match: _integers(match, Role.REFERENCE),
    "item": lambda match: _integers(match, Role.REFERENCE),
    "at": lambda match: _integers(match, Role.K),
    "top": lambda match: _integers(match, Role.K),
    "k": lambda match: _integers(match, Role.K),
    "var": _variable,
    "named": lambda match: _integers(match, Role.VERSION),
    "fraction": _fraction,
    "place": _place,
    "factor": _factor,
    "cardinal": _cardinal,
    "date": _date,
    "version": lambda match: _integers(match, Role.VERSION),
    "word": _name,
}
_KINDS = (*_READERS, "number")


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdigit() and 1950 <= int(digits) <= 2039


def _number(text: str, match: re.Match[str], before: Quantity | None) -> Quantity | None:
    numeral = read(match["digits"])
    if numeral is None:
        return None
    start, end = match.start(), match.end("digits")
    start = match.end("pm") if match["pm"] else start
    integer = not (numeral.decimals or numeral.scaled or numeral.scientific)
    if special := _not_measured(text, match, integer, numeral.value, numeral.grouped):
        return special
    sign = (match["sign"] or "").strip()
    value = -numeral.value if sign and sign in _FALLING else numeral.value
    unit, end = _unit(match)
    after_unit = match.end("unit") if match["unit"] else end
    if "$" in text[start : match.start("digits")]:
        unit = "$"
    elif not unit and (measure := _MEASURES.match(text, after_unit)):
        unit = measure["unit"]
    previous = (before.role, before.unit, end_with_unit(text, before)) if before else None
    if unit not in ("", "%", "points", "×"):
        role = Role.COUNT if integer and unit != "$" else Role.VALUE
    elif numeral.scaled and not unit:
        role = Role.SIZE
    else:
        plain = integer and not sign
        role, unit = role_of(text, start, after_unit, unit=unit, integer=plain, value=numeral.value, previous=previous)
    if (unit == "×" and _COUNTED_THING.match(text, after_unit)) or (integer and _is_factor(text, start, end)):
        role = Role.COUNT
    if integer and numeral.grouped and role is Role.VALUE and unit not in ("%", "points", "$"):
        role = Role.COUNT
    exact = role in (Role.COUNT, Role.RANK, Role.SETTING) or (role is Role.SIZE and integer)
    width = 0.0 if exact and integer else numeral.half_width
    return _quantity(match, start, end, value, role, half_width=width, unit=unit)


def _not_measured(text: str, match: re.Match[str], integer: bool, value: float, grouped: bool) -> Quantity | None:
    """Years, footnote marks, list numbers and digits that open a name ("3D"), else None."""
    start, end = match.start("digits"), match.end("digits")
    if year := _YEAR_WITH_LETTER.match(text, start):
        return _quantity(match, start, start + 4, float(year[1]), Role.YEAR)
    if match["tail"] and not match["unit"] and not _MEASURES.match(text, end):
        return _quantity(match, start, end, value, Role.VERSION)
    if not integer or match["sign"] or match["unit"]:
        return None
    if start and (text[start - 1].isalpha() or (text[start - 1] in ".,;" and text[start - 2 : start - 1].isalpha())):
        return _quantity(match, start, end, value, Role.REFERENCE)
    if (
        text[end : end + 1] == "."
        and text[end + 1 : end + 2].isspace()
        and is_enumerator(text[max(0, start - 20) : start])
    ):
        return _quantity(match, start, end, value, Role.REFERENCE)
    if value < 100 and _HEADING.match(text) and start == len(text) - len(text.lstrip()):
        counted, _ = role_of(text, start, end, unit="", integer=True, value=value, previous=None)
        if counted is not Role.COUNT:
            return _quantity(match, start, end, value, Role.REFERENCE)
    if not grouped and _is_year(match["digits"]):
        role, unit = role_of(text, start, end, unit="", integer=True, value=value, previous=None)
        if not (role is Role.COUNT and unit) and role is not Role.SETTING:
            return _quantity(match, start, end, value, Role.YEAR)
    return None


def _unit(match: re.Match[str]) -> tuple[str, int]:
    """Unit of a number and the end of its literal text: signs belong to it, words do not."""
    words, end = match["unit"], match.end("digits")
    if not words:
        return "", end
    if "point" in words or "pt" in words or "pp" in words or "p.p." in words:
        return "points", match.start("unit") + words.index("%") + 1 if "%" in words else end
    if "%" in words:
        return "%", match.end("unit")
    if "cent" in words:
        return "%", end
    return "×", end if "times" in words else match.end("unit")


def _is_factor(text: str, start: int, end: int) -> bool:
    """Whether an integer is one side of "8 × 8" or "8× A100"."""
    return bool(_TIMES_NEXT.match(text, end) or _TIMES_BEFORE.search(text, max(0, start - 5), start))


_YEAR_WITH_LETTER = re.compile(r"((?:19[5-9]|20[0-3])[0-9])[a-h](?![\w])")
_TIMES_NEXT = re.compile(r"\s?[×x]\s?[0-9A-Z]")
_HEADING = re.compile(r"\s*[0-9]{1,2}\s[A-Z][A-Za-z]")
_TIMES_BEFORE = re.compile(r"[0-9]\s?[×x]\s?$")
_MARKS = re.compile(
    r"\*\*|__|\\(?:textbf|underline|mathbf|textit)\{|[{}$*∗†‡§¶]|(?<=[0-9%])(?<!(?<![0-9.])10)[⁰¹²³⁴-⁹]|(?<=\.[0-9])[a-e](?![a-z])"
)
_MEASURED = (Role.VALUE, Role.COUNT, Role.SIZE, Role.DELTA, Role.RANK, Role.YEAR)


def parse_cell(text: str) -> Quantity | None:
    """The main number of a table cell, bold marks, daggers and citations set aside; None where it has no number.

    "83.9 ↑6.4" gives 83.9; a cell that only holds a change ("+5.1") gives that change.
    """
    plain = _MARKS.sub(lambda match: " " * len(match[0]), text)
    only = [quantity for quantity in parse(plain) if quantity.role in _MEASURED]
    chosen = min(only, key=lambda quantity: (_MEASURED.index(quantity.role) > 2, quantity.start), default=None)
    if chosen is None:
        bracketed = re.fullmatch(r"\s*[(\[]\s*([0-9]{1,3})\s*\)\s*", plain)
        chosen = next(iter(parse(bracketed[1])), None) if bracketed else None
        return chosen and _shifted(chosen, text, bracketed.start(1) if bracketed else 0)
    # A minus in prose may mark a fall; a cell prints the value itself.
    return _shifted(chosen, text, 0)


def _shifted(quantity: Quantity, text: str, by: int) -> Quantity:
    start, end = quantity.start + by, quantity.end + by
    return Quantity(
        raw=text[start:end],
        value=quantity.value,
        half_width=quantity.half_width,
        unit=quantity.unit,
        role=quantity.role,
        start=start,
        end=end,
    )
