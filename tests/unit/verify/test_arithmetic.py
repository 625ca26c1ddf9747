from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.language.quantities import parse
from synth.records import CheckStatus, Quantity
from synth.verify.arithmetic import delta, pass_at_k_order, proportion_bounds, rank
from synth.verify.exact import interval, rational

_PERCENT = st.decimals(min_value="1.0", max_value="99.0", places=1)


def _q(text: str) -> Quantity:
    return parse(text)[0]


@pytest.mark.parametrize(
    ("claimed", "before", "after", "status", "named"),
    [
        ("by 22.3 points", "35.0", "57.3", CheckStatus.PASSED, "difference"),
        ("by 5.1%", "71.3%", "76.4%", CheckStatus.PASSED, "difference"),
        ("by 7.2%", "71.3%", "76.4%", CheckStatus.PASSED, "relative change"),
        ("by 17.8%", "71.3%", "76.4%", CheckStatus.PASSED, "relative error reduction"),
        ("by 9.9%", "71.3%", "76.4%", CheckStatus.FAILED, "does not follow"),
        ("by 7.2 points", "71.3", "76.4", CheckStatus.WARNED, "The text says points"),
        ("2.5×", "10.0", "25.0", CheckStatus.PASSED, "ratio"),
        ("2.5×", "10.0", "30.0", CheckStatus.FAILED, "does not follow"),
        ("↓5.1", "71.3", "76.4", CheckStatus.FAILED, "rises"),
        ("↓5.1", "76.4", "71.3", CheckStatus.PASSED, "difference"),
        ("by 5.2 points", "71.3", "76.4", CheckStatus.PASSED, "difference"),
        ("by 5.3 points", "71.3", "76.4", CheckStatus.FAILED, "does not follow"),
    ],
)
def test_deltas(claimed: str, before: str, after: str, status: CheckStatus, named: str) -> None:
    check = delta(_q(claimed), _q(before), _q(after))
    assert check.status is status
    assert named in check.detail


def test_a_delta_against_the_stated_direction_fails() -> None:
    assert delta(_q("by 5.1%"), _q("76.4%"), _q("71.3%"), direction=1).status is CheckStatus.FAILED
    assert delta(_q("by 5.1%"), _q("76.4%"), _q("71.3%"), direction=-1).status is CheckStatus.PASSED


@given(
    st.fractions(min_value=1, max_value=99),
    st.fractions(min_value=1, max_value=99),
    st.sampled_from(["points", "relative"]),
)
def test_a_true_change_rounded_anyhow_never_fails(before: Fraction, after: Fraction, how: str) -> None:
    change = abs(after - before) if how == "points" else abs(after - before) / before * 100
    unit = " points" if how == "points" else "%"
    check = delta(_q(f"by {float(change):.1f}{unit}"), _q(f"{float(before):.1f}%"), _q(f"{float(after):.1f}%"))
    assert check.status is CheckStatus.PASSED


@given(_PERCENT, _PERCENT)
def test_a_points_claim_far_off_fails(before: object, after: object) -> None:
    wrong = abs(float(str(after)) - float(str(before))) + 0.3
    check = delta(_q(f"by {wrong:.1f} points"), _q(f"{before}%"), _q(f"{after}%"))
    assert check.status in (CheckStatus.FAILED, CheckStatus.WARNED)


def _pass_at(n: int, c: int, k: int) -> Fraction:
    return 1 - Fraction(comb(n - c, k), comb(n, k))


@given(st.integers(2, 40), st.data())
def test_real_samples_never_fail(n: int, data: st.DataObject) -> None:
    correct = data.draw(st.lists(st.integers(0, n), min_size=1, max_size=12))
    ks = sorted({1, *data.draw(st.lists(st.integers(1, n), min_size=1, max_size=4))})
    values = {k: _q(f"{float(100 * sum(_pass_at(n, c, k) for c in correct) / len(correct)):.1f}%") for k in ks}
    for samples in (n, None):
        check = pass_at_k_order(values, samples=samples)
        assert check.status is not CheckStatus.FAILED


@pytest.mark.parametrize(
    ("values", "samples", "status", "named"),
    [
        ({1: "28.8%", 10: "46.8%", 100: "72.3%"}, 200, CheckStatus.PASSED, "does not fall"),
        ({1: "28.8%", 10: "26.8%"}, None, CheckStatus.FAILED, "cannot fall"),
        ({1: "2.0%", 10: "26.8%"}, None, CheckStatus.FAILED, "k · pass@1"),
        ({1: "2.0%", 10: "19.0%"}, None, CheckStatus.WARNED, "many samples"),
        ({1: "2.0%", 10: "19.0%"}, 10, CheckStatus.PASSED, "within its bound"),
        ({1: "20.0%", 10: "99.0%"}, 200, CheckStatus.FAILED, "n = 200"),
        ({1: "20.0%", 10: "40.0%"}, 5, CheckStatus.FAILED, "must not exceed n"),
        ({1: "20.0%"}, None, CheckStatus.NOT_APPLICABLE, "Fewer than two"),
        ({1: "0.288", 10: "0.468"}, None, CheckStatus.PASSED, "does not fall"),
    ],
)
def test_pass_at_k(values: dict[int, str], samples: int | None, status: CheckStatus, named: str) -> None:
    check = pass_at_k_order({k: _q(text) for k, text in values.items()}, samples=samples)
    assert check.status is status
    assert named in check.detail


def test_ranks() -> None:
    values = {"A": _q("57.3%"), "B": _q("59.8%"), "C": _q("33.6%")}
    assert rank("B", values).status is CheckStatus.PASSED
    failed = rank("A", values)
    assert failed.status is CheckStatus.FAILED and "B (59.8%)" in failed.detail
    assert rank("A", values, claimed=2).status is CheckStatus.PASSED
    assert rank("C", values, lower_is_better=True).status is CheckStatus.PASSED
    assert rank("D", values).status is CheckStatus.NOT_APPLICABLE
    tied = {"A": _q("57.3%"), "B": _q("57.3%")}
    assert "tied with B" in rank("A", tied).detail
    assert rank("A", tied, claimed=2).status is CheckStatus.WARNED


def test_proportions() -> None:
    assert proportion_bounds(_q("99.9%")).status is CheckStatus.PASSED
    assert proportion_bounds(_q("100.3%")).status is CheckStatus.FAILED
    assert proportion_bounds(_q("-3.2%")).status is CheckStatus.FAILED


def test_printed_numbers_become_exact_rationals() -> None:
    assert rational(_q("27.3%")) == Fraction(273, 10)
    assert rational(_q("−3.2")) == Fraction(-16, 5)
    assert rational(_q("1.2M")) == 1_200_000
    assert interval(_q("27.0%")) == (Fraction(2695, 100), Fraction(2705, 100))
    assert interval(_q("164 problems")) == (164, 164)
