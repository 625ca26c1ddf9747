"""What changed in the report of these tests: one change of each kind, hostile words among them."""

from __future__ import annotations

from collections.abc import Sequence

from report_world import HOSTILE, OTHER, A, B, C, Maker

from synth.records import (
    Changes,
    CheckedClaim,
    ClaimChange,
    ClaimChangeKind,
    NumberChange,
    PaperChange,
    PaperChangeKind,
    Relation,
    Stance,
    Standpoint,
    VerdictLabel,
)


def point(label: VerdictLabel, rung: str) -> Standpoint:
    return Standpoint(label=label, rung=rung, reason="second_place", verified=label is VerdictLabel.SUPPORTED)


def make_changes(make: Maker, claims: Sequence[CheckedClaim]) -> Changes:
    kinds, before = PaperChangeKind, point(VerdictLabel.SUPPORTED, "consistent")
    disputed, numbered, added = claims[3].claim, claims[1].claim, claims[4].claim
    place = make.place(B, 2, OTHER[3], Stance.CONTRADICTS, Relation.INDEPENDENT)
    return Changes(
        since="2026-05-01T10:00:00+00:00",
        previous="ab" * 32,
        papers=(
            PaperChange(kind=kinds.VERSION, paper=A, title="Tries", before="arxiv:2501.00001v1", detail="version 2"),
            PaperChange(kind=kinds.ADDED, paper=B, title="Replicating", detail="2024-02-01"),
            PaperChange(kind=kinds.RETRACTED, paper=C, title=f"Taken back {HOSTILE}", before=C, detail=HOSTILE),
            PaperChange(kind=kinds.GONE, paper="sha256:ff", title="Lost | found", before="sha256:ff", detail="no file"),
            PaperChange(kind=kinds.FAILED, paper="file:x.pdf", title="x.pdf", detail="It holds no text."),
        ),
        claims=(
            ClaimChange(
                kind=ClaimChangeKind.VERDICT,
                claim=disputed.id,
                text=disputed.text,
                paper=B,
                before=before,
                after=point(VerdictLabel.DISPUTED, "faithful"),
                evidence=(place,),
                detail=f"Another paper says otherwise {HOSTILE}",
            ),
            ClaimChange(
                kind=ClaimChangeKind.NUMBER,
                claim=numbered.id,
                text=numbered.text,
                paper=B,
                before=before,
                after=before,
                detail="The pass@8 objective costs 3.4 points.",
            ),
            ClaimChange(
                kind=ClaimChangeKind.ADDED,
                claim=added.id,
                text=added.text,
                paper=A,
                after=point(VerdictLabel.ABSTAINED, "none"),
            ),
            ClaimChange(
                kind=ClaimChangeKind.DROPPED,
                claim="clm0099",
                text=f"Nobody says it any more {HOSTILE}",
                paper="arxiv:2501.00001v1",
                before=before,
                detail="The new version of its paper does not say it any more.",
            ),
        ),
        numbers=(
            NumberChange(
                paper=A,
                before_paper="arxiv:2501.00001v1",
                where="Table 2: Ours | theirs × HumanEval",
                before="59.1",
                after="58.9",
                page=1,
                claim=numbered.id,
            ),
        ),
        kept=7,
        judged=4,
        not_asked=(f"openalex: HTTP 403 {HOSTILE}",),
    )
