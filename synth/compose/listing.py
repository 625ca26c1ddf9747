"""Which of the checked claims a report lists, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from synth.records import CheckedClaim, Facet, Role, VerdictLabel

CROWDING = 0.03
"""What each claim already listed from the same paper costs the next one."""
_BONUS = {
    VerdictLabel.CONTRADICTED: 0.30,
    VerdictLabel.IMPOSSIBLE: 0.30,
    VerdictLabel.DISPUTED: 0.20,
    VerdictLabel.SUPPORTED: 0.12,
    VerdictLabel.NOT_ENOUGH_EVIDENCE: 0.0,
    VerdictLabel.ABSTAINED: 0.0,
}


def standing(checked: CheckedClaim) -> float:
    """Relevance, raised for what a reader most needs to see: errors, then disputes, then what was verified."""
    numeric = any(q.role in (Role.VALUE, Role.DELTA) for q in checked.claim.quantities)
    return checked.claim.relevance + _BONUS.get(checked.verdict.label, 0.0) + 0.06 * numeric


def choose(checked: Sequence[CheckedClaim], *, limit: int) -> tuple[CheckedClaim, ...]:
    """At most `limit` claims, spread over the papers; claims that could not be located are never listed."""
    waiting = [c for c in checked if c.verdict.reason not in ("not_located", "not_faithful")]
    papers: Counter[str] = Counter()
    chosen: list[CheckedClaim] = []
    while waiting and len(chosen) < limit:
        best = max(waiting, key=lambda c: standing(c) - CROWDING * papers[c.claim.paper])
        waiting.remove(best)
        chosen.append(best)
        papers[best.claim.paper] += 1
    return tuple(chosen)


def arrange(
    checked: Sequence[CheckedClaim], facets: Sequence[str], facet_of: Mapping[str, int]
) -> tuple[tuple[Facet, ...], tuple[CheckedClaim, ...]]:
    """Facets with their claims, best first, and the claims in the order in which the facets list them."""
    ordered: list[CheckedClaim] = []
    made = []
    for index, title in enumerate(facets):
        members = [c for c in checked if facet_of.get(c.claim.id, 0) == index]
        members.sort(key=lambda c: (-standing(c), c.claim.id))
        if members:
            made.append(Facet(title=title, claims=tuple(c.claim.id for c in members)))
            ordered += members
    return tuple(made), tuple(ordered)
