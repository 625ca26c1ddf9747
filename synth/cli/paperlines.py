"""What was read in one paper, on a terminal: overview, tables, sections, references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from rich.console import Console
from rich.text import Text

from synth.cli.grid import lines_of
from synth.records import Document, Sentence, SentenceKind, Table
from synth.report.reading import counts, laid_out, outside, references, sections
from synth.report.tables import doubtful, doubts
from synth.report.text import clean
from synth.report.words import counted
from synth.workflows.paper import ReadPaper

Line: TypeAlias = Text | tuple[Text, int]
"""A line to print, and by how much it is indented where it goes on."""


def show(read: ReadPaper, parts: Sequence[str], *, quiet: bool, verbose: bool, debug_html: Path | None) -> None:
    """Print an overview and the parts that were asked for, as wide as the terminal."""
    console = Console(highlight=False, soft_wrap=False)
    if not quiet:
        say(console, _overview(read, whole=not parts, verbose=verbose))
    shown = {"tables": _tables, "sections": _sections, "references": _references}
    for number, part in enumerate(parts):
        if number or not quiet:
            console.print()
        say(console, shown[part](read.document, console.width, verbose))
    if debug_html is not None and not quiet:
        console.print(Text(f"\npages with what was read: {clean(str(debug_html))}", style="bold"), soft_wrap=True)


def say(console: Console, lines: Iterator[Line]) -> None:
    """Print lines; what must be wrapped goes on below the line's own indentation, or where the line says."""
    for line in lines:
        text, hang = line if isinstance(line, tuple) else (line, len(line.plain) - len(line.plain.lstrip(" ")))
        if text.cell_len <= console.width:
            console.print(text)
            continue
        first, *rest = text.wrap(console, console.width, overflow="fold")
        console.print(first, no_wrap=True, crop=False)
        if not rest:
            continue
        left = text[len(first.plain) :]
        left = left[len(left.plain) - len(left.plain.lstrip(" ")) :]
        for part in left.wrap(console, max(console.width - hang, 20), overflow="fold"):
            part.rstrip()
            part.pad_left(hang)
            console.print(part, no_wrap=True, crop=False)


def _overview(read: ReadPaper, *, whole: bool, verbose: bool) -> Iterator[Line]:
    paper, document = read.paper, read.document
    yield Text(clean(paper.title), style="bold")
    people = list(paper.authors if verbose else paper.authors[:4])
    more = len(paper.authors) - len(people)
    names = ", ".join(map(clean, people)) + (f" and {more} more" if more else "")
    yield Text(f"{names or 'no authors found'} · {paper.year or 'no year found'} · {clean(paper.id)}")
    where = clean(str(read.file)) if read.file else "its file is gone"
    yield Text(f"{where} · {'read now' if read.fresh else 'known to the library'}", style="dim")
    if not whole:
        return
    n = counts(document)
    doubtful = f", {n['doubtful_tables']} doubtful" if n["doubtful_tables"] else ""
    yield Text("")
    pages = f"{counted(n['pages'], 'page')} · " if laid_out(document) else ""
    yield Text(
        f"{pages}{counted(n['sections'], 'section')} · "
        f"{counted(n['sentences'], 'sentence')} · {counted(n['tables'], 'table')}{doubtful} · "
        f"{counted(n['references'], 'reference')}"
        + (f", {n['references_cited']} cited in the text" if n["references"] else "")
    )
    yield from _troubles(document)
    yield Text("")
    yield Text(
        "--show tables, sections or references says more; --debug-html FILE draws it over the pages", style="dim"
    )


def _troubles(document: Document) -> Iterator[Line]:
    for failure in document.failures:
        yield Text(f"! page {failure.page} could not be read: {clean(failure.reason)}", style="red")
    for number, table in enumerate(document.tables, start=1):
        if doubtful(table):
            name = clean(table.label) or f"table {number} of the paper, without a label"
            why = clean("; ".join(doubts(table)))
            page = f", page {table.box.page}," * laid_out(document)
            yield Text(f"? {name}{page} is doubtful ({table.confidence:.2f}): {why}", style="yellow")
    unread = [facts for facts in references(document) if facts.wanting]
    if unread:
        listed = ", ".join(str(facts.number) for facts in unread[:8]) + (" …" if len(unread) > 8 else "")
        yield Text(f"? {counted(len(unread), 'reference')} without title, authors or year: {listed}", style="yellow")


def _tables(document: Document, width: int, verbose: bool) -> Iterator[Line]:
    if not document.tables:
        yield Text("no tables found")
    for number, table in enumerate(document.tables, start=1):
        if number > 1:
            yield Text("")
            yield Text("")
        place = f"[{number}/{len(document.tables)}] " + f"page {table.box.page} · " * laid_out(document)
        yield from _table_head(place, table)
        if table.rows:
            yield from lines_of(table, width)
        for note in table.notes:
            yield Text(clean(note), style="dim")


def _table_head(place: str, table: Table) -> Iterator[Line]:
    head = Text(f"{place}confidence {table.confidence:.2f}", style="cyan")
    if doubtful(table):
        head.append(" · doubtful: it confirms and refutes nothing", style="bold yellow")
    yield head
    if reasons := doubts(table):
        yield Text("unsure: " + clean("; ".join(reasons)), style="yellow")
    yield Text(clean(table.caption) or "no caption", style="bold" if table.caption else "dim")


def _sections(document: Document, width: int, verbose: bool) -> Iterator[Line]:
    paged = laid_out(document)
    for facts in sections(document):
        section = facts.section
        line = Text("  " * (section.level - 1))
        line.append(clean(section.title) or "(before the first heading)", style="bold")
        line.append(f"  {section.kind.value}", style="cyan")
        body, captions = facts.count(SentenceKind.BODY), facts.count(SentenceKind.CAPTION)
        notes = facts.count(SentenceKind.FOOTNOTE)
        said = [f"page {facts.page}" if facts.page else "page unknown"] * paged + [counted(body, "sentence")]
        said += [f"{captions} in captions"] * bool(captions) + [f"{notes} in footnotes"] * bool(notes)
        line.append("  " + " · ".join(said), style="dim")
        yield line
        if verbose:
            yield from _sentences(facts.sentences, section.level, paged=paged)
    stray = outside(document)
    if stray:
        yield Text(f"in no section  {counted(len(stray), 'sentence')}", style="dim")
        if verbose:
            yield from _sentences(stray, 1, paged=paged)


def _sentences(sentences: Sequence[Sentence], level: int, *, paged: bool) -> Iterator[Line]:
    for sentence in sentences:
        line = Text("  " * level)
        line.append(f"p{sentence.span.page} " * paged, style="dim")
        if sentence.kind is not SentenceKind.BODY:
            line.append(f"{sentence.kind.value}: ", style="cyan")
        line.append(clean(sentence.text))
        yield line


def _references(document: Document, width: int, verbose: bool) -> Iterator[Line]:
    found = references(document)
    if not found:
        yield Text("no references found")
    for facts in found:
        entry = facts.reference
        line = Text()
        line.append(f"[{clean(entry.key) or facts.number}] ", style="cyan")
        line.append(clean(entry.title) or "no title found", style="bold" if entry.title else "yellow")
        yield line, 4
        people = ", ".join(map(clean, entry.authors if verbose else entry.authors[:3]))
        people += f" and {len(entry.authors) - 3} more" * (len(entry.authors) > 3 and not verbose)
        said = [people or "no authors found", str(entry.year or "no year found")]
        said += [f"arXiv:{entry.arxiv}"] * bool(entry.arxiv) + [f"doi:{clean(entry.doi)}"] * bool(entry.doi)
        pages = f" (page{'s' * (len(facts.pages) > 1)} {', '.join(map(str, facts.pages))})" * laid_out(document)
        said.append(f"cited {facts.citations}×{pages}" if facts.citations else "not cited in the text")
        yield Text("    " + " · ".join(said), style="dim" if facts.citations else "")
        if verbose:
            yield Text("    " + clean(entry.raw), style="dim")
