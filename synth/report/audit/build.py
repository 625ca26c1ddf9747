"""From the record of an audit to the view that its pages share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from synth.records import Audit, AuditCounts, AuditedClaim, CheckedClaim, Finding, Relation
from synth.report.audit.lines import Lines
from synth.report.audit.view import AuditedView, AuditView, Figure, FindingGroup, WorkView
from synth.report.audit.words import BOUND_BY, FINDINGS, TONES, TONES_BY_LABEL, finding_words, percent
from synth.report.build import date_words, paper_views, tallies_of
from synth.report.claims import claim_view, paper_of, rerun_views
from synth.report.costs import cost_views
from synth.report.rerun.view import RerunView
from synth.report.reviews import review_views
from synth.report.text import clean, cleaned
from synth.report.view import ClaimView, PaperView
from synth.report.words import counted


def build(audit: Audit, lines: Lines, *, out: Path, files: Mapping[str, Path]) -> AuditView:
    """The view of `audit`; `lines` are those of its file, `out` and `files` serve links to local files."""
    used = Counter(id_ for audited in audit.claims for id_ in audited.sources)
    papers = paper_views(audit.papers, used, out=out, files=files)
    works = _works(audit, papers)
    reruns = rerun_views(audit.reruns)
    regions = lines.each(audited.statement.text for audited in audit.claims)
    claims = tuple(
        _audited(audited, _claim(audited, number, papers, reruns), papers, works, region.start if region else None)
        for number, (audited, region) in enumerate(zip(audit.claims, regions, strict=True), start=1)
    )
    return AuditView(
        file=clean(audit.file),
        checksum=audit.sha256[:12],
        title=clean(audit.title) or clean(audit.file),
        question=clean(audit.question),
        created=date_words(audit.created),
        engine=clean(audit.engine),
        version=clean(audit.version),
        schema_version=audit.schema_version,
        verdict=_verdict(audit),
        figures=figures(audit.counts),
        tallies=tallies_of([view.claim.tone for view in claims], TONES),
        claims=claims,
        findings=_findings(audit.findings),
        works=works,
        papers=tuple(papers.values()),
        limitations=cleaned(audit.limitations),
        reviews=review_views(audit.reviews, {view.claim.id: view.claim for view in claims}),
        score="" if audit.score is None else f"{audit.score:.1f}/10",
        chair=cleaned(audit.chair),
        costs=cost_views(audit.costs),
        reruns=tuple(reruns.values()),
    )


def _works(audit: Audit, papers: Mapping[str, PaperView]) -> tuple[WorkView, ...]:
    cited = Counter(number for audited in audit.claims for number in audited.statement.cited)
    matches = (*audit.matches, *[()] * (len(audit.works) - len(audit.matches)))
    return tuple(
        WorkView(
            number=number,
            anchor=f"w{number}",
            raw=clean(work.raw),
            name=clean(work.name),
            papers=tuple(paper_of(id_, papers) for id_ in found),
            cited=cited[number - 1],
        )
        for number, (work, found) in enumerate(zip(audit.works, matches, strict=False), start=1)
    )


def _audited(
    audited: AuditedClaim, view: ClaimView, papers: Mapping[str, PaperView], works: Sequence[WorkView], line: int | None
) -> AuditedView:
    statement, verdict = audited.statement, audited.verdict
    as_it_stood = clean(statement.text)
    return AuditedView(
        claim=view,
        as_it_stood=as_it_stood,
        resolved="" if view.text == as_it_stood else view.text,
        where=clean(statement.where),
        line=line,
        cut_off=statement.cut_off,
        said=", ".join(clean(f"{name} {value}") for name, value in statement.marks),
        sources=tuple(paper_of(id_, papers) for id_ in audited.sources),
        bound=BOUND_BY.get(audited.bound_by, clean(audited.bound_by)),
        works=tuple(works[index] for index in statement.cited if index < len(works)),
        corrected=difference(as_it_stood, clean(verdict.correction.text)) if verdict.correction else (),
    )


def _claim(
    audited: AuditedClaim, number: int, papers: Mapping[str, PaperView], reruns: Mapping[str, RerunView]
) -> ClaimView:
    """The claim as a report shows it, but its own place lies in no paper: only what the verdict names is evidence.

    Evidence from the source is coloured by what it says, like any other.
    """
    checked = CheckedClaim(claim=audited.claim, verdict=audited.verdict, reruns=audited.reruns)
    view = claim_view(checked, number, papers, reruns)
    own = any(place.relation is Relation.SOURCE for place in audited.verdict.evidence)
    return replace(
        view,
        tone=TONES_BY_LABEL[audited.verdict.label],
        evidence=tuple(
            replace(place, relation=Relation.SAME_PAPER) if place.relation is Relation.SOURCE else place
            for place in view.evidence
            if own or place.relation is not Relation.SOURCE
        ),
    )


def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """`after` in pieces: what it shares with `before` ("same"), what is new ("new"), and what it replaces ("gone")."""
    old, new = (re.findall(r"\s+|[^\s,;]+|[,;]", text) for text in (before, after))
    pieces: list[tuple[str, str]] = []
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            pieces.append(("same", "".join(new[c:d])))
            continue
        if b > a:
            pieces.append(("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(("new", "".join(new[c:d])))
    return tuple(pieces)


def _verdict(audit: Audit) -> tuple[str, ...]:
    """What came out, most important first."""
    counts = audit.counts
    if not counts.statements:
        return ("No statement that could be checked was found in this report.",)
    total = counted(counts.statements, "statement")
    said = [f"{counts.checked} of {total} could be checked against a source."]
    if counts.checked:
        said.append(f"{counts.supported} are supported, {counts.contradicted} contradicted or impossible.")
    corrected = sum(audited.verdict.correction is not None for audited in audit.claims)
    if corrected:
        said.append(f"For {corrected} the corrected statement is given.")
    if counts.source_unavailable:
        said.append(f"For {counts.source_unavailable} the source is not at hand; they are not guessed at.")
    if counts.uncited == counts.statements:
        said.append("No statement cites a source.")
    return tuple(said)


def figures(counts: AuditCounts) -> tuple[Figure, ...]:
    """The numbers at the top."""
    total = counts.statements
    unjudged = counts.not_checkable + counts.abstained
    shown = [
        Figure(
            value=percent(counts.checked / total) if total else "0",
            label="checked",
            detail=f"{counts.checked} of {total}",
        ),
        Figure(value=str(counts.supported), label="supported", detail="the source says so", tone="verified"),
        Figure(value=str(counts.contradicted), label="contradicted", detail="or impossible", tone="contradicted"),
        Figure(value=str(counts.disputed), label="disputed", detail="by another paper", tone="disputed"),
        Figure(value=str(counts.not_enough_evidence), label="not found", detail="in the source", tone="unknown"),
        Figure(value=str(counts.source_unavailable), label="without source", detail="not at hand", tone="unavailable"),
        Figure(value=str(unjudged), label="not checkable", detail="or abstained", tone="abstained"),
        Figure(value=str(counts.uncited), label="uncited", detail=f"of {counted(total, 'statement')}"),
        Figure(
            value=percent(counts.citation_precision),
            label="citation precision",
            detail="of the citations looked up, those that support",
        ),
        Figure(
            value=percent(counts.citation_recall),
            label="citation recall",
            detail="of all statements, those that their citation supports",
        ),
    ]
    return tuple(figure for figure in shown if figure.label != "disputed" or counts.disputed)


def _findings(findings: Sequence[Finding]) -> tuple[FindingGroup, ...]:
    """Findings by kind, in the order of their weight."""
    kinds = [*FINDINGS, *(finding.kind for finding in findings if finding.kind not in FINDINGS)]
    groups = []
    for kind in dict.fromkeys(kinds):
        members = tuple(
            Finding(kind=kind, message=clean(finding.message), where=clean(finding.where))
            for finding in findings
            if finding.kind == kind
        )
        if members:
            title, level = finding_words(kind)
            groups.append(FindingGroup(kind=kind, title=clean(title), level=level, findings=members))
    return tuple(groups)
