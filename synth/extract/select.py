"""Which claims to check: relevant ones, no two alike, spread over the papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from synth.extract.candidates import Candidate
from synth.extract.relevance import Fit
from synth.language.words import content_words
from synth.records import Claim

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SAME_COSINE = 0.90
"""Two claims of one paper that are closer than this, with the same numbers, are one claim."""
CROWDING = 0.035
"""What each claim already taken from the same paper costs the next one."""


def select(
    candidates: Sequence[Candidate],
    fits: Sequence[Fit],
    vectors: npt.NDArray[np.float32],
    *,
    threshold: float,
    limit: int,
) -> list[tuple[Claim, int]]:
    """At most `limit` claims with the index of their sub-question, best first; near-duplicates are merged.

    Claims below `threshold` (relevance, 0 to 1) are left out.
    """
    order = [i for i in range(len(candidates)) if fits[i].relevance >= threshold]
    scores = {i: fits[i].relevance + candidates[i].worth for i in order}
    taken: list[int] = []
    merged: Counter[int] = Counter()
    papers: Counter[str] = Counter()
    waiting = set(order)
    while waiting and len(taken) < limit:
        best = max(waiting, key=lambda i: (scores[i] - CROWDING * papers[candidates[i].claim.paper], -i))
        waiting.discard(best)
        twin = next(
            (t for t in taken if _alike(candidates[t].claim, candidates[best].claim, vectors[t] @ vectors[best])), None
        )
        if twin is not None:
            merged[twin] += 1
            continue
        taken.append(best)
        papers[candidates[best].claim.paper] += 1
    out = []
    for i in taken:
        claim = candidates[i].claim
        flags = (*claim.flags, f"merged:{merged[i]}") if merged[i] else claim.flags
        out.append((replace(claim, relevance=round(fits[i].relevance, 4), flags=flags), fits[i].facet))
    return out


def _alike(left: Claim, right: Claim, cosine: float) -> bool:
    if left.paper != right.paper:
        return False
    if {q.raw for q in left.quantities} != {q.raw for q in right.quantities}:
        return False
    mine, theirs = content_words(left.text), content_words(right.text)
    contained = len(mine & theirs) / max(min(len(mine), len(theirs)), 1)
    return cosine >= SAME_COSINE or contained >= 0.8
