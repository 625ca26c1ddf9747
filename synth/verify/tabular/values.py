"""Each number of a claim against the cells that its words name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.language.compare import matches
from synth.language.vocabulary import Entity, EntityKind, entities
from synth.records import Quantity, Role
from synth.verify.facts import Choice, Reader
from synth.verify.places import CellPlace
from synth.verify.tabular.view import Mention, View

_MEASURED = frozenset({Role.VALUE})


@dataclass(frozen=True, slots=True)
class Bound:
    """A number and the cells that its words name in one table."""

    quantity: Quantity
    cells: tuple[CellPlace, ...]
    row_named: bool
    """Whether the words name a row, or the table has only one."""
    column_named: bool
    sure: bool
    """Whether the sentence leaves no other reading."""

    @property
    def agreeing(self) -> tuple[CellPlace, ...]:
        """Cells that print the number."""
        return tuple(place for place in self.cells if matches(self.quantity, place.quantity))


def bind(text: str, quantities: Sequence[Quantity], view: View) -> list[Bound]:
    """The cells of one table that each measured number of `text` is about; numbers with none are left out."""
    row_mentions, column_mentions = view.row_mentions(text), view.column_mentions(text)
    # The 3 of "M-DPO Iteration 3" belongs to a label.
    numbers = [
        quantity
        for quantity in quantities
        if quantity.role in _MEASURED and not any(_inside(quantity, m) for m in (*row_mentions, *column_mentions))
    ]
    if not numbers:
        return []
    rows, columns = narrowed(row_mentions), narrowed(column_mentions)
    columns_hold_methods = turned(view)
    reader = Reader(
        text,
        numbers,
        methods=_entities(text, columns if columns_hold_methods else rows, EntityKind.METHOD),
        datasets=_entities(text, rows if columns_hold_methods else columns, EntityKind.DATASET),
        metrics=[],
    )
    out = []
    for number in numbers:
        method, dataset = reader.method(number), reader.dataset(number)
        row, column = (dataset, method) if columns_hold_methods else (method, dataset)
        row = _beside(text, number, _entities(text, rows, EntityKind.METHOD)) or row
        column = _beside(text, number, _entities(text, columns, EntityKind.DATASET)) or column
        row_lines = _lines(row.entity, rows) or (frozenset() if rows else frozenset(view.rows))
        column_lines = _lines(column.entity, columns) or (frozenset() if columns else frozenset(view.columns))
        cells = tuple(
            place for r in sorted(row_lines) for c in sorted(column_lines) if (place := view.at(r, c)) is not None
        )
        row_named = row.entity is not None or len(view.rows) == 1
        column_named = column.entity is not None or len(view.columns) == 1
        if cells and (row_named or column_named):
            sure = (row.sure or len(view.rows) == 1) and (column.sure or len(view.columns) == 1)
            out.append(Bound(number, cells, row_named, column_named, sure))
    return out


_BESIDE = re.compile(r"\s*%?\s*(?:points?\s*)?\(?(?:(?:on|in|for|at)\s+)?(?:the\s+)?", re.IGNORECASE)


def _beside(text: str, number: Quantity, named: Sequence[Entity]) -> Choice | None:
    """What stands right behind the number: "67.6 overall", "83.9 on GSM8K"."""
    after = next((e for e in named if e.start >= number.end), None)
    return Choice(after, True) if after and _BESIDE.fullmatch(text[number.end : after.start]) else None


def narrowed(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that tell the lines apart, each narrowed by the others that speak of some of its lines.

    "Gemma-7B … iteration 3 … 83.9": the first names a group of rows, the second a row in each group, together they name
    one row. Of two kinds of mentions the more numerous one tells the numbers of a sentence apart.
    """
    whole = [m for m in mentions if m.whole or len(m.lines) == 1]
    groups = [m for m in mentions if not m.whole and len(m.lines) > 1]
    main, others = (
        (groups, whole) if len({m.lines for m in groups}) > len({m.lines for m in whole}) else (whole, groups)
    )
    if not main:
        main, others = others, main
    out = []
    for mention in main:
        lines = mention.lines
        for other in sorted((*others, *main), key=lambda m: abs(m.start - mention.start)):
            if lines & other.lines:  # "StarCoder-15B": of the rows that are called 15B, StarCoder's
                lines &= other.lines
        out.append(Mention(mention.start, mention.end, lines, mention.whole))
    return out


def _inside(quantity: Quantity, mention: Mention) -> bool:
    return mention.start <= quantity.start and quantity.end <= mention.end


def _entities(text: str, mentions: Sequence[Mention], kind: EntityKind) -> list[Entity]:
    return [
        Entity(kind=kind, canonical=_key(m), text=text[m.start : m.end], start=m.start, end=m.end) for m in mentions
    ]


def _key(mention: Mention) -> str:
    return ",".join(map(str, sorted(mention.lines)))


def _lines(entity: Entity | None, mentions: Sequence[Mention]) -> frozenset[int]:
    if entity is None:
        return frozenset()
    return next(m.lines for m in mentions if (m.start, m.end) == (entity.start, entity.end))


def turned(view: View) -> bool:
    """Whether the columns hold the methods and the rows what they are measured on."""
    rows = [e.kind for row in view.rows for part in view.row_labels[row] for e in entities(part)]
    columns = [e.kind for column in view.columns for part in view.column_labels[column] for e in entities(part)]
    measured = (EntityKind.DATASET, EntityKind.METRIC)
    rows_measured = sum(kind in measured for kind in rows)
    columns_measured = sum(kind in measured for kind in columns)
    return rows_measured > len(rows) - rows_measured and columns_measured < len(columns) - columns_measured
