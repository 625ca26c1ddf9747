"""A paper as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synth.records.paper import ArxivId
from synth.records.span import Box, Span


class SectionKind(StrEnum):
    """What a section is for."""

    FRONT = "front"
    """Title block before the abstract."""
    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    RELATED = "related"
    METHOD = "method"
    RESULTS = "results"
    DISCUSSION = "discussion"
    LIMITATIONS = "limitations"
    CONCLUSION = "conclusion"
    REFERENCES = "references"
    APPENDIX = "appendix"
    OTHER = "other"


class SentenceKind(StrEnum):
    """Where a sentence stands on its page."""

    BODY = "body"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    kind: SectionKind
    level: int = 1
    """1 for a section, 2 for a subsection, …"""
    start: int = 0
    """Offset in `Document.text` of the first character after the heading."""
    end: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """An in-text citation bound to an entry of the reference list."""

    raw: str
    """As printed: `[12]`, `(Chen et al., 2021)`."""
    reference: int
    """Index in `Document.references`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence of the running text, of a caption or of a footnote."""

    text: str
    span: Span
    section: int
    """Index in `Document.sections`, -1 where it stands in none."""
    kind: SentenceKind = SentenceKind.BODY
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell of a table's body."""

    text: str
    """As printed, digits from the text layer."""
    column: int
    """Index in `Table.header_paths`."""
    box: Box | None = None
    bold: bool = False
    underlined: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRow:
    """One row of a table's body."""

    path: tuple[str, ...]
    """Row label, outermost section row first: ("Closed-source models", "GPT-4")."""
    cells: tuple[Cell, ...]
    """Non-empty cells outside the label columns, left to right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table, its numbers bound to row paths and header paths."""

    id: str
    label: str
    """As printed: "Table 3"; empty where it has none."""
    caption: str
    header_paths: tuple[tuple[str, ...], ...]
    """One path a column, outermost first: ("HumanEval", "pass@1"). Label columns have their own header."""
    rows: tuple[TableRow, ...]
    box: Box
    stub_columns: int = 1
    """How many columns at the left are row labels."""
    notes: tuple[str, ...] = ()
    confidence: float = 1.0
    """Self-check of the reading, 0 to 1; below 0.5 the table is doubtful and refutes nothing."""
    origin: str = ""
    """`tex` where headers and cells are those of the paper's source, because the page was in doubt; else empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CellRef:
    """Selects one cell by its paths, as a reader would name it."""

    table: str
    """Id of the table."""
    label: str
    """Label of the table ("Table 3")."""
    row_path: tuple[str, ...]
    column_path: tuple[str, ...]
    text: str
    """The cell as printed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One entry of the reference list."""

    raw: str
    key: str = ""
    """Number or label in the paper ("12"); empty for author–year lists."""
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    arxiv: ArxivId | None = None
    doi: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page as the PDF's text layer gives it."""

    number: int
    """From 1."""
    width: float
    """Points."""
    height: float
    text: str
    """Raw text of the page, untouched: what a located quote is compared with."""
    marks: tuple[tuple[int, int], ...] = ()
    """Ranges of `text` that are raised marks of footnotes and affiliations: sentences leave them out."""

    @property
    def unmarked(self) -> str:
        """Its text with blanks in place of the marks."""
        parts, at = [], 0
        for start, end in self.marks:
            parts += [self.text[at:start], " " * (end - start)]
            at = end
        return "".join([*parts, self.text[at:]])


@dataclass(frozen=True, kw_only=True, slots=True)
class PageFailure:
    """A page that could not be read."""

    page: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A paper's text and tables, each with its place."""

    id: str
    """Content id: checksum of the file and version of the parser."""
    sha256: str
    parser: str
    """Name and version of the parser that read it."""
    text: str
    """Running text in reading order; spans point into it."""
    pages: tuple[Page, ...]
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    failures: tuple[PageFailure, ...] = ()
