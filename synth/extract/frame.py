"""What a sub-question asks about: a factor ("model size") and an outcome ("functional correctness on HumanEval").

A sentence on the right benchmark that says nothing about the factor does not bear on the question, however near its
embedding is; that is the commonest way for a list of claims to go astray.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from synth.extract.question import anchors
from synth.language.thesaurus import words_of
from synth.language.words import STOP_WORDS, content_words
from synth.language.wordset import word_set

_RELATION = re.compile(
    r"\b(?:change|affect|alter|improve|degrade|reduce|increase|differ|compare|scale|help|hurt|influence|shape|work|"
    r"perform|lead|impact|depend|beat|outperform|predict|determine|drive|cause|benefit|harm|limit|relate|correlate|interact|"
    r"transfer|carry|respond|behave|generali[sz]e)(?:s|d|es|ed)?\b",
    re.IGNORECASE,
)
_COMPARING = re.compile(r"compare|differ|beat|outperform", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9@.+-]+|[,;?]")
_ASKING = word_set(
    "how what which why when where who whether do does did is are can could will should well often much many they it "
    ", ; ? optimising optimizing optimise optimize using applying adding training increasing decreasing"
)
"""Words that ask, and verbs that say only that the factor is acted on: "optimising for pass@k" is about pass@k."""
_FUNCTION_WORDS = STOP_WORDS - word_set("paper work section table figure")
"""A question may ask about tables; elsewhere the word points to a place."""
_GENERIC = word_set("model models llm llms lm lms") | {"language models", "language model", "large language models"}
"""Phrases that nearly every claim of the field is about."""
_BACK_TO_OUTCOME = re.compile(r"trade-?offs?|effects?|impact|difference", re.IGNORECASE)
_BACK_TO_SUBJECT = re.compile(r"\b(?:they|it|them|these|this)\b")
_OPENING = 8
"""Characters of a question in which a relation word is an auxiliary or a name."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that a question speaks of, in every form in which a claim may name it."""

    phrase: str
    words: frozenset[str]
    concepts: frozenset[str]
    plain: frozenset[str]
    """Words that belong to no concept."""
    anchors: frozenset[str]

    @classmethod
    def of(cls, phrase: str) -> Aspect:
        """The aspect that a phrase names."""
        known = words_of(phrase)
        words = content_words(phrase)
        plain = words - frozenset().union(*map(content_words, known.values()))
        return cls(phrase, words, frozenset(known), plain, anchors(phrase))


@dataclass(frozen=True, slots=True)
class Frame:
    """Factor and outcome of one sub-question; `outcome` is empty where it asks about one thing only."""

    factor: tuple[Aspect, ...]
    outcome: tuple[Aspect, ...]
    compares: bool = False
    """Whether it sets the factor beside the first of the outcomes: "do open models beat closed ones on code"."""


def read_frames(facets: Sequence[str]) -> tuple[Frame, ...]:
    """The frame of each sub-question; "they" and "the trade-off" in later ones stand for what the first one names."""
    first: tuple[str, ...] = ()
    frames = []
    for facet in facets:
        factor, outcome, compares = _phrases(facet)
        if first:
            outcome = [phrase for one in outcome for phrase in (first if _BACK_TO_OUTCOME.fullmatch(one) else (one,))]
            if _BACK_TO_SUBJECT.search(facet):
                factor = [*first, *factor]
        else:
            first = (*factor, *outcome)
        parted = _told_apart(tuple(map(Aspect.of, factor)), tuple(map(Aspect.of, outcome)))
        frames.append(replace(parted, compares=compares))
    return tuple(frames)


def _told_apart(factor: tuple[Aspect, ...], outcome: tuple[Aspect, ...]) -> Frame:
    """The frame without the concepts that both sides share: of pass@k and pass@1 only the k tells which is meant."""
    shared = frozenset().union(*(a.concepts for a in factor)) & frozenset().union(*(a.concepts for a in outcome))
    return Frame(tuple(_without(a, shared) for a in factor), tuple(_without(a, shared) for a in outcome))


def _without(aspect: Aspect, shared: frozenset[str]) -> Aspect:
    if not aspect.anchors or not aspect.concepts & shared:
        return aspect
    return replace(aspect, concepts=aspect.concepts - shared, plain=aspect.words)


def _phrases(facet: str) -> tuple[list[str], list[str], bool]:
    """Phrases of the factor and of the outcome, and whether the two are compared."""
    body = facet.rstrip("?")
    relation = _RELATION.search(body, _OPENING)
    if relation is None:
        return _noun_phrases(body), [], False
    factor, outcome = _noun_phrases(body[: relation.start()]), _noun_phrases(body[relation.end() :])
    # "How do A and B compare on C" compares what stands before the verb.
    compares = bool(_COMPARING.match(relation[0])) and not re.match(r"\s+(?:on|in|for)\b", body[relation.end() :])
    return (factor, outcome, compares) if factor else (outcome, [], False)


def _noun_phrases(text: str) -> list[str]:
    """Runs of words between function words: "complexity of evolved instructions" gives two."""
    runs: list[list[str]] = [[]]
    for token in _WORD.findall(text):
        word = token.strip(".?")
        if token.lower() in _ASKING or word.lower() in _FUNCTION_WORDS or _RELATION.fullmatch(word):
            runs.append([])
        elif word:
            runs[-1].append(word)
    phrases = dict.fromkeys(" ".join(run) for run in runs if run)
    return [phrase for phrase in phrases if phrase.lower() not in _GENERIC]
