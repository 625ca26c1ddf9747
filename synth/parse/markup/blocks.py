"""What every kind of markup is read into: headings, paragraphs and grids, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from synth.records import Reference, SentenceKind

CAPTION = re.compile(
    r"^(?P<word>Table|TABLE|Tab\.|Figure|FIGURE|Fig\.|FIG\.|Algorithm|Listing)\s*"
    r"(?P<number>(?:[A-Z]{1,2}[.\-]?)?\d+(?:\.\d+)*|[IVXL]+)(?P<stop>\s*[:.|—–](?=\s|$)|\s*$)"
)
"""How a caption begins: label and a sign that ends it ("Table 1 shows" is none)."""

BULLET = "\ue010"
"""Begins the text of a list's item where the reader is asked to tell items from paragraphs."""


@dataclass(slots=True)
class Heading:
    """A heading; its title carries the number that it is printed with."""

    title: str
    level: int


@dataclass(slots=True)
class Text:
    """A paragraph, list item, caption or footnote, as plain text."""

    text: str
    kind: SentenceKind = SentenceKind.BODY
    marker: str = ""
    """Number of an ordered list's item ("3."), which is no part of its sentence."""
    prose: bool = True
    """False where no sentence is to be read from it: an entry of a reference list."""


@dataclass(slots=True)
class GridCell:
    """One cell as written, before spans are spread out."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    bold: bool = False
    underlined: bool = False


@dataclass(slots=True)
class Grid:
    """A table as written: rows of cells, which of them are headers if the markup says so, and its caption."""

    rows: list[list[GridCell]]
    head: int | None = None
    """Number of header rows, None where the markup does not say."""
    rules: frozenset[int] = frozenset()
    """Indices of rows with a full-width rule above them."""
    caption: str = ""
    label: str = ""
    stub: int | None = None
    """Number of label columns, None where cells must tell."""
    inferred: float = 1.0
    """How sure the columns are: below 1 where they were told from running words."""


Block = Heading | Text | Grid


@dataclass(slots=True)
class Content:
    """A whole paper."""

    blocks: list[Block] = field(default_factory=list)
    references: tuple[Reference, ...] | None = None
    """None where they are to be read from the text under the heading "References"."""
    doi: str = ""
    front: str = ""
    """Source that holds title and authors, where it is not the file's own beginning."""


def squeeze(text: str) -> str:
    """White space of any kind as single blanks; zero-width and soft hyphens dropped."""
    return " ".join(re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", text).split())
