"""Tables that go on over the page: no caption on the next one, and perhaps no header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.parse.tables.area import Region, is_prose
from synth.parse.tables.geometry import Canvas
from synth.parse.tables.read import Reading
from synth.parse.tables.rows import Row, is_number, visual_rows
from synth.parse.tables.tokens import TextLine, overlap
from synth.records import Table

MARGIN = 0.09
"""Part of the page at its top and bottom that holds running heads and page numbers."""


@dataclass(frozen=True, slots=True)
class Open:
    """A table that ends at the foot of its page."""

    canvas: Canvas
    region: Region
    table: Table


def ends_page(canvas: Canvas, region: Region) -> bool:
    """Whether nothing but a page number stands below the table."""
    return region.y1 > 0.6 * canvas.height and not _lines(canvas, region, region.y1 + 2, (1 - MARGIN) * canvas.height)


def going_on(canvas: Canvas, regions: Sequence[Region], before: Open) -> Region | None:
    """The region at the head of this page that may continue the table before."""
    if canvas.page != before.canvas.page + 1 or canvas.turn != before.canvas.turn:
        return None
    old = before.region
    for region in regions:
        same = abs(region.x0 - old.x0) < 0.1 * old.width and abs(region.x1 - old.x1) < 0.1 * old.width
        if same and region.caption is None and not _lines(canvas, region, MARGIN * canvas.height, region.y0 - 2):
            return region
    return _rows_at_head(canvas, regions, old)


def goes_on(reading: Reading, table: Table) -> bool:
    """Whether a reading fits the table before: the same columns."""
    return len(reading.header_paths) == len(table.header_paths) and reading.stub == table.stub_columns


def _lines(canvas: Canvas, region: Region, y0: float, y1: float) -> list[TextLine]:
    return [
        line
        for line in canvas.lines
        if y0 < line.yc < y1 and overlap(line.x0, line.x1, region.x0, region.x1) > 0.3 * (line.x1 - line.x0)
    ]


def _rows_at_head(canvas: Canvas, regions: Sequence[Region], old: Region) -> Region | None:
    """Rows of several cells at the head of the page, where no rules show the rest of a table."""
    lines = _lines(canvas, old, 0.0, canvas.height)
    rows = visual_rows(token for line in lines for token in line.tokens)
    taken: list[Row] = []
    edge = 0.0
    for row in rows:
        if not taken and row.yc < MARGIN * canvas.height and len(row.chunks) < 3:
            continue
        inside = any(region.y0 <= row.yc <= region.y1 for region in regions)
        far = bool(taken) and row.y0 - edge > 1.6 * (row.y1 - row.y0)
        if len(row.chunks) < 2 or is_prose(row, old.x0, old.x1) or inside or far:
            break
        taken.append(row)
        edge = row.y1
    if len(taken) < 2 or sum(is_number(c.text) for row in taken for c in row.chunks) < 2 * len(taken):
        return None
    return Region(old.x0, taken[0].y0 - 1, old.x1, taken[-1].y1 + 1, [], None, grown=True)
