"""One PDF, read wholly: layout, tables, references, prose and bibliographic record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import ParseError
from synth.parse import flow, layout, metadata, prose, references
from synth.parse.furniture import furniture, without_line_numbers
from synth.parse.kinds import body_style
from synth.parse.layout import PageLayout
from synth.parse.record import make_paper
from synth.parse.tables import FoundTable, read_tables
from synth.records import Document, Page, PageFailure, Paper, Sentence

if TYPE_CHECKING:
    import pymupdf

_DAMAGE = re.compile(r"read error|treating as end of file|syntax error|not a stream|cannot load|(?P<tree>non-page)")
"""MuPDF's warnings about a page whose text may be missing; it raises nothing."""

MIN_CHARACTERS = 200
"""A whole PDF with less text than this is a scan or a picture."""


def read_pdf(path: Path, *, document_id: str, sha256: str, parser: str) -> tuple[Document, Paper]:
    """Parse one PDF. ParseError says why where nothing can be read; single failed pages are rows in the document."""
    opened = _open(path)
    try:
        pages, failures = _layouts(opened)
        info = {key: value or "" for key, value in (opened.metadata or {}).items()}
        scanned = _scanned(opened.page_count, pages)
    finally:
        opened.close()
    if scanned:
        raise ParseError(f"{path.name}: {scanned}", hint="run OCR on it first (for example ocrmypdf)")
    pages = without_line_numbers(pages)
    return _assemble(path, pages, failures, info, document_id=document_id, sha256=sha256, parser=parser)


def _open(path: Path) -> pymupdf.Document:
    from synth.mupdf import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    if path.stat().st_size == 0:
        raise ParseError(f"{path.name}: the file is empty (0 bytes)", hint="fetch it again")
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF" not in head:
        kind = "a web page" if b"<html" in head.lower() or b"<!doctype" in head.lower() else "something else"
        raise ParseError(f"{path.name}: not a PDF but {kind} with that name", hint="fetch it again")
    try:
        opened = pymupdf.open(path, filetype="pdf")
    except Exception as error:  # PyMuPDF raises many kinds for damaged files
        reason = _one_line(error).replace(str(path), path.name)
        raise ParseError(f"{path.name}: not a readable PDF ({reason})", hint="fetch it again") from error
    if opened.needs_pass:
        opened.close()
        raise ParseError(f"{path.name}: encrypted, a password is needed", hint="save a copy without a password")
    if opened.page_count == 0:
        opened.close()
        raise ParseError(f"{path.name}: damaged, no page can be read", hint="fetch it again")
    return opened


def _layouts(opened: pymupdf.Document) -> tuple[list[PageLayout], list[PageFailure]]:
    from synth.mupdf import pymupdf

    pages: list[PageLayout] = []
    failures: list[PageFailure] = []
    for number in range(opened.page_count):
        pymupdf.TOOLS.reset_mupdf_warnings()
        try:
            page = layout.page_layout(opened[number])
        except Exception as error:  # one bad page must not lose the others
            failures.append(PageFailure(page=number + 1, reason=_one_line(error)))
            continue
        pages.append(page)
        warnings = pymupdf.TOOLS.mupdf_warnings()
        damage = _DAMAGE.search(warnings)
        if damage and not (damage["tree"] and page.lines):  # the tree is complained about on whole pages too
            lost = "its text may be incomplete" if page.lines else "no text could be read"
            failures.append(PageFailure(page=number + 1, reason=f"damaged ({warnings.splitlines()[0][:100]}): {lost}"))
    return pages, failures


def _scanned(count: int, pages: list[PageLayout]) -> str:
    characters = sum(len(page.text.strip()) for page in pages)
    if characters >= MIN_CHARACTERS or characters >= 40 * count:
        return ""
    if any(page.images for page in pages):
        return f"scanned: {count} page{'s' * (count != 1)} without a text layer"
    return f"no text on {count} page{'s' * (count != 1)}"


def _assemble(
    path: Path,
    pages: list[PageLayout],
    failures: list[PageFailure],
    info: Mapping[str, str],
    *,
    document_id: str,
    sha256: str,
    parser: str,
) -> tuple[Document, Paper]:
    found = metadata.read_metadata(pages, filename=path.name, info=info)
    tables = _tables(pages, document_id, failures)
    edge = furniture(pages)
    entries, block = references.read_references(pages, skip=edge)
    body = prose.compose(_ordered(pages, tables, block.lines, edge, failures), document_id)
    document = Document(
        id=document_id,
        sha256=sha256,
        parser=parser,
        text=body.text,
        pages=tuple(Page(number=p.number, width=p.width, height=p.height, text=p.text, marks=p.marks) for p in pages),
        sections=tuple(body.sections),
        sentences=_cited(body, entries),
        tables=tuple(found_table.table for found_table in tables),
        references=entries,
        failures=_one_a_page(failures),
    )
    return document, make_paper(found, document, path)


def _tables(pages: list[PageLayout], document_id: str, failures: list[PageFailure]) -> list[FoundTable]:
    """Tables of all pages; a page on which reading them fails costs its own tables only."""
    try:
        return read_tables(pages, document_id)
    except Exception as error:
        first = _one_line(error)
    good = []
    for page in pages:
        try:
            read_tables([page], document_id)
        except Exception as error:
            failures.append(PageFailure(page=page.number, reason=f"tables: {_one_line(error)}"))
        else:
            good.append(page)
    try:
        return read_tables(good, document_id)
    except Exception:  # only where a table goes on over pages
        failures.append(PageFailure(page=pages[0].number, reason=f"tables of the whole document: {first}"))
        return []


def _one_a_page(failures: Sequence[PageFailure]) -> tuple[PageFailure, ...]:
    """Failures in the order of pages, those of one page joined."""
    reasons: dict[int, list[str]] = {}
    for failure in sorted(failures, key=lambda failure: failure.page):
        reasons.setdefault(failure.page, []).append(failure.reason)
    return tuple(PageFailure(page=page, reason="; ".join(said)) for page, said in reasons.items())


def _ordered(
    pages: list[PageLayout],
    tables: list[FoundTable],
    reference_lines: Mapping[int, frozenset[int]],
    edge: Mapping[int, frozenset[int]],
    failures: list[PageFailure],
) -> list[list[flow.FlowLine]]:
    style = body_style(pages)
    gutter = flow.usual_gutter(pages, style.size)
    ordered = []
    for page in pages:
        here = [table for table in tables if table.page == page.number]
        taken = frozenset().union(reference_lines.get(page.number, frozenset()), *(table.consumed for table in here))
        captions = frozenset(line for table in here for line in table.caption_lines)
        try:
            lines = flow.reading_order(
                page, style=style, skip=edge[page.number], taken=taken - captions, captions=captions, gutter=gutter
            )
        except Exception as error:  # a page that cannot be put in order costs itself only
            failures.append(PageFailure(page=page.number, reason=f"reading order: {_one_line(error)}"))
            continue
        ordered.append(lines)
    return ordered


def _cited(body: prose.Prose, entries: tuple[references.Reference, ...]) -> tuple[Sentence, ...]:
    """The sentences with the entries that each cites, in brackets, by name and year, or by raised numerals."""
    bound = [references.bind_citations(sentence.text, entries) for sentence in body.sentences]
    marks = [mark for said in body.marks.values() for mark in said]
    if references.cites_by_marks(marks, len({c.reference for some in bound for c in some}), entries):
        bound = [(*some, *references.bind_marks(body.marks.get(at, ()), entries)) for at, some in enumerate(bound)]
    return tuple(
        replace(sentence, citations=some) if some else sentence
        for sentence, some in zip(body.sentences, bound, strict=True)
    )


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
