"""The library: what was read, embedded and judged once and need not be again."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from synth.errors import InputError, LibraryError, OutputError, SynthError
from synth.records import Document, Paper
from synth.store.codec import UnreadableRecordError, decode, encode
from synth.store.files import sha256_of, unreadable
from synth.store.migrations import MIGRATIONS, migrate, version_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

DATABASE = "library.sqlite"
BUSY_SECONDS = 30.0
"""How long to wait for another process before the library counts as locked."""
_SETTLED_NS = 2_000_000_000
"""A file changed less than this before it was read may change again without a new time stamp: its hash is not kept."""
_BATCH = 900
"""Keys of one query; SQLite's oldest limit on variables is 999."""


class Library:
    """A folder that remembers parsed papers, embeddings and judgements. Use as a context manager.

    Safe for several processes and threads at once. What was put is kept when the process is killed; after a power cut
    the newest entries may be missing, and are then made again.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path) -> Library:
        """Open the library in `folder`, creating or upgrading it where needed.

        Raises LibraryError where it cannot be written, is locked, damaged or from a newer synth, OutputError where the
        disk is full.
        """
        folder = folder.expanduser()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "papers").mkdir(exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"cannot create the library {folder}: {error.strerror or error}",
                hint="choose another folder with --library DIR or SYNTH_LIBRARY",
            ) from error
        path = folder / DATABASE
        with _translated(path):
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(folder, connection)

    def close(self) -> None:
        """Close the library; a second call does nothing."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def papers_folder(self) -> Path:
        """Folder for downloaded papers."""
        return self.folder / "papers"

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
            self._write(statement, [(name, *before, digest)])
        return digest

    def known_files(self, files: Mapping[Path, tuple[int, int]]) -> dict[Path, str]:
        """SHA-256 of those files, given with size and time of change, that are remembered as they are now."""
        names = {str(path.absolute()).encode("utf-8", "backslashreplace").decode(): path for path in files}
        found: dict[Path, str] = {}
        for name, size, mtime_ns, sha256 in self._of("SELECT path, size, mtime_ns, sha256 FROM files", "path", names):
            if (size, mtime_ns) == files[names[name]]:
                found[names[name]] = sha256
        return found

    def _of(self, query: str, column: str, values: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """Rows whose column has one of the values, however many these are."""
        wanted = list(values)
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            yield from self.rows(f"{query} WHERE {column} IN ({','.join('?' * len(batch))})", *batch)

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
        return set(self._of("SELECT sha256, parser FROM documents", "sha256", checksums))

    def known_failures(self, checksums: Iterable[str]) -> dict[tuple[str, str], str]:
        """Why files with these checksums could not be read, by checksum and parser."""
        rows = self._of("SELECT sha256, parser, reason FROM failures", "sha256", checksums)
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
        self._write(statement, [(sha256, parser, reason.encode("utf-8", "replace").decode())])

    # -- embeddings ------------------------------------------------------------------------------------------------

    def get_embeddings(self, model: str, keys: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The vectors of `model` that are kept for `keys`; keys without one are left out. Vectors are read-only."""
        import numpy as np

        found: dict[str, npt.NDArray[np.float32]] = {}
        row = self.row("SELECT id FROM models WHERE name = ?", model)
        if row is None:
            return found
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
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
        self._write("INSERT OR REPLACE INTO judgements (kind, key, value) VALUES (?, ?, ?)", [(kind, key, text)])

    # -- the whole -------------------------------------------------------------------------------------------------

    def stats(self) -> dict[str, int]:
        """Counts for a reader: what is kept of each kind, `bytes` on disk, `version`."""
        tables = ("files", "documents", "failures", "embeddings", "judgements", "answers", "reports")
        counts = {name: int(self.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in tables}
        counts["version"] = int(self.rows("PRAGMA user_version")[0][0])
        counts["papers"] = sum(1 for path in self.papers_folder.glob("*") if path.is_file())
        counts["bytes"] = sum(_size(path) for path in self.folder.rglob("*"))
        return counts

    # -- for the other modules of this package ---------------------------------------------------------------------

    def row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of an answer, None where there is none."""
        rows = self.rows(query, *values)
        return rows[0] if rows else None

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        with self._lock, _translated(self.folder / DATABASE):
            return self._connection.execute(query, values).fetchall()

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of an answer that may not fit into memory, a few hundred at a time."""
        with self._lock, _translated(self.folder / DATABASE):
            cursor = self._connection.execute(query)
        while True:
            with self._lock, _translated(self.folder / DATABASE):
                rows = cursor.fetchmany(_BATCH)
            if not rows:
                return
            yield from rows

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        with self.transaction() as connection:
            connection.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside is kept, or nothing is."""
        with self._lock, _translated(self.folder / DATABASE):
            # Taking the write lock at once: a transaction that upgrades later can fail without waiting.
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


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


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    version = version_of(connection)
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"the library {path.parent} is of version {version}, this synth knows up to {len(MIGRATIONS)}",
            hint="upgrade synth, or choose another folder with --library DIR",
        )
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    migrate(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    # SQLite does not wait for its busy timeout when two processes switch the mode at once.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise _library_error(path, error) from error


def _library_error(path: Path, error: sqlite3.Error) -> SynthError:
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith("SQLITE_FULL"):
        full = OutputError(f"the disk that holds {path} is full", hint="free some space; what was done is kept")
        full.exit_code = 3
        return full
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        hint = "wait until the other synth is done, or choose another folder with --library DIR"
        return LibraryError(f"the library {path.parent} is locked by another process", hint=hint)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
        hint = "make the folder writable, or choose another with --library DIR or SYNTH_LIBRARY"
        return LibraryError(f"the library {path.parent} cannot be used: {error}", hint=hint)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        hint = f"move {path} away and run again: everything in it can be made anew from the papers"
        return LibraryError(f"the library file {path} is damaged: {error}", hint=hint)
    return LibraryError(f"the library {path.parent} cannot be used: {error}", hint="run synth doctor")
