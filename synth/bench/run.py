"""`synth bench`: the sets, and their figures as text, JSON and Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import synth
from synth.bench.items import Kind
from synth.bench.outcome import Outcome, as_json, as_text
from synth.bench.pairs import PER_KIND
from synth.bench.world import World
from synth.errors import InputError, UsageError
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Progress

SETS = ("synthetic", "scitab", "scifact", "planted", "quotes", "speed")
NEEDED = {
    "scitab": ("claims/scitab_dev/sci_tab_dev.json",),
    "scifact": ("claims/scifact/claims_dev.jsonl", "claims/scifact/corpus.jsonl"),
}
"""Files of the data folder that a set cannot do without."""
SCHEMA_VERSION = "1.0"


def run_bench(
    names: Sequence[str],
    *,
    settings: Settings,
    progress: Progress,
    data: Path | None = None,
    papers: Sequence[Path] = (),
    seed: int = 7,
    limit: int | None = None,
    per_kind: int = PER_KIND,
    kinds: Iterable[str] = (),
) -> list[Outcome]:
    """Run the named sets in order.

    Raises UsageError for a set or kind that there is none of, InputError where a set's data are not at hand.
    """
    kinds = tuple(kinds)
    for name in names:
        if name not in SETS:
            raise UsageError(f"unknown set {name!r}", hint=f"sets are {', '.join(SETS)} and all")
    for kind in kinds:
        if kind not in list(Kind):
            raise UsageError(f"unknown kind {kind!r}", hint=f"kinds are {', '.join(Kind)}")
    if data is not None and not data.is_dir():
        raise InputError(f"no such folder: {data}", hint="name the folder of the sets with --data DIR")
    outcomes = []
    with Library.open(settings.library) as library:
        world = World.make(
            settings,
            library,
            progress,
            data=data,
            papers=papers,
            seed=seed,
            limit=limit,
            per_kind=per_kind,
        )
        for file in (file for name in names for file in NEEDED.get(name, ())):
            world.file(file)  # said before the work, not after half of it
        for name in names:
            outcomes.append(_run(name, world, kinds))
    return outcomes


def _run(name: str, world: World, kinds: Sequence[str]) -> Outcome:
    if name == "synthetic":
        from synth.bench.synthetic import run_synthetic

        return run_synthetic(world, kinds)
    if name == "scitab":
        from synth.bench.scitab import run_scitab

        return run_scitab(world)
    if name == "scifact":
        from synth.bench.scifact import run_scifact

        return run_scifact(world)
    if name == "planted":
        from synth.bench.planted import run_planted

        return run_planted(world)
    if name == "quotes":
        from synth.bench.quotes import run_quotes

        return run_quotes(world)
    from synth.bench.speed import run_speed

    return run_speed(world)


def machine() -> str:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            model = next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), model)
    except OSError:
        pass
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"


def document(outcomes: Sequence[Outcome], *, command: str) -> str:
    """The figures as a page of Markdown, with the command and the machine."""
    return (
        "# Verification: measured rates\n\n"
        + as_text(outcomes, misses=False)
        + f"\nCommand: `{command}`. Machine: {machine()}. synth {synth.__version__}.\n"
    )


def record(outcomes: Sequence[Outcome], *, command: str, misses: bool) -> dict[str, Any]:
    """The figures for programs."""
    return {
        "schema_version": SCHEMA_VERSION,
        "version": synth.__version__,
        "command": command,
        "machine": machine(),
        "sets": [as_json(outcome, misses=misses) for outcome in outcomes],
    }
