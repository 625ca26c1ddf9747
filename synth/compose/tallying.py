"""How much of an audited report was checked, what came out, and what a reader must not read into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from synth.records import AuditCounts, AuditedClaim, Finding, Paper, PaperStatus, Stance, Verdict, VerdictLabel

_L = VerdictLabel
_CHECKED = (_L.SUPPORTED, _L.CONTRADICTED, _L.DISPUTED, _L.IMPOSSIBLE)
_LOOKED_UP = (*_CHECKED, _L.NOT_ENOUGH_EVIDENCE)


def tally(claims: Sequence[AuditedClaim], matches: Sequence[Sequence[str]]) -> AuditCounts:
    """Count verdicts and score the citations; `matches` gives the papers at hand of each cited work.

    Citation recall and precision follow ALCE (Gao et al. 2023, arXiv:2305.14627): recall is the share of statements
    that what they cite supports; precision is the share of citations that support their statement, a citation that
    adds no evidence beside others counting as none. Unlike there, a citation whose source is not at hand, or on whose
    statement the tool abstains, is left out of precision; it lowers recall all the same. No entailment model judges:
    the verdicts do.
    """
    labels = Counter(audited.verdict.label for audited in claims)
    found = [number for number, papers in enumerate(matches) if papers]
    citations = [
        _supports(audited, matches[number])
        for audited in claims
        if audited.verdict.label in _LOOKED_UP
        for number in audited.statement.cited
        if matches[number]
    ]
    backed = sum(
        any(_supports(audited, matches[number]) for number in audited.statement.cited if matches[number])
        for audited in claims
    )
    return AuditCounts(
        statements=len(claims),
        checked=sum(labels[label] for label in _CHECKED),
        supported=labels[_L.SUPPORTED],
        contradicted=labels[_L.CONTRADICTED] + labels[_L.IMPOSSIBLE],
        disputed=labels[_L.DISPUTED],
        not_enough_evidence=labels[_L.NOT_ENOUGH_EVIDENCE],
        abstained=labels[_L.ABSTAINED],
        source_unavailable=labels[_L.SOURCE_UNAVAILABLE],
        not_checkable=labels[_L.NOT_CHECKABLE],
        uncited=sum(not audited.statement.cited for audited in claims),
        cited_works=len(matches),
        works_found=len(found),
        citation_precision=sum(citations) / len(citations) if citations else None,
        citation_recall=backed / len(claims) if claims else None,
    )


def counting_findings(claims: Sequence[AuditedClaim]) -> tuple[Finding, ...]:
    """What counting in whole items answers to statements about it, once an answer."""
    places: dict[str, list[str]] = {}
    for audited in claims:
        if audited.verdict.reason == "granularity" and audited.verdict.evidence:
            places.setdefault(audited.verdict.explanation, []).append(audited.statement.where)
    return tuple(
        Finding(kind="granularity", message=message, where="; ".join(dict.fromkeys(where)))
        for message, where in places.items()
    )


def _supports(audited: AuditedClaim, papers: Sequence[str]) -> bool:
    """Whether the statement is supported, by a place in one of `papers`."""
    if audited.verdict.label is not VerdictLabel.SUPPORTED:
        return False
    places = [place for place in audited.verdict.evidence if place.stance is Stance.SUPPORTS]
    if not places:
        return audited.claim.paper in papers
    return any(place.paper in papers for place in places)


def tempered(verdict: Verdict, missing: Sequence[str], *, at_hand: int) -> Verdict:
    """The verdict where a source that the statement is about is not at hand: what was not found may stand there.

    `missing` names such sources, `at_hand` counts the papers that a statement without any was looked for in.
    """
    if verdict.label not in (VerdictLabel.NOT_ENOUGH_EVIDENCE, VerdictLabel.SOURCE_UNAVAILABLE):
        return verdict
    said = verdict.explanation.rstrip()
    if missing:
        listed = "; ".join(missing[:2]) + (f" and {len(missing) - 2} more" if len(missing) > 2 else "")
        explanation = f"{said} Not at hand: {listed.rstrip('.')}."
        unavailable = VerdictLabel.SOURCE_UNAVAILABLE
        return replace(verdict, label=unavailable, reason="source_unavailable", explanation=explanation)
    if verdict.label is VerdictLabel.SOURCE_UNAVAILABLE and at_hand:
        where = "the paper" if at_hand == 1 else f"any of the {at_hand} papers"
        return replace(verdict, explanation=f"{said} It names none, and nothing near it was found in {where} at hand.")
    return verdict


def audit_limitations(claims: Sequence[AuditedClaim], papers: Sequence[Paper]) -> tuple[str, ...]:
    """What a reader must not read into the audit, one sentence each."""
    out = [
        "A statement is compared with the source that it cites or is about; whether that source is right, is not said.",
        "Numbers are bound to names by rules; where a rule is unsure, a statement stays unjudged rather than guessed.",
        "A figure or a plot is not read: what stands only there counts as not found.",
    ]
    if count := sum(audited.bound_by == "content" for audited in claims):
        out.append(
            f"{count} of {len(claims)} statements name no source; each was compared with the paper that fits its words "
            f"best, which may be another than its writer used."
        )
    if count := sum(audited.statement.cut_off for audited in claims):
        out.append(f"{count} of {len(claims)} statements break off; what is missing was not held against them.")
    if flat := [
        paper for paper in papers if paper.path.lower().endswith((".md", ".markdown", ".html", ".htm", ".tex"))
    ]:
        out.append(f"{len(flat)} of {len(papers)} sources were read from files without pages; all of them is page 1.")
    failed = [paper for paper in papers if paper.status is PaperStatus.FAILED]
    out += [f"{paper.title} could not be read: {paper.reason.rstrip('.')}." for paper in failed]
    return tuple(out)
