"""What all papers of a library say, on disk: words, vectors and figures, to find the few that a run must read.

Words are in SQLite's full-text index, vectors in a file that is mapped into memory, figures in a table. A paper is
added at the cost of itself. What is taken out leaves a gap; gaps are closed when they are a quarter of the whole.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import LibraryError
from synth.store.files import output_error
from synth.store.library import Library

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Key = tuple[str, str]
"""Checksum of a file, and the parser that read it."""
GAPS = 0.25
"""Share of vectors of papers that are gone at which the file is written anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number that a paper prints, by what it measures."""

    dataset: str
    method: str
    value: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Stackable:
    """What is kept of one paper."""

    key: Key
    terms: Sequence[Sequence[str]]
    """Index terms of its passages; those that have vectors come first, in their order."""
    vectors: npt.NDArray[np.float32]
    """Shape (passages with vectors, dimension)."""
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Which papers the stacks hold, in the order of their passages; arrays of equal length."""

    keys: tuple[Key, ...]
    numbers: npt.NDArray[np.int64]
    passages: npt.NDArray[np.int64]
    """Number of the first passage of each."""
    lengths: npt.NDArray[np.int64]
    """How many passages it has."""
    vectors: npt.NDArray[np.int64]
    """Row of its first vector."""
    counts: npt.NDArray[np.int64]
    """How many vectors it has."""


class Stacks:
    """The stacks of one library, for one embedding model. Safe for several processes.

    `maker` names how passages and figures are made: what another maker put in is not used, and is put in again.
    """

    def __init__(self, library: Library, *, model: str, maker: str) -> None:
        self._library, self._model, self._maker = library, model, maker
        self._file = library.folder / f"vectors-{hashlib.sha256(model.encode()).hexdigest()[:12]}.f32"

    @property
    def file(self) -> Path:
        """Where the vectors are: rows of 32-bit floats."""
        return self._file

    def missing(self, keys: Iterable[Key]) -> list[Key]:
        """Those of `keys` that are not in the stacks."""
        there = set(self._rows("sha256, parser"))
        return [key for key in keys if key not in there]

    def stacked(self) -> Stacked:
        """What is there."""
        import numpy as np

        rows = self._rows("sha256, parser, number, passage, passages, vector, vectors")
        columns = np.asarray([row[2:] for row in rows], dtype=np.int64).reshape(len(rows), 5).T
        keys = tuple((str(row[0]), str(row[1])) for row in rows)
        return Stacked(keys, *columns)

    def put(self, papers: Sequence[Stackable]) -> None:
        """Add papers, or replace what is kept of them, in one step. Raises OutputError where the disk is full."""
        with self._library.transaction() as connection:
            for paper in papers:
                self._take_out(connection, paper.key)
            vector = self._next(connection, "vector + vectors")
            rows = [row for paper in papers for row in paper.vectors]
            self._write(vector, rows)
            passage = max(self._next(connection, "passage + passages", every=True), 1)
            for paper in papers:
                number = connection.execute(
                    "INSERT INTO stacked (sha256, parser, maker, model, passage, passages, vector, vectors) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (*paper.key, self._maker, self._model, passage, len(paper.terms), vector, len(paper.vectors)),
                ).lastrowid
                connection.executemany(
                    "INSERT INTO words (rowid, terms) VALUES (?, ?)",
                    ((at, " ".join(terms)) for at, terms in enumerate(paper.terms, start=passage)),
                )
                connection.executemany(
                    "INSERT INTO figures (paper, dataset, method, value) VALUES (?, ?, ?, ?)",
                    ((number, one.dataset, one.method, one.value) for one in paper.figures),
                )
                passage, vector = passage + len(paper.terms), vector + len(paper.vectors)

    def drop(self, keys: Iterable[Key]) -> None:
        """Take papers out; where the gaps grow large, the file of vectors is written anew."""
        with self._library.transaction() as connection:
            for key in keys:
                self._take_out(connection, key)
            query = "SELECT coalesce(sum(vectors), 0) FROM stacked WHERE model = ?"
            (used,) = connection.execute(query, (self._model,)).fetchone()
            if used < (1 - GAPS) * self._next(connection, "vector + vectors"):
                self._close_gaps(connection)

    def vectors(self, dimension: int) -> npt.NDArray[np.float32]:
        """All vectors, mapped into memory, read-only; rows of papers that are gone among them."""
        import numpy as np

        row = self._library.row("SELECT max(vector + vectors) FROM stacked WHERE model = ?", self._model)
        count = int(row[0] or 0) if row else 0
        if not count:
            return np.zeros((0, dimension), dtype=np.float32)
        try:
            return np.memmap(self._file, dtype="<f4", mode="r", shape=(count, dimension))
        except (OSError, ValueError) as error:
            raise LibraryError(
                f"the vectors in {self._file} cannot be read: {error}",
                hint="move the library away and run again: everything in it can be made anew from the papers",
            ) from error

    def by_words(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """The passages that share terms with a query: number and BM25 of each, best first.

        Passages of papers that are gone may be among them.
        """
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms) if '"' not in term)
        if not query:
            return []
        statement = "SELECT rowid, -bm25(words) FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?"
        return [(int(row[0]), float(row[1])) for row in self._library.rows(statement, query, limit)]

    def printing(self, *, dataset: str = "", method: str = "") -> list[tuple[int, float]]:
        """Figures that papers print for a dataset and a method, of which one must be given: number of paper, value."""
        wanted = {"dataset": dataset, "method": method}
        named = [name for name, value in wanted.items() if value]
        statement = (
            f"SELECT paper, value FROM figures WHERE {' AND '.join(f'{one} = ?' for one in named)} ORDER BY paper"
        )
        return [(int(row[0]), float(row[1])) for row in self._library.rows(statement, *(wanted[one] for one in named))]

    def papers_with(self, column: str, values: Iterable[str]) -> set[int]:
        """Numbers of the papers with a figure for one of these datasets, or of these methods."""
        if column not in ("dataset", "method"):
            raise ValueError(column)
        rows = (self._library.rows(f"SELECT DISTINCT paper FROM figures WHERE {column} = ?", one) for one in values)
        return {int(row[0]) for found in rows for row in found}

    def figures(self, column: str) -> list[str]:
        """All datasets or all methods that figures are printed for."""
        if column not in ("dataset", "method"):
            raise ValueError(column)
        return [str(row[0]) for row in self._library.rows(f"SELECT DISTINCT {column} FROM figures")]

    # -- inside ----------------------------------------------------------------------------------------------------

    def _rows(self, columns: str) -> list[tuple[object, ...]]:
        query = f"SELECT {columns} FROM stacked WHERE model = ? AND maker = ? ORDER BY passage"
        return self._library.rows(query, self._model, self._maker)

    def _next(self, connection: sqlite3.Connection, end: str, *, every: bool = False) -> int:
        where, values = ("", ()) if every else (" WHERE model = ?", (self._model,))
        return int(connection.execute(f"SELECT coalesce(max({end}), 0) FROM stacked{where}", values).fetchone()[0])

    def _take_out(self, connection: sqlite3.Connection, key: Key) -> None:
        # Terms stay in the full-text index, whose rows no paper owns any more.
        found = connection.execute("SELECT number FROM stacked WHERE sha256 = ? AND parser = ?", key).fetchone()
        if found is not None:
            connection.execute("DELETE FROM figures WHERE paper = ?", found)
            connection.execute("DELETE FROM stacked WHERE number = ?", found)

    def _write(self, row: int, vectors: Sequence[npt.NDArray[np.float32]]) -> None:
        """Write vectors from `row` on; what a process left there that died before it was done is written over."""
        import numpy as np

        if not vectors:
            return
        data = np.ascontiguousarray(vectors, dtype="<f4")
        try:
            with self._file.open("r+b" if self._file.exists() else "w+b") as file:
                file.seek(row * data.shape[1] * 4)
                file.write(data.tobytes())
        except OSError as error:
            raise output_error(self._file, error) from error

    def _close_gaps(self, connection: sqlite3.Connection) -> None:
        """Move the vectors together, into a new file: who reads the old one reads on in it."""
        rows = connection.execute(
            "SELECT number, vector, vectors FROM stacked WHERE model = ? ORDER BY vector", (self._model,)
        ).fetchall()
        total = self._next(connection, "vector + vectors")
        width = self._file.stat().st_size // total if total else 0
        fresh, at = self._file.with_suffix(".new"), 0
        try:
            with self._file.open("rb") as old, fresh.open("wb") as new:
                for number, vector, count in rows:
                    old.seek(vector * width)
                    new.write(old.read(count * width))
                    connection.execute("UPDATE stacked SET vector = ? WHERE number = ?", (at, number))
                    at += count
            fresh.replace(self._file)
        except OSError as error:
            raise output_error(fresh, error) from error
