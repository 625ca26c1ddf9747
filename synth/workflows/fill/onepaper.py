"""What is done for one paper by itself: read it, take its claims, embed its texts, check each claim within it.

Both engines of `synth ingest` call these functions and no others, so that they fill a library with the same bytes. A
text is embedded together with the others of its paper and with nothing else: the last bits of a vector depend on what
it is computed beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import synth
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.index.embedding import text_key
from synth.index.hybrid import EMBEDDED
from synth.records import CheckedClaim, Claim, Document, Origin, Paper
from synth.store import Library
from synth.store.files import sha256_of
from synth.workflows.ingest import with_record

if TYPE_CHECKING:
    import numpy.typing as npt

JUDGE = "synth-claims/1"
"""Names how claims are taken and checked: a new value makes every library do it again."""

Vectors = Mapping[str, "npt.NDArray[np.float32]"]
"""Vectors by the key of their text."""


@dataclass(frozen=True, slots=True)
class Filed:
    """All that is kept of one paper."""

    document: Document
    paper: Paper
    vectors: Vectors
    checked: tuple[CheckedClaim, ...]

    @property
    def verdicts(self) -> Counter[str]:
        """How many claims have which verdict."""
        return Counter(one.verdict.label.value for one in self.checked)


def judge_of(embedding: str) -> str:
    """Under which name the claims of a paper are kept."""
    return f"{JUDGE} {embedding}"


def texts_of(document: Document, paper: Paper, claims: Sequence[Claim]) -> list[str]:
    """What is embedded of a paper: passages, claims, and what it is about, so that a report on it finds them embedded.

    A record beside the file says what it is about, as it does in a report.
    """
    from synth.extract import about_text

    passages = [passage.text for passage in passages_of(document) if passage.kind in EMBEDDED]
    about = about_text(with_record(paper, Path(paper.path)))
    return list(dict.fromkeys((*passages, *(claim.text for claim in claims), about)))


def embed(texts: Sequence[str], embedder: SentenceEmbedder) -> dict[str, npt.NDArray[np.float32]]:
    """The vectors of one paper's texts; `embedder` must not know any of them from another paper."""
    if not texts:
        return {}
    return dict(zip(map(text_key, texts), embedder.embed(texts), strict=True))


def check(document: Document, paper: Paper, claims: Sequence[Claim], known: Known) -> tuple[CheckedClaim, ...]:
    """Each claim with its verdict, from this paper alone."""
    from synth.verify import SoundVerifier  # a run that finds nothing new loads neither this nor what takes claims

    index = HybridIndex.build(passages_of(document), known)
    origin = Origin(engine="embedded", version=synth.__version__, embedding=known.name)
    verifier = SoundVerifier([(document, paper)], index, origin)
    return tuple(CheckedClaim(claim=claim, verdict=verifier.verify(claim)) for claim in claims)


def file_paper(document: Document, paper: Paper, embedder: SentenceEmbedder) -> Filed:
    """Everything after reading, in one go."""
    from synth.extract import all_claims

    claims = all_claims(document, paper)
    vectors = embed(texts_of(document, paper, claims), embedder)
    return Filed(document, paper, vectors, check(document, paper, claims, Known(embedder.name, vectors)))


class Known:
    """An embedder that knows its texts beforehand. Implements `Embedder`."""

    def __init__(self, name: str, vectors: Vectors) -> None:
        self.name = name
        self._vectors = vectors

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of `texts`, in order; KeyError where one is not known."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([self._vectors[text_key(text)] for text in texts])


class _Forgetful:
    """A cache that keeps checksums of files and no vectors. Implements `EmbeddingCache`."""

    def __init__(self, library: Library | None) -> None:
        self._library = library

    def remember_file(self, path: Path) -> str:
        return self._library.remember_file(path) if self._library is not None else sha256_of(path)

    def get_embeddings(self, model: str, keys: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        return {}

    def put_embeddings(self, model: str, vectors: dict[str, npt.NDArray[np.float32]]) -> None:
        return None


def open_embedder(model: str, device: str, library: Library | None = None) -> SentenceEmbedder:
    """An embedder that knows no text beforehand; a library spares it the checksum of the model."""
    return SentenceEmbedder(model, device, cache=_Forgetful(library))


def stumbled(error: Exception) -> str:
    """Why a paper that was read could not be filed: a bug names itself and does not end the run."""
    return f"taking its claims failed: {type(error).__name__}: {error}"
