"""Reviewers of a draft report: measured rubrics that need no model, each with its reasons."""

from synth.review.rubrics import review

__all__ = ["review"]
