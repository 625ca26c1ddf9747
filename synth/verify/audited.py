"""Statements that somebody else made, judged against the papers they are about.

A statement of a third party has no sentence of its own in a paper: the place that says the same is its evidence, so
that `faithful` is already verification here. Arithmetic can refute and never supports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from synth.language.quantities import parse
from synth.language.vocabulary import entities
from synth.records import (
    Check,
    CheckStatus,
    Claim,
    ClaimType,
    Document,
    Origin,
    Paper,
    Relation,
    Role,
    Rung,
    Span,
    Verdict,
    VerdictLabel,
    content_id,
)
from synth.verify.confidence import rated
from synth.verify.consistency import internal_checks
from synth.verify.multiples import stated_runs
from synth.verify.onepaper import OnePaper
from synth.verify.reading import Reading
from synth.verify.sources import Sources


class Auditor:
    """Judges statements against a fixed set of papers. Needs no language model."""

    def __init__(self, pairs: Sequence[tuple[Document, Paper]], origin: Origin, report: Sequence[str] = ()) -> None:
        """`report` holds all statements of the report: some are answered by what others say (answers a problem)."""
        self._sources = Sources(pairs)
        self._runs = stated_runs(report)
        self._origin = origin
        self._documents = {paper.id: document for document, paper in pairs}
        self._papers: dict[str, OnePaper] = {}

    @property
    def sources(self) -> Sources:
        """The papers and their numbers."""
        return self._sources

    def judge(self, text: str, papers: Sequence[str], *, cut_off: bool = False) -> tuple[Claim, Verdict]:
        """Judge one statement against `papers` (ids); without any, only arithmetic inside the statement is done.

        `cut_off` says that the statement ends in mid-sentence: what is missing is not held against it. The claim that
        is returned names the paper and document that decided the verdict, and neither where none did.
        """
        claim = _claim(text)
        arithmetic = internal_checks(claim)
        failed = next((check for check in arithmetic if check.status is CheckStatus.FAILED), None)
        readings = [self._paper(paper).read(claim) for paper in papers if paper in self._documents]
        if not readings:
            return claim, self._alone(claim, arithmetic, failed)
        best = min(readings, key=lambda reading: reading.rank)
        paper = self._sources.papers[best.document]
        claim = replace(claim, paper=paper.id, span=replace(claim.span, document=best.document))
        label, reason, explanation = best.label, best.reason, best.explanation
        if failed is not None and label is not VerdictLabel.CONTRADICTED:
            label, reason = VerdictLabel.IMPOSSIBLE, failed.name
            explanation = f"The numbers do not fit: {failed.detail}"
        elif cut_off and label is VerdictLabel.SUPPORTED:
            explanation += " What was cut off could not be judged."
        verdict = Verdict(
            claim=claim.id,
            label=label,
            rung=self._rung(best, readings)
            if label is VerdictLabel.SUPPORTED
            else min(best.rung, Rung.LOCATED, key=_level),
            reason=reason,
            explanation=explanation,
            evidence=(*best.against, *best.support, *best.mentions),
            checks=(*best.checks, *arithmetic),
            correction=best.correction if label is VerdictLabel.CONTRADICTED else None,
            origin=self._origin,
        )
        return claim, rated(verdict, claim.type)

    def lean(self, text: str, paper: str) -> VerdictLabel:
        """One of supported, contradicted and not enough evidence, for a judge that may not abstain: a guess."""
        _, verdict = self.judge(text, (paper,))
        if verdict.label in (VerdictLabel.SUPPORTED, VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE):
            return verdict.label
        return self._paper(paper).lean(_claim(text))

    def _alone(self, claim: Claim, arithmetic: Sequence[Check], failed: Check | None) -> Verdict:
        if failed is not None:
            label, reason = VerdictLabel.IMPOSSIBLE, failed.name
            explanation = f"The numbers do not fit: {failed.detail}"
        else:
            label, reason = VerdictLabel.SOURCE_UNAVAILABLE, "source_unavailable"
            explanation = "The work that it is about is not at hand, so that nothing but its arithmetic was looked at."
        verdict = Verdict(
            claim=claim.id,
            label=label,
            rung=Rung.NONE,
            reason=reason,
            explanation=explanation,
            checks=tuple(arithmetic),
            origin=self._origin,
        )
        return rated(verdict, claim.type)

    def _rung(self, best: Reading, readings: Sequence[Reading]) -> Rung:
        others = [r for r in readings if r is not best and r.label is VerdictLabel.SUPPORTED]
        relations = {self._sources.relation(best.document, other.document) for other in others}
        if Relation.INDEPENDENT in relations:
            return Rung.CORROBORATED
        return best.rung

    def _paper(self, paper: str) -> OnePaper:
        if paper not in self._papers:
            self._papers[paper] = OnePaper(self._documents[paper], self._sources, self._runs)
        return self._papers[paper]


def _claim(text: str) -> Claim:
    quantities = parse(text)
    return Claim(
        id=content_id("a", text),
        text=text,
        type=ClaimType.VALUE if any(q.role is Role.VALUE for q in quantities) else ClaimType.STANCE,
        paper="",
        span=Span(document="", page=0, start=-1, end=-1),
        quote="",
        quantities=quantities,
        entities=tuple(dict.fromkeys(entity.text for entity in entities(text))),
    )


def _level(rung: Rung) -> int:
    return rung.level
