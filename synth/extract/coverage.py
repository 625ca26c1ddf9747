"""How fully a claim names what a question asks about, by its words and by what its paper is about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from synth.extract.frame import Aspect, Frame
from synth.extract.question import Question, acronyms, anchors, spelled_out
from synth.extract.worth import compares, reports_effect
from synth.language.thesaurus import concepts
from synth.language.words import content_words, squash
from synth.records import Claim, Role

PLAIN = 0.5
"""Weight of a word beside a concept of the same rarity: "reward design" is about rewards more than about designs."""
INHERITED = 0.7
"""Coverage of an aspect that only the title of the claim's paper names."""
NAMED = 0.5
"""Least coverage of an aspect that is named."""


@dataclass(frozen=True, slots=True)
class About:
    """What a paper is about."""

    title: str
    text: str
    """Title and the beginning of the abstract."""
    own: str
    """What the paper calls its model or method, empty where it has no name."""


class Coverage:
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
        self._asked = [content_words(text) for text in (question.text, *question.facets)]
        self._concept_weights = Rarity(self._concepts)
        self._word_weights = Rarity(self._words)

    def of(self, frame: Frame, index: int) -> tuple[float, float]:
        """Coverage, 0 to 1, of the frame's factor and outcome; the factor's again where it asks about one thing."""
        factor = self._mean(frame.factor, index)
        return factor, self._outcome(frame, index) if frame.outcome else factor

    def common(self, index: int) -> float:
        """How much of the words of the question, or of one of its parts, a claim has: longer ones a little less."""
        words = self._words[index]
        shared = (sum(self._word_weights[word] for word in one & words) for one in self._asked)
        return max(shared) / math.sqrt(len(words) + 6)

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


class Rarity:
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


def distinct(frame: Frame, frames: Sequence[Frame]) -> Frame:
    """The part of a frame's factor that no other frame mentions."""
    elsewhere = {aspect for other in frames if other is not frame for aspect in (*other.factor, *other.outcome)}
    return Frame(tuple(aspect for aspect in frame.factor if aspect not in elsewhere), ())
