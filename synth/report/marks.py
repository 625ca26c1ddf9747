"""What each place of a page was read as: boxes from the document, and what its words say about all the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from synth.language.words import squash
from synth.records import Box, Document, Paper, SectionKind, Sentence, SentenceKind, Table
from synth.report.reading import references, sections
from synth.report.sheets import Sheet, SheetWord
from synth.report.tables import doubtful, doubts, outer

KINDS: dict[str, str] = {
    "front": "Title block",
    "abstract": "Abstract",
    "introduction": "Introduction",
    "related": "Related work",
    "method": "Method",
    "results": "Results",
    "discussion": "Discussion",
    "limitations": "Limitations",
    "conclusion": "Conclusion",
    "appendix": "Appendix",
    "other": "Other text",
    "heading": "Heading",
    "caption": "Caption",
    "footnote": "Footnote",
    "table": "Table",
    "head": "Column header",
    "label": "Row label",
    "cell": "Cell",
    "unbound": "In a table, bound to nothing",
    "reference": "Reference",
    "edge": "Left out: header, footer, margin",
    "rest": "Left out: figure, formula, code",
}
"""Kind of a mark → what a reader calls it, in the order of the legend."""

_EDGE = 0.09
"""Share of the page's height and width that counts as its margin."""
_LEAST = 12
"""Letters of a line that say alone to which reference it belongs."""
_SLACK = 1.0
"""Points by which a word may stick out of the box that holds it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Boxes on one page that were read as one thing."""

    kind: str
    """One of `KINDS`."""
    where: str
    """Section, or paths of a cell."""
    text: str
    boxes: tuple[Box, ...]
    doubtful: bool = False


def marks(document: Document, paper: Paper, sheets: Sequence[Sheet]) -> dict[int, tuple[Mark, ...]]:
    """Marks of each page, by its number; tables first, so that what stands in them is drawn above them."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for table in document.tables:
        found[table.box.page] += _table_marks(table)
    for sentence in document.sentences:
        for mark in _sentence_marks(document, sentence):
            found[mark.boxes[0].page].append(mark)
    lines = _Loose(document, paper)
    for sheet in sheets:
        found[sheet.number] += lines.of(sheet, found[sheet.number])
    return {number: tuple(found[number]) for number in found}


def text_kind(document: Document, sentence: Sentence) -> str:
    """Kind of a sentence: where it stands on its page, else what its section is for."""
    if sentence.kind is not SentenceKind.BODY:
        return sentence.kind.value
    kind = document.sections[sentence.section].kind if sentence.section >= 0 else SectionKind.OTHER
    return "other" if kind is SectionKind.REFERENCES else kind.value


def _sentence_marks(document: Document, sentence: Sentence) -> Iterator[Mark]:
    section = document.sections[sentence.section].title if sentence.section >= 0 else ""
    pages: dict[int, list[Box]] = {}
    for box in sentence.span.boxes:
        pages.setdefault(box.page, []).append(box)
    for boxes in pages.values():
        yield Mark(kind=text_kind(document, sentence), where=section, text=sentence.text, boxes=tuple(boxes))


def _table_marks(table: Table) -> Iterator[Mark]:
    sure = f"confidence {table.confidence:.2f}"
    reasons = "; ".join(doubts(table))
    where = f"{table.label or 'without a label'}, {'doubtful, ' * doubtful(table)}{sure}"
    where += f": {reasons}" if reasons else ""
    unsure = doubtful(table)
    if table.box.x1 > table.box.x0:
        yield Mark(kind="table", where=where, text=table.caption or "no caption", boxes=(table.box,), doubtful=unsure)
    for row in table.rows:
        for cell in row.cells:
            if cell.box is not None:
                header = table.header_paths[cell.column] if 0 <= cell.column < len(table.header_paths) else ()
                paths = f"{_named(row.path)}  |  {_named(header)}"
                yield Mark(kind="cell", where=paths, text=cell.text, boxes=(cell.box,))


def _named(path: Sequence[str]) -> str:
    return " › ".join(outer(path)) or "no label"


@dataclass(frozen=True, slots=True)
class _Line:
    """Neighbouring words of one line that no sentence, caption or cell holds."""

    words: tuple[SheetWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        boxes = [word.box for word in self.words]
        return Box(
            page=boxes[0].page,
            x0=min(box.x0 for box in boxes),
            y0=min(box.y0 for box in boxes),
            x1=max(box.x1 for box in boxes),
            y1=max(box.y1 for box in boxes),
        )


class _Loose:
    """Names the words that the document keeps without a place: headings, references, table headers, what was left out.

    The record of a document has no boxes for them. They are found by their letters; of no use beyond showing them.
    """

    def __init__(self, document: Document, paper: Paper) -> None:
        self._tables = document.tables
        self._titles = {squash(f.section.title): (f.section.title, f.page) for f in sections(document)}
        self._front = squash(paper.title + " ".join(paper.authors))
        self._entries = references(document)
        self._starts: list[int] = []
        self._list = ""
        for facts in self._entries:
            self._starts.append(len(self._list))
            self._list += squash(facts.reference.raw)
        self._at = -1
        """Where in the reference list the last line that was found in it ended; -1 before its first line."""
        self._open = not any(section.kind is SectionKind.REFERENCES for section in document.sections)
        """Whether the heading of the reference list was passed."""
        self._references = {
            squash(section.title) for section in document.sections if section.kind is SectionKind.REFERENCES
        }

    def of(self, sheet: Sheet, placed: Sequence[Mark]) -> list[Mark]:
        """Marks for the words of a page that no placed mark holds."""
        holders = _Grid([box for mark in placed if mark.kind != "table" for box in mark.boxes])
        loose = [word for word in sheet.words if squash(word.text) and not holders.holds(word.box)]
        tables = [table for table in self._tables if table.box.page == sheet.number]
        made: list[Mark] = []
        for table in tables:
            inside = [word for word in loose if _within(word.box, table.box)]
            loose = [word for word in loose if not _within(word.box, table.box)]
            made += _in_table(table, inside)
        kinds: dict[tuple[str, str, str], list[Box]] = {}
        for line in _lines(loose):
            kinds.setdefault(self._name(line, sheet), []).append(line.box)
        made += [
            Mark(kind=kind, where=where, text=text, boxes=tuple(boxes)) for (kind, where, text), boxes in kinds.items()
        ]
        return made

    def _name(self, line: _Line, sheet: Sheet) -> tuple[str, str, str]:
        """Kind, place and text of a line."""
        letters = squash(line.text)
        if letters in self._titles:
            self._open = self._open or letters in self._references
            return "heading", "", self._titles[letters][0]
        for title, (printed, page) in self._titles.items():
            part = title.startswith(letters) or title.endswith(letters)
            if part and page == sheet.number and 4 < len(letters) < len(title) < 4 * len(letters):
                return "heading", "a line of it", printed
        if (entry := self._entry(letters)) is not None:
            facts = self._entries[entry]
            return "reference", f"entry {facts.number}, cited {facts.citations} times", facts.reference.raw
        if sheet.number <= 2 and len(letters) > 3 and letters in self._front:
            return "front", "title or author", line.text
        return ("edge" if _at_edge(line, sheet) else "rest"), "", line.text

    def _entry(self, letters: str) -> int | None:
        """Index of the reference that prints the line."""
        if not self._open or not self._list:
            return None
        at = self._at if self._at >= 0 and self._list.startswith(letters, self._at) else -1
        if at < 0 and len(letters) >= _LEAST:
            at = self._list.find(letters, max(self._at, 0))
            at = at if at >= 0 else self._list.find(letters)
        if at < 0:
            return None
        self._at = at + len(letters)
        return sum(start <= at for start in self._starts) - 1


def _in_table(table: Table, words: Iterable[SheetWord]) -> Iterator[Mark]:
    """Words of a table that are no cells: headers, row labels, notes, and what was bound to nothing."""
    tops = [cell.box.y0 for row in table.rows for cell in row.cells if cell.box is not None]
    top = min(tops, default=table.box.y1)
    headers = [_Printed.of(path) for path in table.header_paths]
    rows = [_Printed.of(row.path) for row in table.rows]
    notes = squash(" ".join((*table.notes, table.caption)))
    groups: dict[tuple[str, str, str], list[Box]] = {}
    for word in words:
        letters = squash(word.text)
        above = [header.name for header in headers if header.holds(letters)]
        beside = [row.name for row in rows if row.holds(letters)]
        if above and (word.box.y1 < top + 2 or not beside):
            key = ("head", _first(above), word.text)
        elif beside:
            key = ("label", _first(beside), word.text)
        elif letters in notes:
            key = ("footnote", table.label, "note of the table")
        else:
            key = ("unbound", table.label, word.text)
        groups.setdefault(key, []).append(word.box)
    for (kind, where, text), boxes in groups.items():
        yield Mark(kind=kind, where=where, text=text, boxes=tuple(boxes))


@dataclass(frozen=True, slots=True)
class _Printed:
    """A path by its letters."""

    name: str
    whole: str
    words: frozenset[str]

    @classmethod
    def of(cls, path: Sequence[str]) -> _Printed:
        return cls(_named(path), squash(" ".join(path)), frozenset(squash(word) for word in " ".join(path).split()))

    def holds(self, letters: str) -> bool:
        """Whether it prints the word: whole, half of it before a hyphen, or with the mark of a footnote at its end."""
        if letters in self.words:
            return True
        return len(letters) > 2 and (letters in self.whole or (letters[-1].isdigit() and letters[:-1] in self.words))


def _first(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    return ", ".join(unique[:3]) + (f" and {len(unique) - 3} more" if len(unique) > 3 else "")


def _lines(words: Sequence[SheetWord]) -> Iterator[_Line]:
    """Words of one line of the text layer that stand beside each other; a section's number joins its title."""
    run: list[SheetWord] = []
    for word in words:
        if run:
            last = run[-1]
            level = abs((last.box.y0 + last.box.y1) - (word.box.y0 + word.box.y1)) < last.box.y1 - last.box.y0
            number = len(run) == 1 and last.text.rstrip(".").replace(".", "").isalnum() and len(last.text) < 8
            same = last.line == word.line or (last.line[0] == word.line[0] and number)
            if not (same and level and -2 < word.box.x0 - last.box.x1 < 36):
                yield _Line(tuple(run))
                run = []
        run.append(word)
    if run:
        yield _Line(tuple(run))


def _at_edge(line: _Line, sheet: Sheet) -> bool:
    box = line.box
    beside = box.x1 < _EDGE * sheet.width or box.x0 > (1 - _EDGE) * sheet.width
    return beside or box.y1 < _EDGE * sheet.height or box.y0 > (1 - _EDGE) * sheet.height


def _within(inner: Box, outer_box: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer_box.x0 - _SLACK <= x <= outer_box.x1 + _SLACK and outer_box.y0 - _SLACK <= y <= outer_box.y1 + _SLACK


class _Grid:
    """Boxes by bands of a page, so that asking which holds a word does not look at all of them."""

    _BAND = 20.0

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._bands: dict[int, list[Box]] = defaultdict(list)
        for box in boxes:
            for band in range(int((box.y0 - _SLACK) // self._BAND), int((box.y1 + _SLACK) // self._BAND) + 1):
                self._bands[band].append(box)

    def holds(self, word: Box) -> bool:
        """Whether a box holds the middle of the word."""
        band = int((word.y0 + word.y1) / 2 // self._BAND)
        return any(_within(word, box) for box in self._bands.get(band, ()))
