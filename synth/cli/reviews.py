"""`synth reviews`: the concerns of a paper's peer reviews, each with its place, its answer and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synth.cli.report import _progress
from synth.cli.reruns import RerunData, RunAgain, Unsafe

FAIL_LEVELS = ("never", "contradicted", "open")


def reviews(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The thread: OpenReview's JSON of one forum, or text or Markdown.")
    ],
    paper: Annotated[
        str,
        typer.Option("--paper", metavar="FILE|ID", help="The paper; default: the library's paper of the same title."),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write the concerns there: HTML, Markdown, JSON.")
    ] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    embedding: Annotated[
        str | None,
        typer.Option("--embedding", metavar="MODEL", help="sentence-transformers model: hub name or folder."),
    ] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="Templates that replace the bundled ones.")
    ] = None,
    rerun: RunAgain = False,
    rerun_data: RerunData = None,
    unsafe: Unsafe = False,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on", metavar="LEVEL", help=f"Exit with 1 where concerns are left: {', '.join(FAIL_LEVELS)}."
        ),
    ] = "never",
    as_json: Annotated[bool, typer.Option("--json", help="Print reviews.json on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print whole quotes, answers and evidence.")] = False,
) -> None:
    """Say what the reviewers of a paper hold against it, and what became of it.

    Each concern is bound to the table, section or sentence that it is about
    and to the authors' answer. It is settled where the paper at hand, the
    answer's own numbers or a rerun bear the answer out; else answered,
    contradicted or not answered, with the reason.

    Example: synth reviews forum.json --paper 2502.20380.pdf --out out/reviews
    """
    from synth import settings
    from synth.cli import reruns
    from synth.errors import UsageError

    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    if fail_on not in FAIL_LEVELS:
        raise UsageError(f"unknown level {fail_on!r}", hint=f"--fail-on takes {', '.join(FAIL_LEVELS)}")
    again = reruns.options(rerun, rerun_data, unsafe)
    values = settings.load(library=library, embedding=embedding, templates=templates)
    from synth.records import ConcernStatus
    from synth.report.files import make_folder
    from synth.workflows.reviews import make_discussion

    if out is not None:
        make_folder(out)  # an output that cannot be written is said before the work, not after it
    with _progress(show=not quiet, verbose=verbose) as progress:
        made = make_discussion(file, paper, settings=values, progress=progress, rerun=again)
        read = made.read
        if out is not None:
            from synth.report.forum import write

            document, record = (read.document, read.paper) if read else (None, None)
            write(made.discussion, document, record, out, file=read.file if read else None, templates=values.templates)
    if as_json:
        from synth.report.forum import discussion_dict
        from synth.report.jsontext import to_text

        typer.echo(to_text(discussion_dict(made.discussion)), nl=False)
    elif not quiet:
        from synth.cli.forumlines import show
        from synth.report.reading import laid_out
        from synth.report.text import clean

        show(made.discussion, paged=read is not None and laid_out(read.document), verbose=verbose)
        if out is not None:
            typer.echo(f"reviews: {clean(str(out / 'reviews.html'))}")
    left = made.discussion.count(ConcernStatus.CONTRADICTED)
    if fail_on == "open":
        left = len(made.discussion.concerns) - made.discussion.count(ConcernStatus.SETTLED)
    if fail_on != "never" and left:
        raise typer.Exit(1)
