"""The archive that samples are written to as they are made, and go on from after a stop."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.errors import OutputError


class SampleFile:
    """Rows of one way of sampling; each problem's rows are written at once, so that none is there in part."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        """Rows by problem."""
        if path.is_file():
            self._take_up()

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append the rows of one problem; they are on disk when this returns. OutputError where they cannot be."""
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(text)
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror}", hint="name a folder with --out") from error
        self.counts.update(str(row["task_id"]) for row in rows)

    def _take_up(self) -> None:
        """Read what an earlier run wrote; a line that it did not finish is cut off."""
        lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        kept = [line for line in lines if line.endswith("\n") and _task(line)]
        if len(kept) < len(lines):
            self.path.write_text("".join(kept), encoding="utf-8")
        self.counts.update(_task(line) for line in kept)


def _task(line: str) -> str:
    try:
        row = json.loads(line)
    except ValueError:
        return ""
    return str(row.get("task_id", "")) if isinstance(row, dict) else ""
