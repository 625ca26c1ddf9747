"""Whether two sentences state the same finding, judged by their words: terms in common, direction, names and scope.

What must not differ is looked at first: direction, negation, equal against better, all against some, the things named.
Then most of the words must be common, or most of the terms, where words that the field uses for one thing count as one
("surpasses" and "outperforms", "RLVR" and "RL"). How often that is right: `benchmarks/agreement.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class Statement:
    """What is compared of a sentence."""

    text: str
    words: frozenset[str]
    """Stemmed content words."""
    terms: frozenset[str]
    """The same, with one word for those that mean one thing, and without those that only report or praise."""
    named: frozenset[str]
    """Methods and datasets."""
    direction: int
    negated: bool
    level: bool
    """Whether it says that two things do equally well."""

    @classmethod
    def of(cls, text: str) -> Statement:
        """Read a sentence."""
        return _read(text)


@lru_cache(maxsize=16384)  # a sentence is compared with many claims
def _read(text: str) -> Statement:
    words = content_words(text)
    return Statement(
        text=text,
        words=words,
        terms=frozenset(_CANONICAL.get(word, word) for word in words) - _EMPTY,
        named=frozenset(
            e.canonical for e in entities(text) if e.kind is not EntityKind.METRIC and e.text not in PARADIGMS
        ),
        direction=polarity(text),
        negated=negated(text) or bool(_CONTRAST.search(text)),
        level=bool(_LEVEL.search(text)),
    )


def agree(claim: str, other: str) -> float:
    """Share of the claim's words or terms that `other` has where it states the same finding; 0 where it does not."""
    a, b = Statement.of(claim), Statement.of(other)
    if clash(a, b):
        return 0.0
    return max(_common(a.words, b.words, WORDS), _common(a.terms, b.terms, TERMS))


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
