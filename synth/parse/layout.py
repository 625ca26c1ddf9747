r"""Pages as words, lines and rules: the one place that asks PyMuPDF for geometry.

Digits come from the text layer only. `Table.extract()` of PyMuPDF 2.0 is never used: it corrupts decimals
("41.7" becomes "417\n.").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from synth.parse.glued import part_glued

if TYPE_CHECKING:
    import pymupdf

MAX_DRAWINGS = 20_000
"""Pages with more vector paths than this are plots; their paths are not looked at one by one."""

MAX_DRAWN = 4_000_000
"""Pages with more bytes of drawing commands than this are not even asked for their paths: a gigabyte may come back."""

_SUPERSCRIPT, _ITALIC, _BOLD = 1, 2, 16
_VARIABLE = re.compile(r"(?:^|[^\w’'-])[^\W\d_]$")
"""One letter by itself, as variables and units are written."""
_BOLD_FONT = re.compile(r"bold|black|heavy|medi|-?\bbd\b|cmbx|nimbusromno9l-medi", re.IGNORECASE)


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

    @property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(word.text for word in self.words).replace("\u00ad", "-")


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
    images: int = 0
    """How many raster images it shows: a page with images and no text is a scan."""


def clean(text: str) -> str:
    """NFKC for ligatures and compatibility letters, but superscript digits and symbols stay what they are."""
    out = []
    for char in text:
        if char in "\u00ad\u200b\ufeff":
            continue
        if char.isascii() or unicodedata.category(char) in {"No", "Sm", "Po", "Pd", "Sc", "Sk"}:
            out.append(char)
        else:
            out.append(unicodedata.normalize("NFKC", char))
    return "".join(out)


def pages(document: pymupdf.Document) -> Iterator[PageLayout]:
    """Every page of an open PDF, in order."""
    for page in document:
        yield page_layout(page)


def page_layout(page: pymupdf.Page) -> PageLayout:
    """Words, lines and rules of one page."""
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
    textpage = page.get_textpage(flags=flags)
    raw = page.get_text("text", textpage=textpage)
    layout = PageLayout(
        number=page.number + 1,
        width=page.rect.width,
        height=page.rect.height,
        rotation=page.rotation,
        text=raw,
        images=len(page.get_images()),
    )
    words = _words_by_line(part_glued(page.get_text("words", textpage=textpage), page, textpage))
    for number, block in enumerate(page.get_text("dict", textpage=textpage)["blocks"]):
        for line_number, line in enumerate(block.get("lines", ())):
            made = _line(line, words.get((number, line_number), []), number, layout.number)
            if made is not None:
                layout.lines.append(made)
    layout.rules = _rules(page)
    return layout


def _words_by_line(words: list[tuple[Any, ...]]) -> dict[tuple[int, int], list[tuple[Any, ...]]]:
    by_line: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for word in words:
        by_line.setdefault((word[5], word[6]), []).append(word)
    return by_line


def _line(line: dict[str, Any], raw_words: list[tuple[Any, ...]], block: int, page: int) -> Line | None:
    spans = [span for span in line["spans"] if span["text"].strip()]
    if not spans or not raw_words:
        return None
    words = tuple(_mark_superscripts([_word(word, spans) for word in raw_words], spans))
    weight: dict[float, int] = {}
    fonts: dict[str, int] = {}
    bold = italic = total = 0
    for span in spans:
        length = len(span["text"].strip())
        size = round(span["size"], 1)
        family = _family(span["font"])
        weight[size] = weight.get(size, 0) + length
        fonts[family] = fonts.get(family, 0) + length
        total += length
        bold += length * _is_bold(span)
        italic += length * bool(span["flags"] & _ITALIC)
    direction = line.get("dir", (1.0, 0.0))
    return Line(
        words=words,
        block=block,
        page=page,
        x0=min(word.x0 for word in words),
        y0=min(word.y0 for word in words),
        x1=max(word.x1 for word in words),
        y1=max(word.y1 for word in words),
        size=max(weight, key=lambda size: weight[size]),
        bold=bold * 2 > total,
        italic=italic * 2 > total,
        horizontal=abs(direction[1]) < 0.1 and direction[0] > 0,
        font=max(fonts, key=lambda font: fonts[font]),
    )


def _word(word: tuple[Any, ...], spans: list[dict[str, Any]]) -> Word:
    x0, y0, x1, y1, text = word[:5]
    centre = (x0 + x1) / 2
    # The span that holds the word's centre tells its style; overlapping spans: the nearest one.
    span = min(spans, key=lambda s: max(s["bbox"][0] - centre, centre - s["bbox"][2], 0.0))
    if span["flags"] & _SUPERSCRIPT and text.strip() not in span["text"]:
        # A mark wider than what it stands on ("2¹⁷"): the word has the style of its first letter.
        span = min(spans, key=lambda s: max(s["bbox"][0] - x0 - 0.1, x0 + 0.1 - s["bbox"][2], 0.0))
    return Word(
        text=clean(text) + "\u00ad" * text.endswith("\u00ad"),  # drawn at the end of a line; prose.py joins it
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        size=round(span["size"], 1),
        bold=_is_bold(span),
        italic=bool(span["flags"] & _ITALIC),
        superscript=bool(span["flags"] & _SUPERSCRIPT),
    )


def _mark_superscripts(words: list[Word], spans: list[dict[str, Any]]) -> list[Word]:
    """Part superscripts that the text layer glued to a word: an exponent becomes `10^28`, a footnote mark goes.

    Without this, 10 to the power of 28 would be read as the number 1028. Commas and brackets behind a mark stay.
    """
    for mark, centre in _raised(spans):
        # The mark ends its word, apart from punctuation: "83.9¹,".
        shape = re.compile(rf"(?P<base>.+?){re.escape(mark)}(?P<tail>[.,;:!?)\]}}”’\"'%]*)")
        for index, word in enumerate(words):
            if not (word.x0 <= centre <= word.x1) or not (parts := shape.fullmatch(word.text)):
                continue
            base, tail = parts["base"], parts["tail"]
            if mark == "+" and tail:
                break  # "HumanEval+." names something else than "HumanEval."
            if is_exponent(base, mark):
                words[index] = replace(word, text=f"{base}^{mark}{tail}")
            else:
                words[index] = replace(word, text=base + tail, mark=mark)
            break
    return words


def _raised(spans: list[dict[str, Any]]) -> list[tuple[str, float]]:
    """Superscripts of a line with their centres; what touches, as a sign and its digits in two fonts, is one."""
    joined: list[tuple[str, float, float]] = []
    previous: dict[str, Any] | None = None
    for span in spans:
        text = clean(span["text"].strip())
        if not span["flags"] & _SUPERSCRIPT or not text.strip("′″◦°"):  # primes and degrees stay in their word
            previous = None
            continue
        left, right = span["bbox"][0], span["bbox"][2]
        if previous is not None and abs(left - joined[-1][2]) < 1:
            joined[-1] = (joined[-1][0] + text, joined[-1][1], right)
        else:
            joined.append((text, left, right))
        previous = span
    return [(text, (left + right) / 2) for text, left, right in joined]


def is_exponent(base: str, mark: str) -> bool:
    """Whether a superscript is a power: of ten, of two or of a variable. The mark in "Claude 1.3⁷" is a footnote."""
    if re.fullmatch(r"[-−]\d+", mark):
        return True
    if _VARIABLE.search(base):
        return bool(re.fullmatch(r"[-−+]|[-−+(]?[\w+−×·,]{1,6}\)?", mark))
    return base.endswith(("10", "2")) and "." not in base and mark.lstrip("-−+").isdigit()


def _family(font: str) -> str:
    """Name of a font without its subset, its style and its design size: one for the upright and the bold letters."""
    return re.split(r"[-,]", font.split("+")[-1], maxsplit=1)[0].rstrip("0123456789")


def _is_bold(span: dict[str, Any]) -> bool:
    return bool(span["flags"] & _BOLD) or bool(_BOLD_FONT.search(span["font"]))


def _drawn(page: pymupdf.Page) -> int:
    """Bytes of drawing commands on a page, those of embedded figures included."""
    document = page.parent
    try:
        contents = page.read_contents()
    except Exception:  # a broken page: what can be read of its text is worth having
        return 0
    return len(contents) + sum(len(document.xref_stream(form[0]) or b"") for form in page.get_xobjects())


def _rules(page: pymupdf.Page) -> list[Rule]:
    if _drawn(page) > MAX_DRAWN:
        return []
    drawings = page.get_cdrawings()
    if len(drawings) > MAX_DRAWINGS:
        return []
    found: set[tuple[float, float, float, float]] = set()
    for drawing in drawings:
        for item in drawing.get("items", ()):
            if item[0] == "l":
                (ax, ay), (bx, by) = item[1], item[2]
            elif item[0] == "re":
                ax, ay, bx, by = item[1][:4]
            else:
                continue
            x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
            thin, long = min(x1 - x0, y1 - y0), max(x1 - x0, y1 - y0)
            if thin <= 1.6 and long >= 8:
                found.add((round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1)))
    return [Rule(*box) for box in sorted(found, key=lambda box: (box[1], box[0]))]
