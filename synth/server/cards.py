"""A paper's card as short as an assistant needs it: every field with the page that says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from synth.records import Card, CardField, CardStatement, FieldStatus, Rating

_VALUES, _STATEMENTS = 8, 3
Safe = Callable[[str], str]
"""Leaves out what speaks to a language model."""


def short_card(card: Card, safe: Safe) -> dict[str, Any]:
    """The card without places on the page; `safe` is put over everything that the paper prints."""
    return {
        "answers": {one.question: _statements(one.statements, safe) for one in card.answers},
        "facets": {one.name: _statements(one.statements, safe) for one in card.facets if one.statements},
        "signals": {one.name: _field(one, safe) for one in card.signals},
        "trust": _rating(card.trust),
        "usefulness_for_evaluation_research": _rating(card.usefulness),
        "best_use": card.best_use,
        "main_weakness": safe(card.weakness),
        "gaps": [item.title for item in card.checklist if not item.passed],
        "caveats": list(card.caveats),
        "related": [
            {"paper": one.paper, "title": safe(one.title), "year": one.year, "score": one.score} for one in card.related
        ],
    }


def _statements(statements: Sequence[CardStatement], safe: Safe) -> list[dict[str, Any]]:
    return [
        {
            "text": safe(one.text),
            "page": one.quote.page,
            "verdict": one.verdict.label.value if one.verdict else None,
            "verified": one.verdict.verified if one.verdict else None,
        }
        for one in statements[:_STATEMENTS]
    ]


def _field(field: CardField, safe: Safe) -> dict[str, Any]:
    shown: dict[str, Any] = {"status": field.status.value}
    if field.values:
        shown["values"] = [{"value": safe(one.text), "page": one.evidence[0].page} for one in field.values[:_VALUES]]
    if field.status is not FieldStatus.MISSING:
        quotes = [quote for value in field.values for quote in value.evidence] or list(field.evidence)
        shown["quote"] = safe(quotes[0].text) if quotes else None
    return shown


def _rating(rating: Rating) -> dict[str, Any]:
    return {"level": rating.level.value, "score": rating.score}
