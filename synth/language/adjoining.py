"""Numbers that stand side by side: "71.3–74.8%" shares its unit, "1, 632 instances" is one number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synth.records.quantity import Quantity, Role

_RANGE = re.compile(r"^\s?(?:–|—|-|to|and|±|\+/[-−]|/|,|,\sand)\s?$")
_TRAILING_UNIT = re.compile(r"\s?%?[\s-]?(?:(?:percentage|percent|absolute)[\s-])?(?:points?|percent|pp|pts?)?\b")


def end_with_unit(text: str, quantity: Quantity) -> int:
    """Where a number ends with the words of its unit, which are not part of `raw`."""
    found = _TRAILING_UNIT.match(text, quantity.end)
    return found.end() if found and quantity.unit in ("%", "points") else quantity.end


def share_units(text: str, found: list[Quantity]) -> None:
    """Give the unit of "71.3–74.8%" and "0.5 ± 0.1%" to both of their numbers, in place."""
    for index in range(len(found) - 2, -1, -1):
        left, right = found[index], found[index + 1]
        if left.unit or right.unit not in ("%", "points") or left.role not in (Role.VALUE, Role.COUNT, Role.DELTA):
            continue
        between = text[left.end : right.start]
        if _RANGE.match(between) and (left.role is not Role.COUNT or left.raw.isdigit()):
            width = left.half_width or 0.5
            role = right.role if right.role is Role.DELTA else Role.VALUE
            found[index] = _replace(left, unit=right.unit, role=role, half_width=width)


def join_thousands(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Read "1, 632 instances", as some text layers print thousands, as one number."""
    index = 0
    while index < len(found):
        left = found[index]
        right = found[index + 1] if index + 1 < len(found) else None
        index += 1
        if (
            right
            and left.role is Role.VALUE
            and right.role is Role.COUNT
            and right.unit
            and re.fullmatch("[1-9][0-9]{0,2}", left.raw)
            and re.fullmatch("(?![1-9]00)[0-9]{3}", right.raw)
            and text[left.end : right.start] == ", "
            and not re.search(r"[0-9][,;]?\s?(?:and\s)?$", text[: left.start])
        ):
            index += 1
            yield Quantity(
                raw=text[left.start : right.end],
                value=left.value * 1000 + right.value,
                half_width=0.0,
                unit=right.unit,
                role=Role.COUNT,
                start=left.start,
                end=right.end,
            )
        else:
            yield left


def _replace(quantity: Quantity, *, unit: str, role: Role, half_width: float) -> Quantity:
    return Quantity(
        raw=quantity.raw,
        value=quantity.value,
        half_width=half_width,
        unit=unit,
        role=role,
        start=quantity.start,
        end=quantity.end,
    )
