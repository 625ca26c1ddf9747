"""Directions of a statement and a sentence, compared about what both speak of."""

from __future__ import annotations

from synth.verify.direction import align, contradicts

SAID = "Aspirin lowers the risk of stroke."
SAME = "In this trial, the risk of stroke was reduced by aspirin."
OPPOSITE = "In this trial, the risk of stroke was raised by aspirin."


def test_the_same_way_and_the_opposite() -> None:
    assert align(SAID, SAME) > 0 > align(SAID, OPPOSITE)
    assert align(SAID, "Patients were followed for two years.") == 0


def test_a_negation_turns_it() -> None:
    assert align(SAID, "Aspirin did not lower the risk of stroke.") < 0


def test_the_guess_follows() -> None:
    assert contradicts(SAID, [OPPOSITE]) > 0.5 > contradicts(SAID, [SAME])
    assert contradicts(SAID, []) == 0.5
