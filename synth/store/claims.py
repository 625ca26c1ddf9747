"""The claims of single papers with their verdicts, kept so that nobody takes and judges them again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from synth.records import CheckedClaim
from synth.store.codec import UnreadableRecordError, decode, encode
from synth.store.library import Library


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperClaims:
    """What a paper claims, and how far each claim holds within that paper."""

    claims: tuple[CheckedClaim, ...]


class ClaimShelf:
    """The claims of one library, by document and by who took and judged them. Safe for several processes."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def has(self, document: str, judge: str) -> bool:
        """Whether the claims of a document are kept; an empty list is kept too."""
        return self._library.row("SELECT 1 FROM claims WHERE document = ? AND judge = ?", document, judge) is not None

    def get(self, document: str, judge: str) -> tuple[CheckedClaim, ...] | None:
        """The claims of a document, None where none can be read."""
        row = self._library.row("SELECT checked FROM claims WHERE document = ? AND judge = ?", document, judge)
        if row is not None:
            with suppress(UnreadableRecordError):
                return decode(row[0], PaperClaims).claims
        return None

    def newest(self, document: str, start: str) -> tuple[CheckedClaim, ...] | None:
        """The claims of a document as the last judge whose name begins so left them; None where there are none."""
        query = "SELECT judge FROM claims WHERE document = ? AND substr(judge, 1, ?) = ? ORDER BY rowid DESC"
        row = self._library.row(query, document, len(start), start)
        return self.get(document, row[0]) if row is not None else None

    def put(self, document: str, judge: str, checked: Sequence[CheckedClaim]) -> None:
        """Keep the claims of a document; what was there is replaced."""
        data = encode(PaperClaims(claims=tuple(checked)), PaperClaims)
        with self._library.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO claims (document, judge, checked) VALUES (?, ?, ?)", (document, judge, data)
            )
