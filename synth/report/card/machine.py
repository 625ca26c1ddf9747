"""A card as JSON: names that a program may rely on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from synth.records import Card, CardField, CardStatement, Discussion, FieldValue, Points, Quote, Rating
from synth.report.forum.machine import discussion_dict
from synth.report.machine import span_dict

SCHEMA_VERSION = "1"


def card_dict(card: Card, discussion: Discussion | None = None) -> dict[str, Any]:
    """The object that `card.json` holds, and `card` in what `synth paper --json` prints.

    `reviews` is there where a thread of peer reviews was given.
    """
    reviews = {"reviews": discussion_dict(discussion)} if discussion else {}
    return {
        **reviews,
        "schema_version": SCHEMA_VERSION,
        "paper": card.paper,
        "stamp": card.stamp or None,
        "cited_by": {"papers": list(card.cited_by), "of": card.compared},
        "answers": [
            {"question": one.question, "facet": one.facet, "statements": _statements(one.statements)}
            for one in card.answers
        ],
        "facets": {one.name: {"title": one.title, "statements": _statements(one.statements)} for one in card.facets},
        "signals": {one.name: _field(one) for one in card.signals},
        "trust": _rating(card.trust),
        "evidence_quality": _rating(card.evidence),
        "usefulness": _rating(card.usefulness),
        "best_use": card.best_use,
        "main_weakness": card.weakness,
        "checklist": [
            {
                "title": item.title,
                "passed": item.passed,
                "reason": item.reason,
                "evidence": _quote(item.quote) if item.quote else None,
            }
            for item in card.checklist
        ],
        "takeaways": _statements(card.takeaways),
        "actions": list(card.actions),
        "caveats": list(card.caveats),
        "queries": list(card.queries),
        "related": [
            {"paper": one.paper, "title": one.title, "year": one.year, "score": one.score, "parts": _points(one.parts)}
            for one in card.related
        ],
    }


def _field(field: CardField) -> dict[str, Any]:
    return {
        "title": field.title,
        "status": field.status.value,
        "values": [_value(value) for value in field.values],
        "evidence": [_quote(quote) for quote in field.evidence],
        "confidence": field.confidence,
        "note": field.note,
    }


def _value(value: FieldValue) -> dict[str, Any]:
    return {"text": value.text, "evidence": [_quote(quote) for quote in value.evidence]}


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "page": quote.page,
        "quote": quote.text,
        "section": quote.section or None,
        "where": quote.where,
        "span": span_dict(quote.span),
    }


def _statements(statements: Sequence[CardStatement]) -> list[dict[str, Any]]:
    return [
        {
            "text": one.text,
            "evidence": _quote(one.quote),
            "verdict": one.verdict.label.value if one.verdict else None,
            "verified": one.verdict.verified if one.verdict else None,
            "rung": one.verdict.rung.value if one.verdict else None,
            "explanation": one.verdict.explanation if one.verdict else None,
        }
        for one in statements
    ]


def _rating(rating: Rating) -> dict[str, Any]:
    return {"level": rating.level.value, "score": rating.score, "parts": _points(rating.parts)}


def _points(parts: Sequence[Points]) -> list[dict[str, Any]]:
    return [{"name": part.name, "points": part.points, "of": part.of, "reason": part.reason} for part in parts]
