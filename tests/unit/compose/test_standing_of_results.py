"""How far a result is borne out by others, and that thousands of equal numbers are not compared pair by pair."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_ledger import ONE, ONE_AGAIN, PAPERS, TWO, result

from synth.compose.ledger import find_differences
from synth.compose.standing import standings
from synth.language.identity import Sameness, entity_key, same_entity
from synth.records import CellRef, Paper, Result, Rung
from synth.records.ledger import Standing

THREE = Paper(id="doi:10.1/three", title="Three", doi="10.1/three")


def standing_of(results: list[Result], *, cites: set[tuple[str, str]] | None = None) -> list[Standing]:
    found = standings(results, [*PAPERS, THREE], lambda a, b: (a, b) in (cites or set()))
    return [found.get(id(one), Standing(rung=Rung.LOCATED)) for one in results]


def elsewhere(one: Result) -> Result:
    return replace(one, cell=CellRef(table="u", label="Table 2", row_path=("x",), column_path=("y",), text="57.3"))


def test_one_place_alone_is_located() -> None:
    (alone,) = standing_of([result()])
    assert (alone.rung, alone.same, alone.differ) == (Rung.LOCATED, (), 0)


def test_a_second_table_of_the_paper_is_consistent_and_one_cell_read_twice_is_not() -> None:
    assert [one.rung for one in standing_of([result(), elsewhere(result())])] == [Rung.CONSISTENT] * 2
    assert [one.rung for one in standing_of([result(), result()])] == [Rung.LOCATED] * 2


def test_an_independent_paper_corroborates_and_one_that_cites_repeats() -> None:
    both = [result(), result(paper=TWO)]
    assert [one.rung for one in standing_of(both)] == [Rung.CORROBORATED] * 2
    for linked in ((ONE.id, TWO.id), (TWO.id, ONE.id)):
        found = standing_of(both, cites={linked})
        assert [(one.rung, one.repeats, one.papers) for one in found] == [(Rung.LOCATED, True, 1)] * 2


def test_two_rows_that_cite_another_work_do_not_bear_each_other_out() -> None:
    copied = [result(flags=("repeated",)), result(paper=TWO, flags=("repeated",))]
    assert [one.rung for one in standing_of(copied)] == [Rung.LOCATED] * 2
    measured = [result(), result(paper=TWO, flags=("repeated",))]
    assert [one.rung for one in standing_of(measured)] == [Rung.CORROBORATED] * 2


def test_versions_of_one_paper_are_no_second_paper() -> None:
    assert [one.rung for one in standing_of([result(), result(paper=ONE_AGAIN)])] == [Rung.LOCATED] * 2


@pytest.mark.parametrize(
    "other",
    [
        result(paper=TWO, metric="accuracy", k=None),
        result(paper=TWO, k=10),
        result(paper=TWO, dataset="MBPP"),
        result(paper=TWO, method="WizardCoder 34B"),
        result(paper=TWO, flags=("doubtful_table",)),
    ],
)
def test_what_is_measured_otherwise_bears_nothing_out(other: Result) -> None:
    assert standing_of([result(), other])[0].rung is Rung.LOCATED


def test_settings_that_are_known_to_differ_neither_confirm_nor_deny() -> None:
    greedy, sampled = result("57.3", setting=("greedy",)), result("59.8", paper=TWO, setting=("T=0.8",))
    assert [(one.rung, one.differ) for one in standing_of([greedy, sampled])] == [(Rung.LOCATED, 0)] * 2


def test_another_number_is_counted_and_shown() -> None:
    first, second, odd = standing_of([result(), result(paper=TWO), result("59.8", paper=THREE)])
    assert (first.rung, first.differ, [r.value.raw for r in first.differing]) == (Rung.CORROBORATED, 1, ["59.8"])
    assert (second.rung, odd.rung, odd.differ) == (Rung.CORROBORATED, Rung.LOCATED, 2)


def test_sentences_of_one_paper_do_not_differ_from_each_other() -> None:
    said = [replace(result(), cell=None), replace(result("59.8"), cell=None)]
    assert [one.differ for one in standing_of(said)] == [0, 0]


def test_a_thousand_papers_that_print_a_baseline_cost_few_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    from synth.compose import clusters

    compared = []
    matches = clusters.matches
    monkeypatch.setattr(clusters, "matches", lambda a, b: compared.append(1) or matches(a, b))
    papers = [Paper(id=f"doi:10.1/{n}", title=f"Paper {n}", doi=f"10.1/{n}") for n in range(1000)]
    results = [result("48.1" if n % 40 else "47.3", paper=paper) for n, paper in enumerate(papers)]
    (found,) = find_differences(results, papers)
    assert len(found.results) == 1000
    made = standings(results, papers, lambda a, b: False)
    assert made[id(results[0])].differ == 975 and made[id(results[1])].papers == 974
    assert len(compared) < 20


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WizardCoder-15B", "WizardCoder 15B"),
        ("GPT-4", "GPT-4o"),
        ("GSM8K", "GSM-8K"),
        ("Llama 2 70B", "Llama-2-70B"),
        ("Llama 2 70B", "Llama 2"),
        ("R1", "R1-Zero"),
        ("Claude 3.5 Sonnet", "claude-3.5-sonnet"),
    ],
)
def test_keys_are_equal_where_names_are_the_same(one: str, other: str) -> None:
    assert (entity_key(one) == entity_key(other)) is (same_entity(one, other) is Sameness.SAME)
