"""How well a claim fits the question: meaning by embeddings, wording by the question's own terms."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synth.extract.question import Question, acronyms, anchors, spelled_out
from synth.language.words import content_words
from synth.protocols import Embedder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

COSINE_FLOOR, COSINE_CEILING = 0.15, 0.70
"""Cosines of MiniLM for unrelated and for closely related pairs of question and sentence; mapped to 0 and 1."""
WORDING = 0.3
"""Weight of the wording beside the embedding."""
CONTEXT = 0.2
"""Weight of what the paper as a whole is about."""


@dataclass(frozen=True, slots=True)
class About:
    """What a paper is about."""

    title: str
    text: str
    """Title and the beginning of the abstract."""
    own: str
    """What the paper calls its model or method, empty where it has no name."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Fit of one text to a question."""

    relevance: float
    """0 to 1."""
    facet: int
    """Index of the sub-question that it fits best."""


def fits(
    question: Question, texts: Sequence[str], about: Sequence[About], embedder: Embedder
) -> tuple[list[Fit], npt.NDArray[np.float32]]:
    """Fit of each text, and the embeddings of the texts, shape (len(texts), dimension).

    `about` says, for each text, what its paper is about: a result of WizardCoder bears on a question about
    Evol-Instruct because the paper that introduces WizardCoder is about Evol-Instruct.
    """
    asked = embedder.embed([question.text, *question.facets])
    vectors = embedder.embed(texts)
    papers = list(dict.fromkeys(about))
    paper_cosines = dict(zip(papers, embedder.embed([paper.text for paper in papers]) @ asked.T, strict=True))
    titles = {paper: (content_words(paper.title), anchors(paper.title)) for paper in papers}
    facets = [_FacetWords.of(facet, question.facets) for facet in question.facets]
    cosines = vectors @ asked.T
    words = [content_words(text) for text in texts]
    weights = _weights(question, words)
    short = acronyms(question.text)
    total = sum(weights.values()) or 1.0
    out = []
    for row, text_words, text, paper in zip(cosines, words, texts, about, strict=True):
        named = anchors(text)
        inherited: frozenset[str] = frozenset()
        if paper.own and paper.own in text:  # what the paper is about holds for what it introduces
            inherited = titles[paper][1] - named
            text_words |= titles[paper][0]
            named |= inherited
        text_words |= spelled_out(text, short)
        hits = sum(weight for word, weight in weights.items() if word in text_words)
        named &= question.anchors
        wording = math.sqrt(min((hits / total) + 0.2 * len(named), 1.0))
        own, context = _meaning(float(max(row))), _meaning(float(max(paper_cosines[paper])))
        relevance = (1 - WORDING - CONTEXT) * own + WORDING * wording + CONTEXT * context
        by_facet = [
            float(row[1 + i]) + 0.5 * float(paper_cosines[paper][1 + i]) + facet.named(text_words, named, inherited)
            for i, facet in enumerate(facets)
        ]
        out.append(Fit(relevance, by_facet.index(max(by_facet))))
    return out, vectors


@dataclass(frozen=True, slots=True)
class _FacetWords:
    """What tells one sub-question from the others."""

    words: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, facet: str, facets: Sequence[str]) -> _FacetWords:
        others = frozenset().union(*(content_words(other) for other in facets if other != facet))
        return cls(content_words(facet) - others, anchors(facet))

    def named(self, words: frozenset[str], names: frozenset[str], inherited: frozenset[str]) -> float:
        """Bonus, 0 to about 0.5, for what a text names of this facet; what its paper is about counts most."""
        share = len(words & self.words) / len(self.words) if self.words else 0.0
        return 0.2 * share + 0.06 * len(names & self.names) + 0.15 * len(inherited & self.names)


def _meaning(cosine: float) -> float:
    return min(max((cosine - COSINE_FLOOR) / (COSINE_CEILING - COSINE_FLOOR), 0.0), 1.0)


def _weights(question: Question, words: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency of the question's words among the candidates; words that all share weigh little."""
    seen = Counter(word for text_words in words for word in text_words if word in question.words)
    count = max(len(words), 1)
    return {word: math.log(1 + count / (1 + seen[word])) for word in question.words}
