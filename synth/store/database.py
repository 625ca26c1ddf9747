"""The library's database: opened, upgraded, shared by processes and threads; SQLite's errors in our words."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from synth.errors import LibraryError, OutputError, SynthError
from synth.store.migrations import MIGRATIONS, migrate, version_of

DATABASE = "library.sqlite"
PAPERS = "papers"
"""Folder for downloaded papers, beside the database."""
BUSY_SECONDS = 30.0
"""How long to wait for another process before the library counts as locked."""
BATCH = 900
"""Keys of one query; SQLite's oldest limit on variables is 999."""


class Database:
    """A folder with a database, for the modules of this package, each of which keeps its own kind of thing in it."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the library in `folder`, creating or upgrading it where needed.

        Raises LibraryError where it cannot be written, is locked, damaged or from a newer synth, OutputError where the
        disk is full.
        """
        folder = folder.expanduser()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / PAPERS).mkdir(exist_ok=True)
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of an answer, None where there is none."""
        rows = self.rows(query, *values)
        return rows[0] if rows else None

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        with self._lock, _translated(self.folder / DATABASE):
            return self._connection.execute(query, values).fetchall()

    def rows_of(self, query: str, column: str, values: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """Rows whose column has one of the values, however many these are."""
        wanted = list(values)
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            yield from self.rows(f"{query} WHERE {column} IN ({','.join('?' * len(batch))})", *batch)

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of an answer that may not fit into memory, a few hundred at a time."""
        with self._lock, _translated(self.folder / DATABASE):
            cursor = self._connection.execute(query)
        while True:
            with self._lock, _translated(self.folder / DATABASE):
                rows = cursor.fetchmany(BATCH)
            if not rows:
                return
            yield from rows

    def write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Run a statement for each row, all in one transaction."""
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
