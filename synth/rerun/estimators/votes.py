"""maj@k: k samples vote, the most frequent answer wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from fractions import Fraction
from math import comb

from synth.rerun.estimators.passk import UndefinedError


def maj_at_k(answers: Sequence[Hashable], right: Collection[Hashable], k: int) -> Fraction:
    """Chance that the most frequent answer of k of the samples is right; ties are broken at random.

    `answers` holds the answer of each sample, None for a sample that gave none: it takes a place and casts no vote.
    `right` holds the answers that count as right. Exact: the mean over all subsets of k samples, counted by how often
    each answer is drawn.

    Source of the method: X. Wang et al., "Self-Consistency", arXiv:2203.11171.
    """
    total = len(answers)
    if not 1 <= k <= total:
        raise UndefinedError(f"k = {k} with {total} samples")
    votes = Counter(answer for answer in answers if answer is not None)
    silent = total - sum(votes.values())
    chance = Fraction(0)
    for answer in votes:
        if answer in right:
            others = [count for other, count in votes.items() if other != answer]
            chance += _wins(votes[answer], others, silent, k)
    return chance / comb(total, k)


def _wins(own: int, others: Sequence[int], silent: int, k: int) -> Fraction:
    """Over all subsets of k samples, the sum of the chances that an answer with `own` votes wins."""
    ways = Fraction(0)
    for drawn in range(1, min(own, k) + 1):
        for (used, tied), count in _below(others, drawn, k - drawn).items():
            ways += Fraction(comb(own, drawn) * count * comb(silent, k - drawn - used), tied + 1)
    return ways


def _below(groups: Sequence[int], most: int, room: int) -> dict[tuple[int, int], int]:
    """Ways to draw from `groups` at most `most` of each and `room` in all: (drawn, groups with `most`) → count."""
    ways = {(0, 0): 1}
    for size in groups:
        following: dict[tuple[int, int], int] = {}
        for (used, tied), count in ways.items():
            for drawn in range(min(size, most, room - used) + 1):
                key = (used + drawn, tied + (drawn == most))
                following[key] = following.get(key, 0) + count * comb(size, drawn)
        ways = following
    return ways
