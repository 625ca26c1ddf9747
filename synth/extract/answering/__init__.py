"""Answers to a question that stand in papers as they are: places that say what is asked, or none.

`Answerer` is the door. Without a language model it finds sentences and rows of tables (`places`), weighs them (`fit`)
and refuses where none is near enough; with one it asks (`asking`), and keeps what it can find again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from synth.extract.answering.claims import claim_of
from synth.extract.answering.fit import ENOUGH, features, scores
from synth.extract.answering.places import Place, neighbours, places_of, search
from synth.extract.answering.sought import Sought, read_asked
from synth.extract.answering.subjects import Known
from synth.protocols import ChatModel, Embedder, Retriever
from synth.records import Claim, Document, Paper

__all__ = ["Answerer", "Answers", "Found", "NoAnswer"]

MOST = 3
"""Places that an answer shows."""
BEHIND = 2.5
"""So much below the best place, or below `ENOUGH` by `SLACK`, a place is not shown beside it."""
SLACK = 1.0
PASSAGES = 12
"""Places whose surroundings a language model reads."""


class NoAnswer(StrEnum):
    """Why there is no answer."""

    UNKNOWN_NAME = "unknown_name"
    """No paper speaks of all that the question names."""
    NOT_FOUND = "not_found"
    """Papers speak of it, and no place says what is asked."""
    MODEL_FOUND_NONE = "model_found_none"
    """The language model read the nearest places and found no answer in them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A place that answers."""

    claim: Claim
    before: str = ""
    """The sentence before it, empty where there is none or it is a row."""
    after: str = ""
    fit: float
    """How well it fits the question; from `ENOUGH` on it is an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What was found for one question."""

    found: tuple[Found, ...]
    """Places that answer, best first; empty where there is none."""
    nearest: tuple[Found, ...] = ()
    """Where there is no answer, what came nearest to one."""
    reason: NoAnswer | None = None
    unknown: tuple[str, ...] = ()
    """Names that no paper knows, or that no paper knows together."""
    by_model: bool = False
    dropped: Counter[str] = field(default_factory=Counter)
    """Statements of a language model that were left out, by reason."""


class Answerer:
    """Finds answers in a fixed set of papers."""

    def __init__(self, pairs: Sequence[tuple[Document, Paper]], retriever: Retriever, embedder: Embedder) -> None:
        self._known = {document.id: Known(document, paper) for document, paper in pairs}
        self._retriever, self._embedder = retriever, embedder

    def find(self, question: str, model: ChatModel | None = None) -> Answers:
        """The places that answer `question`, or why there are none; `model` reads them where it is given."""
        sought = read_asked(question)
        knowing = self._knowing(sought)
        if not knowing:
            return Answers(found=(), reason=NoAnswer.UNKNOWN_NAME, unknown=self._unknown(sought))
        subjects = [name for name, known in knowing.items() if known.owned(sought.names)]
        by_id = {name: (known.document, known.paper) for name, known in knowing.items()}
        places = places_of(search(sought, self._retriever, subjects), by_id)
        fit = scores(features(sought, places, knowing, self._embedder), sought, places, knowing)
        order = sorted(range(len(places)), key=lambda i: -float(fit[i]))
        ranked = [(places[i], float(fit[i])) for i in order]
        if model is not None:
            from synth.extract.answering.asking import ask  # pydantic costs a quarter of a second

            asked = ask(sought, [place for place, _ in ranked[:PASSAGES]], model)
            if asked.claims:
                found = tuple(Found(claim=claim, fit=ENOUGH) for claim in asked.claims)
                return Answers(found=found, by_model=True, dropped=asked.dropped)
            if asked.says_none:
                nearest = self._shown(ranked, sought, least=float("-inf"))
                return Answers(found=(), nearest=nearest, reason=NoAnswer.MODEL_FOUND_NONE, dropped=asked.dropped)
            return self._extractive(ranked, sought, asked.dropped)
        return self._extractive(ranked, sought, Counter())

    def _extractive(self, ranked: Sequence[tuple[Place, float]], sought: Sought, dropped: Counter[str]) -> Answers:
        best = ranked[0][1] if ranked else float("-inf")
        if best < ENOUGH:
            nearest = self._shown(ranked, sought, least=float("-inf"))
            return Answers(found=(), nearest=nearest, reason=NoAnswer.NOT_FOUND, dropped=dropped)
        found = self._shown(ranked, sought, least=max(best - BEHIND, ENOUGH - SLACK))
        return Answers(found=found, dropped=dropped)

    def _shown(self, ranked: Sequence[tuple[Place, float]], sought: Sought, *, least: float) -> tuple[Found, ...]:
        """The first places from `least` on; of neighbours in one text only the first."""
        shown: list[Found] = []
        taken: list[tuple[str, int]] = []
        for place, fit in ranked:
            if fit < least or len(shown) == MOST:
                break
            here = (place.document.id, place.sentence)
            if place.row is None and any(doc == here[0] and abs(at - here[1]) <= 1 for doc, at in taken):
                continue
            claim = claim_of(place, sought, self._known[place.document.id].rarity)
            if claim is None or any(claim.id == one.claim.id for one in shown):
                continue
            before, after = _around(place)
            shown.append(Found(claim=claim, before=before, after=after, fit=fit))
            if place.row is None:
                taken.append(here)
        return tuple(shown)

    def _knowing(self, sought: Sought) -> dict[str, Known]:
        """The papers that name all that the question names."""
        return {name: known for name, known in self._known.items() if known.knows(sought.names)}

    def _unknown(self, sought: Sought) -> tuple[str, ...]:
        """The names that no paper has; all of them, where only their meeting is unknown."""
        missing = tuple(name for name in sought.names if not any(k.text.has(name) for k in self._known.values()))
        return missing or sought.names


def _around(place: Place) -> tuple[str, str]:
    if place.row is not None:
        return "", ""
    texts = {i: place.document.sentences[i].text for i in neighbours(place.document, place.sentence, 1)}
    return texts.get(place.sentence - 1, ""), texts.get(place.sentence + 1, "")
