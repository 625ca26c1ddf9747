"""How probably a claim bears on the question: does it speak of what is asked, mean it, and report a finding?

Six features of a claim go through a logistic model. Its weights were fitted on claims of fifteen papers that two
readers labelled for eighteen questions (`benchmarks/relevance.py` fits them again and says how well they do on others).
A claim that does not name what the question joins, a factor and an outcome, is discounted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synth.extract.coverage import About, Coverage, distinct
from synth.extract.frame import Aspect, Frame, read_frames
from synth.extract.question import Question, anchors
from synth.extract.sieve import ENOUGH, worth_embedding
from synth.extract.worth import compares, reports_effect
from synth.language.thesaurus import speaks_of as mentions
from synth.language.words import content_words
from synth.protocols import Embedder
from synth.records import Claim

if TYPE_CHECKING:
    import numpy.typing as npt

FEATURES = ("factor", "factor_share", "meaning", "outcome", "effect", "comparison")
WEIGHTS = (1.11, 1.30, 2.94, 1.71, 0.89, 0.44)
INTERCEPT = -6.93

RELEVANT, LEAST = 0.42, 0.27
"""A claim as relevant as the first always bears on the question, one below the second never."""
NEAREST = 0.06
"""Where no claim bears on the question, those as relevant as this speak of the same matter: claims of fifteen papers on
language models stay below 0.05 for questions on the weather, medicine, banks and proteins."""
NEARLY = 0.3
"""Logits below the best claims of a question at which others still count."""

NEAR_CLAIM, NEAR_PAPER = 0.50, 0.45
"""Least cosine with the question that counts as near, for a claim and for a paper; see `_relative`."""
TOP = 5
DISTINCT = 0.5
"""What naming the sub-question's own factor adds when a claim fits several sub-questions."""
UNNAMED = 0.35
"""What is left of the relevance of a claim that does not name both factor and outcome: of the labelled claims that are
relevant by their features alone, so many times fewer are relevant to the readers where one of the two is not named."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Fit of one text to a question."""

    relevance: float
    """Probability, 0 to 1, that a reader says the text bears on the question."""
    facet: int
    """Index of the sub-question that it fits best."""
    about: str = ""
    """What the sub-question asks about, where only the title of the claim's paper says it."""


def fits(
    question: Question,
    claims: Sequence[Claim],
    about: Mapping[str, About],
    embedder: Embedder,
    *,
    level: float = 0.0,
) -> tuple[list[Fit], npt.NDArray[np.float32]]:
    """Fit of each claim, and the embeddings of their texts, shape (len(claims), dimension).

    `about` says, by id of a paper, what it is about: a result of WizardCoder bears on a question about
    Evol-Instruct because the paper that introduces WizardCoder is about Evol-Instruct. Of many claims those that cannot
    reach the relevance `level` are not embedded: their relevance is given lower than it may be, their vector is zero.
    """
    read = _Read(question, claims, about, embedder)
    chosen = worth_embedding(read.highest(), read.common(), level)
    found, relevances = _relevances(read, chosen)
    if len(chosen) < len(claims) and sum(one >= level for one in relevances) < ENOUGH:
        found, relevances = _relevances(read, np.arange(len(claims)))
    return [Fit(*one) for one in zip(relevances, found.facets, found.about, strict=True)], found.vectors


def _relevances(read: _Read, chosen: npt.NDArray[np.int64]) -> tuple[Features, list[float]]:
    found = read.features(chosen)
    logits = found.values @ np.array(WEIGHTS) + INTERCEPT
    named = found.named.tolist()
    return found, [relevance(logit, named=one) for logit, one in zip(logits.tolist(), named, strict=True)]


def relevance(logit: float, *, named: bool) -> float:
    """Relevance of a claim by the model's logit and by whether it names what the question joins."""
    return _probability(logit) * (1.0 if named else UNNAMED)


def least_relevance(relevances: Sequence[float]) -> float:
    """From which relevance on a claim is listed.

    The model's level differs between questions, its order less so: where no claim reaches `RELEVANT`, those that come
    near the best three are taken. On the labelled questions that leaves none without a claim at the same precision.
    Where none reaches `LEAST` either, the papers do not join what the question joins, and the nearest are taken.
    """
    best = sorted((_logit(value) for value in relevances), reverse=True)[:3]
    if not best:
        return RELEVANT
    level = _probability(sum(best) / len(best) - NEARLY)
    if NEAREST <= max(relevances) < LEAST:
        return max(level, NEAREST)
    return max(min(RELEVANT, level), LEAST)


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability)) if 0 < probability < 1 else math.copysign(30.0, probability - 0.5)


@dataclass(frozen=True, slots=True)
class Features:
    """What the model goes by, one row a claim."""

    values: npt.NDArray[np.float64]
    """Shape (claims, len(FEATURES))."""
    named: npt.NDArray[np.bool_]
    """Whether the claim names what its sub-question joins."""
    facets: list[int]
    """Index of its best sub-question."""
    about: list[str]
    """What only the title of its paper says of what is asked about."""
    vectors: npt.NDArray[np.float32]
    """Its embedding, shape (claims, dimension)."""


def features(question: Question, claims: Sequence[Claim], about: Mapping[str, About], embedder: Embedder) -> Features:
    """Features of each claim."""
    return _Read(question, claims, about, embedder).features(np.arange(len(claims)))


class _Read:
    """Claims beside a question: what their words say, and then what their vectors say."""

    def __init__(
        self, question: Question, claims: Sequence[Claim], about: Mapping[str, About], embedder: Embedder
    ) -> None:
        self._embedder = embedder
        self._texts = [claim.text for claim in claims]
        papers = [about[claim.paper] for claim in claims]
        self._asked = embedder.embed([question.text, *question.facets])
        distinct_papers = list(dict.fromkeys(papers))
        nearest = (embedder.embed([paper.text for paper in distinct_papers]) @ self._asked.T).max(axis=1)
        cosine_of = dict(zip(distinct_papers, nearest, strict=True))
        self._paper_near = _relative(np.array([cosine_of[paper] for paper in papers]), NEAR_PAPER)
        self._coverage = Coverage(question, claims, papers)
        self._frames = read_frames(question.facets)
        own = [distinct(frame, self._frames) for frame in self._frames]
        places = range(len(claims))
        # Shape (claims, parts of the question, 2): factor and outcome.
        self._covered = np.array(
            [[self._coverage.of(frame, i) for frame in self._frames] for i in places], dtype=np.float64
        ).reshape(len(claims), len(self._frames), 2)
        # What only one sub-question speaks of tells it from the others.
        self._own = np.array(
            [[DISTINCT * self._coverage.of(frame, i)[0] for frame in own] for i in places], dtype=np.float64
        ).reshape(len(claims), len(self._frames))
        # A cell of a result table reports what came out, in as few words as a table does.
        self._form = np.array(
            [(reports_effect(claim.text) or claim.cell is not None, compares(claim.text)) for claim in claims],
            dtype=np.float64,
        ).reshape(len(claims), 2)

    def highest(self) -> npt.NDArray[np.float64]:
        """The relevance that each claim has with the highest nearness, under its best part of the question."""
        named, outcome = self._covered[..., 0], self._covered[..., 1]
        best = _best_factor(named[np.arange(len(named)), self._covered.sum(axis=2).argmax(axis=1)])
        meaning = np.broadcast_to(np.maximum(self._paper_near, 1.0)[:, None], named.shape)
        form = np.broadcast_to(self._form[:, None, :], (*named.shape, 2))
        logits = np.stack([named, named / best, meaning, outcome, form[..., 0], form[..., 1]], axis=2) @ WEIGHTS
        return np.array(
            [
                max(
                    relevance(float(logit) + INTERCEPT, named=self._coverage.joins(frame, i))
                    for frame, logit in zip(self._frames, row, strict=True)
                )
                for i, row in enumerate(logits)
            ]
        )

    def common(self) -> npt.NDArray[np.float64]:
        """How much of the question's words each claim has."""
        return np.array([self._coverage.common(i) for i in range(len(self._texts))])

    def features(self, chosen: npt.NDArray[np.int64]) -> Features:
        """Features of each claim; only the `chosen` ones are embedded, others have no nearness of their own."""
        vectors = np.zeros((len(self._texts), self._asked.shape[1]), dtype=np.float32)
        vectors[chosen] = self._embedder.embed([self._texts[i] for i in chosen])
        cosines = vectors @ self._asked.T
        fit = self._covered.sum(axis=2) + self._own + cosines[:, 1:]
        facets = [int(one) for one in fit.argmax(axis=1)]
        named, outcome = self._covered[np.arange(len(facets)), facets].T
        near = _relative(cosines.max(axis=1), NEAR_CLAIM)
        meaning = np.maximum(self._paper_near, np.minimum(near, 1.0))
        values = np.stack([named, named / _best_factor(named), meaning, outcome, *self._form.T], axis=1)
        frames = [self._frames[facet] for facet in facets]
        joined = np.array([self._coverage.joins(frame, i) for i, frame in enumerate(frames)], dtype=np.bool_)
        return Features(values, joined, facets, [self._coverage.unsaid(f, i) for i, f in enumerate(frames)], vectors)


def _best_factor(named: npt.NDArray[np.float64]) -> float:
    return max(float(np.sort(named)[-TOP:].mean()), 0.3) if len(named) else 1.0


def speaks_of(frames: Sequence[Frame], text: str) -> float:
    """Share of the aspects of its best frame that `text` names; a cheap look before anything is embedded."""

    def named(aspect: Aspect) -> bool:
        return (
            any(mentions(text, concept) for concept in aspect.concepts)
            or bool(aspect.words and aspect.words <= content_words(text))
            or bool(aspect.anchors and aspect.anchors & anchors(text))
        )

    best = 0.0
    for frame in frames:
        if frame.factor and any(map(named, frame.factor)):
            aspects = (*frame.factor, *frame.outcome)
            best = max(best, sum(map(named, aspects)) / len(aspects))
    return best


def _relative(cosines: npt.NDArray[np.floating], floor: float) -> npt.NDArray[np.floating]:
    """Cosines as a share of the best ones: MiniLM's level differs from question to question.

    Where even the best are below `floor`, nothing is near: nobody finds the weather in papers on language models.
    """
    if not len(cosines):
        return cosines
    best = float(np.sort(cosines)[-TOP:].mean())
    return cosines / max(best, floor)
