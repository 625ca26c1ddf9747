"""What is new in an edition of a report: compared with the edition before, claim by claim and paper by paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from synth.compose.listing import standing
from synth.records import (
    CheckedClaim,
    ClaimChange,
    ClaimChangeKind,
    Evidence,
    Notice,
    NoticeKind,
    Paper,
    PaperChange,
    PaperChangeKind,
    Relation,
    Standpoint,
    Verdict,
)


@dataclass(slots=True)
class Compared:
    """The claims of two editions and how they belong together."""

    before: Sequence[CheckedClaim]
    after: Sequence[CheckedClaim]
    twins: Mapping[str, str]
    """Id of a claim of the old edition → id of the same claim in the new one."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Id of a paper of the old edition → id of the version that was read in its place."""
    new: Collection[str] = ()
    """Ids of papers that are new, versions included."""
    touched: Collection[str] = ()
    """Ids of papers of the old edition that went, were replaced, or whose standing changed."""
    crowded: Collection[str] = ()
    """Ids of claims that made room for nearer ones."""


def make_room(claims: Sequence[CheckedClaim], limit: int) -> tuple[tuple[CheckedClaim, ...], frozenset[str]]:
    """At most `limit` claims in their order, and the ids of those that made room: what stands lowest goes first."""
    if len(claims) <= limit:
        return tuple(claims), frozenset()
    ranked = sorted(claims, key=lambda one: (-standing(one, one.score), one.claim.id))
    kept = {one.claim.id for one in ranked[:limit]}
    return tuple(one for one in claims if one.claim.id in kept), frozenset(
        one.claim.id for one in claims if one.claim.id not in kept
    )


def claim_changes(compared: Compared) -> tuple[ClaimChange, ...]:
    """Every claim that was added, dropped, got another number, or whose verdict moved."""
    after = {one.claim.id: one for one in compared.after}
    made: list[ClaimChange] = []
    for old in compared.before:
        twin = after.get(compared.twins.get(old.claim.id, ""))
        if twin is None:
            made.append(_dropped(old, compared))
            continue
        if twin.claim.text != old.claim.text:
            made.append(_number(old, twin, compared))
        elif standpoint(old.verdict) != standpoint(twin.verdict):
            made.append(_moved(old, twin, compared))
    known = set(compared.twins.values())
    made += [_added(one) for one in compared.after if one.claim.id not in known]
    order = (ClaimChangeKind.VERDICT, ClaimChangeKind.NUMBER, ClaimChangeKind.ADDED, ClaimChangeKind.DROPPED)
    return tuple(sorted(made, key=lambda change: order.index(change.kind)))


def standpoint(verdict: Verdict) -> Standpoint:
    """What a verdict comes to."""
    return Standpoint(label=verdict.label, rung=verdict.rung.value, reason=verdict.reason, verified=verdict.verified)


def _added(one: CheckedClaim) -> ClaimChange:
    return ClaimChange(
        kind=ClaimChangeKind.ADDED,
        claim=one.claim.id,
        text=one.claim.text,
        paper=one.claim.paper,
        after=standpoint(one.verdict),
    )


def _dropped(old: CheckedClaim, compared: Compared) -> ClaimChange:
    if compared.twins.get(old.claim.id, "") in compared.crowded:
        detail = "Claims that are nearer to the question took its place."
    elif old.claim.paper in compared.renamed:
        detail = "The new version of its paper does not say it any more."
    else:
        detail = "Its paper is not there any more."
    return ClaimChange(
        kind=ClaimChangeKind.DROPPED,
        claim=old.claim.id,
        text=old.claim.text,
        paper=old.claim.paper,
        before=standpoint(old.verdict),
        detail=detail,
    )


def _number(old: CheckedClaim, twin: CheckedClaim, compared: Compared) -> ClaimChange:
    return ClaimChange(
        kind=ClaimChangeKind.NUMBER,
        claim=twin.claim.id,
        text=twin.claim.text,
        paper=twin.claim.paper,
        before=standpoint(old.verdict),
        after=standpoint(twin.verdict),
        evidence=_causes(old, twin, compared) if standpoint(old.verdict) != standpoint(twin.verdict) else (),
        detail=old.claim.text,
    )


def _moved(old: CheckedClaim, twin: CheckedClaim, compared: Compared) -> ClaimChange:
    return ClaimChange(
        kind=ClaimChangeKind.VERDICT,
        claim=twin.claim.id,
        text=twin.claim.text,
        paper=twin.claim.paper,
        before=standpoint(old.verdict),
        after=standpoint(twin.verdict),
        evidence=_causes(old, twin, compared),
        detail=twin.verdict.explanation,
    )


def _causes(old: CheckedClaim, twin: CheckedClaim, compared: Compared) -> tuple[Evidence, ...]:
    """New places first, then those that counted before and count no more."""
    new = [
        place
        for place in twin.verdict.evidence
        if place.relation is not Relation.SOURCE and (place.paper in compared.new or place.paper in compared.touched)
    ]
    standing = {(place.paper, place.page, place.quote, place.stance) for place in twin.verdict.evidence}
    lost = [
        place
        for place in old.verdict.evidence
        if place.relation is not Relation.SOURCE
        and place.paper in compared.touched
        and (place.paper, place.page, place.quote, place.stance) not in standing
        and not any((place.paper, place.quote) == (one.paper, one.quote) for one in new)
    ]
    return (*new, *lost)


def standing_changes(before: Sequence[Paper], after: Mapping[str, Paper]) -> tuple[PaperChange, ...]:
    """What sources say of papers that they did not say before, and what they took back; `after` is by the old id."""
    made: list[PaperChange] = []
    for old in before:
        new = after.get(old.id)
        if new is None:
            continue
        known = {(notice.kind, notice.id) for notice in old.notices}
        for notice in new.notices:
            if (notice.kind, notice.id) not in known and not _known_kind(notice, old):
                made.append(
                    PaperChange(
                        kind=_KINDS.get(notice.kind, PaperChangeKind.NOTICE),
                        paper=new.id,
                        title=new.title,
                        before=old.id,
                        detail=_said(notice),
                    )
                )
        if old.grave and not new.grave:
            detail = f"No source calls it {old.grave.kind} any more."
            made.append(
                PaperChange(kind=PaperChangeKind.CLEARED, paper=new.id, title=new.title, before=old.id, detail=detail)
            )
    return tuple(made)


_KINDS = {NoticeKind.RETRACTED: PaperChangeKind.RETRACTED, NoticeKind.WITHDRAWN: PaperChangeKind.WITHDRAWN}


def _known_kind(notice: Notice, old: Paper) -> bool:
    """Whether the same kind of grave notice stood there already, perhaps told by another source."""
    return notice.kind.grave and any(one.kind is notice.kind for one in old.notices)


def _said(notice: Notice) -> str:
    words = {
        NoticeKind.NEWER: "a newer version exists: ",
        NoticeKind.CORRECTED: "corrected by ",
        NoticeKind.CONCERN: "expression of concern: ",
    }
    when = f", {notice.date}" if notice.date else ""
    tail = f": {notice.text}" if notice.text else ""
    name = f"{notice.id}, " if notice.id else ""
    return f"{words.get(notice.kind, '')}{name}{notice.source}{when}{tail}"
