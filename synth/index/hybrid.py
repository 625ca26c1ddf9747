"""Words and meaning together: what `verify` and `extract` are given as their retriever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from synth.index.lexical import LexicalIndex
from synth.index.vectors import VectorIndex
from synth.protocols import Embedder
from synth.records import Hit, Passage, PassageKind

if TYPE_CHECKING:
    import numpy.typing as npt

EMBEDDED = frozenset({PassageKind.TEXT, PassageKind.CAPTION})
"""Kinds that have vectors. A row of a table is found by its words and ranked with the nearness of its caption: among
rows as good as a vector of its own, and free. Beside captions it does a little worse (benchmarks/results): a caller
that wants a number asks for rows by `kinds`."""
POOL = 100
"""How many of the best by words, and of the best by meaning, are compared."""
MEANING = 0.8
"""Weight of meaning against words: best of eight on SciFact's 809 train claims (`benchmarks/retrieval.py --choose`).
High, because cosines of candidates lie close together on their scale and BM25 scores do not."""


class HybridIndex:
    """Passages, found by a convex combination of cosine and BM25. Implements `Retriever`."""

    def __init__(self, passages: Sequence[Passage], embedder: Embedder, *, meaning: float = MEANING) -> None:
        self.passages = tuple(sorted(passages, key=lambda passage: passage.id))
        self._embedder = embedder
        self._meaning = meaning
        self._words = LexicalIndex([passage.text for passage in self.passages])
        embedded = [i for i, passage in enumerate(self.passages) if passage.kind in EMBEDDED]
        self._has_vector = np.zeros(len(self.passages), dtype=bool)
        self._has_vector[embedded] = True
        vectors = embedder.embed([self.passages[i].text for i in embedded])
        self._vectors = VectorIndex(vectors, np.asarray(embedded, dtype=np.int64))
        self._caption = _captions(self.passages)
        self._documents = _codes(passage.document for passage in self.passages)
        self._kinds = _codes(passage.kind for passage in self.passages)

    @classmethod
    def build(cls, passages: Iterable[Passage], embedder: Embedder, *, meaning: float = MEANING) -> HybridIndex:
        """Index `passages`; of two with the same id one is kept. Texts that the embedder knows cost nothing."""
        return cls(list({passage.id: passage for passage in passages}.values()), embedder, meaning=meaning)

    def __len__(self) -> int:
        return len(self.passages)

    def prepare(self, queries: Iterable[str]) -> None:
        """Embed many queries in one batch, so that searching them later costs no run of the model each."""
        if self._has_vector.any():
            self._embedder.embed(list(dict.fromkeys(queries)))

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        documents: Iterable[str] | None = None,
        kinds: Iterable[PassageKind] | None = None,
    ) -> list[Hit]:
        """The best passages for `query`, best first, at most `limit`, from the named documents and kinds only.

        Passages that share no word with the query and have no vector are never given. Ties fall by passage id.
        """
        allowed = self._allowed(documents, kinds)
        if limit < 1 or not query.strip() or not allowed.any():
            return []
        pool = max(POOL, limit)
        bm25 = np.where(allowed, self._words.scores(query), np.float32(0))
        cosine = self._cosines(query, allowed, _best(bm25, pool), pool)
        found = np.union1d(_best(bm25, pool), np.flatnonzero(~np.isnan(cosine)))
        fused = fuse(cosine[found], bm25[found], meaning=self._meaning)
        order = np.lexsort((found, -fused))[:limit]
        return [self._hit(int(found[i]), float(fused[i]), cosine, bm25) for i in order]

    def _cosines(
        self, query: str, allowed: npt.NDArray[np.bool_], by_words: npt.NDArray[np.int64], pool: int
    ) -> npt.NDArray[np.float32]:
        """Nearness of the nearest passages and of those found by words, NaN elsewhere; rows have their caption's."""
        cosine = np.full(len(self.passages), np.nan, dtype=np.float32)
        near = allowed & self._has_vector
        borrowing = by_words[~self._has_vector[by_words] & (self._caption[by_words] >= 0)]
        if not near.any() and not len(borrowing):
            return cosine
        vector = self._embedder.embed([query])[0]
        everything = bool(near.sum() == self._has_vector.sum())
        ids, values = self._vectors.search(vector, pool, None if everything else np.flatnonzero(near))
        cosine[ids] = values
        rest = by_words[self._has_vector[by_words] & np.isnan(cosine[by_words])]
        cosine[rest] = self._vectors.cosines(vector, rest)
        cosine[borrowing] = self._vectors.cosines(vector, self._caption[borrowing])
        return cosine

    def _allowed(self, documents: Iterable[str] | None, kinds: Iterable[PassageKind] | None) -> npt.NDArray[np.bool_]:
        allowed = np.ones(len(self.passages), dtype=bool)
        for wanted, (number, codes) in ((documents, self._documents), (kinds, self._kinds)):
            if wanted is not None:
                allowed &= np.isin(codes, [number[one] for one in dict.fromkeys(wanted) if one in number])
        return allowed

    def _hit(self, position: int, score: float, cosine: npt.NDArray[np.float32], bm25: npt.NDArray[np.float32]) -> Hit:
        known = self._has_vector[position] and not np.isnan(cosine[position])
        return Hit(
            passage=self.passages[position],
            score=score,
            cosine=float(cosine[position]) if known else None,
            bm25=float(bm25[position]) if bm25[position] > 0 else None,
        )


def _codes(values: Iterable[str]) -> tuple[dict[str, int], npt.NDArray[np.int64]]:
    """Numbers for equal values, and the number of each."""
    number: dict[str, int] = {}
    codes = [number.setdefault(value, len(number)) for value in values]
    return number, np.asarray(codes, dtype=np.int64)


def _captions(passages: Sequence[Passage]) -> npt.NDArray[np.int64]:
    """For each row of a table, the position of the table's caption; -1 elsewhere and where there is none."""
    place: dict[tuple[str, str], int] = {}
    for i, passage in enumerate(passages):
        if passage.kind is PassageKind.CAPTION and passage.table:
            place.setdefault((passage.document, passage.table), i)
    rows = (place.get((p.document, p.table), -1) if p.kind is PassageKind.TABLE_ROW else -1 for p in passages)
    return np.fromiter(rows, dtype=np.int64, count=len(passages))


def fuse(
    cosine: npt.NDArray[np.float32], bm25: npt.NDArray[np.float32], *, meaning: float = MEANING
) -> npt.NDArray[np.float64]:
    """Convex combination of both scores, each stretched to 0…1 over the candidates of one query.

    The low end is the theoretical one (cosine −1, BM25 0), the high end the best candidate's, so that a list of bad
    candidates is not stretched to look good (Bruch et al. 2022, arXiv:2210.11934). A candidate without a vector (NaN)
    is judged by its words alone, so that the row that fits best can come first.
    """
    top_words = float(bm25.max(initial=0.0))
    words = bm25.astype(np.float64) / top_words if top_words > 0 else np.zeros(len(bm25))
    known = ~np.isnan(cosine)
    near = words.copy()
    if known.any():
        shifted = cosine[known].astype(np.float64) + 1.0
        near[known] = shifted / max(float(shifted.max()), 1e-9)
    return meaning * near + (1 - meaning) * words


def _best(scores: npt.NDArray[np.float32], limit: int) -> npt.NDArray[np.int64]:
    """Positions of the highest positive scores, ties by position."""
    positions = np.flatnonzero(scores > 0)
    order = np.lexsort((positions, -scores[positions]))[:limit]
    return positions[order]
