"""An audit with every verdict, made of the claims and PDFs of the report's world."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from report_world import HOSTILE, PAPERS, A, B, Maker, make_claims

from synth.records import (
    ArxivId,
    Audit,
    AuditCounts,
    AuditedClaim,
    CitedWork,
    Finding,
    Relation,
    Span,
    Statement,
    StatementKind,
)

WORKS = (
    CitedWork(raw="[1] Okafor. Many tries. arXiv:2501.00001v1", key="1", arxiv=ArxivId(id="2501.00001", version=1)),
    CitedWork(raw=f"[2] {HOSTILE}", key="2", title=HOSTILE),
)
FINDINGS = (
    Finding(kind="count_mismatch", message="The report says 11 papers and lists 2 references."),
    Finding(kind="cut_off", message="1 of 11 statements breaks off.", where="Extracted Claims, row 5"),
    Finding(kind="not_found", message=f"A cited work is not at hand: {WORKS[1].name}.", where="References, [2]"),
    Finding(kind="other_version", message=f"Cites v1, read was v2: {WORKS[0].name}.", where="References, [1]"),
    Finding(kind="brand_new", message=f"Something else {HOSTILE}"),
)


def make_audit(first: Path, second: Path) -> Audit:
    """Eleven statements; the fifth breaks off, the first two cite works, the ninth is hostile."""
    claims = []
    for number, checked in enumerate(make_claims(Maker(first, second)), start=1):
        place = [replace(e, relation=Relation.SOURCE) for e in checked.verdict.evidence]
        statement = Statement(
            text=checked.claim.text,
            kind=StatementKind.CLAIM_ROW,
            span=Span(document="d", page=1, start=number, end=number + 9),
            where=f"Extracted Claims, row {number}",
            cited=(0,) if number == 1 else (0, 1) if number == 2 else (),
            cut_off=number == 5,
            marks=(("verified", "×"), ("confidence", "0.03")) if number != 9 else (("note", HOSTILE),),
        )
        claims.append(
            AuditedClaim(
                statement=statement,
                claim=replace(checked.claim, paper=A if number < 9 else ""),
                verdict=replace(checked.verdict, evidence=tuple(place)),
                sources=(A, B) if number < 9 else (),
                bound_by="citation" if number < 3 else "subject" if number < 9 else "",
            )
        )
    return Audit(
        file="report <b>.md",
        sha256="ab" * 32,
        title=f"A report {HOSTILE}",
        question="Does it scale?",
        created="2026-11-21T06:00:00+00:00",
        engine="embedded",
        version="0.1.0",
        claims=tuple(claims),
        works=WORKS,
        papers=PAPERS,
        findings=FINDINGS,
        counts=AuditCounts(
            statements=11,
            checked=6,
            supported=4,
            contradicted=2,
            disputed=1,
            not_enough_evidence=1,
            abstained=1,
            source_unavailable=1,
            not_checkable=1,
            uncited=9,
            cited_works=2,
            works_found=1,
            citation_precision=0.5,
            citation_recall=1 / 11,
        ),
        limitations=("Figures are not read.",),
        matches=((A,), ()),
    )


def write_source(folder: Path, audit: Audit) -> Path:
    """The audited file: a title, the statements one a line from line 5, and the works."""
    rows = [audited.statement.text.replace("\x1b", "").replace("\x9b", "") for audited in audit.claims]
    works = [work.raw.replace("\x1b", "").replace("\x9b", "") for work in audit.works]
    path = folder / "report.md"
    lines = ["# A report", "", "11 papers were read.", "", *rows, "", "## References", *works]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
