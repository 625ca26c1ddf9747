"""What a document is cut into."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from index_samples import BOX, TABLE, document

from synth.index import passages_of
from synth.index.passages import MAX_PIECES, MAX_WORDS, TARGET_WORDS, pieces
from synth.records import Cell, PassageKind, SectionKind, SentenceKind, Table, TableRow

BODY, CAPTION, FOOTNOTE = SentenceKind.BODY, SentenceKind.CAPTION, SentenceKind.FOOTNOTE


def test_text_is_cut_at_sections_and_sentences() -> None:
    long = " ".join(["word"] * 70) + "."
    made = document(
        [
            ("A. Author, University.", 0, BODY),
            ("First.", 1, BODY),
            (long, 1, BODY),
            (long, 1, BODY),
            ("A note below the line.", 1, FOOTNOTE),
            ("Last.", 1, BODY),
            ("No section here.", -1, BODY),
            ("[1] A. Reference. 2020.", 2, BODY),
        ]
    )
    passages = passages_of(made)
    assert [passage.sentences for passage in passages] == [(1, 2), (3, 5), (6,), (4,)]
    assert passages[0].text == f"First. {long}"
    assert {passage.kind for passage in passages} == {PassageKind.TEXT}
    first = passages[0].span
    assert made.text[first.start : first.end] == f"First.\n{long}"


def test_sentence_of_400_words_is_divided_and_nothing_is_lost() -> None:
    words = [f"w{i}" for i in range(400)]
    passages = passages_of(document([(" ".join(words), 1, BODY)]))
    assert " ".join(passage.text for passage in passages).split() == words
    assert all(len(passage.text.split()) <= MAX_WORDS for passage in passages)
    assert {passage.sentences for passage in passages} == {(0,)}
    assert len({passage.id for passage in passages}) == len(passages)


def test_captions_join_their_sentences_and_their_table() -> None:
    made = document(
        [
            ("Table 1: Pass rates on HumanEval.", 1, CAPTION),
            ("Best in bold.", 1, CAPTION),
            ("Figure 2: Curves.", 1, CAPTION),
        ],
        tables=[TABLE],
    )
    captions = [passage for passage in passages_of(made) if passage.kind is PassageKind.CAPTION]
    assert [(c.text, c.table) for c in captions] == [
        ("Table 1: Pass rates on HumanEval. Best in bold.", "t1"),
        ("Figure 2: Curves.", ""),
    ]


def test_the_caption_of_a_table_in_parts_belongs_to_the_part_on_its_page() -> None:
    later = replace(TABLE, id="t3", box=replace(BOX, page=3))
    same = replace(TABLE, id="t2", box=replace(BOX, page=1))
    made = document([("Table 1: Pass rates on HumanEval.", 1, CAPTION)], tables=[later, same, TABLE])
    captions = [passage for passage in passages_of(made) if passage.kind is PassageKind.CAPTION]
    assert [passage.table for passage in captions] == ["t2"]
    assert {passage.table for passage in passages_of(made) if passage.kind is PassageKind.TABLE_ROW} == {
        "t1",
        "t2",
        "t3",
    }


def test_table_without_a_caption_sentence_still_has_its_caption() -> None:
    captions = [p for p in passages_of(document([], tables=[TABLE])) if p.kind is PassageKind.CAPTION]
    assert [(c.text, c.table, c.span.page) for c in captions] == [(TABLE.caption, "t1", 2)]


def test_rows_bind_values_to_headers() -> None:
    rows = [p for p in passages_of(document([], tables=[TABLE])) if p.kind is PassageKind.TABLE_ROW]
    assert [row.text for row in rows] == [
        "Table 1: Pass rates on HumanEval. Open models / WizardCoder | HumanEval pass@1: 57.3",
        "Table 1: Pass rates on HumanEval. GPT-4 | HumanEval pass@1: 67.0; HumanEval pass@10: 84.1 ↑6.4",
    ]
    assert {row.table for row in rows} == {"t1"}
    assert rows[0].span.boxes == (BOX,)


def test_wide_row_is_divided_with_its_label() -> None:
    headers = tuple((f"Benchmark number {i}", "accuracy") for i in range(60))
    row = TableRow(path=("Ours",), cells=tuple(Cell(text=f"{i}.5", column=i) for i in range(60)))
    table = Table(id="t", label="Table 9", caption="", header_paths=headers, rows=(row,), box=BOX)
    rows = passages_of(document([], tables=[table]))
    assert len(rows) > 1
    assert all(passage.text.startswith("Table 9. Ours | ") for passage in rows)
    assert re.findall(r"\d+\.5", " ".join(passage.text for passage in rows)) == [f"{i}.5" for i in range(60)]
    assert all(len(passage.text.split()) <= MAX_WORDS for passage in rows)


def test_ids_depend_on_content_and_place() -> None:
    twice = document([("Same.", 1, BODY), ("Other.", 2, BODY), ("Same.", 3, BODY)], kinds=[SectionKind.OTHER] * 4)
    ids = [passage.id for passage in passages_of(twice)]
    assert len(set(ids)) == 3
    assert ids == [passage.id for passage in passages_of(twice)]


@given(st.lists(st.lists(st.text("ab1.é中", min_size=1, max_size=12), min_size=1, max_size=90), max_size=12))
def test_no_sentence_is_lost_and_no_passage_is_too_long(sentences: list[list[str]]) -> None:
    made = document([(" ".join(words), 1, BODY) for words in sentences])
    passages = passages_of(made)
    assert " ".join(passage.text for passage in passages).split() == made.text.split()
    for passage in passages:
        assert len(passage.text.split()) <= MAX_WORDS
        assert len(passage.sentences) == 1 or len(passage.text.split()) <= TARGET_WORDS
        assert pieces(passage.text) <= MAX_PIECES


def test_real_abstracts_fit_the_model(test_data: Path, bundled_folder: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(bundled_folder / "tokenizer.json"))
    tokenizer.no_truncation()
    lines = (test_data / "claims" / "scifact" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()[:400]
    passages = []
    for line in lines:
        entry = json.loads(line)
        made = document([(text, 1, BODY) for text in entry["abstract"]], name=str(entry["doc_id"]))
        passages += passages_of(made)
    sizes = [len(encoding.ids) for encoding in tokenizer.encode_batch([passage.text for passage in passages])]
    assert len(passages) > 400
    assert sum(size > 256 for size in sizes) <= len(passages) // 200
