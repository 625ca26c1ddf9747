"""How near two texts are: by meaning (sentence vectors) and by words, the rarer the more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from synth.language.words import content_words
from synth.protocols import Embedder

_CUT = 700
"""Characters of a text that are embedded: what the bundled model reads."""


class Meaning:
    """Vectors of texts, each computed once; without a model nothing is near in meaning."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._known: dict[str, Sequence[float]] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Embed all of `texts` at once."""
        fresh = [text for text in dict.fromkeys(one[:_CUT] for one in texts) if text and text not in self._known]
        if self._embedder is None or not fresh:
            return
        for text, row in zip(fresh, self._embedder.embed(fresh), strict=True):
            self._known[text] = [float(x) for x in row]

    def near(self, a: str, b: str) -> float:
        """Cosine of two texts, 0 where one of them has no vector."""
        if not a or not b:
            return 0.0
        self.learn((a, b))
        first, second = self._known.get(a[:_CUT]), self._known.get(b[:_CUT])
        if first is None or second is None:
            return 0.0
        return max(sum(x * y for x, y in zip(first, second, strict=True)), 0.0)

    def fit(self, words: str, text: str, weight: Mapping[str, float], share: float = 0.5) -> float:
        """How near `text` is to `words`: `share` of it by meaning, the rest by the words that it has; 0 to 1.

        Without a model it is by words alone.
        """
        said = held(words, text, weight)
        if self._embedder is None:
            return said
        return share * self.near(words, text) + (1 - share) * said


def weights(texts: Iterable[str]) -> Mapping[str, float]:
    """Weight of each word: the fewer texts have it, the more it tells."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        counts.update(content_words(text))
        total += 1
    return {word: math.log(1 + total / count) for word, count in counts.items()}


def held(words: str, text: str, weight: Mapping[str, float]) -> float:
    """Weighted share of the words of `words` that `text` has, 0 to 1."""
    wanted = content_words(words)
    if not wanted:
        return 0.0
    there = content_words(text)
    most = max(weight.values(), default=1.0)
    total = sum(weight.get(word, most) for word in wanted)
    return sum(weight.get(word, most) for word in wanted & there) / total
