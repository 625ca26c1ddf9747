"""Options about reruns, the same on every command that makes a report or an audit with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from synth.records import ClaimRerun
    from synth.workflows.rerun import RerunOptions

RunAgain = Annotated[
    bool, typer.Option("--rerun", help="Run cited figures again whose samples are at hand (see `synth rerun list`).")
]
RerunData = Annotated[
    list[Path] | None,
    typer.Option("--rerun-data", metavar="DIR", help="Folder that the files of recipes lie in; repeatable."),
]
Unsafe = Annotated[
    bool, typer.Option("--allow-unsafe-code", help="Run samples even where this machine cannot confine them.")
]


def options(wanted: bool, data: list[Path] | None, unsafe: bool) -> RerunOptions | None:
    """How reruns are made; None where none was asked for. UsageError where only their details were."""
    from synth.errors import UsageError
    from synth.workflows.rerun import RerunOptions

    if wanted:
        return RerunOptions(data=tuple(data or ()), unsafe=unsafe)
    if data or unsafe:
        name = "--rerun-data" if data else "--allow-unsafe-code"
        raise UsageError(f"{name} does nothing without --rerun", hint="add --rerun, or leave it away")
    return None


def summary(reruns: list[ClaimRerun]) -> str:
    """One line on the reruns of all claims: how many figures, and what came out."""
    from collections import Counter

    from synth.report.rerun.words import VERDICTS
    from synth.report.words import counted

    # Two claims may state one figure.
    verdicts = {(one.recipe, one.figure.cited.text): one.figure.verdict for one in reruns}
    found = Counter(verdicts.values())
    words = ", ".join(f"{found[verdict]} {tone.word.lower()}" for verdict, tone in VERDICTS.items() if found[verdict])
    return f"{counted(len(verdicts), 'cited figure')} run again: {words}" if verdicts else ""
