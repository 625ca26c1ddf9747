"""What is checked: relevant, no two alike, spread over the papers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from made_claims import checked

from synth.extract.candidates import Candidate
from synth.extract.relevance import Fit
from synth.extract.select import Selected, select


def candidate(name: str, text: str, *, of: str = "one", worth: float = 0.2) -> Candidate:
    return Candidate(checked(name, text, of=of).claim, worth)


def apart(count: int) -> npt.NDArray[np.float32]:
    return np.eye(count, dtype=np.float32)


def chosen(
    candidates: Sequence[Candidate],
    relevance: Sequence[float],
    *,
    vectors: npt.NDArray[np.float32] | None = None,
    limit: int = 10,
) -> list[Selected]:
    fits = [Fit(value, 0) for value in relevance]
    vectors = apart(len(candidates)) if vectors is None else vectors
    return select(candidates, fits, vectors, threshold=0.3, limit=limit)


TEXTS = (
    "Evol-Instruct improves WizardCoder on HumanEval to 57.3.",
    "Sampling a hundred programs solves 70.2% of all problems.",
    "The base model overtakes its tuned version at k = 256 with 69.1.",
    "Preference learning lifts Gemma to 83.9 on GSM8K.",
)


def test_the_irrelevant_is_left_out() -> None:
    candidates = [candidate(str(i), text) for i, text in enumerate(TEXTS)]
    found = chosen(candidates, [0.8, 0.29, 0.1, 0.5])
    assert [one.claim.id for one in found] == ["c-0", "c-3"]
    assert found[0].claim.relevance == 0.8


def test_near_duplicates_of_one_paper_are_merged() -> None:
    twice = [
        candidate("a", "Evol-Instruct improves WizardCoder on HumanEval to 57.3."),
        candidate("b", "On HumanEval, Evol-Instruct improves WizardCoder to 57.3."),
    ]
    (kept,) = chosen(twice, [0.8, 0.7])
    assert kept.claim.id == "c-a"
    assert "merged:1" in kept.claim.flags


def test_other_numbers_are_another_claim() -> None:
    both = [
        candidate("a", "Evol-Instruct improves WizardCoder on HumanEval to 57.3."),
        candidate("b", "Evol-Instruct improves WizardCoder on HumanEval to 59.8."),
    ]
    same = np.ones((2, 2), dtype=np.float32) / np.sqrt(2)
    assert len(chosen(both, [0.8, 0.7], vectors=same)) == 2


def test_two_papers_that_say_the_same_are_two_claims() -> None:
    both = [candidate("a", TEXTS[0], of="one"), candidate("b", TEXTS[0], of="two")]
    assert len(chosen(both, [0.8, 0.7])) == 2


def test_one_paper_does_not_take_all_the_room() -> None:
    many = [candidate(f"a{i}", f"WizardCoder variant {i} solves {i}7.{i}% of task number {i}.") for i in range(1, 9)]
    others = [candidate(f"b{i}", text, of=f"other{i}") for i, text in enumerate(TEXTS[1:])]
    found = chosen([*many, *others], [0.70] * 8 + [0.62] * 3, limit=6)
    assert len({one.claim.paper for one in found}) == 4


def test_the_limit_holds_and_order_is_by_score() -> None:
    candidates = [candidate(str(i), text, of=str(i)) for i, text in enumerate(TEXTS)]
    found = chosen(candidates, [0.5, 0.9, 0.7, 0.6], limit=3)
    assert [one.claim.id for one in found] == ["c-1", "c-2", "c-3"]
    assert chosen([], [], vectors=apart(1)) == []
