"""`synth ledger`: who reports what where."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synth.cli.report import _progress


def ledger(
    metric: Annotated[str, typer.Option("--metric", metavar="NAME", help="A metric: pass@1, accuracy, F1.")] = "",
    dataset: Annotated[str, typer.Option("--dataset", metavar="NAME", help="A dataset, by any of its names.")] = "",
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help="A model or method; without a size, all its sizes.")
    ] = "",
    k: Annotated[int | None, typer.Option("--k", metavar="K", min=1, help="The k of pass@k.")] = None,
    paper: Annotated[str, typer.Option("--paper", metavar="ID", help="Only this paper: arXiv id, DOI, checksum.")] = "",
    papers: Annotated[
        list[Path] | None,
        typer.Option("--papers", metavar="DIR", help="Folder or file of papers; repeatable.  [default: the library]"),
    ] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Also write the results as CSV.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the results.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print rows, columns and sentences.")] = False,
) -> None:
    """Show who reports what where: results of all papers, from tables and text.

    Without a filter, a summary by dataset and metric. Numbers that do not
    agree, in one paper, between papers or between versions, stand below.

    Example: synth ledger --metric pass@1 --dataset HumanEval --papers papers/
    """
    from synth import settings
    from synth.errors import UsageError

    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    if csv is not None:
        _check_output(csv)
    values = settings.load(library=library)
    from synth.workflows.ledger import Wanted, read_ledger

    wanted = Wanted(model=model, dataset=dataset, metric=metric, k=k, paper=paper)
    with _progress(show=not quiet, verbose=verbose) as progress:
        found = read_ledger(wanted, papers or [], settings=values, progress=progress)
    if csv is not None:
        from synth.report.results import to_csv
        from synth.store.files import write_atomic

        write_atomic(csv, to_csv(found))
    if as_json:
        from synth.report.jsontext import to_text
        from synth.report.results import as_dict

        asked = {"model": model, "dataset": dataset, "metric": metric, "k": k, "paper": paper}
        typer.echo(to_text(as_dict(found, {name: value for name, value in asked.items() if value})), nl=False)
        return
    from synth.cli.ledgerlines import show

    show(found, wanted, quiet=quiet, verbose=verbose, csv=csv)


def _check_output(path: Path) -> None:
    """Say what cannot be written before the work, not after it."""
    import errno

    from synth.store.files import output_error

    if path.is_dir():
        raise output_error(path, IsADirectoryError(errno.EISDIR, "is a folder"))
