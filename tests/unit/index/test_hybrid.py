"""Search over passages: order, filters, scores."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from index_samples import BOX, TABLE, WordCounts, document

from synth.index import HybridIndex, passages_of
from synth.index.hybrid import fuse
from synth.index.vectors import VectorIndex
from synth.protocols import Embedder, Retriever
from synth.records import Cell, Passage, PassageKind, SentenceKind, Table, TableRow

SENTENCES = (
    "WizardCoder reaches 57.3 pass@1 on HumanEval.",
    "Evol-Instruct makes instructions harder step by step.",
    "Training with pass@k as reward keeps the answers diverse.",
    "Entropy falls during reinforcement learning.",
)


def passages() -> list[Passage]:
    made = []
    for name in ("a", "b", "c"):
        for i, text in enumerate(SENTENCES):
            made += passages_of(document([(text, 1, SentenceKind.BODY)], name=f"{name}{i}"))
    made += passages_of(document([], name="t", tables=[TABLE]))
    return made


def test_best_is_first_and_carries_both_scores() -> None:
    index: Retriever = HybridIndex.build(passages(), WordCounts())
    hits = index.search("Evol-Instruct makes instructions harder", limit=4)
    assert {hit.passage.document for hit in hits[:3]} == {"a1", "b1", "c1"}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].cosine is not None
    assert hits[0].cosine == pytest.approx(hits[1].cosine)
    assert hits[0].bm25 is not None
    assert hits[0].bm25 > 0


def test_order_does_not_depend_on_the_order_of_passages() -> None:
    made = passages()
    expected = [hit.passage.id for hit in HybridIndex.build(made, WordCounts()).search("pass@k reward", limit=20)]
    for seed in range(3):
        shuffled = random.Random(seed).sample(made, len(made))
        index = HybridIndex.build([*shuffled, *shuffled[:3]], WordCounts())
        assert len(index) == len(made)
        assert [hit.passage.id for hit in index.search("pass@k reward", limit=20)] == expected


def test_filters() -> None:
    index = HybridIndex.build(passages(), WordCounts())
    query = "WizardCoder pass@1 HumanEval"
    only = index.search(query, documents=["b0", "b2"])
    assert {hit.passage.document for hit in only} == {"b0", "b2"}
    rows = index.search(query, kinds=[PassageKind.TABLE_ROW])
    assert [hit.passage.kind for hit in rows] == [PassageKind.TABLE_ROW] * 2
    assert "WizardCoder" in rows[0].passage.text
    assert all(hit.cosine is None and hit.bm25 for hit in rows)
    texts = index.search(query, limit=50, kinds={PassageKind.TEXT})
    assert {hit.passage.kind for hit in texts} == {PassageKind.TEXT}
    assert len(texts) == 12
    assert index.search(query, documents=[]) == []
    assert index.search(query, documents=["t"], kinds=[PassageKind.TEXT]) == []


def test_row_is_found_among_all_kinds() -> None:
    hits = HybridIndex.build(passages(), WordCounts()).search("GPT-4 HumanEval pass@10 84.1", limit=5)
    assert any(hit.passage.kind is PassageKind.TABLE_ROW and "84.1" in hit.passage.text for hit in hits)


def test_row_is_ranked_with_its_caption() -> None:
    """Two rows alike in words: the one whose caption fits the query comes first."""
    made = []
    for name, caption in (("x", "Table 1: alpha beta"), ("y", "Table 1: code generation")):
        row = TableRow(path=("GPT-4",), cells=(Cell(text="67.0", column=0),))
        table = Table(id="t1", label="Table 1", caption=caption, header_paths=(("score",),), rows=(row,), box=BOX)
        made += passages_of(document([], name=name, tables=[table]))
    rows = [replace(p, text="Table 1. GPT-4 | score: 67.0") if p.kind is PassageKind.TABLE_ROW else p for p in made]
    index = HybridIndex.build(rows, WordCounts())
    for query, first in (("alpha beta GPT-4", "x"), ("code generation GPT-4", "y")):
        hits = index.search(query, kinds=[PassageKind.TABLE_ROW])
        assert hits[0].passage.document == first
        assert hits[0].bm25 == hits[1].bm25
        assert hits[0].cosine is None


def test_meaning_alone_finds_what_shares_no_word() -> None:
    hits = HybridIndex.build(passages(), WordCounts()).search("zzz", limit=5)
    assert len(hits) == 5
    assert all(hit.bm25 is None and hit.cosine is not None for hit in hits)


def test_strange_input() -> None:
    index = HybridIndex.build(passages(), WordCounts())
    assert index.search("") == []
    assert index.search("pass@1", limit=0) == []
    assert HybridIndex.build([], WordCounts()).search("pass@1") == []
    only_rows = [passage for passage in passages() if passage.kind is PassageKind.TABLE_ROW]
    assert HybridIndex.build(only_rows, WordCounts()).search("WizardCoder")[0].cosine is None


def test_prepared_queries_cost_no_further_text() -> None:
    embedder = WordCounts()
    index = HybridIndex.build(passages(), embedder)
    before = embedder.texts
    index.prepare(["one", "two", "one"])
    assert embedder.texts == before + 2


def test_fuse_without_vectors_keeps_the_order_of_words() -> None:
    nothing = np.full(3, np.nan, dtype=np.float32)
    fused = fuse(nothing, np.array([0.0, 2.0, 1.0], dtype=np.float32))
    assert np.argsort(-fused).tolist() == [1, 2, 0]
    assert np.isfinite(fuse(nothing, np.zeros(3, dtype=np.float32))).all()


def test_vectors_refuse_duplicate_ids() -> None:
    rows = np.eye(2, dtype=np.float32)
    with pytest.raises(ValueError, match="unique"):
        VectorIndex(rows, np.array([1, 1], dtype=np.int64))
    index = VectorIndex(rows, np.array([7, 3], dtype=np.int64))
    ids, scores = index.search(rows[0], 5, np.array([3], dtype=np.int64))
    assert (ids.tolist(), scores.tolist()) == ([3], [0.0])


def _is_embedder(embedder: Embedder) -> None:
    """The type checker compares the test's embedder with the protocol here."""


_is_embedder(WordCounts())
