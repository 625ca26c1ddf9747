"""Two numbers in each other's cells: the error that similarity cannot see."""

from __future__ import annotations

import pytest
from verify_world import claim, pair, table, verifier

from synth.records import Stance, VerdictLabel

DATASETS = table(
    ["GSM8K", "MATH"],
    {"Gemma-1.1-it-7B": ["77.5", "46.1"], "Gemma-1.1-it-7B + M-DPO": ["83.9", "51.2"]},
    caption="Table 1: Accuracy on GSM8K and MATH.",
)
MODELS = table(
    ["AIME 2024", "MATH-500"],
    {"DeepSeek-R1-Zero-Qwen-32B": ["47.0", "91.6"], "DeepSeek-R1-Distill-Qwen-32B": ["72.6", "94.3"]},
    caption="Table 1: pass@1 on AIME 2024 and MATH-500.",
)


def test_two_datasets_exchanged() -> None:
    paper = pair("one", ["M-DPO takes Gemma-1.1-it-7B to 83.9 on MATH and 51.2 on GSM8K."], tables=[DATASETS])
    verdict = verifier(paper).verify(claim(paper))
    assert (verdict.label, verdict.reason) == (VerdictLabel.CONTRADICTED, "swapped_column")
    assert verdict.correction is not None
    assert verdict.correction.text == "M-DPO takes Gemma-1.1-it-7B to 51.2 on MATH and 83.9 on GSM8K."
    against = [e for e in verdict.evidence if e.stance is Stance.CONTRADICTS]
    assert {e.cell.text for e in against if e.cell} == {"83.9", "51.2"}
    assert "exchanged" in verdict.explanation


def test_the_right_way_round_is_no_swap() -> None:
    paper = pair("one", ["M-DPO takes Gemma-1.1-it-7B to 51.2 on MATH and 83.9 on GSM8K."], tables=[DATASETS])
    verdict = verifier(paper).verify(claim(paper))
    assert verdict.label is VerdictLabel.SUPPORTED, verdict.explanation
    assert verdict.correction is None


def test_two_models_exchanged() -> None:
    said = "On AIME 2024, DeepSeek-R1-Zero-Qwen-32B reaches 72.6 and DeepSeek-R1-Distill-Qwen-32B reaches 47.0."
    paper = pair("one", [said], tables=[MODELS])
    verdict = verifier(paper).verify(claim(paper))
    assert (verdict.label, verdict.reason) == (VerdictLabel.CONTRADICTED, "swapped_row")
    assert verdict.correction is not None
    assert "Zero-Qwen-32B reaches 47.0" in verdict.correction.text
    assert "Distill-Qwen-32B reaches 72.6" in verdict.correction.text


def test_a_change_told_backwards() -> None:
    steps = table(
        ["pass@1", "pass@256"],
        {"Qwen2.5-7B": ["26.1", "69.1"], "GRPO": ["42.5", "63.9"]},
        caption="Table 1: Training with GRPO, Omni-MATH.",
    )
    paper = pair("one", ["On Omni-MATH, GRPO improves the pass@256 of Qwen2.5-7B from 63.9 to 69.1."], tables=[steps])
    verdict = verifier(paper).verify(claim(paper))
    assert (verdict.label, verdict.reason) == (VerdictLabel.CONTRADICTED, "reversed_change")
    assert verdict.correction is not None and "from 69.1 to 63.9" in verdict.correction.text


@pytest.mark.parametrize(
    "said",
    [
        # Equal numbers cannot be exchanged.
        "M-DPO takes Gemma-1.1-it-7B to 83.9 on GSM8K and 83.9 on MATH.",
        # The numbers are not those of the table at all: nothing is exchanged.
        "M-DPO takes Gemma-1.1-it-7B to 12.9 on MATH and 31.4 on GSM8K.",
    ],
)
def test_other_numbers_are_not_called_exchanged(said: str) -> None:
    paper = pair("one", [said], tables=[DATASETS])
    assert not verifier(paper).verify(claim(paper)).reason.startswith("swapped")


def test_a_table_read_with_doubt_refutes_nothing() -> None:
    doubtful = table(
        ["GSM8K", "MATH"],
        {"Gemma-1.1-it-7B + M-DPO": ["83.9", "51.2"]},
        caption="Table 1: Accuracy on GSM8K and MATH.",
        confidence=0.3,
    )
    paper = pair("one", ["M-DPO takes Gemma-1.1-it-7B to 83.9 on MATH and 51.2 on GSM8K."], tables=[doubtful])
    assert verifier(paper).verify(claim(paper)).label is VerdictLabel.NOT_ENOUGH_EVIDENCE


def test_another_papers_table_does_not_make_a_swap() -> None:
    paper = pair("one", ["M-DPO takes Gemma-1.1-it-7B to 83.9 on MATH and 51.2 on GSM8K."])
    other = pair("two", ["Nothing is said here about any of the numbers."], tables=[DATASETS])
    assert not verifier(paper, other).verify(claim(paper)).reason.startswith("swapped")
