"""The synthetic set: statements with one error and their twins, drawn from papers with a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice

from synth.bench.boards import Boards
from synth.bench.compose import Composer
from synth.bench.copied import Copier
from synth.bench.items import Kind, Made, Pair
from synth.records import Document, Paper

PER_KIND = 6
"""Pairs of one kind that one paper gives at most, so that no paper decides the rates."""


def synthetic_pairs(papers: Sequence[tuple[Document, Paper]], *, seed: int, per_kind: int = PER_KIND) -> list[Pair]:
    """Pairs of all kinds from all papers: equal papers, seed and parser give equal pairs."""
    return [pair for document, paper in papers for pair in _of_paper(document, paper, seed, per_kind)]


def _of_paper(document: Document, paper: Paper, seed: int, per_kind: int) -> Iterator[Pair]:
    boards = Boards.of(document)
    for kind in Kind:
        for made in Made:
            chance = random.Random(f"{seed}:{paper.id}:{kind}:{made}")
            maker = (
                Composer(paper.id, boards, chance)
                if made is Made.COMPOSED
                else Copier(paper.id, document, boards, chance)
            )
            yield from islice(maker.pairs(kind), per_kind)


def held_out(papers: Sequence[str], *, seed: int) -> frozenset[str]:
    """Half of the papers, by seed; the other half is for development. An odd one is held out."""
    shuffled = sorted(papers)
    random.Random(f"{seed}:split").shuffle(shuffled)
    return frozenset(shuffled[len(shuffled) // 2 :])
