"""`synth site`: the library as a static site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synth.cli.report import _progress

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)
DEFAULT = Path("out/site")


@app.callback()
def _group() -> None:
    """Browse the library: papers, results, claims and reports as a static site.

    Example: synth site build out/site
    """


@app.command(short_help="Write the site into a folder.")
def build(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the site.")] = DEFAULT,
    papers: Annotated[
        list[Path] | None,
        typer.Option("--papers", metavar="DIR", help="Folder or file of papers; repeatable.  [default: the library]"),
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(
            "--with", metavar="DIR", help="Folder of reports, audits, reruns and reviews to show as well; repeatable."
        ),
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Name of the site.")] = "Library",
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Show quoted places as pictures of their pages.")
    ] = True,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="Templates that replace the bundled ones.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print each stage and what could not be read.")
    ] = False,
) -> None:
    """Write the site: pages that need no server and no network.

    Open index.html from the folder, or push the folder to GitHub Pages. A
    second build writes only what changed.

    Example: synth site build out/site --title "pass@k and rewards"
    """
    from synth import settings
    from synth.errors import UsageError

    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    values = settings.load(library=library, templates=templates)
    from synth.workflows.site import SiteOptions, build_site

    options = SiteOptions(papers=tuple(papers or ()), beside=tuple(beside or ()), title=title, pictures=pictures)
    with _progress(show=not quiet, verbose=verbose) as progress:
        built = build_site(out, options, settings=values, progress=progress)
    if as_json:
        from dataclasses import asdict

        from synth.report.jsontext import to_text

        said = {key: value for key, value in asdict(built).items() if key not in ("folder", "failed")}
        failed = [{"title": paper.title, "reason": paper.reason} for paper in built.failed]
        typer.echo(to_text({"folder": str(out), **said, "failed": failed}), nl=False)
    elif not quiet:
        from synth.report.text import clean
        from synth.report.words import counted

        for paper in built.failed if verbose else ():
            typer.echo(clean(f"not read: {paper.title}: {paper.reason}"), err=True)
        for unread in built.unread:
            typer.echo(clean(f"not read: {unread}"), err=True)
        failed_words = f" ({len(built.failed)} could not be read)" if built.failed else ""
        kept = built.files - built.written
        typer.echo(
            f"{counted(built.papers, 'paper')}{failed_words}, "
            + ", ".join(counted(n, word.removesuffix("s")) for word, n in built.counts.items() if n)
        )
        typer.echo(f"{built.written:,} files written, {kept:,} as they were, {built.removed:,} taken away")
        typer.echo(clean(f"site: {out / 'index.html'}"))


@app.command(short_help="Show a built site in the browser, on this machine only.")
def serve(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the site.")] = DEFAULT,
    port: Annotated[int, typer.Option("--port", metavar="N", help="Port; 0 takes a free one.")] = 8000,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as one JSON object.")] = False,
) -> None:
    """Show a built site at an address of this machine, until Ctrl-C.

    Only this machine can reach it. The pages also work from the folder,
    without a server.

    Example: synth site serve out/site --port 8000
    """
    from synth.server.site import address_of, open_server

    with open_server(folder, port) as server:
        address = address_of(server)
        if as_json:
            from synth.report.jsontext import to_text

            typer.echo(to_text({"address": address, "folder": str(folder)}), nl=False)
        else:
            typer.echo(f"{address}  (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("", err=True)
