"""Which claims to check: relevant ones, no two alike, spread over the papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from synth.extract.candidates import Candidate
from synth.extract.relevance import Fit
from synth.language.words import containment, content_words, negated, polarity
from synth.records import Claim, Role

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SAME_COSINE = 0.90
"""Two claims of one paper that are closer than this, with the same numbers, are one claim."""
CONTAINED = 0.8
"""Share of the shorter claim's words that the other one has, from which on they say the same."""
CROWDING = 0.035
"""What each claim already taken from the same paper costs the next one."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A claim that is worth checking."""

    claim: Claim
    facet: int
    """Index of the sub-question that it fits best."""
    score: float
    """Relevance plus check-worthiness."""


def select(
    candidates: Sequence[Candidate],
    fits: Sequence[Fit],
    vectors: npt.NDArray[np.float32],
    *,
    threshold: float,
    limit: int,
) -> list[Selected]:
    """At most `limit` claims, best first; near-duplicates are merged.

    Claims below `threshold` (relevance, 0 to 1) are left out.
    """
    order = [i for i in range(len(candidates)) if fits[i].relevance >= threshold]
    scores = {i: fits[i].relevance + candidates[i].worth for i in order}
    taken: list[int] = []
    merged: Counter[int] = Counter()
    papers: Counter[str] = Counter()
    waiting = set(order)
    while waiting and len(taken) < limit:
        best = max(waiting, key=lambda i: (scores[i] - _crowded(candidates[i].claim, papers), -i))
        waiting.discard(best)
        twin = next(
            (t for t in taken if _alike(candidates[t].claim, candidates[best].claim, vectors[t] @ vectors[best])), None
        )
        if twin is not None:
            merged[twin] += 1
            continue
        taken.append(best)
        papers[candidates[best].claim.paper] += 1
        if cell := candidates[best].claim.cell:
            papers[cell.table] += 1
    out = []
    for i in taken:
        claim = candidates[i].claim
        flags = claim.flags + (f"merged:{merged[i]}",) * bool(merged[i])
        flags += (f"about:{fits[i].about}",) * bool(fits[i].about)
        claim = replace(claim, relevance=round(fits[i].relevance, 4), flags=flags)
        out.append(Selected(claim, fits[i].facet, round(scores[i], 4)))
    return out


def _crowded(claim: Claim, taken: Counter[str]) -> float:
    """Cost of one more claim from the same paper, and from the same table."""
    return CROWDING * (taken[claim.paper] + (taken[claim.cell.table] if claim.cell else 0))


def _results(claim: Claim) -> set[str]:
    return {q.raw for q in claim.quantities if q.role not in (Role.REFERENCE, Role.K, Role.VERSION, Role.YEAR)}


def _alike(left: Claim, right: Claim, cosine: float) -> bool:
    if left.paper != right.paper or _results(left) != _results(right):
        return False
    return cosine >= SAME_COSINE or _contained(left, right)


def repeats(claim: Claim, listed: Claim) -> bool:
    """Whether a claim, of whichever paper, says nothing beyond a listed one: results of it, in its words and sense."""
    return (
        _results(claim) <= _results(listed)
        and containment(claim.text, listed.text) >= CONTAINED
        and negated(claim.text) == negated(listed.text)
        and polarity(claim.text) == polarity(listed.text)
    )


def _contained(left: Claim, right: Claim) -> bool:
    mine, theirs = content_words(left.text), content_words(right.text)
    return len(mine & theirs) / max(min(len(mine), len(theirs)), 1) >= CONTAINED
