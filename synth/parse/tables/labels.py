"""Labels of a table's rows: section rows, labels of several rows, labels of several lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from synth.parse.layout import Rule
from synth.parse.tables.body import GridRow, cell_text
from synth.parse.tables.columns import Column
from synth.parse.tables.rows import chunks_of, is_number, join_lines
from synth.parse.tables.tokens import median, overlap
from synth.parse.tables.wrapped import INSET, wrap_labels


def bind_labels(rows: list[GridRow], stub: int, columns: Sequence[Column], partial: Sequence[Rule]) -> int:
    """Fill `labels` and `sections` of every row with data; returns how many labels were a guess."""
    doubts = 0
    for row in rows:
        row.labels = {c: row.text(c) for c in range(stub) if c in row.cells and not row.section_like}
    for column in range(stub):
        _join_broken(rows, column, stub)
        for block in _blocks(rows, column, columns, partial):
            doubts += _fill(block, column, stub)
    for row in rows:
        if not row.data(stub):
            # A further line of a label keeps its own words only.
            row.labels = {c: text for c, text in row.labels.items() if c in row.cells}
    if stub == 1:
        _inner_groups(rows, columns[0])
    doubts += wrap_labels(rows, stub, columns)
    doubts += _squeezed(rows, stub)
    _sections(rows, stub, columns)
    return doubts


def _join_broken(rows: Sequence[GridRow], column: int, stub: int) -> None:
    """Join a label of several rows whose lines stand beside values, where a hyphen shows it: "Zero-" and "shot"."""
    for above, row in pairwise(rows):
        before, after = above.labels.get(column, ""), row.labels.get(column, "")
        if not above.data(stub) or not row.data(stub):
            continue
        if len(before) > 2 and before.endswith("-") and after[:1].islower() and row.block == above.block:
            above.labels[column] = join_lines(before, after, row.ends)
            del row.labels[column], row.cells[column]


def _squeezed(rows: Sequence[GridRow], stub: int) -> int:
    """Labels that stand between two rows without room of their own belong to neither: the reading is in doubt."""
    pitch = median([b.yc - a.yc for a, b in pairwise(rows)], 12.0)
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
    if len(lines) == 1 and full[0] in empty and abs(centre - middle) <= 0.6 * pitch:
        # A turned label is seldom set quite in the middle.
        _give(full, lines[0].rows, column, lines[0].text)
        return 1
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
        # The line may hold a further line of the label beside it too.
        del owner.labels[column], owner.cells[column]
        owner.used = not owner.labels
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


@dataclass(slots=True)
class _Section:
    style: tuple[object, ...]
    text: str
    x0: float
    inset: bool | None = None
    """Whether its rows are set in under it; None before the first of them."""


def _sections(rows: list[GridRow], stub: int, columns: Sequence[Column]) -> None:
    """Labels without data are section rows: their text comes first in the paths of the rows below."""
    stack: list[_Section] = []
    previous = False
    for row in rows:
        if row.used and not row.data(stub):
            continue
        if row.data(stub) and not row.section_like:
            _end_sections(stack, row)
            row.sections = tuple(section.text for section in stack)
            previous = False
            continue
        section = _Section(_style(row, columns), cell_text(row.row.tokens, row.ends), row.row.tokens[0].x0)
        known = [n for n, other in enumerate(stack) if other.style == section.style]
        if known:
            del stack[known[0] :]
        elif not previous:
            stack.clear()
        stack.append(section)
        previous = True


def _end_sections(stack: list[_Section], row: GridRow) -> None:
    """Drop sections whose rows are set in under them where this row is not."""
    if 0 not in row.cells:
        return
    start = row.cells[0][0].x0
    for section in stack:
        if section.inset is None:
            section.inset = start - section.x0 >= INSET
    while stack and stack[-1].inset and start - stack[-1].x0 < INSET:
        stack.pop()


def _style(row: GridRow, columns: Sequence[Column]) -> tuple[object, ...]:
    first = row.row.tokens[0]
    left = first.x0 - columns[0].x0 < 3
    return (first.bold, first.italic, left, 0 if not left else round((first.x0 - columns[0].x0) / 3))
