"""Visual rows: tokens on one baseline, and the chunks into which wide gaps part them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from synth.parse.spelling import LineEnds
from synth.parse.tables.tokens import Token, median

_BLANK = re.compile(r"^(?:[-–—−‐✗✓✘✔×/.*]+|N/?A|n/?a|OOM|\?)$")
_THOUSANDS = re.compile(r"(?:^|[\s(])\d{1,3}(?:,\d{3})*, \d{3}(?:,(?:\d{3})?)?$")
_LIST = re.compile(r"\d, \d.*\d, \d")
_LEAD = "~≈<>≤≥+-−–±$€£([{↑↓△▽∆Δ*†‡^_ "
_SIZE = re.compile(r"^[~≈]?\d+(?:\.\d+)?(?:[x×]\d+(?:\.\d+)?)?[BMKT](?:[-–/]A?\d+(?:\.\d+)?[BMKT])?[*†‡§]*$")


def is_blank(text: str) -> bool:
    """Whether the text stands for "no value": a dash, a cross, N/A."""
    return bool(_BLANK.match(text.replace(" ", "")))


@lru_cache(maxsize=1 << 14)
def is_number(text: str) -> bool:
    """Whether a cell's text is a number with at most a sign, a unit letter or two, a deviation or a mark."""
    bare = text.lstrip(_LEAD)
    if not bare or not (bare[0].isdigit() or (bare[0] == "." and bare[1:2].isdigit())):
        return False
    if _LIST.search(bare):
        return False
    letters = sum(char.isalpha() for char in bare)
    digits = sum(char.isdigit() for char in bare)
    return letters <= 2 and letters <= digits + 1


def is_size(text: str) -> bool:
    """Whether the text is a model size: 7B, 2.4B/16B, 340M."""
    return bool(_SIZE.match(text.replace(" ", "")))


@dataclass(slots=True)
class Chunk:
    """Tokens of one row without a wide gap between them."""

    tokens: list[Token]

    @property
    def text(self) -> str:
        """The tokens as printed; tokens that touch are not parted."""
        return join_tokens(self.tokens)

    @property
    def x0(self) -> float:
        """Left edge: tokens stand left to right."""
        return self.tokens[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        if len(self.tokens) == 1:
            return self.tokens[0].x1
        return max(token.x1 for token in self.tokens)

    @property
    def y0(self) -> float:
        """Upper edge."""
        return min(token.y0 for token in self.tokens)

    @property
    def y1(self) -> float:
        """Lower edge."""
        return max(token.y1 for token in self.tokens)

    @property
    def xc(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def yc(self) -> float:
        """Vertical centre of the tokens of the largest size."""
        size = max(token.size for token in self.tokens)
        return median([token.yc for token in self.tokens if token.size > 0.8 * size])

    @property
    def size(self) -> float:
        """Font size of most of its tokens."""
        return median([token.size for token in self.tokens])

    @property
    def bold(self) -> bool:
        """Whether most of its letters are bold."""
        return 2 * sum(len(t.text) for t in self.tokens if t.bold) > sum(len(t.text) for t in self.tokens)

    @property
    def italic(self) -> bool:
        """Whether most of its letters are italic."""
        return 2 * sum(len(t.text) for t in self.tokens if t.italic) > sum(len(t.text) for t in self.tokens)


@dataclass(slots=True)
class Row:
    """Tokens on one baseline, left to right."""

    tokens: list[Token]
    chunks: list[Chunk] = field(default_factory=list)

    @property
    def y0(self) -> float:
        """Upper edge."""
        return min(token.y0 for token in self.tokens)

    @property
    def y1(self) -> float:
        """Lower edge."""
        return max(token.y1 for token in self.tokens)

    @property
    def yc(self) -> float:
        """Vertical centre of the tokens of the largest size."""
        size = max(token.size for token in self.tokens)
        return median([token.yc for token in self.tokens if token.size > 0.8 * size])

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.tokens[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(token.x1 for token in self.tokens)

    @property
    def numbers(self) -> int:
        """How many chunks are numbers."""
        return sum(is_number(chunk.text) for chunk in self.chunks)


def join_tokens(tokens: Sequence[Token]) -> str:
    """Texts of neighbouring tokens, parted by a space unless they touch on the page."""
    out = ""
    previous: Token | None = None
    for token in tokens:
        if previous is not None:
            same = abs(token.yc - previous.yc) < 0.9 * max(token.size, previous.size)
            gap = token.x0 - previous.x1
            size = max(token.size, previous.size)
            # "10, 110": a comma of thousands that is set with a thin space.
            thousands = len(tokens) <= 3 and gap < 0.35 * size and bool(_THOUSANDS.search(f"{out} {token.text}"))
            if not same or (gap > 0.12 * size and not thousands):
                out += " "
        out += token.text
        previous = token
    return out


def join_lines(before: str, after: str, ends: LineEnds) -> str:
    """Two lines of one text; a hyphen between them goes where the document writes the word without it."""
    if not before or not after:
        return before or after
    if before.endswith(("-", "‐")) and len(before) > 2 and before[-2].isalnum() and after[:1].isalnum():
        # A hyphen of the name itself: Qwen2.5-Coder over two lines.
        keeps = ends.keeps_hyphen(before.split()[-1].rstrip("-‐"), after.split()[0])
        return before + after if keeps else before[:-1] + after
    return f"{before} {after}"


def visual_rows(tokens: Iterable[Token]) -> list[Row]:
    """Rows, top to bottom; super- and subscripts stand in the row of the word beside them."""
    tokens = sorted(tokens, key=lambda token: (token.yc, token.x0))
    if not tokens:
        return []
    usual = median([token.size for token in tokens if token.size > 0], 8.0)
    # Thousands of words on one page are a listing: its superscripts are not worth the search.
    plain = len(tokens) > 5000
    large = tokens if plain else [token for token in tokens if token.size > 0.8 * usual and not token.superscript]
    large = large or tokens
    chosen = {id(token) for token in large}
    rows: list[list[Token]] = []
    for token in large:
        if rows and token.yc - _centre(rows[-1]) <= 0.36 * max(token.size, 4.0):
            rows[-1].append(token)
        else:
            rows.append([token])
    bands = [_Band(row) for row in rows]
    for token in tokens:
        if id(token) not in chosen:
            _attach(token, bands)
    rows = [band.tokens for band in bands]
    made = []
    for row in rows:
        row.sort(key=lambda token: token.x0)
        made.append(Row(row, chunks_of(row)))
    made.sort(key=lambda row: row.yc)
    return made


def _centre(row: list[Token]) -> float:
    return sum(token.yc for token in row[-6:]) / len(row[-6:])


class _Band:
    """A row that is being made, with the heights of its first tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.y0, self.y1 = min(t.y0 for t in tokens), max(t.y1 for t in tokens)
        self.yc = _centre(tokens)
        self.size = max(t.size for t in tokens)
        self.small = all(t.superscript for t in tokens)


def _attach(token: Token, bands: list[_Band]) -> None:
    """Put a small token into the row that it touches, or on a row of its own."""
    best: _Band | None = None
    best_score = 0.15
    for band in bands:
        shared = min(token.y1, band.y1) - max(token.y0, band.y0)
        if shared <= 0 or abs(band.yc - token.yc) >= 0.75 * band.size:
            continue
        beside = min(max(t.x0 - token.x1, token.x0 - t.x1, 0.0) for t in band.tokens)
        score = shared / max(token.y1 - token.y0, 0.1) - min(beside, 30.0) / 40
        if score > best_score:
            best, best_score = band, score
    if best is None:
        near = (b for b in bands if b.small or b.size < 0.9 * token.size or abs(b.yc - token.yc) < 0.3 * token.size)
        best = next((b for b in near if abs(b.yc - token.yc) < 0.75 * max(b.size, token.size)), None)
    if best is None:
        bands.append(_Band([token]))
    else:
        best.tokens.append(token)


def chunks_of(tokens: Sequence[Token], gap: float = 0.62) -> list[Chunk]:
    """Part a row at gaps wider than `gap` times the font size."""
    chunks: list[Chunk] = []
    for token in tokens:
        if chunks:
            last = chunks[-1].tokens[-1]
            # Sizes differ within a cell; the larger one tells how wide a space is.
            if token.x0 - last.x1 <= gap * max(token.size, last.size, 4.0):
                chunks[-1].tokens.append(token)
                continue
        chunks.append(Chunk([token]))
    return chunks
