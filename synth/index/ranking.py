"""How near short texts (titles with abstracts) come to a question, by words and by meaning together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synth.index.hybrid import fuse
from synth.index.lexical import LexicalIndex
from synth.index.passages import MAX_PIECES, MAX_WORDS, pieces
from synth.protocols import Embedder


@dataclass(frozen=True, slots=True)
class Nearness:
    """Of one text to the question."""

    score: float
    """Words and meaning fused, 0 to 1, the nearest text of all 1; comparable within one call only."""
    cosine: float
    """Cosine of the text and the nearest query, -1 to 1."""


def nearness(queries: Sequence[str], texts: Sequence[str], embedder: Embedder) -> list[Nearness]:
    """Nearness of each text to the nearest of the queries, in order; of a text as much is read as the model reads."""
    if not texts or not queries:
        return [Nearness(0.0, 0.0) for _ in texts]
    cut = [_beginning(text) for text in texts]
    words = LexicalIndex(cut)
    asked, vectors = embedder.embed(list(queries)), embedder.embed(cut)
    cosines = vectors @ asked.T
    fused = np.stack([fuse(cosines[:, i], words.scores(query)) for i, query in enumerate(queries)])
    best = fused.max(axis=0)
    top = float(best.max()) or 1.0
    return [
        Nearness(round(float(score) / top, 4), round(float(cosine), 4))
        for score, cosine in zip(best, cosines.max(axis=1), strict=True)
    ]


def _beginning(text: str) -> str:
    """As many words of a text as the model reads."""
    words = text.split()[:MAX_WORDS]
    while words and pieces(" ".join(words)) > MAX_PIECES:
        words = words[: len(words) * 9 // 10]
    return " ".join(words)
