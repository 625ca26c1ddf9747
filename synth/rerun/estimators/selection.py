"""Selection: a scorer picks one of N samples, or ranks groups of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt
from typing import TypeVar

from synth.rerun.estimators.passk import UndefinedError, pass_at_k

Score = TypeVar("Score", bound="float | tuple[float, ...]")


def best_of_n(scores: Sequence[Score], correct: Sequence[bool], n: int) -> Fraction:
    """Chance that the best-scored of n of the samples is correct, BoN@n; equal scores are drawn from at random.

    Scores are compared, so that a tuple (public tests passed, verifier's score) ranks by the first and settles ties by
    the second. With one score for all it is pass@1; with the hidden tests as score it is pass@n. Exact: the mean over
    all subsets of n samples, by which score is the best one drawn.
    """
    total = len(scores)
    if len(correct) != total or not 1 <= n <= total:
        raise UndefinedError(f"best of {n} with {total} samples and {len(correct)} outcomes")
    chance, lower = Fraction(0), 0
    for score in sorted(set(scores)):
        level = [right for own, right in zip(scores, correct, strict=True) if own == score]
        upto = lower + len(level)
        chance += Fraction(sum(level), len(level)) * (comb(upto, n) - comb(lower, n))
        lower = upto
    return chance / comb(total, n)


@dataclass(frozen=True, slots=True)
class ConsensusSet:
    """Samples of one problem that pass exactly the same generated tests."""

    samples: tuple[int, ...]
    """Indices of the samples."""
    tests: int
    """How many generated tests they pass, each as often as it was generated."""

    @property
    def score(self) -> float:
        """√samples · tests, as the authors' code has it (the paper's text has samples · tests)."""
        return sqrt(len(self.samples)) * self.tests


def consensus_sets(passed: Sequence[frozenset[str]], weights: Mapping[str, int]) -> tuple[ConsensusSet, ...]:
    """Group samples by the generated tests that they pass; samples that pass none are left out. Best first.

    `passed` holds, for each sample, the tests that it passes; `weights` how often each test was generated.
    Source: B. Chen et al., "CodeT: Code Generation with Generated Tests", arXiv:2207.10397.
    """
    groups: dict[frozenset[str], list[int]] = {}
    for sample, tests in enumerate(passed):
        if tests:
            groups.setdefault(tests, []).append(sample)
    sets = [ConsensusSet(tuple(samples), sum(weights[test] for test in tests)) for tests, samples in groups.items()]
    return tuple(sorted(sets, key=lambda one: -one.score))


def codet_at_k(sets: Sequence[ConsensusSet], correct: Sequence[bool], k: int) -> Fraction:
    """Chance that one of k samples picked by CodeT is correct.

    Sets of equal score are one rank; one sample is drawn at random from each of the k best ranks. With fewer ranks than
    k, the draws go round them again, with replacement. With no set at all it is pass@k. Same source, its code.
    """
    total = len(correct)
    if not 1 <= k <= total:
        raise UndefinedError(f"k = {k} with {total} samples")
    if not sets:
        return pass_at_k(total, sum(correct), k)
    ranks: list[list[int]] = []
    last: float | None = None
    for one in sets:
        if one.score != last:
            ranks.append([])
        ranks[-1] += one.samples
        last = one.score
    missed = Fraction(1)
    for draw in range(k):
        rank = ranks[draw % len(ranks)]
        missed *= 1 - Fraction(sum(correct[sample] for sample in rank), len(rank))
    return 1 - missed
