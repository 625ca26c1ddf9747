"""Which of the checked claims a report lists, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from synth.records import CheckedClaim, Facet, Role, VerdictLabel

CROWDING = 0.03
"""What each claim already listed from the same paper costs the next one."""
MOST_PROSE = 0.45
"""Claims without a result are at most this share of the list, as long as there are others to list."""
ENOUGH = 25
"""From so many claims on, those without a result are at most as many as those with one."""
MOST_CELLS = 3
"""Results read from the tables of one paper; twice as many where the list would be mostly prose without them."""
WRONG = frozenset({VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE})
_BONUS = {
    VerdictLabel.CONTRADICTED: 0.30,
    VerdictLabel.IMPOSSIBLE: 0.30,
    VerdictLabel.DISPUTED: 0.20,
    VerdictLabel.SUPPORTED: 0.12,
    VerdictLabel.NOT_ENOUGH_EVIDENCE: 0.0,
    VerdictLabel.ABSTAINED: 0.0,
}


def standing(checked: CheckedClaim, score: float) -> float:
    """The extractor's score, raised for what a reader most needs to see: errors, disputes, what was verified."""
    return score + _BONUS.get(checked.verdict.label, 0.0)


def _numeric(checked: CheckedClaim) -> bool:
    return any(quantity.role in (Role.VALUE, Role.DELTA) for quantity in checked.claim.quantities)


def choose(
    checked: Sequence[CheckedClaim], scores: Mapping[str, float], *, limit: int, relevant: float
) -> tuple[CheckedClaim, ...]:
    """At most `limit` claims, spread over the papers; claims that could not be located are never listed.

    `scores` are the extractor's, by id of the claim. A claim less than `relevant` is listed only where it is wrong: who
    reads about the question may have met it.
    """
    waiting = [
        c
        for c in checked
        if c.verdict.reason not in ("not_located", "not_faithful")
        and (c.claim.relevance >= relevant or c.verdict.label in WRONG)
    ]
    papers: Counter[str] = Counter()
    chosen: list[CheckedClaim] = []
    prose = 0
    while waiting and len(chosen) < limit:
        if prose >= MOST_PROSE * limit:
            waiting = [c for c in waiting if _numeric(c)] or waiting
        cells = MOST_CELLS if 2 * prose <= len(chosen) or len(chosen) < ENOUGH // 2 else 2 * MOST_CELLS
        allowed = [c for c in waiting if c.claim.cell is None or papers[_group(c)] < cells]
        if not allowed:
            break
        best = max(allowed, key=lambda c: standing(c, scores[c.claim.id]) - CROWDING * papers[_group(c)])
        waiting.remove(best)
        chosen.append(best)
        prose += not _numeric(best)
        papers[_group(best)] += 1
    return tuple(_balanced(chosen, scores))


def _balanced(chosen: list[CheckedClaim], scores: Mapping[str, float]) -> list[CheckedClaim]:
    """The list without the least of its prose, down to `ENOUGH` claims or to as many with a result as without."""
    prose = sorted((c for c in chosen if not _numeric(c)), key=lambda c: standing(c, scores[c.claim.id]))
    over = max(0, min(2 * len(prose) - len(chosen), len(chosen) - ENOUGH))
    left_out = {id(one) for one in prose[:over]}
    return [one for one in chosen if id(one) not in left_out]


def _group(checked: CheckedClaim) -> str:
    """Claims that compete for room: those of one paper, its table cells apart from its sentences."""
    return f"{checked.claim.paper} {checked.claim.cell is not None}"


def arrange(
    checked: Sequence[CheckedClaim],
    facets: Sequence[str],
    facet_of: Mapping[str, int],
    scores: Mapping[str, float],
) -> tuple[tuple[Facet, ...], tuple[CheckedClaim, ...]]:
    """Facets with their claims, best first, and the claims in the order in which the facets list them."""
    ordered: list[CheckedClaim] = []
    made = []
    for index, title in enumerate(facets):
        members = [c for c in checked if facet_of.get(c.claim.id, 0) == index]
        members.sort(key=lambda c: (-standing(c, scores[c.claim.id]), c.claim.id))
        if members:
            made.append(Facet(title=title, claims=tuple(c.claim.id for c in members)))
            ordered += members
    return tuple(made), tuple(ordered)
