"""Tables without rules: rows of several cells next to a caption."""

from __future__ import annotations

from collections.abc import Sequence

from synth.parse.tables.area import Region, is_prose, is_running, tokens_in
from synth.parse.tables.captions import Caption
from synth.parse.tables.geometry import Canvas
from synth.parse.tables.rows import Row, visual_rows
from synth.parse.tables.tokens import median, overlap


def grow(
    canvas: Canvas, caption: Caption, captions: Sequence[Caption], regions: Sequence[Region], *, above: bool
) -> Region | None:
    """Rows of several cells next to a caption, where no rules show the table."""
    x0, x1 = caption.column
    found: list[tuple[float, Region]] = []
    for downwards in (True, False):
        rows = _rows_from(canvas, caption, captions, regions, x0, x1, downwards=downwards)
        if rows and (wider := _wider(canvas, rows, caption, captions, x0, x1)) != (x0, x1):
            rows = _rows_from(canvas, caption, captions, regions, *wider, downwards=downwards)
        cells = sum(row.numbers for row in rows)
        if len([row for row in rows if len(row.chunks) >= 2]) < 2 or (not cells and _is_spaced_out(rows)):
            continue
        y0, y1 = min(row.y0 for row in rows) - 1, max(row.y1 for row in rows) + 1
        left, right = min(row.x0 for row in rows) - 2, max(row.x1 for row in rows) + 2
        rules = [r for r in canvas.horizontals if y0 - 4 <= r.y0 <= y1 + 4 and r.x0 < left + 8 and r.x1 > right - 8]
        region = Region(left, y0, right, y1, rules, caption, grown=True)
        found.append((cells + (4.0 if downwards == above else 0.0), region))
    return max(found, key=lambda item: item[0])[1] if found else None


def _wider(
    canvas: Canvas, rows: Sequence[Row], caption: Caption, captions: Sequence[Caption], x0: float, x1: float
) -> tuple[float, float]:
    """Limits with what stands on most of the rows beyond the text column: a table across both columns."""
    y0, y1 = min(row.y0 for row in rows) - 1, max(row.y1 for row in rows) + 1
    left, right = x0, x1
    for low, high in ((0.0, x0), (x1, canvas.width)):
        if any(c is not caption and overlap(c.x0, c.x1, low, high) > 20 and y0 - 60 < c.yc < y1 + 60 for c in captions):
            continue
        beyond = visual_rows(tokens_in(canvas, low, y0, high, y1))
        cells = [row for row in beyond if not any(is_running(chunk) for chunk in row.chunks)]
        same = [row for row in cells if any(abs(row.yc - other.yc) < 2 for other in rows)]
        if (
            len(same) < max(2.0, 0.6 * len(rows))
            or len(cells) < len(beyond)
            or sum(r.numbers for r in same) < len(same) / 2
        ):
            continue
        left, right = min(left, *(row.x0 for row in same)) - 1, max(right, *(row.x1 for row in same)) + 1
    return left, right


def _rows_from(
    canvas: Canvas,
    caption: Caption,
    captions: Sequence[Caption],
    regions: Sequence[Region],
    x0: float,
    x1: float,
    *,
    downwards: bool,
) -> list[Row]:
    band = (caption.y1, canvas.height) if downwards else (0.0, caption.y0)
    own = set(caption.lines)
    tokens = [t for t in tokens_in(canvas, x0, band[0] - 1, x1, band[1] + 1) if t.line not in own]
    rows = visual_rows(tokens)
    if not downwards:
        rows.reverse()
    taken: list[Row] = []
    edge = caption.y1 if downwards else caption.y0
    for row in rows:
        gap = row.y0 - edge if downwards else edge - row.y1
        height = max(row.y1 - row.y0, 6.0)
        if gap > (3.0 if not taken else 2.2) * height or _stops(row, captions, regions, x0, x1):
            break
        if taken and _size(row) > 1.15 * median([_size(other) for other in taken]):
            # A heading.
            break
        if len(row.chunks) < 2 and (is_running(row.chunks[0]) or row.x1 - row.x0 > 0.6 * (x1 - x0)):
            if taken:
                break
            # Notes between the table and its caption.
            edge = row.y1 if downwards else row.y0
            continue
        taken.append(row)
        edge = row.y1 if downwards else row.y0
        if len(taken) > 120:
            break
    while taken and len(taken[-1].chunks) < 2 and not _belongs(taken[-1], taken[:-1], downwards=downwards):
        taken.pop()
    return taken


def _is_spaced_out(rows: Sequence[Row]) -> bool:
    """Whether the pieces are words of sentences with wide spaces between them: cells seldom begin in lower case."""
    pieces = [chunk.text for row in rows for chunk in row.chunks]
    return 2 * sum(piece[:1].islower() for piece in pieces) > len(pieces)


def _size(row: Row) -> float:
    return median([token.size for token in row.tokens])


def _belongs(row: Row, others: Sequence[Row], *, downwards: bool) -> bool:
    """Whether a lone piece at the far end is part of the table: the last line of a label, a name over the columns."""
    several = [other for other in others if len(other.chunks) > 1]
    if not several:
        return False
    if downwards:
        labels = [other.chunks[0] for other in several]
        flush = sum(abs(label.x0 - row.x0) < 2 for label in labels) >= 0.5 * len(labels)
        return (
            flush
            and row.x1 <= max(label.x1 for label in labels) + 2
            and row.y0 - others[-1].y1 < 0.6 * row.chunks[0].size
        )
    values = median([other.chunks[1].x0 for other in several])
    return row.x0 > values - 10 and others[-1].y0 - row.y1 < 0.8 * row.chunks[0].size


def _stops(row: Row, captions: Sequence[Caption], regions: Sequence[Region], x0: float, x1: float) -> bool:
    if is_prose(row, x0, x1):
        return True
    for region in regions:
        if region.y0 - 2 <= row.yc <= region.y1 + 2 and overlap(region.x0, region.x1, row.x0, row.x1) > 5:
            return True
    return any(c.y0 - 1 <= row.yc <= c.y1 + 1 and overlap(c.x0, c.x1, row.x0, row.x1) > 5 for c in captions)
