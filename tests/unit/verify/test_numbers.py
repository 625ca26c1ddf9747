"""A number finds its second place, or the cell that prints another."""

from __future__ import annotations

import pytest
from verify_world import Pair, claim, pair, table, verifier

from synth.records import Relation, Rung, Stance, Verdict, VerdictLabel

SAID = "WizardCoder-15B reaches a pass@1 of 57.3 on HumanEval."
HUMANEVAL = "Table 1: pass@1 on HumanEval and MBPP."


def scores(value: str, *, method: str = "WizardCoder-15B", columns: tuple[str, ...] = ("HumanEval", "MBPP")) -> Pair:
    return pair("one", [SAID], tables=[table(columns, {method: [value, "51.8"], "GPT-4": ["67.0", "70.1"]},
                                             caption=HUMANEVAL)])  # fmt: skip


def verdict(paper: Pair, *others: Pair) -> Verdict:
    return verifier(paper, *others).verify(claim(paper))


@pytest.mark.parametrize("cell", ["57.3", "57.30", "57.3%", "57.26", "57.34", "57", "57.3 ↑23.7"])
def test_a_cell_of_the_same_paper_within_rounding_supports(cell: str) -> None:
    found = verdict(scores(cell))
    assert (found.label, found.rung, found.reason) == (VerdictLabel.SUPPORTED, Rung.CONSISTENT, "second_place")
    assert found.verified
    (support,) = [e for e in found.evidence if e.relation is Relation.SAME_PAPER]
    assert support.cell is not None and support.cell.text == cell
    assert support.cell.row_path == ("WizardCoder-15B",)


@pytest.mark.parametrize("cell", ["57.4", "57.36", "58", "75.3", "5.73"])
def test_a_cell_beyond_rounding_does_not_support(cell: str) -> None:
    assert not verdict(scores(cell)).verified


@pytest.mark.parametrize("cell", ["58.3", "57.8"])
def test_the_one_bound_cell_contradicts(cell: str) -> None:
    found = verdict(scores(cell))
    assert found.label is VerdictLabel.CONTRADICTED
    assert found.correction is not None
    assert found.correction.text == f"WizardCoder-15B reaches a pass@1 of {cell} on HumanEval."
    (against,) = [e for e in found.evidence if e.stance is Stance.CONTRADICTS]
    assert against.cell is not None and against.cell.column_path == ("HumanEval",)
    assert cell in found.explanation and "57.3" in found.explanation


def test_the_number_under_another_dataset_is_a_swapped_column() -> None:
    paper = pair("one", [SAID], tables=[table(["HumanEval", "MBPP"], {"WizardCoder-15B": ["51.8", "57.3"]},
                                              caption=HUMANEVAL)])  # fmt: skip
    found = verdict(paper)
    assert (found.label, found.reason) == (VerdictLabel.CONTRADICTED, "swapped_column")
    assert found.correction is not None and "51.8" in found.correction.text


def test_the_number_of_another_model_is_a_swapped_row() -> None:
    paper = pair("one", [SAID], tables=[table(["HumanEval"], {"WizardCoder-15B": ["48.1"], "GPT-4": ["57.3"]},
                                              caption="Table 1: pass@1 on HumanEval.")])  # fmt: skip
    found = verdict(paper)
    assert (found.label, found.reason) == (VerdictLabel.CONTRADICTED, "swapped_row")


@pytest.mark.parametrize(
    ("columns", "row", "caption"),
    [
        (("MBPP",), "WizardCoder-15B", "Table 1: pass@1 on MBPP."),  # another dataset
        (("HumanEval",), "StarCoder-15B", "Table 1: pass@1 on HumanEval."),  # another method
        (("pass@10",), "WizardCoder-15B", "Table 1: HumanEval."),  # another k
        (("BLEU",), "WizardCoder-15B", "Table 1: BLEU on HumanEval."),  # another metric
    ],
)
@pytest.mark.parametrize("value", ["57.3", "57.8"])
def test_what_measures_another_thing_neither_confirms_nor_refutes(
    columns: tuple[str, ...], row: str, caption: str, value: str
) -> None:
    found = verdict(pair("one", [SAID], tables=[table(columns, {row: [value]}, caption=caption)]))
    assert (found.label, found.reason) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, "no_second_place"), found.explanation
    assert found.rung is Rung.FAITHFUL


def test_its_own_sentence_never_counts() -> None:
    found = verdict(pair("one", [SAID]))
    assert (found.label, found.rung) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, Rung.FAITHFUL)
    assert [e.relation for e in found.evidence] == [Relation.SOURCE]


def test_another_sentence_of_the_same_paper_counts() -> None:
    found = verdict(pair("one", [SAID, "On HumanEval, the pass@1 of WizardCoder-15B is 57.3, the best of all."]))
    assert (found.label, found.rung) == (VerdictLabel.SUPPORTED, Rung.CONSISTENT)


def test_an_independent_paper_corroborates() -> None:
    other = pair("two", ["The authors of WizardCoder-15B print a pass@1 of 57.3 on HumanEval."])
    found = verdict(pair("one", [SAID]), other)
    assert (found.label, found.rung, found.reason) == (VerdictLabel.SUPPORTED, Rung.CORROBORATED, "other_paper")


@pytest.mark.parametrize("direction", ["cites", "cited"])
def test_a_paper_linked_by_citation_only_repeats(direction: str) -> None:
    text = ["The authors of WizardCoder-15B print a pass@1 of 57.3 on HumanEval."]
    if direction == "cites":
        first = pair("one", [SAID])
        second = pair("two", text, cites=[first])
    else:
        second = pair("two", text)
        first = pair("one", [SAID], cites=[second])
    found = verdict(first, second)
    assert (found.label, found.reason) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, "only_repeated")
    assert Relation.REPETITION in {e.relation for e in found.evidence}
    assert not found.verified


def test_another_paper_with_another_number_disputes() -> None:
    other = pair("two", ["Nothing else."], tables=[table(["HumanEval"], {"WizardCoder-15B": ["59.8"]},
                                                         caption="Table 1: pass@1 on HumanEval.")])  # fmt: skip
    found = verdict(pair("one", [SAID]), other)
    assert (found.label, found.reason) == (VerdictLabel.DISPUTED, "other_paper_differs")
    assert "59.8" in found.explanation and not found.verified


def test_some_of_several_numbers_are_not_all() -> None:
    said = "WizardCoder-15B reaches a pass@1 of 57.3 on HumanEval and of 44.4 on DS-1000."
    paper = pair("one", [said], tables=[table(["HumanEval"], {"WizardCoder-15B": ["57.3"]},
                                              caption="Table 1: pass@1 on HumanEval.")])  # fmt: skip
    found = verdict(paper)
    assert (found.label, found.reason) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, "partly_confirmed")
    assert "44.4" in found.explanation and "57.3" not in found.explanation


def test_a_claim_that_names_its_setting_is_not_refuted_by_a_cell_without_it() -> None:
    said = "With greedy decoding, WizardCoder-15B reaches a pass@1 of 59.8 on HumanEval."
    paper = pair("one", [said], tables=[table(["HumanEval"], {"WizardCoder-15B": ["57.3"]},
                                              caption="Table 1: pass@1 on HumanEval.")])  # fmt: skip
    assert verdict(paper).label is not VerdictLabel.CONTRADICTED
