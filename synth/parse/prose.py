"""Ordered lines, joined to paragraphs, sections and sentences whose every word keeps its box."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from synth.language.sentences import split
from synth.parse.flow import FlowLine
from synth.parse.headings import SECTION_NUMBER, TERMINAL, Heading, make_sections
from synth.parse.kinds import LineKind
from synth.parse.layout import Word, is_exponent, raised
from synth.parse.spelling import LineEnds
from synth.records import Box, Section, Sentence, SentenceKind, Span

EQUATION = "[equation]"
"""Stands for a displayed formula that the text layer does not give as readable text."""

_BULLET = re.compile(r"^(?:[•‣▪◦●○■–—]|\(?\d{1,2}[.)]|\([a-z]\)|[a-z]\))$")


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of the running text and where it is printed."""

    start: int
    end: int
    page: int
    line: int
    """Running number of its printed line, unique in the document."""
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class _Paragraph:
    kind: LineKind
    lines: list[FlowLine] = field(default_factory=list)


@dataclass(slots=True)
class Prose:
    """Running text of a document under construction."""

    text: str = ""
    sections: list[Section] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    marks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Raised numerals that were left out of a sentence, by its index: footnotes, or citations."""


def compose(pages: Sequence[Sequence[FlowLine]], document: str) -> Prose:
    """Join the ordered lines of all pages; spans carry the id `document`."""
    vocabulary = _vocabulary(pages)
    writer = _Writer(document, vocabulary)
    for paragraph in _paragraphs([line for page in pages for line in page]):
        writer.add(paragraph)
    return writer.finish()


def _vocabulary(pages: Sequence[Sequence[FlowLine]]) -> LineEnds:
    """Words as they stand inside lines: decides whether a hyphen at a line's end belongs to the word."""
    words: list[str] = []
    broken = False  # the line before ends in a hyphen: this one begins with half a word
    for page in pages:
        for line in page:
            words += [word.text for word in line.line.words[broken:-1]]
            broken = line.line.words[-1].text.endswith(("-", "‐", "\u00ad"))
    return LineEnds(words)


def _paragraphs(lines: Sequence[FlowLine]) -> list[_Paragraph]:
    """Group lines; captions and footnotes that interrupt a paragraph are moved behind it."""
    out: list[_Paragraph] = []
    aside: list[_Paragraph] = []
    current: _Paragraph | None = None
    gap = False  # a formula or figure stood between the last body line and this one

    def flush() -> None:
        nonlocal current
        if current is not None:
            out.append(current)
            current = None
        out.extend(aside)
        aside.clear()

    previous: FlowLine | None = None
    for line in lines:
        if line.kind in (LineKind.FURNITURE, LineKind.TAKEN):
            continue
        if line.kind is LineKind.FIGURE:
            gap = gap or _formula(line, previous)
            continue
        if line.kind is LineKind.HEADING:
            heads = current is not None and current.kind is LineKind.HEADING
            if not (heads and previous is not None and _continues_heading(previous, line)):
                flush()
                current = _Paragraph(LineKind.HEADING)
        elif line.kind in (LineKind.CAPTION, LineKind.FOOTNOTE):
            if not (aside and previous is not None and _continues_aside(previous, line)):
                aside.append(_Paragraph(line.kind))
            aside[-1].lines.append(line)
            previous = line
            continue
        elif current is None or current.kind is not LineKind.BODY or _breaks(current.lines[-1], line, gap=gap):
            flush()
            current = _Paragraph(LineKind.BODY)
        elif gap and current is not None:
            current.lines.append(_equation_after(current.lines[-1]))
        assert current is not None
        current.lines.append(line)
        gap = False
        previous = line
    flush()
    return out


def _continues_aside(previous: FlowLine, line: FlowLine) -> bool:
    """Whether a line of a caption or footnote goes on with the line before; a caption may run over two blocks."""
    if previous.kind is not line.kind or previous.line.page != line.line.page:
        return False
    below = 0 <= line.line.y0 - previous.line.y1 + 1 < 0.8 * (line.line.y1 - line.line.y0)
    unfinished = not TERMINAL.search(previous.line.text)
    return previous.line.block == line.line.block or (line.kind is LineKind.CAPTION and below and unfinished)


def _continues_heading(previous: FlowLine, line: FlowLine) -> bool:
    same = previous.line.block == line.line.block and previous.line.page == line.line.page
    return same and not SECTION_NUMBER.match(line.line.text)


def _formula(line: FlowLine, previous: FlowLine | None) -> bool:
    """Whether a line that is no prose looks like a displayed formula inside the current column."""
    if previous is None or previous.line.page != line.line.page or previous.column != line.column:
        return False
    text = line.line.text
    return bool(re.search(r"[=∑∏∫≤≥≈∈∇𝔼←→∼]|\(\d+\)$", text)) and line.line.y0 - previous.line.y1 < 90


def _equation_after(line: FlowLine) -> FlowLine:
    last = line.line.words[-1]
    word = Word(EQUATION, last.x1, last.y0, last.x1, last.y1, last.size)
    made = type(line.line)(
        words=(word,), block=line.line.block, page=line.line.page, x0=last.x1, y0=last.y0, x1=last.x1, y1=last.y1,
        size=line.line.size, bold=False, italic=False,
    )  # fmt: skip
    return FlowLine(line=made, kind=LineKind.BODY, column=line.column, left=line.left, right=line.right)


def _breaks(last: FlowLine, line: FlowLine, *, gap: bool) -> bool:
    """Whether `line` begins a new paragraph after `last`."""
    first = line.line.words[0].text
    if _BULLET.match(first) and not first[0].isdigit() and (first[0] != "(" or line.line.block != last.line.block):
        return True  # "(2)" inside a block mostly counts within a sentence
    terminal = bool(TERMINAL.search(last.line.text))
    lower = first[:1].islower()
    if last.line.page != line.line.page or last.column != line.column:
        return terminal and (last.ends_paragraph or line.line.x0 > line.left + 8)
    height = max(last.line.y1 - last.line.y0, 6.0)
    distance = line.line.y0 - last.line.y1
    if distance < -height:  # back up on the same page: a new band
        return terminal and not lower
    if distance > 0.9 * height and not gap:
        return terminal or not lower
    bullet, other = bool(_BULLET.match(first)), line.line.block != last.line.block
    if bullet and (terminal or (other and distance > -0.3 * height)):
        return True
    short = last.line.x1 < last.right - 0.25 * (last.right - last.left)
    if short and not lower and (bullet or other) and distance > -0.3 * height and not gap:
        return True  # an item of a list ends without a full stop
    if last.ends_paragraph:
        return True
    return terminal and line.line.x0 > line.left + 8 and line.line.block != last.line.block


class _Writer:
    """Appends paragraphs to one text and remembers where each word stands."""

    def __init__(self, document: str, vocabulary: LineEnds) -> None:
        self._document = document
        self._vocabulary = vocabulary
        self._parts: list[str] = []
        self._length = 0
        self._words: list[PlacedWord] = []
        self._line = 0
        self._pieces: list[tuple[int, int, SentenceKind]] = []
        self._headings: list[Heading] = []
        self._marks: list[tuple[int, str]] = []

    def add(self, paragraph: _Paragraph) -> None:
        """Append one paragraph or heading."""
        start = self._length
        if paragraph.kind is LineKind.HEADING:
            title = " ".join(line.line.text for line in paragraph.lines)
            self._headings.append(Heading(title, start, start + len(title) + 1))
            self._put(title + "\n")
            return
        for index, line in enumerate(paragraph.lines):
            self._add_line(line, first=index == 0)
        if self._length == start:
            return
        kind = {LineKind.CAPTION: SentenceKind.CAPTION, LineKind.FOOTNOTE: SentenceKind.FOOTNOTE}.get(
            paragraph.kind, SentenceKind.BODY
        )
        self._pieces.append((start, self._length, kind))
        self._put("\n\n")

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _add_line(self, line: FlowLine, *, first: bool) -> None:
        self._line += 1
        join = not first
        for index, word in enumerate(line.line.words):
            text = word.text + "+" * (word.mark == "+")  # "HumanEval+" is no footnote
            if index == 0 and first and _BULLET.match(text) and not text[0].isalnum():
                continue  # the bullet itself is not part of the sentence
            previous = self._parts[-1] if self._parts else ""
            if word.superscript:
                if self._beside(word, line) and is_exponent(previous.lstrip("("), text):
                    text = raised(text)
                    join = False
                elif text.lower() not in {"th", "st", "nd", "rd"}:
                    self._note_mark(text)
                    continue  # a footnote or affiliation mark
                else:
                    join = False
            elif join and index == 0 and previous.endswith("\u00ad"):
                self._drop_last()
                join = False
            elif join and index == 0 and len(previous) > 1 and previous[-1] in "-‐" and text[:1].isalpha():
                join = self._join_hyphen(previous, text)
            if join and self._length and previous[-1:] not in "\n ":
                self._put(" ")
            start = self._length
            self._put(text)
            self._words.append(
                PlacedWord(start, self._length, line.line.page, self._line, word.x0, word.y0, word.x1, word.y1)
            )
            self._note_mark(word.mark)
            join = True

    def _note_mark(self, mark: str) -> None:
        if mark[:1].isdigit():
            self._marks.append((self._length, mark))

    def _beside(self, word: Word, line: FlowLine) -> bool:
        """Whether a superscript stands right behind the last word."""
        last = self._words[-1] if self._words else None
        return last is not None and last.page == line.line.page and -1 < word.x0 - last.x1 < 2

    def _join_hyphen(self, previous: str, text: str) -> bool:
        """Undo a hyphen at the end of a line where the document writes the word without it; False: no space."""
        if not self._vocabulary.keeps_hyphen(previous.rstrip("-‐"), text):
            self._drop_last()
        return False

    def _drop_last(self) -> None:
        """Take back the last character, a hyphen that only the line break put there."""
        self._parts[-1] = self._parts[-1][:-1]
        self._length -= 1
        self._words[-1] = replace(self._words[-1], end=self._words[-1].end - 1)

    def finish(self) -> Prose:
        """Sections and sentences of everything that was added."""
        text = "".join(self._parts)
        prose = Prose(text=text, sections=make_sections(self._headings, self._pieces, text))
        starts = [section.start for section in prose.sections]
        word_starts = [word.start for word in self._words]
        for start, end, kind in self._pieces:
            for a, b in split(text[start:end]):
                span = self._span(start + a, start + b, word_starts)
                if span is None or not any(char.isalpha() for char in text[span.start : span.end]):
                    continue  # a full stop left over from a formula, the numbers of an axis
                section = bisect_left(starts, span.start + 1) - 1
                if marks := self._marks_in(span.start, span.end):
                    prose.marks[len(prose.sentences)] = marks
                prose.sentences.append(
                    Sentence(text=text[span.start : span.end], span=span, section=section, kind=kind)
                )
        return prose

    def _marks_in(self, start: int, end: int) -> tuple[str, ...]:
        """Marks that stood behind words of [start, end)."""
        first = bisect_left(self._marks, (start + 1, ""))
        return tuple(mark for at, mark in self._marks[first : bisect_left(self._marks, (end + 1, ""))])

    def _span(self, start: int, end: int, word_starts: list[int]) -> Span | None:
        """Boxes of the words in [start, end), one a printed line; None when the stretch holds no placed word."""
        first = max(bisect_left(word_starts, start + 1) - 1, 0)
        lines: dict[int, list[PlacedWord]] = {}
        for word in self._words[first:]:
            if word.start >= end:
                break
            if word.end > start:
                lines.setdefault(word.line, []).append(word)
        if not lines:
            return None
        boxes = tuple(
            Box(
                page=words[0].page,
                x0=round(min(w.x0 for w in words), 1),
                y0=round(min(w.y0 for w in words), 1),
                x1=round(max(w.x1 for w in words), 1),
                y1=round(max(w.y1 for w in words), 1),
            )
            for words in lines.values()
        )
        return Span(document=self._document, page=boxes[0].page, boxes=boxes, start=start, end=end)
