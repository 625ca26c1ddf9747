"""Groups results by what they measure, and finds those that do not agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from synth.compose.differing import find_differences
from synth.language.vocabulary import EntityKind, Sameness, dataset_name, entities, same_entity
from synth.language.words import squash
from synth.records import Paper, Result
from synth.records.ledger import Ledger, Measure

__all__ = ["Wanted", "find_differences", "make_ledger", "read_metric"]

_Key = tuple[str, str, int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a reader asks the ledger for; an empty field asks for everything."""

    model: str = ""
    dataset: str = ""
    metric: str = ""
    """May carry its k: "pass@10"."""
    k: int | None = None
    paper: str = ""
    """Part of the paper's id: an arXiv id with or without version, a DOI or a checksum."""

    def fits(self, result: Result) -> bool:
        """Whether a result is asked for."""
        metric, k = read_metric(self.metric)
        k = self.k if self.k is not None else k
        return (
            (not self.model or _is_model(self.model, result.method))
            and (not self.dataset or _is_dataset(self.dataset, result.dataset))
            and (not metric or squash(metric) == squash(result.metric))
            and (k is None or k == result.k)
            and (not self.paper or _is_paper(self.paper, result.paper))
        )

    @property
    def anything(self) -> bool:
        """Whether nothing in particular is asked for."""
        return not (self.model or self.dataset or self.metric or self.paper) and self.k is None


def read_metric(text: str) -> tuple[str, int | None]:
    """Canonical name of a metric and its k: ("pass@k", 10) for "Pass@10"."""
    found = [e for e in entities(text.strip()) if e.kind is EntityKind.METRIC]
    if len(found) == 1 and squash(found[0].text) == squash(text):
        return found[0].canonical, found[0].k
    return text.strip(), None


def _is_model(wanted: str, method: str) -> bool:
    """Whether a printed name is the model or one of its sizes; a name that says less than what is wanted is not."""
    sameness = same_entity(wanted, method)
    if sameness is Sameness.SAME:
        return True
    if sameness is Sameness.COMPATIBLE:
        return len(squash(method)) > len(squash(wanted))
    return any(same_entity(wanted, e.text) is Sameness.SAME for e in entities(method) if e.kind is EntityKind.METHOD)


def _is_dataset(wanted: str, dataset: str) -> bool:
    return squash(_plus(dataset_name(wanted) or wanted)) == squash(_plus(dataset))


def _plus(name: str) -> str:
    return name.replace("+", " plus")


def _is_paper(wanted: str, paper: str) -> bool:
    bare = re.sub(r"^(?:arxiv|doi|sha256):\s*", "", wanted.strip(), flags=re.IGNORECASE).lower()
    own = paper.partition(":")[2].lower() or paper.lower()
    return bool(bare) and (
        own == bare or re.fullmatch(rf"{re.escape(bare)}v\d+", own) is not None or own.startswith(bare)
    )


def make_ledger(
    results: Iterable[Result], papers: Sequence[Paper], wanted: Wanted, *, failed: Sequence[Paper] = ()
) -> Ledger:
    """The wanted results by what they measure, and every disagreement that one of them takes part in."""
    every = list(results)
    chosen = [result for result in every if wanted.fits(result)]
    keys: defaultdict[_Key, list[Result]] = defaultdict(list)
    for result in chosen:
        keys[_key(result)].append(result)
    measures = [
        Measure(dataset=dataset, metric=metric, k=k, results=tuple(sorted(found, key=_by_method)))
        for (dataset, metric, k), found in keys.items()
    ]
    measures.sort(key=lambda m: (-len(m.results), m.dataset.lower(), m.metric, m.k or 0))
    datasets = {result.dataset for result in chosen}
    related = [result for result in every if result.dataset in datasets]
    listed = {id(result) for result in chosen}
    open_metric = replace(wanted, metric="", k=None)
    differences = [d for d in find_differences(related, papers) if any(id(r) in listed for r in d.results)]
    return Ledger(
        papers=tuple(papers),
        failed=tuple(failed),
        measures=tuple(measures),
        differences=tuple(differences),
        total=len(every),
        unstated=sum(not result.metric and open_metric.fits(result) for result in every) if wanted.metric else 0,
    )


def _key(result: Result) -> _Key:
    return (result.dataset, result.metric, result.k)


def _by_method(result: Result) -> tuple[str, float, str]:
    return (squash(result.method), -result.value.value, result.paper)
