"""Many papers: the library's stacks say which of them a question, a claim or a statement needs; only these are read.

Up to `LARGE` papers are all read for every question. Of more, those are that come nearest to it, and for each claim
those that print its figures or say it in other words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synth.extract import about_text
from synth.index import passages_of
from synth.index.hybrid import EMBEDDED
from synth.index.lexical import tokens_of
from synth.index.stacked import Shelved, StackedIndex
from synth.language.words import squash
from synth.records import Claim, Document, Paper
from synth.store import Figure, Library, Stackable, Stacks
from synth.verify.numbers import required
from synth.workflows.ingest import LARGE, Progress, with_record
from synth.workflows.ledger import results_in

if TYPE_CHECKING:
    from synth.index import SentenceEmbedder

NEAREST = 120
"""Papers that are read for a question."""
WITNESSES = 60
"""Papers that are read beside those because they may confirm or dispute one of the claims."""
EACH = 4
"""Of these, at most so many for each number of a claim that print it, and as many that print another one."""
MAKER = "synth-stacks/1"
"""Names how passages and figures get into the stacks: a new value puts all papers in again."""
_BATCH = 64
"""Papers that are put in at a time: their passages are embedded together, sorted by length."""

Key = tuple[str, str]


def stacks_of(library: Library, embedding: str) -> Stacks:
    """The stacks of a library for a model."""
    return Stacks(library, model=embedding, maker=MAKER)


@dataclass(slots=True)
class Many:
    """Papers that are too many to be read for one question."""

    _stacks: Stacks
    _index: StackedIndex
    _keys: tuple[Key, ...]
    """Of each paper of the stacks, in their order."""
    _numbers: dict[int, int]
    """Place of a paper in the stacks, by its number there."""
    _mine: np.ndarray[tuple[int], np.dtype[np.bool_]]
    """Whether a paper of the stacks is one of these."""
    _embedder: SentenceEmbedder

    @classmethod
    def of(cls, keys: Collection[Key], library: Library, embedder: SentenceEmbedder, progress: Progress) -> Many | None:
        """These papers, put into the stacks where they are not; None where they are few."""
        mine = frozenset(keys)
        if len(mine) <= LARGE:
            return None
        stacks = stacks_of(library, embedder.name)
        stack(mine, stacks, library, embedder, progress)
        there = stacks.stacked()
        shelved = Shelved(there.passages, there.lengths, there.vectors, there.counts)
        dimension = embedder.embed(["x"]).shape[1]
        return cls(
            stacks,
            StackedIndex(shelved, stacks, stacks.vectors(dimension)),
            there.keys,
            {number: place for place, number in enumerate(there.numbers.tolist())},
            np.asarray([key in mine for key in there.keys], dtype=np.bool_),
            embedder,
        )

    @property
    def count(self) -> int:
        """How many papers there are."""
        return int(self._mine.sum())

    def nearest(self, queries: Sequence[str], limit: int = NEAREST) -> list[Key]:
        """The papers that come nearest to the queries."""
        asked = list(dict.fromkeys(queries))
        found = self._index.nearest(asked, self._embedder.embed(asked), limit, self._mine)
        return [self._keys[place] for place in found]

    def witnesses(self, claims: Sequence[Claim], known: Collection[Key], limit: int = WITNESSES) -> list[Key]:
        """Papers that may confirm or dispute the claims, beside those that are known; fairly among claims."""
        prose = [claim.text for claim in claims if not required(claim)]
        lists = [self._printing(claim) for claim in claims]
        if prose:
            lists.append(self._index.meaning(self._embedder.embed(prose), EACH, self._mine))
        found: dict[Key, None] = {}
        for row in zip_longest(*lists):
            for place in row:
                if place is not None and len(found) < limit and (key := self._keys[place]) not in known:
                    found.setdefault(key)
        return list(found)

    def _printing(self, claim: Claim) -> list[int]:
        """Papers that print a figure for what the claim's numbers measure: first those with the same figure."""
        same: dict[int, None] = {}
        other: dict[int, None] = {}
        for fact in required(claim):
            if fact.method is None or fact.dataset is None:
                continue
            equal = differ = 0
            reach = max(fact.quantity.half_width, 1e-9)
            rows = self._stacks.printing(dataset=squash(fact.dataset.canonical), method=squash(fact.method.text))
            for number, value in rows:
                place = self._numbers.get(number, -1)
                if place < 0 or not self._mine[place]:
                    continue
                if abs(value - fact.quantity.value) <= reach:
                    equal += 1
                    if equal <= EACH:
                        same.setdefault(place)
                elif differ < EACH:
                    differ += 1
                    other.setdefault(place)
        return list(dict.fromkeys((*same, *other)))


def stack(keys: Iterable[Key], stacks: Stacks, library: Library, embedder: SentenceEmbedder, progress: Progress) -> int:
    """Put papers of the library into its stacks; gives how many were not there."""
    missing = stacks.missing(keys)
    for start in range(0, len(missing), _BATCH):
        progress("indexing papers", start, len(missing))
        found = [(key, pair) for key in missing[start : start + _BATCH] if (pair := library.get_document(*key))]
        passages = [
            sorted(passages_of(document), key=lambda passage: passage.kind not in EMBEDDED)
            for _, (document, _) in found
        ]
        texts = [[p.text for p in one if p.kind in EMBEDDED] for one in passages]
        # What each paper is about is embedded along, for the first report: every report asks how near that is.
        about = [about_text(with_record(paper, Path(paper.path))) for _, (_, paper) in found]
        vectors = iter(embedder.embed([*(text for one in texts for text in one), *about]))
        stacks.put(
            [
                Stackable(
                    key=key,
                    terms=[tokens_of(passage.text) for passage in cut],
                    vectors=np.asarray([next(vectors) for _ in own], dtype=np.float32),
                    figures=_figures(*pair, library),
                )
                for (key, pair), cut, own in zip(found, passages, texts, strict=True)
            ]
        )
    return len(missing)


def _figures(document: Document, paper: Paper, library: Library) -> list[Figure]:
    paper = with_record(paper, Path(paper.path))
    return [
        Figure(dataset=squash(one.dataset), method=squash(one.method), value=one.value.value)
        for one in results_in(document, paper, library)
    ]
