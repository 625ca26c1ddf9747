from __future__ import annotations

import random

import pytest
from made_papers import ROWS, made_paper, made_table

from synth.bench.boards import Boards, Spot
from synth.bench.compose import Composer
from synth.bench.copied import Copier
from synth.bench.items import Kind, Made
from synth.bench.pairs import held_out, synthetic_pairs

COMPOSED = [kind for kind in Kind if kind is not Kind.NUMBER_SWAP]
VALUES = {text for cells in ROWS.values() for text in cells}


def composed(kind, *tables):
    document, paper = made_paper(*tables)
    return list(Composer(paper.id, Boards.of(document), random.Random(1)).pairs(kind))


@pytest.mark.parametrize("kind", COMPOSED)
def test_every_kind_is_made_and_differs_from_its_twin(kind):
    found = composed(kind)
    assert found
    assert all(pair.true != pair.false and pair.kind is kind for pair in found)


def test_single_values_are_true_of_their_cell_and_false_after_the_error():
    columns = {"pass@1 on HumanEval": 0, "pass@10 on HumanEval": 1, "pass@1 on MBPP": 2}
    checked = 0
    for kind in (Kind.COLUMN_SWAP, Kind.ROW_SWAP, Kind.NUMBER, Kind.WRONG_MODEL, Kind.WRONG_DATASET, Kind.WRONG_K):
        for pair in composed(kind):
            if pair.wording not in ("achieves", "scores"):
                continue
            for text, wanted in ((pair.true, True), (pair.false, False)):
                subject, _, rest = text.rstrip(".").partition(f" {pair.wording} ")
                value, _, topic = rest.partition(" ")
                assert (ROWS[subject][columns[topic]] == value) is wanted, text
                checked += 1
    assert checked > 40


def test_equal_cells_are_never_swapped():
    table = made_table({"GPT-4": ("50.0", "50.0", "50.0"), "WizardCoder-15B": ("50.0", "50.0", "50.0")})
    for kind in (Kind.COLUMN_SWAP, Kind.ROW_SWAP, Kind.WRONG_MODEL, Kind.WRONG_DATASET, Kind.WRONG_K):
        assert composed(kind, table) == []


def test_a_value_that_another_table_prints_for_the_same_names_is_no_error():
    other = ROWS | {"GPT-4": ("48.8", "76.8", "55.0")}
    document, _ = made_paper(made_table(), made_table(other, label="Table 2"))
    boards = Boards.of(document)
    gpt4 = next(i for i, name in boards.boards[0].subjects.items() if name == "GPT-4")
    topic = next(iter(boards.boards[0].topics.values()))
    assert boards.true("GPT-4", topic, Spot.read("48.8")) and boards.true("GPT-4", topic, Spot.read("67.0"))
    assert boards.needs_label("GPT-4", topic, boards.boards[0].spots[gpt4, 1])


def test_statements_about_names_with_two_values_say_which_table():
    other = ROWS | {"GPT-4": ("41.8", "76.9", "55.2")}
    found = composed(Kind.NUMBER, made_table(), made_table(other, label="Table 2"))
    single = [pair for pair in found if pair.true.startswith("GPT-4 ") and pair.wording in ("achieves", "scores")]
    assert single and all("(Table " in pair.true for pair in single)


def test_doubtful_tables_make_no_statements():
    assert composed(Kind.COLUMN_SWAP, made_table(confidence=0.6)) == []


def test_altered_numbers_are_printed_nowhere():
    for pair in composed(Kind.NUMBER):
        if pair.wording == "achieves":
            value = pair.false.split(" achieves ")[1].split()[0]
            assert value not in VALUES


def test_directions_flip_what_holds():
    for pair in composed(Kind.DIRECTION):
        if pair.wording == "order" and "MBPP" in pair.true:
            first, second = sorted((n for n in ROWS if n in pair.true), key=pair.true.index)
            assert float(ROWS[first][2]) > float(ROWS[second][2])


def copied(kind):
    document, paper = made_paper()
    return list(Copier(paper.id, document, Boards.of(document), random.Random(3)).pairs(kind))


def test_copied_sentences_stand_in_the_paper_and_change_in_one_place():
    document, _ = made_paper()
    texts = [sentence.text for sentence in document.sentences]
    number = copied(Kind.NUMBER)
    assert {pair.true for pair in number} == {texts[0], texts[2]}
    for pair in number:
        assert pair.true == texts[pair.sentence] and pair.made is Made.COPIED
        assert len(pair.true) == len(pair.false)
        assert sum(a != b for a, b in zip(pair.true, pair.false, strict=True)) == 1
    assert any("lower than" in pair.false or "underperforms" in pair.false for pair in copied(Kind.DIRECTION))
    assert any("33.6% pass@1" in pair.false for pair in copied(Kind.NUMBER_SWAP))
    assert all("@1 " not in pair.false for pair in copied(Kind.WRONG_K))


def test_sets_are_seeded_and_capped():
    papers = [made_paper()]
    first = synthetic_pairs(papers, seed=1, per_kind=2)
    assert first == synthetic_pairs(papers, seed=1, per_kind=2)
    assert first != synthetic_pairs(papers, seed=2, per_kind=2)
    for kind in Kind:
        for made in Made:
            assert sum(pair.kind is kind and pair.made is made for pair in first) <= 2


def test_half_of_the_papers_are_held_out():
    names = [f"p{i}" for i in range(15)]
    out = held_out(names, seed=7)
    assert len(out) == 8 and out < set(names)
    assert out == held_out(reversed(names), seed=7)
    assert out != held_out(names, seed=8)
