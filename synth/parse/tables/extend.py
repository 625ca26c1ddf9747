"""Rows and label columns that stand outside the rules of their table."""

from __future__ import annotations

from collections.abc import Sequence

from synth.parse.layout import Fill, Rule
from synth.parse.tables.area import Region, is_prose, is_running, tokens_in
from synth.parse.tables.captions import Caption
from synth.parse.tables.geometry import Canvas
from synth.parse.tables.rows import Row, is_blank, is_number, visual_rows
from synth.parse.tables.tokens import TextLine, median, overlap

HIGH = 60.0
"""Coloured rectangles higher than this, in points, are boxes around text, not cells."""


def extend(region: Region, canvas: Canvas, captions: Sequence[Caption]) -> None:
    """Take in label columns left of the rules, and aligned rows above and below them."""
    _widen(region, canvas)
    _over_colour(region, canvas, captions)
    above, below = _reach(region)
    rows = visual_rows(tokens_in(canvas, region.x0 - 2, above, region.x1 + 2, below))
    inside = [row for row in rows if region.y0 <= row.yc <= region.y1]
    if len(inside) < 1:
        return
    pitch = median([row.y1 - row.y0 for row in inside], 10.0) * 1.25
    outside = _Outside(region, captions, [line for line in canvas.lines if above < line.yc < below])
    few = len(region.rules) < 3
    usual = median([float(row.numbers) for row in inside if row.numbers], 1.0)
    under_caption = region.caption is not None and region.caption.y1 <= region.y0
    lined = len(region.rules) >= 0.8 * len(inside)
    upper = [row for row in reversed(rows) if row.yc < region.y0]
    if few or lined or _headless(inside, region):
        _extend_up(region, upper, inside, outside, pitch, few=few, under_caption=under_caption)
    elif under_caption:
        _extend_up(
            region, [row for row in upper if len(row.chunks) > 1], inside, outside, pitch, few=True, under_caption=False
        )
    lower = [row for row in rows if row.yc > region.y1]
    for at, row in enumerate(lower):
        if row.y0 - region.y1 > 0.6 * pitch or outside(row):
            break
        next_ = lower[at + 1] if at + 1 < len(lower) else None
        ahead = next_ is not None and not outside(next_) and next_.y0 - row.y1 < 0.6 * pitch
        values = _several(row) and (few or row.numbers >= max(2.0, 0.5 * usual))
        label = len(row.chunks) == 1 and row.x1 - row.x0 < 0.6 * region.width
        if not values and not (label and ahead and next_ is not None and next_.numbers >= max(2.0, 0.5 * usual)):
            break
        region.y1 = row.y1 + 1
    _over_colour(region, canvas, captions)


def _over_colour(region: Region, canvas: Canvas, captions: Sequence[Caption]) -> None:
    """Take in coloured bands over the table's whole width that stand at most one row off: stripes, a header."""
    fills = [
        fill
        for fill in canvas.fills
        if region.x0 - 4 <= fill.x0 and fill.x1 <= region.x1 + 4 and fill.y1 - fill.y0 < HIGH
    ]
    if not fills:
        return
    height = median([fill.y1 - fill.y0 for fill in fills])
    for band in sorted(_bands(fills), key=lambda band: abs((band.y0 + band.y1) / 2 - (region.y0 + region.y1) / 2)):
        gap = max(region.y0 - band.y1, band.y0 - region.y1)
        if band.x1 - band.x0 < 0.9 * region.width or gap > 1.3 * height:
            continue
        y0, y1 = min(region.y0, band.y0), max(region.y1, band.y1)
        if any(y0 < caption.yc < y1 and overlap(caption.x0, caption.x1, band.x0, band.x1) > 5 for caption in captions):
            continue
        added = visual_rows(tokens_in(canvas, region.x0 - 2, y0, region.x1 + 2, y1))
        if not any(is_prose(row, region.x0, region.x1) for row in added if not region.y0 <= row.yc <= region.y1):
            region.y0, region.y1 = y0, y1


def _bands(fills: Sequence[Fill]) -> list[Fill]:
    """Coloured cells beside and below each other made one rectangle; stripes stay apart."""
    bands: list[Fill] = []
    for fill in sorted(fills, key=lambda fill: (fill.y0, fill.x0)):
        last = bands[-1] if bands else None
        if last is not None and fill.y0 < last.y1 + 0.5:
            bands[-1] = Fill(min(last.x0, fill.x0), last.y0, max(last.x1, fill.x1), max(last.y1, fill.y1))
        else:
            bands.append(fill)
    return bands


def _reach(region: Region) -> tuple[float, float]:
    """How far up and down rows of the table are looked for: to its caption, else some lines."""
    above, below = region.y0 - 70, region.y1 + 160
    if region.caption is not None and region.caption.y1 <= region.y0:
        above = min(above, region.caption.y0)
    return above, below


class _Outside:
    """Whether a row is none of the table's: running text, a caption."""

    def __init__(self, region: Region, captions: Sequence[Caption], beside: Sequence[TextLine]) -> None:
        self.region, self.captions, self.beside = region, captions, beside

    def __call__(self, row: Row) -> bool:
        region = self.region
        # Rows of the running text cross the region's edges; rows of the table do not.
        crossing = any(
            abs(line.yc - row.yc) < 2
            and (line.x0 < region.x0 - 4 or line.x1 > region.x1 + 4)
            and overlap(line.x0, line.x1, region.x0, region.x1) > 5
            for line in self.beside
        )
        in_caption = any(
            c.y0 - 2 <= row.yc <= c.y1 + 2 and overlap(c.x0, c.x1, row.x0, row.x1) > 5 for c in self.captions
        )
        return crossing or in_caption or is_prose(row, region.x0, region.x1)


def _extend_up(
    region: Region,
    upper: Sequence[Row],
    inside: Sequence[Row],
    outside: _Outside,
    pitch: float,
    *,
    few: bool,
    under_caption: bool,
) -> None:
    """Rows above the first rule, nearest first."""
    limit = 2.2 if under_caption else 0.6
    found: list[Row] = []
    edge = region.y0
    for at, row in enumerate(upper):
        if edge - row.y1 > limit * pitch or outside(row):
            break
        # A line of a wrapped label, a section row or one unit alone: only under rows of the table.
        next_ = upper[at + 1] if at + 1 < len(upper) else None
        under = next_ is not None and not outside(next_) and row.y0 - next_.y1 < limit * pitch
        several = _is_row(row)
        label = len(row.chunks) == 1 and row.x1 - row.x0 < 0.6 * region.width
        follows = under and next_ is not None and (under_caption or _is_row(next_))
        if not several and not (label and follows) and not (not few and _centred(row, inside)):
            break
        found.append(row)
        edge = row.y0
    # What stands alone at the top is a line of the running text, or names a group of columns.
    while found and len(found[-1].chunks) == 1 and not _centred(found[-1], inside):
        found.pop()
    if found:
        region.y0 = min(row.y0 for row in found) - 1


def _is_row(row: Row) -> bool:
    return len(row.chunks) > 1 and not any(is_running(chunk) for chunk in row.chunks)


def _several(row: Row) -> bool:
    filled = [c for c in row.chunks if is_number(c.text) or is_blank(c.text)]
    return len(row.chunks) >= 2 and (len(filled) >= 1 or len(row.chunks) >= 3)


def _centred(row: Row, inside: Sequence[Row]) -> bool:
    """Whether a lone cell stands over the columns of values, as the name of a group of columns does."""
    left = median([row.chunks[1].x0 for row in inside if len(row.chunks) > 1], 1e9)
    return row.x0 > left - 10


def _widen(region: Region, canvas: Canvas) -> None:
    """Labels of groups of rows stand left of rules that part the groups but do not reach over their labels."""
    for rule in canvas.horizontals:
        near = region.y0 - 60 < rule.y0 < region.y1 + 60
        if near and rule.x0 < region.x0 - 8 and abs(rule.x1 - region.x1) <= 4 and rule.x0 > region.x0 - 160:
            if rule.y0 < region.y0 or rule.y0 > region.y1:
                if _between(canvas, rule, region):
                    continue
                region.y0, region.y1 = min(region.y0, rule.y0), max(region.y1, rule.y0)
            region.x0 = rule.x0
    left = _left_labels(region, canvas)
    if left:
        region.x0 = min(line.x0 for line in left) - 1


def _between(canvas: Canvas, rule: Rule, region: Region) -> bool:
    """Whether running text stands between a rule and the region."""
    y0, y1 = (rule.y0, region.y0) if rule.y0 < region.y0 else (region.y1, rule.y0)
    rows = visual_rows(tokens_in(canvas, rule.x0 - 2, y0, rule.x1 + 2, y1))
    return any(is_prose(row, rule.x0, rule.x1) for row in rows)


def _left_labels(region: Region, canvas: Canvas) -> list[TextLine]:
    beside = [line for line in canvas.lines if region.y0 < line.yc < region.y1]
    left = [line for line in beside if line.x1 < region.x0 + 1]
    words = [line for line in left if any(char.isalpha() for char in line.text)]
    rows = {round(line.yc / 3) for line in beside if line.x0 >= region.x0 - 1}
    if not left or len(words) < len(left) or len(left) > 0.6 * len(rows):
        return []
    near = max(line.x1 for line in left) > region.x0 - 40
    short = all(len(line.tokens) <= 4 and line.x1 - line.x0 < 110 for line in left)
    return left if near and short else []


def _headless(inside: Sequence[Row], region: Region) -> bool:
    """Whether no row of several words stands between the first rule and the values: the header must be above it."""
    usual = median([float(row.numbers) for row in inside if row.numbers], 1.0)
    for row in inside:
        if row.numbers >= max(1.0, 0.6 * usual):
            return True
        if sum(not is_blank(chunk.text) and not is_number(chunk.text) for chunk in row.chunks) >= 2:
            return False
    return False
