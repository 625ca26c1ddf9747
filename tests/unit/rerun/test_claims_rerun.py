"""From claims to reruns and back: which recipe tests a number, and what that does to the verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_claims import checked

from synth.records import (
    Basis,
    Cited,
    Claim,
    ClaimRerun,
    Decoding,
    Estimate,
    JudgedFigure,
    Quantity,
    RerunVerdict,
    Role,
    Rung,
    Verdict,
    VerdictLabel,
)
from synth.rerun.fold import fold
from synth.rerun.match import Bound, matches
from synth.rerun.recipe import Recipe, RecipeFigure
from synth.rerun.recipefile import find
from synth.workflows.rerun.claims import bind

PLAIN = Bound(
    printed="57.3", method="WizardCoder-15B", dataset="HumanEval", metric="pass@1", decoding=Decoding.UNKNOWN,
    papers=frozenset(),
)  # fmt: skip


def recipe(**changes: object) -> Recipe:
    cited = Cited(text="pass@1 = 57.3", metric="pass@1", printed="57.3", decoding=Decoding.SAMPLED)
    whole = Recipe(
        name="r", title="R", figures=(RecipeFigure(cited=cited),), arxiv="2306.08568", model="WizardCoder-15B",
        models=("WizardCoder-15B-V1.0",), dataset="HumanEval", decoding=Decoding.SAMPLED,
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes,found",
    [
        ({}, True),
        ({"method": "WizardCoder-15B-V1.0"}, True),
        ({"method": "WizardCoder-34B"}, False),
        ({"dataset": "HumanEval+"}, False),
        ({"metric": "pass@10"}, False),
        ({"metric": "F1"}, False),
        ({"method": ""}, False),
        # Another number of the same model, measured elsewhere, may rightly differ.
        ({"printed": "59.8"}, False),
        ({"printed": "59.8", "papers": frozenset({"2306.08568"})}, True),
        # A greedy number is not tested on samples.
        ({"printed": "59.8", "papers": frozenset({"2306.08568"}), "decoding": Decoding.GREEDY}, False),
    ],
)
def test_a_recipe_tests_the_same_model_dataset_and_metric(changes: dict[str, object], found: bool) -> None:
    assert bool(matches(replace(PLAIN, **changes), [recipe()])) is found  # type: ignore[arg-type]


def test_samples_that_stand_for_all_figures_test_any() -> None:
    (one,) = matches(replace(PLAIN, printed="59.8"), [recipe(any_value=True)])
    assert (one[1].text, one[1].model) == ("pass@1 = 59.8", "WizardCoder-15B")


def test_what_is_said_of_several_samples_is_not_tested_on_greedy_answers() -> None:
    ten = replace(PLAIN, metric="pass@10", printed="70.1")
    assert matches(ten, [recipe(any_value=True, decoding=Decoding.GREEDY)]) == []
    assert matches(ten, [recipe(any_value=True)])


def test_numbers_are_bound_to_what_the_sentence_says_of_them() -> None:
    text = "On PebbleEval, Heron-7B reaches a pass@1 of 49.8, and with ten samples Heron-7B reaches a pass@10 of 94.0."
    found = {raw: (one.method, one.metric) for raw, one in bind(claim(text, "49.8", "94.0"), frozenset())}
    assert found == {"49.8": ("Heron-7B", "pass@1"), "94.0": ("Heron-7B", "pass@10")}
    (greedy,) = bind(
        claim("With greedy decoding, Heron-7B reaches a pass@1 of 50.0 on PebbleEval.", "50.0"), frozenset()
    )
    assert greedy[1].decoding is Decoding.GREEDY
    # Two models, and no saying whose the number is: it is not bound.
    assert (
        bind(claim("Heron-7B and Tern-1B are compared on PebbleEval, where 49.8 was seen.", "49.8"), frozenset()) == []
    )


def test_every_bundled_archive_of_pebble_stands_for_all_its_figures() -> None:
    assert {one.name for one in find("pebble") if one.any_value} == {
        "pebble/tern-1b", "pebble/heron-7b", "pebble/heron-7b-pko", "pebble/heron-7b-greedy",
    }  # fmt: skip


def claim(text: str, *numbers: str) -> Claim:
    one = checked("c").claim
    quantities = tuple(
        Quantity(
            raw=raw, value=float(raw), unit="", half_width=0.05, role=Role.VALUE, start=text.index(raw),
            end=text.index(raw) + len(raw),
        )
        for raw in numbers
    )  # fmt: skip
    return replace(one, text=text, quantities=quantities)


SENTENCE = claim("Heron-7B reaches a pass@1 of 49.8 and a pass@10 of 94.0.", "49.8", "94.0")
OPEN = Verdict(
    claim="c", label=VerdictLabel.NOT_ENOUGH_EVIDENCE, rung=Rung.FAITHFUL, reason="no_second_place", explanation="-"
)


def rerun(printed: str, verdict: RerunVerdict, value: float = 91.04, basis: Basis = Basis.EXECUTED) -> ClaimRerun:
    estimate = Estimate(metric="pass@10", value=value, low=81.0, high=98.0, exact="9104/10000")
    figure = JudgedFigure(
        cited=Cited(text=f"pass@10 = {printed}", metric="pass@10", printed=printed),
        verdict=verdict, reason="r", explanation="Why.", estimate=estimate,
    )  # fmt: skip
    return ClaimRerun(recipe="pebble/heron-7b", printed=printed, basis=basis, figure=figure)


R = RerunVerdict


def test_without_a_rerun_nothing_changes() -> None:
    assert fold(SENTENCE, OPEN, []) is OPEN


def test_all_numbers_given_is_the_top_rung() -> None:
    made = fold(SENTENCE, OPEN, [rerun("49.8", R.REPRODUCED), rerun("94.0", R.REPRODUCED_BY_TRUNCATION)])
    assert (made.label, made.rung, made.reason) == (VerdictLabel.SUPPORTED, Rung.REPRODUCED, "reproduced")
    assert "cut off" in made.explanation and [check.name for check in made.checks] == ["rerun", "rerun"]


def test_one_number_of_two_raises_nothing() -> None:
    made = fold(SENTENCE, OPEN, [rerun("49.8", R.REPRODUCED)])
    assert (made.label, made.rung) == (OPEN.label, OPEN.rung)
    assert len(made.checks) == 1


def test_a_number_that_its_samples_do_not_give_contradicts_and_is_corrected() -> None:
    supported = replace(OPEN, label=VerdictLabel.SUPPORTED, rung=Rung.CONSISTENT)
    made = fold(SENTENCE, supported, [rerun("49.8", R.REPRODUCED), rerun("94.0", R.NOT_REPRODUCED)])
    assert (made.label, made.reason) == (VerdictLabel.CONTRADICTED, "not_reproduced")
    assert made.correction is not None
    assert made.correction.text == "Heron-7B reaches a pass@1 of 49.8 and a pass@10 of 91.0."


@pytest.mark.parametrize("verdict", [R.NOT_TESTABLE, R.ONLY_UNDER_VARIANT])
def test_samples_that_cannot_say_refute_and_support_nothing(verdict: RerunVerdict) -> None:
    made = fold(SENTENCE, OPEN, [rerun("49.8", verdict), rerun("94.0", verdict)])
    assert (made.label, made.rung, len(made.checks)) == (OPEN.label, OPEN.rung, 2)


def test_executed_samples_outrank_pages_and_recorded_ones_do_not() -> None:
    wrong = replace(OPEN, label=VerdictLabel.CONTRADICTED, reason="number")
    both = [rerun("49.8", R.REPRODUCED), rerun("94.0", R.REPRODUCED)]
    assert fold(SENTENCE, wrong, both).flags == ("rerun_outranks_pages",)
    recorded = [replace(one, basis=Basis.RECORDED) for one in both]
    assert fold(SENTENCE, wrong, recorded).label is VerdictLabel.CONTRADICTED
    assert fold(SENTENCE, OPEN, recorded).rung is Rung.CONSISTENT


def test_what_cannot_be_stays_impossible() -> None:
    cannot = replace(OPEN, label=VerdictLabel.IMPOSSIBLE)
    made = fold(SENTENCE, cannot, [rerun("49.8", R.REPRODUCED), rerun("94.0", R.REPRODUCED)])
    assert made.label is VerdictLabel.IMPOSSIBLE
