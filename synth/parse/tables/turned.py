"""Turned words in a table that is not turned: heads of narrow columns, labels of groups of rows."""

from __future__ import annotations

from collections.abc import Sequence

from synth.parse.layout import Line, PageLayout
from synth.parse.tables.tokens import TextLine, Token, median

MAX_WORDS = 6
"""Longer turned text is a stamp in the margin or the legend of an axis."""

LARGE = 1.3
"""Turned text larger than this, in usual sizes, is a watermark."""

VALUES = 6
"""Turned text with as many numbers is a turned table."""


def upright(page: PageLayout, indices: Sequence[int]) -> list[TextLine]:
    """Turned lines as words that stand upright where a reader would look for them.

    Words that begin at one height beside each other head their columns: they stand where they begin. A word by itself
    is the label of the rows beside it: it stands in their middle.
    """
    if sum(word.text[:1].isdigit() for index in indices for word in page.lines[index].words) >= VALUES:
        return []
    usual = median([line.size for line in page.lines if line.horizontal], 10.0)
    lines = [
        (index, line)
        for index in indices
        if len((line := page.lines[index]).words) <= MAX_WORDS and line.size <= LARGE * usual
    ]
    made = []
    for index, line in lines:
        beside = [other for _, other in lines if other is not line and _starts_beside(line, other)]
        made.append(_head(index, line) if beside else _label(index, line))
    return made


def _starts_beside(line: Line, other: Line) -> bool:
    apart = abs((line.x0 + line.x1) - (other.x0 + other.x1)) / 2
    return abs(line.y1 - other.y1) < 2.5 and line.size < apart < 25 * line.size


def _head(index: int, line: Line) -> TextLine:
    slanted = line.x1 - line.x0 > 2.2 * line.size
    right = line.x0 + 1.2 * line.size if slanted else line.x1
    return _upright(index, line, line.x0, right, line.y1 - 0.5 * line.size)


def _label(index: int, line: Line) -> TextLine:
    return _upright(index, line, line.x0, line.x1, (line.y0 + line.y1) / 2)


def _upright(index: int, line: Line, x0: float, x1: float, middle: float) -> TextLine:
    y0, y1 = middle - 0.5 * line.size, middle + 0.5 * line.size
    token = Token(line.text, x0, y0, x1, y1, line.size, line.bold, line.italic, False, index, middle)
    return TextLine(index, (token,), line.block, line.size, line.bold, line.italic, x0, y0, x1, y1)
