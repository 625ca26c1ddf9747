"""`synth ingest`: folders of papers into the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.report import _progress

if TYPE_CHECKING:
    from synth.workflows.fill import Filled

ENGINES = ("local", "ray")
SHOWN = 20
"""So many papers that failed are named on the terminal; --json names all."""


def ingest(
    papers: Annotated[list[Path], typer.Argument(metavar="DIR|FILE...", help="Folders and files of papers.")],
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    embedding: Annotated[
        str | None,
        typer.Option("--embedding", metavar="MODEL", help="sentence-transformers model: hub name or folder."),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help=f"Who does the work: {' or '.join(ENGINES)}.")
    ] = "local",
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="ADDRESS", help="Ray cluster.  [default: Ray on this machine alone]"),
    ] = None,
    shards: Annotated[
        Path | None,
        typer.Option(
            "--shards", metavar="DIR", help="With ray: keep the Parquet shards there, for all machines to see."
        ),
    ] = None,
    no_merge: Annotated[
        bool, typer.Option("--no-merge", help="With --shards: leave the results in the shards.")
    ] = False,
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

    With --engine ray the same is done by many processes or machines; the library
    is the same, on like processors to the byte. Machines of a cluster must have
    synth, and see the papers and the shards under the same paths.

    Exit code 2: no paper could be read; 3: the cluster could not be used.

    Example: synth ingest papers/ --library .synth/library
    """
    from synth import settings
    from synth.errors import UsageError

    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    if engine not in ENGINES:
        raise UsageError(f"unknown engine {engine!r}", hint=f"--engine takes {' or '.join(ENGINES)}")
    if engine != "ray" and (address or shards or no_merge):
        raise UsageError("--address, --shards and --no-merge are for --engine ray", hint="add --engine ray")
    if no_merge and shards is None:
        raise UsageError("--no-merge needs a folder for the shards", hint="add --shards DIR")
    values = settings.load(library=library, embedding=embedding)
    with _progress(show=not quiet, verbose=verbose) as progress:
        if engine == "ray":
            from synth.workflows.fill.many import Cluster, fill_many

            cluster = Cluster(address=address or "", shards=shards, merge=not no_merge)
            filled = fill_many(papers, values, cluster, progress)
        else:
            from synth.workflows.fill import fill

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
