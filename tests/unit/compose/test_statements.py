"""What a report says about itself."""

from __future__ import annotations

from dataclasses import replace

from made_claims import checked, paper

from synth.compose import limitations, method, not_checked
from synth.records import PaperStatus, VerdictLabel


def test_what_was_not_checked_is_counted_by_reason() -> None:
    claims = [
        checked("a"),
        checked("b"),
        checked("c", label=VerdictLabel.ABSTAINED, reason="stance_without_nli"),
        checked("d", label=VerdictLabel.SUPPORTED),
    ]
    failed = replace(paper("gone"), title="gone.pdf", status=PaperStatus.FAILED, reason="encrypted")
    partly = replace(paper("half"), title="Half", status=PaperStatus.PARTIAL, reason="1 page could not be read: 3")
    said = not_checked(claims, [paper("one"), failed, partly], {"p-one": 2}, rerun=False)
    assert any(line.startswith("2 of 4 claims ") for line in said)
    assert any(line.startswith("1 of 4 claims ") and "NLI" in line for line in said)
    assert any(line.startswith("2 tables ") for line in said)
    assert "gone.pdf was not read: encrypted." in said
    assert "Half was read in part: 1 page could not be read: 3." in said
    assert all(line.endswith(".") for line in said)


def test_it_says_when_nothing_was_run_again() -> None:
    (unasked,) = not_checked([], [], {}, rerun=False)
    (nothing,) = not_checked([], [], {}, rerun=True)
    assert "--rerun" in unasked and "at hand" in nothing


def test_the_method_names_its_numbers() -> None:
    said = " ".join(method(facets=["A?", "B?"], read=15, candidates=812, checked=120, listed=40, embedding="minilm"))
    for part in ("15 papers", "812", "120 claims", "40 claims", "minilm", "no language model"):
        assert part in said


def test_limitations_name_the_years() -> None:
    said = " ".join(limitations([paper("one", year=2021), paper("two", year=2025), paper("three", year=None)]))
    assert "2021 to 2025" in said
    assert all(line.endswith(".") for line in limitations([]))
