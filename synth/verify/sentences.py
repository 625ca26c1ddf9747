"""Sentences of the papers by their words, and what a near copy of one changes.

A statement that repeats a sentence but for a number, a name or a direction is the commonest slip of a writer
and of a language model. It is found here without an embedding: by the words that the two have in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from synth.language.compare import matches
from synth.language.quantities import parse
from synth.language.vocabulary import Entity, EntityKind, Sameness, entities, same_entity
from synth.language.words import DIRECTIONS, NEGATIONS, content_words, negated, polarity, stem, tokens
from synth.records import Document, Quantity, Role, SectionKind, Sentence
from synth.verify.bind import Fit, bind_facts
from synth.verify.facts import facts

_SKIPPED = frozenset({SectionKind.REFERENCES, SectionKind.FRONT})
COMMONEST = 400
"""Sentences that a word may stand in and still help to find one."""
_SAID = frozenset({Role.VALUE, Role.DELTA, Role.COUNT, Role.K, Role.SIZE, Role.SETTING, Role.RANK})
_FILLERS = re.compile(r"\bthe authors(?:’|')?|\bet al\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence that shares most of its words with a statement."""

    sentence: Sentence
    text: str
    """What it says; with the beginning of its sentence where a list item goes on from it."""
    share: float
    """Share of the statement's content words (numbers left out) that the sentence has."""
    back: float
    """Share of the sentence's content words that the statement has."""


class SentenceIndex:
    """The sentences of one document, found by their words."""

    def __init__(self, document: Document) -> None:
        self._sentences = [
            sentence
            for sentence in document.sentences
            if sentence.section < 0 or document.sections[sentence.section].kind not in _SKIPPED
        ]
        self._texts = [
            f"{before.text} {sentence.text}" if before is not None and _continues(before, sentence) else sentence.text
            for before, sentence in zip([None, *self._sentences], self._sentences, strict=False)
        ]
        self._words = [_words(text) for text in self._texts]
        self._postings: dict[str, list[int]] = defaultdict(list)
        for index, words in enumerate(self._words):
            for word in words:
                self._postings[word].append(index)

    def near(self, text: str, *, limit: int = 5) -> list[Near]:
        """Sentences with the most words in common, best first."""
        words = _words(text)
        if not words:
            return []
        votes: Counter[int] = Counter()
        for word in words:
            found = self._postings.get(word, ())
            if len(found) <= COMMONEST:
                votes.update(found)
        best = sorted(votes, key=lambda i: (-votes[i] / (len(words) + len(self._words[i])), i))[:limit]
        return [
            Near(
                self._sentences[i],
                self._texts[i],
                len(words & self._words[i]) / len(words),
                len(words & self._words[i]) / max(len(self._words[i]), 1),
            )
            for i in best
        ]


def _continues(before: Sentence, sentence: Sentence) -> bool:
    """Whether a list item or a line after a formula goes on from an unfinished sentence."""
    return not before.text.rstrip().endswith((".", "!", "?", ":", ";")) and not sentence.text[:1].isupper()


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in content_words(_FILLERS.sub(" ", text)) if not word[0].isdigit())


@dataclass(frozen=True, slots=True)
class Difference:
    """What a statement changes in a sentence that it otherwise repeats."""

    kind: str
    """`number`, `place`, `name`, `direction` or `negation`; `unsure` where the sentence allows another reading."""
    stated: str
    printed: str


def difference(text: str, quantities: Sequence[Quantity], near: Near) -> Difference | None:
    """The one thing that a near copy changes; None where it changes nothing, or more than one thing."""
    other = near.text
    if (moved := misplaced(text, quantities, near)) is not None:
        return moved if moved.kind == "place" else None
    found: list[Difference] = []
    mine, theirs = _said(quantities), _said(parse(other))
    lost = [q for q in mine if not any(matches(q, t) for t in theirs)]
    gone = [t for t in theirs if not any(matches(q, t) for q in mine)]
    if lost and not gone and len(mine) <= len(theirs):
        return None
    if lost:
        if len(lost) > 1 or len(gone) != 1 or lost[0].role is not gone[0].role:
            return None
        found.append(Difference("number", lost[0].raw, gone[0].raw))
    elif _order(mine, theirs):
        found.append(Difference("number", _order(mine, theirs), "the other way round"))
    found += _renamed(entities(text), entities(other))
    if (change := _turned(text, other)) is not None:
        found.append(change)
    elif negated(text) is not negated(other) and _only_changes(text, other, NEGATIONS):
        found.append(Difference("negation", "with" if negated(text) else "without", "the opposite"))
    return found[0] if len(found) == 1 else None


def misplaced(text: str, quantities: Sequence[Quantity], near: Near) -> Difference | None:
    """A number that the sentence gives to another method, dataset or k than the statement does; None where none is."""
    return moved(text, quantities, near.text)


def moved(text: str, quantities: Sequence[Quantity], printed: str) -> Difference | None:
    """The same for any printed words."""
    theirs = facts(printed)
    for fact in facts(text, quantities):
        if fact.quantity.role not in (Role.VALUE, Role.DELTA):
            continue
        same = [other for other in theirs if matches(fact.quantity, other.quantity)]
        if not same or any(not bind_facts(fact, other).conflict for other in same):
            continue
        other = same[0]
        binding = bind_facts(fact, other)
        for mine, yours, fit, sure in (
            (fact.dataset, other.dataset, binding.dataset, fact.dataset_sure and other.dataset_sure),
            (fact.method, other.method, binding.method, fact.method_sure and other.method_sure),
        ):
            if fit is Fit.CONFLICT and mine is not None and yours is not None:
                return Difference(
                    "place" if sure else "unsure",
                    f"{fact.quantity.raw} for {mine.text}",
                    f"{fact.quantity.raw} for {yours.text}",
                )
        if fact.k is not None and other.k is not None and fact.k != other.k:
            raw = fact.quantity.raw
            return Difference("place", f"{raw} at k = {fact.k}", f"{raw} at k = {other.k}")
        return Difference("unsure", fact.quantity.raw, fact.quantity.raw)
    return None


def repeats(text: str, quantities: Sequence[Quantity], near: Near) -> bool:
    """Whether the sentence says what the statement says: its numbers, its names, its direction."""
    other = near.text
    theirs = parse(other)
    mine = _said(quantities)
    if any(not any(matches(q, t) for t in theirs) for q in mine) or _order(mine, _said(theirs)):
        return False
    if misplaced(text, quantities, near) is not None:
        return False
    names = entities(other)
    if any(not any(same_entity(e.text, o.text) is Sameness.SAME for o in names) for e in _things(entities(text))):
        return False
    return polarity(text) == polarity(other) and negated(text) is negated(other)


def _said(quantities: Iterable[Quantity]) -> list[Quantity]:
    return [quantity for quantity in quantities if quantity.role in _SAID]


def _things(found: Iterable[Entity]) -> list[Entity]:
    return [entity for entity in found if entity.kind is not EntityKind.METRIC]


def _order(mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> str:
    """The two results that stand in each other's place, else nothing: "15B" and "pass@1" may stand in any order."""
    mine, theirs = ([q for q in ones if q.role in (Role.VALUE, Role.DELTA)] for ones in (mine, theirs))
    if len(mine) != len(theirs):
        return ""
    off = [i for i, (a, b) in enumerate(zip(mine, theirs, strict=True)) if not matches(a, b)]
    if len(off) == 2 and matches(mine[off[0]], theirs[off[1]]) and matches(mine[off[1]], theirs[off[0]]):
        return f"{mine[off[0]].raw} … {mine[off[1]].raw}"
    return ""


def _renamed(mine: Sequence[Entity], theirs: Sequence[Entity]) -> list[Difference]:
    def missing(left: Sequence[Entity], right: Sequence[Entity]) -> list[Entity]:
        return [e for e in _things(left) if all(same_entity(e.text, o.text) is Sameness.DIFFERENT for o in right)]

    new, gone = missing(mine, theirs), missing(theirs, mine)
    if len({e.canonical for e in new}) == len({e.canonical for e in gone}) == 1 and new[0].kind is gone[0].kind:
        return [Difference("name", new[0].text, gone[0].text)]
    return []


def _turned(text: str, other: str) -> Difference | None:
    """A word of direction exchanged for its opposite at the same place."""
    mine, theirs = tokens(text), tokens(other)
    matcher = SequenceMatcher(a=mine, b=theirs, autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag != "replace":
            continue
        ups = [DIRECTIONS[t] for t in mine[a0:a1] if t in DIRECTIONS]
        downs = [DIRECTIONS[t] for t in theirs[b0:b1] if t in DIRECTIONS]
        if len(ups) == len(downs) == 1 and ups[0] == -downs[0]:
            return Difference("direction", " ".join(mine[a0:a1]), " ".join(theirs[b0:b1]))
    return None


def _only_changes(text: str, other: str, words: frozenset[str]) -> bool:
    mine, theirs = {stem(t) for t in tokens(text)}, {stem(t) for t in tokens(other)}
    changed = mine ^ theirs
    return bool(changed) and len(changed - {stem(word) for word in words}) <= 2
