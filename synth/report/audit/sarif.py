"""The audit as SARIF 2.1.0 (OASIS, 2020): what is wrong, on the lines of the audited file, for editors and CI."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from synth.records import Audit, AuditedClaim, Finding, VerdictLabel, content_id
from synth.report.audit.lines import Lines, Region
from synth.report.audit.words import FINDINGS, TONES_BY_LABEL, finding_words
from synth.report.jsontext import to_text
from synth.report.text import clean

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {
    VerdictLabel.CONTRADICTED: "error",
    VerdictLabel.IMPOSSIBLE: "error",
    VerdictLabel.DISPUTED: "warning",
}
"""Verdicts that are results; the others say nothing is wrong."""
_MOST_PLACES = 20


def dumps(audit: Audit, lines: Lines, source: Path | None) -> str:
    """`audit.sarif` as text."""
    return to_text(as_dict(audit, lines, source))


def as_dict(audit: Audit, lines: Lines, source: Path | None) -> dict[str, Any]:
    """The object that `audit.sarif` holds."""
    uri = _address(source, audit.file)
    places = lines.each(audited.statement.text for audited in audit.claims)
    results = [*_verdicts(audit, places, uri), *_findings(audit, places, lines, uri)]
    used = list(dict.fromkeys(result["ruleId"] for result in results))
    for result in results:
        result["ruleIndex"] = used.index(result["ruleId"])
    driver = {
        "name": "synth",
        "version": audit.version,
        "rules": [_rule(name) for name in used],
    }
    if _is_semantic(audit.version):
        driver["semanticVersion"] = audit.version
    run = {
        "tool": {"driver": driver},
        "artifacts": [{"location": {"uri": uri}, "roles": ["analysisTarget"], "hashes": {"sha-256": audit.sha256}}],
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"created": audit.created, "engine": audit.engine},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _is_semantic(version: str) -> bool:
    parts = version.split(".")
    return len(parts) == 3 and all(part.isdigit() for part in parts)


def _address(source: Path | None, name: str) -> str:
    """The file relative to the working directory where it lies below it, as code hosts want it; else its name."""
    if source is not None:
        try:
            relative = os.path.relpath(source.resolve(), Path.cwd())
        except ValueError:  # another drive
            relative = os.pardir
        if not relative.startswith(os.pardir):
            return quote(relative.replace(os.sep, "/"), errors="replace")
    return quote(name, errors="replace")


def _verdicts(audit: Audit, places: Sequence[Region | None], uri: str) -> Iterator[dict[str, Any]]:
    for audited, place in zip(audit.claims, places, strict=True):
        label = audited.verdict.label
        if label in LEVELS:
            yield {
                "ruleId": label.value,
                "level": LEVELS[label],
                "message": {"text": _said(audited)},
                "locations": [_location(uri, place)],
                "partialFingerprints": {"claim/v1": audited.claim.id},
            }


def _said(audited: AuditedClaim) -> str:
    """What is wrong, what it should say, and the place that says so."""
    verdict = audited.verdict
    parts = [f"“{clean(audited.statement.text)}”", clean(verdict.explanation)]
    if verdict.correction:
        parts.append(f"Should read: “{clean(verdict.correction.text)}”")
    if verdict.evidence:
        place = verdict.evidence[0]
        parts.append(f"Evidence ({clean(place.paper)}, p. {place.page}): “{clean(place.quote)}”")
    return " ".join(part for part in parts if part)


def _findings(audit: Audit, places: Sequence[Region | None], lines: Lines, uri: str) -> Iterator[dict[str, Any]]:
    for finding in audit.findings:
        regions = list(_regions(finding, audit, places, lines))
        result: dict[str, Any] = {
            "ruleId": finding.kind,
            "level": finding_words(finding.kind)[1],
            "message": {"text": clean(finding.message)},
            "locations": [_location(uri, regions[0] if regions else None)],
            "partialFingerprints": {"finding/v1": content_id("f", finding.kind, finding.message, finding.where)},
        }
        if more := regions[1:_MOST_PLACES]:
            result["relatedLocations"] = [_location(uri, region) for region in more]
        yield result


def _regions(finding: Finding, audit: Audit, places: Sequence[Region | None], lines: Lines) -> Iterator[Region]:
    """The lines that a finding speaks of: its statements, or the entries of its works."""
    for audited, place in zip(audit.claims, places, strict=True):
        statement = audited.statement
        meant = {
            "cut_off": statement.cut_off,
            "uncited": not statement.cited,
        }.get(finding.kind, bool(finding.where) and statement.where == finding.where)
        if place and meant:
            yield place
    if finding.kind in ("cut_off", "uncited", "count_mismatch"):
        return
    for work in audit.works:
        if clean(work.name) in clean(finding.message) and (place := lines.find(work.raw)):
            yield place


def _location(uri: str, region: Region | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if region:
        physical["region"] = {
            "startLine": region.start,
            "endLine": region.end,
            "snippet": {"text": clean(region.snippet)},
        }
    return {"physicalLocation": physical}


def _rule(name: str) -> dict[str, Any]:
    if name in FINDINGS or name not in {label.value for label in LEVELS}:
        title, level = finding_words(name)
        return {"id": name, "shortDescription": {"text": title}, "defaultConfiguration": {"level": level}}
    label = VerdictLabel(name)
    tone = TONES_BY_LABEL[label]
    return {
        "id": name,
        "shortDescription": {"text": tone.word},
        "fullDescription": {"text": tone.meaning},
        "defaultConfiguration": {"level": LEVELS[label]},
    }
