"""Reruns on the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from synth.records import Basis, JudgedFigure, Rerun, RerunVerdict

if TYPE_CHECKING:
    from rich.console import Console

    from synth.rerun.conflict import Conflict
    from synth.settings import Settings
    from synth.workflows.rerun import Failed, RerunOptions

_STYLES = {
    RerunVerdict.REPRODUCED: "green",
    RerunVerdict.REPRODUCED_BY_TRUNCATION: "green",
    RerunVerdict.WITHIN_SAMPLING_ERROR: "green",
    RerunVerdict.ONLY_UNDER_VARIANT: "yellow",
    RerunVerdict.NOT_REPRODUCED: "red",
    RerunVerdict.NOT_TESTABLE: "dim",
}
_WHOLE = 6
"""Reruns that are printed whole; of more, a table."""
_BASES = {
    Basis.EXECUTED: "run in the sandbox",
    Basis.REDERIVED: "answers compared anew",
    Basis.RECORDED: "outcomes counted as the archive records them",
}


def fails(reruns: Sequence[Rerun], level: str) -> bool:
    """Whether `--fail-on` asks for exit code 1."""
    found = [figure.verdict for one in reruns for figure in one.figures]
    if level == "not_reproduced":
        return RerunVerdict.NOT_REPRODUCED in found
    return level == "any" and any(not verdict.agrees for verdict in found)


def print_reruns(reruns: Sequence[Rerun], failed: Sequence[Failed], page: Path) -> None:
    """Each rerun with its estimates and verdicts; many as a table."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    if len(reruns) <= _WHOLE:
        for one in reruns:
            _print_whole(console, one)
    else:
        _print_table(console, reruns)
    for row in failed:
        console.print(Text(f"not run: {row.recipe.name}: {row.error.message}", style="yellow"))
    console.print()
    console.print(Text(f"rerun: {page}", style="bold"), soft_wrap=True)


def words(verdict: RerunVerdict) -> str:
    """The verdict as a reader says it."""
    return verdict.value.replace("_", " ")


def _print_whole(console: Console, one: Rerun) -> None:
    from rich.table import Table
    from rich.text import Text

    console.print()
    console.print(Text(one.title, style="bold"))
    what = f"{one.n_problems:,} problems, {one.n_samples:,} samples · {_BASES[one.basis]}"
    if one.basis is Basis.EXECUTED:
        what += f" · {one.assembly.words}"
    console.print(Text(what, style="dim"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column(no_wrap=True)
    for made in one.estimates:
        table.add_row(made.metric, f"{made.value:.2f}", f"95% {made.low:.1f} to {made.high:.1f} ({made.interval})")
    console.print(table)
    for figure in one.figures:
        _print_figure(console, figure)
    if one.timeouts.first:
        console.print(
            Text(
                f"{one.timeouts.first} samples ran out of time ({one.engine.cpu_limit:g} CPU seconds) or never end; "
                f"{one.timeouts.cured} of them ended when they were judged again, alone",
                style="dim",
            )
        )
    for finding in one.findings:
        console.print(Text(f"note: {_plain(finding)}", style="dim"))


def _print_figure(console: Console, figure: JudgedFigure) -> None:
    from rich.text import Text

    cited = figure.cited
    source = ", ".join(part for part in (f"arXiv:{cited.arxiv}" if cited.arxiv else "", cited.where) if part)
    line = Text(words(figure.verdict), style=_STYLES[figure.verdict])
    line.append(f"  {cited.text}{f' ({source})' if source else ''}", style="bold")
    console.print(line)
    console.print(Text(f"  {_plain(figure.explanation)}"))


def _print_table(console: Console, reruns: Sequence[Rerun]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("recipe", "figure", "rerun", "verdict"):
        table.add_column(name, overflow="fold")
    for one in reruns:
        for figure in one.figures:
            got = f"{figure.estimate.value:.2f}" if figure.estimate else "–"
            verdict = Text(words(figure.verdict), style=_STYLES[figure.verdict])
            table.add_row(one.name, figure.cited.text, got, verdict)
        if not one.figures:
            table.add_row(one.name, "none cited", f"{one.estimates[0].value:.2f}" if one.estimates else "–", "")
    console.print(table)


def print_listing(options: RerunOptions, settings: Settings, *, as_json: bool) -> None:
    """All recipes: what each tests, and what is missing."""
    from synth.workflows.rerun import listing

    rows = listing(options, settings)
    if as_json:
        found = [
            {
                "recipe": row.recipe.name,
                "title": row.recipe.title,
                "arxiv_id": row.recipe.arxiv or None,
                "claims": [figure.cited.text for figure in row.recipe.figures],
                "missing": list(row.missing),
            }
            for row in rows
        ]
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("recipe", "what it tests", "figures", "files"):
        table.add_column(name, overflow="fold")
    for row in rows:
        figures = ", ".join(figure.cited.text for figure in row.recipe.figures) or "none cited"
        files = "[yellow]missing[/]" if row.missing else "at hand" if row.recipe.archive else "drawn with --llm"
        table.add_row(row.recipe.name, row.recipe.title, figures, files)
    Console(highlight=False).print(table)
    if any(row.missing for row in rows):
        typer.echo("missing files are looked for in the folders of --data and of the setting rerun_data", err=True)


def print_conflict(
    reruns: Sequence[Rerun],
    models: Sequence[Conflict],
    out: Path,
    settings: Settings,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """The pass@k / pass@1 experiment: its files, and where its policies begin to conflict."""
    from rich.console import Console
    from rich.table import Table

    from synth.report.rerun.conflict import write_conflict
    from synth.workflows.rerun.conflict import conflict

    found = conflict(reruns, models)
    written = write_conflict(found, out, settings.templates)
    if as_json:
        typer.echo(written["json"].read_text(encoding="utf-8"))
        return
    if quiet:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "what it is", "conflict from k", "pass@1", "after a step for pass@32"):
        table.add_column(name, overflow="fold")
    for one in (*found["policies"], *found["measured"], *found["models"]):
        after = "–" if one["after"] is None else f"{one['after']:.1f}"
        table.add_row(one["name"], one["words"], str(one["k_star"] or "none"), f"{one['before']:.1f}", after)
    console = Console(highlight=False)
    console.print(table)
    for row in found["ratios"]:
        console.print(
            f"with k = {row['k']}, prompts with p ≤ {row['hard']} weigh at least {row['words']} times as much as those "
            f"with p ≥ {row['easy']}"
        )
    console.print(f"conflict: {written['html']}", soft_wrap=True)


def _plain(text: str) -> str:
    """Text without control characters: what an archive says must not steer the terminal."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
