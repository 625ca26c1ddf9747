"""Which other papers of the library are near, and why: shared signals, shared results, nearness in meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synth.records import CardField, Paper, Points, RelatedPaper

_SIGNALS, _RESULTS, _MEANING = 0.4, 0.3, 0.3
_COMPARED = ("evaluation_modes", "quality_controls", "human_feedback", "benchmarks", "metrics")
LEAST = 0.05
"""Score under which a paper is not listed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What is compared of one paper."""

    paper: Paper
    signals: Mapping[str, frozenset[str]]
    """Values of its fields, by field."""
    results: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Dataset and metric of its results."""
    vector: Sequence[float] = ()
    """Unit vector of title and abstract."""


def profile(
    paper: Paper, signals: Sequence[CardField], results: frozenset[tuple[str, str]], vector: Sequence[float]
) -> Profile:
    """What is compared of a paper."""
    values = {one.name: frozenset(value.text for value in one.values) for one in signals if one.name in _COMPARED}
    return Profile(paper=paper, signals=values, results=results, vector=vector)


def related(own: Profile, others: Sequence[Profile], limit: int = 6) -> tuple[RelatedPaper, ...]:
    """The nearest papers, the nearest first; each part of the score is shown."""
    ranked = sorted((_compared(own, other) for other in others), key=lambda one: (-one.score, one.paper))
    return tuple(one for one in ranked if one.score >= LEAST)[:limit]


def _compared(own: Profile, other: Profile) -> RelatedPaper:
    shared = sorted(
        value
        for name in _COMPARED
        for value in own.signals.get(name, frozenset()) & other.signals.get(name, frozenset())
    )
    overlap = [_share(own.signals.get(name, frozenset()), other.signals.get(name, frozenset())) for name in _COMPARED]
    both = sorted(own.results & other.results)
    near = max(0.0, sum(a * b for a, b in zip(own.vector, other.vector, strict=False)))
    parts = (
        Points(
            name="Shared protocol signals",
            points=round(_SIGNALS * sum(overlap) / len(overlap), 3),
            of=_SIGNALS,
            reason=", ".join(shared[:6]) or "none",
        ),
        Points(
            name="Results on the same benchmark and metric",
            points=round(_RESULTS * _share(own.results, other.results), 3),
            of=_RESULTS,
            reason=", ".join(f"{dataset} {metric}" for dataset, metric in both[:4]) or "none",
        ),
        Points(
            name="Nearness in meaning",
            points=round(_MEANING * near, 3),
            of=_MEANING,
            reason=f"cosine {near:.2f} of title and abstract",
        ),
    )
    return RelatedPaper(
        paper=other.paper.id,
        title=other.paper.title,
        year=other.paper.year,
        score=round(sum(part.points for part in parts), 3),
        parts=parts,
    )


def _share(one: frozenset[object] | frozenset[str], other: frozenset[object] | frozenset[str]) -> float:
    """Jaccard index; 0 where both are empty."""
    union = one | other
    return len(one & other) / len(union) if union else 0.0
