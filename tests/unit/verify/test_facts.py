"""What a sentence says about each of its numbers."""

from __future__ import annotations

import pytest

from synth.records import Role
from synth.verify.facts import Fact, facts


def values(text: str) -> list[Fact]:
    return [fact for fact in facts(text) if fact.quantity.role is Role.VALUE]


def told(fact: Fact) -> tuple[str, str | None, str | None, int | None]:
    return (
        fact.quantity.raw,
        fact.method.text if fact.method else None,
        fact.dataset.text if fact.dataset else None,
        fact.k,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "WizardCoder-15B reaches 57.3 pass@1 on HumanEval and 51.8 on MBPP.",
            [("57.3", "WizardCoder-15B", "HumanEval", 1), ("51.8", "WizardCoder-15B", "MBPP", 1)],
        ),
        (
            "M-DPO takes Gemma-1.1-it-7B to 83.9 on MATH and 51.2 on GSM8K.",
            [("83.9", "Gemma-1.1-it-7B", "MATH", None), ("51.2", "Gemma-1.1-it-7B", "GSM8K", None)],
        ),
        (
            "GPT-4 and Codex reach 67.0 and 28.8 on HumanEval, respectively.",
            [("67.0", "GPT-4", "HumanEval", None), ("28.8", "Codex", "HumanEval", None)],
        ),
        (
            "An increase of +22.3 (57.3 vs. 35.0) on HumanEval and +8.2 (51.8 vs. 43.6) on MBPP.",
            [
                ("57.3", None, "HumanEval", None),
                ("35.0", None, "HumanEval", None),
                ("51.8", None, "MBPP", None),
                ("43.6", None, "MBPP", None),
            ],
        ),
        (
            "WizardMath 13B is superior to Llama 1 65B (63.9 vs. 50.9) and Llama 2 70B (63.9 vs. 56.8) on GSM8k.",
            [
                ("63.9", "WizardMath 13B", "GSM8k", None),
                ("50.9", "Llama 1 65B", "GSM8k", None),
                ("63.9", "WizardMath 13B", "GSM8k", None),
                ("56.8", "Llama 2 70B", "GSM8k", None),
            ],
        ),
        ("On MBPP, WizardCoder-15B reaches a pass@1 of 51.8.", [("51.8", "WizardCoder-15B", "MBPP", 1)]),
        ("A pass@10 of 46.8 on HumanEval is reached by Codex-12B.", [("46.8", None, "HumanEval", 10)]),
    ],
)
def test_numbers_are_bound_to_what_the_sentence_gives_them(
    text: str, expected: list[tuple[str, str | None, str | None, int | None]]
) -> None:
    assert [told(fact) for fact in values(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "WizardCoder-15B reaches 57.3 pass@1 on HumanEval.",
        "On HumanEval, WizardCoder-15B reaches a pass@1 of 57.3.",
        "GPT-4 and Codex reach 67.0 and 28.8 on HumanEval, respectively.",
    ],
)
def test_a_plain_sentence_leaves_no_other_reading(text: str) -> None:
    assert all(fact.sure for fact in values(text))


@pytest.mark.parametrize(
    "text",
    [
        "WizardCoder improves over StarCoder-15B, from 33.6 to 57.3 on HumanEval.",  # two states, two owners
        "The pass@1 of Codex-12B on HumanEval is above the 11.4 of the base model.",  # somebody else's number
        "On HumanEval, Codex-12B is better than the baseline, which reaches 11.4.",
    ],
)
def test_a_number_that_may_be_somebody_elses_is_not_sure(text: str) -> None:
    found = values(text)
    assert found and not any(fact.sure for fact in found)


def test_what_only_qualifies_is_no_fact() -> None:
    found = facts("In 2023, GPT-4 reached 67.0 pass@1 on HumanEval (Table 3, k = 1) with T = 0.8.")
    assert [fact.quantity.raw for fact in found if fact.quantity.role is Role.VALUE] == ["67.0"]
    assert not {"2023", "3", "4"} & {fact.quantity.raw for fact in found}


def test_a_text_without_numbers_has_no_facts() -> None:
    assert facts("Reinforcement learning narrows the range of solutions.") == ()
    assert facts("") == ()
