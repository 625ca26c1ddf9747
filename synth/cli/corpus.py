"""`synth corpus`: papers that can be had again elsewhere, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from synth.workflows.corpus import Row

app = typer.Typer(
    help="Keep papers as a corpus: a manifest of ids, versions and checksums by which it is made again elsewhere.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the corpus.")]
Library_ = Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(short_help="Make a corpus, empty or from a manifest.")
def create(
    folder: Folder,
    manifest: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Manifest of a corpus to make again.")
    ] = None,
    papers: Annotated[
        list[Path] | None,
        typer.Option("--papers", metavar="DIR", help="Where files of that corpus may lie; repeatable."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Name of a new corpus.  [default: that of its folder]")] = "",
    title: Annotated[str, typer.Option("--title", help="What a new corpus is about.")] = "",
    library: Library_ = None,
    as_json: Json = False,
) -> None:
    """Make a corpus: corpus.toml, and its files in papers/.

    With --from the corpus of a manifest is made again: files that lie under
    --papers are copied, the others fetched by id and version. None is taken
    whose checksum is not that of the manifest. The same command again goes on
    where it stopped.

    Example: synth corpus create passk --from corpus.toml
    """
    from synth import settings
    from synth.errors import UsageError
    from synth.fetch.corpus import read_corpus
    from synth.workflows import corpus as work

    if manifest is not None and (name or title):
        raise UsageError("--name and --title are for a new corpus", hint="a manifest has its own")
    if papers and manifest is None:
        raise UsageError("--papers goes with --from", hint=f"synth corpus add {folder} {papers[0]}")
    if manifest is None:
        made = work.create(folder, name, title)
        _end([], made.folder, as_json=as_json, said=f"{folder}: an empty corpus; synth corpus add {folder} PAPER…")
    else:
        rows = work.rebuild(folder, read_corpus(manifest), papers or (), settings.load(library=library))
        _end(rows, folder, as_json=as_json)


@app.command(short_help="Put papers into a corpus.")
def add(
    folder: Folder,
    what: Annotated[
        list[str], typer.Argument(metavar="PAPER...", help="Files, folders, ids, reference lists, searches in quotes.")
    ],
    search: Annotated[
        str, typer.Option("--search", metavar="NAMES", help="Where to search; as for synth fetch.")
    ] = "arxiv",
    limit: Annotated[int, typer.Option("--limit", min=1, max=2000, help="At most so many papers a search.")] = 10,
    library: Library_ = None,
    as_json: Json = False,
) -> None:
    """Put papers into a corpus: copies of files, and what can be fetched, each pinned by its checksum.

    Example: synth corpus add passk 2107.03374v2 ~/papers/wizardcoder.pdf
    """
    from synth import settings
    from synth.fetch import named
    from synth.fetch.corpus import read_corpus
    from synth.workflows import corpus as work

    values = settings.load(library=library)
    _end(work.add(read_corpus(folder), what, values, sources=named(search), limit=limit), folder, as_json=as_json)


@app.command("list", short_help="Show the papers of a corpus.")
def list_(folder: Folder, as_json: Json = False) -> None:
    """Show the papers of a corpus, and whether their files are what the manifest says.

    Exit code 1: a file is missing, is another one, or is not in the manifest.

    Example: synth corpus list passk
    """
    from synth.cli.report import _plain
    from synth.fetch.corpus import FileState, read_corpus

    corpus = read_corpus(folder)
    rows = [(entry, corpus.state(entry)) for entry in corpus.entries]
    more = [path.name for path in corpus.unlisted()]
    if as_json:
        papers = [
            {"file": entry.file, "id": entry.id or None, "title": entry.title, "sha256": entry.sha256, "state": state}
            for entry, state in rows
        ]
        made = {"schema_version": "1", "name": corpus.name, "folder": str(folder), "papers": papers, "unlisted": more}
        typer.echo(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        for entry, state in rows:
            typer.echo(_plain(f"{state:<8} {entry.id or entry.file}  {entry.title}".rstrip()))
        for one in more:
            typer.echo(_plain(f"{FileState.UNLISTED:<8} {one}"))
        typer.echo(f"{len(rows)} paper{'s' * (len(rows) != 1)} in {corpus.name}")
    if more or any(state is not FileState.PRESENT for _, state in rows):
        raise typer.Exit(1)


@app.command(short_help="Write a corpus into one file.")
def export(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="A .toml: the manifest; a .zip: all of it.")],
    as_json: Json = False,
) -> None:
    """Hand a corpus on: its manifest, by which it can be made again, or all its files.

    Papers in a .zip are for those who may have them: most licences of papers
    forbid to publish it.

    Example: synth corpus export passk --out passk.toml
    """
    from synth.fetch.corpus import read_corpus
    from synth.workflows import corpus as work

    count = work.export(read_corpus(folder), out)
    if as_json:
        typer.echo(json.dumps({"schema_version": "1", "file": str(out), "papers": count}, ensure_ascii=False))
    else:
        typer.echo(f"{out}: {count} paper{'s' * (count != 1)}")


def _end(rows: Iterable[Row], folder: Path, *, as_json: bool, said: str = "") -> None:
    """Rows as they come, and how many papers the corpus has then; the worst of their exit codes."""
    from synth.cli.report import _plain
    from synth.fetch.corpus import read_corpus

    done = []
    for row in rows:
        done.append(row)
        if row.error is not None:
            hint = f"; {row.error.hint}" if row.error.hint else ""
            typer.echo(_plain(f"failed   {row.name}: {row.error.message}{hint}"), err=True)
        elif row.entry is not None and not as_json:
            state = "present" if row.known else "added"
            typer.echo(_plain(f"{state:<8} {row.entry.id or row.entry.file}  {row.entry.title}".rstrip()))
    corpus = read_corpus(folder)
    if as_json:
        papers = [
            {
                "asked": row.name,
                "file": row.entry.file if row.entry else None,
                "state": "failed" if row.error else "present" if row.known else "added",
                "reason": row.error.message if row.error else None,
            }
            for row in done
        ]
        made = {"schema_version": "1", "folder": str(folder), "papers": papers, "count": len(corpus.entries)}
        typer.echo(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        typer.echo(said or f"{len(corpus.entries)} paper{'s' * (len(corpus.entries) != 1)} in {corpus.name}")
    if code := max((row.error.exit_code for row in done if row.error), default=0):
        raise typer.Exit(code)
