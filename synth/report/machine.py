"""The report as JSON: names that a program may rely on, values unrounded."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from synth.records import CellRef, Changes, CheckedClaim, Evidence, Paper, Quantity, Report, Span
from synth.report.jsontext import to_text
from synth.report.rerun.machine import as_dict as rerun_dict
from synth.report.rerun.machine import claim_rerun_dict
from synth.report.reviews import review_dict, spread_of


def dumps(report: Report) -> str:
    """`report.json` as text."""
    return to_text(as_dict(report))


@cache
def schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12) of `report.json`."""
    path = Path(__file__).with_name("schema") / "report.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def as_dict(report: Report) -> dict[str, Any]:
    """The object that `report.json` holds."""
    return {
        "schema_version": report.schema_version,
        "title": report.title,
        "question": report.question,
        "created": report.created,
        "engine": report.engine,
        "version": report.version,
        "counts": asdict(report.counts),
        "answer": [{"text": sentence.text, "claims": list(sentence.claims)} for sentence in report.answer],
        "facets": [{"title": facet.title, "claims": list(facet.claims)} for facet in report.facets],
        "claims": [claim_dict(checked) for checked in report.claims],
        "disagreements": [
            {
                "subject": disagreement.subject,
                "note": disagreement.note,
                "values": [
                    {
                        "paper": value.paper,
                        "value": _quantity(value.value),
                        "quote": value.quote,
                        "page": value.page,
                        "cell": _cell(value.cell),
                        "claim": value.claim or None,
                        "span": span_dict(value.span),
                    }
                    for value in disagreement.values
                ],
            }
            for disagreement in report.disagreements
        ],
        "not_checked": list(report.not_checked),
        "method": list(report.method),
        "limitations": list(report.limitations),
        "search": [asdict(log) for log in report.search],
        "screening": asdict(report.screening) if report.screening else None,
        "reviews": [review_dict(review) for review in report.reviews],
        "spread": spread_of(report.reviews),
        "chair": list(report.chair),
        "score": report.score,
        "costs": [asdict(cost) for cost in report.costs],
        "reruns": [rerun_dict(one) for one in report.reruns],
        "recipe": asdict(report.recipe) if report.recipe else None,
        "edition": report.edition,
        "changes": changes_dict(report.changes) if report.changes else None,
        "papers": [paper_dict(paper) for paper in report.papers],
    }


def paper_dict(paper: Paper) -> dict[str, Any]:
    """A paper as all our JSON files hold it."""
    return {
        "id": paper.id,
        "arxiv_id": paper.arxiv.id if paper.arxiv else None,
        "version": paper.arxiv.version if paper.arxiv else None,
        "title": paper.title,
        "authors": list(paper.authors),
        "year": paper.year,
        "venue": paper.venue,
        "doi": paper.doi,
        "url": paper.url,
        "sha256": paper.sha256,
        "source": paper.source,
        "licence": paper.licence,
        "withdrawn": paper.withdrawn,
        "status": paper.status.value,
        "reason": paper.reason,
        "date": paper.date,
        "ids": list(paper.ids),
        "notices": [asdict(notice) for notice in paper.notices],
        "origins": {origin.field: origin.source for origin in paper.origins},
    }


def claim_dict(checked: CheckedClaim) -> dict[str, Any]:
    """A claim with its verdict as all our JSON files hold it."""
    claim, verdict = checked.claim, checked.verdict
    return {
        "id": claim.id,
        "text": claim.text,
        "type": claim.type.value,
        "paper": claim.paper,
        "verdict": verdict.label.value,
        "verified": verdict.verified,
        "rung": verdict.rung.value,
        "reason": verdict.reason,
        "explanation": verdict.explanation,
        "confidence": verdict.confidence,
        "calibration": verdict.calibration,
        "relevance": claim.relevance,
        "score": checked.score,
        "page": claim.span.page,
        "section": claim.section,
        "quote": claim.quote,
        "span": span_dict(claim.span),
        "cell": _cell(claim.cell),
        "quantities": [_quantity(quantity) for quantity in claim.quantities],
        "entities": list(claim.entities),
        "evidence": [_evidence(place) for place in verdict.evidence],
        "checks": [
            {
                "name": check.name,
                "status": check.status.value,
                "detail": check.detail,
                "assumptions": list(check.assumptions),
            }
            for check in verdict.checks
        ],
        "flags": list(dict.fromkeys((*claim.flags, *verdict.flags))),
        "verdict_flags": list(verdict.flags),
        "correction": (
            {"kind": verdict.correction.kind, "text": verdict.correction.text} if verdict.correction else None
        ),
        "reruns": [claim_rerun_dict(one) for one in checked.reruns],
        "origin": asdict(verdict.origin) if verdict.origin else None,
    }


def changes_dict(changes: Changes) -> dict[str, Any]:
    """What is new in an edition, as `report.json` and `changes.json` hold it."""
    made = asdict(changes)
    for row, change in zip(made["claims"], changes.claims, strict=True):
        row["evidence"] = [_evidence(place) for place in change.evidence]
    return made


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "raw": quantity.raw,
        "value": quantity.value,
        "unit": quantity.unit,
        "half_width": quantity.half_width,
        "role": quantity.role.value,
        "start": quantity.start,
        "end": quantity.end,
    }


def _evidence(place: Evidence) -> dict[str, Any]:
    return {
        "paper": place.paper,
        "page": place.page,
        "quote": place.quote,
        "cell": _cell(place.cell),
        "stance": place.stance.value,
        "relation": place.relation.value,
        "note": place.note,
        "span": span_dict(place.span),
    }


def _cell(cell: CellRef | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    return {
        "table": cell.table,
        "label": cell.label,
        "row_path": list(cell.row_path),
        "column_path": list(cell.column_path),
        "text": cell.text,
    }


def span_dict(span: Span) -> dict[str, Any]:
    """A place in a document as all our JSON files hold it."""
    return {
        "document": span.document,
        "page": span.page,
        "start": span.start,
        "end": span.end,
        "boxes": [asdict(box) for box in span.boxes],
    }
