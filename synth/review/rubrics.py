"""Six reviewers, each with one measurable question; a score is 0 to 10 and says what it was computed from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from synth.records import CheckedClaim, PaperStatus, Report, Review, Role, VerdictLabel


def review(draft: Report) -> tuple[tuple[Review, ...], float | None]:
    """All reviews and their mean; no score for a report without claims."""
    if not draft.claims:
        return (), None
    reviews = tuple(judge(draft) for judge in _PANEL)
    return reviews, round(sum(one.score for one in reviews) / len(reviews), 1)


def _evidence(draft: Report) -> Review:
    verified = sum(c.verdict.verified for c in draft.claims)
    share = verified / len(draft.claims)
    pictured = sum(bool(c.verdict.evidence and c.verdict.evidence[0].span.boxes) for c in draft.claims) / len(
        draft.claims
    )
    return _made(
        "evidence",
        8 * share + 2 * pictured,
        f"{verified} of {len(draft.claims)} claims are verified beyond their own sentence",
        f"{pictured:.0%} of the claims open at a marked place on a page",
    )


def _numbers(draft: Report) -> Review:
    numeric = [c for c in draft.claims if _has_result(c)]
    if not numeric:
        return _made("numbers", 0, "no listed claim has a number that could be checked")
    settled = [c for c in numeric if c.verdict.verified or c.verdict.label in _REFUTED]
    wrong = sum(c.verdict.label in _REFUTED for c in numeric)
    share, settled_share = len(numeric) / len(draft.claims), len(settled) / len(numeric)
    return _made(
        "numbers",
        4 * min(share / 0.5, 1) + 6 * settled_share,
        f"{len(numeric)} of {len(draft.claims)} claims carry a result; {len(settled)} of these are "
        f"settled by a second place",
        f"{wrong} claim{'s' * (wrong != 1)} with a number shown to be wrong",
    )


def _coverage(draft: Report) -> Review:
    read = [paper for paper in draft.papers if paper.status is not PaperStatus.FAILED]
    used = {c.claim.paper for c in draft.claims}
    facets = {claim for facet in draft.facets for claim in facet.claims}
    answered = {claim for sentence in draft.answer for claim in sentence.claims}
    parts = sum(bool(answered & set(facet.claims)) for facet in draft.facets) / max(len(draft.facets), 1)
    share = len(used) / max(len(read), 1)
    return _made(
        "coverage",
        6 * min(share / 0.6, 1) + 4 * parts,
        f"claims come from {len(used)} of {len(read)} papers read",
        f"the answer speaks to {parts:.0%} of the question's parts with {len(facets)} claims behind them",
    )


def _balance(draft: Report) -> Review:
    by_paper = Counter(c.claim.paper for c in draft.claims)
    largest = max(by_paper.values()) / len(draft.claims)
    sources = len({_paper_of(draft, claim) for sentence in draft.answer for claim in sentence.claims})
    return _made(
        "balance",
        6 * min((1 - largest) / 0.7, 1) + 4 * min(sources / 4, 1),
        f"the most used paper gives {largest:.0%} of the claims",
        f"the answer rests on {sources} paper{'s' * (sources != 1)}",
    )


def _relevance(draft: Report) -> Review:
    mean = sum(c.claim.relevance for c in draft.claims) / len(draft.claims)
    least = min(c.claim.relevance for c in draft.claims)
    return _made(
        "relevance",
        10 * min(max((mean - 0.3) / 0.4, 0), 1),
        f"mean relevance of the claims to the question is {mean:.2f}, the least is {least:.2f} (0 to 1)",
    )


def _clarity(draft: Report) -> Review:
    lengths = [len(c.claim.text.split()) for c in draft.claims]
    whole = sum(c.claim.text.rstrip("”\"')").endswith((".", "!", "?")) for c in draft.claims) / len(draft.claims)
    long = sum(length > 40 for length in lengths) / len(lengths)
    return _made(
        "clarity",
        6 * whole + 4 * (1 - long),
        f"{whole:.0%} of the claims are whole sentences",
        f"{long:.0%} of them are longer than 40 words (mean {sum(lengths) / len(lengths):.0f})",
    )


_REFUTED = frozenset({VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE, VerdictLabel.DISPUTED})
_PANEL: Sequence[Callable[[Report], Review]] = (_evidence, _numbers, _coverage, _balance, _relevance, _clarity)


def _has_result(checked: CheckedClaim) -> bool:
    return any(quantity.role in (Role.VALUE, Role.DELTA) for quantity in checked.claim.quantities)


def _paper_of(draft: Report, claim: str) -> str:
    return next(c.claim.paper for c in draft.claims if c.claim.id == claim)


def _made(reviewer: str, score: float, *reasons: str) -> Review:
    return Review(reviewer=reviewer, score=round(min(max(score, 0.0), 10.0), 1), reasons=reasons)
