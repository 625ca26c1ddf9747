"""The library: what was read, embedded and judged once and need not be again."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError
from synth.records import Document, Paper
from synth.store.codec import UnreadableRecordError, decode, encode
from synth.store.database import BATCH, PAPERS, Database
from synth.store.files import sha256_of, unreadable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SETTLED_NS = 2_000_000_000
"""A file changed less than this before it was read may change again without a new time stamp: its hash is not kept."""


class Library(Database):
    """A folder that remembers parsed papers, embeddings and judgements. Use as a context manager.

    Safe for several processes and threads at once. What was put is kept when the process is killed; after a power cut
    the newest entries may be missing, and are then made again.
    """

    @property
    def papers_folder(self) -> Path:
        """Folder for downloaded papers."""
        return self.folder / PAPERS

    # -- files -----------------------------------------------------------------------------------------------------

    def remember_file(self, path: Path) -> str:
        """SHA-256 of a file, read only where its size or time of change is not the one remembered.

        Raises InputError where the file cannot be read.
        """
        path = path.absolute()
        # A name that is not UTF-8 holds surrogates, which SQLite refuses.
        name = str(path).encode("utf-8", "backslashreplace").decode()
        before = _stamp(path)
        known = self.row("SELECT size, mtime_ns, sha256 FROM files WHERE path = ?", name)
        if known and known[:2] == before:
            return str(known[2])
        now = time.time_ns()
        digest = sha256_of(path)
        if _stamp(path) == before and now - before[1] > _SETTLED_NS:
            statement = "INSERT OR REPLACE INTO files (path, size, mtime_ns, sha256) VALUES (?, ?, ?, ?)"
            self.write(statement, [(name, *before, digest)])
        return digest

    def known_files(self, files: Mapping[Path, tuple[int, int]]) -> dict[Path, str]:
        """SHA-256 of those files, given with size and time of change, that are remembered as they are now."""
        names = {str(path.absolute()).encode("utf-8", "backslashreplace").decode(): path for path in files}
        found: dict[Path, str] = {}
        query = "SELECT path, size, mtime_ns, sha256 FROM files"
        for name, size, mtime_ns, sha256 in self.rows_of(query, "path", names):
            if (size, mtime_ns) == files[names[name]]:
                found[names[name]] = sha256
        return found

    def standing_files(self) -> dict[str, Path]:
        """For each checksum a file that has it, of all files that were ever read and are as they were then.

        A file whose size or time of change is another one is looked at again.
        """
        found: dict[str, Path] = {}
        for name, size, mtime_ns, sha256 in self.rows("SELECT path, size, mtime_ns, sha256 FROM files ORDER BY path"):
            path = Path(name)
            if sha256 in found:
                continue
            with suppress(InputError):
                if (stamp := _stamp(path)) == (size, mtime_ns) or (stamp and self.remember_file(path) == sha256):
                    found[sha256] = path
        return found

    def reading_keys(self) -> list[tuple[str, str]]:
        """Checksum and parser of everything that was read, the newest reading of a file last."""
        query = "SELECT sha256, parser FROM documents ORDER BY added, rowid"
        return [(str(sha256), str(parser)) for sha256, parser in self.rows(query)]

    def paths_of(self, sha256: str) -> list[Path]:
        """Where files with that checksum were last seen; they may have changed or gone since."""
        return [Path(row[0]) for row in self.rows("SELECT path FROM files WHERE sha256 = ? ORDER BY path", sha256)]

    # -- documents -------------------------------------------------------------------------------------------------

    def get_document(self, sha256: str, parser: str) -> tuple[Document, Paper] | None:
        """What `parser` made of the file with that checksum, or None where it has not read it."""
        row = self.row("SELECT document, paper FROM documents WHERE sha256 = ? AND parser = ?", sha256, parser)
        if row is None:
            return None
        try:
            return decode(row[0], Document), decode(row[1], Paper)
        except UnreadableRecordError:
            return None  # the next put_document replaces it

    def has_document(self, sha256: str, parser: str) -> bool:
        """Whether `parser` has read the file with that checksum."""
        return self.row("SELECT 1 FROM documents WHERE sha256 = ? AND parser = ?", sha256, parser) is not None

    def known_documents(self, checksums: Iterable[str]) -> set[tuple[str, str]]:
        """Checksum and parser of every reading of files with these checksums."""
        return set(self.rows_of("SELECT sha256, parser FROM documents", "sha256", checksums))

    def known_failures(self, checksums: Iterable[str]) -> dict[tuple[str, str], str]:
        """Why files with these checksums could not be read, by checksum and parser."""
        rows = self.rows_of("SELECT sha256, parser, reason FROM failures", "sha256", checksums)
        return {(sha256, parser): reason for sha256, parser, reason in rows}

    def paper_of(self, sha256: str, parser: str) -> Paper | None:
        """The record of what `parser` made of the file with that checksum, without the document."""
        row = self.row("SELECT paper FROM documents WHERE sha256 = ? AND parser = ?", sha256, parser)
        with suppress(UnreadableRecordError):
            return decode(row[0], Paper) if row else None
        return None

    def put_document(self, document: Document, paper: Paper) -> None:
        """Keep a parsed document and its bibliographic record, under its checksum and parser."""
        key = (document.sha256, document.parser)
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO documents (sha256, parser, document, paper) VALUES (?, ?, ?, ?)",
                (*key, encode(document, Document), encode(paper, Paper)),
            )
            connection.execute("DELETE FROM failures WHERE sha256 = ? AND parser = ?", key)

    def documents_of(self, sha256: str) -> list[Document]:
        """What was made of a file with that checksum, by whichever parser, the newest first."""
        query = "SELECT document FROM documents WHERE sha256 = ? ORDER BY added DESC, rowid DESC"
        found = []
        for (document,) in self.rows(query, sha256):
            with suppress(UnreadableRecordError):
                found.append(decode(document, Document))
        return found

    def papers(self) -> Iterator[Paper]:
        """The record of every paper that was read, whichever parser read it; the newest reading of a file last."""
        for (paper,) in self.rows("SELECT paper FROM documents ORDER BY added, rowid"):
            with suppress(UnreadableRecordError):
                yield decode(paper, Paper)

    def readings(self) -> Iterator[tuple[str, str, Paper]]:
        """Checksum, parser and record of everything that was read, the newest reading of a file last."""
        for sha256, parser, paper in self.rows("SELECT sha256, parser, paper FROM documents ORDER BY added, rowid"):
            with suppress(UnreadableRecordError):
                yield sha256, parser, decode(paper, Paper)

    def get_failure(self, sha256: str, parser: str) -> str | None:
        """Why `parser` could not read the file with that checksum; None where it did not fail."""
        row = self.row("SELECT reason FROM failures WHERE sha256 = ? AND parser = ?", sha256, parser)
        return None if row is None else str(row[0])

    def put_failure(self, sha256: str, parser: str, reason: str) -> None:
        """Keep that `parser` cannot read this file; another version of the parser tries again."""
        statement = "INSERT OR REPLACE INTO failures (sha256, parser, reason) VALUES (?, ?, ?)"
        self.write(statement, [(sha256, parser, reason.encode("utf-8", "replace").decode())])

    # -- embeddings ------------------------------------------------------------------------------------------------

    def get_embeddings(self, model: str, keys: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The vectors of `model` that are kept for `keys`; keys without one are left out. Vectors are read-only."""
        import numpy as np

        found: dict[str, npt.NDArray[np.float32]] = {}
        row = self.row("SELECT id FROM models WHERE name = ?", model)
        if row is None:
            return found
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            query = f"SELECT key, vector FROM embeddings WHERE model = ? AND key IN ({','.join('?' * len(batch))})"
            for key, vector in self.rows(query, row[0], *batch):
                found[key] = np.frombuffer(vector, dtype="<f4")
        return found

    def put_embeddings(self, model: str, vectors: Mapping[str, npt.NDArray[np.float32]]) -> None:
        """Keep vectors of `model` by key, as 32-bit floats: what is read back is bit for bit what was computed."""
        with self.transaction() as connection:
            self.insert_embeddings(connection, model, vectors.items())

    def insert_embeddings(
        self, connection: sqlite3.Connection, model: str, vectors: Iterable[tuple[str, npt.NDArray[np.float32]]]
    ) -> None:
        """The same inside a transaction; of a key that is there, the vector that is there stays."""
        import numpy as np

        connection.execute("INSERT OR IGNORE INTO models (name) VALUES (?)", (model,))
        (number,) = connection.execute("SELECT id FROM models WHERE name = ?", (model,)).fetchone()
        connection.executemany(
            "INSERT OR IGNORE INTO embeddings (model, key, vector) VALUES (?, ?, ?)",
            ((number, key, np.asarray(vector, dtype="<f4").tobytes()) for key, vector in vectors),
        )

    # -- judgements ------------------------------------------------------------------------------------------------

    def get_json(self, kind: str, key: str) -> object | None:
        """The judgement kept for `key`, None where there is none."""
        text = self.get_text(kind, key)
        return None if text is None else json.loads(text)

    def get_text(self, kind: str, key: str) -> str | None:
        """The same as the JSON that is kept."""
        row = self.row("SELECT value FROM judgements WHERE kind = ? AND key = ?", kind, key)
        return None if row is None else str(row[0])

    def put_json(self, kind: str, key: str, value: object) -> None:
        """Keep a judgement that JSON can hold; one that was there is replaced."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        self.write("INSERT OR REPLACE INTO judgements (kind, key, value) VALUES (?, ?, ?)", [(kind, key, text)])

    # -- the whole -------------------------------------------------------------------------------------------------

    def stats(self) -> dict[str, int]:
        """Counts for a reader: what is kept of each kind, `bytes` on disk, `version`."""
        tables = ("files", "documents", "failures", "embeddings", "judgements", "answers", "reports")
        counts = {name: int(self.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in tables}
        counts["version"] = int(self.rows("PRAGMA user_version")[0][0])
        counts["papers"] = sum(1 for path in self.papers_folder.glob("*") if path.is_file())
        counts["bytes"] = sum(_size(path) for path in self.folder.rglob("*"))
        return counts


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return stat.st_size, stat.st_mtime_ns


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # another process removed its journal since the folder was listed
        return 0
