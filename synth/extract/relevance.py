"""How well a claim fits the question: meaning by embeddings, wording by the question's own terms."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synth.extract.question import Question
from synth.language.vocabulary import entities
from synth.language.words import content_words
from synth.protocols import Embedder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

COSINE_FLOOR, COSINE_CEILING = 0.15, 0.70
"""Cosines of MiniLM for unrelated and for closely related pairs of question and sentence; mapped to 0 and 1."""
WORDING = 0.4
"""Weight of the wording beside the embedding."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Fit of one text to a question."""

    relevance: float
    """0 to 1."""
    facet: int
    """Index of the sub-question that it fits best."""


def fits(question: Question, texts: Sequence[str], embedder: Embedder) -> tuple[list[Fit], npt.NDArray[np.float32]]:
    """Fit of each text, and the embeddings of the texts, shape (len(texts), dimension)."""
    asked = embedder.embed([question.text, *question.facets])
    vectors = embedder.embed(texts)
    cosines = vectors @ asked.T
    words = [content_words(text) for text in texts]
    weights = _weights(question, words)
    total = sum(weights.values()) or 1.0
    out = []
    for row, text_words, text in zip(cosines, words, texts, strict=True):
        cosine = float(max(row))
        meaning = min(max((cosine - COSINE_FLOOR) / (COSINE_CEILING - COSINE_FLOOR), 0.0), 1.0)
        hits = sum(weight for word, weight in weights.items() if word in text_words)
        named = {entity.canonical for entity in entities(text)} & question.anchors
        wording = min((hits / total) + 0.15 * len(named), 1.0)
        facet = int(row[1:].argmax())
        out.append(Fit((1 - WORDING) * meaning + WORDING * math.sqrt(wording), facet))
    return out, vectors


def _weights(question: Question, words: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency of the question's words among the candidates; words that all share weigh little."""
    seen = Counter(word for text_words in words for word in text_words if word in question.words)
    count = max(len(words), 1)
    return {word: math.log(1 + count / (1 + seen[word])) for word in question.words}
