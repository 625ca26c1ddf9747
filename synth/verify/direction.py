"""Does a sentence say more or less of the same thing as a statement? Directions compared where their words meet.

"Lowers the risk of stroke" and "the risk of stroke was raised" share a subject and part in direction; the sign of a
whole sentence would not show it where several things rise and fall. Each word of direction in the statement is laid
beside the one in the sentence that stands nearest to the words that the two share.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from synth.language.words import DIRECTIONS, NEGATIONS, STOP_WORDS, stem, tokens
from synth.language.wordset import word_set

_UP = word_set(
    "activat promot induc stimulat enhanc upregulat elevat augment facilitat accelerat potentiat rais posit abund "
    "enrich expand strengthen favor support drive trigger benefit effect improv increas great high long large "
    "more gain"
)
_DOWN = word_set(
    "inhibit suppress block impair attenuat downregulat abolish prevent deplet diminish delay hinder disrupt "
    "abrogat lack absen loss deficien fail poor weak worsen restrict antagoni minimi insensit resist ineffect "
    "independ unrelated negat limit reduc decreas declin lower less few small short"
)
"""Beginnings of words that say more or less beside those in `language.words`."""
_NEGATING = NEGATIONS | word_set("no not neither nor without rather little")
_REACH = 5
"""Words on each side of a word of direction that it may be about."""
_FARTHEST = 12
"""Words between two directions and what they share, together, from which on they are not about the same."""
NEAREST = 4
"""Sentences that are looked at."""

WEIGHTS = (-1.025, -0.986, -0.184, -0.404, 1.466, -0.138, -0.059, -0.142, 0.501, 0.182)
INTERCEPT = -0.329
"""Of a logistic model for "the sentences contradict the statement", fitted on SciFact's training claims (564 pairs of a
claim and an abstract): alignment with the first and second nearest sentence, its sum, least and greatest; product of
the directions of first, second and all; a negation on one side only in the first, and in how many."""


def contradicts(statement: str, sentences: Sequence[str]) -> float:
    """Guess, 0 to 1, that `sentences` (the nearest first) say the opposite of `statement` rather than the same."""
    chosen = sentences[:NEAREST]
    if not chosen:
        return 0.5
    aligned = _filled([align(statement, sentence) for sentence in chosen])
    mine = _sign(statement)
    products = _filled([mine * _sign(sentence) for sentence in chosen])
    negated = _filled([float(_negates(statement) != _negates(sentence)) for sentence in chosen])
    values = (
        aligned[0], aligned[1], sum(aligned), min(aligned), max(aligned),
        products[0], products[1], sum(products), negated[0], sum(negated),
    )  # fmt: skip
    logit = INTERCEPT + sum(w * v for w, v in zip(WEIGHTS, values, strict=True))
    return float(1 / (1 + 2.718281828459045**-logit))


def align(statement: str, sentence: str) -> float:
    """Agreement of directions about shared words: above 0 the same way, below 0 the opposite, 0 where none meet."""
    words, directions = _read(statement)
    others, other_directions = _read(sentence)
    places: dict[str, list[int]] = {}
    for at, word in enumerate(others):
        places.setdefault(stem(word), []).append(at)
    total = 0.0
    for at, sign in directions:
        best: tuple[int, int] | None = None
        for near in range(max(0, at - _REACH), min(len(words), at + _REACH + 1)):
            if near == at or words[near] in STOP_WORDS:
                continue
            for there in places.get(stem(words[near]), ()):
                for other, other_sign in other_directions:
                    distance = abs(near - at) + abs(there - other)
                    if best is None or distance < best[0]:
                        best = distance, other_sign
        if best is not None and best[0] <= _FARTHEST:
            total += sign * best[1] / (1 + best[0])
    return total


@lru_cache(maxsize=8192)
def _read(text: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The words of a text, and where which of them say more or less; a negation turns what follows it closely."""
    words = tuple(tokens(text))
    found = []
    turned = 0
    for at, word in enumerate(words):
        if word in _NEGATING:
            turned = _REACH
            continue
        if sign := _direction(word):
            found.append((at, -sign if turned > 0 else sign))
        turned -= 1
    return words, tuple(found)


@lru_cache(maxsize=65536)
def _direction(word: str) -> int:
    if word in DIRECTIONS:
        return DIRECTIONS[word]
    for length in range(len(word), 3, -1):
        if word[:length] in _UP:
            return 1
        if word[:length] in _DOWN:
            return -1
    return 0


def _sign(text: str) -> int:
    total = sum(sign for _, sign in _read(text)[1])
    return (total > 0) - (total < 0)


def _negates(text: str) -> bool:
    return any(word in _NEGATING for word in tokens(text))


def _filled(values: Sequence[float]) -> list[float]:
    return [*values, *([0.0] * (NEAREST - len(values)))]
