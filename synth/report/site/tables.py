"""All results of a library by what they were measured on, with what stands to each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from synth.records import Result, Rung
from synth.records.ledger import Difference, Standing
from synth.report.results import metric_of
from synth.report.site.pages import Link
from synth.report.site.view import PaperEntry, Slugs
from synth.report.text import clean

NOT_STATED = "metric not stated"
NO_DATASET = "Dataset not stated"
ALONE = Standing(rung=Rung.LOCATED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rerun:
    """What a rerun says of a result."""

    agrees: bool
    href: str
    words: str


@dataclass(slots=True)
class Tables:
    """All results of a library, by what they were measured on."""

    papers: Mapping[str, PaperEntry]
    names: Mapping[str, str]
    standings: Mapping[int, Standing]
    reruns: Mapping[int, Rerun]
    differences: Sequence[Difference]
    datasets: dict[str, list[Result]] = field(default_factory=dict)
    """The dataset that most papers report on first."""
    slugs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        results: Iterable[Result],
        papers: Mapping[str, PaperEntry],
        names: Mapping[str, str],
        standings: Mapping[int, Standing],
        reruns: Mapping[int, Rerun],
        differences: Sequence[Difference],
    ) -> Tables:
        """The tables of `results`; what stands to each is looked up by its `id()`."""
        groups: defaultdict[str, list[Result]] = defaultdict(list)
        for result in results:
            groups[result.dataset].append(result)
        made = cls(papers, names, standings, reruns, differences)
        order = sorted(groups, key=lambda d: (not d, -len({r.paper for r in groups[d]}), -len(groups[d]), d.casefold()))
        slugs = Slugs()
        for dataset in order:
            made.datasets[dataset] = groups[dataset]
            made.slugs[dataset] = slugs.of(dataset or "not-stated")
        return made

    def href(self, dataset: str) -> str:
        """Page of a dataset, from the root of the site."""
        return f"b/{self.slugs[dataset]}.html"

    def measured(self) -> dict[str, tuple[Link, ...]]:
        """Links to the tables that each paper stands in, by its id; those with most of its results first."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for dataset, results in self.datasets.items():
            for result in results:
                counts[result.paper][dataset] += 1
        return {
            paper: tuple(
                Link(
                    href=f"../{self.href(dataset)}#paper={escaped(self.names[paper])}",
                    name=dataset or NO_DATASET,
                    words=str(count),
                )
                for dataset, count in found.most_common()
            )
            for paper, found in counts.items()
            if paper in self.names
        }

    def by_paper(self) -> dict[str, list[Result]]:
        """The results of each paper, by its id."""
        found: defaultdict[str, list[Result]] = defaultdict(list)
        for results in self.datasets.values():
            for result in results:
                found[result.paper].append(result)
        return found

    def standing(self, result: Result) -> Standing:
        """How far a result is borne out."""
        return self.standings.get(id(result), ALONE)


def measure_words(result: Result | Difference) -> str:
    """The metric as a list names it."""
    return clean(metric_of(result)) or NOT_STATED


def where_words(result: Result, entry: PaperEntry | None) -> str:
    """Where a result stands in its paper."""
    table = clean(result.cell.label) or "table" if result.cell else "text"
    page = f", p. {result.span.page}" if result.span and entry and entry.paged else ""
    return f"{table}{page}"


def escaped(text: str) -> str:
    """A value inside the fragment of an address."""
    return quote(text, safe="")
