"""Where tables stand: groups of rules with the same edges, captions, and aligned rows where there are no rules."""

from __future__ import annotations

from collections.abc import Sequence

from synth.parse.layout import Rule
from synth.parse.tables.area import Region, is_prose, tokens_in
from synth.parse.tables.captions import Caption
from synth.parse.tables.extend import extend
from synth.parse.tables.geometry import Canvas
from synth.parse.tables.grow import grow
from synth.parse.tables.rows import visual_rows
from synth.parse.tables.tokens import overlap

EDGE = 3.5
"""Points by which the edges of rules of one table may differ."""


def find_regions(canvas: Canvas, captions: Sequence[Caption], *, above: bool) -> list[Region]:
    """Regions with their captions; `above` says where most captions of the document stand."""
    regions = _ruled(canvas, captions)
    _pair(regions, captions, above=above)
    _share(regions, captions, canvas)
    regions = [region for region in regions if region.caption is None or region.caption.kind == "table"]
    for region in regions:
        extend(region, canvas, captions)
    regions = _distinct(regions)
    paired = {id(region.caption) for region in regions}
    for caption in captions:
        if caption.kind == "table" and id(caption) not in paired:
            grown = grow(canvas, caption, captions, regions, above=above)
            if grown is not None:
                regions.append(grown)
    return regions


def _distinct(regions: Sequence[Region]) -> list[Region]:
    """Regions without those that another covers; the one with a caption stays, else the larger."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda r: (r.caption is None, -r.width * (r.y1 - r.y0))):
        area = max(1.0, region.width * (region.y1 - region.y0))
        shared = (overlap(region.x0, region.x1, k.x0, k.x1) * overlap(region.y0, region.y1, k.y0, k.y1) for k in kept)
        if max(shared, default=0.0) < 0.6 * area:
            kept.append(region)
    return sorted(kept, key=lambda r: (r.y0, r.x0))


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
    return overlap(region.x0, region.x1, caption.x0, caption.x1) > 0.5 * width or _in_column(region, caption)


def _in_column(region: Region, caption: Caption) -> bool:
    """Whether both stand in one text column: a short caption at its left edge, the table in its middle."""
    left, right = caption.column
    return left - 4 <= region.x0 and region.x1 <= right + 4


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
        run = run + 1 if is_prose(row, x0, x1) else 0
        if run >= 3:
            return True
    return False


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
            if overlap(region.x0, region.x1, caption.x0, caption.x1) <= 0:
                cost += 15.0
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


def _share(regions: list[Region], captions: Sequence[Caption], canvas: Canvas) -> None:
    """Two parts side by side, with one caption over or under both of them."""
    used = {id(region.caption) for region in regions}
    for left in regions:
        for right in regions:
            shared = overlap(left.y0, left.y1, right.y0, right.y1)
            low = min(left.y1 - left.y0, right.y1 - right.y0)
            if (
                not 0 < right.x0 - left.x1 < 0.25 * canvas.width
                or shared < 0.6 * low
                or (left.caption and right.caption)
            ):
                continue
            both = Region(left.x0, min(left.y0, right.y0), right.x1, max(left.y1, right.y1))
            for caption in captions:
                mine = caption in (left.caption, right.caption)
                gap = max(both.y0 - caption.y1, caption.y0 - both.y1, 0.0)
                if caption.kind != "table" or gap > 40 or (id(caption) in used and not mine):
                    continue
                middle = (caption.x0 + caption.x1) / 2
                if left.x1 - 0.3 * left.width < middle < right.x0 + 0.3 * right.width:
                    left.caption = right.caption = caption
                    used.add(id(caption))


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
