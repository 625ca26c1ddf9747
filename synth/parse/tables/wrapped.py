"""Labels of several lines: which lines without values belong to the label above, which head the rows below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from synth.parse.tables.body import GridRow, pitch_of
from synth.parse.tables.columns import Column
from synth.parse.tables.rows import is_size, join_lines
from synth.parse.tables.tokens import median

INSET = 3.0
"""Points by which a label is set in under the head of its group."""


def wrap_labels(rows: Sequence[GridRow], stub: int, columns: Sequence[Column]) -> int:
    """Join label lines without data to the row that they belong to; returns how doubtful that was."""
    return _Lines(rows, stub, columns).join() if stub else 0


class _Lines:
    """The rows of one table's body while their labels are joined."""

    def __init__(self, rows: Sequence[GridRow], stub: int, columns: Sequence[Column]) -> None:
        self.rows, self.stub, self.columns = rows, stub, columns
        self.pitch = pitch_of(rows, stub)
        single = [b.yc - a.yc for a, b in pairwise(rows) if a.data(stub) and b.data(stub) and a.block == b.block]
        self.single = median(single, 0.0)
        """Usual distance of two rows of one line each, 0 where there are none."""

    def join(self) -> int:
        doubts = 0
        for at, row in enumerate(self.rows):
            if row.used or row.section_like or row.data(self.stub) or not row.labels:
                continue
            column = max(row.labels)
            # Lines of the same label that were joined already stand between.
            last = next((n for n in range(at - 1, -1, -1) if not self.rows[n].used or self._has_data(n)), -1)
            above = self.rows[last] if last >= 0 and self.rows[last].block == row.block else None
            if self._around(at, column) or above is None or not above.data(self.stub):
                continue
            further = self._further(above, at, column)
            if further is None:
                doubts += 4
            elif further:
                above.labels[column] = join_lines(above.labels.get(column, ""), row.labels[column], row.ends)
                row.used = True
        return doubts

    def _has_data(self, at: int) -> bool:
        return bool(self.rows[at].data(self.stub))

    def _below(self, at: int) -> GridRow | None:
        """The next row, None where a rule stands between."""
        inside = at + 1 < len(self.rows) and self.rows[at + 1].block == self.rows[at].block
        return self.rows[at + 1] if inside else None

    def _around(self, at: int, column: int) -> bool:
        """Join a label of two lines around the line of its values."""
        row, below, after = self.rows[at], self._below(at), self._below(at + 1)
        if below is None or not below.data(self.stub) or below.text(column) or below.yc - row.yc >= 0.8 * self.pitch:
            return False
        if after is None or after.data(self.stub) or after.used or not after.text(column):
            return False
        if abs((after.yc - below.yc) - (below.yc - row.yc)) >= 2.5:
            return False
        below.labels[column] = join_lines(row.labels[column], after.text(column), row.ends)
        row.used = after.used = True
        return True

    def _further(self, above: GridRow, at: int, column: int) -> bool | None:
        """Whether a label without data is a further line of the label above; None where nothing tells."""
        row, below = self.rows[at], self._below(at)
        if self._continues(above, at, column):
            return True
        if not _plain(above, row, column) or _heads_inset(row, below, column):
            return False
        if below is None or is_size(row.labels[column]) or self._goes_on_small(at, column):
            return True
        if _overflows(above, row, column, self.columns[column]):
            return self._has_data(0) or self._sections_differ(column)
        if self._sections_differ(column):
            return True
        # A section row, where the rows before stand in none? Or a label too long for its column?
        return None if self._has_data(0) else False

    def _continues(self, above: GridRow, at: int, column: int) -> bool:
        row, below = self.rows[at], self._below(at)
        before, text = above.labels.get(column, ""), row.labels[column]
        if not before or set(row.labels) - {column}:
            return False
        if before.endswith(("-", ",", "/", " +", "&")) or before.count("(") > before.count(")"):
            return True
        first, other = row.cells[column][0], above.cells.get(column, [row.cells[column][0]])[0]
        if first.bold != other.bold or first.italic != other.italic:
            return False
        gap = row.yc - self.rows[at - 1].yc
        if below is not None and gap < 0.93 * (below.yc - row.yc) and gap <= 0.95 * self.pitch:
            return True
        if self.single and gap < 0.93 * self.single and abs(first.x0 - other.x0) < 2:
            return True
        return _lower(text) and not text.startswith("w/") and gap < 1.1 * self.pitch

    def _goes_on_small(self, at: int, column: int) -> bool:
        """Whether the next line of labels begins in lower case, as only the middle of a label does."""
        below = self._below(at)
        if below is None or below.data(self.stub) or column not in below.labels:
            return False
        text = below.labels[column]
        return _lower(text) and not text.startswith("w/")

    def _sections_differ(self, column: int) -> bool:
        """Whether the table has section rows, and these do not look like its labels."""
        labels = [row.cells[column][0] for row in self.rows if row.data(self.stub) and column in row.cells]
        first = [] if self._has_data(0) else [self.rows[0]]
        heads = [row.row.tokens[0] for row in [*first, *(row for row in self.rows if row.section_like)]]
        if not labels or not heads:
            return False
        bold = 2 * sum(token.bold for token in labels) > len(labels)
        italic = 2 * sum(token.italic for token in labels) > len(labels)
        return all(head.bold != bold or head.italic != italic for head in heads)


def _heads_inset(row: GridRow, below: GridRow | None, column: int) -> bool:
    """Whether the row below is set in under this label: then it is the head of what follows, not a further line."""
    if below is None or column not in below.cells:
        return False
    return below.cells[column][0].x0 - row.cells[column][0].x0 >= INSET


def _plain(above: GridRow, row: GridRow, column: int) -> bool:
    """Whether a label without data looks like the label above in every respect."""
    first, other = row.cells[column][0], above.cells.get(column, [None])[0]
    if other is None:
        return False
    return first.bold == other.bold and first.italic == other.italic and abs(first.x0 - other.x0) < 2


def _overflows(above: GridRow, row: GridRow, number: int, column: Column) -> bool:
    """Whether the first word of the row would not have fitted behind the label above."""
    word = row.cells[number][0]
    right = max((t.x1 for t in above.row.tokens if column.left <= t.xc < column.right), default=column.x0)
    return right + 0.3 * word.size + (word.x1 - word.x0) > column.x1 + 0.5


def _lower(text: str) -> bool:
    return text[:1].islower() or text[:1] in "(["
