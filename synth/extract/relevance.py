"""How probably a claim bears on the question: does it speak of what is asked, mean it, and report a finding?

Six features of a claim go through a logistic model. Its weights were fitted on claims of fifteen papers that two
readers labelled for eighteen questions (`benchmarks/relevance.py` fits them again and says how well they do on others).
A claim that does not name what the question joins, a factor and an outcome, is discounted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synth.extract.frame import Aspect, Frame, read_frames
from synth.extract.question import Question, acronyms, anchors, spelled_out
from synth.extract.worth import compares, reports_effect
from synth.language.thesaurus import concepts
from synth.language.words import content_words, squash
from synth.protocols import Embedder
from synth.records import Claim, Role

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
PLAIN = 0.5
"""Weight of a word beside a concept of the same rarity: "reward design" is about rewards more than about designs."""
INHERITED = 0.7
"""Coverage of an aspect that only the title of the claim's paper names."""
NAMED = 0.5
"""Least coverage of an aspect that is named."""
UNNAMED = 0.35
"""What is left of the relevance of a claim that does not name both factor and outcome: of the labelled claims that are
relevant by their features alone, so many times fewer are relevant to the readers where one of the two is not named."""


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
    """Probability, 0 to 1, that a reader says the text bears on the question."""
    facet: int
    """Index of the sub-question that it fits best."""
    about: str = ""
    """What the sub-question asks about, where only the title of the claim's paper says it."""


def fits(
    question: Question, claims: Sequence[Claim], about: Mapping[str, About], embedder: Embedder
) -> tuple[list[Fit], npt.NDArray[np.float32]]:
    """Fit of each claim, and the embeddings of their texts, shape (len(claims), dimension).

    `about` says, by id of a paper, what it is about: a result of WizardCoder bears on a question about
    Evol-Instruct because the paper that introduces WizardCoder is about Evol-Instruct.
    """
    found = features(question, claims, about, embedder)
    logits = found.values @ np.array(WEIGHTS) + INTERCEPT
    relevances = [relevance(float(logit), named=bool(named)) for logit, named in zip(logits, found.named, strict=True)]
    return [Fit(*one) for one in zip(relevances, found.facets, found.about, strict=True)], found.vectors


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
    texts = [claim.text for claim in claims]
    papers = [about[claim.paper] for claim in claims]
    asked = embedder.embed([question.text, *question.facets])
    vectors = embedder.embed(texts)
    distinct = list(dict.fromkeys(papers))
    paper_cosines = dict(zip(distinct, (embedder.embed([p.text for p in distinct]) @ asked.T).max(axis=1), strict=True))
    cosines = vectors @ asked.T
    coverage = _Coverage(question, claims, papers)
    frames = read_frames(question.facets)
    distinct_frames = [_distinct(frame, frames) for frame in frames]
    rows, facets, joined, about_what = [], [], [], []
    for index, text in enumerate(texts):
        covered = [coverage.of(frame, index) for frame in frames]
        # What only one sub-question speaks of tells it from the others.
        own = [DISTINCT * coverage.of(frame, index)[0] for frame in distinct_frames]
        facet = max(range(len(frames)), key=lambda i: sum(covered[i]) + own[i] + float(cosines[index][1 + i]))
        # A cell of a result table reports what came out, in as few words as a table does.
        effect = reports_effect(text) or claims[index].cell is not None
        rows.append((*covered[facet], effect, compares(text)))
        facets.append(facet)
        joined.append(coverage.joins(frames[facet], index))
        about_what.append(coverage.unsaid(frames[facet], index))
    named, *form = np.array(rows, dtype=np.float64).reshape(len(texts), 4).T
    near = _relative(cosines.max(axis=1), NEAR_CLAIM)
    paper_near = _relative(np.array([paper_cosines[paper] for paper in papers]), NEAR_PAPER)
    best_factor = max(float(np.sort(named)[-TOP:].mean()), 0.3) if len(texts) else 1.0
    meaning = np.maximum(paper_near, np.minimum(near, 1.0))
    values = np.stack([named, named / best_factor, meaning, *form], axis=1)
    return Features(values, np.array(joined, dtype=np.bool_), facets, about_what, vectors)


def speaks_of(frames: Sequence[Frame], text: str) -> float:
    """Share of the aspects of its best frame that `text` names; a cheap look before anything is embedded."""
    said, words, names = concepts(text), content_words(text), anchors(text)

    def named(aspect: Aspect) -> bool:
        return bool(aspect.anchors & names or aspect.concepts & said or (aspect.words and aspect.words <= words))

    best = 0.0
    for frame in frames:
        if frame.factor and any(map(named, frame.factor)):
            aspects = (*frame.factor, *frame.outcome)
            best = max(best, sum(map(named, aspects)) / len(aspects))
    return best


def _distinct(frame: Frame, frames: Sequence[Frame]) -> Frame:
    """The part of a frame's factor that no other frame mentions."""
    elsewhere = {aspect for other in frames if other is not frame for aspect in (*other.factor, *other.outcome)}
    return Frame(tuple(aspect for aspect in frame.factor if aspect not in elsewhere), ())


class _Coverage:
    """How fully each text names the aspects of a question; what few texts name weighs most."""

    def __init__(self, question: Question, claims: Sequence[Claim], about: Sequence[About]) -> None:
        texts = [claim.text for claim in claims]
        short = acronyms(question.text)
        self._concepts = [concepts(text) for text in texts]
        self._words = [content_words(text) | spelled_out(text, short) for text in texts]
        self._anchors = [anchors(text) for text in texts]
        titles = {paper: Aspect.of(paper.title) for paper in set(about)}
        self._titles = [titles[paper] for paper in about]
        self._levels = [claim.cell is not None for claim in claims]
        self._own = [_of_its_own(claim, paper) for claim, paper in zip(claims, about, strict=True)]
        self._concept_weights = _Rarity(self._concepts)
        self._word_weights = _Rarity(self._words)

    def of(self, frame: Frame, index: int) -> tuple[float, float]:
        """Coverage, 0 to 1, of the frame's factor and outcome; the factor's again where it asks about one thing."""
        factor = self._mean(frame.factor, index)
        return factor, self._outcome(frame, index) if frame.outcome else factor

    def joins(self, frame: Frame, index: int) -> bool:
        """Whether a claim names what the frame joins: it says the factor itself, or speaks of what its paper is about.

        "During training, pass@256 falls" in a paper on reinforcement learning names the outcome, and the title the
        factor; "a batch takes 20 seconds" in the same paper names neither. The number in a cell is a level, no
        effect: its row must say the factor.
        """
        if min(self.of(frame, index)) < NAMED:
            return False
        if self._mean(frame.factor, index, inherit=False) >= NAMED:
            return True
        if not self._own[index] or self._levels[index]:
            return False
        return not frame.outcome or self._outcome(frame, index, inherit=False) >= NAMED

    def unsaid(self, frame: Frame, index: int) -> str:
        """The factor, where it is one thing that the title of the paper says and the claim does not."""
        if len(frame.factor) != 1 or not frame.outcome or not _speaks(self._titles[index], frame.factor[0]):
            return ""
        return frame.factor[0].phrase if self._one(frame.factor[0], index, inherit=False) < NAMED else ""

    def _mean(self, aspects: Sequence[Aspect], index: int, *, inherit: bool = True) -> float:
        weights = [self._weight(aspect) for aspect in aspects]
        total = sum(weights)
        if not total:
            return 0.0
        covered = sum(w * self._one(aspect, index, inherit) for w, aspect in zip(weights, aspects, strict=True))
        return covered / total

    def _outcome(self, frame: Frame, index: int, *, inherit: bool = True) -> float:
        """Coverage of what is covered best, since "correctness on HumanEval and MBPP" is met on one of the two.

        Where the factor is compared with something, that counts alone.
        """
        aspects = frame.outcome[:1] if frame.compares else frame.outcome
        return max(self._one(aspect, index, inherit) for aspect in aspects)

    def _weight(self, aspect: Aspect) -> float:
        rarities = [self._concept_weights[name] for name in aspect.concepts]
        return max(rarities or [self._word_weights[word] for word in aspect.words], default=0.0)

    def _one(self, aspect: Aspect, index: int, inherit: bool) -> float:
        if aspect.anchors & self._anchors[index]:
            return 1.0
        covered = max(self._share(aspect, index), self._word_weights.share(aspect.words, self._words[index]))
        return max(covered, INHERITED) if inherit and _speaks(self._titles[index], aspect) else covered

    def _share(self, aspect: Aspect, index: int) -> float:
        """Share of the aspect's concepts, and of its words that belong to none, that a text has."""
        concept = {name: self._concept_weights[name] for name in aspect.concepts}
        plain = {word: PLAIN * self._word_weights[word] for word in aspect.plain}
        total = sum(concept.values()) + sum(plain.values())
        present = sum(weight for name, weight in concept.items() if name in self._concepts[index])
        present += sum(weight for word, weight in plain.items() if word in self._words[index])
        return present / total if total else 0.0


def _of_its_own(claim: Claim, paper: About) -> bool:
    """Whether a claim is about what its paper introduces: it names it, or reads like a result of the authors."""
    if "resolved_our" in claim.flags or (paper.own and squash(paper.own) in squash(claim.text)):
        return True
    measured = any(quantity.role in (Role.VALUE, Role.DELTA) for quantity in claim.quantities)
    signs = (measured, "resolved_we" in claim.flags, reports_effect(claim.text), compares(claim.text))
    return sum(signs) >= 2


def _speaks(title: Aspect, aspect: Aspect) -> bool:
    """Whether the title of a paper names an aspect: "code" in a title is not yet "the length of code"."""
    return bool(
        (aspect.concepts and aspect.concepts <= title.concepts)
        or aspect.anchors & title.anchors
        or (aspect.words and aspect.words <= title.words)
    )


class _Rarity:
    """Inverse document frequency of terms among the texts that are compared."""

    def __init__(self, sets: Sequence[frozenset[str]]) -> None:
        self._count = len(sets)
        self._seen: Mapping[str, int] = Counter(term for terms in sets for term in terms)

    def __getitem__(self, term: str) -> float:
        return math.log((self._count + 1) / (1 + self._seen.get(term, 0))) + 0.1

    def share(self, wanted: Iterable[str], present: frozenset[str]) -> float:
        """Share of `wanted` that is present, by weight; 0 where nothing is wanted."""
        weights = {term: self[term] for term in wanted}
        total = sum(weights.values())
        return sum(weight for term, weight in weights.items() if term in present) / total if total else 0.0


def _relative(cosines: npt.NDArray[np.floating], floor: float) -> npt.NDArray[np.floating]:
    """Cosines as a share of the best ones: MiniLM's level differs from question to question.

    Where even the best are below `floor`, nothing is near: nobody finds the weather in papers on language models.
    """
    if not len(cosines):
        return cosines
    best = float(np.sort(cosines)[-TOP:].mean())
    return cosines / max(best, floor)
