"""Estimators against brute force: every subset of up to 12 samples is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import ceil, comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.rerun.estimators import (
    Counts,
    UndefinedError,
    best_of_n,
    bootstrap,
    codet_at_k,
    consensus_sets,
    g_pass_at_k,
    maj_at_k,
    mean_pass_at_k,
    mg_pass_at_k,
    n_at_k,
    pass_at_k,
    pass_at_k_turns,
    pass_hat_k,
    plug_in,
    wilson,
    within_error,
)

ALL = [(n, c, k) for n in range(1, 13) for c in range(n + 1) for k in range(1, n + 1)]


def over_subsets(n: int, k: int, value: Callable[[tuple[int, ...]], Fraction | int | bool]) -> Fraction:
    subsets = list(combinations(range(n), k))
    return sum((Fraction(value(subset)) for subset in subsets), start=Fraction(0)) / len(subsets)


@pytest.fixture(scope="module")
def hits() -> dict[tuple[int, int, int], list[int]]:
    """For (n, c, k): how many of the k drawn samples are right, for each subset; the first c samples are right."""
    found = {}
    for n, k in {(n, k) for n, _, k in ALL}:
        masks = [sum(1 << i for i in subset) for subset in combinations(range(n), k)]
        for c in range(n + 1):
            right = (1 << c) - 1
            found[n, c, k] = [(mask & right).bit_count() for mask in masks]
    return found


def share(values: Sequence[bool]) -> Fraction:
    return Fraction(sum(values), len(values))


def test_pass_at_k_is_the_mean_over_subsets(hits: dict[tuple[int, int, int], list[int]]) -> None:
    for n, c, k in ALL:
        assert pass_at_k(n, c, k) == share([h > 0 for h in hits[n, c, k]])


def test_pass_hat_k_is_the_mean_over_subsets(hits: dict[tuple[int, int, int], list[int]]) -> None:
    for n, c, k in ALL:
        assert pass_hat_k(n, c, k) == share([h == k for h in hits[n, c, k]])


def test_g_pass_is_the_mean_over_subsets(hits: dict[tuple[int, int, int], list[int]]) -> None:
    for n, c, k in ALL:
        for tau in (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1)):
            assert g_pass_at_k(n, c, k, tau) == share([h >= ceil(tau * k) for h in hits[n, c, k]])
        assert g_pass_at_k(n, c, k, Fraction(0)) == pass_at_k(n, c, k)
        levels = [share([h >= i for h in hits[n, c, k]]) for i in range(ceil(k / 2) + 1, k + 1)]
        assert mg_pass_at_k(n, c, k) == Fraction(2, k) * sum(levels, start=Fraction(0))


WRONG: dict[str, Callable[[int, int, int], Fraction]] = {
    "plug-in": plug_in,
    "product from n - c": lambda n, c, k: (
        1 - Fraction(comb(n - c - 1, k), comb(n - 1, k)) if c < n and k < n else Fraction(1)
    ),
    "k/n of the right": lambda n, c, k: Fraction(min(c * k, n), n),
    "pass^k as a power": lambda n, c, k: 1 - Fraction(n - c, n) ** (k - 1) if k > 1 else Fraction(c, n),
    "with replacement": lambda n, c, k: 1 - Fraction(comb(n - c + k - 1, k), comb(n + k - 1, k)),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_formulas_of_pass_at_k_are_caught(name: str, hits: dict[tuple[int, int, int], list[int]]) -> None:
    differ = [key for key in ALL if WRONG[name](*key) != share([h > 0 for h in hits[key]])]
    assert len(differ) > len(ALL) // 10


def test_power_instead_of_pass_hat_k_is_caught(hits: dict[tuple[int, int, int], list[int]]) -> None:
    differ = [(n, c, k) for n, c, k in ALL if Fraction(c, n) ** k != share([h == k for h in hits[n, c, k]])]
    assert len(differ) > len(ALL) // 4


def test_plug_in_is_too_low_for_more_than_one_sample() -> None:
    for n, c, k in ALL:
        if 0 < c < n and k > 1:
            assert plug_in(n, c, k) < pass_at_k(n, c, k)
    assert plug_in(10, 3, 1) == pass_at_k(10, 3, 1)


@pytest.mark.parametrize("n,c,k", [(5, 2, 6), (5, 6, 1), (5, -1, 1), (0, 0, 1), (5, 2, 0)])
def test_undefined_is_said(n: int, c: int, k: int) -> None:
    with pytest.raises(UndefinedError):
        pass_at_k(n, c, k)


def test_mean_is_over_problems_not_over_samples() -> None:
    counts = [Counts(10, 1), Counts(2, 2)]
    assert mean_pass_at_k(counts, 1) == Fraction(11, 20)  # pooled it would be 3/12
    with pytest.raises(UndefinedError):
        mean_pass_at_k(counts, 3)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_n_at_k_is_the_mean_over_subsets_and_submissions(data: st.DataObject) -> None:
    total = data.draw(st.integers(1, 9))
    filtered = data.draw(st.integers(0, total))
    correct = data.draw(st.integers(0, filtered))
    k, n = data.draw(st.integers(1, total)), data.draw(st.integers(1, 4))

    def solved(subset: tuple[int, ...]) -> Fraction:
        kept = [i for i in subset if i < filtered]
        sent = list(combinations(kept, min(n, len(kept))))
        return share([any(i < correct for i in one) for one in sent])

    assert n_at_k(total, filtered, correct, k, n) == over_subsets(total, k, solved)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_maj_is_the_mean_over_subsets(data: st.DataObject) -> None:
    answers = data.draw(st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=1, max_size=9))
    right = data.draw(st.sets(st.sampled_from(["a", "b"])))
    k = data.draw(st.integers(1, len(answers)))

    def won(subset: tuple[int, ...]) -> Fraction:
        votes = [answers[i] for i in subset if answers[i] is not None]
        if not votes:
            return Fraction(0)
        most = max(votes.count(v) for v in votes)
        winners = {v for v in votes if votes.count(v) == most}
        return Fraction(len(winners & right), len(winners))

    assert maj_at_k(answers, right, k) == over_subsets(len(answers), k, won)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_best_of_n_is_the_mean_over_subsets(data: st.DataObject) -> None:
    scores = data.draw(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=9))
    correct = data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores)))
    n = data.draw(st.integers(1, len(scores)))

    def picked(subset: tuple[int, ...]) -> Fraction:
        best = max(scores[i] for i in subset)
        return share([correct[i] for i in subset if scores[i] == best])

    assert best_of_n(scores, correct, n) == over_subsets(len(scores), n, picked)


def test_best_of_n_with_a_perfect_and_with_no_scorer() -> None:
    for total, c, n in ALL:
        correct = [i < c for i in range(total)]
        assert best_of_n([float(right) for right in correct], correct, n) == pass_at_k(total, c, n)
        assert best_of_n([0.0] * total, correct, n) == Fraction(c, total)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_codet_is_the_mean_over_draws(data: st.DataObject) -> None:
    passed = [frozenset(one) for one in data.draw(st.lists(st.sets(st.sampled_from("xyz")), min_size=1, max_size=6))]
    correct = data.draw(st.lists(st.booleans(), min_size=len(passed), max_size=len(passed)))
    k = data.draw(st.integers(1, min(3, len(passed))))
    sets = consensus_sets(passed, {"x": 1, "y": 2, "z": 3})
    if not sets:
        assert codet_at_k(sets, correct, k) == pass_at_k(len(passed), sum(correct), k)
        return
    scores = sorted({one.score for one in sets}, reverse=True)
    ranks = [[i for one in sets if one.score == score for i in one.samples] for score in scores]
    draws = list(product(*(ranks[d % len(ranks)] for d in range(k))))
    assert codet_at_k(sets, correct, k) == share([any(correct[i] for i in draw) for draw in draws])


def test_consensus_weighs_tests_by_how_often_they_were_generated() -> None:
    passed = [frozenset("x"), frozenset("x"), frozenset("x"), frozenset("x"), frozenset("yz"), frozenset()]
    sets = consensus_sets(passed, {"x": 1, "y": 2, "z": 1})
    assert [(one.samples, one.score) for one in sets] == [((4,), 3.0), ((0, 1, 2, 3), 2.0)]
    assert codet_at_k(sets, [False, False, False, False, True, True], 1) == 1


@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=1, max_size=8), st.data())
@settings(max_examples=100, deadline=None)
def test_turns(turns: list[int | None], data: st.DataObject) -> None:
    k, limit = data.draw(st.integers(1, len(turns))), data.draw(st.integers(1, 6))
    expected = over_subsets(
        len(turns), k, lambda subset: any(turns[i] is not None and turns[i] <= limit for i in subset)
    )
    assert pass_at_k_turns(turns, k, limit) == expected


def test_wilson_known_values() -> None:
    found = wilson(258, 500)
    assert (round(found.low, 4), round(found.high, 4)) == (0.4722, 0.5595)
    assert wilson(0, 20).low == 0 and round(wilson(0, 20).high, 4) == 0.1611
    assert wilson(20, 20).high == 1


def test_bootstrap_covers_about_95_percent() -> None:
    import numpy as np

    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(300):
        rates = rng.beta(0.6, 0.9, size=80)
        found = bootstrap(rates.tolist(), resamples=400)
        inside += found.low <= 0.4 <= found.high
    assert 0.88 < inside / 300 < 0.99


def test_within_error_is_the_spread_of_reruns() -> None:
    import numpy as np

    counts = [Counts(20, c) for c in (1, 3, 5, 9, 10, 14, 18)] * 5
    rng = np.random.default_rng(3)
    rates = np.array([(c + 0.5) / (n + 1) for n, c in counts])
    table = [float(pass_at_k(20, c, 4)) for c in range(21)]
    runs = [np.mean([table[c] for c in rng.binomial(20, rates)]) for _ in range(3000)]
    assert within_error(counts, lambda n, c: pass_at_k(n, c, 4)) == pytest.approx(np.std(runs), rel=0.06)


def test_within_error_of_very_many_samples() -> None:
    assert 0 < within_error([Counts(1500, 700)], lambda n, c: Fraction(c, n)) < 0.02
