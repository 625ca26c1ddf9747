"""The ledger: what is asked for, and what counts as a disagreement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from synth.compose.ledger import Wanted, find_differences, make_ledger, read_metric
from synth.language.quantities import parse, parse_cell
from synth.records import ArxivId, CellRef, Paper, Quantity, Result, Role, Span
from synth.records.ledger import DifferenceKind

ONE = Paper(id="arxiv:2301.00001v1", title="One", arxiv=ArxivId(id="2301.00001", version=1))
ONE_AGAIN = Paper(id="arxiv:2301.00001v2", title="One", arxiv=ArxivId(id="2301.00001", version=2))
TWO = Paper(id="arxiv:2302.00002v1", title="Two", arxiv=ArxivId(id="2302.00002", version=1))
PAPERS = [ONE, ONE_AGAIN, TWO]


def result(
    value: str = "57.3",
    *,
    method: str = "WizardCoder 15B",
    dataset: str = "HumanEval",
    metric: str = "pass@k",
    k: int | None = 1,
    paper: Paper = ONE,
    setting: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
    page: int = 1,
) -> Result:
    number = parse_cell(value)
    assert number is not None
    return Result(
        paper=paper.id,
        method=method,
        dataset=dataset,
        metric=metric,
        k=k,
        value=number,
        setting=setting,
        cell=CellRef(table="t", label="Table 1", row_path=(method,), column_path=(dataset,), text=value),
        span=Span(document=paper.id, page=page),
        uncertainty=next((q for q in parse(value) if q.role is Role.UNCERTAINTY), None),
        flags=flags,
    )


def kinds(*results: Result) -> list[DifferenceKind]:
    return [d.kind for d in find_differences(results, PAPERS)]


def test_other_numbers_for_one_thing_are_a_disagreement() -> None:
    assert kinds(result("57.3"), result("59.8", paper=TWO)) == [DifferenceKind.ACROSS]
    assert kinds(result("57.3"), result("59.8", page=4)) == [DifferenceKind.INSIDE]
    assert kinds(result("57.3"), result("59.8", paper=ONE_AGAIN)) == [DifferenceKind.VERSIONS]


@pytest.mark.parametrize(
    ("one", "other"), [("57.3", "57.32"), ("57.3%", "57.3"), ("0.573", "57.3%"), ("57", "57.3"), ("57.0 ± 0.4", "57.3")]
)
def test_the_same_number_printed_otherwise_is_none(one: str, other: str) -> None:
    assert kinds(result(one), result(other, paper=TWO)) == []


@pytest.mark.parametrize(
    "other",
    [
        result("59.8", method="WizardCoder 34B", paper=TWO),
        result("59.8", method="WizardCoder", paper=TWO),  # may be another size
        result("59.8", method="WizardCoder-Python 15B", paper=TWO),
        result("59.8", dataset="HumanEval+", paper=TWO),
        result("59.8", metric="accuracy", k=None, paper=TWO),
        result("59.8", k=10, paper=TWO),
        result("59.8", setting=("Java",), paper=TWO),
        result("59.8", flags=("doubtful_table",), paper=TWO),
    ],
)
def test_another_thing_is_no_disagreement(other: Result) -> None:
    assert kinds(result("57.3"), other) == []


def test_signs_tell_subsets_apart() -> None:
    assert kinds(result("57.3", setting=("C++",)), result("59.8", setting=("C#",))) == []


def test_settings_that_are_known_to_differ_explain_it() -> None:
    assert kinds(result("57.3", setting=("greedy",)), result("59.8", setting=("T=0.2",), paper=TWO)) == []
    assert kinds(result("57.3", setting=("0-shot",)), result("59.8", setting=("5-shot",), paper=TWO)) == []
    (found,) = find_differences([result("57.3", setting=("greedy",)), result("59.8", paper=TWO)], PAPERS)
    assert "setting" in found.note


def test_names_of_one_paper_are_not_compared_with_those_of_another() -> None:
    assert kinds(result("57.3", method="+ filtering"), result("59.8", method="+ filtering", paper=TWO)) == []


def test_spellings_of_one_model_are_one() -> None:
    (found,) = find_differences(
        [result("28.8", method="Codex-12B"), result("30.1", method="CODEX 12B", paper=TWO)], PAPERS
    )
    assert {r.value.raw for r in found.results} == {"28.8", "30.1"}


def test_a_repeated_number_is_said_to_be_one() -> None:
    (found,) = find_differences([result("57.3"), result("56.7", paper=TWO, flags=("repeated",))], PAPERS)
    assert "cites another work" in found.note


def test_versions_and_papers_are_told_apart_in_one_cluster() -> None:
    found = find_differences([result("57.3"), result("59.8", paper=ONE_AGAIN), result("61.0", paper=TWO)], PAPERS)
    by_kind = {d.kind: {r.value.raw for r in d.results} for d in found}
    assert by_kind[DifferenceKind.VERSIONS] == {"57.3", "59.8"}
    assert by_kind[DifferenceKind.ACROSS] == {"57.3", "59.8", "61.0"}


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(metric="pass@1"), True),
        (Wanted(metric="Pass@1", dataset="human eval"), True),
        (Wanted(metric="pass@k"), True),
        (Wanted(metric="pass@10"), False),
        (Wanted(metric="pass@k", k=10), False),
        (Wanted(metric="accuracy"), False),
        (Wanted(dataset="HumanEval+"), False),
        (Wanted(dataset="HumanEval Plus"), False),
        (Wanted(model="WizardCoder"), True),
        (Wanted(model="wizardcoder-15B"), True),
        (Wanted(model="WizardCoder 34B"), False),
        (Wanted(model="Wizard"), False),
        (Wanted(paper="2301.00001"), True),
        (Wanted(paper="arXiv:2301.00001v1"), True),
        (Wanted(paper="2301.00001v2"), False),
        (Wanted(paper="2302.00002"), False),
    ],
)
def test_filters(wanted: Wanted, fits: bool) -> None:
    assert wanted.fits(result()) is fits


def test_a_model_without_a_size_is_not_taken_for_one_with_a_size() -> None:
    assert not Wanted(model="WizardCoder 34B").fits(result(method="WizardCoder"))


def test_metrics_are_read_with_their_k() -> None:
    assert read_metric("Pass@10") == ("pass@k", 10)
    assert read_metric("pass@k") == ("pass@k", None)
    assert read_metric("acc.") in (("accuracy", None), ("acc.", None))
    assert read_metric("MAUVE") == ("MAUVE", None)


def test_a_ledger_groups_and_counts() -> None:
    every = [
        result("57.3"),
        result("51.8", dataset="MBPP"),
        result("59.8", paper=TWO),
        result("40.0", metric="", k=None),
    ]
    made = make_ledger(every, PAPERS, Wanted(dataset="HumanEval", metric="pass@1"))
    assert [(m.dataset, m.metric, m.k, len(m.results)) for m in made.measures] == [("HumanEval", "pass@k", 1, 2)]
    assert (made.total, made.unstated) == (4, 1)
    assert [d.kind for d in made.differences] == [DifferenceKind.ACROSS]


def test_a_disagreement_is_shown_with_the_other_paper_although_only_one_is_asked_for() -> None:
    made = make_ledger([result("57.3"), result("59.8", paper=TWO)], PAPERS, Wanted(paper="2301.00001v1"))
    assert len(made.results) == 1
    assert {r.paper for r in made.differences[0].results} == {ONE.id, TWO.id}


def test_values_have_the_rounding_of_their_print() -> None:
    assert isinstance(result().value, Quantity) and result("57.3").value.half_width == 0.05


def test_a_metric_left_unsaid_is_compared_between_papers_with_the_usual_ones() -> None:
    unsaid = result("41.8", metric="", k=None, paper=TWO)
    (found,) = find_differences([result("48.1"), unsaid], PAPERS)
    assert (found.metric, found.k) == ("pass@k", 1) and "metric" in found.note
    assert kinds(result("48.1", k=64), unsaid) == []
    assert kinds(result("48.1"), result("41.8", metric="", k=None)) == []


def test_metrics_of_one_model_are_told_apart() -> None:
    both = [result(v, metric=m, k=None, page=p) for m in ("precision", "recall") for v, p in (("15.5", 1), ("15.4", 9))]
    assert [(d.metric, len(d.results)) for d in find_differences(both, PAPERS)] == [("precision", 2), ("recall", 2)]


def test_two_sentences_of_one_paper_are_not_compared() -> None:
    said = [replace(result(value), cell=None) for value in ("37.7", "77.5")]
    assert kinds(*said) == []
    assert kinds(said[0], result("77.5")) == [DifferenceKind.INSIDE]
