"""An answer as JSON: places with their claims, as all our JSON files hold them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from synth.records import Answer, AnswerPlace
from synth.report.machine import claim_dict, paper_dict

SCHEMA_VERSION = "1"


def as_dict(answer: Answer) -> dict[str, Any]:
    """The object that `synth ask --json` prints."""
    named = {place.checked.claim.paper for place in (*answer.places, *answer.nearest)}
    failed = sum(paper.status == "failed" for paper in answer.papers)
    return {
        "schema_version": SCHEMA_VERSION,
        "question": answer.question,
        "created": answer.created,
        "engine": answer.engine,
        "version": answer.version,
        "answered": answer.answered,
        "reason": answer.reason or None,
        "explanation": answer.explanation or None,
        "answer": [{"text": place.checked.claim.text, "claims": [place.checked.claim.id]} for place in answer.places],
        "claims": [_place(place) for place in answer.places],
        "nearest": [_place(place) for place in answer.nearest],
        "counts": {"papers": len(answer.papers) - failed, "papers_failed": failed},
        "papers": [paper_dict(paper) for paper in answer.papers if paper.id in named],
        "notes": list(answer.notes),
        "costs": [asdict(cost) for cost in answer.costs],
    }


def _place(place: AnswerPlace) -> dict[str, Any]:
    return {**claim_dict(place.checked), "before": place.before or None, "after": place.after or None}
