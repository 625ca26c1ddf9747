"""Arithmetic inside one claim: its changes, its order of k, and whether its percentages can exist at all.

These checks refute or warn; none of them ever supports a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from synth.records import Check, CheckStatus, Claim, Quantity, Role
from synth.verify.arithmetic import delta, pass_at_k_order
from synth.verify.facts import Fact, facts
from synth.verify.granularity import benchmark_granularity
from synth.verify.multiples import speaks_of_multiples
from synth.verify.ways import direction_checks

_FROM_TO = re.compile(r"\bfrom\s+(?:\S+\s+){0,3}?$", re.IGNORECASE)
_TO = re.compile(r"^\s*(?:\([^)]*\)\s*)?(?:\S+\s+){0,3}?to\s+(?:\S+\s+){0,2}?$", re.IGNORECASE)
_VERSUS = re.compile(r"[\s.,]*(?:vs\.?|versus|compared (?:to|with)|against)\s*", re.IGNORECASE)
_UP = re.compile(r"\b(?:increas|rais|rise|rose|grow|grew|climb|jump)\w*", re.IGNORECASE)
_DOWN = re.compile(r"\b(?:decreas|drop|fall|fell|declin|lower|reduc|shrink)\w*", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;:]\s|\b(?:and|while|whereas|but)\b")
_GREEDY = re.compile(r"\bgreed(?:y|ily)\b", re.IGNORECASE)


def internal_checks(claim: Claim) -> list[Check]:
    """All checks that apply to the claim on its own, those that cannot apply left out."""
    found = facts(claim.text, claim.quantities or None)
    checks = [*_deltas(claim), *direction_checks(claim), *_orders(found), *_granularities(claim, found)]
    return [check for check in checks if check.status is not CheckStatus.NOT_APPLICABLE]


def _deltas(claim: Claim) -> Iterator[Check]:
    """Changes stated with both ends, as in "improves by 5.1 points from 50.2 to 55.3"."""
    values = [q for q in claim.quantities if q.role is Role.VALUE]
    pairs = [
        (before, after)
        for before, after in pairwise(values)
        if before.unit == after.unit
        and _FROM_TO.search(claim.text[: before.start])
        and _TO.match(claim.text[before.end : after.start])
    ]
    compared = [
        (before, after)
        for after, before in pairwise(values)
        if before.unit == after.unit
        and claim.text[: after.start].endswith("(")
        and _VERSUS.fullmatch(claim.text[after.end : before.start])
    ]
    for change in (q for q in claim.quantities if q.role is Role.DELTA):
        # "an increase of +22.3 (57.3 vs. 35.0)" bears itself out; a change that does not fit may be of another thing.
        fitting = (check for pair in compared if (check := delta(change, *pair)).status is CheckStatus.PASSED)
        if (borne_out := next(fitting, None)) is not None:
            yield borne_out
            continue
        if not pairs:
            continue
        way = _direction(claim.text[: pairs[0][0].start]) if len(pairs) == 1 else 0
        checks = sorted(
            (delta(change, *pair, direction=way) for pair in pairs),
            key=lambda check: check.status is CheckStatus.FAILED,
        )
        # With several changes in one sentence, which belongs to which pair is not certain: one that fits is enough.
        yield checks[0]


def _direction(lead: str) -> int:
    """+1 or -1 where the verb before "from" says which way it goes; "improves" does not, for lower may be better."""
    clause = _SEPARATOR.split(lead)[-1] or lead
    up, down = bool(_UP.search(clause)), bool(_DOWN.search(clause))
    return up - down


def _orders(found: Sequence[Fact]) -> Iterator[Check]:
    """pass@1, pass@10 and pass@100 of one model on one dataset, named in one sentence."""
    groups: dict[tuple[str, str], dict[int, Quantity]] = {}
    for fact in found:
        if fact.quantity.role is not Role.VALUE or fact.metric is None or fact.metric.canonical != "pass@k":
            continue
        if fact.metric.k is None:
            continue
        key = (fact.method.canonical if fact.method else "", fact.dataset.canonical if fact.dataset else "")
        group = groups.setdefault(key, {})
        if fact.metric.k in group:
            return  # two values at one k: the sentence compares settings that it does not tell apart
        group[fact.metric.k] = fact.quantity
    for values in groups.values():
        if len(values) >= 2:
            yield pass_at_k_order(values)


def _granularities(claim: Claim, found: Sequence[Fact]) -> Iterator[Check]:
    """Greedy accuracy on a benchmark of known size must be a multiple of 1/N."""
    if speaks_of_multiples(claim.text):
        return  # its numbers are those of items: "a multiple of 1/164"
    opening = claim.text.split(",", 1)[0]
    for fact in found:
        if fact.quantity.role is not Role.VALUE or fact.dataset is None or not fact.quantity.half_width:
            continue
        if fact.k not in (None, 1):
            continue
        if _GREEDY.search(opening) or _GREEDY.search(_clause(claim.text, fact.quantity)):
            yield benchmark_granularity(fact.quantity, fact.dataset.canonical, greedy=True)


def _clause(text: str, number: Quantity) -> str:
    """What stands between the separators around a number."""
    start = max((m.end() for m in _SEPARATOR.finditer(text, 0, number.start)), default=0)
    end = next((m.start() for m in _SEPARATOR.finditer(text, number.end)), len(text))
    return text[start:end]
