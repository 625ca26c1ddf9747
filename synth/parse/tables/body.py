"""Rows of a table's body: cells in columns, labels, section rows, labels of several rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from synth.parse.layout import Rule
from synth.parse.tables.columns import Column, atoms, column_of, covered, split_by_columns
from synth.parse.tables.geometry import Token, median, overlap
from synth.parse.tables.rows import Chunk, Row, chunks_of, is_blank, is_number, is_size, join_tokens

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

    @property
    def yc(self) -> float:
        """Vertical centre."""
        return self.row.yc

    def text(self, column: int) -> str:
        """Text of one cell as printed."""
        return cell_text(self.cells.get(column, []))

    def data(self, stub: int) -> list[int]:
        """Filled columns right of the label columns."""
        return [c for c in self.cells if c >= stub]


def cell_text(tokens: Sequence[Token]) -> str:
    """Text of a cell of one or several lines."""
    lines: list[list[Token]] = []
    for token in tokens:
        if lines and abs(lines[-1][0].yc - token.yc) <= 0.7 * max(token.size, lines[-1][0].size):
            lines[-1].append(token)
        else:
            lines.append([token])
    text = ""
    for line in lines:
        piece = join_tokens(sorted(line, key=lambda t: t.x0))
        if text.endswith("-") and len(text) > 2 and text[-2].islower() and piece[:1].islower():
            text = text[:-1] + piece
        else:
            text = f"{text} {piece}" if text else piece
    # A gain set as a subscript: "26.7" with "+13.3" is no sum.
    return _GAIN.sub(r"\1 \2", text)


def grid_rows(
    rows: Sequence[Row], columns: Sequence[Column], rules: Sequence[Rule], verticals: Sequence[Rule]
) -> list[GridRow]:
    """Put every token of the body into a column; a row that bridges columns is kept whole in the first."""
    made = []
    for row in rows:
        grid = GridRow(row, block=sum(rule.y0 < row.yc for rule in rules))
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
        return 1
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
    pitch = _pitch(rows, stub)
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
    for row in rows:
        if merged and merged[-1].block == row.block:
            for column, tokens in row.cells.items():
                merged[-1].cells.setdefault(column, []).extend(tokens)
            merged[-1].row = Row(merged[-1].row.tokens + row.row.tokens, merged[-1].row.chunks + row.row.chunks)
            merged[-1].section_like = merged[-1].section_like and row.section_like
        else:
            merged.append(row)
    return merged


def _pitch(rows: Sequence[GridRow], stub: int) -> float:
    full = [row for row in rows if row.data(stub)]
    gaps = [b.yc - a.yc for a, b in pairwise(full) if a.block == b.block]
    return median([gap for gap in gaps if gap > 3], 12.0)


def _is_further_line(last: GridRow, row: GridRow, stub: int, pitch: float) -> bool:
    if row.section_like or any(c < stub for c in row.cells):
        return False
    data = row.data(stub)
    if not data or row.yc - last.row.y1 > 0.8 * pitch:
        return False
    texts = [row.text(c) for c in data]
    if all(text[0] in "(±[" for text in texts):
        return all(c in last.cells for c in data)
    return (
        len(data) <= max(1, len(last.data(stub)) // 2)
        and not any(is_number(text) or is_blank(text) for text in texts)
        and all(c in last.cells and not is_number(last.text(c)) for c in data)
    )


def bind_labels(rows: list[GridRow], stub: int, columns: Sequence[Column], partial: Sequence[Rule]) -> int:
    """Fill `labels` and `sections` of every row with data; returns how many labels were a guess."""
    doubts = 0
    for row in rows:
        row.labels = {c: row.text(c) for c in range(stub) if c in row.cells and not row.section_like}
    for column in range(stub):
        for block in _blocks(rows, column, columns, partial):
            doubts += _fill(block, column, stub)
    if stub == 1:
        _inner_groups(rows, columns[0])
    doubts += _wrap(rows, stub, columns)
    doubts += _squeezed(rows, stub)
    _sections(rows, stub, columns)
    return doubts


def _squeezed(rows: Sequence[GridRow], stub: int) -> int:
    """Labels that stand between two rows without room of their own belong to neither: the reading is in doubt."""
    pitch = _pitch(rows, stub)
    doubts = 0
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        if row.used or row.section_like or row.data(stub) or not above.data(stub) or not below.data(stub):
            continue
        if max(row.yc - above.yc, below.yc - row.yc) < 0.8 * pitch:
            doubts += 5
    return doubts


def _inner_groups(rows: Sequence[GridRow], column: Column) -> None:
    """A group's label left of its rows' labels, all in one column because other rows use its whole width."""
    for at, row in enumerate(rows):
        parts = chunks_of(row.cells.get(0, []), 0.8)
        if len(parts) != 2 or parts[1].x0 < column.x0 + 10 or is_number(parts[1].text):
            continue

        def inset(other: GridRow, left: float = parts[1].x0) -> bool:
            tokens = other.cells.get(0, [])
            return bool(tokens) and abs(tokens[0].x0 - left) < 2.5 and not other.section_like

        first = last = at
        while first > 0 and inset(rows[first - 1]):
            first -= 1
        while last + 1 < len(rows) and inset(rows[last + 1]):
            last += 1
        if first == last:
            continue
        for other in rows[first : last + 1]:
            other.group = parts[0].text
        row.labels[0] = parts[1].text


def _blocks(
    rows: Sequence[GridRow], column: int, columns: Sequence[Column], partial: Sequence[Rule]
) -> list[list[GridRow]]:
    """Stretches between rules that reach over this column, and between section rows."""
    own = [
        r.y0
        for r in partial
        if overlap(r.x0, r.x1, columns[column].x0, columns[column].x1) > 0.6 * (columns[column].x1 - columns[column].x0)
    ]
    blocks: list[list[GridRow]] = []
    key: tuple[int, int] | None = None
    for row in rows:
        if row.section_like:
            key = None
            continue
        here = (row.block, sum(y < row.yc for y in own))
        if here != key:
            blocks.append([])
            key = here
        blocks[-1].append(row)
    return blocks


@dataclass(slots=True)
class _Label:
    text: str
    yc: float
    y1: float
    rows: list[GridRow]


def _fill(block: Sequence[GridRow], column: int, stub: int) -> int:
    """Give rows without a label in this column the label of their group. Returns 1 where that was a guess."""
    full = [row for row in block if row.data(stub) or any(c > column for c in row.labels)]
    empty = [row for row in full if not row.labels.get(column)]
    if not empty or not full:
        return 0
    labels = _labels_of(block, column)
    if not labels:
        return 0
    pitch = median([b.yc - a.yc for a, b in pairwise(full)], 12.0)
    # One label, in one or several lines, in the middle of the block.
    middle = (full[0].yc + full[-1].yc) / 2
    lines = list(labels)
    centre = sum(label.yc for label in lines) / len(lines)
    span = lines[-1].yc - lines[0].yc
    tight = len(lines) <= 3 and span <= (len(lines) - 1) * max(pitch, 8.0) * 1.15 + 1
    inner = full[0] in empty and full[-1] in empty
    slack = 1.1 if inner and (len(lines) == 1 or len(full) > len(lines) + 2) else 0.3
    if len(full) > 1 and abs(centre - middle) <= slack * pitch and tight and len(lines) <= 0.67 * len(full):
        _give(full, [row for label in lines for row in label.rows], column, " ".join(label.text for label in lines))
        return 0
    groups = _centred_groups(labels, full, pitch)
    topped = bool(full[0].labels.get(column))
    if groups is not None and (not topped or (_mixes(full, column, stub) and not _mixed(groups, column, stub))):
        for label, members in groups:
            _give(members, label.rows, column, label.text)
        return int(topped)
    if topped:
        current = ""
        for row in full:
            current = row.labels.get(column) or current
            row.labels[column] = current
        return 0
    return 1


def _labels_of(block: Sequence[GridRow], column: int) -> list[_Label]:
    return [_Label(text, row.yc, row.row.y1, [row]) for row in block if (text := row.labels.get(column, ""))]


def _give(members: Sequence[GridRow], owners: Sequence[GridRow], column: int, text: str) -> None:
    for owner in owners:
        owner.used = True
    for row in members:
        row.labels[column] = text


def _centred_groups(
    labels: Sequence[_Label], full: Sequence[GridRow], pitch: float
) -> list[tuple[_Label, list[GridRow]]] | None:
    """Consecutive groups of rows, each with its label in the middle; None where that does not come out even."""
    groups: list[tuple[_Label, list[GridRow]]] = []
    start = 0
    for label in labels:
        if start >= len(full):
            return None
        best, error = -1, 0.3 * pitch
        for end in range(start, len(full)):
            off = abs((full[start].yc + full[end].yc) / 2 - label.yc)
            if off < error:
                best, error = end, off
        if best < 0:
            return None
        groups.append((label, list(full[start : best + 1])))
        start = best + 1
    return groups if start == len(full) else None


def _mixes(full: Sequence[GridRow], column: int, stub: int) -> bool:
    """Whether labels filled downwards would join rows with and without a label in the next column."""
    groups: list[list[GridRow]] = []
    for row in full:
        if row.labels.get(column) or not groups:
            groups.append([])
        groups[-1].append(row)
    return _mixed([(None, group) for group in groups], column, stub)


def _mixed(groups: Sequence[tuple[object, list[GridRow]]], column: int, stub: int) -> bool:
    if column + 1 >= stub:
        return False
    return any(len({bool(row.labels.get(column + 1)) for row in group}) > 1 for _, group in groups)


def _wrap(rows: list[GridRow], stub: int, columns: Sequence[Column]) -> int:
    """Join label lines without data to the row that they belong to."""
    if not stub:
        return 0
    pitch = _pitch(rows, stub)
    doubts = 0
    for at, row in enumerate(rows):
        if row.used or row.section_like or row.data(stub) or not row.labels:
            continue
        column = max(row.labels)
        # Lines of the same label that were joined already stand between.
        last = next((n for n in range(at - 1, -1, -1) if not rows[n].used or rows[n].data(stub)), -1)
        above = rows[last] if last >= 0 and rows[last].block == row.block else None
        below = rows[at + 1] if at + 1 < len(rows) and rows[at + 1].block == row.block else None
        text = row.labels[column]
        if below is not None and below.data(stub) and not below.text(column) and below.yc - row.yc < 0.8 * pitch:
            # Label of two lines around the line of its values.
            after = rows[at + 2] if at + 2 < len(rows) else None
            if after is not None and not after.data(stub) and not after.used and after.text(column):
                near = abs((after.yc - below.yc) - (below.yc - row.yc)) < 2.5
                if near and after.block == row.block:
                    below.labels[column] = _joined(text, after.text(column))
                    row.used = after.used = True
                    continue
        if above is not None and above.data(stub) and _continues(above, row, rows[at - 1], below, column, pitch):
            above.labels[column] = _joined(above.labels.get(column, ""), text)
            row.used = True
        elif above is not None and above.data(stub) and rows[0].data(stub) and _plain(above, row, column):
            # A section row, where the rows before stand in none? Or a label too long for its column?
            if _overflows(above, row, columns[column]):
                above.labels[column] = _joined(above.labels.get(column, ""), text)
                row.used = True
            else:
                doubts += 4
    return doubts


def _plain(above: GridRow, row: GridRow, column: int) -> bool:
    """Whether a label without data looks like the label above in every respect."""
    first, other = row.row.tokens[0], above.cells.get(column, [None])[0]
    if other is None:
        return False
    return first.bold == other.bold and first.italic == other.italic and abs(first.x0 - other.x0) < 2


def _overflows(above: GridRow, row: GridRow, column: Column) -> bool:
    """Whether the first word of the row would not have fitted behind the label above."""
    word = row.row.tokens[0]
    right = max((t.x1 for t in above.row.tokens if column.left <= t.xc < column.right), default=column.x0)
    return right + 0.3 * word.size + (word.x1 - word.x0) > column.x1 + 0.5


def _joined(before: str, after: str) -> str:
    if before.endswith("-"):
        return before + after
    return f"{before} {after}".strip()


def _lower(text: str) -> bool:
    return text[:1].islower() or text[:1] in "(["


def _continues(above: GridRow, row: GridRow, line: GridRow, below: GridRow | None, column: int, pitch: float) -> bool:
    """Whether a label without data is a further line of the label above."""
    before, text = above.labels.get(column, ""), row.labels[column]
    if not before or set(row.labels) - {column}:
        return False
    if before.endswith(("-", ",", "/", "+", "&")) or before.count("(") > before.count(")"):
        return True
    if above.row.tokens[0].bold != row.row.tokens[0].bold or above.row.tokens[0].italic != row.row.tokens[0].italic:
        return False
    gap = row.yc - line.yc
    if below is not None and gap < 0.85 * (below.yc - row.yc) and gap <= 0.9 * pitch:
        return True
    return _lower(text) and not text.startswith("w/") and gap < 1.1 * pitch


def _sections(rows: list[GridRow], stub: int, columns: Sequence[Column]) -> None:
    """Labels without data are section rows: their text comes first in the paths of the rows below."""
    stack: list[tuple[tuple[object, ...], str]] = []
    previous = False
    for row in rows:
        if row.used and not row.data(stub):
            continue
        if row.data(stub) and not row.section_like:
            row.sections = tuple(text for _, text in stack)
            previous = False
            continue
        text = cell_text(row.row.tokens)
        style = _style(row, columns)
        known = [n for n, (other, _) in enumerate(stack) if other == style]
        if known:
            del stack[known[0] :]
        elif not previous:
            stack.clear()
        stack.append((style, text))
        previous = True


def _style(row: GridRow, columns: Sequence[Column]) -> tuple[object, ...]:
    first = row.row.tokens[0]
    left = first.x0 - columns[0].x0 < 3
    return (first.bold, first.italic, left, 0 if not left else round((first.x0 - columns[0].x0) / 3))
