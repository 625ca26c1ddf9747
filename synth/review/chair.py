"""The chair: what the reviewers agree on, where they are apart, and what would help most."""

from __future__ import annotations

from collections.abc import Sequence

from synth.records import Remedy, Review


def spread(reviews: Sequence[Review]) -> float:
    """Points between the highest and the lowest score."""
    return round(max(one.score for one in reviews) - min(one.score for one in reviews), 1) if reviews else 0.0


def best_remedies(reviews: Sequence[Review]) -> list[tuple[str, Remedy]]:
    """What would raise the score most, with the reviewer who asks for it, most first."""
    found = [(review.reviewer, remedy) for review in reviews for remedy in review.remedies]
    return sorted(found, key=lambda pair: -pair[1].gain)


def sum_up(reviews: Sequence[Review], score: float | None) -> tuple[str, ...]:
    """The reviews in two or three sentences."""
    if not reviews or score is None:
        return ()
    low, high = min(reviews, key=lambda one: one.score), max(reviews, key=lambda one: one.score)
    out = [
        f"{len(reviews)} reviewers give {score:.1f} of 10 on average, from {low.score:.1f} ({low.reviewer}) to "
        f"{high.score:.1f} ({high.reviewer}): a spread of {spread(reviews):.1f}."
    ]
    if low.score < high.score:
        out.append(f"What weighs most, by {low.reviewer}: {low.reasons[0]}.")
    if remedies := best_remedies(reviews):
        reviewer, remedy = remedies[0]
        out.append(f"Most would be gained thus ({reviewer}, up to {remedy.gain:.1f} points): {remedy.text}")
    return tuple(out)
