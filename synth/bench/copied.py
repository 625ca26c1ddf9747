"""Sentences of a paper as they stand, each with one error and its untouched twin."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synth.bench.boards import Boards, Spot
from synth.bench.items import Kind, Made, Pair
from synth.language.quantities import parse
from synth.language.vocabulary import Entity, EntityKind, entities
from synth.language.words import squash
from synth.records import Document, Quantity, Role, SectionKind, SentenceKind

_SKIPPED = frozenset({SectionKind.FRONT, SectionKind.REFERENCES})
_PRINTED = re.compile(r"\d{1,3}(?:\.\d+)?%?")
_DEPENDS = re.compile(r"^(?:it|they|this|these|those|that|he|she|such|here|however|moreover|also)\b", re.IGNORECASE)
_TURNED = {
    "outperforms": "underperforms", "outperform": "underperform", "outperformed": "underperformed",
    "outperforming": "underperforming", "surpasses": "falls short of", "surpass": "fall short of",
    "surpassing": "falling short of", "surpassed": "fell short of", "exceeds": "stays below", "exceed": "stay below",
    "higher": "lower", "lower": "higher", "better": "worse", "worse": "better", "best": "worst",
    "improves": "worsens", "improve": "worsen", "improved": "worsened", "improving": "worsening",
    "improvement": "decline", "improvements": "declines", "increases": "decreases", "increase": "decrease",
    "increased": "decreased", "increasing": "decreasing", "decreases": "increases", "decrease": "increase",
    "decreased": "increased", "gain": "loss", "gains": "losses", "drops": "rises", "drop": "rise",
    "dropped": "rose", "reduces": "raises", "reduced": "raised", "above": "below", "below": "above",
    "highest": "lowest", "lowest": "highest", "superior": "inferior",
}  # fmt: skip
_TURN = re.compile(rf"\b(?:{'|'.join(_TURNED)})\b", re.IGNORECASE)
_AT_K = re.compile(r"(?<=@)\d+\b")
_KS = (1, 5, 10, 64, 100)


@dataclass(slots=True)
class Copier:
    """Makes pairs from the sentences of one paper."""

    paper: str
    document: Document
    boards: Boards
    random: random.Random

    def pairs(self, kind: Kind) -> Iterator[Pair]:
        """Pairs of one kind in random order, one a sentence."""
        maker = {
            Kind.NUMBER: self._number,
            Kind.NUMBER_SWAP: self._exchanged,
            Kind.DIRECTION: self._turned,
            Kind.WRONG_MODEL: lambda text: self._renamed(text, EntityKind.METHOD),
            Kind.WRONG_DATASET: lambda text: self._renamed(text, EntityKind.DATASET),
            Kind.WRONG_K: self._other_k,
        }.get(kind)
        if maker is None:
            return
        found = list(self._sentences())
        self.random.shuffle(found)
        for index, text in found:
            if (changed := maker(text)) is not None and changed != text:
                section = self.document.sentences[index].section
                yield Pair(
                    paper=self.paper,
                    kind=kind,
                    made=Made.COPIED,
                    true=text,
                    false=changed,
                    where=self.document.sections[section].title if section >= 0 else "",
                    wording="sentence",
                    sentence=index,
                )

    def _sentences(self) -> Iterator[tuple[int, str]]:
        """Whole sentences of the running text with a printed result and a name that it belongs to."""
        for index, sentence in enumerate(self.document.sentences):
            text = " ".join(sentence.text.split())
            kind = self.document.sections[sentence.section].kind if sentence.section >= 0 else SectionKind.OTHER
            if sentence.kind is not SentenceKind.BODY or kind in _SKIPPED or not 40 <= len(text) <= 400:
                continue
            if text[-1] != "." or not text[0].isupper() or _DEPENDS.match(text):
                continue
            if results_in(text) and any(e.kind is not EntityKind.METRIC for e in entities(text)):
                yield index, text

    def _number(self, text: str) -> str | None:
        quantity = self.random.choice(results_in(text))
        spot = Spot.read(quantity.raw)
        for _ in range(20):
            place = self.random.choice([i for i, char in enumerate(spot.text) if char.isdigit()])
            digit = self.random.choice([d for d in "0123456789" if d != spot.text[place]])
            raw = spot.text[:place] + digit + spot.text[place + 1 :]
            if raw[0] == "0" and raw[:2] != "0.":
                continue
            made = Spot.read(raw)
            if not made.near(spot) and made.value <= 100 and not self._printed(made):
                return text[: quantity.start] + raw + text[quantity.end :]
        return None

    def _printed(self, spot: Spot) -> bool:
        return self.boards.somewhere(spot) or spot.text.rstrip("%") in self.document.text

    def _exchanged(self, text: str) -> str | None:
        found = [q for q in results_in(text) if q.role is Role.VALUE]
        if len(found) != 2 or re.search(r"\b(?:between|to|and vice versa)\b", text[found[0].end : found[1].start]):
            return None
        a, b = found
        first, second = (Spot.read(q.raw) for q in found)
        if first.near(second) or a.unit != b.unit:
            return None
        return text[: a.start] + b.raw + text[a.end : b.start] + a.raw + text[b.end :]

    def _turned(self, text: str) -> str | None:
        found = list(_TURN.finditer(text))
        if len(found) != 1 or re.search(r"\b(?:not|no|never|without|fails?)\b", text, re.IGNORECASE):
            return None
        word = found[0]
        turned = _TURNED[word[0].lower()]
        return text[: word.start()] + (turned.capitalize() if word[0][0].isupper() else turned) + text[word.end() :]

    def _renamed(self, text: str, kind: EntityKind) -> str | None:
        named = [e for e in entities(text) if e.kind is kind]
        if len({e.canonical for e in named}) != 1 or len(named) != 1:
            return None
        if kind is EntityKind.METHOD and not self._is_model(named[0]):
            return None
        values = [Spot.read(q.raw) for q in results_in(text)]
        others = self._methods(values) if kind is EntityKind.METHOD else self._datasets()
        others = [o for o in others if squash(o) not in squash(text) and squash(named[0].text) not in squash(o)]
        return _replaced(text, named[0], self.random.choice(others)) if others else None

    def _is_model(self, entity: Entity) -> bool:
        """Whether a table has a row of that name: other capitalised words may look like models."""
        name = squash(entity.text)
        return any(name in squash(subject) for board in self.boards.boards for subject in board.subjects.values())

    def _methods(self, values: Sequence[Spot]) -> list[str]:
        """Names of rows that bear none of the sentence's numbers."""
        found: dict[str, None] = {}
        for board in self.boards.boards:
            for place, name in board.subjects.items():
                own = [spot for (s, _), spot in board.spots.items() if s == place]
                if any(e.kind is EntityKind.METHOD for e in entities(name)) and not any(
                    spot.near(value) for spot in own for value in values
                ):
                    found[name] = None
        return list(found)

    def _datasets(self) -> list[str]:
        named = (
            e.text
            for board in self.boards.boards
            for topic in board.topics.values()
            for e in entities(topic.on)
            if e.kind is EntityKind.DATASET
        )
        return list(dict.fromkeys(named))

    def _other_k(self, text: str) -> str | None:
        found = list(_AT_K.finditer(text))
        if len(found) != 1:
            return None
        others = [k for k in _KS if k != int(found[0][0])]
        return text[: found[0].start()] + str(self.random.choice(others)) + text[found[0].end() :]


def results_in(text: str) -> list[Quantity]:
    """Printed results of a sentence: with decimals or a percent sign, and no label, setting or size."""
    return [
        q
        for q in parse(text)
        if q.role in (Role.VALUE, Role.DELTA) and _PRINTED.fullmatch(q.raw) and ("." in q.raw or q.raw.endswith("%"))
    ]


def _replaced(text: str, entity: Entity, name: str) -> str:
    return text[: entity.start] + name + text[entity.end :]
