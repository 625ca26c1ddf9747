"""The library as a static site: papers, results, statements, reports, each with its evidence."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synth.errors import NoPapersError
from synth.language.naming import paper_names
from synth.records import Discussion, Paper, RelatedPaper
from synth.report.site import lists
from synth.report.site.disagreements import differing, write_differences
from synth.report.site.home import write_about, write_home
from synth.report.site.output import SiteFolder, fingerprint
from synth.report.site.pages import Link, PaperPage, Shell, made_with, write_assets, write_list
from synth.report.site.reports import audit_claims, claims_of, mentions_of, write_reports
from synth.report.site.results import write_tables
from synth.report.site.tables import Tables
from synth.report.site.view import ON_PAGE, PaperEntry, claims_page, thread_page
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Progress
from synth.workflows.site import work
from synth.workflows.site.cards import code
from synth.workflows.site.found import discussions_of, find
from synth.workflows.site.related import related_of
from synth.workflows.site.results import tables_of
from synth.workflows.site.shelf import readings_of
from synth.workflows.site.spread import spread
from synth.workflows.site.work import Reading

PAGES = (
    ("papers", "Papers", "", "Search titles, authors, abstracts, benchmarks"),
    (
        "claims",
        "Claims",
        "Statements of papers and reports that were checked, the wrong ones first.",
        "Search statements",
    ),
    (
        "results",
        "Result tables",
        "Who reports what: the results that papers print in tables and sentences, a page for each dataset.",
        "Search datasets and metrics",
    ),
    (
        "disagreements",
        "Disagreements",
        "Places that print different numbers for one model, dataset, metric and subset.",
        "Search models, datasets and papers",
    ),
)
"""Pages that are lists: name, heading, what stands in them, and what their search box says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteOptions:
    """What a site is made of."""

    papers: tuple[Path, ...] = ()
    """Files and folders; empty for the whole library."""
    title: str = "Library"
    beside: tuple[Path, ...] = ()
    """Folders of reports, audits, reruns and peer reviews; reports that were made with the library are there anyway."""
    pictures: bool = True
    """Whether quoted places are shown as pictures of their pages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltSite:
    """What came of it."""

    folder: Path
    papers: int
    failed: tuple[Paper, ...]
    unread: tuple[str, ...]
    """Reports, audits, reruns and peer reviews that could not be read or shown, with the reason."""
    counts: dict[str, int] = field(default_factory=dict)
    files: int = 0
    written: int = 0
    removed: int = 0


def build_site(out: Path, options: SiteOptions, *, settings: Settings, progress: Progress) -> BuiltSite:
    """Build the site into `out`; what is there already and made from the same is left as it is.

    Raises NoPapersError where there is nothing to show, InputError where the folder holds something else.
    """
    folder = SiteFolder(out)
    shell = Shell(title=options.title)
    workers = settings.workers or min(os.cpu_count() or 1, 8)
    with Library.open(settings.library) as library:
        readings, failed = readings_of(options.papers, library, settings, progress, pictures=options.pictures)
        entries = _entries(readings, out, shell, settings, progress, workers)
        if not entries:
            raise NoPapersError(
                f"the library {settings.library} has no papers",
                hint="read some with synth paper FILE, or give --papers DIR",
            )
        names = paper_names([entry.paper for entry in entries])
        found = find(options.beside, library, pictures=options.pictures)
        tables = tables_of(entries, names, found.reruns, library, progress)
        odd = differing(tables.differences)
        near = related_of(entries, tables.by_paper(), library, settings, progress)
        discussed, lost = discussions_of(found.discussions, entries)
        pages = _paper_pages(entries, tables, odd, near, mentions_of(found.reports), discussed)
        _draw(readings, pages, folder, shell, settings, progress, workers)
    progress("writing lists", 0, 1)
    templates = settings.templates
    write_assets(folder, templates)
    lists.paper_list(entries, odd).write(folder)
    lists.abstract_list(entries).write(folder)
    all_claims = [
        *(claim for entry in entries for claim in entry.claims),
        *(claim for one in found.reports for claim in claims_of(one)),
        *(claim for one in found.audits for claim in audit_claims(one)),
    ]
    links = write_reports(folder, shell, templates, reports=found.reports, audits=found.audits, reruns=found.reruns)
    lists.claim_list(all_claims, tables.papers, names).write(folder)
    write_tables(folder, shell, templates, tables)
    write_differences(folder, tables)
    for name, heading, lead, search in PAGES:
        write_list(folder, shell, templates, name=name, heading=heading, lead=lead, search=search)
    write_home(folder, shell, templates, entries=entries, claims=all_claims, tables=tables, reports=links)
    write_about(folder, shell, templates, papers=len(entries), failed=failed)
    removed = folder.close()
    return BuiltSite(
        folder=out,
        papers=len(entries),
        failed=tuple(failed),
        unread=(*found.unread, *lost),
        counts={
            "statements": len(all_claims),
            "results": sum(map(len, tables.datasets.values())),
            "result tables": len(tables.datasets),
            "disagreements": len(tables.differences),
            "reports": len(found.reports),
            "audits": len(found.audits),
            "reruns": len(found.reruns),
            "review threads": len(discussed),
        },
        files=folder.files,
        written=folder.written,
        removed=removed,
    )


def _paper_pages(
    entries: Sequence[PaperEntry],
    tables: Tables,
    odd: Mapping[str, int],
    near: Mapping[str, tuple[RelatedPaper, ...]],
    mentions: Mapping[str, tuple[Link, ...]],
    discussed: Mapping[str, Discussion],
) -> list[PaperPage]:
    measured = tables.measured()
    return [
        PaperPage(
            paper=entry.paper,
            slug=entry.slug,
            name=tables.names[entry.paper.id],
            related=near[entry.paper.id],
            addresses={one.paper: tables.papers[one.paper].slug for one in near[entry.paper.id]},
            measured=measured.get(entry.paper.id, ()),
            disagreements=odd.get(entry.paper.id, 0),
            claims=entry.own_claims,
            verdicts=fingerprint(repr(entry.claims)),
            mentions=mentions.get(entry.paper.id, ()),
            discussion=discussed.get(entry.paper.id),
        )
        for entry in entries
    ]


def _entries(
    readings: Sequence[Reading], out: Path, shell: Shell, settings: Settings, progress: Progress, workers: int
) -> list[PaperEntry]:
    given = (settings.library, out, shell, settings.templates)
    entries: list[PaperEntry] = []
    progress("reading cards", 0, len(readings))
    done = spread(work.read_one, readings, workers=workers, start=work.start, given=given)
    for count, entry in enumerate(done, start=1):
        if entry is not None:
            entries.append(entry)
        progress("reading cards", count, len(readings))
    work.stop()
    return entries


def _draw(
    readings: Sequence[Reading],
    pages: Sequence[PaperPage],
    folder: SiteFolder,
    shell: Shell,
    settings: Settings,
    progress: Progress,
    workers: int,
) -> None:
    """Write the pages of papers that are new or changed."""
    known = {reading.slug: reading for reading in readings}
    same = fingerprint(made_with(settings.templates), code(), repr(shell))
    jobs = []
    for page in pages:
        reading = known[page.slug]
        made_from = fingerprint(same, reading.sha256, reading.parser, str(reading.file is not None), repr(page))
        if folder.holds(f"p/{page.slug}.html", made_from):
            folder.keep(f"pictures/{page.slug}/")
            for number in range(1, page.claims + 1, ON_PAGE):
                folder.keep(claims_page(page.slug, number))
            if page.discussion is not None:
                folder.keep(thread_page(page.slug))
        else:
            jobs.append((reading, page, made_from))
    given = (settings.library, folder.root, shell, settings.templates)
    progress("writing papers", 0, len(jobs))
    done = spread(work.draw_one, jobs, workers=workers, start=work.start, given=given)
    for count, drawn in enumerate(done, start=1):
        for name, made_from in drawn.files:
            folder.note(name, made_from)
        progress("writing papers", count, len(jobs))
    work.stop()
