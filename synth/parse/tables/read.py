"""From a region to a table: header, columns, body, self-check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.parse.layout import Rule
from synth.parse.tables.body import GridRow, column_kind, grid_rows, merge_cell_lines, stub_width
from synth.parse.tables.check import Facts, confidence
from synth.parse.tables.columns import Column, column_of, dense_rows, find_columns
from synth.parse.tables.geometry import Canvas, Token
from synth.parse.tables.header import Headers, read_header
from synth.parse.tables.labels import bind_labels
from synth.parse.tables.regions import Region, tokens_in
from synth.parse.tables.rows import Row, is_blank, is_number, is_size, visual_rows
from synth.records import Cell, TableRow

MAX_TOKENS = 5000
MAX_COLUMNS = 60
"""Regions with more than this are listings or plots; no table of a paper comes near."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as it was read, before it gets an id."""

    header_paths: tuple[tuple[str, ...], ...]
    rows: tuple[TableRow, ...]
    stub: int
    notes: tuple[str, ...]
    confidence: float
    numeric: int
    """How many of its cells are numbers."""


def read_region(canvas: Canvas, region: Region, inherited: tuple[tuple[str, ...], ...] = ()) -> Reading | None:
    """Read one table; None where the region holds none. `inherited`: header of the table that this one continues."""
    tokens = _tokens(canvas, region)
    if len(tokens) > MAX_TOKENS:
        return None
    rows = visual_rows(tokens)
    if len(rows) < 2:
        return None
    full = _full_rules(canvas, region)
    verticals = [
        r for r in canvas.verticals if region.x0 + 3 < r.x0 < region.x1 - 3 and r.y1 > region.y0 and r.y0 < region.y1
    ]
    pieces = [
        r
        for r in canvas.pieces
        if region.y0 - 1 <= r.y0 <= region.y1 + 1 and r.x0 >= region.x0 - 4 and r.x1 <= region.x1 + 4
    ]
    inner = [rule for rule in full if region.y0 + 4 < rule.y0 and any(row.yc < rule.y0 for row in rows)]
    split = _header_end(rows, inner)
    head, body = rows[:split], rows[split:]
    notes: list[str] = []
    if full and len(full) >= 3:
        # Rows after the last rule are notes unless they look like the rest.
        while body and body[-1].yc > full[-1].y0 and len(body[-1].chunks) == 1:
            notes.insert(0, " ".join(t.text for t in body.pop().tokens))
    if not body:
        return None
    columns = find_columns(body, head, verticals, region.x0, region.x1)
    if not 2 <= len(columns) <= MAX_COLUMNS:
        return None
    return _assemble(canvas, region, _Parts(head, body, columns, full, pieces, verticals, notes, tokens), inherited)


@dataclass(slots=True)
class _Parts:
    head: list[Row]
    body: list[Row]
    columns: list[Column]
    full: list[Rule]
    pieces: list[Rule]
    verticals: list[Rule]
    notes: list[str]
    tokens: list[Token]


def _tokens(canvas: Canvas, region: Region) -> list[Token]:
    skip = set(region.caption.lines) if region.caption is not None else set()
    inside = tokens_in(canvas, region.x0 - 3, region.y0 - 1, region.x1 + 3, region.y1 + 1)
    return [token for token in inside if token.line not in skip]


def _full_rules(canvas: Canvas, region: Region) -> list[Rule]:
    """Rules over the whole width of the table; double rules count once."""
    found: list[Rule] = []
    for rule in sorted(canvas.horizontals, key=lambda r: r.y0):
        if not region.y0 - 2 <= rule.y0 <= region.y1 + 2:
            continue
        if rule.x0 <= region.x0 + 0.03 * region.width + 2 and rule.x1 >= region.x1 - 0.03 * region.width - 2:
            if found and rule.y0 - found[-1].y0 < 4:
                continue
            found.append(rule)
    return found


def _header_end(rows: Sequence[Row], inner: Sequence[Rule]) -> int:
    """Index of the first row of the body."""
    dense = {id(row) for row in dense_rows(rows) if row.numbers or _numeric_tokens(row) >= 2}
    first_dense = next((n for n, row in enumerate(rows) if id(row) in dense), None)
    for rule in inner:
        end = sum(row.yc < rule.y0 for row in rows)
        if end == 0 or end >= len(rows):
            continue
        band = [n for n in range(end) if id(rows[n]) in dense]
        if not band:
            return _more_header(rows, end, inner, dense)
        if len(band) == 1 and band[0] == end - 1 and not _decimal(rows[band[0]]):
            # Counts, years or values of k head the columns.
            return end
        break
    if first_dense is None:
        return 1
    while first_dense and _is_label_row(rows[first_dense - 1], rows[first_dense]):
        first_dense -= 1
    return first_dense


def _numeric_tokens(row: Row) -> int:
    return sum(is_number(token.text) for token in row.tokens)


def _decimal(row: Row) -> bool:
    return any("." in token.text and is_number(token.text) for token in row.tokens)


def _is_label_row(row: Row, below: Row) -> bool:
    """A single label directly above the first values is a section row, not a header."""
    return len(row.chunks) == 1 and not row.numbers and row.x0 <= below.x0 + 6 and row.x1 < (below.x0 + below.x1) / 2


def _more_header(rows: Sequence[Row], end: int, inner: Sequence[Rule], dense: set[int]) -> int:
    """A second band of several words and no values, between full rules, belongs to the header."""
    cells = max(len(row.chunks) for row in rows[:end])
    for rule in inner:
        after = sum(row.yc < rule.y0 for row in rows)
        if after <= end or after >= len(rows):
            continue
        band = rows[end:after]
        if any(id(row) in dense for row in band) or max(len(row.chunks) for row in band) < max(3, cells):
            break
        if any(is_blank(chunk.text) for row in band for chunk in row.chunks):
            break
        end = after
    return end


def _assemble(canvas: Canvas, region: Region, parts: _Parts, inherited: tuple[tuple[str, ...], ...]) -> Reading | None:
    columns, full = parts.columns, parts.full
    blocks = _header_blocks(parts)
    paths: list[tuple[str, ...]] = []
    made: list[TableRow] = []
    doubts = spans = bound = 0
    stub = 1
    grids: list[GridRow] = []
    for number, (head, body) in enumerate(blocks):
        grid = grid_rows(body, columns, full, parts.verticals)
        if number == 0:
            stub = stub_width(grid, columns)
        inside = [r for r in parts.pieces if head and head[0].y0 - 2 <= r.y0 <= body[0].yc]
        headers = (
            read_header(head, columns, inside, parts.verticals, region.width)
            if head
            else Headers(tuple(() for _ in columns), 0)
        )
        if number == 0 and not any(headers.paths[stub:]) and len(inherited) == len(columns):
            headers = Headers(inherited, 0)
        grid = merge_cell_lines(grid, stub, _banded(grid, full))
        partial = [r for r in parts.pieces if r.length < 0.95 * region.width and r.y0 > body[0].y0]
        doubts += headers.doubts + bind_labels(grid, stub, columns, partial)
        if paths and headers.paths[stub:] == tuple(paths[stub : len(columns)]):
            # The same header again: the same columns, under the new head of the labels.
            title = " ".join(part for path in headers.paths[:stub] for part in path)
            for row in grid:
                row.sections = (title, *row.sections) if title else row.sections
            offset = 0
        else:
            offset = len(paths)
            paths += list(headers.paths)
        made += _table_rows(canvas, grid, stub, columns, offset)
        bound += sum(is_number(row.text(c)) for row in grid for c in row.data(stub))
        spans += sum(row.spanning for row in grid if row.data(stub))
        grids += grid
    if not made:
        return None
    period = _period(paths, grids, stub) if len(blocks) == 1 else 0
    if period:
        paths = paths[:period]
        made = _folded(canvas, grids, len(columns), period)
    facts = Facts(
        paths=paths,
        rows=made,
        stub=stub,
        columns=period or len(columns),
        grids=grids,
        doubts=doubts,
        spans=spans,
        ruled=len(full),
        grown=region.grown,
        tokens=parts.tokens,
        captioned=region.caption is not None,
    )
    return Reading(tuple(paths), tuple(made), stub, tuple(parts.notes), confidence(facts), bound)


def _header_blocks(parts: _Parts) -> list[tuple[list[Row], list[Row]]]:
    """The table's header and body; several where a header of other columns is repeated in mid-table."""
    blocks = [(parts.head, list[Row]())]
    stub_text = _first_text(parts.head, parts.columns)
    edges = [rule.y0 for rule in parts.full]
    cells = max((len(row.chunks) for row in parts.head), default=0)
    band_of = [sum(y < row.yc for y in edges) for row in parts.body]
    for at, row in enumerate(parts.body):
        words = len(row.chunks) == sum(not is_number(c.text) and not is_blank(c.text) for c in row.chunks)
        later = any(r.numbers for r in parts.body[at + 1 :])
        alone = band_of.count(band_of[at]) == 1 and len(row.chunks) >= max(3, 0.7 * cells)
        same_stub = alone and _first_text([row], parts.columns) == stub_text
        if at and later and words and (same_stub or (len(row.chunks) >= 2 and _repeats(row, parts))):
            blocks.append(([row], []))
        else:
            blocks[-1][1].append(row)
    return [block for block in blocks if block[1]]


def _repeats(row: Row, parts: _Parts) -> bool:
    """Whether a row in mid-table says again what the header says over its columns."""
    said = {(chunk.text, column_of(chunk, parts.columns)) for head in parts.head[-2:] for chunk in head.chunks}
    again = [(chunk.text, at) for chunk in row.chunks if (at := column_of(chunk, parts.columns)) > 0]
    return bool(again) and all(item in said for item in again)


def _first_text(rows: Sequence[Row], columns: Sequence[Column]) -> str:
    return " ".join(t.text for row in rows for t in row.tokens if t.xc < columns[0].right)


def _banded(grid: Sequence[GridRow], full: Sequence[Rule]) -> bool:
    """Whether a full rule stands after every row: then all lines between two rules are one row."""
    used = {row.block for row in grid}
    if len(full) < 4 or len(used) < 3:
        return False
    values = [sum(is_number(row.text(c)) for c in row.cells) for row in grid]
    most = max(values, default=0)
    full_rows: dict[int, int] = {}
    for row, count in zip(grid, values, strict=True):
        full_rows[row.block] = full_rows.get(row.block, 0) + (count >= max(1, 0.5 * most))
    return len(grid) > len(used) and all(count <= 1 for count in full_rows.values())


def _table_rows(
    canvas: Canvas, grid: Sequence[GridRow], stub: int, columns: Sequence[Column], offset: int
) -> list[TableRow]:
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


def _period(paths: Sequence[tuple[str, ...]], grid: Sequence[GridRow], stub: int) -> int:
    """Number of columns after which header and labels begin anew: a long table set in several strips side by side."""
    if stub != 1 or not paths[0]:
        return 0
    for period in range(2, len(paths) // 2 + 1):
        if len(paths) % period == 0 and all(paths[c] == paths[c % period] for c in range(len(paths))):
            heads = range(0, len(paths), period)
            return period if all(column_kind(grid, c) == "words" for c in heads) else 0
    return 0


def _folded(canvas: Canvas, grid: Sequence[GridRow], columns: int, period: int) -> list[TableRow]:
    """Rows of a table set in strips, strip after strip."""
    made = []
    for start in range(0, columns, period):
        for row in grid:
            filled = [c for c in range(start + 1, start + period) if c in row.cells]
            if filled and start in row.cells:
                cells = tuple(_cell(canvas, row, c, -start) for c in filled)
                made.append(TableRow(path=(row.text(start),), cells=cells))
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
    letters = sum(len(t.text) for t in tokens)
    box = canvas.box(
        min(t.x0 for t in tokens), min(t.y0 for t in tokens), max(t.x1 for t in tokens), max(t.y1 for t in tokens)
    )
    bold = 2 * sum(len(t.text) for t in tokens if t.bold) >= letters
    return Cell(
        text=row.text(column),
        column=column + offset,
        box=box,
        bold=bold,
        underlined=_underlined(canvas, tokens),
    )


def _underlined(canvas: Canvas, tokens: Sequence[Token]) -> bool:
    x0, x1 = min(t.x0 for t in tokens), max(t.x1 for t in tokens)
    low, high = max(t.yc for t in tokens), max(t.y1 for t in tokens) + 2.5
    return any(
        low < piece.y0 < high and piece.x0 > x0 - 3 and piece.x1 < x1 + 3 and piece.length > 0.6 * (x1 - x0)
        for piece in canvas.pieces
    )
