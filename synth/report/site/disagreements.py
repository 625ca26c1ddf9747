"""Places that print different numbers for one measurement, as a site shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import Result
from synth.records.ledger import Difference, DifferenceKind
from synth.report.site.output import SiteFolder
from synth.report.site.pages import Link
from synth.report.site.rows import Listing
from synth.report.site.tables import Tables, escaped, measure_words, where_words
from synth.report.text import clean


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
            places.append(Link(href=f"{up}{entry.href}" if entry else "", name=name, words=where_words(result, entry)))
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
            f"{tables.href(one.dataset)}#{'measure=' + escaped(measure_words(one)) + '&'}q={escaped(clean(one.method))}"
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
