"""`synth fetch`: papers from arXiv and other sources to a folder."""

from __future__ import annotations

import datetime
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # the stage is loaded when the command runs, so that --help is quick
    from synth.fetch import Fetched
    from synth.fetch.batch import Progress
    from synth.workflows.fetching import Fetching


def fetch(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="ID|QUERY|FILE...",
            help="Ids or addresses (2409.02392v2, 10.1038/…), searches, each in quotes, and reference lists.",
        ),
    ],
    search: Annotated[
        str | None,
        typer.Option(
            "--search",
            metavar="NAMES",
            help="Where to search: arxiv, openalex, semanticscholar, crossref, openreview, or all.  [default: arxiv]",
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=2000, help="At most so many papers a search.")] = 10,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only papers since that day.")] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="pdf|tex", help="The PDF, or the TeX source that authors gave arXiv.")
    ] = "pdf",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the papers.  [default: LIBRARY/papers]")
    ] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print failures only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is waited for.")] = False,
) -> None:
    """Fetch papers: the PDF, and its record as JSON beside it.

    A reference list is a file in BibTeX, RIS or CSL-JSON, as Zotero exports
    it, or one id a line (.txt). What several sources give is merged: by DOI,
    arXiv id, title and authors. Papers come from arXiv or from the open copy
    that a source knows. What is there already is not fetched again; a broken
    download goes on where it stopped. arXiv is asked once in three seconds,
    over all runs; answers of all sources are kept for a day.
    Exit code 2: an id is unknown; 3: a paper could not be had, the rest was.

    A PDF and the TeX source beside it are one paper to every other command:
    where the PDF's tables are in doubt, those of the source are read.

    Example: synth fetch 2107.03374v2 "reinforcement learning pass@k" --limit 5
    """
    from synth import settings
    from synth.errors import UsageError
    from synth.fetch import named
    from synth.workflows.fetching import Fetching

    if source not in ("pdf", "tex"):
        raise UsageError(f"unknown source {source!r}", hint="--source takes pdf or tex; --search names sources")
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    values = settings.load(library=library)
    folder = out or values.library / "papers"
    job = Fetching(
        what,
        values,
        folder,
        sources=named(search or values.sources),
        limit=limit,
        since=read_day(since),
        tex=source == "tex",
    )
    rows: list[Fetched] = []
    with _progress(quiet) as progress:
        job.progress = progress
        try:
            for row in job:
                rows.append(row)
                _print_row(row, quiet=quiet, as_json=as_json)
        except KeyboardInterrupt:
            typer.echo("stopped; the same command goes on where it stopped", err=True)
            raise typer.Exit(130) from None
    if as_json:
        typer.echo(json.dumps(_summary(rows, folder, job), ensure_ascii=False, indent=2))
    elif not quiet and len(job.asked) > 1:
        _print_search(job)
    if code := max((row.error.exit_code for row in rows if row.error), default=0):
        raise typer.Exit(code)


def read_day(text: str | None) -> datetime.date | None:
    """The day that an option names; UsageError where it is none."""
    from synth.errors import UsageError

    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"not a day: {text!r}", hint="write it as 2026-11-28") from None


def _print_search(job: Fetching) -> None:
    found = sum(len(row.answer.found) for row in job.asked)
    for row in job.asked:
        note = f"  ({row.note})" if row.note else ""
        typer.echo(f"searched    {row.source:<16} {len(row.answer.found):>4} found{note}")
    typer.echo(f"merged      {found} records, {job.duplicates} of them duplicates")


def _print_row(row: Fetched, *, quiet: bool, as_json: bool) -> None:
    """One line for a paper on stdout, or on stderr when it failed."""
    if row.error is not None:
        name = (row.paper.arxiv or row.paper.id) if row.paper else row.asked
        hint = f"; {row.error.hint}" if row.error.hint else ""
        typer.echo(f"failed      {name}: {row.error.message}{hint}", err=True)
    elif quiet or as_json:
        return
    elif row.paper is None:
        typer.echo(f"nothing     no paper found for {row.asked!r}")
    else:
        size = f"{row.bytes / 2**20:.1f} MB"
        grave = row.paper.grave
        mark = f"{f'  [{grave.kind}]' if grave else ''}{f'  ({row.note})' if row.note else ''}"
        name = str(row.paper.arxiv or row.paper.id)
        typer.echo(f"{row.status:<11} {name:<18} {size:>8}  {row.paper.title} — {row.paper.short}{mark}")


def _summary(rows: list[Fetched], folder: Path, job: Fetching) -> dict[str, object]:
    from synth.fetch import FetchStatus

    counts = {status.value: sum(row.status is status for row in rows) for status in FetchStatus}
    searched = [
        {"source": row.source, "query": row.query, "found": len(row.answer.found), "total": row.answer.total,
         "note": row.note}
        for row in job.asked
    ]  # fmt: skip
    return {
        "schema_version": "1",
        "folder": str(folder),
        "counts": counts,
        "searched": searched,
        "duplicates": job.duplicates,
        "papers": [_entry(row) for row in rows],
    }


def _entry(row: Fetched) -> dict[str, object]:
    paper = row.paper
    entry: dict[str, object] = {"asked": row.asked, "status": row.status.value}
    if paper is not None:
        entry |= {
            "id": paper.id,
            "arxiv_id": paper.arxiv.id if paper.arxiv else None,
            "version": paper.arxiv.version if paper.arxiv else None,
            "title": paper.title,
            "authors": list(paper.authors),
            "year": paper.year,
            "withdrawn": paper.withdrawn,
            "doi": paper.doi,
            "ids": list(paper.ids),
            "licence": paper.licence,
            "notices": [{"kind": n.kind.value, "source": n.source, "date": n.date, "id": n.id} for n in paper.notices],
            "origins": {one.field: one.source for one in paper.origins},
        }
    if row.path is not None and paper is not None:
        entry |= {"path": str(row.path), "sha256": paper.sha256, "bytes": row.bytes}
    if row.note:
        entry["note"] = row.note
    if row.error is not None:
        entry |= {"reason": row.error.message, "hint": row.error.hint, "error": type(row.error).__name__}
    return entry


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress | None]:
    """A bar for each file on stderr, on a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task("asking", total=None)

        def show(name: str, done: int, total: int | None) -> None:
            bars.update(task, description=name, completed=done, total=total)

        yield show
