"""A claim whose numbers stand elsewhere, and that says more than its numbers."""

from __future__ import annotations

from verify_world import claim, pair, table, verifier

from synth.records import Rung, Verdict, VerdictLabel

SCORES = table(
    ["MATH", "GSM8K"],
    {"Tiny-7B": ["51.2", "83.9"], "Big-30B": ["48.8", "79.4"], "Base-7B": ["33.7", "61.3"]},
    caption="Table 1: Accuracy.",
)


def verdict(text: str, *others: str) -> Verdict:
    paper = pair("one", [text, *others], tables=[SCORES])
    return verifier(paper).verify(claim(paper))


def test_a_comparison_that_the_table_bears_out_is_supported_whole() -> None:
    found = verdict("Tiny-7B reaches an accuracy of 51.2 on MATH and outperforms Big-30B on MATH.")
    assert (found.label, found.reason) == (VerdictLabel.SUPPORTED, "second_place"), found.explanation


def test_a_comparison_that_the_table_denies_is_not_supported() -> None:
    found = verdict("Tiny-7B reaches an accuracy of 51.2 on MATH and underperforms Big-30B on MATH.")
    assert (found.label, found.reason) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, "places_disagree"), found.explanation
    assert found.rung is Rung.FAITHFUL


def test_what_was_not_checked_is_said() -> None:
    found = verdict("Tiny-7B reaches an accuracy of 51.2 on MATH, on par with Elsewhere-13B.")
    assert (found.label, found.reason) == (VerdictLabel.SUPPORTED, "numbers_only"), found.explanation
    assert found.explanation.endswith("the comparison that it makes was not checked.")


def test_a_plain_result_has_nothing_left_unchecked() -> None:
    assert verdict("Tiny-7B reaches an accuracy of 51.2 on MATH.").reason == "second_place"


def test_numbers_that_go_the_other_way_are_impossible() -> None:
    found = verdict("Tiny-7B reaches an accuracy of 51.2 on MATH, falling short of Big-30B (48.8).")
    assert found.label is VerdictLabel.IMPOSSIBLE, found.explanation
    assert found.reason == "direction"


def test_changes_beside_the_numbers_they_follow_from_are_checked() -> None:
    found = verdict("Tiny-7B shows an increase of +17.5 (51.2 vs. 33.7) on MATH.")
    assert (found.label, found.reason) == (VerdictLabel.SUPPORTED, "second_place"), found.explanation
    other = verdict("Tiny-7B reaches 51.2 on MATH, an increase of 3.1 points over earlier work.")
    assert (other.label, other.reason) == (VerdictLabel.SUPPORTED, "numbers_only"), other.explanation
