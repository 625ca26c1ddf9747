"""One checksum of what a library holds: two libraries with the same one know the same."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from typing import Any

from synth.store.library import Library


def _unpacked(value: bytes) -> bytes:
    """What `codec` packed: another zlib packs the same text into other bytes."""
    return zlib.decompress(value)


def _without_path(value: bytes) -> bytes:
    record = json.loads(_unpacked(value))
    record.pop("path", None)
    return json.dumps(record, ensure_ascii=False).encode()


_HASHED: tuple[tuple[str, dict[int, Callable[[bytes], bytes]]], ...] = (
    (
        "SELECT sha256, parser, document, paper FROM documents ORDER BY sha256, parser",
        {2: _unpacked, 3: _without_path},
    ),
    ("SELECT sha256, parser, reason FROM failures ORDER BY sha256, parser", {}),
    ("SELECT name, key, vector FROM embeddings JOIN models ON model = models.id ORDER BY name, key", {}),
    ("SELECT document, judge, checked FROM claims ORDER BY document, judge", {2: _unpacked}),
)
"""What was read, embedded and claimed, and how the columns that are not hashed as they are become what is."""


def content_digest(library: Library) -> str:
    """SHA-256, in hexadecimal, over documents, failures, vectors and claims, in the order of their keys.

    Where a file lay and when it was read is no part of it.
    """
    digest = hashlib.sha256()
    for query, readers in _HASHED:
        for row in library.stream(query):
            for column, value in enumerate(row):
                data = _bytes(readers[column](value) if column in readers else value)
                digest.update(len(data).to_bytes(8, "big") + data)
        digest.update(b"\n")
    return digest.hexdigest()


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
