"""Estimates from counts: n samples of a problem, c of them correct. All exact rationals.

Each is the mean over all subsets of k of the n samples, drawn without replacement, and therefore unbiased for what k
fresh samples of the same model would give. Defined for 0 ≤ c ≤ n and 1 ≤ k ≤ n only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, comb
from typing import NamedTuple


class Counts(NamedTuple):
    """What became of the samples of one problem."""

    n: int
    """Samples judged."""
    c: int
    """Correct ones."""


class UndefinedError(ValueError):
    """The estimate does not exist for these counts: k is larger than n, or there is no problem."""


def pass_at_k(n: int, c: int, k: int) -> Fraction:
    """Chance that k of the n samples hold a correct one: 1 − C(n−c, k) / C(n, k).

    Source: M. Chen et al., "Evaluating Large Language Models Trained on Code", arXiv:2107.03374, eq. 1.
    """
    _check(n, c, k)
    return 1 - Fraction(comb(n - c, k), comb(n, k))


def plug_in(n: int, c: int, k: int) -> Fraction:
    """The biased estimate 1 − (1 − c/n)^k that some papers print; too low for every k > 1 (Jensen)."""
    _check(n, c, min(k, n))
    if k < 1:
        raise UndefinedError(f"k = {k} is not a number of samples")
    return 1 - (1 - Fraction(c, n)) ** k


def pass_hat_k(n: int, c: int, k: int) -> Fraction:
    """Chance that all of k samples are correct, pass^k: C(c, k) / C(n, k).

    Source: S. Yao et al., "τ-bench", arXiv:2406.12045.
    """
    _check(n, c, k)
    return Fraction(comb(c, k), comb(n, k))


def g_pass_at_k(n: int, c: int, k: int, tau: Fraction) -> Fraction:
    """Chance that at least ⌈τk⌉ of k samples are correct, G-Pass@k_τ; for τ → 0 it is pass@k, for τ = 1 pass^k.

    Source: J. Liu et al., "Are Your LLMs Capable of Stable Reasoning?", arXiv:2412.13147.
    """
    _check(n, c, k)
    if not 0 <= tau <= 1:
        raise UndefinedError(f"τ = {tau} is not between 0 and 1")
    least = max(1, ceil(tau * k))
    ways = sum(comb(c, j) * comb(n - c, k - j) for j in range(least, k + 1))
    return Fraction(ways, comb(n, k))


def mg_pass_at_k(n: int, c: int, k: int) -> Fraction:
    """Mean of G-Pass@k_τ over τ from 1/2 to 1: 2/k · Σ G-Pass@k_{i/k} for i = ⌈k/2⌉ + 1 … k (same source)."""
    _check(n, c, k)
    terms = (g_pass_at_k(n, c, k, Fraction(i, k)) for i in range(ceil(k / 2) + 1, k + 1))
    return Fraction(2, k) * sum(terms, start=Fraction(0))


def n_at_k(total: int, filtered: int, correct: int, k: int, n: int) -> Fraction:
    """Chance that n submissions out of k samples hold a correct one, n@k, with a filter by the public tests.

    Of `total` samples, `filtered` pass the public tests, and `correct` of those also pass the hidden ones. k samples
    are drawn, those that fail the public tests are dropped, n of the rest are submitted at random (all, where fewer are
    left).

    Source: Y. Li et al., "Competition-Level Code Generation with AlphaCode", arXiv:2203.07814.
    """
    _check(total, filtered, k)
    if not 0 <= correct <= filtered or n < 1:
        raise UndefinedError(f"{correct} correct of {filtered} filtered samples, {n} submissions")
    chance = Fraction(0)
    for kept in range(max(0, k - (total - filtered)), min(k, filtered) + 1):
        sent = min(n, kept)
        # Whatever the filter kept is a random subset of the filtered samples, and so is what is submitted of it.
        missed = Fraction(comb(filtered - correct, sent), comb(filtered, sent))
        chance += Fraction(comb(filtered, kept) * comb(total - filtered, k - kept), comb(total, k)) * (1 - missed)
    return chance


def mean(estimate: Callable[[int, int], Fraction], counts: Sequence[Counts]) -> Fraction:
    """Mean of an estimate over problems, each with the same weight; UndefinedError where it is undefined for one."""
    if not counts:
        raise UndefinedError("there is no problem")
    return sum((estimate(n, c) for n, c in counts), start=Fraction(0)) / len(counts)


def mean_pass_at_k(counts: Sequence[Counts], k: int) -> Fraction:
    """pass@k of a benchmark: the mean of its problems' pass@k. Problems may have different n ≥ k."""
    return mean(lambda n, c: pass_at_k(n, c, k), counts)


def _check(n: int, c: int, k: int) -> None:
    if n < 1 or not 0 <= c <= n:
        raise UndefinedError(f"{c} of {n} samples")
    if not 1 <= k <= n:
        raise UndefinedError(f"k = {k} with {n} samples")
