"""Changes and comparisons whose two sides a sentence prints."""

from __future__ import annotations

import pytest

from synth.language.quantities import parse
from synth.records import CheckStatus, Claim, ClaimType, Span
from synth.verify.ways import direction_checks


def statuses(text: str) -> list[CheckStatus]:
    made = Claim(
        id="c", text=text, type=ClaimType.VALUE, paper="p", quote=text, quantities=parse(text),
        span=Span(document="d", page=1, start=0, end=len(text)),
    )  # fmt: skip
    return [check.status for check in direction_checks(made)]


@pytest.mark.parametrize(
    "text",
    [
        "Accuracy rises from 26.1 to 42.5.",
        "As training goes on, pass@1 improves from an initial 15.6% to 71.0%.",
        "The loss falls from 2.4 to 1.9.",
        "WizardMath surpasses Llama 2 on MATH (22.7 vs. 13.5).",
        "TORL-1.5B reaches an accuracy of 48.5%, surpassing both Base (35.9%) and Instruct (41.3%).",
    ],
)
def test_the_way_that_the_numbers_go_passes(text: str) -> None:
    assert set(statuses(text)) == {CheckStatus.PASSED}


@pytest.mark.parametrize(
    "text",
    [
        "Accuracy falls from 26.1 to 42.5.",
        "As training goes on, pass@1 worsens from an initial 15.6% to 71.0%.",
        "WizardMath surpasses Llama 2 on MATH (13.5 vs. 22.7).",
        "WizardMath stays below Llama 2 on MATH (22.7 vs. 13.5).",
        "TORL-1.5B reaches an accuracy of 48.5%, falling short of both Base (35.9%) and Instruct (41.3%).",
    ],
)
def test_the_other_way_fails(text: str) -> None:
    assert CheckStatus.FAILED in statuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "The error rate improves from 26.1 to 12.5.",  # lower is better
        "Perplexity worsens from 5.1 to 7.3.",
        "Accuracy does not fall from 26.1 to 42.5.",
        "The error of A exceeds no other (13.5 vs. 22.7).",
        "A was outperformed by B (13.5 vs. 22.7).",
        "Accuracy falls from 26.1 to 26.1.",
        "A reaches 48.5 while B, falling short of C (50.1), reaches 47.0.",
        "We lower the threshold, and accuracy moves from 26.1 to 42.5.",
    ],
)
def test_what_leaves_the_way_open_is_not_judged(text: str) -> None:
    assert CheckStatus.FAILED not in statuses(text)
