"""What a page is made of: words, lines, rules, coloured areas. Points, origin at the top left of the page."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space; coordinates in points, origin at the top left of the page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    superscript: bool = False
    base: float = 0.0
    """Where its baseline lies: the y of horizontal text, the x of text that is turned; 0 where that is not known."""
    mark: str = ""
    """Superscript that was taken off the text: a footnote mark, the plus of HumanEval+."""

    @property
    def xc(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def yc(self) -> float:
        """Vertical centre."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words that the text layer gives as one line, left to right."""

    words: tuple[Word, ...]
    block: int
    """Number of the text layer's block; lines of one paragraph mostly share it."""
    page: int
    """From 1."""
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    """Font size of most of its characters."""
    bold: bool
    """Whether most of its characters are bold."""
    italic: bool
    horizontal: bool = True
    """False for rotated text."""
    font: str = ""
    """Family of most of its characters, as the PDF names it."""
    text: str = field(init=False, compare=False, repr=False)
    """The words, joined by single spaces."""

    def __post_init__(self) -> None:
        text = " ".join([word.text for word in self.words]).replace("\u00ad", "-")
        object.__setattr__(self, "text", text)  # asked for many times


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn straight line, horizontal or vertical (a thin filled rectangle counts too)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        """Whether it is wider than high."""
        return self.x1 - self.x0 >= self.y1 - self.y0

    @property
    def length(self) -> float:
        """Points."""
        return max(self.x1 - self.x0, self.y1 - self.y0)


@dataclass(frozen=True, slots=True)
class Fill:
    """A coloured rectangle: a stripe, the ground of a header."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class PageLayout:
    """One page: its lines in the order of the text layer, its rules, and its raw text."""

    number: int
    width: float
    height: float
    rotation: int
    text: str
    lines: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    marks: tuple[tuple[int, int], ...] = ()
    """Ranges of `text` that are raised marks, which no sentence holds."""
    images: int = 0
    """How many raster images it shows: a page with images and no text is a scan."""
