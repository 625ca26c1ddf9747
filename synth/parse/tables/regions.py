"""Where tables stand: groups of rules with the same edges, captions, and aligned rows where there are no rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from synth.parse.layout import Rule
from synth.parse.tables.captions import Caption
from synth.parse.tables.geometry import Canvas, TextLine, Token, median, overlap
from synth.parse.tables.rows import Row, is_blank, is_number, visual_rows

EDGE = 3.5
"""Points by which the edges of rules of one table may differ."""


@dataclass(slots=True)
class Region:
    """A part of the canvas that should hold one table's body."""

    x0: float
    y0: float
    x1: float
    y1: float
    rules: list[Rule] = field(default_factory=list)
    """Full-width rules, top to bottom."""
    caption: Caption | None = None
    grown: bool = False
    """Found from words alone, from its caption on."""

    @property
    def width(self) -> float:
        """Points."""
        return self.x1 - self.x0


def find_regions(canvas: Canvas, captions: Sequence[Caption], *, above: bool) -> list[Region]:
    """Regions with their captions; `above` says where most captions of the document stand."""
    regions = _ruled(canvas, captions)
    _pair(regions, captions, above=above)
    regions = [region for region in regions if region.caption is None or region.caption.kind == "table"]
    for region in regions:
        _extend(region, canvas, captions)
    paired = {id(region.caption) for region in regions}
    for caption in captions:
        if caption.kind == "table" and id(caption) not in paired:
            grown = _grow(canvas, caption, captions, regions, above=above)
            if grown is not None:
                regions.append(grown)
    return regions


def caption_side(canvas: Canvas, captions: Sequence[Caption]) -> int:
    """How many more captions of this page stand above their table than below; used to decide for the document."""
    regions = _ruled(canvas, captions)
    balance = 0
    for caption in captions:
        if caption.kind != "table":
            continue
        over = min((r.y0 - caption.y1 for r in regions if _faces(r, caption) and r.y0 > caption.yc), default=1e3)
        under = min((caption.y0 - r.y1 for r in regions if _faces(r, caption) and r.y1 < caption.yc), default=1e3)
        if min(over, under) < 60 and abs(over - under) > 4:
            balance += 1 if over < under else -1
    return balance


def _faces(region: Region, caption: Caption) -> bool:
    width = min(region.width, caption.x1 - caption.x0)
    return overlap(region.x0, region.x1, caption.x0, caption.x1) > 0.5 * width


def _ruled(canvas: Canvas, captions: Sequence[Caption]) -> list[Region]:
    rules = sorted((r for r in canvas.horizontals if r.length >= 30), key=lambda r: -r.length)[:400]
    clusters: list[list[Rule]] = []
    for rule in rules:
        for cluster in clusters:
            if abs(cluster[0].x0 - rule.x0) <= EDGE and abs(cluster[0].x1 - rule.x1) <= EDGE:
                cluster.append(rule)
                break
        else:
            clusters.append([rule])
    regions: list[Region] = []
    for cluster in clusters:
        cluster.sort(key=lambda r: r.y0)
        for part in _split(cluster, canvas, captions):
            if len(part) >= 2 and part[-1].y0 - part[0].y0 >= 12:
                x0, x1 = min(r.x0 for r in part), max(r.x1 for r in part)
                regions.append(Region(x0, part[0].y0, x1, part[-1].y0, part))
    regions.sort(key=lambda r: -r.width * (r.y1 - r.y0))
    kept: list[Region] = []
    for region in regions:
        inside = any(
            overlap(region.x0, region.x1, k.x0, k.x1) > 0.6 * region.width
            and overlap(region.y0, region.y1, k.y0, k.y1) > 0.5 * (region.y1 - region.y0)
            for k in kept
        )
        if not inside and _tabular(region, canvas):
            kept.append(region)
    kept.sort(key=lambda r: (r.y0, r.x0))
    return kept


def _split(cluster: list[Rule], canvas: Canvas, captions: Sequence[Caption]) -> list[list[Rule]]:
    """Part rules with the same edges where a caption or running text stands between them."""
    parts = [[cluster[0]]]
    for rule in cluster[1:]:
        last = parts[-1][-1]
        if _apart(last, rule, canvas, captions):
            parts.append([rule])
        else:
            parts[-1].append(rule)
    return parts


def _apart(upper: Rule, lower: Rule, canvas: Canvas, captions: Sequence[Caption]) -> bool:
    x0, x1 = upper.x0, upper.x1
    for caption in captions:
        if upper.y0 - 2 < caption.yc < lower.y0 + 2 and overlap(caption.x0, caption.x1, x0, x1) > 0.3 * min(
            x1 - x0, caption.x1 - caption.x0
        ):
            return True
    if lower.y0 - upper.y0 < 25:
        return False
    rows = visual_rows(tokens_in(canvas, x0 - 2, upper.y0 - 1, x1 + 2, lower.y0 + 1))
    if not rows:
        return lower.y0 - upper.y0 > 60
    run = 0
    for row in rows:
        run = run + 1 if _prose(row, x0, x1) else 0
        if run >= 3:
            return True
    return False


def _prose(row: Row, x0: float, x1: float) -> bool:
    """Whether a row looks like a line of a paragraph: one chunk over most of the width, mostly words."""
    if len(row.chunks) > 2 or row.x1 - row.x0 < 0.75 * (x1 - x0):
        return False
    widest = max(chunk.x1 - chunk.x0 for chunk in row.chunks)
    words = [token for token in row.tokens if token.text[:1].isalpha()]
    return widest > 0.7 * (x1 - x0) and len(words) >= 0.6 * len(row.tokens) and len(row.tokens) >= 5


def tokens_in(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> list[Token]:
    """Tokens whose centre lies in a rectangle."""
    return [
        token
        for line in canvas.lines
        if line.x1 >= x0 and line.x0 <= x1 and line.y1 >= y0 and line.y0 <= y1
        for token in line.tokens
        if x0 <= token.xc <= x1 and y0 <= token.yc <= y1
    ]


def _tabular(region: Region, canvas: Canvas) -> bool:
    """Whether a region between rules holds rows of several cells at all."""
    rows = visual_rows(tokens_in(canvas, region.x0 - 2, region.y0 - 1, region.x1 + 2, region.y1 + 1))
    several = [row for row in rows if len(row.chunks) >= 2 or row.numbers]
    return len(rows) >= 2 and len(several) >= max(1, 0.25 * len(rows))


def _pair(regions: list[Region], captions: Sequence[Caption], *, above: bool) -> None:
    """Give each region the nearest caption that faces it, each caption once."""
    offers: list[tuple[float, int, int]] = []
    for r, region in enumerate(regions):
        for c, caption in enumerate(captions):
            if not _faces(region, caption):
                continue
            over = caption.yc < (region.y0 + region.y1) / 2
            gap = max(region.y0 - caption.y1, 0.0) if over else max(caption.y0 - region.y1, 0.0)
            limit = 90.0 if caption.kind == "table" else 45.0
            if gap > limit or _blocked(region, caption, regions, captions):
                continue
            cost = gap
            if caption.kind == "figure":
                cost += 20.0 if not over else 60.0
            elif over != above:
                cost += 25.0
            offers.append((cost, r, c))
    used_regions: set[int] = set()
    used_captions: set[int] = set()
    for _, r, c in sorted(offers):
        if r in used_regions or c in used_captions:
            continue
        regions[r].caption = captions[c]
        used_regions.add(r)
        if captions[c].kind == "table":
            used_captions.add(c)


def _blocked(region: Region, caption: Caption, regions: list[Region], captions: Sequence[Caption]) -> bool:
    low, high = min(region.y1, caption.y1), max(region.y0, caption.y0)
    if low > high:
        return False
    for other in regions:
        if other is not region and low <= (other.y0 + other.y1) / 2 <= high and _overlaps(other, region):
            return True
    return any(
        c is not caption and low <= c.yc <= high and overlap(c.x0, c.x1, region.x0, region.x1) > 0.5 * region.width
        for c in captions
    )


def _overlaps(a: Region, b: Region) -> bool:
    return overlap(a.x0, a.x1, b.x0, b.x1) > 0.3 * min(a.width, b.width)


def _extend(region: Region, canvas: Canvas, captions: Sequence[Caption]) -> None:
    """Take in aligned rows just outside the outer rules: tables without a top or bottom rule."""
    rows = visual_rows(tokens_in(canvas, region.x0 - 2, region.y0 - 70, region.x1 + 2, region.y1 + 160))
    inside = [row for row in rows if region.y0 <= row.yc <= region.y1]
    if len(inside) < 1:
        return
    pitch = median([row.y1 - row.y0 for row in inside], 10.0) * 1.25
    beside = [line for line in canvas.lines if region.y0 - 70 < line.yc < region.y1 + 160]

    def free(row: Row, *, several: bool = True) -> bool:
        # Rows of the running text cross the region's edges; rows of the table do not.
        crossing = any(
            abs(line.yc - row.yc) < 2
            and (line.x0 < region.x0 - 4 or line.x1 > region.x1 + 4)
            and overlap(line.x0, line.x1, region.x0, region.x1) > 5
            for line in beside
        )
        in_caption = any(c.y0 - 2 <= row.yc <= c.y1 + 2 and _faces(region, c) for c in captions)
        filled = [c for c in row.chunks if is_number(c.text) or is_blank(c.text)]
        if crossing or in_caption:
            return False
        return not several or (len(row.chunks) >= 2 and (len(filled) >= 1 or len(row.chunks) >= 3))

    few = len(region.rules) < 3
    if few or _headless(inside, region):
        for row in reversed([row for row in rows if row.yc < region.y0]):
            # Cells that span columns, or one unit alone, may stand in a row of a header.
            header = not few and len(row.chunks) >= 1 and not _prose(row, region.x0, region.x1)
            if region.y0 - row.y1 > 0.6 * pitch or not (free(row) or (header and free(row, several=False))):
                break
            region.y0 = row.y0 - 1
    usual = median([float(row.numbers) for row in inside if row.numbers], 1.0)
    for row in (row for row in rows if row.yc > region.y1):
        if row.y0 - region.y1 > 0.6 * pitch or not free(row) or not (few or row.numbers >= max(2.0, 0.5 * usual)):
            break
        region.y1 = row.y1 + 1


def _headless(inside: Sequence[Row], region: Region) -> bool:
    """Whether values stand right below the first rule: the header must be above it."""
    first = [row for row in inside if row.yc > region.y0][:1]
    second = next((rule.y0 for rule in region.rules if rule.y0 > region.y0 + 4), region.y1)
    band = [row for row in inside if row.yc < second]
    usual = median([float(row.numbers) for row in inside if row.numbers], 1.0)
    return bool(first) and len(band) > 0 and any(row.numbers >= max(1.0, 0.6 * usual) for row in band[:2])


def _grow(
    canvas: Canvas, caption: Caption, captions: Sequence[Caption], regions: Sequence[Region], *, above: bool
) -> Region | None:
    """Rows of several cells next to a caption, where no rules show the table."""
    x0, x1 = _beside(caption, captions, *_column_of(canvas, caption))
    found: list[tuple[float, Region]] = []
    for downwards in (True, False):
        rows = _rows_from(canvas, caption, captions, regions, x0, x1, downwards=downwards)
        cells = sum(row.numbers for row in rows)
        if len([row for row in rows if len(row.chunks) >= 2]) < 2:
            continue
        y0, y1 = min(row.y0 for row in rows) - 1, max(row.y1 for row in rows) + 1
        left, right = min(row.x0 for row in rows) - 2, max(row.x1 for row in rows) + 2
        rules = [r for r in canvas.horizontals if y0 - 4 <= r.y0 <= y1 + 4 and r.x0 < left + 8 and r.x1 > right - 8]
        region = Region(left, y0, right, y1, rules, caption, grown=True)
        found.append((cells + (4.0 if downwards == above else 0.0), region))
    return max(found, key=lambda item: item[0])[1] if found else None


def _beside(caption: Caption, captions: Sequence[Caption], x0: float, x1: float) -> tuple[float, float]:
    """Limits half-way to the captions that stand left and right of this one."""
    for other in captions:
        if other is caption or min(other.y1, caption.y1) - max(other.y0, caption.y0) < 3:
            continue
        if other.x0 > caption.x1:
            x1 = min(x1, (other.x0 + caption.x1) / 2)
        elif other.x1 < caption.x0:
            x0 = max(x0, (other.x1 + caption.x0) / 2)
    return x0, x1


def _column_of(canvas: Canvas, caption: Caption) -> tuple[float, float]:
    """Horizontal limits of the text column that the caption stands in."""
    middle = canvas.width / 2
    if canvas.turn:
        # Little running text is turned with a table: nothing shows where a column ends.
        return 0.0, canvas.width
    texts = [line for line in canvas.lines if len(line.tokens) >= 5]
    left = min((line.x0 for line in texts), default=caption.x0)
    right = max((line.x1 for line in texts), default=caption.x1)
    crossing = sum(1 for line in texts if line.x0 < middle - 20 and line.x1 > middle + 20)
    if crossing < 0.5 * max(1, len(texts)):
        if caption.x1 <= middle + 8:
            return left - 2, middle + 2
        if caption.x0 >= middle - 8:
            return middle - 2, right + 2
    return min(left, caption.x0) - 2, max(right, caption.x1) + 2


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
        if len(row.chunks) < 2 and taken and row.x1 - row.x0 > 0.6 * (x1 - x0):
            break
        taken.append(row)
        edge = row.y1 if downwards else row.y0
        if len(taken) > 120:
            break
    while taken and len(taken[-1].chunks) < 2:
        taken.pop()
    return taken


def _stops(row: Row, captions: Sequence[Caption], regions: Sequence[Region], x0: float, x1: float) -> bool:
    if _prose(row, x0, x1):
        return True
    for region in regions:
        if region.y0 - 2 <= row.yc <= region.y1 + 2 and overlap(region.x0, region.x1, row.x0, row.x1) > 5:
            return True
    return any(c.y0 - 1 <= row.yc <= c.y1 + 1 and overlap(c.x0, c.x1, row.x0, row.x1) > 5 for c in captions)


def lines_in(canvas: Canvas, region: Region) -> list[TextLine]:
    """Lines of the text layer whose centre lies in the region."""
    return [
        line
        for line in canvas.lines
        if region.x0 - 3 <= (line.x0 + line.x1) / 2 <= region.x1 + 3 and region.y0 - 2 <= line.yc <= region.y1 + 2
    ]
