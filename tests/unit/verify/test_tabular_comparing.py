"""Comparisons, extremes and trends that a statement makes, looked up in a table."""

from __future__ import annotations

import pytest
from verify_world import pair, table

from synth.language.quantities import parse
from synth.records import VerdictLabel
from synth.verify.places import Places
from synth.verify.tabular.comparing import compare_in
from synth.verify.tabular.fitting import Shelf
from synth.verify.tabular.leaning import lean
from synth.verify.tabular.view import View, views

RESULTS = table(
    ["HumanEval", "MBPP", "Error rate"],
    {
        "StarCoder (baseline)": ["33.6", "43.6", "9.1"],
        "WizardCoder (ours)": ["57.3", "51.8", "7.2"],
        "WizardCoder w/o evolution": ["41.0", "47.2", "8.0"],
        "Human": ["99.0", "98.0", "0.1"],
    },
    caption="Table 1: pass@1 of models.",
)
STEPS = table(
    ["1", "10", "100"], {"WizardCoder": ["57.3", "70.1", "80.2"], "StarCoder": ["33.6", "50.0", "61.0"]},
    caption="Table 2: pass@k by number of samples.", label="Table 2",
)  # fmt: skip


def only(*tables: object) -> list[View]:
    document, _ = pair("one", ["Something."], tables=tables)  # type: ignore[arg-type]
    return views(Places.of([document]).by_document[document.id])


def holds(text: str, made: object = RESULTS) -> bool | None:
    (view,) = only(made)
    found = compare_in(text, parse(text), view)
    return None if found is None else found.holds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WizardCoder outperforms StarCoder on HumanEval.", True),
        ("StarCoder outperforms WizardCoder on HumanEval.", False),
        ("Our model surpasses all other models on MBPP.", True),  # a human is no model
        ("StarCoder is outperformed by WizardCoder on MBPP.", True),
        ("StarCoder does not outperform WizardCoder on MBPP.", True),
        ("WizardCoder trails StarCoder on MBPP.", False),
        ("WizardCoder achieves the best performance on HumanEval among all models.", None),  # no groups to choose from
        ("Our model has the highest score on HumanEval.", True),
        ("StarCoder has the highest score on HumanEval.", False),
        ("WizardCoder outperforms StarCoder on HumanEval by 23.7 points.", True),
        ("WizardCoder outperforms StarCoder on HumanEval by 13.7 points.", False),
        ("WizardCoder has a higher error rate than StarCoder.", False),
        ("Scores on HumanEval are higher than on MBPP for WizardCoder.", True),
        ("WizardCoder was trained on evolved instructions.", None),
    ],
)
def test_comparisons(text: str, expected: bool | None) -> None:
    assert holds(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As the number of samples increases, WizardCoder improves.", True),
        ("With more samples, WizardCoder degrades.", False),
        ("As the number of samples decreases, WizardCoder drops.", True),
        ("WizardCoder improves.", None),
    ],
)
def test_trends(text: str, expected: bool | None) -> None:
    assert holds(text, STEPS) is expected


def test_the_table_that_is_spoken_of() -> None:
    shelf = Shelf(only(RESULTS, STEPS))
    assert [v.table.label for v in shelf.spoken_of("WizardCoder reaches 51.8 on MBPP.")] == ["Table 1"]
    assert [v.table.label for v in shelf.spoken_of("In Table 2, WizardCoder reaches 57.3.")] == ["Table 2"]
    assert shelf.spoken_of("Nothing of this is in a table.") == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Removing evolution hurts MBPP.", VerdictLabel.SUPPORTED),
        ("Removing evolution improves MBPP.", VerdictLabel.CONTRADICTED),
        ("WizardCoder is a model with 57.3 on HumanEval.", VerdictLabel.SUPPORTED),
        ("WizardCoder is a model with 12.9 on HumanEval.", VerdictLabel.NOT_ENOUGH_EVIDENCE),
        ("The weather was fine.", VerdictLabel.NOT_ENOUGH_EVIDENCE),
    ],
)
def test_a_guess_goes_by_the_table(text: str, label: VerdictLabel) -> None:
    assert lean(text, parse(text), only(RESULTS)) is label
    assert lean(text, parse(text), []) is VerdictLabel.NOT_ENOUGH_EVIDENCE
