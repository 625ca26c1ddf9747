"""Result tables, one page a dataset: who reports what, under which setting, borne out how far, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from synth.records import Result, Rung
from synth.records.ledger import Standing
from synth.report.claims import cell_words
from synth.report.site.disagreements import difference_view
from synth.report.site.output import SiteFolder
from synth.report.site.pages import Shell, render
from synth.report.site.plots import by_year
from synth.report.site.rows import Listing
from synth.report.site.tables import NO_DATASET, Rerun, Tables, escaped, measure_words, where_words
from synth.report.text import clean
from synth.report.words import counted

_LONGEST_QUOTE = 360
_STATIC = 12
"""Disagreements that stand in the page of a table itself."""


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
            "first": f"measure={escaped(first)}",
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
        rerun = tables.reruns.get(id(result))
        again = ("\t".join(("a rerun", rerun.href, "↻", clean(rerun.words))),) if rerun else ()
        tone, word = _standing(result, standing, rerun)
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
                where_words(result, entry),
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
                (*(again if rerun and rerun.agrees else ()), *(_place(one, tables) for one in standing.same)),
                (*(again if rerun and not rerun.agrees else ()), *(_place(one, tables) for one in standing.differing)),
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


def _place(result: Result, tables: Tables) -> str:
    """A place as the browser takes it apart: paper, address, number, where."""
    entry = tables.papers.get(result.paper)
    name = tables.names.get(result.paper, result.paper)
    return "\t".join((name, entry.href if entry else "", clean(result.value.raw), where_words(result, entry)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
