"""How far a header cell reaches: over the rule below it, or over columns in whose middle it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.parse.layout import Rule
from synth.parse.tables.columns import Column, column_of, covered
from synth.parse.tables.rows import Chunk, Row
from synth.parse.tables.tokens import overlap


@dataclass(slots=True)
class Head:
    """One header cell and the columns that it stands over."""

    chunk: Chunk
    row: int
    first: int
    last: int


def is_upper(
    row: int,
    rows: Sequence[Row],
    heads: Sequence[Head],
    columns: Sequence[Column],
    partial: Sequence[Rule],
    verticals: Sequence[Rule],
    stub: int,
) -> bool:
    """Whether a header row names groups of columns: a partial rule or the cells of its columns stand below it."""
    below = {c for head in heads for c in range(head.first, head.last + 1)}
    if not below:
        return False
    under = min(head.chunk.yc for head in heads)
    if any(rows[row].yc < rule.y0 < under for rule in partial):
        return True
    chunks = rows[row].chunks
    for chunk in chunks:
        beside = [other for other in chunks if other is not chunk]
        offers = _centred(chunk, row, beside, heads, columns, verticals, below, stub)
        best = min(offers, key=lambda offer: offer[0] - 0.8 * (offer[2] - offer[1]), default=None)
        if len(chunk.tokens) == 1 and best is not None and best[2] > best[1]:
            return True
    return False


def under_rule(
    chunk: Chunk,
    row: int,
    beside: Sequence[Chunk],
    rows: Sequence[Row],
    columns: Sequence[Column],
    partial: Sequence[Rule],
) -> tuple[int, int] | None:
    """Columns over the partial rule that underlines this cell."""
    under_it = (
        other.yc
        for lower in rows[row + 1 :]
        for other in lower.chunks
        if overlap(other.x0, other.x1, chunk.x0, chunk.x1) > 0
    )
    limit = min(min(under_it, default=1e9) + 1, chunk.y1 + 14)
    for rule in partial:
        if not chunk.yc < rule.y0 < limit:
            continue
        if overlap(chunk.x0, chunk.x1, rule.x0, rule.x1) < 0.8 * (chunk.x1 - chunk.x0):
            continue
        if not rule.x0 - 3 <= chunk.xc <= rule.x1 + 3:
            continue
        if any(rule.x0 < other.xc < rule.x1 for other in beside):
            # Rules of several cells that touch, or one for all of them: it parts levels, not columns.
            continue
        under = [n for n, c in enumerate(columns) if overlap(rule.x0, rule.x1, c.x0, c.x1) > 0.5 * (c.x1 - c.x0)]
        if under:
            return under[0], under[-1]
    return None


def _centred(
    chunk: Chunk,
    row: int,
    beside: Sequence[Chunk],
    heads: Sequence[Head],
    columns: Sequence[Column],
    verticals: Sequence[Rule],
    below: set[int],
    stub: int,
    blocked: frozenset[int] | set[int] = frozenset(),
) -> list[tuple[float, int, int]]:
    """Ranges of columns over which the cell is centred, each with how far it is off."""
    extent = []
    for number, column in enumerate(columns):
        own = [h.chunk for h in heads if h.first == h.last == number and h.row > row]
        extent.append((min([column.x0, *(c.x0 for c in own)]), max([column.x1, *(c.x1 for c in own)])))
    low = max((r.x0 for r in verticals if r.x0 < chunk.xc and r.y0 - 3 <= chunk.yc <= r.y1 + 3), default=-1e9)
    high = min((r.x0 for r in verticals if r.x0 > chunk.xc and r.y0 - 3 <= chunk.yc <= r.y1 + 3), default=1e9)
    taken = {n for other in beside for n in covered(other, columns, 0.5)} | {
        column_of(other, columns) for other in beside
    }
    taken |= blocked
    own_columns = covered(chunk, columns)
    free = [
        n
        for n in range(len(columns))
        if (n in own_columns or n not in taken) and low <= (extent[n][0] + extent[n][1]) / 2 <= high
    ]
    found: list[tuple[float, int, int]] = []
    for first in free:
        for last in range(first, len(columns)):
            if last not in free or any(n not in free for n in range(first, last + 1)):
                break
            if extent[first][0] > chunk.xc or extent[last][1] < chunk.xc:
                continue
            if any(n < first or n > last for n in own_columns):
                continue
            inner = range(first, last + 1)
            if last > first and (first < stub or not all(n in below for n in inner)):
                continue
            error = abs((extent[first][0] + extent[last][1]) / 2 - chunk.xc)
            if last > first and error > max(4.0, 0.12 * (extent[last][1] - extent[first][0])):
                continue
            found.append((error, first, last))
    return found


def blocked_by(
    own: Sequence[Chunk],
    number: int,
    pending: Sequence[tuple[int, Chunk]],
    heads: Sequence[Head],
    rows: Sequence[Row],
    columns: Sequence[Column],
    partial: Sequence[Rule],
) -> set[int]:
    """Columns of cells that stand half a line higher or lower: cells of several rows, centred, beside each other."""
    level, size = rows[number].yc, max(chunk.size for chunk in own)
    blocked: set[int] = set()
    for row, chunk in pending:
        if row == number or abs(rows[row].yc - level) >= 0.9 * size:
            continue
        placed = [head for head in heads if head.chunk is chunk]
        ruled = None if placed else under_rule(chunk, row, [], rows, columns, partial)
        if placed:
            blocked |= set(range(placed[0].first, placed[0].last + 1))
        elif ruled is not None:
            blocked |= set(range(ruled[0], ruled[1] + 1))
        else:
            blocked |= set(covered(chunk, columns, 0.5))
    return blocked


def share(
    chunks: Sequence[Chunk],
    row: int,
    heads: Sequence[Head],
    columns: Sequence[Column],
    verticals: Sequence[Rule],
    blocked: set[int],
    stub: int,
) -> dict[int, tuple[int, int]]:
    """Ranges of the cells of one row that do not overlap, are centred, and leave few columns without a cell."""
    below = {c for head in heads if head.row > row for c in range(head.first, head.last + 1)}
    chunks = sorted(chunks, key=lambda chunk: chunk.xc)
    pitch = max(4.0, (columns[-1].xc - columns[0].xc) / max(1, len(columns) - 1))
    offers = [
        _centred(chunk, row, [c for c in chunks if c is not chunk], heads, columns, verticals, below, stub, blocked)
        for chunk in chunks
    ]
    # Best choice so far for each number of columns that are used up.
    states: dict[int, tuple[float, tuple[tuple[int, int] | None, ...]]] = {0: (0.0, ())}
    for offer in offers:
        after: dict[int, tuple[float, tuple[tuple[int, int] | None, ...]]] = {}
        for used, (cost, chosen) in states.items():
            options: list[tuple[float, int, tuple[int, int] | None]] = [(1.0, used, None)]
            for error, first, last in offer:
                if first >= used:
                    gain = 0.25 * sum(n in below for n in range(first, last + 1))
                    options.append((error / pitch - gain, last + 1, (first, last)))
            for extra, end, span in options:
                if end not in after or cost + extra < after[end][0]:
                    after[end] = (cost + extra, (*chosen, span))
        states = after
    spans = min(states.values(), key=lambda state: state[0])[1]
    return {id(chunk): span for chunk, span in zip(chunks, spans, strict=True) if span is not None}
