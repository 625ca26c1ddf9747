"""Arithmetic inside one claim."""

from __future__ import annotations

import pytest
from verify_world import claim, pair

from synth.records import CheckStatus
from synth.verify.consistency import internal_checks


def failed(text: str) -> list[str]:
    checks = internal_checks(claim(pair("one", [text])))
    assert all(check.detail for check in checks)
    assert all(check.status is not CheckStatus.NOT_APPLICABLE for check in checks)
    return [check.name for check in checks if check.status is CheckStatus.FAILED]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("WizardMath-70B improves by 25.8 points over Llama-2-70B, from 56.8 to 81.6.", ["delta"]),
        ("WizardMath-70B improves by 24.8 points over Llama-2-70B, from 56.8 to 81.6.", []),
        ("The accuracy improves by 10%, from 50.0 to 55.0.", []),  # relative gain
        ("The accuracy improves by 10%, from 50.0 to 60.0.", []),  # points
        ("The accuracy improves by 30%, from 50.0 to 52.0.", ["delta"]),
        ("Training on 78 examples improves the accuracy by 3.1 points.", []),  # no two ends
    ],
)
def test_changes(text: str, names: list[str]) -> None:
    assert failed(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Codex-679M reaches a pass@1 of 26.2, a pass@10 of 25.7 and a pass@100 of 40.9 on HumanEval.",
         ["pass_at_k_order"]),
        ("Codex-679M reaches a pass@1 of 16.2, a pass@10 of 25.7 and a pass@100 of 40.9 on HumanEval.", []),
        ("Codex-12B reaches a pass@1 of 2.0 and a pass@10 of 46.8 on HumanEval.", ["pass_at_k_order"]),
        # Two models: their values do not have to be in order.
        ("On HumanEval, Codex-12B has a pass@1 of 28.8 and Codex-85M has a pass@10 of 12.8.", []),
    ],
)  # fmt: skip
def test_order_of_k(text: str, names: list[str]) -> None:
    assert failed(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("With greedy decoding, DeepSeek-Coder-33B-Instruct solves 79.6% of HumanEval.", ["granularity"]),
        ("With greedy decoding, DeepSeek-Coder-33B-Instruct solves 79.3% of HumanEval.", []),
        ("DeepSeek-Coder-33B-Instruct solves 79.6% of HumanEval.", []),  # may be a mean of many samples
        ("With greedy decoding, WizardMath-70B solves 81.6% of GSM8K.", []),  # one decimal has no power there
    ],
)
def test_shares_that_cannot_be(text: str, names: list[str]) -> None:
    assert failed(text) == names
