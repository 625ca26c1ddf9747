"""How far each result of a library is borne out: by its own paper, by an independent one, or by none.

Stricter than the ladder in one point: two rows that cite another work for their number do not bear each other out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from synth.compose.clusters import (
    Printed,
    agree,
    clusters,
    numbers_of,
    same_measure,
    settings_differ,
    unstated,
    works_of,
)
from synth.records import Paper, Result, Rung
from synth.records.ledger import Standing

SHOWN = 6
"""Places that a standing names."""
_TRIED = 12
"""Other papers that are looked at for an independent one."""
Cites = Callable[[str, str], bool]
"""Whether the first paper cites the second, by their ids."""


def standings(results: Iterable[Result], papers: Sequence[Paper], cites: Cites) -> dict[int, Standing]:
    """The standing of each result, by its `id()`; one that is not there stands alone."""
    works = works_of(papers)
    found: dict[int, Standing] = {}
    for cluster in clusters(results):
        numbers = numbers_of(cluster)
        for one in numbers:
            alike, unlike = _others(one, numbers)
            by_paper: defaultdict[str, list[Result]] = defaultdict(list)
            for result in (r for other in alike for r in other.places):
                by_paper[result.paper].append(result)
            versions = Counter(works.get(paper) for paper in by_paper)
            against: defaultdict[str, list[Result]] = defaultdict(list)
            for result in (r for other in unlike for r in other.places):
                against[result.paper].append(result)
            for result in one.places:
                found[id(result)] = _standing(result, by_paper, against, works, versions, cites)
    return found


def _others(one: Printed, numbers: Sequence[Printed]) -> tuple[list[Printed], list[Printed]]:
    """The numbers of a cluster that say the same as one of them (itself among them), and those that do not."""
    alike: list[Printed] = [one]
    unlike: list[Printed] = []
    for other in numbers:
        if other is one or settings_differ(one.conditions, other.conditions):
            continue
        if same_measure(one.first, other.first) or unstated(one.first, other.first):
            (alike if agree(one.first, other.first) else unlike).append(other)
    return alike, unlike


def _standing(
    result: Result,
    by_paper: Mapping[str, Sequence[Result]],
    against: Mapping[str, Sequence[Result]],
    works: Mapping[str, str],
    versions: Mapping[str | None, int],
    cites: Cites,
) -> Standing:
    own = [r for r in by_paper[result.paper] if r is not result and not _one_place(r, result)]
    work = works.get(result.paper)
    neighbours = [r for r in against.get(result.paper, ()) if not _comparable(result, r)]
    differing = (r for found in against.values() for r in found if not any(r is one for one in neighbours))
    others = list(islice((paper for paper in by_paper if works.get(paper) != work), _TRIED))
    independent = next((paper for paper in others if _independent(result, by_paper[paper], cites)), None)
    places = [by_paper[paper][0] for paper in others if paper != independent][: SHOWN - 1]
    if independent is not None:
        places.insert(0, by_paper[independent][0])
    return Standing(
        rung=Rung.CORROBORATED if independent is not None else Rung.CONSISTENT if own else Rung.LOCATED,
        same=(*places, *own)[:SHOWN],
        papers=len(by_paper) - versions[work],
        differing=tuple(islice(differing, SHOWN)),
        differ=sum(map(len, against.values())) - len(neighbours),
        repeats=bool(others) and independent is None,
    )


def _independent(result: Result, theirs: Sequence[Result], cites: Cites) -> bool:
    other = theirs[0].paper
    copied = "repeated" in result.flags and all("repeated" in r.flags for r in theirs)
    return not copied and not cites(result.paper, other) and not cites(other, result.paper)


def _comparable(a: Result, b: Result) -> bool:
    """Whether two places of one paper can differ: what a sentence leaves unsaid, its neighbours say."""
    return same_measure(a, b) and (a.cell is not None or b.cell is not None)


def _one_place(a: Result, b: Result) -> bool:
    """Whether two readings are of one cell, or of one sentence."""
    if a.cell is not None or b.cell is not None:
        return a.cell == b.cell
    return a.span is not None and a.span == b.span
