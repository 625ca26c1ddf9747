"""A PDF whose TeX source is at hand: tables that the page leaves in doubt are taken from the source.

Pages, boxes, captions and everything else stay those of the PDF. A table is only replaced by the one with its caption,
and only when its numbers stand on the table's page: a source may be that of another version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from synth.errors import ParseError
from synth.records import Document, Table

DOUBTFUL = 0.5
"""Confidence below which a table of the PDF is in doubt."""
FROM_SOURCE = "tex"
_ALIKE = 0.6
_FOUND = 0.9
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_POWER = re.compile(r"[·×]?\s?10\^\S+|\^[-−]?\d+")
"""Powers: the page's text has no sign for what is raised."""
_WORD = re.compile(r"[^\W\d_]{2,}|\d+(?:\.\d+)*")


def with_source(document: Document, source: Path) -> Document:
    """The document with its doubtful tables read from `source` (archive, folder or TeX file) where they match.

    A source that cannot be read leaves the document as it is: the PDF is the paper.
    """
    if not any(table.confidence < DOUBTFUL for table in document.tables):
        return document
    from synth.parse.markup import read_markup

    try:
        other, _ = read_markup(source, document_id=document.id, sha256=document.sha256, parser=document.parser)
    except (ParseError, OSError):
        return document
    taken = {table.id: match for table in document.tables if (match := _match(table, document, other.tables))}
    return replace(document, tables=tuple(_replaced(table, taken.get(table.id)) for table in document.tables))


def _replaced(table: Table, source: Table | None) -> Table:
    if source is None:
        return table
    return replace(
        table,
        header_paths=source.header_paths,
        rows=source.rows,
        stub_columns=source.stub_columns,
        notes=table.notes or source.notes,
        confidence=source.confidence,
        origin=FROM_SOURCE,
    )


def _match(table: Table, document: Document, candidates: Iterable[Table]) -> Table | None:
    """The source's reading of a doubtful table; None where none is surer, or it may be another table."""
    if table.confidence >= DOUBTFUL:
        return None
    page = " ".join(p.text for p in document.pages if p.number in (table.box.page, table.box.page + 1))
    printed = frozenset(_NUMBER.findall(page))
    fitting = [
        (alike + (0.5 if candidate.label == table.label else 0.0), candidate)
        for candidate in candidates
        if candidate.confidence > max(table.confidence, DOUBTFUL)
        and (alike := _alike(table, candidate)) >= _ALIKE
        and _stands(candidate, printed)
    ]
    return max(fitting, key=lambda item: item[0])[1] if fitting else None


def _alike(table: Table, candidate: Table) -> float:
    """Share of words that two captions have in common; tables without captions are told by their number alone."""
    ours, theirs = (_words(t.caption.removeprefix(t.label)) for t in (table, candidate))
    if not ours or not theirs:
        return float(bool(table.label) and table.label == candidate.label and ours == theirs)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _stands(candidate: Table, printed: frozenset[str]) -> bool:
    cells = (_POWER.sub(" ", cell.text) for row in candidate.rows for cell in row.cells)
    numbers = [number for text in cells for number in _NUMBER.findall(text)]
    return len(numbers) >= 2 and sum(number in printed for number in numbers) >= _FOUND * len(numbers)
