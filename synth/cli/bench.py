"""`synth bench`: how often the verdicts are right, on sets with known answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def bench(
    name: Annotated[
        str, typer.Argument(metavar="SET", help="synthetic, planted, scitab, scifact, quotes, speed, or all of them.")
    ],
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Folder of the sets.  [default: SYNTH_TEST_DATA]")
    ] = None,
    papers: Annotated[
        list[Path] | None,
        typer.Option(
            "--papers", metavar="DIR", help="Papers to work on; repeatable.  [default: those of the data, else bundled]"
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of every random choice.")] = 7,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many items of a set.")] = None,
    per_kind: Annotated[
        int, typer.Option("--per-kind", min=1, help="Synthetic pairs of one kind and origin from one paper, at most.")
    ] = 6,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Only this kind of error; repeatable.")] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List the items that were judged wrongly.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE.md", help="Write the figures there.")] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but the figures.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Measure how often verdicts are right, beside a claim-only and a majority row.

    The synthetic set is made from papers: true statements, each with a twin
    that has one error. SciTab and SciFact are read from the data folder.

    Example: synth bench synthetic --papers papers/ --misses
    """
    from synth import settings
    from synth.bench.run import SETS, document, record, run_bench
    from synth.cli.report import _plain, _progress

    values = settings.load(library=library, test_data=data)
    names = SETS if name == "all" else (name,)
    with _progress(show=not quiet, verbose=verbose) as progress:
        outcomes = run_bench(
            names,
            settings=values,
            progress=progress,
            data=values.test_data,
            papers=papers or (),
            seed=seed,
            limit=limit,
            per_kind=per_kind,
            kinds=kind or (),
        )
    options = [f"--papers {path.name}" for path in papers or ()] + [f"--kind '{one}'" for one in kind or ()]
    options += [f"--limit {limit}"] * (limit is not None) + [f"--per-kind {per_kind}"] * (per_kind != 6)
    command = " ".join(["synth bench", name, f"--seed {seed}", *options])
    if out is not None:
        from synth.store import write_atomic

        write_atomic(out, document(outcomes, command=command))
    if as_json:
        typer.echo(json.dumps(record(outcomes, command=command, misses=misses), indent=2, ensure_ascii=False))
        return
    from synth.bench.outcome import as_text

    text = as_text(outcomes, misses=misses, head="")
    typer.echo("\n".join(_plain(line) for line in text.splitlines()))
