"""Answers of sources, kept so that a second run asks nobody."""

from __future__ import annotations

import time
import zlib

from synth.records import KeptAnswer
from synth.store.library import Library

LONGEST = 90 * 86400.0
"""Seconds after which an answer is forgotten."""


class AnswerShelf:
    """The answers of one library; implements `synth.protocols.AnswerCache`. Safe for several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def get_answer(self, key: str) -> KeptAnswer | None:
        """The answer kept for `key`, however old; None where there is none that can be read."""
        row = self._library.row("SELECT url, at, body FROM answers WHERE key = ?", key)
        if row is None:
            return None
        try:
            return KeptAnswer(url=row[0], at=row[1], body=zlib.decompress(row[2]))
        except zlib.error:
            return None

    def put_answer(self, key: str, answer: KeptAnswer) -> None:
        """Keep an answer in place of an older one; those of months ago are forgotten."""
        with self._library.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO answers (key, url, at, body) VALUES (?, ?, ?, ?)",
                (key, answer.url, answer.at, zlib.compress(answer.body)),
            )
            connection.execute("DELETE FROM answers WHERE at < ?", (time.time() - LONGEST,))
