from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.language.quantities import parse
from synth.records import CheckStatus, Quantity
from synth.verify.granularity import benchmark_granularity, counts, granularity, rejection_share


def _q(text: str) -> Quantity:
    return parse(text)[0]


@pytest.mark.parametrize(
    ("total", "decimals", "share"),
    [
        (30, 1, 0.969),
        (164, 1, 0.835),
        (198, 1, 0.801),
        (500, 1, 0.500),
        (1319, 1, 0.0),
        (1319, 2, 0.868),
        (164 * 5, 1, 0.180),
        (164 * 10, 1, 0.0),
    ],
)
def test_published_rejection_shares(total: int, decimals: int, share: float) -> None:
    assert rejection_share(total, decimals) == pytest.approx(share, abs=0.001)


@given(st.integers(1, 700), st.data(), st.integers(1, 2))
def test_every_true_share_is_possible(items: int, data: st.DataObject, decimals: int) -> None:
    count = data.draw(st.integers(0, items))
    check = granularity(_q(f"{100 * count / items:.{decimals}f}%"), items)
    assert check.status in (CheckStatus.PASSED, CheckStatus.NO_POWER)


@given(st.integers(10, 400), st.integers(0, 1000))
def test_a_failed_value_is_the_rounding_of_no_count(items: int, tenths: int) -> None:
    check = granularity(_q(f"{tenths / 10:.1f}%"), items)
    printed = Fraction(tenths, 10)
    possible = any(abs(Fraction(100 * c, items) - printed) <= Fraction(1, 20) for c in range(items + 1))
    assert (check.status is CheckStatus.FAILED) is not possible


def test_an_impossible_value_names_neighbours_and_runs_that_fit() -> None:
    check = granularity(_q("83.9%"), 164)
    assert check.status is CheckStatus.FAILED
    assert "137/164 = 83.54 and 138/164 = 84.15" in check.detail
    assert "runs" in check.detail
    assert check.assumptions == ("N = 164 items", "runs per item: 1")


def test_more_runs_can_explain_a_value() -> None:
    assert granularity(_q("57.4%"), 164).status is CheckStatus.FAILED
    assert granularity(_q("57.4%"), 164, (1, 5)).status is CheckStatus.PASSED


def test_no_power_is_said() -> None:
    assert granularity(_q("57.3%"), 1319).status is CheckStatus.NO_POWER
    assert granularity(_q("57%"), 164).status is CheckStatus.NO_POWER


def test_fractions_are_read_as_fractions() -> None:
    assert granularity(_q("0.573"), 164).status is CheckStatus.PASSED
    assert granularity(_q("0.574"), 164).status is CheckStatus.FAILED


def test_what_is_no_proportion() -> None:
    assert granularity(_q("120.5%"), 164).status is CheckStatus.FAILED
    assert granularity(_q("164 problems"), 164).status is CheckStatus.NOT_APPLICABLE
    assert granularity(_q("57.3%"), 0).status is CheckStatus.NOT_APPLICABLE


def test_benchmarks() -> None:
    assert benchmark_granularity(_q("57.4%"), "HumanEval", greedy=True).status is CheckStatus.FAILED
    sampled = benchmark_granularity(_q("57.4%"), "HumanEval", greedy=False)
    assert sampled.status is CheckStatus.NO_POWER
    assert any("sampled pass@1" in text for text in sampled.assumptions)
    assert benchmark_granularity(_q("71.1%"), "AIME 2024", greedy=True).status is CheckStatus.FAILED
    assert benchmark_granularity(_q("57.4%"), "Unheard-of", greedy=True).status is CheckStatus.NOT_APPLICABLE
    cuts = benchmark_granularity(_q("51.83%"), "MBPP", greedy=True)
    assert cuts.status in (CheckStatus.PASSED, CheckStatus.FAILED) and "500" in cuts.assumptions[0]


def test_counts() -> None:
    assert counts(Fraction(1, 2), Fraction(1, 2), 4) == (2, 2)
    assert counts(Fraction(1, 2), Fraction(1, 2), 5) is None
