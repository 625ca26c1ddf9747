"""What a language model adds to a question: its parts, and which part a claim bears on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel

from synth.extract.question import Question
from synth.extract.relevance import RELEVANT
from synth.extract.select import Selected
from synth.language.words import content_words
from synth.protocols import ChatModel

MOST_PARTS = 5
AT_ONCE = 20
"""Claims that are sorted by one prompt."""


class Parts(BaseModel):
    """Sub-questions."""

    parts: list[str]


class Place(BaseModel):
    """Which part a claim bears on; 0 for none."""

    claim: int
    part: int


class Sorted(BaseModel):
    """Places of the claims of one prompt."""

    sorted: list[Place]


def ask_parts(question: Question, model: ChatModel) -> Question:
    """The question with the parts that `model` gives; as it was where they are no parts of it."""
    (asked,) = model.ask("parts", [{"question": question.text}], Parts)
    if asked.value is None:
        return question
    kept: dict[str, None] = {}
    for part in (" ".join(one.split()) for one in asked.value.parts):
        if part.endswith("?") and 4 <= len(part.split()) <= 40 and content_words(part) & question.words:
            kept.setdefault(part)
    return replace(question, facets=tuple(kept)[:MOST_PARTS]) if kept else question


def sort_claims(
    question: Question, claims: Sequence[Selected], titles: Mapping[str, str], model: ChatModel
) -> tuple[tuple[Selected, ...], int]:
    """The claims under the part that they bear on, and how many were left out because they bear on none.

    `titles` are those of the papers, by id. A claim that is relevant by its own words stays, whatever the model says.
    """
    batches = [claims[start : start + AT_ONCE] for start in range(0, len(claims), AT_ONCE)]
    items = [
        {
            "question": question.text,
            "parts": question.facets,
            "claims": [
                {"number": number, "title": titles.get(one.claim.paper, ""), "text": one.claim.text}
                for number, one in enumerate(batch, start=1)
            ],
        }
        for batch in batches
    ]
    kept: list[Selected] = []
    left_out = 0
    for batch, asked in zip(batches, model.ask("facets", items, Sorted), strict=True):
        places = {place.claim: place.part for place in asked.value.sorted} if asked.value else {}
        for number, one in enumerate(batch, start=1):
            part = places.get(number, one.facet + 1)
            if part == 0 and one.claim.relevance < RELEVANT:
                left_out += 1
            else:
                kept.append(replace(one, facet=part - 1) if 1 <= part <= len(question.facets) else one)
    return tuple(kept), left_out
