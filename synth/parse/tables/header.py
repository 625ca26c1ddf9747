"""Header paths: which columns each header cell covers, outermost first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from synth.parse.layout import Rule
from synth.parse.spelling import LineEnds
from synth.parse.tables.columns import Column, column_of, covered, split_by_columns
from synth.parse.tables.rows import Chunk, Row, join_lines
from synth.parse.tables.spans import Head, blocked_by, is_upper, share, under_rule
from synth.parse.tables.tokens import Token


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
            upper[number] = is_upper(number, rows, heads, columns, partial, verticals, stub)
            own = [c for n, c in pending if n == number]
            blocked = blocked_by(own, number, pending, heads, rows, columns, partial)
            shares |= share(own, number, heads, columns, verticals, blocked, stub)
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
    ruled = under_rule(chunk, row, beside, rows, columns, partial)
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
