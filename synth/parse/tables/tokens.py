"""Words of a canvas, and the few measures that all of this package takes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.parse.layout import Word

X_HEIGHT = 0.3
"""How far above the baseline the middle of a word lies, in sizes of its font."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the index of the text-layer line that it came from."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    italic: bool
    superscript: bool
    line: int
    """Index in `PageLayout.lines`."""
    yc: float
    """Middle of its small letters: tells rows apart better than its box, which superscripts and other fonts stretch."""

    @property
    def xc(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the text layer on the turned page."""

    index: int
    tokens: tuple[Token, ...]
    block: int
    size: float
    bold: bool
    italic: bool
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(token.text for token in self.tokens)

    @property
    def yc(self) -> float:
        """Vertical centre."""
        return (self.y0 + self.y1) / 2


def make_token(word: Word, box: tuple[float, float, float, float], line: int, base: float) -> Token:
    """A word with its box and baseline on the turned page; `base` is 0 where the baseline is not known."""
    middle = base - X_HEIGHT * word.size if word.base and word.size else (box[1] + box[3]) / 2
    return Token(_printed(word), *box, word.size, word.bold, word.italic, word.superscript, line, middle)


def _printed(word: Word) -> str:
    """The word with its superscript, where that is part of what a table says: HumanEval+, 43.6*."""
    if not word.mark:
        return word.text
    if not any(char.isalnum() for char in word.mark):
        return word.text + word.mark
    return f"{word.text}^{word.mark}" if word.text[-1:].isdigit() and word.mark.isalpha() else word.text


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length that two intervals share, 0 where they are apart."""
    return max(0.0, min(a1, b1) - max(a0, b0))


def median(values: Sequence[float], default: float = 0.0) -> float:
    """The middle value, `default` of nothing."""
    if not values:
        return default
    return sorted(values)[len(values) // 2]
