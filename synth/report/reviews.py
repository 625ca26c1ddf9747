"""The panel's reviews in the words of a page, each reason with the claims that it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synth.records import Review
from synth.report.text import clean
from synth.report.view import ClaimView


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonView:
    """A reason and the claims that it rests on."""

    text: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewView:
    """One reviewer."""

    reviewer: str
    score: float
    reasons: tuple[ReasonView, ...]
    remedies: tuple[str, ...]
    """What would raise the score, with the points."""
    opinion: str
    cited: tuple[ClaimView, ...]
    written_by: str


def review_views(reviews: Sequence[Review], by_id: Mapping[str, ClaimView]) -> tuple[ReviewView, ...]:
    """The reviews; `by_id` are the claims of the page."""

    def claims(ids: Sequence[str]) -> tuple[ClaimView, ...]:
        return tuple(by_id[one] for one in dict.fromkeys(ids) if one in by_id)

    return tuple(
        ReviewView(
            reviewer=clean(one.reviewer),
            score=one.score,
            reasons=tuple(
                ReasonView(text=clean(text), claims=claims(one.grounds[i] if i < len(one.grounds) else ()))
                for i, text in enumerate(one.reasons)
            ),
            remedies=tuple(f"{clean(remedy.text)} (up to {remedy.gain:.1f} points)" for remedy in one.remedies),
            opinion=clean(one.opinion),
            cited=claims(one.cited),
            written_by=clean(one.written_by),
        )
        for one in reviews
    )


def review_dict(review: Review) -> dict[str, Any]:
    """A review as our JSON files hold it; `grounds` gives the claims of each reason."""
    return {
        "reviewer": review.reviewer,
        "score": review.score,
        "reasons": list(review.reasons),
        "grounds": [list(ids) for ids in review.grounds] or [[] for _ in review.reasons],
        "remedies": [{"action": one.action.value, "text": one.text, "gain": one.gain} for one in review.remedies],
        "opinion": review.opinion,
        "cited": list(review.cited),
        "written_by": review.written_by,
    }


def spread_of(reviews: Sequence[Review]) -> float | None:
    """Points between the highest and the lowest score; None without reviews."""
    scores = [one.score for one in reviews]
    return round(max(scores) - min(scores), 1) if scores else None
