"""Which papers of a large library a query is about: the best passage of each, by words and meaning together.

All vectors are looked at, block by block, from a file that is mapped into memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from synth.index.hybrid import fuse
from synth.index.lexical import tokens_of

if TYPE_CHECKING:
    import numpy.typing as npt

BLOCK = 16_384
"""Vectors that are compared at a time: 25 MB."""
PASSAGES = 2_000
"""Best passages by words whose papers are compared."""


class Words(Protocol):
    """Passages by words; `synth.store.Stacks` is one."""

    def by_words(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Number and BM25 of the best passages."""
        ...


@dataclass(frozen=True, slots=True)
class Shelved:
    """Where the passages and vectors of each paper begin; arrays of equal length, in ascending order."""

    passages: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    """Passages of each paper."""
    vectors: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    """Vectors of each paper."""


class StackedIndex:
    """Finds papers by their place in `Shelved`."""

    def __init__(self, shelved: Shelved, words: Words, vectors: npt.NDArray[np.float32]) -> None:
        self._shelved, self._words, self._vectors = shelved, words, vectors
        self._owners = _owners(shelved, len(vectors))

    def nearest(
        self,
        queries: Sequence[str],
        asked: npt.NDArray[np.float32],
        limit: int,
        allowed: npt.NDArray[np.bool_] | None = None,
    ) -> list[int]:
        """Papers, the nearest of each query in turn, at most `limit`, each once.

        `asked` are the vectors of the queries, in order; `allowed` says of each paper whether it may be given.
        """
        cosines = self.cosines(asked)
        orders = []
        for query, cosine in zip(queries, cosines, strict=True):
            words = self._by_words(query)
            fused = fuse(cosine, words)
            if allowed is not None:
                fused = np.where(allowed, fused, -np.inf)
            best = np.argsort(-fused, kind="stable")[:limit]
            orders.append(best[np.isfinite(fused[best])])
        return _in_turn(orders, limit)

    def meaning(
        self, asked: npt.NDArray[np.float32], each: int, allowed: npt.NDArray[np.bool_] | None = None
    ) -> list[int]:
        """Papers with a passage near in meaning to one of the queries: the best `each` of every query."""
        cosines = self.cosines(asked)
        if allowed is not None:
            cosines = np.where(allowed[None, :], cosines, -np.inf)
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :each]
        return list(dict.fromkeys(int(one) for order in best for one in order))

    def cosines(self, asked: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Cosine of each query with the nearest passage of each paper; shape (queries, papers), -1 without vectors."""
        papers = len(self._shelved.passages)
        found = np.full((papers, len(asked)), -1.0, dtype=np.float32)
        for start in range(0, len(self._vectors), BLOCK):
            scores = np.asarray(self._vectors[start : start + BLOCK] @ asked.T)
            owners = self._owners[start : start + BLOCK]
            # Rows of a paper stand together, so that each run of owners is one paper's.
            begins = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
            best = np.maximum.reduceat(scores, begins, axis=0)
            whose = owners[begins]
            real = whose >= 0
            found[whose[real]] = np.maximum(found[whose[real]], best[real])
        return found.T

    def _by_words(self, query: str) -> npt.NDArray[np.float32]:
        found = np.zeros(len(self._shelved.passages), dtype=np.float32)
        hits = self._words.by_words(tokens_of(query), PASSAGES)
        if hits:
            numbers = np.asarray([number for number, _ in hits], dtype=np.int64)
            scores = np.asarray([score for _, score in hits], dtype=np.float32)
            papers = np.searchsorted(self._shelved.passages, numbers, side="right") - 1
            ends = self._shelved.passages + self._shelved.lengths
            known = (papers >= 0) & (numbers < ends[papers])
            np.maximum.at(found, papers[known], scores[known])
        return found


def _owners(shelved: Shelved, count: int) -> npt.NDArray[np.int64]:
    """The paper of each vector, -1 where it is gone."""
    owners = np.full(count, -1, dtype=np.int64)
    for paper, (start, many) in enumerate(zip(shelved.vectors.tolist(), shelved.counts.tolist(), strict=True)):
        owners[start : start + many] = paper
    return owners


def _in_turn(orders: Sequence[npt.NDArray[np.int64]], limit: int) -> list[int]:
    """The first of each order, then the second of each, …"""
    found: dict[int, None] = {}
    for place in range(max((len(order) for order in orders), default=0)):
        for order in orders:
            if place < len(order) and len(found) < limit:
                found.setdefault(int(order[place]))
    return list(found)
