"""Blocks to a document and its bibliographic record."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from synth.language.sentences import split
from synth.parse import headings
from synth.parse.imprint import Metadata, find_stamp
from synth.parse.markup.blocks import BULLET, CAPTION, Block, Content, Grid, Heading, Text
from synth.parse.markup.grids import make_table, tabbed
from synth.parse.markup.runs import read_run_together
from synth.parse.references import bind_citations, read_text_references
from synth.records import (
    Document,
    Page,
    Reference,
    Sentence,
    SentenceKind,
    Span,
    Table,
)

_OPENING = re.compile(r"^(?:\d+\.?\s+|[IVX]+\.?\s+)?(?:abstract|introduction)\b", re.IGNORECASE)
_REFERENCES = re.compile(r"^(?:\d+\.?\s+)?(?:references|bibliography)\W*$", re.IGNORECASE)
_HEADING_LIMIT = 12
MAX_PARAGRAPH = 100_000
"""Characters; a longer stretch without a break is no prose and is cut."""


@dataclass(slots=True)
class _Written:
    """The two texts of a document while they grow: what spans point into, and what quotes are located in."""

    parts: list[str] = field(default_factory=list)
    page: list[str] = field(default_factory=list)
    length: int = 0
    headings: list[headings.Heading] = field(default_factory=list)
    pieces: list[tuple[int, int, SentenceKind]] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    """Paragraphs under the heading of the reference list."""

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def make_document(
    content: Content, found: Metadata, *, document_id: str, sha256: str, parser: str, whole: bool = False
) -> Document:
    """Sections, sentences, tables and references of a paper read from markup.

    With `whole` the running text leaves nothing out: rows of tables are lines of cells with tabs between them, items of
    lists begin with "• ", and reference lists stand in it, though no sentence is read from these three.
    """
    blocks = _with_captions(_with_run_together(_without_title(content.blocks, found.title)))
    _settle_levels(blocks)
    written, tables = _write(blocks, document_id, whole=whole)
    text = "".join(written.parts)
    references = content.references
    if references is None:
        references = read_text_references("References\n\n" + "\n\n".join(written.listed)) if written.listed else ()
    sections = headings.make_sections(written.headings, written.pieces, text)
    starts = [section.start for section in sections]
    sentences = []
    for start, end, kind in written.pieces:
        for a, b in split(text[start:end]):
            if not any(char.isalpha() for char in text[start + a : start + b]):
                continue
            span = Span(document=document_id, page=1, start=start + a, end=start + b)
            section = bisect_right(starts, span.start) - 1
            sentences.append(_sentence(text[span.start : span.end], span, section, kind, references))
    return Document(
        id=document_id,
        sha256=sha256,
        parser=parser,
        text=text,
        pages=(Page(number=1, width=0.0, height=0.0, text="\n".join(written.page)),),
        sections=tuple(sections),
        sentences=tuple(sentences),
        tables=tuple(tables),
        references=references,
    )


def _sentence(text: str, span: Span, section: int, kind: SentenceKind, references: tuple[Reference, ...]) -> Sentence:
    return Sentence(text=text, span=span, section=section, kind=kind, citations=bind_citations(text, references))


def _without_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """The title block's headings made plain text: title, authors, stamps."""
    first = [index for index, block in enumerate(blocks) if isinstance(block, Heading)][:_HEADING_LIMIT]
    opening = next((i for i in first if isinstance(b := blocks[i], Heading) and _OPENING.match(b.title)), -1)
    plain = _folded(title)
    out: list[Block] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Heading) and index in first:
            name = _folded(block.title)
            if index < opening or (plain and name == plain) or find_stamp(block.title):
                out.append(Text(block.title))
                continue
        out.append(block)
    return out


def _settle_levels(blocks: Sequence[Block]) -> None:
    """Levels as the numbers of the headings tell them; markup may begin at `h2` or use one level for all."""
    found = [block for block in blocks if isinstance(block, Heading)]
    depths: dict[int, set[int]] = {block.level: set() for block in found}
    for block in found:
        if match := headings.SECTION_NUMBER.match(block.title):
            depths[block.level].add(match["number"].count(".") + 1)
    ranks = {level: rank for rank, level in enumerate(sorted(depths), start=1)}
    settled = {level: min(counts) if counts else ranks[level] for level, counts in depths.items()}
    for block in found:
        block.level = settled[block.level]


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _with_run_together(blocks: Sequence[Block]) -> list[Block]:
    """Tables that stand as lines of words beside their caption, made grids."""
    out: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        out.append(block)
        index += 1
        match = CAPTION.match(block.text) if isinstance(block, Text) and block.kind is SentenceKind.CAPTION else None
        if match and match["word"].lower().startswith("tab") and index < len(blocks):
            read = read_run_together(blocks, index)
            if read is not None:
                grid, index = read
                out.append(grid)
    return out


def _with_captions(blocks: Sequence[Block]) -> list[Block]:
    """Give each table without a caption the one beside it: above or below, as most tables of the paper have it."""
    captions = {
        index: match
        for index, block in enumerate(blocks)
        if isinstance(block, Text)
        and block.kind is SentenceKind.CAPTION
        and (match := CAPTION.match(block.text))
        and match["word"].lower().startswith("tab")
    }
    grids = [i for i, block in enumerate(blocks) if isinstance(block, Grid) and not block.caption]
    above = sum((i - 1) in captions for i in grids)
    below = sum((i + 1) in captions for i in grids)
    order = (-1, 1) if above >= below else (1, -1)
    taken: set[int] = set()
    for side in order:
        for i in grids:
            grid, at = blocks[i], i + side
            while 0 <= at < len(blocks) and at not in captions and isinstance(blocks[at], Grid) and side == -1:
                at -= 1  # parts of one table stand below one caption
            if isinstance(grid, Grid) and not grid.caption and at in captions and at not in taken:
                caption = blocks[at]
                if at == i + side:
                    taken.add(at)
                if isinstance(caption, Text):
                    grid.caption = caption.text
                    grid.label = f"{captions[at]['word']} {captions[at]['number']}"
    return list(blocks)


def _write(blocks: Sequence[Block], document: str, *, whole: bool) -> tuple[_Written, list[Table]]:
    written = _Written()
    tables: list[Table] = []
    inside = 0  # level of the reference list's heading while we are under it
    for block in blocks:
        if isinstance(block, Heading):
            if _REFERENCES.match(block.title) and not whole:
                inside = block.level
            elif inside and block.level <= inside:
                inside = 0
            start = written.length
            written.put(f"{block.title}\n")
            written.page.append(block.title)
            written.headings.append(headings.Heading(block.title, start, written.length, block.level))
        elif isinstance(block, Text):
            _write_text(block, written, listed=bool(inside))
        else:
            if whole:
                written.put("\n".join(tabbed(block)) + "\n\n")
            table = make_table(block, document, len(tables))
            if table is not None:
                tables.append(table)
                written.page.extend(table_lines(table))
            else:
                written.page.extend(" ".join(cell.text for cell in row) for row in block.rows)
    return written, tables


def _write_text(block: Text, written: _Written, *, listed: bool) -> None:
    if listed:
        written.listed.append(f"{block.marker} {block.text}".strip())
        written.page.append(block.text)
        return
    if block.text.startswith(BULLET):
        block.text = block.text.lstrip(f"{BULLET} ")
        written.put("• ")
    for at in range(0, len(block.text), MAX_PARAGRAPH):
        text = block.text[at : at + MAX_PARAGRAPH]
        start = written.length
        written.put(text)
        if block.prose:
            written.pieces.append((start, written.length, block.kind))
        written.put("\n\n")
        written.page.append(text)


def table_lines(table: Table) -> list[str]:
    """A table as text: a line for its headers, and each row with its labels before its cells."""
    lines = [" ".join(" ".join(path) for path in table.header_paths)]
    lines.extend(" ".join([*row.path, *(cell.text for cell in row.cells)]) for row in table.rows)
    return [line for line in lines if line.strip()]
