"""Confidence: counts of verdicts whose truth is known."""

from __future__ import annotations

import pytest
from verify_world import ORIGIN, pair, table

from synth.records import ClaimType, Rung, Verdict, VerdictLabel
from synth.verify.audited import Auditor
from synth.verify.confidence import LEAST, Calibration, counted, shipped


def verdict(label: VerdictLabel, reason: str) -> Verdict:
    return Verdict(claim="c", label=label, rung=Rung.NONE, reason=reason, explanation="")


def test_open_verdicts_are_not_counted_and_impossible_is_contradicted() -> None:
    items = [
        (ClaimType.VALUE, verdict(VerdictLabel.SUPPORTED, "said"), True),
        (ClaimType.VALUE, verdict(VerdictLabel.SUPPORTED, "said"), False),
        (ClaimType.VALUE, verdict(VerdictLabel.IMPOSSIBLE, "delta"), True),
        (ClaimType.VALUE, verdict(VerdictLabel.NOT_ENOUGH_EVIDENCE, "not_found"), False),
    ]
    assert counted(items) == {("value", "contradicted", "delta"): (1, 1), ("value", "supported", "said"): (1, 2)}


def test_a_frequent_kind_has_its_own_rate_and_a_rare_one_leans_on_the_label() -> None:
    made = Calibration({("value", "supported", "cell"): (950, 1000), ("value", "supported", "said"): (0, 1)}, "set")
    often = made.confidence(ClaimType.VALUE, verdict(VerdictLabel.SUPPORTED, "cell"))
    rare = made.confidence(ClaimType.VALUE, verdict(VerdictLabel.SUPPORTED, "said"))
    new = made.confidence(ClaimType.VALUE, verdict(VerdictLabel.SUPPORTED, "other"))
    assert often == pytest.approx(0.95, abs=0.001)
    assert new == pytest.approx(0.949, abs=0.001)
    assert rare == pytest.approx(0.949 * 4 / 5, abs=0.001)


def test_nothing_is_said_of_open_verdicts_or_on_few_counts() -> None:
    few = Calibration({("value", "supported", "cell"): (LEAST - 1, LEAST - 1)}, "set")
    assert few.confidence(ClaimType.VALUE, verdict(VerdictLabel.SUPPORTED, "cell")) is None
    assert shipped().confidence(ClaimType.VALUE, verdict(VerdictLabel.ABSTAINED, "stance_without_nli")) is None


def test_an_audited_statement_has_the_confidence_of_its_kind() -> None:
    made = pair("p", ["The set was read twice."], tables=[table(["MATH"], {"Tiny": ["51.2"], "Big": ["48.8"]})])
    _, found = Auditor([made], ORIGIN).judge("Tiny reaches 51.2 on MATH.", ["paper:p"])
    assert found.label is VerdictLabel.SUPPORTED
    assert found.confidence == shipped().confidence(ClaimType.VALUE, found)
    assert found.confidence is not None and 0.5 < found.confidence < 1
    assert found.calibration == shipped().name != ""
