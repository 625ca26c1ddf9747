"""Tables in the authors' answers, and how many of their numbers a table of the paper prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synth.language.quantities import parse_cell
from synth.language.words import content_words
from synth.records import Document, Quantity, Table

_ROW = re.compile(r"^\s*\|(?P<cells>.*)\|\s*$")
_RULE = re.compile(r"^[\s:|-]+$")
_ENOUGH = 0.6
"""Share of an answer's numbers from which a table of the paper is taken to print it."""
_FEWEST = 3
"""Fewer numbers agree by chance."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of an answer."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    start: int
    """Offset in the thread's text."""
    end: int

    def numbers(self) -> list[tuple[str, str, Quantity]]:
        """Row label, column label and number of each cell outside the first column."""
        found = []
        for row in self.rows:
            for column, text in enumerate(row[1:], start=1):
                quantity = parse_cell(text)
                if quantity is not None:
                    found.append((row[0], self.header[column] if column < len(self.header) else "", quantity))
        return found


@dataclass(frozen=True, slots=True)
class Printed:
    """A table of the paper that prints numbers of an answer."""

    table: Table
    same: int
    of: int
    differ: tuple[str, ...]
    """Cells of the same row and column that differ, each as a sentence."""


def grids(text: str, start: int, end: int) -> list[Grid]:
    """The pipe tables that stand in `text[start:end]`."""
    found: list[Grid] = []
    rows: list[tuple[str, ...]] = []
    at = first = start
    for raw in [*text[start:end].splitlines(keepends=True), ""]:
        match = _ROW.match(raw)
        if match is not None:
            first = at if not rows else first
            if not _RULE.match(match["cells"]):
                rows.append(tuple(cell.strip().strip("*_ ") for cell in match["cells"].split("|")))
        elif rows:
            if len(rows) > 1:
                found.append(Grid(rows[0], tuple(rows[1:]), first, at))
            rows = []
        at += len(raw)
    return found


def printed_in(answer: Sequence[Grid], document: Document) -> Printed | None:
    """The table of the paper that prints most numbers of an answer's tables; None where none prints enough."""
    numbers = [one for grid in answer for one in grid.numbers()]
    if len(numbers) < _FEWEST:
        return None
    best: Printed | None = None
    for table in document.tables:
        one = _compared(numbers, table)
        if one is not None and (best is None or one.same > best.same):
            best = one
    return best


def _compared(numbers: Sequence[tuple[str, str, Quantity]], table: Table) -> Printed | None:
    cells = list(_cells(table))
    left = Counter(_key(quantity) for *_, quantity in cells)
    same, decimals = 0, 0
    differ: list[str] = []
    for row, column, quantity in numbers:
        if left[_key(quantity)] > 0:
            left[_key(quantity)] -= 1
            same += 1
            decimals += "." in quantity.raw
        elif (other := _same_cell(row, column, cells)) is not None and not other.raw.startswith(f"{quantity.raw} ×"):
            differ.append(f"{row}, {column}: {quantity.raw} in the answer, {other.raw} in {table.label or 'the paper'}")
    labelled = sum(_same_cell(row, column, cells) is not None for row, column, _ in numbers)
    telling = decimals >= _FEWEST or labelled >= len(numbers) * _ENOUGH
    if not telling or same < max(_FEWEST, len(numbers) * _ENOUGH):
        return None
    return Printed(table, same, len(numbers), tuple(differ))


def _cells(table: Table) -> Iterator[tuple[str, str, Quantity]]:
    for row in table.rows:
        for cell in row.cells:
            quantity = parse_cell(cell.text)
            if quantity is not None:
                yield " ".join(row.path), " ".join(table.header_paths[cell.column]), quantity


def _key(quantity: Quantity) -> tuple[float, str]:
    return round(quantity.value, 6), "." if "." in quantity.raw else ""


def _same_cell(row: str, column: str, cells: Sequence[tuple[str, str, Quantity]]) -> Quantity | None:
    """The cell whose row and column have the same names, where there is exactly one."""
    found = [quantity for a, b, quantity in cells if _alike(row, a) and _alike(column, b)]
    return found[0] if len(found) == 1 else None


def _alike(a: str, b: str) -> bool:
    first, second = ({word[:3] for word in content_words(text)} for text in (a, b))
    return bool(first) and len(first & second) >= 0.75 * max(len(first), len(second))
