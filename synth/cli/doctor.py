"""`synth doctor`: what is installed, reachable and configured, and how to mend what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from synth.cli.models import Llm, LlmUrl, Nli, PromptFolder


def doctor(
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    llm: Llm = None,
    llm_url: LlmUrl = None,
    nli: Nli = None,
    prompts: PromptFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Do not try the network.")] = False,
) -> None:
    """Say what is installed, reachable and configured, and how to mend what is not.

    With --llm or --nli the model is tried on tasks with known answers, and
    each line says whether it is fit for a stage.
    Exit code 0: all that a report needs is there; 3: something is missing.

    Example: synth doctor --offline
    """
    from synth import settings
    from synth.workflows.doctor import Level, examine

    values = settings.load(library=library, llm=llm, llm_url=llm_url, nli=nli, prompts=prompts)
    findings = examine(values, network=not offline)
    if as_json:
        typer.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=2))
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, style="bold")
        table.add_column(overflow="fold")
        marks = {Level.OK: "[green]ok[/]", Level.NOTE: "[yellow]note[/]", Level.MISSING: "[red]missing[/]"}
        for finding in findings:
            hint = f"\n[dim]{finding.hint}[/]" if finding.hint else ""
            table.add_row(marks[finding.level], finding.name, finding.detail + hint)
        Console(highlight=False).print(table)
    if any(finding.level is Level.MISSING for finding in findings):
        raise typer.Exit(3)
