"""Numbers that stand together in one row or column of a table support each other."""

from __future__ import annotations

from verify_world import claim, pair, table, verifier

from synth.records import Relation, VerdictLabel

STEPS = table(["MBPP pass@1", "MBPP pass@100"], {"Step 150": ["26.1", "66.3"], "Step 450": ["42.5", "64.3"]})
SAID = "With more RL training, pass@1 on the training set rises from 26.1 to 42.5."


def test_both_ends_stand_in_one_column() -> None:
    paper = pair("one", [SAID], tables=[STEPS])
    verdict = verifier(paper).verify(claim(paper))
    assert verdict.label is VerdictLabel.SUPPORTED, verdict.explanation
    cells = [e.cell.text for e in verdict.evidence if e.cell and e.relation is Relation.SAME_PAPER]
    assert cells == ["26.1", "42.5"]
    assert "one line of the table prints 26.1 and 42.5" in verdict.evidence[-1].note


def test_one_of_them_alone_proves_nothing() -> None:
    paper = pair("one", [SAID.replace("42.5", "43.7")], tables=[STEPS])
    assert verifier(paper).verify(claim(paper)).label is VerdictLabel.NOT_ENOUGH_EVIDENCE


def test_another_metric_is_no_support() -> None:
    paper = pair("one", [SAID.replace("pass@1", "pass@10")], tables=[STEPS])
    assert verifier(paper).verify(claim(paper)).label is VerdictLabel.NOT_ENOUGH_EVIDENCE


def test_cells_of_different_lines_do_not_meet() -> None:
    paper = pair("one", [SAID.replace("26.1 to 42.5", "26.1 to 64.3")], tables=[STEPS])
    assert verifier(paper).verify(claim(paper)).label is VerdictLabel.NOT_ENOUGH_EVIDENCE
