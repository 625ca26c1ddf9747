"""`synth paper`: the card of one paper, and what was read in it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.report import _progress

if TYPE_CHECKING:
    from synth.records import Card, Discussion, ReviewThread
    from synth.settings import Settings
    from synth.workflows.ingest import Progress
    from synth.workflows.paper import ReadPaper

CARD = "card"
"""The part that --show prints where nothing is asked for."""


def paper(
    what: Annotated[
        str,
        typer.Argument(metavar="FILE|ID", help="A file, a folder of TeX source, or an arXiv id or DOI in the library."),
    ],
    show: Annotated[
        list[str] | None,
        typer.Option(
            "--show", metavar="PART", help="card, tables, sections, references; several with commas or repeated."
        ),
    ] = None,
    debug_html: Annotated[
        Path | None, typer.Option("--debug-html", metavar="FILE", help="Draw what was read over the pages.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write the card there: HTML, Markdown, JSON, references."),
    ] = None,
    reviews: Annotated[
        Path | None,
        typer.Option("--reviews", metavar="FILE", help="Peer reviews of the paper, put on its card: JSON or text."),
    ] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="Templates that replace the bundled ones.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what --show asks for.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print sentences and whole references.")] = False,
) -> None:
    """Show the card of one paper, or its tables, sections and references.

    The card says how the paper measured, who judged, what it found and where
    it is limited; each field quotes the page that says so. Above it stands
    what was read, what is doubtful and what failed.

    Example: synth paper 2306.08568v1.pdf --show tables --debug-html read.html
    """
    from synth import settings
    from synth.errors import UsageError
    from synth.report.reading import PARTS, as_dict

    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    parts = _parts(show or [], (CARD, *PARTS))
    values = settings.load(library=library, templates=templates)
    _check_output(debug_html, what)
    thread = _thread(reviews) if reviews is not None else None
    from synth.workflows.paper import read_paper

    with _progress(show=not quiet, verbose=verbose) as progress:
        read = read_paper(what, settings=values, progress=progress)
        if debug_html is not None:
            _write_debug(read, debug_html, values, progress)
        alone = not parts and debug_html is None and not quiet
        wanted = CARD in parts or out is not None or alone or (as_json and not parts) or reviews is not None
        made = _card(read, values, progress) if wanted else None
        discussion = _discussion(thread, read, values, progress) if thread is not None else None
        if made is not None and out is not None:
            from synth.report.card import write

            write(
                made, read.document, read.paper, out, file=read.file, templates=values.templates, discussion=discussion
            )
    if as_json:
        from synth.report.card import card_dict
        from synth.report.jsontext import to_text

        printed = as_dict(read.document, read.paper, parts)
        typer.echo(to_text({**printed, "card": card_dict(made, discussion)} if made is not None else printed), nl=False)
        return
    from synth.cli.paperlines import show as show_read

    show_read(read, [part for part in parts if part != CARD], quiet=quiet, verbose=verbose, debug_html=debug_html)
    if made is not None and (alone or CARD in parts):
        from synth.cli.cardlines import show as show_card

        show_card(made, read.document, verbose=verbose)
    if discussion is not None and not quiet:
        from synth.cli.forumlines import show as show_reviews
        from synth.report.reading import laid_out

        show_reviews(discussion, paged=laid_out(read.document), verbose=verbose)
    if out is not None and not quiet:
        _say_out(out)


def _card(read: ReadPaper, values: Settings, progress: Progress) -> Card:
    from synth.workflows.card import make_card

    return make_card(read, settings=values, progress=progress)


def _thread(file: Path) -> ReviewThread:
    """What is no thread is said before the work, not after it."""
    from synth.workflows.reviews import open_thread

    return open_thread(file)


def _discussion(thread: ReviewThread, read: ReadPaper, values: Settings, progress: Progress) -> Discussion:
    from synth.workflows.reviews import discussed

    return discussed(thread, read, settings=values, progress=progress).discussion


def _say_out(out: Path) -> None:
    from synth.report.text import clean

    typer.echo(f"\ncard: {clean(str(out / 'card.html'))}")


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
    from synth.report.text import clean
    from synth.store.files import write_atomic
    from synth.workflows.paper import draw_paper

    sheets, undrawn = draw_paper(read, settings=values, progress=progress)
    if undrawn:
        print(f"pages not drawn: {clean(undrawn)}", file=sys.stderr)
    page = debug_html(read.document, read.paper, sheets, undrawn=undrawn, templates=values.templates)
    write_atomic(path, page)
