"""Sentences that say what was found, told from those that say what was done, wished or planned."""

from __future__ import annotations

import pytest

from synth.extract.finding import says_what_was_found


@pytest.mark.parametrize(
    "text",
    [
        "Longer training improves accuracy on every benchmark.",
        "We find that the penalty hurts exploration.",
        "To see why it fails, we inspect the outputs and find that most cite the wrong passage.",
        "We provide evidence that BLEU is not a reliable indicator of correctness.",
        "Combining both does not bring an improvement, and we hypothesize that the passages repeat each other.",
        "The gap between the two methods is small.",
    ],
)
def test_findings(text: str) -> None:
    assert says_what_was_found(text, measured=False)


@pytest.mark.parametrize(
    "text",
    [
        "We randomly sample ten responses for each question and keep the best one.",
        "To better understand the hazards, we conducted an analysis of risk factors.",
        "We propose a method that integrates tools into reasoning.",
        "We do not have a strong hypothesis for which direction should yield higher pass rates.",
        "It is important to assess how many problems were solved by luck.",
        "We leave the question of whether more training helps to future investigation.",
        "The paper leaves open whether more training helps.",
        "We use T5, which has achieved strong results on other benchmarks.",
        "We used temperature 0.6, so raw results could be improved with a lower one.",
        "Once we observe a decline of the score, we will stop the evolution.",
    ],
)
def test_everything_else(text: str) -> None:
    assert not says_what_was_found(text, measured=False)


def test_a_number_makes_an_offer_a_finding() -> None:
    text = "We release a system that has 50 points on AIME 2024."
    assert says_what_was_found(text, measured=True)
    assert not says_what_was_found(text, measured=False)
