"""Header paths: which columns each header cell covers, outermost first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from synth.parse.layout import Rule
from synth.parse.spelling import LineEnds
from synth.parse.tables.columns import Column, column_of, covered, split_by_columns
from synth.parse.tables.rows import Chunk, Row, join_lines
from synth.parse.tables.tokens import Token, overlap


@dataclass(slots=True)
class Head:
    """One header cell and the columns that it stands over."""

    chunk: Chunk
    row: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Headers:
    """What the header says about each column."""

    paths: tuple[tuple[str, ...], ...]
    doubts: int
    """Header cells whose columns were a guess."""


def read_header(
    rows: Sequence[Row],
    columns: Sequence[Column],
    pieces: Sequence[Rule],
    verticals: Sequence[Rule],
    width: float,
    stub: int,
    ends: LineEnds,
) -> Headers:
    """Paths of all columns from the header's rows; `pieces` are the horizontal rules inside the header.

    No cell without a rule below it stands over a column of labels, of which there are `stub`, and others.
    """
    partial = [rule for rule in pieces if rule.length < 0.95 * width]
    heads: list[Head] = []
    upper: dict[int, bool] = {}
    shares: dict[int, tuple[int, int]] = {}
    doubts = 0
    pending = [
        (number, piece)
        for number, row in enumerate(rows)
        for chunk in row.chunks
        for piece in _parted(chunk, verticals)
    ]
    # From the bottom up: what stands below tells how far a cell above can reach.
    pending.sort(key=lambda item: -item[0])
    for number, chunk in pending:
        beside = [c for n, c in pending if n == number and c is not chunk]
        if number not in upper:
            upper[number] = _is_upper(number, rows, heads, columns, partial, verticals, stub)
            own = [c for n, c in pending if n == number]
            blocked = _blocked(own, number, pending, heads, rows, columns, partial)
            shares |= _share(own, number, heads, columns, verticals, blocked, stub)
        above, span = upper[number], shares.get(id(chunk))
        made, doubt = _place(
            chunk, number, beside, heads, rows, columns, partial, verticals, upper=above, span=span, stub=stub
        )
        doubts += doubt + 4 * any(_clash(one, other) for one in made for other in heads)
        heads += made
    levels = [rule.y0 for rule in pieces]
    paths = tuple(_path(column, heads, levels, ends) for column in range(len(columns)))
    return Headers(paths, doubts)


def _clash(one: Head, other: Head) -> bool:
    """Whether two cells beside each other claim the same column."""
    beside = one.row == other.row and one.chunk is not other.chunk
    return (
        beside
        and one.first <= other.last
        and other.first <= one.last
        and one.last - one.first + other.last - other.first > 0
    )


def _parted(chunk: Chunk, verticals: Sequence[Rule]) -> list[Chunk]:
    """A run of words cut at vertical rules and where the text layer starts a new line."""
    parts = [Chunk([chunk.tokens[0]])]
    for last, token in zip(chunk.tokens, chunk.tokens[1:], strict=False):
        ruled = any(last.xc < r.x0 < token.xc and r.y0 - 2 <= token.yc <= r.y1 + 2 for r in verticals)
        if (
            ruled
            or (token.line != last.line and token.x0 - last.x1 > 0.35 * token.size)
            or _after_arrow(parts[-1], token)
        ):
            parts.append(Chunk([]))
        parts[-1].tokens.append(token)
    return parts


def _after_arrow(part: Chunk, token: Token) -> bool:
    """Whether "Acc. ↑" ends here: the arrow stands nearer to the word before it than to the one after it."""
    arrow = part.tokens[-1]
    if arrow.text not in "↑↓▲▼⇑⇓" or len(part.tokens) < 2:
        return False
    return token.x0 - arrow.x1 > 1.3 * max(arrow.x0 - part.tokens[-2].x1, 0.1 * arrow.size)


def _place(
    chunk: Chunk,
    row: int,
    beside: Sequence[Chunk],
    heads: Sequence[Head],
    rows: Sequence[Row],
    columns: Sequence[Column],
    partial: Sequence[Rule],
    verticals: Sequence[Rule],
    *,
    upper: bool,
    span: tuple[int, int] | None,
    stub: int,
) -> tuple[list[Head], int]:
    ruled = _under_rule(chunk, row, beside, rows, columns, partial)
    if ruled is not None:
        return [Head(chunk, row, *ruled)], 0
    over = covered(chunk, columns)
    if over and over[0] < stub <= over[-1] and stub < len(columns) and len(chunk.tokens) == 1:
        # One word over the edge of the labels: it heads either these or the values.
        over = [n for n in over if n >= stub] if chunk.xc > columns[stub].left else [n for n in over if n < stub]
    leaves = _leaves(chunk, over, columns, 0.8 if upper else 0.36)
    if leaves:
        return [Head(part, row, n, n) for n, part in leaves], 0
    below = {c for head in heads if head.row > row for c in range(head.first, head.last + 1)}
    if span is not None and span[1] > span[0]:
        return [Head(chunk, row, *span)], 0
    if len(over) >= 2:
        parts = _parts(chunk, over, columns) if len(over) <= len(chunk.tokens) else []
        if parts and len({n for n, _ in parts}) == len(parts):
            if any(c not in below for c in over) or not below:
                # Neighbouring leaf cells that stand as close as words do.
                return [Head(part, row, n, n) for n, part in parts], int(len(parts) > len(chunk.tokens))
            return [Head(chunk, row, over[0], over[-1])], 1
        if below.issuperset(over):
            return [Head(chunk, row, over[0], over[-1])], 1
        if len(chunk.tokens) == 1:
            # Two header cells that touch are one word of the text layer: which part is whose cannot be told.
            return [Head(chunk, row, column_of(chunk, columns), column_of(chunk, columns))], 5
    at = over[0] if len(over) == 1 else column_of(chunk, columns)
    return [Head(chunk, row, at, at)], 0


def _is_upper(
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


def _leaves(chunk: Chunk, over: Sequence[int], columns: Sequence[Column], gap: float) -> list[tuple[int, Chunk]]:
    """Cells of neighbouring columns that stand as close as words do: each part sits in the middle of its column."""
    if not 2 <= len(over) <= len(chunk.tokens):
        return []
    parts = _parts(chunk, over, columns)
    gaps = [b.x0 - a.x1 for (_, a), (_, b) in pairwise(parts)]
    if min(gaps) < gap * chunk.size and (len(over) < 4 or gap > 0.5):
        return []
    centred = all(_off(part, columns[n]) < max(2.0, 0.2 * (columns[n].x1 - columns[n].x0)) for n, part in parts)
    return parts if centred else []


def _parts(chunk: Chunk, over: Sequence[int], columns: Sequence[Column]) -> list[tuple[int, Chunk]]:
    """The tokens in as many runs as there are columns, so that the runs stand best over them."""
    tokens = chunk.tokens
    if len(tokens) > 14:
        return split_by_columns(chunk, columns)
    best: list[tuple[int, Chunk]] = []
    least = float("inf")
    for cuts in combinations(range(1, len(tokens)), len(over) - 1):
        edges = [0, *cuts, len(tokens)]
        parts = [(n, Chunk(tokens[a:b])) for n, (a, b) in zip(over, pairwise(edges), strict=True)]
        cost = sum(_off(part, columns[n]) for n, part in parts)
        cost -= sum(tokens[cut].x0 - tokens[cut - 1].x1 for cut in cuts)
        if cost < least:
            best, least = parts, cost
    return best


def _off(part: Chunk, column: Column) -> float:
    """How far a header cell is from standing flush or centred over a column."""
    return min(abs(part.xc - column.xc), abs(part.x0 - column.x0), abs(part.x1 - column.x1))


def _under_rule(
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


def _blocked(
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
        ruled = None if placed else _under_rule(chunk, row, [], rows, columns, partial)
        if placed:
            blocked |= set(range(placed[0].first, placed[0].last + 1))
        elif ruled is not None:
            blocked |= set(range(ruled[0], ruled[1] + 1))
        else:
            blocked |= set(covered(chunk, columns, 0.5))
    return blocked


def _share(
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


def _path(column: int, heads: Sequence[Head], levels: Sequence[float], ends: LineEnds) -> tuple[str, ...]:
    over = sorted((h for h in heads if h.first <= column <= h.last), key=lambda h: (h.row, h.chunk.x0))
    path: list[str] = []
    previous: Head | None = None
    for head in over:
        text = head.chunk.text
        if previous is not None and _one_cell(previous, head, heads, levels):
            path[-1] = join_lines(path[-1], text, ends)
        else:
            path.append(text)
        previous = head
    return tuple(path)


def _one_cell(upper: Head, lower: Head, heads: Sequence[Head], levels: Sequence[float]) -> bool:
    """Whether two header cells are lines of one cell: the same columns and no level between them."""
    if (upper.first, upper.last) != (lower.first, lower.last):
        return False
    if any(upper.chunk.yc < level < lower.chunk.yc for level in levels):
        return False
    if upper.row != lower.row and upper.chunk.bold != lower.chunk.bold:
        return False
    if upper.first < upper.last:
        return True
    spanning = any(h.row == upper.row and h.last > h.first for h in heads)
    return not (spanning and lower.row > upper.row)
