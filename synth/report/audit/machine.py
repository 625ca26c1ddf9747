"""The audit as JSON: the names that `report.json` has for claims and papers, and what an audit adds."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from synth.records import Audit, AuditedClaim, CheckedClaim, CitedWork, Rung, VerdictLabel
from synth.report.audit.lines import Lines, Region
from synth.report.jsontext import to_text
from synth.report.machine import claim_dict, paper_dict, span_dict
from synth.report.rerun.machine import as_dict as rerun_dict
from synth.report.reviews import review_dict, spread_of

_OWN_PLACE = frozenset({"page", "section", "quote", "span", "cell"})
"""Where a paper makes a claim: a statement of the report has none of these, but evidence and a place in the report."""


def dumps(audit: Audit, lines: Lines) -> str:
    """`audit.json` as text."""
    return to_text(as_dict(audit, lines))


@cache
def schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12) of `audit.json`."""
    path = Path(__file__).parents[1] / "schema" / "audit.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def as_dict(audit: Audit, lines: Lines) -> dict[str, Any]:
    """The object that `audit.json` holds."""
    matches = (*audit.matches, *[()] * (len(audit.works) - len(audit.matches)))
    regions = lines.each(audited.statement.text for audited in audit.claims)
    works = [_work(work, found) for work, found in zip(audit.works, matches, strict=False)]
    return {
        "schema_version": audit.schema_version,
        "file": audit.file,
        "sha256": audit.sha256,
        "title": audit.title,
        "question": audit.question,
        "created": audit.created,
        "engine": audit.engine,
        "version": audit.version,
        "counts": asdict(audit.counts),
        "findings": [asdict(finding) for finding in audit.findings],
        "claims": [_claim(audited, works, region) for audited, region in zip(audit.claims, regions, strict=True)],
        "works": works,
        "limitations": list(audit.limitations),
        "reviews": [review_dict(review) for review in audit.reviews],
        "score": audit.score,
        "spread": spread_of(audit.reviews),
        "chair": list(audit.chair),
        "costs": [asdict(cost) for cost in audit.costs],
        "reruns": [rerun_dict(one) for one in audit.reruns],
        "papers": [paper_dict(paper) for paper in audit.papers],
    }


def _claim(audited: AuditedClaim, works: list[dict[str, Any]], region: Region | None) -> dict[str, Any]:
    statement, verdict = audited.statement, audited.verdict
    claim = claim_dict(CheckedClaim(claim=audited.claim, verdict=verdict, reruns=audited.reruns))
    return {
        **{name: value for name, value in claim.items() if name not in _OWN_PLACE},
        # A statement of a third party is verified from `faithful` on: the place that says the same is its evidence.
        "verified": verdict.label is VerdictLabel.SUPPORTED and verdict.rung.level >= Rung.FAITHFUL.level,
        "source_text": statement.text,
        "kind": statement.kind.value,
        "where": statement.where,
        "line": region.start if region else None,
        "source_span": span_dict(statement.span),
        "cut_off": statement.cut_off,
        "marks": [{"name": name, "value": value} for name, value in statement.marks],
        "cited": [{"work": index, **works[index]} for index in statement.cited if index < len(works)],
        "sources": list(audited.sources),
        "bound_by": audited.bound_by,
    }


def _work(work: CitedWork, found: tuple[str, ...]) -> dict[str, Any]:
    return {
        "raw": work.raw,
        "key": work.key,
        "title": work.title,
        "authors": list(work.authors),
        "year": work.year,
        "arxiv_id": work.arxiv.id if work.arxiv else None,
        "version": work.arxiv.version if work.arxiv else None,
        "doi": work.doi,
        "url": work.url,
        "papers": list(found),
    }
