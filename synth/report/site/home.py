"""The first page of a site, and the page that says what its marks mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from synth.records import Paper
from synth.report.site.disagreements import difference_view
from synth.report.site.lists import BAD, short
from synth.report.site.output import SiteFolder
from synth.report.site.pages import Link, Shell, render
from synth.report.site.plots import years_plot
from synth.report.site.tables import NO_DATASET, Tables
from synth.report.site.view import ClaimEntry, PaperEntry
from synth.report.text import clean
from synth.report.words import counted

_MOST = 8
_TABLES = 12


def write_home(
    folder: SiteFolder,
    shell: Shell,
    templates: Path | None,
    *,
    entries: Sequence[PaperEntry],
    claims: Sequence[ClaimEntry],
    tables: Tables,
    reports: Sequence[Link],
) -> None:
    """Write `index.html`: what there is, and what a reader should look at first."""
    newest = sorted(entries, key=lambda one: (one.paper.year or 0, one.paper.date), reverse=True)[:_MOST]
    wrong = [claim for claim in claims if claim.tone in BAD]
    verified = sum(claim.tone == "verified" for claim in claims)
    across = sorted(tables.differences, key=lambda one: -len({result.paper for result in one.results}))
    context = {
        "title": "Overview",
        "kind": "index",
        "status": (
            counted(len(entries), "paper"),
            counted(sum(map(len, tables.datasets.values())), "result"),
            counted(len(tables.datasets), "dataset"),
            f"{counted(len(claims), 'statement')} checked",
            f"{verified:,} verified",
            f"{len(wrong):,} contradicted or impossible",
        ),
        "papers": len(entries),
        "years": years_plot(Counter(entry.paper.year for entry in entries if entry.paper.year)),
        "newest": [
            Link(
                href=one.href,
                name=clean(one.paper.title) or one.paper.id,
                words=" · ".join(filter(None, (one.authors, str(one.paper.year or "")))),
            )
            for one in newest
        ],
        "wrong": [
            Link(href=one.href, name=short(one.text, 200), words=tables.names.get(one.paper) or one.name)
            for one in wrong[:_MOST]
        ],
        "wrong_count": len(wrong),
        "tables": [_table(tables, dataset) for dataset in list(tables.datasets)[:_TABLES] if dataset],
        "table_count": len(tables.datasets),
        "differences": [difference_view(one, tables) for one in across[:_MOST]],
        "difference_count": len(tables.differences),
        "reports": reports,
    }
    folder.write("index.html", render("index", shell, templates, context))


def _table(tables: Tables, dataset: str) -> dict[str, object]:
    results = tables.datasets[dataset]
    return {
        "href": tables.href(dataset),
        "name": dataset or NO_DATASET,
        "papers": len({result.paper for result in results}),
        "results": len(results),
        "differs": sum(one.dataset == dataset for one in tables.differences),
    }


def write_about(
    folder: SiteFolder, shell: Shell, templates: Path | None, *, papers: int, failed: Sequence[Paper]
) -> None:
    """Write `about.html`: what the marks mean, and which papers could not be read."""
    context = {"title": "About", "kind": "about", "papers": papers, "failed": failed}
    folder.write("about.html", render("about", shell, templates, context))
