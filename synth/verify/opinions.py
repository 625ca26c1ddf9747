"""Asking the judges: a classifier about each sentence, a language model about all of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel

from synth.language.quotes import find_quote
from synth.protocols import ChatModel, PairScorer
from synth.records import Stance
from synth.verify.judged import SURE, SURE_CALIBRATED, Opinion, Place, Question
from synth.verify.sources import Sources

TASK = "verify"
Ask = Callable[[Sequence[Question], "Counter[str]"], list[Opinion | None]]


class Judgement(BaseModel):
    """What the model says of one claim."""

    label: Literal["supported", "contradicted", "not_enough"]
    passage: int
    quote: str
    why: str


def ask_scorer(scorer: PairScorer) -> Ask:
    """A classifier scores each sentence beside the claim; one that is sure, and not of both, decides."""
    least = SURE_CALIBRATED if scorer.calibration else SURE

    def ask(questions: Sequence[Question], dropped: Counter[str]) -> list[Opinion | None]:
        pairs = [(place.sentence.text, one.claim.text) for one in questions for place in one.places]
        scores = iter(scorer.score(pairs))
        out: list[Opinion | None] = []
        for one in questions:
            scored = [(next(scores), place) for place in one.places]
            support = max(scored, key=lambda pair: pair[0].supported)
            against = max(scored, key=lambda pair: pair[0].contradicted)
            yes, no = support[0].supported >= least, against[0].contradicted >= least
            if yes is no:
                dropped["is torn between two sentences"] += yes
                out.append(None)
                continue
            stance, probability, place = (
                (Stance.SUPPORTS, support[0].supported, support[1])
                if yes
                else (Stance.CONTRADICTS, against[0].contradicted, against[1])
            )
            out.append(
                Opinion(
                    stance=stance,
                    place=place,
                    by=scorer.name,
                    confidence=probability if scorer.calibration else None,
                    calibration=scorer.calibration,
                    said=f"probability {probability:.2f}{'' if scorer.calibration else ', not calibrated'}",
                )
            )
        return out

    return ask


def ask_model(model: ChatModel, sources: Sources) -> Ask:
    """A language model names a passage and quotes what settles the claim; the quote must be found again in it."""

    def ask(questions: Sequence[Question], dropped: Counter[str]) -> list[Opinion | None]:
        items = [
            {
                "claim": one.claim.text,
                "passages": [
                    {
                        "number": number,
                        "paper": sources.papers[place.document].title,
                        "page": place.sentence.span.page,
                        "text": place.sentence.text,
                    }
                    for number, place in enumerate(one.places, start=1)
                ],
            }
            for one in questions
        ]
        out: list[Opinion | None] = []
        for one, asked in zip(questions, model.ask(TASK, items, Judgement), strict=True):
            said = asked.value
            if said is None or said.label == "not_enough":
                out.append(None)
                continue
            place = _place(said, one.places, dropped)
            stance = Stance.SUPPORTS if said.label == "supported" else Stance.CONTRADICTS
            opinion = Opinion(stance=stance, place=place, by=model.name, prompt=asked.prompt) if place else None
            out.append(opinion)
        return out

    return ask


def _place(said: Judgement, places: Sequence[Place], dropped: Counter[str]) -> Place | None:
    if not 1 <= said.passage <= len(places):
        dropped["names a passage that does not exist"] += 1
        return None
    place = places[said.passage - 1]
    if find_quote(said.quote, place.sentence.text) is None:
        dropped["quotes what its passage does not say"] += 1
        return None
    return place
