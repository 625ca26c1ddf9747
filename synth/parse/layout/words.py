"""Words and lines with their styles; superscripts parted from the words that they stand on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from synth.parse.layout.glued import part_glued
from synth.parse.layout.shapes import Line, Word

if TYPE_CHECKING:
    import pymupdf

_SUPERSCRIPT, _ITALIC, _BOLD = 1, 2, 16
_VARIABLE = re.compile(r"(?:^|[^\w’'-])[^\W\d_]$")
"""One letter by itself, as variables and units are written."""
_POWER_BASE = re.compile(r"(?:^|[^\d.,])\d*(?:10|2)$")
_OPERATOR_ENDS = re.compile(r"(.*[\w)\]])([=≤≥≈≠<>∈∼≪≫])")
_OPERAND = re.compile(r"[\w({\[+−-]")
_FACTOR = re.compile(r"([·⋅×])(\d.*)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"[A-Z]\w*[a-z]")
SPACE = 0.2
"""Space on either side of a sign, in sizes of the font."""
_BOLD_FONT = re.compile(r"bold|black|heavy|medi|-?\bbd\b|cmbx|nimbusromno9l-medi", re.IGNORECASE)


def clean(text: str) -> str:
    """NFKC for ligatures and compatibility letters, but superscript digits and symbols stay what they are."""
    if text.isascii():
        return text
    out = []
    for char in text:
        if char in "\u00ad\u200b\ufeff":
            continue
        if char.isascii() or unicodedata.category(char) in {"No", "Sm", "Po", "Pd", "Sc", "Sk"}:
            out.append(char)
        else:
            out.append(unicodedata.normalize("NFKC", char))
    return "".join(out)


def lines_of(page: pymupdf.Page, textpage: pymupdf.TextPage, blocks: list[dict[str, Any]]) -> list[Line]:
    """Lines of a page in the order of the text layer; `blocks` are its text with styles."""
    words = _words_by_line(part_glued(page.get_text("words", textpage=textpage), page, textpage))
    lines = []
    if any(_is_turned(line) for block in blocks for line in block.get("lines", ())):
        _part_turned(blocks, page.get_text("rawdict", textpage=textpage)["blocks"])
    for number, block in enumerate(blocks):
        for line_number, line in enumerate(block.get("lines", ())):
            made = _line(line, words.get((number, line_number), []), number, page.number + 1)
            if made is not None:
                lines.append(made)
    return lines


def _words_by_line(words: list[tuple[Any, ...]]) -> dict[tuple[int, int], list[tuple[Any, ...]]]:
    by_line: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for word in words:
        by_line.setdefault((word[5], word[6]), []).append(word)
    return by_line


def _line(line: dict[str, Any], raw_words: list[tuple[Any, ...]], block: int, page: int) -> Line | None:
    spans = [span for span in line["spans"] if span["text"].strip()]
    if not spans or not raw_words:
        return None
    direction = line.get("dir", (1.0, 0.0))
    if _is_turned(line):
        _flag_raised(spans, direction)
    reaches = [(*_along(span["bbox"], direction), span) for span in spans]
    words = _mark_superscripts([_word(word, reaches, direction) for word in raw_words], spans, direction)
    if direction[0] > 0.9:
        words = _part_operators(words)
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
    return Line(
        words=tuple(words),
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


def _part_operators(words: list[Word]) -> list[Word]:
    """Part signs that the text layer glues to one side: "k=" and "1" are "k", "=" and "1".

    Formulas have smaller spaces than MuPDF looks for. Edges within the word are estimates.
    """
    parted: list[Word] = []
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        if (ends := _OPERATOR_ENDS.fullmatch(word.text)) and after is not None and _OPERAND.match(after.text):
            edge = word.x1 - min(0.75 * word.size, 0.5 * (word.x1 - word.x0))
            parted += [
                replace(word, text=ends[1], x1=edge - SPACE * word.size),
                replace(word, text=ends[2], x0=edge, mark=""),
            ]
        elif (starts := _FACTOR.fullmatch(word.text)) and parted and parted[-1].text[-1:].isdigit():
            edge = word.x0 + min(0.5 * word.size, 0.3 * (word.x1 - word.x0))
            parted += [
                replace(word, text=starts[1], x1=edge - SPACE * word.size, mark=""),
                replace(word, text=starts[2], x0=edge),
            ]
        else:
            parted.append(word)
    return parted


def _along(box: Sequence[float], direction: tuple[float, float]) -> tuple[float, float]:
    """Where a box begins and ends on the way that its line is read."""
    if abs(direction[0]) >= abs(direction[1]):
        return (box[0], box[2]) if direction[0] > 0 else (-box[2], -box[0])
    return (box[1], box[3]) if direction[1] > 0 else (-box[3], -box[1])


def _is_turned(line: dict[str, Any]) -> bool:
    direction: tuple[float, float] = line.get("dir", (1.0, 0.0))
    return direction[0] <= 0.9


def _part_turned(blocks: list[dict[str, Any]], raw: list[dict[str, Any]]) -> None:
    """Part the spans of turned lines where the baseline moves: MuPDF looks at that in horizontal lines only."""
    for block, raw_block in zip(blocks, raw, strict=True):
        for line, raw_line in zip(block.get("lines", ()), raw_block.get("lines", ()), strict=True):
            if _is_turned(line):
                line["spans"] = [part for span in raw_line["spans"] for part in _same_baseline(span, line["dir"])]


def _same_baseline(span: dict[str, Any], direction: tuple[float, float]) -> list[dict[str, Any]]:
    parts: list[list[dict[str, Any]]] = []
    last: float | None = None
    for char in span["chars"]:
        base = char["origin"][0] * direction[1] - char["origin"][1] * direction[0]
        if last is None or abs(base - last) > 0.15 * span["size"]:
            parts.append([])
            last = base
        parts[-1].append(char)
    return [
        {
            **{key: value for key, value in span.items() if key != "chars"},
            "text": "".join(char["c"] for char in part),
            "origin": part[0]["origin"],
            "bbox": (
                min(char["bbox"][0] for char in part),
                min(char["bbox"][1] for char in part),
                max(char["bbox"][2] for char in part),
                max(char["bbox"][3] for char in part),
            ),
        }
        for part in parts
    ]


def _flag_raised(spans: list[dict[str, Any]], direction: tuple[float, float]) -> None:
    """Mark superscripts in a turned line."""
    main = max(spans, key=lambda span: (len(span["text"].strip()), span["size"]))
    for span in spans:
        x, y = span["origin"][0] - main["origin"][0], span["origin"][1] - main["origin"][1]
        above = x * direction[1] - y * direction[0]
        if span["size"] <= main["size"] and above > 0.2 * span["size"]:
            span["flags"] |= _SUPERSCRIPT


def _nearest(reaches: list[tuple[float, float, dict[str, Any]]], at: float) -> dict[str, Any]:
    """The span that holds a place of its line, else the nearest; of equals the first."""
    best, least = reaches[0][2], float("inf")
    for start, end, span in reaches:
        if start <= at <= end:
            return span
        away = start - at if at < start else at - end
        if away < least:
            best, least = span, away
    return best


def _word(
    word: tuple[Any, ...], reaches: list[tuple[float, float, dict[str, Any]]], direction: tuple[float, float]
) -> Word:
    x0, y0, x1, y1, text = word[:5]
    start, end = _along(word[:4], direction)
    # The span that holds the word's centre tells its style; overlapping spans: the nearest one.
    span = _nearest(reaches, (start + end) / 2)
    if span["flags"] & _SUPERSCRIPT and text.strip() not in span["text"]:
        # A mark wider than what it stands on ("2¹⁷"): the word has the style of its first letter.
        span = _nearest(reaches, start + 0.1)
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
        base=span["origin"][1 if abs(direction[0]) >= abs(direction[1]) else 0],
    )


def _mark_superscripts(words: list[Word], spans: list[dict[str, Any]], direction: tuple[float, float]) -> list[Word]:
    """Part superscripts that the text layer glued to a word: an exponent becomes `10^28`, a footnote mark goes.

    Without this, 10 to the power of 28 would be read as the number 1028. Commas and brackets behind a mark stay.
    """
    for mark, centre in _raised(spans, direction):
        # The mark ends its word, apart from punctuation: "83.9¹,".
        shape = re.compile(rf"(?P<base>.+?){re.escape(mark)}(?P<tail>[.,;:!?)\]}}”’\"'%]*)")
        for index, word in enumerate(words):
            start, end = _along((word.x0, word.y0, word.x1, word.y1), direction)
            if not (start <= centre <= end) or not (parts := shape.fullmatch(word.text)):
                continue
            base, tail = parts["base"], parts["tail"]
            if mark == "+" and tail:
                break  # "HumanEval+." names something else than "HumanEval."
            named = base == "2" and index > 0 and _NAME.fullmatch(words[index - 1].text)  # "Llama 2⁶"
            if is_exponent(base, mark) and not named:
                words[index] = replace(word, text=f"{base}{raised(mark)}{tail}")
            else:
                words[index] = replace(word, text=base + tail, mark=mark)
            break
    return words


def _raised(spans: list[dict[str, Any]], direction: tuple[float, float]) -> list[tuple[str, float]]:
    """Superscripts of a line with their centres; what touches, as a sign and its digits in two fonts, is one."""
    joined: list[tuple[str, float, float]] = []
    previous: dict[str, Any] | None = None
    for span in spans:
        text = clean(span["text"].strip())
        if not span["flags"] & _SUPERSCRIPT or not text.strip("′″◦°"):  # primes and degrees stay in their word
            previous = None
            continue
        left, right = _along(span["bbox"], direction)
        if previous is not None and abs(left - joined[-1][2]) < 1:
            joined[-1] = (joined[-1][0] + text, joined[-1][1], right)
        else:
            joined.append((text, left, right))
        previous = span
    return [(text, (left + right) / 2) for text, left, right in joined]


def is_exponent(base: str, mark: str) -> bool:
    """Whether a superscript is a power: of ten, of two, of a variable or of a bracket that ends in one.

    The mark in "Claude 1.3⁷" is a footnote.
    """
    if re.fullmatch(r"[-−]\d+", mark):
        return True
    if _VARIABLE.search(base.rstrip(")]")):
        return bool(re.fullmatch(r"[-−+]|[-−+(]?[\w+−×·,]{1,6}\)?", mark))
    return bool(_POWER_BASE.search(base)) and not _YEAR.fullmatch(base) and mark.lstrip("-−+").isdigit()


def raised(mark: str) -> str:
    """An exponent as text: ^28, ^−8, ^(k−1)."""
    return f"^({mark})" if re.search(r"\w\s*[-−+×·]", mark) and mark[0] != "(" else f"^{mark}"


def is_raised(span: dict[str, Any]) -> bool:
    """Whether MuPDF takes a span for a superscript."""
    return bool(span["flags"] & _SUPERSCRIPT)


@lru_cache(maxsize=256)
def _family(font: str) -> str:
    """Name of a font without its subset, its style and its design size: one for the upright and the bold letters."""
    return re.split(r"[-,]", font.split("+")[-1], maxsplit=1)[0].rstrip("0123456789")


def _is_bold(span: dict[str, Any]) -> bool:
    return bool(span["flags"] & _BOLD) or _is_bold_font(span["font"])


@lru_cache(maxsize=256)
def _is_bold_font(font: str) -> bool:
    return bool(_BOLD_FONT.search(font))
