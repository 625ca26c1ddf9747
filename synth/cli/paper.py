"""`synth paper`: what was read in one paper."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.report import _progress

if TYPE_CHECKING:
    from synth.settings import Settings
    from synth.workflows.ingest import Progress
    from synth.workflows.paper import ReadPaper


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
        from synth.report.jsontext import to_text

        typer.echo(to_text(as_dict(read.document, read.paper, parts)), nl=False)
        return
    from synth.cli.paperlines import show as show_read

    show_read(read, parts, quiet=quiet, verbose=verbose, debug_html=debug_html)


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
