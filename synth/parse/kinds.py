"""What a line is for, by its block: running text, heading, caption, footnote, or part of a figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from synth.parse.layout import Line, PageLayout

_CAPTION = re.compile(
    r"^(?:Figure|Fig\.|Table|Algorithm|Listing)\s*[A-Z]?\d+(?:\.\d+)?\s*(?:[:.|–—-]|\([a-z]\)|$)", re.I
)
_LABEL = re.compile(r"^(?:Figure|Fig\.|Table|Algorithm|Listing)\s+[A-Z]?\d+(?:\.\d+)?\s+[A-Z]")
_SUBCAPTION = re.compile(r"^\([a-z]\)\s+\S")
_NUMBERED = re.compile(r"^(?:(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.)\s+[A-Z\"“(µ]")
_NAMED = re.compile(
    r"^(?:\d{1,2}\.?\s+)?(?:abstract|introduction|conclusions?|discussion|related work|background|method(?:s|ology)?|"
    r"experiments?|results|limitations?|acknowledge?ments?|references|bibliography|appendix|appendices|"
    r"supplementary materials?|ethics statement|ethical considerations|broader impacts?|contents)[.:]?$",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){5,}|(?:\.\s){3,}\d+$")
"""Dots between a heading and its page number in a table of contents."""
_IN_CONTENTS = re.compile(r"\d{1,3}$|(?:\d{1,2}|[A-Z])(?:\.\d{1,2})*\.?\s.*\s\d{1,3}$")
"""A page number by itself, or an entry without dots, on a page that is a table of contents."""
_ITEM = re.compile(r"^(?:[•‣▪◦●○■–]|\(?\d{1,2}[.)]|\(?[a-z]\))$")
"""The first word of a list's item."""
_FOOTNOTE = re.compile(r"^(?:[∗*†‡§¶]|\d{1,2}(?=[A-Za-z“{]))")
_EQUATION_NUMBER = re.compile(r"\(\d{1,3}(?:\.\d{1,2})?[a-z]?\)")
_MARK = re.compile(r"[∗*†‡§¶]|\d{1,2}")
TERMINAL = re.compile(r"[.!?:;][\"”’')\]]*$")
"""The end of a sentence, or of what leads over to a list or formula."""


class LineKind(StrEnum):
    """What a line is for."""

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"
    """Running headers and footers, page and line numbers, stamps in the margin."""
    FIGURE = "figure"
    """Words inside plots, diagrams and boxes of code."""
    TAKEN = "taken"
    """Belongs to a table or to the reference list, which are read elsewhere."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a document prints its running text."""

    size: float
    """Font size of most of it."""
    fonts: frozenset[str]
    """Families of its letters; labels in plots mostly have another."""


def body_style(pages: Sequence[PageLayout]) -> Style:
    """Size and fonts of most characters in lines that look like prose; size 10 when there are none.

    Only the first pages count: appendices often hold more text than the paper, in another size.
    """
    sizes: Counter[float] = Counter()
    fonts: Counter[tuple[float, str]] = Counter()
    for page in pages[: max(6, len(pages) // 3)]:
        for line in page.lines:
            if line.horizontal and len(line.words) >= 5:
                size = round(line.size * 2) / 2
                sizes[size] += len(line.text)
                fonts[size, line.font] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    near = Counter[str]()
    for (other, font), count in fonts.items():
        if abs(other - size) <= 0.5:
            near[font] += count
    return Style(size, frozenset(font for font, count in near.items() if count >= 0.2 * near.total()))


def kinds_of(
    page: PageLayout,
    used: Mapping[int, Line],
    style: Style,
    *,
    taken: frozenset[int],
    captions: frozenset[int],
    width: float,
) -> dict[int, LineKind]:
    """What each line of a page is for; `width` is that of a column, `captions` and `taken` come from the tables."""
    blocks: dict[int, list[int]] = {}
    for index, line in used.items():
        blocks.setdefault(line.block, []).append(index)
    prose = {number: _is_prose([used[i] for i in members], style, width) for number, members in blocks.items()}
    contents = sum(bool(_LEADER.search(line.text)) for line in used.values()) >= 5
    edges = _left_edges([used[i] for number, members in blocks.items() if prose[number] for i in members])
    kinds: dict[int, LineKind] = {}
    previous: Line | None = None  # the line before, where it is one of a caption
    for number, members in blocks.items():
        is_prose = prose[number] or _is_short_prose([used[i] for i in members], style, edges)
        caption = footnote = False
        above: Line | None = None  # the line before in this block, where it is running text
        for index in members:
            line = used[index]
            if index in taken:
                kinds[index] = LineKind.TAKEN
                continue
            if _LEADER.search(line.text) or (contents and _IN_CONTENTS.match(line.text)):
                kinds[index] = LineKind.FURNITURE
                continue
            begins = index in captions or _begins_caption(line, style)
            caption = caption or (begins and not _runs_into(above, line)) or _runs_on(previous, line, style.size)
            previous = line if caption else None
            footnote = footnote or _is_footnote(line, page, style.size, [used[i] for i in members])
            if caption:
                kinds[index] = LineKind.CAPTION
            elif is_heading(line, style.size):
                kinds[index] = LineKind.HEADING
            elif footnote:
                kinds[index] = LineKind.FOOTNOTE
            elif _EQUATION_NUMBER.fullmatch(line.text) and not any(abs(line.x0 - x) < 2 for x in edges):
                kinds[index] = LineKind.FIGURE
            else:
                kinds[index] = LineKind.BODY if is_prose else LineKind.FIGURE
            above = line if kinds[index] is LineKind.BODY else None
    return kinds


def _begins_caption(line: Line, style: Style) -> bool:
    if _CAPTION.match(line.text):
        return True
    if _LABEL.match(line.text) and line.words[0].bold and line.words[1].bold and not line.bold:
        return True  # set apart by weight instead of a colon
    return bool(_SUBCAPTION.match(line.text)) and line.size <= style.size - 0.6


def _runs_into(above: Line | None, line: Line) -> bool:
    """Whether a sentence runs over the line's end into a label: "The results are shown in / Table 4. We see …"."""
    if above is None or TERMINAL.search(above.text) or abs(above.size - line.size) > 0.3:
        return False
    return above.x1 > line.x1 - 12 and line.y0 - above.y1 < 0.6 * (line.y1 - line.y0)


def _runs_on(caption: Line | None, line: Line, size: float) -> bool:
    """Whether a line goes on with the caption above it, which the text layer cut in two blocks."""
    if caption is None or abs(line.size - caption.size) > 0.2:
        return False
    if line.size > size - 0.6 and TERMINAL.search(caption.text):
        return False
    below = 0 <= line.y0 - caption.y1 + 1 < 0.8 * (line.y1 - line.y0)
    centred = abs((line.x0 + line.x1) - (caption.x0 + caption.x1)) < 4
    return below and (abs(line.x0 - caption.x0) < 12 or centred)


def _is_prose(lines: Sequence[Line], style: Style, width: float) -> bool:
    """Whether a block is running text: body-sized, and at least one line of some length, a few words, or an item."""
    sizes = Counter(line.size for line in lines for _ in line.words)
    if abs(sizes.most_common(1)[0][0] - style.size) > 0.16 * style.size:
        return False
    words = [word.text for line in lines for word in line.words]
    if _ITEM.match(words[0]) and _alike(lines, style) and sum(map(_is_letters, words)) >= 1:
        return True
    longest = max(line.x1 - line.x0 for line in lines)
    return sum(map(_is_letters, words)) >= 0.5 * len(words) and (longest > 0.45 * width or len(words) >= 4)


def _is_letters(word: str) -> bool:
    return bool(re.match(r"[(\[“\"‘']*[^\W\d_]", word))


def _alike(lines: Sequence[Line], style: Style) -> bool:
    """Whether a block has the size and the letters of the running text."""
    fonts = Counter(line.font for line in lines for _ in line.words)
    known = not style.fonts or fonts.most_common(1)[0][0] in style.fonts
    return known and all(abs(line.size - style.size) <= 0.6 for line in lines)


def _left_edges(lines: Sequence[Line]) -> list[float]:
    """Where at least three lines of running text begin."""
    starts = Counter(round(line.x0) for line in lines)
    return [x for x, count in starts.items() if count >= 3]


def _is_short_prose(lines: Sequence[Line], style: Style, edges: Sequence[float]) -> bool:
    """Whether a block too short to tell ("include:", "where") looks like running text and begins where that does."""
    words = [word.text for line in lines for word in line.words]
    plain = sum(bool(re.fullmatch(r"[(“\"‘']*[A-Za-z][a-z]+[.,:;?!)”\"’']*", word)) for word in words)
    return plain >= 0.6 * len(words) and _alike(lines, style) and any(abs(lines[0].x0 - x) < 2 for x in edges)


def _is_footnote(line: Line, page: PageLayout, size: float, block: Sequence[Line]) -> bool:
    if line.y0 <= 0.55 * page.height or line.size > size - 0.7:
        return False
    if line.words[0].superscript or _FOOTNOTE.match(line.text):
        return len(line.text) > 2 or _has_text_beside(line, size, block)
    return bool(_MARK.fullmatch(line.text)) and line.size < 0.75 * size and _has_text_beside(line, size, block)


def _has_text_beside(mark: Line, size: float, block: Sequence[Line]) -> bool:
    """Whether a small line stands right of a mark that the text layer keeps apart from its footnote."""
    return any(
        0 <= line.x0 - mark.x1 < 12 and mark.y0 - 2 < (line.y0 + line.y1) / 2 < mark.y1 + 6 and line.size <= size - 0.7
        for line in block
    )


def is_heading(line: Line, size: float) -> bool:
    """Whether a line is a section heading: known or numbered, and set apart by weight, size or small capitals."""
    text = line.text.strip()
    if not text or len(text) > 110 or text.endswith((",", ";")) or re.search(r"[a-z]\s+\d{1,3}$", text):
        return False
    apart = line.bold or line.size >= size + 0.9
    if _NAMED.match(text) and not text[0].islower():
        return apart or text.isupper() or len(line.words) == 1
    if _NUMBERED.match(text):
        # The number keeps the full size where small capitals are drawn as capitals of a smaller size.
        small_capitals = text.isupper() and line.words[0].size >= line.size + 1
        return (apart or small_capitals) and len(line.words) <= 15 and not TERMINAL.search(text.rstrip(":"))
    return False
