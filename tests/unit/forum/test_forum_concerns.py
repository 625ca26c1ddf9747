"""Concerns, answers, places and what settles them, by words alone: no sentence vectors."""

from __future__ import annotations

import pytest
from silent_judge import Silent

from synth.forum import discuss, read_thread
from synth.forum.concerns import find_concerns
from synth.forum.places import named_in
from synth.forum.tables import grids
from synth.records import Concern, ConcernStatus, Discussion


def thread(review: str, answer: str = "", later: str = "") -> str:
    """A thread of one review in Markdown."""
    parts = ["## Review by Reviewer A1", review]
    parts += ["## Author response to Reviewer A1", answer] if answer else []
    parts += ["## Comment by Reviewer A1", later] if later else []
    return "\n\n".join(parts)


def discussed(text: str) -> Discussion:
    """A thread taken apart without its paper."""
    return discuss(read_thread(text, "thread.md"), None, embedder=None, judge=Silent())


def concerns(review: str) -> list[str]:
    """The words of a review's concerns."""
    return [one.said.text for one in find_concerns(read_thread(thread(review), "thread.md"))]


def one(review: str, answer: str = "", later: str = "") -> Concern:
    """The only concern of a thread."""
    (found,) = discussed(thread(review, answer, later)).concerns
    return found


def test_items_and_questions_are_concerns_and_praise_is_none() -> None:
    found = concerns(
        "**Strengths**\n\n- Clear and well written.\n\n"
        "**Weaknesses**\n\n- Only one model is tried.\n- No baseline of 2020 is given.\n\n"
        "**Questions**\n\nHow was the rate chosen? Is the seed fixed?\n\n**Limitations**\n\nYes."
    )
    assert found == [
        "Only one model is tried.",
        "No baseline of 2020 is given.",
        "How was the rate chosen?",
        "Is the seed fixed?",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "I did not check the proofs since I am no expert.",
        "I did not identify any issue and the setup makes sense.",
        "The paper is well written and easy to follow.",
        "Please see above.",
        "No.",
        "N/A",
    ],
)
def test_what_objects_to_nothing_is_no_concern(said: str) -> None:
    assert concerns(f"**Claims and Evidence**\n\n{said}") == []


def test_praise_that_turns_is_a_concern_from_the_turn_on() -> None:
    found = concerns("**Strengths and weaknesses**\n\n- The gain is large. However, it is not explained at all.")
    assert found == ["However, it is not explained at all."]


def test_places_are_named_in_every_usual_way() -> None:
    said = "Tab. 3, Fig 2, Eq.(4), Sec. 4.1, Appendix B.2, Theorem 1, L733, Algorithm 1 (line 4) and Table IV"
    assert [name.label for name in named_in(said)] == [
        "Table 3", "Figure 2", "Eq. 4", "Section 4.1", "Appendix B.2", "Theorem 1", "line 733",
        "Algorithm 1", "Table IV",
    ]  # fmt: skip


def test_an_answer_is_found_by_its_number() -> None:
    text = thread(
        "**Weaknesses**\n\n1. Only one model is tried.\n2. The rate is arbitrary.",
        "**W2:** It was tuned on held-out data.\n\n**W1:** We lack the means for more.",
    )
    first, second = discussed(text).concerns
    assert "lack the means" in first.answers[0].text and "tuned" in second.answers[0].text


def test_no_answer_promise_and_numbers_are_told_apart() -> None:
    review = "**Weaknesses**\n\n- Only one model is tried, with a single seed."
    assert one(review).status is ConcernStatus.NOT_ANSWERED
    promised = one(review, "**Only one model with a single seed.** We will add more in the final version.")
    assert (promised.status, promised.reason) == (ConcernStatus.ANSWERED, "promise")
    table = "| Model | Error |\n|---|---|\n| A | 3.2 |\n| B | 3.4 |\n| C | 4.1 |"
    measured = one(review, f"**Only one model with a single seed.** We tried two more:\n\n{table}")
    assert (measured.status, measured.reason) == (ConcernStatus.SETTLED, "own_numbers")


def test_what_the_reviewer_rejects_is_not_settled() -> None:
    review = "**Weaknesses**\n\n- Only one model is tried, with a single seed."
    table = "| Model | Error |\n|---|---|\n| A | 3.2 |\n| B | 3.4 |\n| C | 4.1 |"
    answer = f"**Only one model with a single seed.** We tried two more:\n\n{table}"
    found = one(review, answer, "I still doubt that one model with a single seed says much.")
    assert (found.status, found.reason) == (ConcernStatus.ANSWERED, "reviewer_objects")
    pleased = one(review, answer, "The further models resolve my concern about a single seed.")
    assert pleased.status is ConcernStatus.SETTLED


def test_tables_of_answers_are_read() -> None:
    text = "Text.\n| Model | Error |\n|---|---|\n| A | **3.2** |\n| B | 3.4 |\n\nMore."
    (grid,) = grids(text, 0, len(text))
    assert [(row, column, number.raw) for row, column, number in grid.numbers()] == [
        ("A", "Error", "3.2"),
        ("B", "Error", "3.4"),
    ]


def test_hostile_text_ends_soon_and_stays_itself() -> None:
    nasty = (
        "**Weaknesses**\n\n- <script>alert(1)</script> {{ 7*7 }} \x1b[31m Only one model?\n"
        + "- " * 2000
        + "|" * 5000
        + "(" * 3000
    )
    found = discussed(thread(nasty)).concerns
    assert any("<script>" in concern.said.text for concern in found)
