"""Which recipes test a number of a claim: by what the number is bound to, never by the wording of the claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.language.identity import Sameness, same_entity
from synth.records import Cited, Decoding
from synth.rerun.metrics import parse_metric
from synth.rerun.recipe import Recipe


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """A number of a claim and what it is said to measure."""

    printed: str
    """Digits as printed, without a unit."""
    method: str
    dataset: str
    metric: str
    """ "pass@10", "accuracy"; empty where the claim names none."""
    decoding: Decoding
    papers: frozenset[str]
    """arXiv ids, without version, of the paper that the claim is from, or that it is about."""


def matches(bound: Bound, recipes: Sequence[Recipe]) -> list[tuple[Recipe, Cited]]:
    """Recipes that test the number, each with the figure to test.

    Model, dataset, metric and k must be the same. The number itself may be any where the recipe is of the claim's own
    paper or says that its samples stand for all figures of its model; else it must be one that the recipe cites: the
    same model on the same benchmark was measured elsewhere, with other samples, and may rightly differ.
    """
    metric = parse_metric(bound.metric or "accuracy")
    if metric is None or not bound.method or not bound.dataset:
        return []
    found = []
    for recipe in recipes:
        if not _same_experiment(bound, recipe) or not _same_decoding(bound, recipe):
            continue
        known = [f.cited for f in recipe.figures if f.cited.metric == str(metric) and f.cited.printed == bound.printed]
        if known:
            found.append((recipe, known[0]))
        elif recipe.any_value or recipe.arxiv in bound.papers:
            found.append((recipe, _cited(bound, str(metric), recipe)))
    return found


def _same_experiment(bound: Bound, recipe: Recipe) -> bool:
    if same_entity(bound.dataset, recipe.dataset) is not Sameness.SAME:
        return False
    names = (recipe.model, *recipe.models)
    return any(same_entity(bound.method, name) is Sameness.SAME for name in names if name)


def _same_decoding(bound: Bound, recipe: Recipe) -> bool:
    """A greedy figure is not tested on samples, nor the other way round, unless the recipe cites it."""
    if any(figure.cited.printed == bound.printed for figure in recipe.figures):
        return True
    decoding = _decoding(bound)
    return Decoding.UNKNOWN in (decoding, recipe.decoding) or decoding is recipe.decoding


def _decoding(bound: Bound) -> Decoding:
    """Only a figure of one sample can be greedy; what is said of more samples was sampled."""
    metric = parse_metric(bound.metric or "accuracy")
    return bound.decoding if metric is None or metric.k == 1 else Decoding.SAMPLED


def _cited(bound: Bound, metric: str, recipe: Recipe) -> Cited:
    decoding = _decoding(bound)
    words = f"{decoding.value} " if decoding is Decoding.GREEDY else ""
    return Cited(
        text=f"{words}{metric} = {bound.printed}",
        metric=metric,
        printed=bound.printed,
        decoding=decoding,
        arxiv=recipe.arxiv,
        model=recipe.model,
        dataset=recipe.dataset,
    )
