"""Every edition of every report that was made with a library, so that a refresh can be followed and taken back."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from synth.store.library import Library


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptReport:
    """A report that the library knows."""

    folder: Path
    """Where its files were written."""
    question: str
    inputs: Mapping[str, object]
    """Where its papers came from on this machine."""
    checked: str
    """When it was last looked for news, ISO 8601, UTC; empty before the first time."""
    editions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One edition of a report."""

    number: int
    created: str
    sha256: str
    """Checksum of its `report.json`."""
    changes: Mapping[str, object] | None
    """What was new in it; None for the first."""


class History:
    """The reports of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def put(
        self,
        folder: Path,
        text: str,
        *,
        number: int,
        created: str,
        question: str,
        inputs: Mapping[str, object] | None = None,
        changes: Mapping[str, object] | None = None,
    ) -> None:
        """Keep an edition: `text` is its `report.json`. Nothing happens where the same text is kept already.

        It takes the place of the edition with its number and of all after that one: a first edition begins the history
        of its folder anew. `inputs` of None leaves those that are kept.
        """
        place = str(folder.resolve())
        digest = hashlib.sha256(text.encode()).hexdigest()
        said = json.dumps(changes, ensure_ascii=False) if changes is not None else ""
        with self._library.transaction() as connection:
            row = connection.execute("SELECT id, question FROM reports WHERE folder = ?", (place,)).fetchone()
            if row is None:
                connection.execute(
                    "INSERT INTO reports (folder, question, inputs, checked) VALUES (?, ?, '{}', '')", (place, question)
                )
                row = connection.execute("SELECT id, question FROM reports WHERE folder = ?", (place,)).fetchone()
            report = int(row[0])
            if inputs is not None:
                kept = json.dumps(inputs, ensure_ascii=False)
                connection.execute("UPDATE reports SET inputs = ? WHERE id = ?", (kept, report))
            if connection.execute(
                "SELECT 1 FROM editions WHERE report = ? AND sha256 = ?", (report, digest)
            ).fetchone():
                return
            connection.execute("DELETE FROM editions WHERE report = ? AND number >= ?", (report, number))
            connection.execute("UPDATE reports SET question = ? WHERE id = ?", (question, report))
            connection.execute(
                "INSERT INTO editions (report, number, created, sha256, json, changes) VALUES (?, ?, ?, ?, ?, ?)",
                (report, number, created, digest, zlib.compress(text.encode()), said),
            )

    def checked(self, folder: Path, when: str) -> None:
        """Note that news were looked for."""
        with self._library.transaction() as connection:
            connection.execute("UPDATE reports SET checked = ? WHERE folder = ?", (when, str(folder.resolve())))

    def reports(self) -> list[KeptReport]:
        """Every report, in the order in which they were first made."""
        rows = self._library.rows(
            "SELECT folder, question, inputs, checked, (SELECT count(*) FROM editions WHERE report = reports.id) "
            "FROM reports ORDER BY id"
        )
        return [
            KeptReport(folder=Path(row[0]), question=row[1], inputs=json.loads(row[2]), checked=row[3], editions=row[4])
            for row in rows
        ]

    def of(self, folder: Path) -> KeptReport | None:
        """The report that was written into a folder, None where the library knows none."""
        place = folder.resolve()
        return next((one for one in self.reports() if one.folder == place), None)

    def editions(self, folder: Path) -> list[Edition]:
        """Editions of the report in a folder, oldest first."""
        rows = self._library.rows(
            "SELECT number, created, sha256, changes FROM editions "
            "WHERE report = (SELECT id FROM reports WHERE folder = ?) ORDER BY number",
            str(folder.resolve()),
        )
        return [
            Edition(number=row[0], created=row[1], sha256=row[2], changes=json.loads(row[3]) if row[3] else None)
            for row in rows
        ]

    def text(self, folder: Path, number: int) -> str | None:
        """The `report.json` of an edition, None where there is none."""
        row = self._library.row(
            "SELECT json FROM editions WHERE report = (SELECT id FROM reports WHERE folder = ?) AND number = ?",
            str(folder.resolve()),
            number,
        )
        return None if row is None else zlib.decompress(row[0]).decode()
