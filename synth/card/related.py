"""Which other papers of the library are near, and why: shared signals, shared results, nearness in meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synth.records import CardField, Paper, Points, RelatedPaper

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SIGNALS, _RESULTS, _MEANING = 0.4, 0.3, 0.3
_COMPARED = ("evaluation_modes", "quality_controls", "human_feedback", "benchmarks", "metrics")
_BLOCK = 256
"""Papers that are compared with all others at a time."""
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


def related(
    own: Profile, others: Iterable[Profile], limit: int = 6, meaning: str = "of title and abstract"
) -> tuple[RelatedPaper, ...]:
    """The nearest papers, the nearest first; each part of the score is shown. `meaning` says what vectors stand for."""
    return _ranked([_compared(own, other, meaning, _cosine(own, other)) for other in others], limit)


def _ranked(compared: Iterable[RelatedPaper], limit: int) -> tuple[RelatedPaper, ...]:
    ranked = sorted(compared, key=lambda one: (-one.score, one.paper))
    return tuple(one for one in ranked if one.score >= LEAST)[:limit]


def _cosine(own: Profile, other: Profile) -> float:
    return sum(a * b for a, b in zip(own.vector, other.vector, strict=False))


def related_to_each(
    profiles: Sequence[Profile], limit: int = 6, meaning: str = "of title and abstract"
) -> Iterator[tuple[RelatedPaper, ...]]:
    """For each paper the nearest of the others: what `related` gives, for thousands at once.

    Scores of all pairs are computed in matrices; only the best few of each paper are compared one by one.
    """
    import numpy as np

    sets = [_matrix([one.signals.get(name, frozenset()) for one in profiles]) for name in _COMPARED]
    results = _matrix([one.results for one in profiles])
    lengths = {len(one.vector) for one in profiles}
    exact = np.asarray([one.vector for one in profiles], dtype=np.float64) if len(lengths) == 1 else None
    vectors = exact.astype(np.float32) if exact is not None and exact.shape[1] else None
    for start in range(0, len(profiles), _BLOCK):
        part = slice(start, start + _BLOCK)
        scores = sum(_shares(one, part) for one in sets) * (_SIGNALS / len(sets)) + _RESULTS * _shares(results, part)
        if vectors is not None:
            scores += _MEANING * np.maximum(0, vectors[part] @ vectors.T)
        for row, found in enumerate(scores):
            found[start + row] = -1
            near = np.argpartition(-found, min(2 * limit, len(found) - 1))[: 2 * limit + 1]
            own, others = profiles[start + row], [int(n) for n in near if n != start + row]
            cosines = [float(exact[start + row] @ exact[n]) if exact is not None else 0.0 for n in others]
            compared = [_compared(own, profiles[n], meaning, cosine) for n, cosine in zip(others, cosines, strict=True)]
            yield _ranked(compared, limit)


def _matrix(sets: Sequence[frozenset[Any]]) -> npt.NDArray[np.float32]:
    """Sets as rows of ones and zeros; a column an element."""
    import numpy as np

    columns = {value: n for n, value in enumerate(dict.fromkeys(value for one in sets for value in sorted(one)))}
    made = np.zeros((len(sets), max(len(columns), 1)), dtype=np.float32)
    for row, one in enumerate(sets):
        made[row, [columns[value] for value in one]] = 1
    return made


def _shares(sets: npt.NDArray[np.float32], part: slice) -> npt.NDArray[np.float32]:
    """Jaccard index of each set of a part with each set of all."""
    import numpy as np

    both = sets[part] @ sets.T
    size = sets.sum(axis=1)
    shares: npt.NDArray[np.float32] = both / np.maximum(size[part, None] + size[None, :] - both, 1)
    return shares


def _compared(own: Profile, other: Profile, meaning: str, cosine: float) -> RelatedPaper:
    shared = sorted(
        value
        for name in _COMPARED
        for value in own.signals.get(name, frozenset()) & other.signals.get(name, frozenset())
    )
    overlap = [_share(own.signals.get(name, frozenset()), other.signals.get(name, frozenset())) for name in _COMPARED]
    both = sorted(own.results & other.results)
    near = max(0.0, cosine)
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
            reason=f"cosine {near:.2f} {meaning}",
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
