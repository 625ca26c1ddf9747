"""Why optimising pass@k can lower pass@1: weights, bounds and thresholds, against closed forms."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from synth.rerun.conflict import (
    SETTINGS,
    alignment,
    from_gradients,
    from_rates,
    policy,
    ratio_bound,
    threshold,
    weight,
)
from synth.workflows.rerun.gradients import leave_one_out


@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("k", [1, 2, 8, 32])
def test_the_weight_is_the_slope_of_pass_at_k(p: float, k: int) -> None:
    step = 1e-6
    slope = ((1 - (1 - p - step) ** k) - (1 - (1 - p + step) ** k)) / (2 * step)
    assert weight(p, k) == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_ratios_exceed_ten_to_the_28() -> None:
    # Printed as "1028:1" in one report, its exponent lost.
    assert 10 ** ratio_bound(0.8, 0.15, 32) == pytest.approx(3.0e19, rel=0.01)
    assert 10 ** ratio_bound(0.9, 0.05, 32) == pytest.approx(2.0e30, rel=0.03)
    assert ratio_bound(0.9, 0.05, 32) == pytest.approx(math.log10(weight(0.05, 32) / weight(0.9, 32)))
    with pytest.raises(ValueError, match="not 0"):
        ratio_bound(0.1, 0.2, 4)


@pytest.mark.parametrize("hard,easy", [(0.4, 0.8), (0.2, 0.8), (0.1, 0.7), (0.02, 0.6)])
def test_the_threshold_is_that_of_the_closed_form(hard: float, easy: float) -> None:
    # Easy prompts at p, hard ones at 1 − p, gradients p(1 − p) up and down: conflict iff h/(1−h) > ((1−p)/p)^(k−1).
    n = 1000
    few = round(hard * n)
    rates = [1 - easy] * few + [easy] * (n - few)
    gradients = np.array([[-easy * (1 - easy)]] * few + [[easy * (1 - easy)]] * (n - few))
    expected = next(k for k in range(2, 400) if hard / (1 - hard) > ((1 - easy) / easy) ** (k - 1))
    assert threshold(rates, gradients) == expected


def test_a_step_for_pass_at_32_lowers_pass_at_1_where_they_conflict() -> None:
    for setting in SETTINGS:
        found = policy(setting)
        assert found.k_star is not None and 2 <= found.k_star <= 32
        assert found.after is not None and found.after < found.before
        assert dict(found.cosines)[1] == pytest.approx(1.0)
        assert found == policy(setting)


def test_without_hard_prompts_there_is_no_conflict() -> None:
    assert from_rates("easy", [0.6, 0.7, 0.9]).k_star is None
    assert from_rates("mixed", [0.9] * 9 + [0.1]).k_star is not None
    assert alignment([0.5], np.zeros((1, 1)), 4) == 0.0


def test_the_command_writes_page_and_json(tmp_path: Path) -> None:
    from synth.cli.app import app

    ran = CliRunner().invoke(app, ["rerun", "conflict", "--out", str(tmp_path), "--json"])
    if ran.exit_code == 3:
        pytest.skip("this machine does not confine foreign code")
    assert ran.exit_code == 0, ran.output
    found = json.loads((tmp_path / "conflict.json").read_text(encoding="utf-8"))
    assert [one["k_star"] for one in found["policies"]] == [2, 3, 5, 7]
    assert found["measured"][0]["name"] == "Heron-7B on PebbleEval"
    page = (tmp_path / "conflict.html").read_text(encoding="utf-8")
    assert page.count('<svg class="plot"') == 3 and "2.0 · 10^30" in page


def test_gradients_of_a_model_show_the_conflict_that_was_planted() -> None:
    rates = [0.9] * 6 + [0.1] * 2
    rng = np.random.default_rng(0)
    gradients = np.zeros((8, 50), dtype=np.float32)
    gradients[:6, 0], gradients[6:, 0] = 1, -1  # hard prompts pull the other way
    gradients += 0.05 * rng.standard_normal(gradients.shape).astype(np.float32)
    found = from_gradients("m", "w", rates, gradients)
    assert found.k_star == threshold(rates, gradients.astype(np.float64)) == 2
    for k, value in found.cosines:
        assert value == pytest.approx(alignment(rates, gradients.astype(np.float64), k), abs=1e-5)
    assert sum(found.agreement) / 8 == pytest.approx(1)
    assert min(found.agreement[:6]) > 0 > max(found.agreement[6:])
    band = {k: (low, high) for k, low, high in found.band}
    assert band[1][0] == pytest.approx(1) and band[32][0] < -0.9  # a draw without a hard prompt has no conflict


def test_prompts_that_all_fail_have_no_direction() -> None:
    found = from_gradients("m", "w", [0.0, 0.0], np.zeros((2, 4), dtype=np.float32))
    assert found.k_star is None and found.agreement == () and all(value == 0 for _, value in found.cosines)


def test_weights_of_samples_are_those_of_leave_one_out() -> None:
    assert leave_one_out([True, False, False, False]) == pytest.approx([1 / 4, -1 / 12, -1 / 12, -1 / 12])
    assert leave_one_out([True, True]) == [0, 0]
