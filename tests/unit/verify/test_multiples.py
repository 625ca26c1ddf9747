"""Statements about which shares whole items give, and conditions that a table does not name."""

from __future__ import annotations

import pytest
from verify_world import ORIGIN, pair, table

from synth.records import Verdict, VerdictLabel
from synth.verify.audited import Auditor
from synth.verify.multiples import stated_runs

# Of 164 items 28.0, 37.2 and 51.8 are whole numbers (46, 61, 85); 28.3, 37.5 and 51.5 are none.
SAMPLED = table(
    [("Small", "MBPP"), ("Small", "HE"), ("Large", "HE")],
    {"Base": ["35.1", "28.3", "37.5"], "Tuned": ["37.9", "51.5", "51.8"]},
    caption="Table 1: Accuracy on MBPP and HumanEval.",
)
GREEDY = table(["HumanEval"], {"Base": ["28.0"], "Tuned": ["37.2"]}, caption="Table 2: Greedy.", label="Table 2")
LEARNING = table(
    ["Generator", "Verifier"],
    {"Learning rate": ["5 × 10^-7", "1 × 10^-6"], "Epochs": ["2", "3"]},
    caption="Table 3: Training.",
    label="Table 3",
)
SENTENCES = ("The test set was read by three people before the experiments began.",)
ANSWER = "Because of the variance we resorted to generating 15 rollouts for each prompt."


def judge(text: str, *report: str) -> Verdict:
    made = pair("p", SENTENCES, tables=[SAMPLED, GREEDY, LEARNING])
    return Auditor([made], ORIGIN, report).judge(text, ["paper:p"])[1]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Most of the results in Table 1 for HumanEval do not yield integers when multiplied by 164.", "supported"),
        ("Some results in Table 1 for HumanEval are not multiples of 1/164.", "supported"),
        ("None of the results in Table 1 for HumanEval is a multiple of 1/164.", "not_enough_evidence"),  # 51.8 is
        ("The values for HumanEval in Table 2 are no multiples of 1/164.", "contradicted"),
        ("The values for HumanEval in Table 2 are multiples of 1/164.", "supported"),
        ("The values for HumanEval in Table 1 are multiples of 1/164.", "contradicted"),
        ("Accuracy on HumanEval must be a multiple of 1/164.", "not_enough_evidence"),
    ],
)
def test_multiples_are_counted(text: str, label: str) -> None:
    verdict = judge(text)
    assert (verdict.label, verdict.reason) == (VerdictLabel(label), "granularity"), verdict.explanation
    assert verdict.evidence


def test_the_stated_number_of_answers_explains_the_values() -> None:
    asked = "Most of the results in Table 1 for HumanEval do not yield integers when multiplied by 164."
    explanation = judge(asked, asked, ANSWER).explanation
    assert "3 of 4 values for HumanEval are no whole number of 164 items" in explanation
    assert "the mean of 15 answers a problem, which the report states, moves in steps of 0.041 points" in explanation
    assert "which the report states" not in judge(asked).explanation


def test_steps_of_averages_are_worked_out() -> None:
    text = "The values in Table 1 will be a multiple of .6 / 15 = 0.04."
    assert judge(text, text, ANSWER).label is VerdictLabel.SUPPORTED
    assert judge(text).reason != "granularity"  # nobody says of what 0.04 is the step


def test_runs_are_read_from_sentences() -> None:
    assert stated_runs([ANSWER, "Scores are averaged over 5 seeds.", "We use 3 models."]) == (15, 5)


@pytest.mark.parametrize(
    "text",
    [
        "Base: 30.6 Pass@3, 37.1 BoN@3 on MBPP.",
        "Tuned: 27.3 (Turn 1), 37.2 (Turn 2), 41.5 (Turn 3) on MBPP.",
        "Tuned reaches 37.3 on MBPP at T=2.",
        "Learning rate: 5 (Generator), 1 (Verifier).",
    ],
)
def test_what_the_table_does_not_tell_apart_refutes_nothing(text: str) -> None:
    assert judge(text).label is not VerdictLabel.CONTRADICTED


def test_without_a_condition_the_cell_refutes() -> None:
    assert judge("Tuned reaches 35.1 on MBPP.").label is VerdictLabel.CONTRADICTED
    assert judge("Tuned reaches 35.1 pass@1 on MBPP.").label is VerdictLabel.CONTRADICTED
