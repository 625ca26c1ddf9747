"""From bound rows to the records: row paths, cells with their marks."""

from __future__ import annotations

from collections.abc import Sequence

from synth.parse.tables.body import GridRow, column_kind
from synth.parse.tables.columns import Column
from synth.parse.tables.geometry import Canvas
from synth.parse.tables.rows import is_number, is_size
from synth.parse.tables.tokens import Token
from synth.records import Cell, TableRow


def table_rows(
    canvas: Canvas, grid: Sequence[GridRow], stub: int, columns: Sequence[Column], offset: int
) -> list[TableRow]:
    """Rows with their paths; `offset`: columns of the header blocks before this one."""
    sizes = [c for c in range(stub, len(columns)) if column_kind(grid, c) == "size"]
    extra = sizes[0] if sizes and sizes[0] <= stub else None
    indents = _indents(grid, stub)
    made = []
    parent = ""
    for row in grid:
        if not row.data(stub) or row.section_like:
            parent = ""
            continue
        label = [row.group] * bool(row.group) + [row.labels[c] for c in range(stub) if row.labels.get(c)]
        if id(row) in indents:
            label = [parent, *label] if parent else label
        else:
            parent = label[0] if label else ""
        if extra is not None and (size := row.text(extra)) and is_size(size) and size not in label:
            label.append(size)
        cells = tuple(_cell(canvas, row, c, offset) for c in sorted(row.data(stub)))
        made.append(TableRow(path=(*row.sections, *label), cells=cells))
    return made


def _indents(grid: Sequence[GridRow], stub: int) -> set[int]:
    """Rows whose label is set in under the label above, in a column of labels with one left edge."""
    rows = [row for row in grid if row.data(stub) and row.cells.get(0) and not row.section_like]
    starts = [row.cells[0][0].x0 for row in rows]
    if len(starts) < 3:
        return set()
    left = min(starts)
    flush = [start for start in starts if start - left < 1.2]
    inset = {round(start - left, 0) for start in starts if start - left >= 1.2}
    if (
        starts[0] - left >= 1.2
        or len(flush) < max(2, 0.2 * len(starts))
        or len(inset) > 1
        or not inset
        or min(inset) < 3
        or min(inset) > 25
    ):
        return set()
    return {id(row) for row, start in zip(rows, starts, strict=True) if start - left >= 3}


def _cell(canvas: Canvas, row: GridRow, column: int, offset: int) -> Cell:
    tokens = row.cells[column]
    box = canvas.box(
        min(t.x0 for t in tokens), min(t.y0 for t in tokens), max(t.x1 for t in tokens), max(t.y1 for t in tokens)
    )
    return Cell(
        text=row.text(column),
        column=column + offset,
        box=box,
        bold=_is_bold(tokens),
        underlined=_underlined(canvas, tokens),
    )


def _is_bold(tokens: Sequence[Token]) -> bool:
    """Whether the cell's number is bold; its deviation or gain may not be. Of words, most letters."""
    number = next((token for token in tokens if is_number(token.text)), None)
    if number is not None:
        return number.bold
    return 2 * sum(len(t.text) for t in tokens if t.bold) >= sum(len(t.text) for t in tokens)


def _underlined(canvas: Canvas, tokens: Sequence[Token]) -> bool:
    x0, x1 = min(t.x0 for t in tokens), max(t.x1 for t in tokens)
    low, high = max(t.yc for t in tokens), max(t.y1 for t in tokens) + 2.5
    return any(
        low < piece.y0 < high and piece.x0 > x0 - 3 and piece.x1 < x1 + 3 and piece.length > 0.6 * (x1 - x0)
        for piece in canvas.pieces
    )
