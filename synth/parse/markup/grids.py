"""Grids as written to tables whose every cell knows its row path and header path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from synth.parse.markup.blocks import Grid, GridCell
from synth.parse.tables.rows import is_blank, is_number
from synth.records import Box, Cell, Table, TableRow, content_id

MAX_COLUMNS = 200
MAX_ROWS = 4000
NOWHERE = Box(page=1, x0=0.0, y0=0.0, x1=0.0, y1=0.0)
"""Markup has no layout."""

_DEPENDENT = re.compile(r"^(?:\+|w/o?\b|↪|└|⊢)\s*\S")
_SIGNS = re.compile(r"\^([*∗†‡§¶]+)")
_FOOTNOTE = re.compile(r"(\d[.,]\d+%?)\^\d{1,2}(?![\w.])")
_MARK = re.compile(r"^[✓✔✗✘×√☑☒]$")


@dataclass(slots=True)
class _Slot:
    """One place of the grid: the cell that covers it, and whether it begins here."""

    cell: GridCell
    first: bool


_Row = list[_Slot | None]


def make_table(grid: Grid, document: str, number: int) -> Table | None:
    """The table, None where the grid holds no body."""
    for cells in grid.rows:
        for cell in cells:
            cell.text = _unmarked(cell.text)
    spread = _spread(grid)
    kept = [index for index, row in enumerate(spread) if any(slot and slot.cell.text for slot in row)]
    rows = [spread[index] for index in kept]
    rules = frozenset(sum(old < rule for old in kept) for rule in grid.rules)
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or width < 2:
        return None
    even = _ragged(rows)
    for row in rows:
        row.extend([None] * (width - len(row)))
    hint = None if grid.head is None else sum(old < grid.head for old in kept)
    head, sure = _head(rows, hint, rules)
    title, paths = _header_paths(rows[:head], width)
    body = rows[head:]
    stub = grid.stub or _stub(body, width)
    made = _body(body, paths, stub, {rule - head for rule in rules})
    if not made:
        return None
    marks: tuple[object, ...] = (grid.label, 1, grid.caption, "" if grid.label else number)
    confidence = _confidence(made, paths, stub) * grid.inferred * (1.0 if sure else 0.85) * even
    return Table(
        id=content_id("t", document, *marks, number),
        label=grid.label,
        caption=grid.caption,
        header_paths=tuple(paths),
        rows=tuple(made),
        box=NOWHERE,
        stub_columns=stub,
        notes=(title,) if title else (),
        confidence=round(max(0.0, min(1.0, confidence)), 3),
    )


def _unmarked(text: str) -> str:
    """A cell's text with its signs as printed beside a number, and without the number of a footnote."""
    return _FOOTNOTE.sub(r"\1", _SIGNS.sub(r"\1", text))


def tabbed(grid: Grid) -> list[str]:
    """The rows as lines, one tab between two columns; a cell that spans several stands in the first of them."""
    parts = (Grid(rows=grid.rows[at : at + MAX_ROWS]) for at in range(0, len(grid.rows), MAX_ROWS))
    rows = [[slot.cell.text if slot and slot.first else "" for slot in row] for part in parts for row in _spread(part)]
    return ["\t".join(row) for row in rows if any(row)]


def _spread(grid: Grid) -> list[_Row]:
    """Row and column spans written out."""
    out: list[_Row] = []
    pending: dict[int, tuple[int, GridCell]] = {}
    for cells in grid.rows[:MAX_ROWS]:
        row: _Row = []
        below: dict[int, tuple[int, GridCell]] = {}
        for cell in cells:
            _reach_down(row, pending, below)
            for offset in range(min(max(cell.colspan, 1), MAX_COLUMNS - len(row))):
                if cell.rowspan > 1:
                    below[len(row)] = (min(cell.rowspan, MAX_ROWS) - 1, cell)
                row.append(_Slot(cell, first=offset == 0))
        _reach_down(row, pending, below)
        pending = below
        out.append(row)
    return out


def _reach_down(row: _Row, pending: dict[int, tuple[int, GridCell]], below: dict[int, tuple[int, GridCell]]) -> None:
    """Fill the next places with the cells that reach down into them from the rows above."""
    while len(row) in pending and len(row) < MAX_COLUMNS:
        left, cell = pending[len(row)]
        if left > 1:
            below[len(row)] = (left - 1, cell)
        row.append(_Slot(cell, first=False))


def _text(slot: _Slot | None) -> str:
    return slot.cell.text if slot else ""


def _whole(row: _Row) -> str:
    """The text of a row that consists of one label and nothing else; empty otherwise."""
    cells = {id(slot.cell): slot.cell for slot in row if slot and slot.cell.text}
    if len(cells) != 1:
        return ""
    cell = next(iter(cells.values()))
    at = next(index for index, slot in enumerate(row) if slot and slot.cell is cell)
    return cell.text if (at == 0 or cell.colspan > 1) and not is_number(cell.text) else ""


def _is_title(row: _Row) -> bool:
    """Whether a row of one label stands over the labels too; a label over values alone names a group of columns."""
    return bool(_whole(row)) and bool(_text(row[0]))


def _numeric(row: _Row) -> int:
    return sum(1 for slot in row[1:] if slot and slot.first and is_number(slot.cell.text))


def _filled(row: _Row) -> int:
    return sum(1 for slot in row[1:] if slot and slot.first and slot.cell.text)


def _head(rows: Sequence[_Row], hint: int | None, rules: frozenset[int]) -> tuple[int, bool]:
    """How many rows are headers, and whether the markup said so."""
    first = rows[0]
    spanned = max((slot.cell.rowspan for slot in first if slot and slot.first), default=1)
    if hint is not None and 0 < hint < len(rows):
        head = hint
    else:
        ruled = sorted(rule for rule in rules if 0 < rule < len(rows))
        head = ruled[0] if ruled and ruled[0] <= 4 else 0
    sure = head > 0
    grouped = any(slot and slot.cell.colspan > 1 for slot in first) and not _is_title(first)
    head = max(head, min(spanned, 4) if spanned <= 4 else 1, 2 if grouped and len(rows) > 2 else 1)
    if _is_title(first):
        head = max(head, 2)
    sure = sure or spanned > 1 or grouped or (_numeric(first) == 0 and any(map(_numeric, rows[1:])))
    # A second line of headers under a rule or of its own: no number in it, numbers below.
    while head < min(5, len(rows) - 1) and not _numeric(rows[head]) and _continues(rows, head):
        head += 1
    return min(head, len(rows) - 1), sure


def _continues(rows: Sequence[_Row], head: int) -> bool:
    """Whether a row without numbers is one more line of headers: unlabelled, under headers that are not."""
    row = rows[head]
    if _whole(row) or not _filled(row):
        return False
    label = _text(row[0])
    above = _text(rows[head - 1][0])
    unlabelled = not label or (row[0] is not None and not row[0].first) or (bool(label) and not above)
    return unlabelled and sum(map(_numeric, rows[head + 1 :])) > 0 and _numeric(rows[head - 1]) == 0


def _header_paths(head: Sequence[_Row], width: int) -> tuple[str, list[tuple[str, ...]]]:
    """A title that spans all columns, and the path of each column."""
    title = ""
    if len(head) > 1 and _is_title(head[0]) and sum(bool(_text(slot)) for slot in head[0]) > 1:
        title, head = _whole(head[0]), head[1:]
    paths: list[tuple[str, ...]] = []
    for column in range(width):
        path: list[str] = []
        for row in head:
            text = _text(row[column])
            if text and (not path or path[-1] != text):
                path.append(text)
        paths.append(tuple(path))
    return title, paths


def _stub(body: Sequence[_Row], width: int) -> int:
    """Number of leading columns that hold labels rather than values."""
    for column in range(width - 1):
        texts = [text for row in body if not _whole(row) and (text := _text(row[column]))]
        values = sum(is_number(text) or is_blank(text) or bool(_MARK.match(text)) for text in texts)
        if column and (not texts or values > 0.4 * len(texts)):
            return column
        numbers_right = any(is_number(_text(slot)) for row in body for slot in row[column + 1 :])
        if not numbers_right:
            return max(column, 1)
    return max(width - 1, 1)


def _body(body: Sequence[_Row], paths: Sequence[tuple[str, ...]], stub: int, rules: set[int]) -> list[TableRow]:
    made: list[TableRow] = []
    section: tuple[str, ...] = ()
    above: list[str] = [""] * stub
    parent = ""
    for index, row in enumerate(body):
        if (whole := _whole(row)) and index + 1 < len(body):
            section, above, parent = (whole,), [""] * stub, ""
            continue
        labels = [_text(slot) for slot in row[:stub]]
        if index in rules:
            above = [""] * stub
        for column in range(stub - 1):  # a label printed once stands for the rows below it
            if labels[column]:
                break
            labels[column] = above[column]
        above = labels
        path = [label for column, label in enumerate(labels) if label and label not in labels[:column]]
        if stub == 1 and path:
            if _DEPENDENT.match(path[0]) and parent:
                path = [parent, path[0]]
            else:
                parent = path[0]
        cells = tuple(
            Cell(text=slot.cell.text, column=column, bold=slot.cell.bold, underlined=slot.cell.underlined)
            for column, slot in enumerate(row)
            if column >= stub and slot and slot.cell.text and (slot.first or paths[column])
        )
        if cells and made and not any(_text(slot) for slot in row[:stub]) and _goes_under(cells, made[-1].cells):
            made[-1] = replace(made[-1], cells=_stacked(made[-1].cells, cells))
        elif cells:
            made.append(TableRow(path=(*section, *path), cells=cells))
    return made


def _goes_under(cells: Sequence[Cell], above: Sequence[Cell]) -> bool:
    """Whether a row without a label holds deviations of the row above: each in brackets, each under a value."""
    values = {cell.column for cell in above if cell.text[0] not in "([±"}
    return all(cell.text[0] in "([±" and cell.column in values for cell in cells)


def _stacked(above: Sequence[Cell], cells: Sequence[Cell]) -> tuple[Cell, ...]:
    below = {cell.column: cell.text for cell in cells}
    return tuple(
        replace(cell, text=f"{cell.text} {below[cell.column]}") if cell.column in below else cell for cell in above
    )


def _ragged(rows: Sequence[_Row]) -> float:
    """Rows whose widths differ were cut or run together somewhere."""
    widths = Counter(len(row) for row in rows)
    if not widths:
        return 0.0
    usual = max(width for width, count in widths.items() if count == max(widths.values()))
    wrong = sum(count for width, count in widths.items() if width > usual)
    short = sum(count for width, count in widths.items() if width < usual)
    total = sum(widths.values())
    return max(0.3, 1.0 - 1.5 * wrong / total - 0.3 * short / total)


def _confidence(rows: Sequence[TableRow], paths: Sequence[tuple[str, ...]], stub: int) -> float:
    """Product of penalties: columns without header, rows that cannot be told apart, no numbers at all."""
    cells = [cell for row in rows for cell in row.cells]
    if not any(is_number(cell.text) for cell in cells):
        return 0.4
    numeric = {cell.column for cell in cells if is_number(cell.text)}
    headless = sum(1 for column in numeric if not paths[column])
    score = 1.0 - 0.9 * headless / len(numeric)
    leaves = Counter(paths[column] for column in numeric if paths[column])
    score *= max(0.3, 1.0 - sum(count - 1 for count in leaves.values()) / len(numeric))
    labels = Counter(row.path for row in rows)
    nameless = sum(count for path, count in labels.items() if not path)
    twice = sum(count - 1 for path, count in labels.items() if path)
    score *= max(0.2, 1.0 - 1.2 * nameless / len(rows))
    return score * max(0.5, 1.0 - 0.4 * twice / len(rows))
