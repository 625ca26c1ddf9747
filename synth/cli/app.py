"""`synth` and its commands."""

from __future__ import annotations

from typing import Annotated

import typer

import synth
from synth.cli.ask import ask
from synth.cli.audit import audit
from synth.cli.bench import bench
from synth.cli.corpus import app as corpus
from synth.cli.doctor import doctor
from synth.cli.fetch import fetch
from synth.cli.ingest import ingest
from synth.cli.ledger import ledger
from synth.cli.mcp import mcp
from synth.cli.paper import paper
from synth.cli.refresh import history, refresh
from synth.cli.report import report
from synth.cli.rerun import rerun
from synth.cli.reviews import reviews
from synth.cli.site import app as site

app = typer.Typer(
    name="synth",
    help="Reads the literature and tells its reader what can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # with it, --help imports rich and a Markdown parser: 0.15 CPU seconds
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(short_help="Answer a research question from papers, checked.")(report)
app.command(short_help="Answer a question with the places that say it.")(ask)
app.command(short_help="Check the statements of a report against its sources.")(audit)
app.command(short_help="Bring reports up to date, and say what changed.")(refresh)
app.command(short_help="Show the editions of reports.")(history)
app.command(short_help="Fetch papers from arXiv and other sources.")(fetch)
app.command(short_help="Read papers into the library, so that later commands are quick.")(ingest)
app.add_typer(corpus, name="corpus", short_help="Keep papers so that others can have the same.")
app.command(short_help="Show what was read in one paper.")(paper)
app.command(short_help="Say what became of the concerns of peer reviews.")(reviews)
app.command(short_help="Show who reports what where.")(ledger)
app.add_typer(site, name="site", short_help="Browse the library as a static site.")
app.command(short_help="Serve the library to assistants (MCP).")(mcp)
app.command(short_help="Compute cited pass@k figures again from samples.")(rerun)
app.command(short_help="Measure how often verdicts are right.")(bench)
app.command(short_help="Say what is installed, reachable and configured.")(doctor)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"synth {synth.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Reads the literature and tells its reader what can be trusted."""
