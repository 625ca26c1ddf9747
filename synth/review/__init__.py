"""The review panel: six reviewers with a measured rubric each, for our reports and for those that are audited.

Scores need no model and are the same for equal reports. With a model each reviewer writes what it measured.
"""

from synth.records import Report, Review
from synth.review.chair import best_remedies, spread, sum_up
from synth.review.dossier import Dossier, of_audit, of_report
from synth.review.rubrics import ASKS, judge, mean

__all__ = ["ASKS", "Dossier", "best_remedies", "judge", "mean", "of_audit", "of_report", "review", "spread", "sum_up"]


def review(draft: Report) -> tuple[tuple[Review, ...], float | None]:
    """All reviews of a draft of ours and their mean; no score for a report without claims."""
    reviews = judge(of_report(draft))
    return reviews, mean(reviews)
