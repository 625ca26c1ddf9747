"""`synth ingest`: folders of papers into the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.report import _progress

if TYPE_CHECKING:
    from synth.workflows.fill import Filled

SHOWN = 20
"""So many papers that failed are named on the terminal; --json names all."""


def ingest(
    papers: Annotated[list[Path], typer.Argument(metavar="DIR|FILE...", help="Folders and files of papers.")],
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    embedding: Annotated[
        str | None,
        typer.Option("--embedding", metavar="MODEL", help="sentence-transformers model: hub name or folder."),
    ] = None,
    digest: Annotated[
        bool, typer.Option("--digest", help="Print a checksum of all that the library knows, at the end.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Read papers into the library: text and tables, embeddings, and their claims, each checked within its paper.

    Reports, questions and refreshes then find all of it done. What the library
    has is not done again: the same command goes on where it was stopped. A
    paper that cannot be read is named with its reason and does not end the run.
    Exit code 2: none could be read.

    Example: synth ingest papers/ --library .synth/library
    """
    from synth import settings
    from synth.errors import UsageError

    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    values = settings.load(library=library, embedding=embedding)
    from synth.workflows.fill import fill

    with _progress(show=not quiet, verbose=verbose) as progress:
        filled = fill(papers, values, progress)
        checksum = _digest(values.library) if digest else ""
    if as_json:
        made = {**_as_dict(filled), "library": str(values.library), "digest": checksum or None}
        typer.echo(json.dumps({"schema_version": "1", **made}, ensure_ascii=False, indent=2))
    elif not quiet:
        _show(filled, values.library)
        if checksum:
            typer.echo(f"digest  {checksum}")


def _digest(folder: Path) -> str:
    from synth.store import Library, content_digest

    with Library.open(folder) as library:
        return content_digest(library)


def _as_dict(filled: Filled) -> dict[str, object]:
    from synth.workflows.fill import State

    return {
        "papers": len(filled.rows),
        **{state.value: filled.count(state) for state in State},
        "embedded": filled.embedded,
        "claims": filled.verdicts.total(),
        "verdicts": dict(sorted(filled.verdicts.items())),
        "not_added": [
            {"path": str(row.path), "state": row.state.value, "reason": row.reason}
            for row in filled.rows
            if row.state in (State.FAILED, State.COPY)
        ],
    }


def _show(filled: Filled, library: Path) -> None:
    from synth.report.text import clean
    from synth.report.words import counted
    from synth.workflows.fill import State

    for row in filled.failed[:SHOWN]:
        typer.echo(clean(f"failed   {row.path}: {row.reason}"))
    if (more := len(filled.failed) - SHOWN) > 0:
        typer.echo(f"         and {more} more; --json names them all")
    words = ((State.KNOWN, "known before"), (State.COPY, "the same file as another"), (State.FAILED, "set apart"))
    rest = [f"{filled.count(state):,} {said}" for state, said in words if filled.count(state)]
    said = "; ".join([f"{filled.count(State.ADDED):,} added", *rest])
    typer.echo(f"{len(filled.rows):,} paper{'s' * (len(filled.rows) != 1)}: {said}")
    if filled.verdicts:
        listed = ", ".join(f"{n:,} {label.replace('_', ' ')}" for label, n in filled.verdicts.most_common())
        typer.echo(f"{counted(filled.verdicts.total(), 'claim')} checked, each within its paper: {listed}")
    typer.echo(clean(f"library: {library}"))
