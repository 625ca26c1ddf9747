"""What workers made of papers, as Parquet files: to be merged into a library, or queried where they lie.

A row is one paper. Records are JSON, as `codec` writes them; vectors are lists of 32-bit floats beside their keys. A
shard is written under another name first: one that can be seen is whole.
"""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.errors import MissingDependencyError
from synth.records import CheckedClaim, Document, Paper
from synth.store.claims import PaperClaims
from synth.store.codec import LEVEL, encode
from synth.store.files import output_error
from synth.store.library import Library

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ENDING = ".parquet"


@dataclass(frozen=True, kw_only=True, slots=True)
class ShardRow:
    """One paper."""

    sha256: str
    """Checksum of its file."""
    parser: str
    judge: str
    """Who took and checked its claims, with the embedding."""
    reason: str = ""
    """Why it was set apart; empty where it was not."""
    lasting: bool = False
    """Whether it would be set apart again."""
    title: str = ""
    document_id: str = ""
    document: str = ""
    paper: str = ""
    claims: str = ""
    counts: str = "{}"
    """How many claims have which verdict, as JSON."""
    keys: Sequence[str] = ()
    vectors: npt.NDArray[np.float32] | None = field(default=None, compare=False)
    """Shape (len(keys), dimension)."""

    @property
    def verdicts(self) -> dict[str, int]:
        """How many claims have which verdict."""
        found: dict[str, int] = json.loads(self.counts)
        return found


def row_of(
    document: Document,
    paper: Paper,
    checked: Sequence[CheckedClaim],
    vectors: Mapping[str, npt.NDArray[np.float32]],
    judge: str,
) -> ShardRow:
    """A paper that was filed."""
    import numpy as np

    counts: dict[str, int] = {}
    for one in checked:
        counts[one.verdict.label.value] = counts.get(one.verdict.label.value, 0) + 1
    return ShardRow(
        sha256=document.sha256,
        parser=document.parser,
        judge=judge,
        title=paper.title,
        document_id=document.id,
        document=_text(encode(document, Document)),
        paper=_text(encode(paper, Paper)),
        claims=_text(encode(PaperClaims(claims=tuple(checked)), PaperClaims)),
        counts=json.dumps(counts),
        keys=tuple(vectors),
        vectors=np.stack(list(vectors.values())).astype("<f4") if vectors else None,
    )


def write_shard(folder: Path, name: str, rows: Sequence[ShardRow]) -> Path:
    """Write `rows` as the shard `name`; a shard of that name is replaced. OutputError where that cannot be."""
    arrow, parquet = _pyarrow()
    path = folder / f"{name}{ENDING}"
    columns = {
        one: [getattr(row, one) for row in rows] for one in ShardRow.__dataclass_fields__ if one not in ("vectors",)
    }
    width = next((row.vectors.shape[1] for row in rows if row.vectors is not None), 1)
    columns["vectors"] = _vectors(arrow, rows, width)
    kinds = {"keys": arrow.list_(arrow.string()), "lasting": arrow.bool_()}
    table = arrow.table(
        {
            one: values if one == "vectors" else arrow.array(values, kinds.get(one, arrow.string()))
            for one, values in columns.items()
        }
    )
    temporary = folder / f".{name}.{secrets.token_hex(4)}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        parquet.write_table(table, temporary, compression="zstd")
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise output_error(path, error) from error
    return path


def read_shard(path: Path) -> list[ShardRow]:
    """The rows of a shard."""
    _, parquet = _pyarrow()
    table = parquet.read_table(path)
    lists = table.column("vectors").combine_chunks()
    plain = table.drop_columns(["vectors"]).to_pylist()
    return [ShardRow(**row, vectors=_matrix(lists[i], row["keys"])) for i, row in enumerate(plain)]


Key = tuple[str, str, str]
"""`sha256`, `parser` and `judge` of a row: what a paper is known by."""


def kept_in(folder: Path, *, settled: bool = False) -> dict[Key, tuple[Path, int]]:
    """Shard, and place in it, of every paper in the shards of a folder.

    Where a paper is in two, the one that was not set apart counts. With `settled`, papers are left out that were set
    apart for something that another try may not meet.
    """
    _, parquet = _pyarrow()
    found: dict[Key, tuple[Path, int]] = {}
    for path in sorted(folder.glob(f"*{ENDING}")):
        table = parquet.read_table(path, columns=["sha256", "parser", "judge", "reason", "lasting"])
        for place, row in enumerate(table.to_pylist()):
            key = (row["sha256"], row["parser"], row["judge"])
            good = not row["reason"] or row["lasting"]
            if good or (key not in found and not settled):
                found[key] = (path, place)
    return found


def merge_row(row: ShardRow, embedding: str, library: Library) -> None:
    """Put what a worker made of one paper into a library, all of it or nothing.

    Records go in as they were written: a merge neither reads nor writes JSON.
    """
    with library.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO documents (sha256, parser, document, paper) VALUES (?, ?, ?, ?)",
            (row.sha256, row.parser, _packed(row.document), _packed(row.paper)),
        )
        connection.execute("DELETE FROM failures WHERE sha256 = ? AND parser = ?", (row.sha256, row.parser))
        if row.vectors is not None:
            library.insert_embeddings(connection, embedding, zip(row.keys, row.vectors, strict=True))
        connection.execute(
            "INSERT OR REPLACE INTO claims (document, judge, checked) VALUES (?, ?, ?)",
            (row.document_id, row.judge, _packed(row.claims)),
        )


def _text(packed: bytes) -> str:
    return zlib.decompress(packed).decode("utf-8")


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8"), LEVEL)


def _vectors(arrow: Any, rows: Sequence[ShardRow], width: int) -> Any:
    """A column of lists of vectors, without a Python object for each number."""
    import numpy as np

    found = [row.vectors if row.vectors is not None else np.zeros((0, width), dtype="<f4") for row in rows]
    offsets = np.cumsum([0, *(len(one) for one in found)], dtype=np.int32)
    flat = arrow.array(np.concatenate(found).reshape(-1), arrow.float32())
    return arrow.ListArray.from_arrays(offsets, arrow.FixedSizeListArray.from_arrays(flat, width))


def _matrix(value: Any, keys: Sequence[str]) -> Any:
    import numpy as np

    if not keys:
        return None
    return np.asarray(value.values.flatten().to_numpy(zero_copy_only=False), dtype="<f4").reshape(len(keys), -1)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        message = "shards need pyarrow, which is not installed"
        raise MissingDependencyError(message, hint='pip install "synth-literature[ray]"') from error
    return pyarrow, pyarrow.parquet
