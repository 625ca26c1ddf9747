"""MiniLM in eight bits: as near to floats as ranking needs, and each vector depends on its text alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synth.index import SentenceEmbedder
from synth.index.eightbit import EightBit, supported
from synth.index.embedding import _MUCH
from synth.index.minilm import MiniLM

ABOUT = ("pass@k", "the verifier", "a table of results", "Evol-Instruct", "sampling at T = 0.8", "GRPO", "unit tests")
TEXTS = [
    f"{subject} {verb} {thing}. " * (1 + (i * 7 + j * 3 + k) % 9)
    for i, subject in enumerate(ABOUT)
    for j, verb in enumerate(("raises", "lowers", "does not change"))
    for k, thing in enumerate(("accuracy on HumanEval by 3.2 points", "the diversity of what a model writes", "cost"))
]


@pytest.fixture(scope="module")
def eight(bundled_folder: Path) -> EightBit:
    if not supported():
        pytest.skip("this processor has no VNNI, or this torch no oneDNN")
    return EightBit(bundled_folder)


def test_near_to_floats(eight: EightBit, bundled_folder: Path) -> None:
    floats, whole = MiniLM(bundled_folder).encode(TEXTS), eight.encode(TEXTS)
    assert np.allclose(np.linalg.norm(whole, axis=1), 1, atol=1e-5)
    assert (floats * whole).sum(1).min() > 0.99
    assert np.abs(floats @ floats.T - whole @ whole.T).mean() < 0.01
    assert not np.allclose(floats, whole, atol=1e-4), "floats were used"


def test_a_vector_depends_on_its_text_alone(eight: EightBit) -> None:
    together = eight.encode(TEXTS)
    assert np.array_equal(together[:5], np.concatenate([eight.encode([text]) for text in TEXTS[:5]]))
    assert np.array_equal(together[::-1], eight.encode(TEXTS[::-1]))


def test_used_from_some_pages_on(eight: EightBit) -> None:
    embedder = SentenceEmbedder(device="cpu")
    embedder.embed(TEXTS[:3])
    assert type(embedder._engine) is MiniLM
    embedder.embed([f"{text} {'and more words ' * 40}" for text in TEXTS])
    assert sum(map(len, TEXTS)) + 600 * len(TEXTS) > _MUCH and type(embedder._engine) is EightBit
    embedder.embed(["One question?"])
    assert type(embedder._engine) is EightBit


def test_used_only_where_the_processor_can(eight: EightBit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cpu._is_vnni_supported", lambda: False)
    embedder = SentenceEmbedder(device="cpu")
    embedder.embed([f"{text} {'and more words ' * 40}" for text in TEXTS])
    assert type(embedder._engine) is MiniLM
