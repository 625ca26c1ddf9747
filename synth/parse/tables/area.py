"""A part of a page that should hold a table, and the words in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from synth.parse.layout import Rule
from synth.parse.tables.captions import Caption
from synth.parse.tables.geometry import Canvas
from synth.parse.tables.rows import Chunk, Row
from synth.parse.tables.tokens import TextLine, Token


@dataclass(slots=True)
class Region:
    """A part of the canvas that should hold one table's body."""

    x0: float
    y0: float
    x1: float
    y1: float
    rules: list[Rule] = field(default_factory=list)
    """Full-width rules, top to bottom."""
    caption: Caption | None = None
    grown: bool = False
    """Found from words alone, from its caption on."""

    @property
    def width(self) -> float:
        """Points."""
        return self.x1 - self.x0


def tokens_in(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> list[Token]:
    """Tokens whose centre lies in a rectangle."""
    return [
        token
        for line in canvas.lines
        if line.x1 >= x0 and line.x0 <= x1 and line.y1 >= y0 and line.y0 <= y1
        for token in line.tokens
        if x0 <= token.xc <= x1 and y0 <= token.yc <= y1
    ]


def lines_in(canvas: Canvas, region: Region) -> list[TextLine]:
    """Lines of the text layer whose centre lies in the region."""
    return [
        line
        for line in canvas.lines
        if region.x0 - 3 <= (line.x0 + line.x1) / 2 <= region.x1 + 3 and region.y0 - 2 <= line.yc <= region.y1 + 2
    ]


def is_running(chunk: Chunk) -> bool:
    """Whether a run of words looks like a piece of a sentence."""
    words = sum(token.text[:1].isalpha() for token in chunk.tokens)
    return words >= 6 and words >= 0.6 * len(chunk.tokens)


def is_prose(row: Row, x0: float, x1: float) -> bool:
    """Whether a row looks like a line of a paragraph: one chunk over most of the width, mostly words."""
    if row.x1 - row.x0 > 0.6 * (x1 - x0) and all(is_running(chunk) for chunk in row.chunks):
        # Lines of two text columns, one beside the other.
        return True
    if len(row.chunks) > 2 or row.x1 - row.x0 < 0.75 * (x1 - x0):
        return False
    widest = max(chunk.x1 - chunk.x0 for chunk in row.chunks)
    words = [token for token in row.tokens if token.text[:1].isalpha()]
    return widest > 0.7 * (x1 - x0) and len(words) >= 0.6 * len(row.tokens) and len(row.tokens) >= 5
