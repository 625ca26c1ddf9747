"""Whether two places speak of the same measurement: method, dataset, metric and k, dimension by dimension.

A dimension that one side does not name is open; one that both name differently is a conflict, and a conflict means
that the numbers are not comparable, whatever their values are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from synth.language.names import PARADIGMS
from synth.language.vocabulary import Entity, Sameness, same_entity
from synth.language.words import squash
from synth.records import Quantity, Role
from synth.verify.facts import Fact
from synth.verify.places import CellPlace


class Fit(IntEnum):
    """How one dimension fits."""

    CONFLICT = -1
    OPEN = 0
    WEAK = 1
    """Compatible names ("WizardCoder" and "WizardCoder-15B"), or named only by the caption."""
    SAME = 2


@dataclass(frozen=True, slots=True)
class Binding:
    """How a fact and a place fit, by dimension."""

    method: Fit
    dataset: Fit
    metric: Fit

    @property
    def conflict(self) -> bool:
        """Whether they measure different things."""
        return Fit.CONFLICT in (self.method, self.dataset, self.metric)

    @property
    def named(self) -> int:
        """How many dimensions both name and agree on."""
        return sum(fit > Fit.OPEN for fit in (self.method, self.dataset, self.metric))

    @property
    def exact(self) -> bool:
        """Method and dataset both named, and the same: the only ground on which numbers may contradict."""
        return self.method is Fit.SAME and self.dataset is Fit.SAME and not self.conflict


def bind_cell(fact: Fact, place: CellPlace) -> Binding:
    """Fit of a fact to a table cell, by the cell's header paths first and its caption second."""
    return Binding(
        method=_fit_method(fact.method, place),
        dataset=_fit_dataset(fact.dataset, place),
        metric=_fit_metric(fact.metric, fact.k, place.metric, place.k),
    )


def names_both(method: Entity, dataset: Entity, place: CellPlace) -> bool:
    """Whether a cell is surely about this method on this dataset."""
    return _fit_method(method, place) is Fit.SAME and _fit_dataset(dataset, place) is Fit.SAME


def bind_facts(fact: Fact, other: Fact) -> Binding:
    """Fit of two facts taken from two sentences."""
    return Binding(
        method=_fit_pair(fact.method, other.method),
        dataset=_fit_pair(fact.dataset, other.dataset),
        metric=_fit_metric(fact.metric, fact.k, other.metric, other.k),
    )


def specificity(quantity: Quantity) -> int:
    """How unlikely an equal number is by chance: 2 for decimals, 1 for uncommon integers, 0 for small or round ones."""
    if "." in quantity.raw and quantity.value != int(quantity.value):
        return 2
    if quantity.role in (Role.COUNT, Role.SIZE):
        return 1 if quantity.value >= 100 else 0
    return 1 if quantity.value > 10 and quantity.value % 10 else 0


def _fit_pair(left: Entity | None, right: Entity | None) -> Fit:
    if left is None or right is None:
        return Fit.OPEN
    return _fit(same_entity(left.text, right.text))


def _fit(sameness: Sameness) -> Fit:
    return {Sameness.SAME: Fit.SAME, Sameness.COMPATIBLE: Fit.WEAK, Sameness.DIFFERENT: Fit.CONFLICT}[sameness]


def _best(entity: Entity, others: Iterable[Entity]) -> Fit | None:
    fits = [_fit(same_entity(entity.text, other.text)) for other in others if other.kind == entity.kind]
    return max(fits) if fits else None


def _fit_method(method: Entity | None, place: CellPlace) -> Fit:
    if method is None:
        return Fit.OPEN
    wanted = squash(method.text)
    if wanted in place.labels:
        return Fit.SAME
    if method.text in PARADIGMS:
        return Fit.OPEN  # "RL improves …" speaks of any of the rows that were trained with it
    if (fit := _best(method, place.own)) is not None:
        return fit
    if any(wanted in label for label in place.labels):
        return Fit.WEAK
    if _best(method, place.around) in (Fit.SAME, Fit.WEAK):
        return Fit.WEAK
    return Fit.OPEN if not any(place.labels) else Fit.CONFLICT


def _fit_dataset(dataset: Entity | None, place: CellPlace) -> Fit:
    if dataset is None:
        return Fit.OPEN
    wanted = squash(dataset.text)
    if wanted in place.labels:
        return Fit.SAME
    if (fit := _best(dataset, place.own)) is not None:
        return fit
    around = _best(dataset, place.around)
    if around is Fit.SAME:
        named = {entity.canonical for entity in place.around if entity.kind == "dataset"}
        return Fit.SAME if len(named) == 1 else Fit.WEAK
    return around if around is not None else Fit.OPEN


def _family(entity: Entity) -> str:
    """Metrics that may print the same number for the same runs: accuracy and greedy pass@1, say."""
    name = entity.canonical.lower()
    if name.startswith("pass@") or name in {"accuracy", "acc", "solve rate", "success rate"}:
        return "success"
    return name


def _fit_metric(metric: Entity | None, k: int | None, other: Entity | None, other_k: int | None) -> Fit:
    mine = metric.k if metric is not None and metric.k is not None else k
    if mine is not None and other_k is not None and mine != other_k:
        return Fit.CONFLICT
    if mine not in (None, 1) and other_k is None:
        return Fit.CONFLICT  # a place that names no k is pass@1, or an accuracy
    if other is None or metric is None:
        return Fit.OPEN
    if _family(metric) != _family(other):
        return Fit.CONFLICT
    return Fit.SAME if metric.canonical == other.canonical else Fit.WEAK
