"""Written reviews: a language model says in words what a reviewer measured. The score stays the measured one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, Field

from synth.language.addressed import speaks_to_model
from synth.language.compare import matches
from synth.language.quantities import parse
from synth.protocols import ChatModel
from synth.records import Review, Role
from synth.review.dossier import Dossier, Item

MOST_WORDS = 120
_SHOWN = 60
"""Claims that a reviewer is shown."""
_REFERENCES = re.compile(r"\bclaims?\s+\d+(?:(?:,\s*|\s+and\s+|,\s+and\s+)\d+)*", re.IGNORECASE)
"""How the prompt lets a reviewer name claims: "claims 3, 4 and 9"."""
_SAID = frozenset({Role.VALUE, Role.DELTA, Role.COUNT})


class Opinion(BaseModel):
    """A reviewer's words and the numbers of the claims that they name."""

    opinion: str
    claims: list[int]


class Summary(BaseModel):
    """The chair's words."""

    summary: str = Field(description="two or three sentences")


def write_reviews(reviews: Sequence[Review], of: Dossier, model: ChatModel, asks: dict[str, str]) -> list[Review]:
    """The reviews with what `model` writes as each reviewer, where it keeps to what was measured.

    `asks` says what each reviewer asks.
    """
    shown = of.items[:_SHOWN]
    items = [
        {
            "reviewer": review.reviewer,
            "asks": asks.get(review.reviewer, ""),
            "question": of.question,
            "score": f"{review.score:.1f}",
            "reasons": list(review.reasons),
            "claims": [{"number": n, "verdict": one.word, "text": one.text} for n, one in enumerate(shown, start=1)],
        }
        for review in reviews
    ]
    out = []
    for review, asked in zip(reviews, model.ask("review", items, Opinion), strict=True):
        opinion = " ".join(asked.value.opinion.split()) if asked.value else ""
        cited = [shown[n - 1].id for n in asked.value.claims if 1 <= n <= len(shown)] if asked.value else []
        known = _known(review.reasons, shown)
        if opinion and _keeps_to(opinion, f"{review.score:.1f} {known}"):
            review = replace(review, opinion=opinion, cited=tuple(dict.fromkeys(cited)), written_by=model.name)
        out.append(review)
    return out


def write_summary(reviews: Sequence[Review], measured: Sequence[str], model: ChatModel) -> tuple[str, ...]:
    """The chair's summary by `model`, after the measured one; that alone where the model says what nobody measured."""
    items = {
        "measured": list(measured),
        "reviews": [
            {"reviewer": one.reviewer, "score": f"{one.score:.1f}", "text": one.opinion or "; ".join(one.reasons)}
            for one in reviews
        ],
    }
    (asked,) = model.ask("chair", [items], Summary)
    summary = " ".join(asked.value.summary.split()) if asked.value else ""
    known = " ".join([*measured, *(f"{one.score} {one.opinion} {' '.join(one.reasons)}" for one in reviews)])
    return (*measured, summary) if summary and _keeps_to(summary, known) else tuple(measured)


def _known(reasons: Sequence[str], shown: Sequence[Item]) -> str:
    return " ".join([*reasons, *(item.text for item in shown), f"{len(shown)}"])


def _keeps_to(text: str, known: str) -> bool:
    """Whether a text is short, speaks to no machine, and has no number that it was not given."""
    if len(text.split()) > MOST_WORDS or speaks_to_model(text):
        return False
    given = parse(known)
    numbers = [quantity for quantity in parse(_REFERENCES.sub(" ", text)) if quantity.role in _SAID]
    return all(any(matches(mine, other) for other in given) for mine in numbers)
