"""What the index holds and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synth.records.span import Span


class PassageKind(StrEnum):
    """What a passage is made of."""

    TEXT = "text"
    """Consecutive sentences of one section."""
    CAPTION = "caption"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A unit of retrieval, at most 150 words so that the embedding model reads all of it."""

    id: str
    document: str
    """Id of the document."""
    kind: PassageKind
    text: str
    span: Span
    sentences: tuple[int, ...] = ()
    """Indices in `Document.sentences`; empty for a table row."""
    table: str = ""
    """Id of the table, for rows and captions of tables."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A passage and how well it fits a query."""

    passage: Passage
    score: float
    """Fused score, higher is better; comparable within one query only."""
    cosine: float | None = None
    """Cosine of query and passage embeddings, None where the passage was found by words alone."""
    bm25: float | None = None
