"""Two numbers of one claim that stand in each other's cells: columns, rows, or the two ends of a change exchanged.

This is the error that embeddings cannot see ("83.9 on MATH, 51.2 on GSM8K" for the reverse), and the one on which the
table leaves no doubt: both numbers are there, each under the other's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from synth.language.compare import matches
from synth.language.vocabulary import Entity, EntityKind, entities
from synth.records import Claim, Role
from synth.verify.bind import Fit, bind_cell
from synth.verify.facts import Fact
from synth.verify.places import CellPlace

_FROM_TO = re.compile(r"\bfrom\s+(?:\S+\s+){0,3}?$", re.IGNORECASE)


_STATE_BEFORE = re.compile(r"(?<!steps )(?<!means )\b(?:of|for|over|than|takes?|lifts?)\s+(?:the\s+)?$", re.IGNORECASE)
"""What stands before the model that a change starts from: "raises the pass@1 *of* Qwen", "improves *over* Llama"."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Two exchanged numbers and the cells that show it."""

    kind: str
    """`swapped_column`, `swapped_row` or `reversed_change`."""
    first: Fact
    second: Fact
    at_first: CellPlace
    """Cell under the first number's name: it prints the second number."""
    at_second: CellPlace


def find_swap(claim: Claim, found: Sequence[Fact], own: Sequence[CellPlace]) -> Swap | None:
    """The first pair of numbers of `claim` that its paper's cells `own` print the other way round."""
    values = [fact for fact in found if fact.quantity.role is Role.VALUE]
    for first, second in combinations(values, 2):
        if matches(first.quantity, second.quantity):
            continue
        for kind, one, other in (*_by_name(first, second), *_by_change(claim, first, second)):
            if swap := _exchanged(kind, one, other, own):
                return swap
    return None


def _by_name(first: Fact, second: Fact) -> Iterator[tuple[str, Fact, Fact]]:
    """Numbers that the sentence gives for certain to two datasets, or to two methods."""
    if first.dataset_sure and second.dataset_sure and _differ(first.dataset, second.dataset):
        yield "swapped_column", first, second
    if first.method_sure and second.method_sure and _differ(first.method, second.method):
        yield "swapped_row", first, second


def _by_change(claim: Claim, first: Fact, second: Fact) -> Iterator[tuple[str, Fact, Fact]]:
    """The two ends of "method M takes model O from A to B": A is O's number, B is M's."""
    text = claim.text
    if (
        not _FROM_TO.search(text[: first.quantity.start])
        or " to " not in text[first.quantity.end : second.quantity.start]
    ):
        return
    methods = [e for e in entities(text[: first.quantity.start]) if e.kind is EntityKind.METHOD]
    for one, other in combinations({e.canonical: e for e in methods}.values(), 2):
        starts = [bool(_STATE_BEFORE.search(text[: e.start])) for e in (one, other)]
        if starts.count(True) == 1:  # else the sentence does not say which state is whose
            start, end = (one, other) if starts[0] else (other, one)
            yield "reversed_change", _with_method(first, start), _with_method(second, end)


def _with_method(fact: Fact, method: Entity) -> Fact:
    return Fact(fact.quantity, method, fact.dataset, fact.metric, fact.k, True, fact.dataset_sure)


def _differ(left: Entity | None, right: Entity | None) -> bool:
    return left is not None and right is not None and left.canonical != right.canonical


def _exchanged(kind: str, first: Fact, second: Fact, own: Sequence[CellPlace]) -> Swap | None:
    """Cells of one row (or one column) where the two numbers stand the other way round, and nowhere the right way."""
    at_first = [place for place in own if _holds(kind, first, place)]
    at_second = [place for place in own if _holds(kind, second, place)]
    wrong = right = None
    for a in at_first:
        for b in at_second:
            if a is b or not _aligned(kind, a, b):
                continue
            if matches(first.quantity, a.quantity) and matches(second.quantity, b.quantity):
                right = (a, b)
            if matches(second.quantity, a.quantity) and matches(first.quantity, b.quantity):
                wrong = (a, b)
    if wrong is None or right is not None:
        return None
    return Swap(kind, first, second, *wrong)


def _holds(kind: str, fact: Fact, place: CellPlace) -> bool:
    """Whether a cell is measured for the fact's method, or dataset, by name; the rest must not conflict."""
    binding = bind_cell(fact, place)
    if kind == "swapped_column":
        return binding.dataset is Fit.SAME and binding.metric is not Fit.CONFLICT
    return binding.method > Fit.OPEN and not binding.conflict


def _aligned(kind: str, a: CellPlace, b: CellPlace) -> bool:
    if a.table.id != b.table.id:
        return False
    return a.row is b.row if kind == "swapped_column" else a.cell.column == b.cell.column and a.row is not b.row
