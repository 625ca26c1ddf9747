"""What papers know of the things that a question names, and which papers are about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from synth.extract.answering.rarity import Rarity
from synth.extract.answering.sought import Named
from synth.extract.standalone import own_name
from synth.records import Document, Paper, SectionKind, SentenceKind

ABOUT, LEAST = 0.06, 3
"""Share of its sentences that name what a paper is about, and how many they are at least."""
INTRODUCED_WITHIN = 60
"""Characters behind "we introduce" in which the name follows."""
_OPENING = frozenset({SectionKind.ABSTRACT, SectionKind.INTRODUCTION})
_INTRODUCES = re.compile(
    r"\b(?:[Ww]e|paper|work|report)\b[^.]{0,40}?\b(?:introduce|propose|present|release|develop|call|name|construct|build)\w*"
)


class Known:
    """One paper, with what is looked up in it again and again."""

    def __init__(self, document: Document, paper: Paper) -> None:
        self.document, self.paper = document, paper
        self._owned: dict[str, bool] = {}

    @cached_property
    def text(self) -> Named:
        """All that it says."""
        tables = " ".join(
            " ".join((*row.path, *(cell.text for cell in row.cells))) for t in self.document.tables for row in t.rows
        )
        return Named(f"{self.paper.title} {self.document.text} {tables}")

    @cached_property
    def head(self) -> Named:
        """Its title and what it calls its own model or method."""
        return Named(f"{self.paper.title} {own_name(self.document, self.paper)}")

    @cached_property
    def rarity(self) -> Rarity:
        """How rare words are in it."""
        return Rarity(sentence.text for sentence in self.document.sentences)

    def knows(self, names: Sequence[str]) -> bool:
        """Whether it names all of them somewhere."""
        return all(map(self.text.has, names))

    def owned(self, names: Sequence[str]) -> frozenset[str]:
        """Those of `names` that it is about.

        They stand in its title, its abstract or introduction introduces them, or many of its sentences name them.
        """
        new = [name for name in names if name not in self._owned]
        rest = [name for name in new if not self.head.has(name)]
        found = self._frequent(rest) if rest else frozenset()
        self._owned |= {name: name not in rest or name in found for name in new}
        return frozenset(name for name in names if self._owned[name])

    def _frequent(self, names: Sequence[str]) -> frozenset[str]:
        counts: Counter[str] = Counter()
        introduced: set[str] = set()
        body = [sentence for sentence in self.document.sentences if sentence.kind is SentenceKind.BODY]
        for sentence in body:
            said = Named(sentence.text)
            here = [name for name in names if said.has(name)]
            counts.update(here)
            section = self.document.sections[sentence.section].kind if sentence.section >= 0 else SectionKind.OTHER
            if here and section in _OPENING:
                for match in _INTRODUCES.finditer(sentence.text):
                    behind = Named(sentence.text[match.end() : match.end() + INTRODUCED_WITHIN])
                    introduced.update(name for name in here if behind.has(name))
        often = max(ABOUT * len(body), LEAST)
        return frozenset(introduced | {name for name, count in counts.items() if count >= often})
