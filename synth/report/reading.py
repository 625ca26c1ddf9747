"""What was read in one paper, as facts for people and programs: counts, outline, references, and all of it as JSON."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from synth.language.words import squash
from synth.records import Document, Paper, Reference, Section, SectionKind, Sentence, SentenceKind, Table
from synth.report.tables import aligned, doubtful, doubts, header_path

SCHEMA_VERSION = "1"
PARTS = ("tables", "sections", "references")
"""What can be asked for."""


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
                        "header_path": list(header_path(table, cell.column)),
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
