"""The library as a static site: papers, results, statements, reports, each with its evidence."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synth.errors import NoPapersError
from synth.language.naming import paper_names
from synth.parse import PARSER
from synth.records import Paper, PaperStatus
from synth.report.site import lists
from synth.report.site.home import write_about, write_home
from synth.report.site.output import SiteFolder, fingerprint
from synth.report.site.pages import PaperPage, Shell, made_with, write_assets, write_list
from synth.report.site.view import PaperEntry, Slugs
from synth.settings import Settings
from synth.store import Library
from synth.workflows import sitework
from synth.workflows.ingest import Progress, ingest, with_record
from synth.workflows.keptcards import code
from synth.workflows.sitework import Reading
from synth.workflows.spread import spread


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteOptions:
    """What a site is made of."""

    papers: tuple[Path, ...] = ()
    """Files and folders; empty for the whole library."""
    title: str = "Library"
    pictures: bool = True
    """Whether quoted places are shown as pictures of their pages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltSite:
    """What came of it."""

    folder: Path
    papers: int
    failed: tuple[Paper, ...]
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
        readings, failed = _readings(options, library, settings, progress)
        entries = _entries(readings, out, shell, settings, progress, workers)
        if not entries:
            raise NoPapersError(
                f"the library {settings.library} has no papers",
                hint="read some with synth paper FILE, or give --papers DIR",
            )
        names = paper_names([entry.paper for entry in entries])
        by_id = {entry.paper.id: entry for entry in entries}
        pages = [PaperPage(paper=entry.paper, slug=entry.slug, name=names[entry.paper.id]) for entry in entries]
        _draw(readings, pages, folder, shell, settings, progress, workers)
    write_assets(folder, settings.templates)
    papers = lists.paper_list(entries, {})
    papers.write(folder)
    lists.abstract_list(entries).write(folder)
    all_claims = [claim for entry in entries for claim in entry.claims]
    claims = lists.claim_list(all_claims, by_id, names)
    claims.write(folder)
    templates = settings.templates
    for name, heading in (("papers", "Papers"), ("claims", "Claims")):
        write_list(folder, shell, templates, name=name, heading=heading, search=f"Search {name}")
    write_home(folder, shell, templates, entries=entries, claims=all_claims, names=names)
    write_about(folder, shell, templates, papers=len(entries), failed=failed)
    removed = folder.close()
    return BuiltSite(
        folder=out,
        papers=len(entries),
        failed=tuple(failed),
        counts={"claims": len(claims.rows)},
        files=folder.files,
        written=folder.written,
        removed=removed,
    )


def _readings(
    options: SiteOptions, library: Library, settings: Settings, progress: Progress
) -> tuple[list[Reading], list[Paper]]:
    """Each paper once, as it was read last, and the papers that cannot be shown with the reason."""
    failed: list[Paper] = []
    found: dict[str, tuple[str, str, Paper]] = {}
    if options.papers:
        read = ingest(options.papers, library, settings, progress)
        failed += [one for one in read.failed if not one.reason.startswith("the same paper as")]
        found = {paper.id: (document.sha256, document.parser, paper) for document, paper in read.pairs}
    else:
        old: dict[str, Paper] = {}
        known: dict[str, tuple[str, Paper]] = {}
        for sha256, parser, paper in library.readings():
            if parser.partition("+")[0] == PARSER:
                known[sha256] = (parser, paper)
            else:
                old[sha256] = paper
        again = [
            path for sha256 in old if sha256 not in known for path in library.paths_of(sha256)[:1] if path.is_file()
        ]
        if again:
            for document, paper in ingest(again, library, settings, progress).pairs:
                known[document.sha256] = (document.parser, paper)
        for sha256, (parser, paper) in known.items():
            paths = [path for path in library.paths_of(sha256) if path.is_file()]
            whole = with_record(paper, paths[0]) if paths else paper
            found[whole.id] = (sha256, parser, whole)
        lost = "read by another version of the parser, and its file is gone"
        failed += [
            Paper(id=paper.id, title=paper.title, status=PaperStatus.FAILED, reason=lost)
            for sha256, paper in old.items()
            if sha256 not in known
        ]
    slugs = Slugs()
    readings = [
        Reading(
            sha256=sha256,
            parser=parser,
            paper=paper,
            slug=slugs.of_paper(paper),
            file=_pdf(sha256, library) if options.pictures else None,
        )
        for sha256, parser, paper in sorted(found.values(), key=lambda one: one[2].id)
    ]
    return readings, failed


def _pdf(sha256: str, library: Library) -> Path | None:
    return next((path for path in library.paths_of(sha256) if path.suffix.lower() == ".pdf" and path.is_file()), None)


def _entries(
    readings: Sequence[Reading], out: Path, shell: Shell, settings: Settings, progress: Progress, workers: int
) -> list[PaperEntry]:
    given = (settings.library, out, shell, settings.templates)
    entries: list[PaperEntry] = []
    progress("reading cards", 0, len(readings))
    done = spread(sitework.read_one, readings, workers=workers, start=sitework.start, given=given)
    for count, entry in enumerate(done, start=1):
        if entry is not None:
            entries.append(entry)
        progress("reading cards", count, len(readings))
    sitework.stop()
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
        else:
            jobs.append((reading, page, made_from))
    given = (settings.library, folder.root, shell, settings.templates)
    progress("writing papers", 0, len(jobs))
    done = spread(sitework.draw_one, jobs, workers=workers, start=sitework.start, given=given)
    for count, drawn in enumerate(done, start=1):
        for name, made_from in drawn.files:
            folder.note(name, made_from)
        progress("writing papers", count, len(jobs))
    sitework.stop()
