"""What a statement should say: the cell that prints another number, and the statement with that number in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.language.compare import matches
from synth.records import Quantity, Role
from synth.verify.places import CellPlace
from synth.verify.tabular.values import Bound
from synth.verify.tabular.view import View

_SCIENTIFIC = re.compile(r"(\d+(?:\.\d+)?)\s*(?:[×x·*]\s*10\s*\^?|[eE]-?\d)")


def printed_instead(number: Quantity, exact: Sequence[Bound]) -> CellPlace | None:
    """The cell that prints another number for exactly this; None where none does, or where they differ too much.

    The fewest cells that a table names decide: one row and one column rather than a group of rows.
    """
    if not exact:
        return None
    fewest = min(len(one.cells) for one in exact)
    cells = [
        place
        for one in exact
        if len(one.cells) == fewest
        for place in one.cells
        if place.quantity.role is Role.VALUE and ("." in place.quantity.raw) == ("." in number.raw)
    ]
    if not cells or (fewest == 1 and len({place.quantity.value for place in cells}) > 1):
        return None
    return min(cells, key=lambda place: abs(place.quantity.value - number.value))


def lost_exponent(number: Quantity, place: CellPlace) -> bool:
    """Whether the cell prints the number times a power of ten: "5" of "5 × 10^-7" is a loss in printing."""
    mantissa = _SCIENTIFIC.match(place.quantity.raw)
    return mantissa is not None and float(mantissa[1]) == number.value


def kind_of_error(wrong: Sequence[tuple[Quantity, CellPlace]], all_views: Sequence[View]) -> str:
    """`swapped_column` or `swapped_row` where the numbers stand in a neighbouring cell, else `number`."""
    kinds = set()
    for number, place in wrong:
        view = next(view for view in all_views if view.table.id == place.table.id)
        others = [p for p in view.places if p is not place and matches(number, p.quantity)]
        if any(p.row is place.row for p in others):
            kinds.add("swapped_column")
        elif any(p.cell.column == place.cell.column for p in others):
            kinds.add("swapped_row")
        else:
            kinds.add("number")
    return kinds.pop() if len(kinds) == 1 else "number"


def corrected(text: str, wrong: Sequence[tuple[Quantity, CellPlace]]) -> str:
    """`text` with each wrong number replaced by the one that its cell prints."""
    for number, place in sorted(wrong, key=lambda pair: -pair[0].start):
        new = place.quantity.raw
        if number.raw.endswith("%") and not new.endswith("%"):
            new += "%"
        text = text[: number.start] + new + text[number.end :]
    return text
