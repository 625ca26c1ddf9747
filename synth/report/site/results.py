"""Result tables, one page a dataset: who reports what, under which setting, borne out how far, and what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synth.records import Result, Rung
from synth.records.ledger import Difference, DifferenceKind, Standing
from synth.report.claims import cell_words
from synth.report.results import metric_of
from synth.report.site.output import SiteFolder
from synth.report.site.pages import Link, Shell, render
from synth.report.site.plots import by_year
from synth.report.site.rows import Listing
from synth.report.site.view import PaperEntry, Slugs
from synth.report.text import clean
from synth.report.words import counted

NOT_STATED = "metric not stated"
NO_DATASET = "Dataset not stated"
ALONE = Standing(rung=Rung.LOCATED)
_LONGEST_QUOTE = 360
_STATIC = 12
"""Disagreements that stand in the page of a table itself."""


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
                    href=f"../{self.href(dataset)}#paper={_quoted(self.names[paper])}",
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


def outliers(difference: Difference) -> set[str]:
    """Papers whose number is the odd one: of a difference between papers, those that do not print the commonest."""
    if difference.kind is not DifferenceKind.ACROSS:
        return {result.paper for result in difference.results}
    groups = numbers(difference)
    most = max(len({r.paper for r in group}) for group in groups)
    odd = {r.paper for group in groups if len({one.paper for one in group}) < most for r in group}
    return odd or {result.paper for result in difference.results}


def numbers(difference: Difference) -> list[list[Result]]:
    """Places of a difference by the number that they print, the commonest first."""
    groups: dict[float, list[Result]] = {}
    for result in difference.results:
        groups.setdefault(result.value.value, []).append(result)
    return sorted(groups.values(), key=lambda group: (-len({r.paper for r in group}), -group[0].value.value))


def differing(differences: Sequence[Difference]) -> Counter[str]:
    """How many disagreements each paper stands out in, by its id."""
    return Counter(paper for one in differences for paper in outliers(one))


def measure_words(result: Result | Difference) -> str:
    """The metric as a list names it."""
    return clean(metric_of(result)) or NOT_STATED


def write_tables(folder: SiteFolder, shell: Shell, templates: Path | None, tables: Tables) -> Listing:
    """Write a page and a list for each dataset, and the list of datasets, which is given back."""
    listing = Listing(
        name="results",
        columns=("href", "name", "papers", "count", "methods", "measures", "years", "verified", "differs", "words"),
        repeated=("measures",),
    )
    by_dataset = Counter(one.dataset for one in tables.differences)
    for dataset, results in tables.datasets.items():
        row = _table(folder, shell, templates, tables, dataset, results, by_dataset[dataset])
        listing.rows.append(row)
    listing.write(folder)
    return listing


def _table(
    folder: SiteFolder,
    shell: Shell,
    templates: Path | None,
    tables: Tables,
    dataset: str,
    results: Sequence[Result],
    differ: int,
) -> tuple[object, ...]:
    measures = Counter(measure_words(result) for result in results)
    papers = {result.paper for result in results}
    verified = sum(tables.standing(result).rung.level >= Rung.CONSISTENT.level for result in results)
    listing = _rows(tables, tables.slugs[dataset], results, measures)
    listing.write(folder)
    years = sorted({entry.paper.year for paper in papers if (entry := tables.papers.get(paper)) and entry.paper.year})
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else ""
    first, _ = measures.most_common(1)[0]
    methods = len({result.method for result in results})
    differences = [one for one in tables.differences if one.dataset == dataset] if differ else []
    status = (
        counted(len(results), "result"),
        counted(len(papers), "paper"),
        counted(methods, "method"),
        f"{verified:,} printed in a second place",
        counted(differ, "disagreement"),
    )
    page = render(
        "table",
        shell,
        templates,
        {
            "title": dataset or NO_DATASET,
            "heading": dataset or NO_DATASET,
            "kind": "list",
            "section": "results",
            "listing": listing.name,
            "row_kind": "rows",
            "first": f"measure={_quoted(first)}",
            "search": "Search methods, papers and settings",
            "status": status,
            "plot": by_year(
                [
                    (
                        entry.paper.year,
                        r.value.value,
                        tables.standing(r).rung.level >= Rung.CONSISTENT.level,
                        clean(r.method),
                    )
                    for r in results
                    if measure_words(r) == first and (entry := tables.papers.get(r.paper)) and entry.paper.year
                ]
            ),
            "plot_words": first,
            "differences": [difference_view(one, tables, depth=1) for one in differences[:_STATIC]],
            "more_differences": differ > _STATIC,
            "dataset": dataset,
        },
        depth=1,
    )
    folder.write(tables.href(dataset), page)
    words = ", ".join(f"{name} {count}" for name, count in measures.most_common(3))
    return (
        *(tables.href(dataset), dataset or NO_DATASET, len(papers), len(results), methods),
        *(tuple(name for name, _ in measures.most_common(6)), span, verified, differ, words),
    )


def _rows(tables: Tables, slug: str, results: Sequence[Result], measures: Mapping[str, int]) -> Listing:
    listing = Listing(
        name=f"b/{slug}",
        columns=(
            "method", "measure", "value", "raw", "setting", "paper", "href", "year", "where", "tone", "standing",
            "differs", "own", "quote", "cell", "same", "other",
        ),
        repeated=(
            "method", "measure", "setting", "paper", "href", "where", "tone", "standing", "differs", "own", "quote",
            "same", "other",
        ),
        facets=("measure", "standing", "differs", "own", "year"),
    )  # fmt: skip
    for result in sorted(
        results, key=lambda r: (-measures[measure_words(r)], measure_words(r), -r.value.value, r.method)
    ):
        standing = tables.standing(result)
        entry = tables.papers.get(result.paper)
        tone, word = _standing(result, standing, tables.reruns.get(id(result)))
        listing.rows.append(
            (
                clean(result.method),
                measure_words(result),
                result.value.value,
                clean(result.value.raw) + (f" ± {clean(result.uncertainty.raw)}" if result.uncertainty else ""),
                clean(", ".join(result.setting)),
                tables.names.get(result.paper, result.paper),
                entry.href if entry else "",
                (entry.paper.year or 0) if entry else 0,
                _where(result, entry),
                tone,
                word,
                "another place differs" if standing.differ else "",
                "the paper’s own"
                if "own" in result.flags
                else "cites another work"
                if "repeated" in result.flags
                else "",
                _cut(clean(result.quote)),
                cell_words(result.cell).partition(": ")[2],
                tuple(_place(one, tables) for one in standing.same),
                tuple(_place(one, tables) for one in standing.differing),
            )
        )
    return listing


def _standing(result: Result, standing: Standing, rerun: Rerun | None) -> tuple[str, str]:
    """Tone and word of how far a result is borne out."""
    if rerun is not None:
        return ("verified", "a rerun gives it") if rerun.agrees else ("contradicted", "a rerun does not give it")
    if "doubtful_table" in result.flags:
        return "abstained", "doubtful table"
    if standing.rung is Rung.CORROBORATED:
        return "verified", "independent paper"
    if standing.rung is Rung.CONSISTENT:
        return ("disputed" if standing.differ else "verified"), "second place in the paper"
    if standing.repeats:
        return ("disputed" if standing.differ else "stated"), "linked papers only"
    return ("disputed" if standing.differ else "stated"), "only here"


def _where(result: Result, entry: PaperEntry | None) -> str:
    table = clean(result.cell.label) or "table" if result.cell else "text"
    page = f", p. {result.span.page}" if result.span and entry and entry.paged else ""
    return f"{table}{page}"


def _place(result: Result, tables: Tables) -> str:
    """A place as the browser takes it apart: paper, address, number, where."""
    entry = tables.papers.get(result.paper)
    name = tables.names.get(result.paper, result.paper)
    return "\t".join((name, entry.href if entry else "", clean(result.value.raw), _where(result, entry)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberView:
    """One number of a disagreement and who prints it."""

    raw: str
    papers: int
    places: tuple[Link, ...]
    more: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DifferenceView:
    """A disagreement as pages show it."""

    subject: str
    kind: str
    note: str
    numbers: tuple[NumberView, ...]
    more: int
    """Numbers that are not shown."""


KINDS = {
    DifferenceKind.INSIDE: "one paper with itself",
    DifferenceKind.ACROSS: "papers with each other",
    DifferenceKind.VERSIONS: "versions of one paper",
}
_PLACES, _NUMBERS = 4, 8


def difference_view(one: Difference, tables: Tables, *, depth: int = 0) -> DifferenceView:
    """A disagreement by its numbers, the commonest first."""
    groups = numbers(one)
    up = "../" * depth
    views = []
    for group in groups[:_NUMBERS]:
        places = []
        for result in group[:_PLACES]:
            entry = tables.papers.get(result.paper)
            name = tables.names.get(result.paper, result.paper)
            places.append(Link(href=f"{up}{entry.href}" if entry else "", name=name, words=_where(result, entry)))
        papers = len({result.paper for result in group})
        views.append(
            NumberView(
                raw=clean(group[0].value.raw), papers=papers, places=tuple(places), more=len(group) - len(places)
            )
        )
    subject = f"{clean(one.method)} on {clean(one.dataset)}, {measure_words(one)}"
    return DifferenceView(
        subject=subject,
        kind=KINDS[one.kind],
        note=clean(one.note),
        numbers=tuple(views),
        more=max(0, len(groups) - _NUMBERS),
    )


def write_differences(folder: SiteFolder, tables: Tables) -> Listing:
    """Write the list of all disagreements: those between most papers first."""
    listing = Listing(
        name="disagreements",
        columns=("href", "subject", "kind", "dataset", "note", "spread", "numbers", "paper", "count"),
        repeated=("kind", "dataset", "note", "numbers", "paper"),
        facets=("kind", "dataset"),
    )
    for one in sorted(tables.differences, key=lambda d: (-len({r.paper for r in d.results}), d.dataset, d.method)):
        view = difference_view(one, tables)
        values = [result.value.value for result in one.results]
        href = (
            f"{tables.href(one.dataset)}#{'measure=' + _quoted(measure_words(one)) + '&'}q={_quoted(clean(one.method))}"
        )
        listing.rows.append(
            (
                href,
                view.subject,
                view.kind,
                one.dataset,
                view.note,
                round(max(values) - min(values), 4),
                tuple(_number(number) for number in view.numbers),
                tuple(sorted(tables.names.get(paper, paper) for paper in outliers(one)))[:60],
                len({result.paper for result in one.results}),
            )
        )
    listing.write(folder)
    return listing


def _number(number: NumberView) -> str:
    """A number as the browser takes it apart: itself, how many papers, then name, address and place of some."""
    return "\t".join(
        (
            number.raw,
            str(number.papers),
            str(number.more),
            *(part for one in number.places for part in (one.name, one.href, one.words)),
        )
    )
