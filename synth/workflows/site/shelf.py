"""Which papers a site shows: those of some folders, or all of the library, each as it was read last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.parse import PARSER
from synth.records import Paper, PaperStatus
from synth.report.site.view import Slugs
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Progress, ingest, with_record
from synth.workflows.site.work import Reading


def readings_of(
    papers: Sequence[Path], library: Library, settings: Settings, progress: Progress, *, pictures: bool
) -> tuple[list[Reading], list[Paper]]:
    """Each paper once, and those that cannot be shown, with the reason; `pictures` says whether files are wanted."""
    failed: list[Paper] = []
    found: dict[str, tuple[str, str, Paper]] = {}
    if papers:
        read = ingest(papers, library, settings, progress)
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
            file=_pdf(sha256, library) if pictures else None,
        )
        for sha256, parser, paper in sorted(found.values(), key=lambda one: one[2].id)
    ]
    return readings, failed


def _pdf(sha256: str, library: Library) -> Path | None:
    return next((path for path in library.paths_of(sha256) if path.suffix.lower() == ".pdf" and path.is_file()), None)
