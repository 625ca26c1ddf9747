"""Whether two sentences state the same finding, judged by their words: terms in common, direction, names and scope.

Most of the words must be common, or most of the terms, where words that the field uses for one thing count as one
("surpasses" and "outperforms", "RLVR" and "RL"). And some things must not differ: direction, negation, equal against
better, all against some, the things named. How often that is right: `benchmarks/agreement.py`.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from synth.language.names import PARADIGMS
from synth.language.vocabulary import EntityKind, entities
from synth.language.words import content_words, negated, polarity, stem
from synth.language.wordset import word_set

WORDS = (0.62, 0.45, 4)
"""Words in common: share of the shorter sentence's, share of the claim's, and how many, at least."""
TERMS = (0.60, 0.55, 5)
"""The same where words for one thing count as one."""

_ONE_WORD = (
    "outperform surpass exceed beat superior superiority better higher best advantage above",
    "improve enhance increase boost gain rise raise grow expand promote",
    "underperform inferior worse lower worst",
    "reduce decrease decline drop narrow fall degrade shrink limit",
    "model counterpart version",
    "rl rlvr reinforcement",
    "problem question task",
    "elicit introduce yield",
    "capability capacity ability boundary scope",
    "substantial large considerable",
    "small minor slight",
    "method approach algorithm",
    "comparable competitive par rival match equivalent",
)
"""Words that say the same thing, a group a line."""
_CANONICAL = {stem(word): stem(group.split()[0]) for group in _ONE_WORD for word in group.split()}
_EMPTY = frozenset(
    map(
        stem,
        word_set(
            "demonstrate reveal find found indicate observe conclude suggest result finding experiment significant "
            "significantly remarkable remarkably notable notably e.g i.e"
        ),
    )
)
"""Words that report or praise and say nothing about what was found."""
_CONTRAST = re.compile(r"\b(?:rather than|instead(?: of)?)\b", re.IGNORECASE)
_LEVEL = re.compile(
    r"\b(?:comparable|on par|competitive with|similar (?:to|performance|results)|rival\w*|match(?:es|ed|ing)?|"
    r"equivalent)\b",
    re.IGNORECASE,
)
_SOME = re.compile(r"\b(?:some|slightly|several|certain|most|many|often|partly)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|every|any|always|consistently|virtually all)\b", re.IGNORECASE)


class Statement:
    """What is compared of a sentence; read when first asked for: few share enough words to be looked at further."""

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def of(cls, text: str) -> Statement:
        """Read a sentence."""
        return _read(text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Stemmed content words."""
        return content_words(self.text)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The same, with one word for those that mean one thing, and without those that only report or praise."""
        return frozenset(_CANONICAL.get(word, word) for word in self.words) - _EMPTY

    @cached_property
    def named(self) -> frozenset[str]:
        """Methods and datasets."""
        return frozenset(
            e.canonical for e in entities(self.text) if e.kind is not EntityKind.METRIC and e.text not in PARADIGMS
        )

    @cached_property
    def direction(self) -> int:
        """+1 for more, -1 for less, 0 where it says neither or both."""
        return polarity(self.text)

    @cached_property
    def negated(self) -> bool:
        """Whether it denies, or sets one thing against another."""
        return negated(self.text) or bool(_CONTRAST.search(self.text))

    @cached_property
    def level(self) -> bool:
        """Whether it says that two things do equally well."""
        return bool(_LEVEL.search(self.text))


@lru_cache(maxsize=16384)  # a sentence is compared with many claims
def _read(text: str) -> Statement:
    return Statement(text)


def agree(claim: str, other: str) -> float:
    """Share of the claim's words or terms that `other` has where it states the same finding; 0 where it does not."""
    a, b = Statement.of(claim), Statement.of(other)
    share = max(_common(a.words, b.words, WORDS), _common(a.terms, b.terms, TERMS))
    return 0.0 if not share or clash(a, b) else share


def clash(a: Statement, b: Statement) -> bool:
    """Whether two sentences cannot be the same finding, whatever words they share."""
    if a.direction != b.direction or a.negated != b.negated or a.level != b.level:
        return True
    if a.named and b.named and not a.named & b.named:
        return True
    return bool(_ALL.search(a.text)) and bool(_SOME.search(b.text)) and not _ALL.search(b.text)


def _common(claim: frozenset[str], other: frozenset[str], least: tuple[float, float, int]) -> float:
    """Share of the claim's words that are common, where that is enough; else 0."""
    common = len(claim & other)
    of_shorter, of_claim, count = least
    if common < max(count, of_shorter * min(len(claim), len(other)), of_claim * len(claim)):
        return 0.0
    return common / len(claim)
