"""Prose is confirmed only where another place says it in nearly the same words and direction."""

from __future__ import annotations

import pytest
from verify_world import claim, pair, verifier

from synth.records import Relation, Rung, SectionKind, VerdictLabel

SAID = "Reinforcement learning narrows the reasoning boundary of the base model at large values of k."
SAME = "At large values of k, reinforcement learning narrows the reasoning boundary of the base model further."


def test_another_place_of_the_paper() -> None:
    paper = pair("one", [SAID, "Something in between is about other things.", SAME])
    verdict = verifier(paper).verify(claim(paper))
    assert (verdict.label, verdict.rung, verdict.reason) == (VerdictLabel.SUPPORTED, Rung.CONSISTENT, "second_place")
    assert [e.quote for e in verdict.evidence if e.relation is Relation.SAME_PAPER] == [SAME]


def test_an_independent_paper() -> None:
    one, two = pair("one", [SAID]), pair("two", [SAME])
    verdict = verifier(one, two).verify(claim(one))
    assert (verdict.label, verdict.rung, verdict.reason) == (VerdictLabel.SUPPORTED, Rung.CORROBORATED, "other_paper")


def test_a_paper_that_cites_it_is_no_confirmation() -> None:
    one = pair("one", [SAID])
    verdict = verifier(one, pair("two", [SAME], cites=[one])).verify(claim(one))
    assert verdict.label is VerdictLabel.ABSTAINED
    assert Relation.REPETITION in {e.relation for e in verdict.evidence}


@pytest.mark.parametrize(
    "other",
    [
        "Reinforcement learning widens the reasoning boundary of the base model at large values of k.",
        "Reinforcement learning never narrows the reasoning boundary of the base model at large values of k.",
        "Reinforcement learning is a method for training a model with a reward.",
        "The base model was evaluated at large values.",
    ],
    ids=["other direction", "negated", "other matter", "too little"],
)
def test_what_says_something_else_is_no_confirmation(other: str) -> None:
    paper = pair("one", [SAID, other])
    verdict = verifier(paper).verify(claim(paper))
    assert verdict.label is VerdictLabel.ABSTAINED, verdict.explanation


def test_another_name_is_another_statement() -> None:
    said = "Evol-Instruct improves the quality of code generation of open models by a large margin."
    other = "Self-Instruct improves the quality of code generation of open models by a large margin."
    paper = pair("one", [said, other])
    assert verifier(paper).verify(claim(paper)).label is VerdictLabel.ABSTAINED


def test_the_reference_list_is_no_confirmation() -> None:
    one = pair("one", [SAID])
    two = pair("two", [SAME], kind=SectionKind.REFERENCES)
    assert verifier(one, two).verify(claim(one)).label is VerdictLabel.ABSTAINED
