"""Papers that were retracted or withdrawn: what they say is shown, and counts for nothing.

A claim of such a paper is flagged, and no place of that paper confirms it. A claim of another paper is judged as if
such a paper were not there; what it says stands beside the verdict as a mention.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from synth.protocols import Retriever
from synth.records import (
    CheckedClaim,
    Claim,
    Document,
    Evidence,
    Hit,
    Notice,
    Origin,
    Paper,
    PassageKind,
    Relation,
    Rung,
    Stance,
    Verdict,
    VerdictLabel,
)
from synth.verify.ladder import Verifier
from synth.verify.sources import Sources


class SoundVerifier:
    """A `Verifier` for which retracted and withdrawn papers prove nothing."""

    def __init__(
        self,
        pairs: Sequence[tuple[Document, Paper]],
        retriever: Retriever,
        origin: Origin,
        known: Sources | None = None,
    ) -> None:
        self._pairs = pairs
        self._retriever = retriever
        self._origin = origin
        self._all = Verifier(pairs, retriever, origin, known)
        self._papers = {paper.id: paper for _, paper in pairs}
        self._grave = {paper.id for _, paper in pairs if paper.grave}
        self._without: dict[str, Verifier] = {}

    def among(self, pairs: Sequence[tuple[Document, Paper]], retriever: Retriever) -> SoundVerifier:
        """One for these papers; what it shares with this one is not gone through again."""
        return SoundVerifier(pairs, retriever, self._origin, self.sources)

    @property
    def origin(self) -> Origin:
        """What its verdicts say of who made them."""
        return self._origin

    @property
    def sources(self) -> Sources:
        """All papers and their numbers."""
        return self._all.sources

    def verify(self, claim: Claim) -> Verdict:
        """Climb as far as the evidence of sound papers allows."""
        verdict = self._all.verify(claim)
        if not self._grave:
            return verdict
        lost = [place for place in verdict.evidence if place.paper in self._grave - {claim.paper}]
        if lost:
            verdict = self._sound_but(claim.paper).verify(claim)
            verdict = replace(verdict, evidence=(*verdict.evidence, *(_mention(e, self._papers) for e in lost)))
        return of_sound(claim, verdict, self._papers)

    def _sound_but(self, paper: str) -> Verifier:
        """The verifier of a claim of one paper: that paper and all sound ones."""
        key = paper if paper in self._grave else ""
        if key not in self._without:
            pairs = [(d, p) for d, p in self._pairs if p.id == paper or p.id not in self._grave]
            within = _Within(self._retriever, [document.id for document, _ in pairs])
            self._without[key] = Verifier(pairs, within, self._origin, self.sources)
        return self._without[key]


class _Within:
    """A retriever that looks into some documents only."""

    def __init__(self, retriever: Retriever, documents: Iterable[str]) -> None:
        self._retriever = retriever
        self._documents = frozenset(documents)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        documents: Iterable[str] | None = None,
        kinds: Iterable[PassageKind] | None = None,
    ) -> list[Hit]:
        """As the retriever, without the documents that are left out."""
        named = self._documents if documents is None else self._documents.intersection(documents)
        return self._retriever.search(query, limit=limit, documents=named, kinds=kinds)


def all_of_sound(checked: Iterable[CheckedClaim], papers: Mapping[str, Paper]) -> list[CheckedClaim]:
    """The claims with verdicts that stand on sound papers, whoever judged them."""
    return [replace(one, verdict=of_sound(one.claim, one.verdict, papers)) for one in checked]


def of_sound(claim: Claim, verdict: Verdict, papers: Mapping[str, Paper]) -> Verdict:
    """The verdict without what retracted and withdrawn papers confirm or dispute; it says so where that matters."""
    grave = {place.paper for place in verdict.evidence if (paper := papers.get(place.paper)) and paper.grave}
    own = papers[claim.paper].grave if claim.paper in papers else None
    others = sorted(grave - {claim.paper})
    if own is None and not others:
        return verdict
    flags = [f"source_{own.kind}"] if own else []
    flags += [f"evidence_{notice.kind}" for one in others if (notice := papers[one].grave)]
    verdict = _lowered(claim, verdict, grave, own)
    said = [_said(own)] if own else []
    said += [_beside(papers[one]) for one in others]
    explanation = " ".join([verdict.explanation, *(one for one in said if one not in verdict.explanation)])
    return replace(
        verdict,
        explanation=explanation,
        evidence=tuple(
            _mention(place, papers) if place.paper in others and place.stance is not Stance.MENTIONS else place
            for place in verdict.evidence
        ),
        flags=tuple(dict.fromkeys((*verdict.flags, *flags))),
    )


def _lowered(claim: Claim, verdict: Verdict, grave: set[str], own: Notice | None) -> Verdict:
    """Label and rung by the places that still count."""
    unsound = grave | ({claim.paper} if own else set())
    places = [e for e in verdict.evidence if e.relation is not Relation.SOURCE and e.paper not in unsound]
    supports = {place.relation for place in places if place.stance is Stance.SUPPORTS}
    rung = verdict.rung
    if rung is Rung.CORROBORATED and Relation.INDEPENDENT not in supports:
        rung = Rung.CONSISTENT
    if rung is Rung.CONSISTENT and not supports & {Relation.SAME_PAPER, Relation.INDEPENDENT}:
        rung = Rung.FAITHFUL
    disputed = any(place.stance is Stance.CONTRADICTS for place in places)
    label = verdict.label
    if label is VerdictLabel.DISPUTED and not disputed:
        label = VerdictLabel.SUPPORTED if rung.level >= Rung.CONSISTENT.level else VerdictLabel.NOT_ENOUGH_EVIDENCE
    if label is VerdictLabel.SUPPORTED and rung.level < Rung.CONSISTENT.level <= verdict.rung.level:
        label = VerdictLabel.NOT_ENOUGH_EVIDENCE
    if (label, rung) == (verdict.label, verdict.rung):
        return verdict
    if label is VerdictLabel.SUPPORTED:
        reason = "other_paper" if rung.level >= Rung.CORROBORATED.level else "second_place"
        return replace(verdict, label=label, rung=rung, reason=reason, explanation=_STILL[reason])
    if label is VerdictLabel.NOT_ENOUGH_EVIDENCE:
        reason = f"source_{own.kind}" if own else "only_unsound"
        said = "" if own else "Only papers that were retracted or withdrawn say it too."
        return replace(verdict, label=label, rung=rung, reason=reason, explanation=said)
    return replace(verdict, rung=rung)


_STILL = {
    "other_paper": "An independent paper says the same.",
    "second_place": "Another place of the same paper says the same.",
}


def _said(notice: Notice) -> str:
    return f"Its paper was {notice.kind} ({_when(notice)}): nothing in it counts as evidence."


def _beside(paper: Paper) -> str:
    notice = paper.grave
    assert notice is not None
    return f"{paper.short}, which bears on it, was {notice.kind} ({_when(notice)}) and does not count."


def _when(notice: Notice) -> str:
    return f"{notice.source}, {notice.date}" if notice.date else notice.source


def _mention(place: Evidence, papers: Mapping[str, Paper]) -> Evidence:
    """A place of a paper that does not count any more."""
    notice = papers[place.paper].grave
    assert notice is not None
    tail = f"the paper was {notice.kind} and does not count"
    return replace(place, stance=Stance.MENTIONS, note=f"{place.note}; {tail}" if place.note else tail)
