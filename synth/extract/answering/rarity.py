"""How rare words are in a paper, and how much of what is asked a text has by that measure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache

from synth.language.words import content_words

PREFIX, PREFIX_SHARE, PREFIX_WORTH = 5, 0.6, 0.7
"""Two words with so many equal first letters, that are so much of the longer one, count for so much: "penalise" and
"penalty", "decontaminated" and "decontamination"."""


class Rarity:
    """Inverse frequency of words among sentences."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        self._count = 0
        for sentence in sentences:
            self._count += 1
            self._seen.update(content_words(sentence))

    def __getitem__(self, word: str) -> float:
        return math.log((self._count + 1) / (1 + self._seen[word])) + 0.1

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the sentences."""
        return frozenset(word for word, count in self._seen.items() if count)

    def covered(self, wanted: frozenset[str], present: frozenset[str]) -> float:
        """Share of the `wanted` words that are `present`, by rarity; words that begin alike count in part."""
        total = sum(self[word] for word in wanted)
        if not total:
            return 0.0
        got = 0.0
        for word in wanted:
            if word in present:
                got += self[word]
            elif any(_alike(word, other) for other in present):
                got += PREFIX_WORTH * self[word]
        return got / total


@lru_cache(maxsize=1 << 16)
def _alike(a: str, b: str) -> bool:
    if len(a) < PREFIX or a[:PREFIX] != b[:PREFIX]:
        return False
    shorter = min(len(a), len(b))
    common = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    return common >= PREFIX_SHARE * max(len(a), len(b))
