"""Numbers that two versions of a paper print differently."""

from __future__ import annotations

from dataclasses import replace

from verify_world import pair, table

from synth.records import SectionKind
from synth.verify.versions import changed_numbers


def results(rows: dict[str, list[str]], label: str = "Table 1"):  # type: ignore[no-untyped-def]
    return table(["HumanEval", "MBPP"], rows, label=label)


def test_cells_of_the_same_row_and_column() -> None:
    old = pair("old", [], tables=[results({"A": ["61.4", "50.0"], "B": ["70.1", "–"]})])[0]
    new = pair("new", [], tables=[results({"B": ["70.1", "55.0"], "A": ["60.9", "50.00"], "C": ["1.0", "2.0"]})])[0]
    assert [(one.where, one.before, one.after) for one in changed_numbers(old, new)] == [
        ("Table 1: A × HumanEval", "61.4", "60.9")
    ]


def test_a_table_is_found_under_another_number() -> None:
    before = results({"A": ["61.4", "50.0"], "B": ["70.1", "52.0"]}, label="Table 2")
    other = table(["Steps"], {"Warm-up": ["100"], "Training": ["900"]}, label="Table 3", caption="Steps.")
    after = replace(results({"A": ["61.4", "51.0"], "B": ["70.1", "52.0"]}), label="Table 3")
    old, new = pair("old", [], tables=[before, other])[0], pair("new", [], tables=[after])[0]
    assert [one.where for one in changed_numbers(old, new)] == ["Table 3: A × MBPP"]


def test_paths_that_stand_twice_name_no_cell() -> None:
    twice = table(["HumanEval", "HumanEval"], {"A": ["1.0", "2.0"]})
    changed = table(["HumanEval", "HumanEval"], {"A": ["1.0", "3.0"]})
    assert changed_numbers(pair("old", [], tables=[twice])[0], pair("new", [], tables=[changed])[0]) == []


def test_sentences_with_the_same_words() -> None:
    old = pair("old", ["A scores 61.4 at k = 1 and 80.2 at k = 10.", "It took 3 days."])[0]
    new = pair("new", ["It took 3 days.", "A scores 60.9 at k = 1 and 80.2 at k = 10.", "B scores 1.0 here."])[0]
    (found,) = changed_numbers(old, new)
    assert (found.before, found.after) == ("61.4", "60.9")
    assert found.where == "A scores … at k = 1 and 80.2 at k = 10."
    assert found.sentence.startswith("A scores 60.9")


def test_sentences_that_could_be_either_are_left_out() -> None:
    old = pair("old", ["A scores 1.0.", "A scores 2.0."])[0]
    assert changed_numbers(old, pair("new", ["A scores 3.0."])[0]) == []
    # The same numbers in another order are the same sentences.
    assert changed_numbers(old, pair("new", ["A scores 2.0.", "A scores 1.0."])[0]) == []


def test_reference_lists_do_not_count() -> None:
    old = pair("old", ["Smith, 2019, pages 1 to 9."], kind=SectionKind.REFERENCES)[0]
    new = pair("new", ["Smith, 2020, pages 1 to 9."], kind=SectionKind.REFERENCES)[0]
    assert changed_numbers(old, new) == []
