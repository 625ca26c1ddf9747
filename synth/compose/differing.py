"""Places that print different numbers for one measurement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from synth.compose.clusters import (
    Printed,
    agree,
    clusters,
    conditions_of,
    is_usual,
    numbers_of,
    same_measure,
    settings_differ,
    unstated,
    works_of,
)
from synth.language.words import squash
from synth.records import Paper, Result
from synth.records.ledger import Difference, DifferenceKind


def find_differences(results: Iterable[Result], papers: Sequence[Paper]) -> tuple[Difference, ...]:
    """Places that print different numbers for one model, dataset, metric, k and subset.

    Left out: doubtful tables, names that mean something only in their own table, and numbers whose settings are known
    to differ (greedy and sampled, 0-shot and 5-shot).
    """
    works = works_of(papers)
    found = [one for cluster in clusters(results) for one in _differences(cluster, works)]
    found.sort(key=lambda d: (list(DifferenceKind).index(d.kind), d.dataset.lower(), d.metric, squash(d.method)))
    return tuple(found)


def _differences(cluster: Sequence[Result], works: Mapping[str, str]) -> Iterator[Difference]:
    groups: dict[tuple[DifferenceKind, tuple[str, int | None]], dict[int, Result]] = {}
    for one, other in combinations(numbers_of(cluster), 2):
        a, b = one.first, other.first
        same = same_measure(a, b)
        if not (same or unstated(a, b)) or settings_differ(one.conditions, other.conditions) or agree(a, b):
            continue
        measure = ("", None) if is_usual(a) and is_usual(b) else (a.metric, a.k)
        for kind, result in _apart(one, other, works, inside=same):
            groups.setdefault((kind, measure), {})[id(result)] = result
    for (kind, _), apart in groups.items():
        papers = {r.paper for r in apart.values()}
        measures = {(r.metric, r.k) for r in apart.values()}
        conditions = list({tuple(sorted(c.items())): c for c in map(conditions_of, apart.values())}.values())
        places = [
            r
            for r in cluster
            if id(r) in apart
            or (
                r.paper in papers
                and (r.metric, r.k) in measures
                and not any(settings_differ(conditions_of(r), c) for c in conditions)
            )
        ]
        first = max(places, key=lambda r: bool(r.metric))
        yield Difference(
            kind=kind,
            method=first.method,
            dataset=first.dataset,
            metric=first.metric,
            k=first.k,
            results=tuple(sorted(places, key=lambda r: (r.paper, r.span.page if r.span else 0))),
            note=_note(kind, places),
        )


def _apart(
    one: Printed, other: Printed, works: Mapping[str, str], *, inside: bool
) -> Iterator[tuple[DifferenceKind, Result]]:
    """Each place of two different numbers that stands against a place of the other, with the kind of difference.

    `inside` says whether two places of one paper count; what a sentence leaves unsaid, its neighbours say, so two
    sentences of one paper never do.
    """
    for mine, others in ((one, other), (other, one)):
        papers = Counter(r.paper for r in others.places)
        celled = {r.paper for r in others.places if r.cell is not None}
        by_work = Counter(works.get(r.paper, "-") for r in others.places)
        for result in mine.places:
            own, work = papers[result.paper], works.get(result.paper)
            if inside and own and (result.cell is not None or result.paper in celled):
                yield DifferenceKind.INSIDE, result
            versions = by_work[work] - own if work is not None else 0
            if versions > 0:
                yield DifferenceKind.VERSIONS, result
            if len(others.places) - own - max(versions, 0) > 0:
                yield DifferenceKind.ACROSS, result


def _note(kind: DifferenceKind, places: Sequence[Result]) -> str:
    said: list[str] = []
    if any("repeated" in r.flags for r in places):
        said.append("a place that cites another work may repeat that work's number")
    conditions = [frozenset(conditions_of(r).items()) for r in places]
    if len(set(conditions)) > 1:
        said.append("not all places state their setting")
    if any(not r.metric for r in places):
        said.append(
            "the metric is not stated" if len({r.metric for r in places}) == 1 else "not all state their metric"
        )
    if kind is DifferenceKind.ACROSS and len(said) == 0:
        said.append("setting or release may differ")
    if kind is DifferenceKind.INSIDE and len(said) == 0:
        said.append("the same paper prints both")
    if kind is DifferenceKind.VERSIONS:
        said.insert(0, "versions of one paper")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."
