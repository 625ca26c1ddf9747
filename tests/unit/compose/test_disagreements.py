"""Two numbers for one measurement stand side by side, with their places."""

from __future__ import annotations

from made_claims import BOX, checked, paper

from synth.compose import find_disagreements
from synth.records import CellRef, Evidence, Relation, Span, Stance, VerdictLabel

TEXT = "WizardCoder-15B reaches a pass@1 of 57.3 on HumanEval."


def cell_of(name: str, value: str, relation: Relation) -> Evidence:
    ref = CellRef(
        table="t1", label="Table 1", row_path=("WizardCoder-15B",), column_path=("HumanEval", "pass@1"), text=value
    )
    return Evidence(
        paper=f"p-{name}", page=4, quote=f"WizardCoder-15B {value}",
        span=Span(document=f"d-{name}", page=4, boxes=(BOX,)),
        stance=Stance.CONTRADICTS, relation=relation, cell=ref, note=f"Table 1 prints {value}, not 57.3",
    )  # fmt: skip


PAPERS = {"p-one": paper("one"), "p-two": paper("two")}


def test_another_paper() -> None:
    claim = checked("a", TEXT, label=VerdictLabel.DISPUTED, against=(cell_of("two", "59.8", Relation.INDEPENDENT),))
    (found,) = find_disagreements([claim], PAPERS)
    assert [(value.paper, value.value.raw, value.page) for value in found.values] == [
        ("p-one", "57.3", 1),
        ("p-two", "59.8", 4),
    ]
    assert found.values[0].claim == "c-a" and found.values[0].quote == TEXT
    assert "WizardCoder-15B" in found.subject and "HumanEval" in found.subject
    assert str(PAPERS["p-one"].arxiv) in found.note and str(PAPERS["p-two"].arxiv) in found.note


def test_the_same_paper() -> None:
    claim = checked("a", TEXT, label=VerdictLabel.CONTRADICTED, against=(cell_of("one", "58.3", Relation.SAME_PAPER),))
    (found,) = find_disagreements([claim], PAPERS)
    assert "same paper" in found.note


def test_claims_that_nothing_speaks_against_disagree_with_nobody() -> None:
    assert find_disagreements([checked("a", TEXT), checked("b", TEXT)], PAPERS) == ()
