"""Columns: what stays apart when the dense rows are laid over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.parse.layout import Rule
from synth.parse.tables.pieces import atoms, runs
from synth.parse.tables.rows import Chunk, Row, chunks_of, is_blank, is_number
from synth.parse.tables.tokens import median, overlap


@dataclass(slots=True)
class Column:
    """One column: the interval that its cells cover, and the limits half-way to its neighbours."""

    x0: float
    x1: float
    left: float = 0.0
    right: float = 0.0

    @property
    def xc(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2


def dense_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows with about as many numbers as the fullest; in a table of words, rows of several cells."""
    counts = {id(row): 0 if _is_phrase(row) else _values(row) for row in rows}
    top = sorted(counts.values(), reverse=True)
    most = top[min(len(top) - 1, len(top) // 10)] if top else 0
    if most >= 1:
        found = [row for row in rows if counts[id(row)] >= max(1.0, 0.5 * most)]
        if len(found) >= 2 or len(rows) <= 2:
            return found
    return [row for row in rows if len(row.chunks) >= 2]


def _is_phrase(row: Row) -> bool:
    """Whether a row is one run of words with a number among them: "Models of 7B parameters"."""
    return len(row.chunks) == 1 and _values(row) < 0.5 * len(row.tokens)


def _values(row: Row) -> int:
    return sum(is_number(token.text) or is_blank(token.text) for token in row.tokens if token.text[0] not in "([")


def find_columns(
    body: Sequence[Row], header: Sequence[Row], verticals: Sequence[Rule], x0: float, x1: float
) -> list[Column]:
    """Columns of a table body between `x0` and `x1`, left to right."""
    dense = dense_rows(body)
    if not dense:
        return []
    rows = [runs(row, verticals) if _is_worded(dense) else atoms(row.tokens, verticals) for row in dense]
    rough = _project([[(a.x0, a.x1) for a in row] for row in rows], len(rows) // 4 if len(rows) >= 5 else 0, verticals)
    # Second pass without cells that bridge two well-filled columns of the first.
    rough = [c for c in rough if sum(any(overlap(a.x0, a.x1, *c) > 0 for a in row) for row in rows) >= 0.55 * len(rows)]
    kept = [[(a.x0, a.x1) for a in row if sum(overlap(a.x0, a.x1, c[0], c[1]) > 2 for c in rough) <= 1] for row in rows]
    intervals = _project(kept, 0, verticals)
    intervals, grouped = _split_stub(intervals, body, dense)
    columns = [Column(a, b) for a, b in intervals]
    columns = _merge(columns, rows, header, verticals, grouped=grouped)
    _limits(columns, x0, x1)
    return columns


def _is_worded(rows: Sequence[Row]) -> bool:
    """Whether the rows are those of a table of words: then a number among words parts no columns."""
    chunks = [chunk for row in rows for chunk in row.chunks]
    return sum(is_number(chunk.text) for chunk in chunks) < 0.1 * len(chunks)


def _project(
    rows: Sequence[Sequence[tuple[float, float]]], tolerance: int, verticals: Sequence[Rule]
) -> list[tuple[float, float]]:
    """Stretches of the x axis that more than `tolerance` rows cover; vertical rules cut."""
    edges: list[tuple[float, int]] = []
    for row in rows:
        for a, b in row:
            # A hair's breadth off both ends: italics and kerning overlap.
            inset = min(0.3, (b - a) / 4)
            edges += [(a + inset, 1), (b - inset, -1)]
    edges.sort()
    intervals: list[tuple[float, float]] = []
    depth, start = 0, 0.0
    for x, step in edges:
        before = depth
        depth += step
        if before <= tolerance < depth:
            start = x
        elif depth <= tolerance < before:
            intervals.append((start, x))
    merged: list[tuple[float, float]] = []
    for interval in intervals:
        if merged and interval[0] - merged[-1][1] < 0.9 and not _cut(merged[-1], interval, verticals):
            merged[-1] = (merged[-1][0], interval[1])
        else:
            merged.append(interval)
    return merged


def _cut(a: tuple[float, float], b: tuple[float, float], verticals: Sequence[Rule]) -> bool:
    return any(a[1] - 1 <= rule.x0 <= b[0] + 1 for rule in verticals)


def _split_stub(
    intervals: list[tuple[float, float]], body: Sequence[Row], dense: Sequence[Row]
) -> tuple[list[tuple[float, float]], bool]:
    """Part the first column where labels of groups of rows stand left of the labels of rows; whether they do."""
    if not intervals:
        return intervals, False
    in_dense = {id(row) for row in dense}
    starts = sorted(row.x0 for row in dense)
    usual = median(starts)
    if sum(abs(start - usual) < 1.6 for start in starts) < 0.5 * len(starts):
        return intervals, False
    outside = [
        chunk
        for row in body
        if id(row) not in in_dense
        for chunk in row.chunks[:1]
        if chunk.x1 <= usual + 1 and chunk.x0 < usual - 8
    ]
    if not outside:
        return intervals, False
    left = min(min(c.x0 for c in outside), intervals[0][0])
    right = max(c.x1 for c in outside)
    first, rest = intervals[0], intervals[1:]
    if first[0] < usual - 5:
        if first[1] <= usual - 1:
            return [(min(left, first[0]), max(first[1], right)), *rest], True
        return [(left, max(right, left + 1)), (usual, first[1]), *rest], True
    return [(left, right), first, *rest], True


def _merge(
    columns: list[Column],
    rows: Sequence[Sequence[Chunk]],
    header: Sequence[Row],
    verticals: Sequence[Rule],
    *,
    grouped: bool,
) -> list[Column]:
    """Join neighbours that are one column: ragged words of a label, a value and its deviation."""
    heads = [chunk for row in header for chunk in chunks_of(row.tokens, 0.5)]
    # Labels of groups of rows stand in the first column: it is seldom filled, and a column all the same.
    at = int(grouped)
    while at < len(columns) - 1:
        left, right = columns[at], columns[at + 1]
        if _same(left, right, rows, heads, verticals, first=at == 0):
            columns[at : at + 2] = [Column(left.x0, right.x1)]
        else:
            at += 1
    return columns


def _same(
    left: Column,
    right: Column,
    rows: Sequence[Sequence[Chunk]],
    heads: Sequence[Chunk],
    verticals: Sequence[Rule],
    *,
    first: bool,
) -> bool:
    if any(left.x1 - 1 <= rule.x0 <= right.x0 + 1 for rule in verticals):
        return False
    lefts, rights = _inside(left, rows), _inside(right, rows)
    if first and _is_group_column(left, right, rows):
        return False
    size = median([chunk.size for chunk in rights], 8.0)
    gutter = right.x0 - left.x1
    own = any(
        overlap(h.x0, h.x1, right.x0, right.x1) > 0 and overlap(h.x0, h.x1, left.x0, left.x1) < 1.0 for h in heads
    )
    both = any(
        overlap(h.x0, h.x1, right.x0, right.x1) > 1.0 and overlap(h.x0, h.x1, left.x0, left.x1) > 1.0 for h in heads
    )
    beside = rights and all(chunk.text[0] in "(±[" or chunk.size < 0.86 * _near(lefts, size) for chunk in rights)
    if beside and not own and gutter < 1.3 * size and lefts and not first:
        return True
    labels = _texts(left, rows)
    left_words = sum(not is_number(text) and not is_blank(text) for text in labels)
    right_values = sum(is_number(c.text) or is_blank(c.text) for c in rights)
    if left_words <= 0.5 * len(labels):
        return False
    full = len(rights) >= 0.8 * len(rows)
    if gutter < 0.55 * size and first and _filled(left, rows) < 0.5 * len(rows) and right_values < 0.5 * len(rights):
        return True
    if own:
        return False
    if gutter < 0.55 * size:
        decimals = sum("." in c.text or "%" in c.text for c in rights)
        return not (full and decimals >= 0.5 * len(rights)) or (both and right_values < len(rights))
    if gutter < 1.0 * size and heads:
        # Nothing of its own in the header and seldom filled: a tail of the label.
        return len(rights) <= 0.5 * len(rows) or right_values < 0.5 * len(rights)
    return False


def _is_group_column(left: Column, right: Column, rows: Sequence[Sequence[Chunk]]) -> bool:
    """Whether labels of groups stand left of a column of labels that is full and has one left edge."""
    lefts = _inside(left, rows)
    firsts = [inside[0] for row in rows if (inside := _inside(right, [row]))]
    if not lefts or _filled(left, rows) > 0.5 * len(rows) or len(firsts) < 0.9 * len(rows):
        return False
    edge = median([chunk.x0 for chunk in firsts])
    flush = sum(abs(chunk.x0 - edge) < 1.2 for chunk in firsts) >= 0.9 * len(firsts)
    words = sum(not is_number(chunk.text) for chunk in firsts) > 0.5 * len(firsts)
    return flush and words and all(chunk.x1 < edge - 2 for chunk in lefts)


def _near(chunks: Sequence[Chunk], default: float) -> float:
    return median([chunk.size for chunk in chunks], default)


def _texts(column: Column, rows: Sequence[Sequence[Chunk]]) -> list[str]:
    parts = ([c.text for c in row if column.x0 - 1 <= c.xc <= column.x1 + 1] for row in rows)
    return [" ".join(part) for part in parts if part]


def _filled(column: Column, rows: Sequence[Sequence[Chunk]]) -> int:
    return sum(any(column.x0 - 1 <= chunk.xc <= column.x1 + 1 for chunk in row) for row in rows)


def _inside(column: Column, rows: Sequence[Sequence[Chunk]]) -> list[Chunk]:
    return [chunk for row in rows for chunk in row if column.x0 - 1 <= chunk.xc <= column.x1 + 1]


def _limits(columns: Sequence[Column], x0: float, x1: float) -> None:
    for at, column in enumerate(columns):
        column.left = x0 - 6 if at == 0 else (columns[at - 1].x1 + column.x0) / 2
        column.right = x1 + 6 if at == len(columns) - 1 else (column.x1 + columns[at + 1].x0) / 2


def column_of(chunk: Chunk, columns: Sequence[Column]) -> int:
    """The column that shares most with the chunk, else the one whose limits hold its centre."""
    best, most = -1, 0.5
    for number, column in enumerate(columns):
        shared = overlap(chunk.x0, chunk.x1, column.x0, column.x1)
        if shared > most:
            best, most = number, shared
    if best >= 0:
        return best
    for number, column in enumerate(columns):
        if column.left <= chunk.xc <= column.right:
            return number
    return 0 if chunk.xc < columns[0].xc else len(columns) - 1


def covered(chunk: Chunk, columns: Sequence[Column], least: float = 2.0) -> list[int]:
    """Columns that the chunk overlaps by more than `least` points."""
    return [n for n, c in enumerate(columns) if overlap(chunk.x0, chunk.x1, c.x0, c.x1) > min(least, (c.x1 - c.x0) / 2)]


def split_by_columns(chunk: Chunk, columns: Sequence[Column]) -> list[tuple[int, Chunk]]:
    """The chunk's tokens, parted by the column that each lies in."""
    parts: list[tuple[int, Chunk]] = []
    for token in chunk.tokens:
        number = column_of(Chunk([token]), columns)
        if parts and parts[-1][0] == number:
            parts[-1][1].tokens.append(token)
        else:
            parts.append((number, Chunk([token])))
    return parts
