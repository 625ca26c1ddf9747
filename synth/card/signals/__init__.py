"""Protocol signals: what the paper says of how it measured, who judged, and what it gives away."""

from __future__ import annotations

from collections.abc import Sequence

from synth.card.lines import Line
from synth.card.signals import evaluating, making, people
from synth.records import CardField, Document

__all__ = ["read_signals"]


def read_signals(document: Document, lines: Sequence[Line], name: str) -> tuple[CardField, ...]:
    """All fields, in the order of the card; `name` is what the paper calls its own work."""
    metrics = evaluating.metrics(document, lines)
    raters = people.rater_population(lines)
    return (
        people.human_feedback(lines),
        raters,
        people.expertise(lines, raters),
        evaluating.evaluation_modes(lines, metrics),
        people.quality_controls(lines),
        evaluating.benchmarks(document, lines),
        metrics,
        evaluating.sampling(lines),
        making.model_sizes(lines, name),
        making.availability(lines, "code", name),
        making.availability(lines, "data", name),
        making.availability(lines, "models", name),
        making.compute(lines),
    )
