"""What reruns write: a page and the same for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.records import Rerun
from synth.report.files import make_folder, write_atomically

NAMES = {"json": "rerun.json", "html": "rerun.html"}
"""Format → name of its file."""


def write_reruns(reruns: Sequence[Rerun], out: Path, *, templates: Path | None = None) -> dict[str, Path]:
    """Write `reruns` into the folder `out`; gives format → path. OutputError says why a file could not be written."""
    from synth.report.rerun import machine, page

    make_folder(out)
    written = {name: out / file for name, file in NAMES.items()}
    write_atomically(written["json"], machine.dumps(reruns).encode())
    write_atomically(written["html"], page.html(reruns, templates).encode())
    return written
