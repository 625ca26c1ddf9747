"""What a sentence says about each of its numbers: which method, on which dataset, by which metric, at which k."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.language.quantities import parse
from synth.language.vocabulary import Entity, entities
from synth.records import Quantity, Role

CHECKED_ROLES = frozenset({Role.VALUE, Role.DELTA, Role.COUNT, Role.SIZE})
"""Roles of numbers that a second place can confirm; years, k, versions and labels only qualify them."""

_AFTER = re.compile(r"^\W*(?:(?:\w+|%)\s+){0,4}?(?:on|for|in|at|of)\s+(?:the\s+)?", re.IGNORECASE)
_OWNER = re.compile(r"^[^,;.]{0,40}\b(?:by|for|of|with|from)\s+(?:the\s+)?\S?$", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One number and what it is said to measure; a dimension is None where the sentence does not name it."""

    quantity: Quantity
    method: Entity | None
    dataset: Entity | None
    metric: Entity | None
    k: int | None
    others: int
    """How many named things of the sentence are not in this fact: more means a less certain binding."""


def facts(text: str, quantities: Sequence[Quantity] | None = None) -> tuple[Fact, ...]:
    """One fact for each checkable number in `text`, in order."""
    parsed = tuple(parse(text)) if quantities is None else tuple(quantities)
    numbers = [q for q in parsed if q.role in CHECKED_ROLES]
    if not numbers:
        return ()
    named = entities(text)
    datasets = [e for e in named if e.kind == "dataset"]
    methods = [e for e in named if e.kind == "method"]
    metrics = [e for e in named if e.kind == "metric"]
    values = [q for q in numbers if q.role is Role.VALUE]
    aligned = bool(_RESPECTIVELY.search(text))
    ks = [q for q in parsed if q.role is Role.K]
    out = []
    for number in numbers:
        index = values.index(number) if number in values else -1
        dataset = _choose(text, number, numbers, datasets, values, index, aligned=aligned, follows=True)
        method = _choose(text, number, numbers, methods, values, index, aligned=aligned, follows=False)
        metric = _nearest(text, number, metrics)
        k = (
            metric.k
            if metric is not None and metric.k
            else (int(ks[0].value) if len(ks) == 1 and not metrics else None)
        )
        used = sum(e is not None for e in (dataset, method, metric))
        out.append(Fact(number, method, dataset, metric, k, max(len(named) - used, 0)))
    return tuple(out)


def _choose(
    text: str,
    number: Quantity,
    numbers: Sequence[Quantity],
    named: Sequence[Entity],
    values: Sequence[Quantity],
    index: int,
    *,
    aligned: bool,
    follows: bool,
) -> Entity | None:
    """The entity that a number belongs to: by position in "A and B … 1 and 2, respectively", else by nearness.

    Datasets mostly follow their number ("57.3 on HumanEval"), methods mostly precede it ("GPT-4 reaches 67.0").
    """
    if not named:
        return None
    distinct = list({e.canonical: e for e in reversed(named)}.values())[::-1]
    if len(distinct) == 1 and (follows or named[0].start < number.start):
        return distinct[0]
    if aligned and index >= 0 and len(distinct) == len(values):
        return distinct[index]
    before = [e for e in named if e.end <= number.start]
    after = [e for e in named if e.start >= number.end]
    if follows:
        nearest_after = _before_next_number(after, number, numbers)
        pattern_after = named[0].start > numbers[0].start
        if nearest_after is not None and (pattern_after or _AFTER.match(text[number.end : nearest_after.start + 1])):
            return nearest_after
        return before[-1] if before else nearest_after
    if before:
        return before[-1]
    if not after:
        return None
    # "71.0%, matching OpenAI-o1" names the one it is compared with; "a score of 71.0 for OpenAI-o1" names its own.
    owner = _OWNER.match(text[number.end : after[0].start + 1])
    return after[0] if owner else None


def _before_next_number(after: Sequence[Entity], number: Quantity, numbers: Sequence[Quantity]) -> Entity | None:
    following = [q.start for q in numbers if q.start > number.start]
    limit = following[0] if following else 10**9
    inside = [e for e in after if e.start < limit]
    return inside[0] if inside else None


def _nearest(text: str, number: Quantity, named: Sequence[Entity]) -> Entity | None:
    if not named:
        return None
    return min(named, key=lambda e: min(abs(e.start - number.end), abs(number.start - e.end)))
