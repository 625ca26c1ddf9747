"""From a region to a table: header, columns, body, self-check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from synth.parse.layout import Rule
from synth.parse.tables.area import Region, tokens_in
from synth.parse.tables.blocks import Parts, header_blocks, header_end
from synth.parse.tables.body import GridRow, banded, column_kind, grid_rows, merge_cell_lines, stub_width
from synth.parse.tables.check import Facts, confidence
from synth.parse.tables.columns import find_columns
from synth.parse.tables.finish import table_rows
from synth.parse.tables.geometry import Canvas
from synth.parse.tables.header import Headers, read_header
from synth.parse.tables.labels import bind_labels
from synth.parse.tables.rows import is_number, visual_rows
from synth.parse.tables.strips import strips_of
from synth.parse.tables.tokens import Token
from synth.records import TableRow

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
    split = 0 if inherited and rows[0].numbers >= max(2, 0.5 * rows[-1].numbers) else header_end(rows, inner)
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
    return _assemble(canvas, region, Parts(head, body, columns, full, pieces, verticals, notes, tokens), inherited)


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


def _assemble(canvas: Canvas, region: Region, parts: Parts, inherited: tuple[tuple[str, ...], ...]) -> Reading | None:
    columns, full = parts.columns, parts.full
    blocks = header_blocks(parts)
    paths: list[tuple[str, ...]] = []
    made: list[TableRow] = []
    doubts = spans = bound = 0
    stub = labels = 1
    grids: list[GridRow] = []
    for number, (head, body) in enumerate(blocks):
        grid = grid_rows(body, columns, full, parts.verticals, canvas.ends)
        if number == 0:
            stub = stub_width(grid, columns)
            # Sizes beside the labels tell the rows apart too.
            labels = stub + (stub < len(columns) and column_kind(grid, stub) == "size")
        inside = [r for r in parts.pieces if head and head[0].y0 - 2 <= r.y0 <= body[0].yc]
        headers = (
            read_header(head, columns, inside, parts.verticals, region.width, labels, canvas.ends)
            if head
            else Headers(tuple(() for _ in columns), 0)
        )
        if number == 0 and not any(headers.paths[stub:]) and len(inherited) == len(columns):
            headers = Headers(inherited, 0)
        grid = merge_cell_lines(grid, stub, banded(grid, full))
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
        made += table_rows(canvas, grid, stub, columns, offset)
        bound += sum(is_number(row.text(c)) for row in grid for c in row.data(stub))
        spans += sum(row.spanning for row in grid if row.data(stub))
        grids += grid
    if not made:
        return None
    if len(blocks) == 1 and (strips := strips_of(region, columns, paths, grids, stub)):
        joined = _side_by_side([read_region(canvas, strip) for strip in strips])
        if joined is not None:
            return joined
    facts = Facts(
        paths=paths,
        rows=made,
        stub=stub,
        columns=len(columns),
        grids=grids,
        doubts=doubts,
        spans=spans,
        ruled=len(full),
        grown=region.grown,
        tokens=parts.tokens,
        captioned=region.caption is not None,
    )
    return Reading(tuple(paths), tuple(made), stub, tuple(parts.notes), confidence(facts), bound)


def _side_by_side(parts: Sequence[Reading | None]) -> Reading | None:
    """Strips made one table, part after part; those with one header share its columns."""
    first = parts[0]
    if first is None:
        return None
    paths = list(first.header_paths)
    rows = list(first.rows)
    for part in parts[1:]:
        if part is None or part.stub != first.stub:
            return None
        offset = 0 if part.header_paths == first.header_paths else len(paths)
        paths += part.header_paths if offset else ()
        rows += [
            replace(row, cells=tuple(replace(cell, column=cell.column + offset) for cell in row.cells))
            for row in part.rows
        ]
    read = [part for part in parts if part is not None]
    return Reading(
        header_paths=tuple(paths),
        rows=tuple(rows),
        stub=first.stub,
        notes=tuple(note for part in read for note in part.notes),
        confidence=min(part.confidence for part in read),
        numeric=sum(part.numeric for part in read),
    )
