"""`synth paper`: what was read in one paper."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.report import _progress

if TYPE_CHECKING:
    from typing import TypeAlias

    from rich.console import Console
    from rich.text import Text

    from synth.records import Document, Sentence, Table
    from synth.settings import Settings
    from synth.workflows.ingest import Progress
    from synth.workflows.paper import ReadPaper

    Line: TypeAlias = Text | tuple[Text, int]
    """A line to print, and by how much it is indented where it goes on."""


def paper(
    what: Annotated[
        str,
        typer.Argument(metavar="FILE|ID", help="A file, a folder of TeX source, or an arXiv id or DOI in the library."),
    ],
    show: Annotated[
        list[str] | None,
        typer.Option("--show", metavar="PART", help="tables, sections, references; several with commas or repeated."),
    ] = None,
    debug_html: Annotated[
        Path | None, typer.Option("--debug-html", metavar="FILE", help="Draw what was read over the pages.")
    ] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what --show asks for.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print sentences and whole references.")] = False,
) -> None:
    """Show what was read in one paper: its tables, sections and references.

    Without --show, an overview: what was found, what is doubtful and what
    failed. What was read once is not read again.

    Example: synth paper 2306.08568v1.pdf --show tables --debug-html read.html
    """
    from synth import settings
    from synth.errors import UsageError
    from synth.report.reading import PARTS, as_dict

    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    parts = _parts(show or [], PARTS)
    values = settings.load(library=library)
    _check_output(debug_html, what)
    from synth.workflows.paper import read_paper

    with _progress(show=not quiet, verbose=verbose) as progress:
        read = read_paper(what, settings=values, progress=progress)
        if debug_html is not None:
            _write_debug(read, debug_html, values, progress)
    if as_json:
        from synth.report.machine import to_text

        typer.echo(to_text(as_dict(read.document, read.paper, parts)), nl=False)
        return
    _print(read, parts, quiet=quiet, verbose=verbose, debug_html=debug_html)


def _parts(asked: Sequence[str], known: Sequence[str]) -> list[str]:
    from synth.errors import UsageError

    words = [word.strip().lower() for value in asked for word in value.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise UsageError(f"--show does not know {word!r}", hint=f"--show takes {', '.join(known)}")
    return list(dict.fromkeys(words))


def _check_output(path: Path | None, what: str) -> None:
    """Say what cannot be written before the work, not after it; the paper itself is never written over."""
    import errno

    from synth.errors import UsageError
    from synth.store.files import output_error

    if path is None:
        return
    if path.is_dir():
        raise output_error(path, IsADirectoryError(errno.EISDIR, "is a folder"))
    if path.exists() and Path(what).exists() and path.samefile(what):
        raise UsageError(f"--debug-html would write over the paper {path}", hint="name another file")


def _write_debug(read: ReadPaper, path: Path, values: Settings, progress: Progress) -> None:
    from synth.report.debug import debug_html
    from synth.store.files import write_atomic
    from synth.workflows.paper import draw_paper

    sheets, undrawn = draw_paper(read, settings=values, progress=progress)
    if undrawn:
        print(f"pages not drawn: {_clean(undrawn)}", file=sys.stderr)
    page = debug_html(read.document, read.paper, sheets, undrawn=undrawn, templates=values.templates)
    write_atomic(path, page)


def _print(read: ReadPaper, parts: Sequence[str], *, quiet: bool, verbose: bool, debug_html: Path | None) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    if not quiet:
        _say(console, _overview(read, whole=not parts, verbose=verbose))
    shown = {"tables": _tables, "sections": _sections, "references": _references}
    for number, part in enumerate(parts):
        if number or not quiet:
            console.print()
        _say(console, shown[part](read.document, console.width, verbose))
    if debug_html is not None and not quiet:
        console.print(Text(f"\npages with what was read: {_clean(str(debug_html))}", style="bold"), soft_wrap=True)


def _say(console: Console, lines: Iterator[Line]) -> None:
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


def _clean(text: str) -> str:
    """Text without control characters: what a paper says must not steer the terminal."""
    from synth.report.text import clean

    return clean(text)


def _overview(read: ReadPaper, *, whole: bool, verbose: bool) -> Iterator[Line]:
    from rich.text import Text

    from synth.report.reading import counts, laid_out
    from synth.report.words import counted

    paper, document = read.paper, read.document
    yield Text(_clean(paper.title), style="bold")
    people = list(paper.authors if verbose else paper.authors[:4])
    more = len(paper.authors) - len(people)
    names = ", ".join(map(_clean, people)) + (f" and {more} more" if more else "")
    yield Text(f"{names or 'no authors found'} · {paper.year or 'no year found'} · {_clean(paper.id)}")
    where = _clean(str(read.file)) if read.file else "its file is gone"
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
    from rich.text import Text

    from synth.report.reading import doubtful, doubts, laid_out, references
    from synth.report.words import counted

    for failure in document.failures:
        yield Text(f"! page {failure.page} could not be read: {_clean(failure.reason)}", style="red")
    for number, table in enumerate(document.tables, start=1):
        if doubtful(table):
            name = _clean(table.label) or f"table {number} of the paper, without a label"
            why = _clean("; ".join(doubts(table)))
            page = f", page {table.box.page}," * laid_out(document)
            yield Text(f"? {name}{page} is doubtful ({table.confidence:.2f}): {why}", style="yellow")
    unread = [facts for facts in references(document) if facts.wanting]
    if unread:
        listed = ", ".join(str(facts.number) for facts in unread[:8]) + (" …" if len(unread) > 8 else "")
        yield Text(f"? {counted(len(unread), 'reference')} without title, authors or year: {listed}", style="yellow")


def _tables(document: Document, width: int, verbose: bool) -> Iterator[Line]:
    from rich.text import Text

    from synth.cli.grid import lines_of
    from synth.report.reading import laid_out

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
            yield Text(_clean(note), style="dim")


def _table_head(place: str, table: Table) -> Iterator[Line]:
    from rich.text import Text

    from synth.report.reading import doubtful, doubts

    head = Text(f"{place}confidence {table.confidence:.2f}", style="cyan")
    if doubtful(table):
        head.append(" · doubtful: it confirms and refutes nothing", style="bold yellow")
    yield head
    if reasons := doubts(table):
        yield Text("unsure: " + _clean("; ".join(reasons)), style="yellow")
    yield Text(_clean(table.caption) or "no caption", style="bold" if table.caption else "dim")


def _sections(document: Document, width: int, verbose: bool) -> Iterator[Line]:
    from rich.text import Text

    from synth.records import SentenceKind
    from synth.report.reading import laid_out, outside, sections
    from synth.report.words import counted

    paged = laid_out(document)
    for facts in sections(document):
        section = facts.section
        line = Text("  " * (section.level - 1))
        line.append(_clean(section.title) or "(before the first heading)", style="bold")
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
    from rich.text import Text

    from synth.records import SentenceKind

    for sentence in sentences:
        line = Text("  " * level)
        line.append(f"p{sentence.span.page} " * paged, style="dim")
        if sentence.kind is not SentenceKind.BODY:
            line.append(f"{sentence.kind.value}: ", style="cyan")
        line.append(_clean(sentence.text))
        yield line


def _references(document: Document, width: int, verbose: bool) -> Iterator[Line]:
    from rich.text import Text

    from synth.report.reading import laid_out, references

    found = references(document)
    if not found:
        yield Text("no references found")
    for facts in found:
        entry = facts.reference
        line = Text()
        line.append(f"[{_clean(entry.key) or facts.number}] ", style="cyan")
        line.append(_clean(entry.title) or "no title found", style="bold" if entry.title else "yellow")
        yield line, 4
        people = ", ".join(map(_clean, entry.authors if verbose else entry.authors[:3]))
        people += f" and {len(entry.authors) - 3} more" * (len(entry.authors) > 3 and not verbose)
        said = [people or "no authors found", str(entry.year or "no year found")]
        said += [f"arXiv:{entry.arxiv}"] * bool(entry.arxiv) + [f"doi:{_clean(entry.doi)}"] * bool(entry.doi)
        pages = f" (page{'s' * (len(facts.pages) > 1)} {', '.join(map(str, facts.pages))})" * laid_out(document)
        said.append(f"cited {facts.citations}×{pages}" if facts.citations else "not cited in the text")
        yield Text("    " + " · ".join(said), style="dim" if facts.citations else "")
        if verbose:
            yield Text("    " + _clean(entry.raw), style="dim")
