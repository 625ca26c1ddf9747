"""Findings are worth checking; plans, settings and procedures are not."""

from __future__ import annotations

import pytest

from synth.extract.worth import claim_type, worth
from synth.language.quantities import parse
from synth.records import ClaimType, SectionKind


def of(text: str, kind: SectionKind = SectionKind.RESULTS) -> float:
    return worth(text, parse(text), kind)


@pytest.mark.parametrize(
    "text",
    [
        "In this section, we first describe the details of the training data.",
        "We set the temperature to 0.8 and the batch size to 64.",
        "We propose a new method for training models with a reward.",
        "The code and the data are available in the repository.",
        "The rest of the paper is organized as follows.",
    ],
)
def test_what_reports_no_finding(text: str) -> None:
    assert of(text) < 0


@pytest.mark.parametrize(
    "text",
    [
        "WizardCoder reaches a pass@1 of 57.3 on HumanEval.",
        "Reinforcement learning narrows pass@k at large k.",
        "Optimising for pass@k degrades pass@1 on prompts that are rarely solved.",
        "Base models outperform their RL-trained versions at k = 256.",
    ],
)
def test_what_reports_a_finding(text: str) -> None:
    assert of(text) > 0


def test_a_result_is_worth_more_than_a_finding_without_one() -> None:
    assert of("Training improves pass@1 on HumanEval from 33.6 to 57.3.") > of("Training improves pass@1 on HumanEval.")


def test_a_hedge_lowers_it() -> None:
    assert of("Training may improve pass@1 on HumanEval.") < of("Training does improve pass@1 on HumanEval.")


def test_the_abstract_counts_more_than_the_appendix() -> None:
    text = "Training improves pass@1 on HumanEval from 33.6 to 57.3."
    places = (SectionKind.ABSTRACT, SectionKind.OTHER, SectionKind.APPENDIX)
    scores = [of(text, place) for place in places]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("WizardCoder reaches a pass@1 of 57.3 on HumanEval.", ClaimType.VALUE),
        ("WizardCoder reaches 57.3 on HumanEval, better than StarCoder.", ClaimType.COMPARISON),
        ("WizardCoder improves by 23.7 points on HumanEval.", ClaimType.DELTA),
        ("On average, the models reach an accuracy of 57.3.", ClaimType.AGGREGATE),
        ("The gap narrows as k increases.", ClaimType.TREND),
        ("The base model is better than its RL-trained version.", ClaimType.COMPARISON),
        ("The estimator is unbiased.", ClaimType.STANCE),
    ],
)
def test_types(text: str, kind: ClaimType) -> None:
    assert claim_type(text, parse(text)) is kind
