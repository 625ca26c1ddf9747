"""Which tables of a paper a statement speaks of: the one it refers to, else those whose words it uses most.

The same model has a row in most tables of a paper. What tells them apart are the other words: columns, benchmark,
metric.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from synth.language.vocabulary import Entity, EntityKind, Sameness, entities, same_entity
from synth.language.words import content_words, squash
from synth.verify.tabular.view import View

_REFERENCE = re.compile(r"\bTab(?:le|\.)s?\s*(?P<number>[A-Z]?\.?\d+(?:\.\d+)?[a-z]?|[IVX]+)\b")
NAMED = 2.0
"""What a named model, dataset or metric counts beside a word of the caption."""
CLOSE = 0.98
"""Tables that fit at least so well as the best, as a share, are spoken of as well."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """The tables of one paper, each with the words that speak of it."""

    views: Sequence[View]

    @cached_property
    def _words(self) -> list[frozenset[str]]:
        return [content_words(_printed(view)) for view in self.views]

    @cached_property
    def _names(self) -> list[tuple[Entity, ...]]:
        return [tuple({squash(e.text): e for e in entities(_printed(view))}.values()) for view in self.views]

    @cached_property
    def _seen(self) -> Counter[str]:
        return Counter(word for words in self._words for word in words)

    def spoken_of(self, text: str) -> list[View]:
        """The tables that `text` is about, in their order; none where it names no row and no column."""
        named = [view for view in self.views if view.row_mentions(text) or view.column_mentions(text)]
        numbers = {squash(match["number"]) for match in _REFERENCE.finditer(text)}
        if referred := [view for view in named if _number(view) in numbers]:
            return referred
        if len(named) < 2:
            return named
        fits = {id(view): self._fit(text, index) for index, view in enumerate(self.views) if view in named}
        best = max(fits.values())
        return [view for view in named if fits[id(view)] >= CLOSE * best]

    def _fit(self, text: str, index: int) -> float:
        """Words of `text` that the table has, the rarer among the tables the more, and names that it has."""
        view = self.views[index]
        words = content_words(text)
        fit = sum(1 / self._seen[word] for word in words & self._words[index])
        for entity in entities(text):
            if entity.kind is not EntityKind.METHOD and any(
                other.kind is entity.kind and same_entity(entity.text, other.text) is not Sameness.DIFFERENT
                for other in self._names[index]
            ):
                fit += NAMED
        rows, columns = view.row_mentions(text), view.column_mentions(text)
        # Both a row and a column, and as much of the text as the labels take up.
        return fit + NAMED * (bool(rows) + bool(columns)) + sum(m.end - m.start for m in (*rows, *columns)) / 20


def _printed(view: View) -> str:
    labels = [part for path in (*view.row_labels, *view.column_labels) for part in path]
    return " ; ".join((view.table.caption, *dict.fromkeys(labels)))


def _number(view: View) -> str:
    return squash(view.table.label.removeprefix("Table").removeprefix("Tab."))
