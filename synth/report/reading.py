"""What was read in one paper, as facts for people and programs: counts, outline, tables, references, doubts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from synth.language.words import squash
from synth.records import Document, Paper, Reference, Section, SectionKind, Sentence, SentenceKind, Table, TableRow

SCHEMA_VERSION = "1"
PARTS = ("tables", "sections", "references")
"""What can be asked for."""
DOUBTFUL = 0.5
"""A table below this confidence is doubtful: it confirms and refutes nothing."""
_NUMBER = re.compile(r"^[^\w.]{0,3}\.?\d[\d.,]*\s*(?:[%‰×xKMBT]|\s*±\s*[\d.]+)?[^\w]{0,3}$")
_PLAIN = re.compile(r"^\d[\d.,]*%?$")
_NOTHING = re.compile(r"^(?:[-–—−/✗✓√×.]+|n/?a|)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionFacts:
    """A section and what stands in it, subsections not counted."""

    section: Section
    page: int | None
    """Page of its heading, None where that is not known."""
    sentences: tuple[Sentence, ...]

    def count(self, kind: SentenceKind) -> int:
        """How many of its sentences are of that kind."""
        return sum(sentence.kind is kind for sentence in self.sentences)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceFacts:
    """An entry of the reference list and the in-text citations bound to it."""

    reference: Reference
    number: int
    """Place in the list, from 1."""
    citations: int
    pages: tuple[int, ...]
    """Pages that cite it."""

    @property
    def wanting(self) -> tuple[str, ...]:
        """Fields that were not found in it."""
        entry = self.reference
        found = {"title": entry.title, "authors": entry.authors, "year": entry.year}
        return tuple(name for name, value in found.items() if not value)


def laid_out(document: Document) -> bool:
    """Whether the paper has pages; Markdown, HTML and TeX have none, all of it stands on page 1."""
    return any(sentence.span.boxes for sentence in document.sentences) or any(page.width for page in document.pages)


def doubtful(table: Table) -> bool:
    """Whether the table refutes nothing because its reading is not sure."""
    return table.confidence < DOUBTFUL


def doubts(table: Table) -> tuple[str, ...]:
    """What makes the reading of a table unsure, as far as the table itself shows it; empty for a sure one."""
    cells = [cell for row in table.rows for cell in row.cells]
    if not cells:
        return ("no cells",)
    found: list[str] = []
    columns: dict[int, list[str]] = {}
    for cell in cells:
        columns.setdefault(cell.column, []).append(cell.text)
    numeric = [c for c, texts in columns.items() if 2 * sum(map(_is_number, texts)) >= len(texts)]
    if not any(_is_number(cell.text) for cell in cells):
        found.append("no numbers in it")
    headless = sum(not any(_path(table, c)) for c in numeric)
    if headless:
        found.append(f"{headless} of {len(numeric)} number columns without a header")
    leaves = Counter(_path(table, c) for c in numeric if any(_path(table, c)))
    found += [f"{n} columns share the header {' › '.join(path)!r}" for path, n in leaves.items() if n > 1][:2]
    nameless = sum(not any(row.path) for row in table.rows)
    if nameless:
        found.append(f"{nameless} of {len(table.rows)} rows without a label")
    shared = sum(n - 1 for path, n in Counter(row.path for row in table.rows).items() if any(path))
    if shared:
        found.append(f"{shared + 1} rows share a label" if shared == 1 else f"{shared} rows repeat another's label")
    glued = sum(len([part for part in cell.text.split() if _PLAIN.match(part)]) > 1 for cell in cells)
    if glued:
        found.append(f"{glued} cell{'s' * (glued != 1)} with two numbers")
    odd = sum(not _is_number(text) and not _NOTHING.match(text) for c in numeric for text in columns[c])
    if odd:
        found.append(f"{odd} cell{'s' * (odd != 1)} of words in columns of numbers")
    share = len(cells) / max(1, sum(len(band.rows) * len(band.columns) for band in bands(table)))
    if share < 0.8:
        found.append(f"{1 - share:.0%} of the places are empty")
    if not table.caption:
        found.append("no caption")
    if not found and doubtful(table):
        found.append("text reaches over columns, or labels had to be guessed")
    return tuple(found) if table.confidence < 0.9 else ()


def _path(table: Table, column: int) -> tuple[str, ...]:
    return table.header_paths[column] if 0 <= column < len(table.header_paths) else ()


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text))


def sections(document: Document) -> tuple[SectionFacts, ...]:
    """The outline, in the order of the paper."""
    inside: dict[int, list[Sentence]] = {}
    for sentence in document.sentences:
        inside.setdefault(sentence.section, []).append(sentence)
    return tuple(
        SectionFacts(section=section, page=_page_of(document, section), sentences=tuple(inside.get(index, ())))
        for index, section in enumerate(document.sections)
    )


def outside(document: Document) -> tuple[Sentence, ...]:
    """Sentences that stand in no section."""
    return tuple(sentence for sentence in document.sentences if sentence.section < 0)


def _page_of(document: Document, section: Section) -> int | None:
    """Page that prints the heading, between the sentences before and after it."""
    body = [s for s in document.sentences if s.kind is SentenceKind.BODY]
    after = next((s.span.page for s in body if s.span.start >= section.start), None)
    before = max((s.span.page for s in body if s.span.start < section.start), default=1)
    last = after if after is not None else len(document.pages)
    if before == last or section.kind is SectionKind.FRONT:
        return min(before, last)
    title = squash(section.title)
    for page in document.pages:
        if before <= page.number <= last:
            lines = [squash(line) for line in page.text.splitlines()]
            if title in lines or any(one + two == title for one, two in pairwise(lines)):
                return page.number
    return after


def references(document: Document) -> tuple[ReferenceFacts, ...]:
    """The reference list, with its citations counted."""
    bound: dict[int, list[int]] = {}
    for sentence in document.sentences:
        for citation in sentence.citations:
            bound.setdefault(citation.reference, []).append(sentence.span.page)
    return tuple(
        ReferenceFacts(
            reference=reference,
            number=index + 1,
            citations=len(bound.get(index, ())),
            pages=tuple(sorted(set(bound.get(index, ())))),
        )
        for index, reference in enumerate(document.references)
    )


def as_dict(document: Document, paper: Paper, parts: Collection[str]) -> dict[str, Any]:
    """The object that `synth paper --json` prints: an overview, and those of `PARTS` that were asked for."""
    made: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "paper": {
            "id": paper.id,
            "arxiv_id": paper.arxiv.id if paper.arxiv else None,
            "version": paper.arxiv.version if paper.arxiv else None,
            "doi": paper.doi or None,
            "title": paper.title,
            "authors": list(paper.authors),
            "year": paper.year,
            "venue": paper.venue or None,
            "path": paper.path,
            "sha256": document.sha256,
            "status": paper.status.value,
            "reason": paper.reason or None,
        },
        "parser": document.parser,
        "laid_out": laid_out(document),
        "counts": counts(document),
        "doubtful_tables": [
            {"table": number, "label": table.label, "page": table.box.page, "reasons": list(doubts(table))}
            for number, table in enumerate(document.tables, start=1)
            if doubtful(table)
        ],
        "failures": [asdict(failure) for failure in document.failures],
    }
    if "tables" in parts:
        made["tables"] = [_table(number, table) for number, table in enumerate(document.tables, start=1)]
    if "sections" in parts:
        made["sections"] = [_section(facts) for facts in sections(document)]
        made["outside_sections"] = [_sentence(sentence) for sentence in outside(document)]
    if "references" in parts:
        made["references"] = [_reference(facts) for facts in references(document)]
    return made


def counts(document: Document) -> dict[str, int]:
    """How much was read."""
    bound = references(document)
    return {
        "pages": len(document.pages),
        "failed_pages": len(document.failures),
        "sections": len(document.sections),
        "sentences": len(document.sentences),
        "tables": len(document.tables),
        "doubtful_tables": sum(map(doubtful, document.tables)),
        "references": len(bound),
        "references_cited": sum(facts.citations > 0 for facts in bound),
        "citations": sum(facts.citations for facts in bound),
    }


def _table(number: int, table: Table) -> dict[str, Any]:
    return {
        "number": number,
        "id": table.id,
        "label": table.label,
        "page": table.box.page,
        "caption": table.caption,
        "confidence": table.confidence,
        "doubtful": doubtful(table),
        "reasons": list(doubts(table)),
        "label_columns": table.stub_columns,
        "header_paths": [list(path) for path in table.header_paths],
        "rows": [
            {
                "path": list(row.path),
                "cells": aligned(table, index),
                "details": [
                    {
                        "text": cell.text,
                        "column": cell.column,
                        "header_path": list(_path(table, cell.column)),
                        "bold": cell.bold,
                        "underlined": cell.underlined,
                        "box": asdict(cell.box) if cell.box else None,
                    }
                    for cell in row.cells
                ],
            }
            for index, row in enumerate(table.rows)
        ],
        "notes": list(table.notes),
        "box": asdict(table.box),
    }


def aligned(table: Table, row: int) -> list[str]:
    """Texts of a row, one for each header path; empty for label columns and for places without a cell."""
    texts = [""] * len(table.header_paths)
    for cell in table.rows[row].cells:
        if 0 <= cell.column < len(texts):
            texts[cell.column] = f"{texts[cell.column]} {cell.text}".strip()
    return texts


def _section(facts: SectionFacts) -> dict[str, Any]:
    section = facts.section
    return {
        "title": section.title,
        "kind": section.kind.value,
        "level": section.level,
        "page": facts.page,
        "counts": {kind.value: facts.count(kind) for kind in SentenceKind},
        "sentences": [_sentence(sentence) for sentence in facts.sentences],
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "page": sentence.span.page,
        "kind": sentence.kind.value,
        "citations": [citation.reference + 1 for citation in sentence.citations],
    }


def _reference(facts: ReferenceFacts) -> dict[str, Any]:
    entry = facts.reference
    return {
        "number": facts.number,
        "key": entry.key,
        "title": entry.title,
        "authors": list(entry.authors),
        "year": entry.year,
        "arxiv_id": str(entry.arxiv) if entry.arxiv else None,
        "doi": entry.doi or None,
        "citations": facts.citations,
        "cited_on": list(facts.pages),
        "wanting": list(facts.wanting),
        "raw": entry.raw,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class HeaderCell:
    """A part of header paths and the columns that it stands over."""

    text: str
    """Empty where a column has no header of this level."""
    first: int
    """Index of its first column."""
    columns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """Rows that share columns. A table that prints a second header further down has a second band."""

    rows: tuple[int, ...]
    columns: frozenset[int]
    """Columns in which the band has cells."""


def bands(table: Table) -> tuple[Band, ...]:
    """The rows in bands that have no column in common; one band for most tables."""
    made: list[tuple[list[int], set[int]]] = []
    for index, row in enumerate(table.rows):
        columns = {cell.column for cell in row.cells}
        if made and (not columns or columns & made[-1][1]):
            made[-1][0].append(index)
            made[-1][1].update(columns)
        else:
            made.append(([index], columns))
    used = [column for _, columns in made for column in columns]
    if len(used) != len(set(used)) or any(len(rows) < 2 for rows, _ in made):  # gaps only: not a second header
        made = [(list(range(len(table.rows))), set(used))]
    return tuple(Band(rows=tuple(rows), columns=frozenset(columns)) for rows, columns in made)


def header_rows(paths: Sequence[tuple[str, ...]]) -> list[list[HeaderCell]]:
    """Header paths as printed rows, outermost first; parts that neighbouring paths share are one cell."""
    bare = [outer(path) for path in paths]
    depth = max((len(path) for path in bare), default=0)
    # Short paths hang at the bottom, beside the names of single columns.
    padded = [("",) * (depth - len(path)) + path for path in bare]
    rows: list[list[HeaderCell]] = []
    for level in range(depth):
        row: list[HeaderCell] = []
        for column, path in enumerate(padded):
            last = row[-1] if row else None
            joined = last is not None and level < depth - 1 and padded[last.first][: level + 1] == path[: level + 1]
            if last is not None and joined:
                row[-1] = HeaderCell(text=last.text, first=last.first, columns=last.columns + 1)
            else:
                row.append(HeaderCell(text=path[level], first=column, columns=1))
        rows.append(row)
    return rows


def label_of(row: TableRow) -> tuple[str, ...]:
    """Path of a row without the parts that its first cells print as well (a size in its own column)."""
    path = list(outer(row.path))
    texts = [cell.text for cell in row.cells]
    while len(path) > 1 and path[-1] in texts[:2]:
        path.pop()
    return tuple(path)


def outer(sequence: Sequence[str]) -> tuple[str, ...]:
    """A path without its empty parts."""
    return tuple(part for part in sequence if part)
