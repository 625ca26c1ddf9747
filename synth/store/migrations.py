"""The library's tables, version by version: append a step, never change one that was released."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

Step = tuple[str, ...]
"""SQL statements that lift the library by one version."""

MIGRATIONS: tuple[Step, ...] = (
    (
        """CREATE TABLE files (
            path TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            sha256 TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE documents (
            sha256 TEXT NOT NULL,
            parser TEXT NOT NULL,
            document BLOB NOT NULL,
            paper BLOB NOT NULL,
            added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
            PRIMARY KEY (sha256, parser)
        ) STRICT""",
        """CREATE TABLE failures (
            sha256 TEXT NOT NULL,
            parser TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (sha256, parser)
        ) STRICT""",
        "CREATE TABLE models (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
        """CREATE TABLE embeddings (
            model INTEGER NOT NULL REFERENCES models (id),
            key TEXT NOT NULL,
            vector BLOB NOT NULL,
            UNIQUE (model, key)
        ) STRICT""",
        """CREATE TABLE judgements (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT""",
    ),
    (
        """CREATE TABLE answers (
            key TEXT PRIMARY KEY,
            url TEXT NOT NULL,
            at REAL NOT NULL,
            body BLOB NOT NULL
        ) STRICT""",
        "CREATE INDEX answers_by_age ON answers (at)",
        """CREATE TABLE reports (
            id INTEGER PRIMARY KEY,
            folder TEXT NOT NULL UNIQUE,
            question TEXT NOT NULL,
            inputs TEXT NOT NULL,
            checked TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE editions (
            report INTEGER NOT NULL REFERENCES reports (id),
            number INTEGER NOT NULL,
            created TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            json BLOB NOT NULL,
            changes TEXT NOT NULL,
            PRIMARY KEY (report, number)
        ) STRICT""",
    ),
    (
        """CREATE TABLE claims (
            document TEXT NOT NULL,
            judge TEXT NOT NULL,
            checked BLOB NOT NULL,
            PRIMARY KEY (document, judge)
        ) STRICT""",
    ),
    (
        # Which passages of `words`, and which rows of the file of vectors, are those of which document.
        """CREATE TABLE stacked (
            number INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL,
            parser TEXT NOT NULL,
            maker TEXT NOT NULL,
            model TEXT NOT NULL,
            passage INTEGER NOT NULL,
            passages INTEGER NOT NULL,
            vector INTEGER NOT NULL,
            vectors INTEGER NOT NULL,
            UNIQUE (sha256, parser)
        ) STRICT""",
        """CREATE VIRTUAL TABLE words USING fts5(
            terms, content='', detail=full, tokenize="ascii tokenchars '.,@+-/_:'"
        )""",
        """CREATE TABLE figures (
            paper INTEGER NOT NULL REFERENCES stacked (number),
            dataset TEXT NOT NULL,
            method TEXT NOT NULL,
            value REAL NOT NULL
        ) STRICT""",
        "CREATE INDEX figures_by_name ON figures (dataset, method)",
        "CREATE INDEX figures_by_paper ON figures (paper)",
    ),
)


def version_of(connection: sqlite3.Connection) -> int:
    """Version of the tables; 0 for a new file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = MIGRATIONS) -> None:
    """Lift the library to the newest version, one transaction a step; safe when two processes do it at once.

    The connection must be in autocommit mode. A step that fails leaves the version before it.
    """
    while version_of(connection) < len(steps):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Asked again under the lock: another process may have been here first.
            version = version_of(connection)
            if version < len(steps):
                for statement in steps[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
