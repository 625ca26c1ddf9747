from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.bench.scores import Rate, bootstrapped, calibration_error, f1, macro_f1, reliability


def test_wilson_interval_of_a_known_case():
    # 81 of 263: Newcombe 1998 gives 0.2553 to 0.3662.
    low, high = Rate(81, 263).interval
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@given(st.integers(0, 400), st.integers(1, 400))
def test_interval_holds_the_share(hits, n):
    hits = min(hits, n)
    low, high = Rate(hits, n).interval
    assert 0 <= low <= hits / n + 1e-12 and hits / n - 1e-12 <= high <= 1


def test_a_rate_of_nothing_says_so():
    assert Rate(0, 0).value is None and Rate(0, 0).interval is None and str(Rate(0, 0)) == "–"


def test_macro_f1_counts_predictions_outside_the_labels_as_misses():
    gold = ["a", "a", "b", "b"]
    assert f1(gold, ["a", "?", "b", "b"], "a") == pytest.approx(2 / 3)
    assert macro_f1(gold, ["a", "?", "b", "b"], ["a", "b"]) == pytest.approx((2 / 3 + 1) / 2)
    assert macro_f1(gold, gold, ["a", "b"]) == 1
    assert macro_f1(gold, ["?"] * 4, ["a", "b"]) == 0


def test_bootstrap_is_seeded_and_resamples_groups():
    values = [1.0, 1.0, 0.0, 0.0]

    def mean(at):
        return sum(values[i] for i in at) / len(at)

    whole = bootstrapped(4, mean, groups=["x", "x", "x", "x"])
    assert (whole.low, whole.value, whole.high) == (0.5, 0.5, 0.5)  # one group: nothing varies
    split = bootstrapped(4, mean, groups=[1, 2, 3, 4])
    assert split.low < 0.5 < split.high
    assert split == bootstrapped(4, mean, groups=[1, 2, 3, 4])


def test_calibration_error_of_a_known_case():
    bins = reliability([0.9, 0.9, 0.9, 0.9, 0.55, 0.55], [True, True, True, False, True, False])
    assert [one.right.n for one in bins] == [2, 4]
    assert calibration_error(bins) == pytest.approx((4 * 0.15 + 2 * 0.05) / 6)
    assert reliability([1.0], [True])[0].high == 1.0
    assert calibration_error(()) is None and not math.isnan(bins[0].confidence)
