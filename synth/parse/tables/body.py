"""Rows of a table's body: every token in a column, further lines of a cell joined to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from synth.parse.layout import Rule
from synth.parse.spelling import LineEnds
from synth.parse.tables.columns import Column, column_of, covered, split_by_columns
from synth.parse.tables.pieces import atoms
from synth.parse.tables.rows import Chunk, Row, is_blank, is_number, is_size, join_lines, join_tokens
from synth.parse.tables.tokens import Token, median

_GAIN = re.compile(r"^(\d+\.\d+%?)([+−]\d+\.\d+%?)$")


@dataclass(slots=True)
class GridRow:
    """One visual row with its tokens parted by column."""

    row: Row
    cells: dict[int, list[Token]] = field(default_factory=dict)
    spanning: int = 0
    """Pieces of text that bridge two columns."""
    block: int = 0
    """Number of the stretch between full-width rules."""
    labels: dict[int, str] = field(default_factory=dict)
    """Texts of the label columns, own or filled in."""
    sections: tuple[str, ...] = ()
    section_like: bool = False
    group: str = ""
    """Label of a group of rows that stands in the same column as the labels of the rows."""
    used: bool = False
    """Label text that was given to other rows."""
    ends: LineEnds = field(default_factory=lambda: LineEnds(()))

    @property
    def yc(self) -> float:
        """Vertical centre."""
        return self.row.yc

    def text(self, column: int) -> str:
        """Text of one cell as printed."""
        return cell_text(self.cells.get(column, []), self.ends)

    def data(self, stub: int) -> list[int]:
        """Filled columns right of the label columns."""
        return [c for c in self.cells if c >= stub]


def cell_text(tokens: Sequence[Token], ends: LineEnds) -> str:
    """Text of a cell of one or several lines."""
    lines: list[list[Token]] = []
    for token in tokens:
        if lines and abs(lines[-1][0].yc - token.yc) <= 0.7 * max(token.size, lines[-1][0].size):
            lines[-1].append(token)
        else:
            lines.append([token])
    text = ""
    for line in lines:
        text = join_lines(text, join_tokens(sorted(line, key=lambda t: t.x0)), ends)
    # A gain set as a subscript: "26.7" with "+13.3" is no sum.
    return _GAIN.sub(r"\1 \2", text)


def grid_rows(
    rows: Sequence[Row], columns: Sequence[Column], rules: Sequence[Rule], verticals: Sequence[Rule], ends: LineEnds
) -> list[GridRow]:
    """Put every token of the body into a column; a row that bridges columns is kept whole in the first."""
    made = []
    for row in rows:
        grid = GridRow(row, block=sum(rule.y0 < row.yc for rule in rules), ends=ends)
        if len(row.chunks) == 1 and (_bridges(row.chunks[0], columns) or _alone(row, rows, columns, rules)):
            grid.section_like = True
            grid.cells[column_of(row.chunks[0], columns)] = list(row.tokens)
        else:
            for piece in atoms(row.tokens, verticals):
                _put(piece, grid, columns)
        made.append(grid)
    return made


def _alone(row: Row, rows: Sequence[Row], columns: Sequence[Column], rules: Sequence[Rule]) -> bool:
    """Whether a run of words stands between two rules for itself, or in the middle of the table."""
    chunk = row.chunks[0]
    if is_number(chunk.text) and not any(t.text[:1].isalpha() for t in chunk.tokens):
        return False
    if is_blank(chunk.text) or len(columns) < 3:
        return False
    above = max((r.y0 for r in rules if r.y0 < row.yc), default=None)
    below = min((r.y0 for r in rules if r.y0 > row.yc), default=None)
    if above is not None and below is not None:
        beside = [other for other in rows if above < other.yc < below]
        if beside == [row]:
            return True
    width = columns[-1].x1 - columns[0].x0
    middle = (columns[-1].x1 + columns[0].x0) / 2
    return abs(chunk.xc - middle) < 0.04 * width + 3 and chunk.x0 > columns[0].x1 - 0.5 * (
        columns[0].x1 - columns[0].x0
    )


def _bridges(chunk: Chunk, columns: Sequence[Column]) -> bool:
    """Whether one run of words lies over several columns, as a section row does."""
    over = covered(chunk, columns)
    if len(over) < 2:
        return False
    values = [t for t in chunk.tokens if is_number(t.text) or is_blank(t.text)]
    return len(values) < 0.5 * len(chunk.tokens)


def _put(piece: Chunk, grid: GridRow, columns: Sequence[Column]) -> None:
    over = covered(piece, columns)
    if len(over) >= 2:
        parts = split_by_columns(piece, columns)
        clean = all(len(covered(part, columns)) <= 1 for _, part in parts) and not _bound(parts)
        if len(parts) > 1 and clean and any(is_number(part.text) for _, part in parts):
            for number, part in parts:
                grid.cells.setdefault(number, []).extend(part.tokens)
            return
        grid.spanning += 1
        # A long label reaches into the empty cells beside it.
        at = min(over) if min(over) == 0 else column_of(piece, columns)
    else:
        at = column_of(piece, columns)
    grid.cells.setdefault(at, []).extend(piece.tokens)


def _bound(parts: Sequence[tuple[int, Chunk]]) -> bool:
    """Whether a sign holds the parts together: 3.3 · 10^18, 0.4 ± 0.1."""
    texts = [part.text for _, part in parts]
    return any(text[-1] in "·±×/(+" for text in texts[:-1]) or any(text[0] in "·±×/)" for text in texts[1:])


def stub_width(rows: Sequence[GridRow], columns: Sequence[Column]) -> int:
    """How many columns at the left hold labels: the first, and those after it that hold words."""
    if len(columns) < 2:
        return 0
    kinds = [column_kind(rows, number) for number in range(len(columns))]
    if not any(kind in {"number", "size"} for kind in kinds[1:]):
        filled = [sum(bool(row.text(c)) for row in rows if not row.section_like) for c in (0, 1)]
        # Labels of groups of rows beside the labels of rows.
        return 2 if len(columns) > 2 and filled[0] <= 0.6 * filled[1] else 1
    stub = 1
    while stub < len(columns) - 1 and kinds[stub] == "words":
        stub += 1
    return stub


def column_kind(rows: Sequence[GridRow], column: int) -> str:
    """`number`, `size`, `words` or `blank`: what most cells of a column hold."""
    texts = [text for row in rows if not row.section_like and (text := row.text(column)) and not is_blank(text)]
    if not texts:
        return "blank"
    sizes = sum(is_size(text) for text in texts)
    if 2 * sizes > len(texts):
        return "size"
    return "number" if 2 * sum(is_number(text) for text in texts) >= len(texts) else "words"


def merge_cell_lines(rows: list[GridRow], stub: int, banded: bool) -> list[GridRow]:
    """Join rows that are further lines of the row before: deviations under values, wrapped words."""
    if banded:
        return _one_per_band(rows)
    pitch = pitch_of(rows, stub)
    merged: list[GridRow] = []
    for row in rows:
        last = merged[-1] if merged else None
        if last is not None and last.block == row.block and _is_further_line(last, row, stub, pitch):
            for column, tokens in row.cells.items():
                last.cells.setdefault(column, []).extend(tokens)
            last.row = Row(last.row.tokens + row.row.tokens, last.row.chunks)
            continue
        merged.append(row)
    return merged


def _one_per_band(rows: list[GridRow]) -> list[GridRow]:
    merged: list[GridRow] = []
    for at, row in enumerate(rows):
        last = merged[-1] if merged else None
        if last is not None and last.block == row.block and not _heads_band(last, row, rows[at + 1 :]):
            for column, tokens in row.cells.items():
                merged[-1].cells.setdefault(column, []).extend(tokens)
            merged[-1].row = Row(merged[-1].row.tokens + row.row.tokens, merged[-1].row.chunks + row.row.chunks)
            merged[-1].section_like = merged[-1].section_like and row.section_like
        else:
            merged.append(row)
    return merged


def banded(grid: Sequence[GridRow], full: Sequence[Rule]) -> bool:
    """Whether a full rule stands after every row: then all lines between two rules are one row."""
    used = {row.block for row in grid}
    if len(full) < 4 or len(used) < 3:
        return False
    values = [sum(is_number(row.text(c)) for c in row.cells) for row in grid]
    if sum(values) < 0.2 * sum(len(row.cells) for row in grid):
        values = [len(row.cells) if len(row.cells) > 1 else 0 for row in grid]
    most = max(values, default=0)
    full_rows: dict[int, int] = {}
    for row, count in zip(grid, values, strict=True):
        full_rows[row.block] = full_rows.get(row.block, 0) + (count >= max(1, 0.5 * most))
    return len(grid) > len(used) and all(count <= 1 for count in full_rows.values())


def _heads_band(last: GridRow, row: GridRow, after: Sequence[GridRow]) -> bool:
    """Whether a label alone above a row with a label of its own is a section row, not the first line of that label."""
    if last.section_like:
        return True
    alone = list(last.cells) == [0] and 0 in row.cells and len(row.cells) > 1
    more = any(other.block == row.block for other in after)
    return alone and not more and not last.text(0).endswith(("-", ",", "(")) and not row.text(0)[:1].islower()


def pitch_of(rows: Sequence[GridRow], stub: int) -> float:
    """Usual distance between two rows with data."""
    full = [row for row in rows if row.data(stub)]
    gaps = [b.yc - a.yc for a, b in pairwise(full) if a.block == b.block]
    return median([gap for gap in gaps if gap > 3], 12.0)


def _is_further_line(last: GridRow, row: GridRow, stub: int, pitch: float) -> bool:
    data = row.data(stub)
    if row.section_like or not data or row.yc - last.row.y1 > 0.8 * pitch:
        return False
    texts = [row.text(c) for c in data]
    if all(c in last.cells for c in data) and last.data(stub):
        # Values of two lines; the label may have a second line too.
        broken = [last.text(c) for c in data if not is_blank(last.text(c))]
        if broken and all(text[-1] in "/±·×(" for text in broken):
            return True
        if all(text[0] in "(±[" for text in texts) and not any(last.text(c)[0] in "(±[" for c in data):
            return True
    if any(c < stub for c in row.cells):
        return False
    if all(text[0] in "(±[" for text in texts):
        return all(c in last.cells for c in data)
    return (
        len(data) <= max(1, len(last.data(stub)) // 2)
        and not any(is_number(text) or is_blank(text) for text in texts)
        and all(c in last.cells and not is_number(last.text(c)) for c in data)
    )
