"""What the reviewers see of a report, ours or somebody else's: the same facts about both, so that scores compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synth.records import (
    Audit,
    Claim,
    PaperStatus,
    Report,
    Role,
    Rung,
    Stance,
    Verdict,
    VerdictLabel,
)

BEARS = 0.5
"""Relevance from which on a statement speaks to a part of the question."""
_REFUTED = frozenset({VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE, VerdictLabel.DISPUTED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One claim of the report that is reviewed."""

    id: str
    text: str
    paper: str
    """Id of the paper that it rests on; empty where none is known."""
    verified: bool
    refuted: bool
    """Contradicted, impossible or disputed."""
    numeric: bool
    """Whether it states a result."""
    shown: bool
    """Whether a place that bears on it can be opened."""
    relevance: float | None
    """Fit to the question, None where none is stated."""
    asserted: bool
    """Whether the report says it in its own name: an error of it is then the report's."""
    word: str
    """The verdict, as a reader is told."""

    @property
    def settled(self) -> bool:
        """Whether a check decided it; an error that the report itself shows is settled too."""
        return self.verified or (self.refuted and not self.asserted)

    @property
    def whole(self) -> bool:
        """Whether it is a whole sentence."""
        return self.text.rstrip("”\"')").endswith((".", "!", "?"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of the question, and the claims that speak to it."""

    title: str
    claims: tuple[str, ...]
    answered: bool
    """Whether the report's answer speaks to it; of a report without an answer, whether any claim does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dossier:
    """A report as the panel sees it."""

    question: str
    items: tuple[Item, ...]
    papers: int
    """Papers that it is made from: those that were read, or those that it cites."""
    parts: tuple[Part, ...]
    """Empty where no question is stated."""
    answer_papers: int
    """Papers that the answer rests on."""
    own: bool
    """Whether it is a report of ours, which `--until-score` can make again."""


def of_report(draft: Report) -> Dossier:
    """A draft of ours."""
    answered = {claim for sentence in draft.answer for claim in sentence.claims}
    paper_of = {checked.claim.id: checked.claim.paper for checked in draft.claims}
    return Dossier(
        question=draft.question,
        items=tuple(
            _item(one.claim, one.verdict, verified=one.verdict.verified, asserted=False, text=one.claim.text)
            for one in draft.claims
        ),
        papers=sum(paper.status is not PaperStatus.FAILED for paper in draft.papers),
        parts=tuple(
            Part(title=facet.title, claims=facet.claims, answered=bool(answered & set(facet.claims)))
            for facet in draft.facets
        ),
        answer_papers=len({paper_of[claim] for claim in answered if claim in paper_of}),
        own=True,
    )


def of_audit(audit: Audit, parts: Sequence[str], relevance: Sequence[Mapping[str, float]]) -> Dossier:
    """Somebody else's report; `relevance` gives, for each part of its question, the fit of each claim by id."""
    best = {one.claim.id: max((fits.get(one.claim.id, 0.0) for fits in relevance), default=0.0) for one in audit.claims}
    items = tuple(
        _item(
            one.claim,
            one.verdict,
            verified=one.verdict.label is VerdictLabel.SUPPORTED and one.verdict.rung.level >= Rung.FAITHFUL.level,
            asserted=True,
            text=one.statement.text,
            relevance=best[one.claim.id] if parts else None,
        )
        for one in audit.claims
    )
    spoken = [tuple(id_ for id_, fit in fits.items() if fit >= BEARS) for fits in relevance]
    papers = max(audit.counts.cited_works, sum(paper.status is not PaperStatus.FAILED for paper in audit.papers))
    return Dossier(
        question=audit.question,
        items=items,
        papers=papers,
        parts=tuple(
            Part(title=part, claims=claims, answered=bool(claims)) for part, claims in zip(parts, spoken, strict=True)
        ),
        answer_papers=len({item.paper for item in items if item.paper and item.verified}),
        own=False,
    )


def _item(
    claim: Claim, verdict: Verdict, *, verified: bool, asserted: bool, text: str, relevance: float | None = None
) -> Item:
    places = [place for place in verdict.evidence if place.stance is not Stance.MENTIONS]
    return Item(
        id=claim.id,
        text=text,
        paper=claim.paper,
        verified=verified,
        refuted=verdict.label in _REFUTED,
        numeric=any(quantity.role in (Role.VALUE, Role.DELTA) for quantity in claim.quantities),
        shown=bool(places) if asserted else bool(places and places[0].span.boxes),
        relevance=relevance if asserted else claim.relevance,
        asserted=asserted,
        word=verdict.label.value.replace("_", " "),
    )
