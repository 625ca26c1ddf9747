"""A claim reads without its neighbours, or it is refused with a reason."""

from __future__ import annotations

import pytest

from synth.extract.standalone import Standalone, stand_alone


def reads(text: str, *, own: str = "WizardCoder", authors: str = "Luo et al.") -> str:
    result = stand_alone(text, own=own, authors=authors)
    assert isinstance(result, Standalone), result
    return result.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("This model reaches a pass@1 of 57.3 on HumanEval.", "starts with a reference"),
        ("It improves pass@1 on HumanEval by 5.1 points.", "starts with a reference"),
        ("These results hold for HumanEval and for MBPP alike.", "starts with a reference"),
        ("The former improves pass@1 on HumanEval by 5.1 points.", "starts with a reference"),
        ("However, they improve pass@1 on HumanEval by 5.1 points.", "starts with a reference"),
        ("Training improves HumanEval, and this approach carries over to MBPP.", "refers to another sentence"),
        ("WizardCoder reaches 57.3 on HumanEval and more on MBPP", "incomplete"),
        ("WizardCoder is good.", "too short"),
        ("WizardCoder " + "is very " * 70 + "good.", "too short or too long"),
        ("reaches a pass@1 of 57.3 on HumanEval and 51.8 on MBPP.", "mid-sentence"),
        ("The loss is [equation] where the reward comes from the verifier.", "formula"),
        ("Reinforcement learning (see the end improves pass@1 on HumanEval.", "unbalanced"),
        ("Table 3 shows the pass@1 of every model on HumanEval.", "figure or table"),
        ("The red curve stays above all of the others in each panel.", "colours"),
        ("57.3 51.8 33.6 43.6 28.8 72.3 46.8 16.2 25.7 40.9 and so on 12.1 13.7 11.4 18.3 22.1.", "not prose"),
    ],
)
def test_what_cannot_stand_alone_is_refused(text: str, reason: str) -> None:
    result = stand_alone(text, own="WizardCoder", authors="Luo et al.")
    assert isinstance(result, str), result
    assert reason in result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "However, WizardCoder reaches a pass@1 of 57.3 on HumanEval.",
            "WizardCoder reaches a pass@1 of 57.3 on HumanEval.",
        ),
        (
            "As shown in Table 2, WizardCoder-15B reaches a pass@1 of 57.3 on HumanEval.",
            "WizardCoder-15B reaches a pass@1 of 57.3 on HumanEval.",
        ),
        (
            "More importantly, training improves the pass@1 of every open model.",
            "Training improves the pass@1 of every open model.",
        ),
    ],
)
def test_connectives_are_trimmed(text: str, expected: str) -> None:
    result = stand_alone(text, own="", authors="Luo et al.")
    assert isinstance(result, Standalone)
    assert result.text == expected
    assert "trimmed" in result.flags


@pytest.mark.parametrize(
    ("text", "expected", "flag"),
    [
        (
            "Our model outperforms GPT-4 on HumanEval by 5.1 points.",
            "WizardCoder outperforms GPT-4 on HumanEval by 5.1 points.",
            "resolved_our",
        ),
        (
            "We find that larger models improve pass@1 on HumanEval.",
            "Luo et al. find that larger models improve pass@1 on HumanEval.",
            "resolved_we",
        ),
        (
            "Larger models improve pass@1, as we show in our experiments.",
            "Larger models improve pass@1, as the authors show in the authors’ experiments.",
            "resolved_we",
        ),
        (
            "This paper shows that pass@k training degrades pass@1 on hard prompts.",
            "The paper by Luo et al. shows that pass@k training degrades pass@1 on hard prompts.",
            "resolved_this",
        ),
    ],
)
def test_we_and_our_model_are_resolved(text: str, expected: str, flag: str) -> None:
    result = stand_alone(text, own="WizardCoder", authors="Luo et al.")
    assert isinstance(result, Standalone)
    assert result.text == expected
    assert flag in result.flags


def test_our_model_without_a_name_is_refused() -> None:
    result = stand_alone("Our model outperforms GPT-4 on HumanEval by 5.1 points.", own="", authors="Luo et al.")
    assert result == "speaks of 'our model' without a name"


@pytest.mark.parametrize(
    "text",
    [
        "WizardCoder reaches a pass@1 of 57.3 on HumanEval.",
        "On HumanEval, 164 problems are solved with 100 samples each.",
        "Setting T to 0.8 improves the pass@100 of “Codex-12B” (by 1.2 points).",
    ],
)
def test_what_stands_alone_is_left_as_it_is(text: str) -> None:
    result = stand_alone(text, own="WizardCoder", authors="Luo et al.")
    assert result == Standalone(text=text, flags=())


def test_only_wording_changes_never_a_number() -> None:
    text = "However, we find that our model improves from 33.6 to 57.3 (+23.7) on HumanEval with k = 1."
    result = reads(text)
    for number in ("33.6", "57.3", "+23.7", "k = 1", "HumanEval"):
        assert number in result
    assert " we " not in result and " our " not in result
