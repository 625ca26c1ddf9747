"""What has become of a report's papers since it was made: new ones, new versions, withdrawals, files that went.

Nothing is parsed here, and no model is loaded: that there is nothing new is found out in a second.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from synth.compose import standing_changes
from synth.errors import InputError, NoPapersError, SynthError
from synth.fetch import Access, Arxiv, Asked, fetch_found, merge, search_all, standing_of
from synth.fetch.sources.arxivrecord import to_found
from synth.records import ArxivId, Found, NoticeKind, Paper, PaperStatus, Report, ScreenedOut, Screening, ScreenReason
from synth.store import Library
from synth.workflows.fetching import unknown
from synth.workflows.ingest import Progress
from synth.workflows.whereabouts import Inputs, Whereabouts, locate

OVERLAP = datetime.timedelta(days=7)
"""Sources list papers some days after they appeared: so much is looked at twice."""


@dataclass(slots=True)
class News:
    """What was found."""

    papers: list[Paper] = field(default_factory=list)
    """The papers of the report that were read, with their standing of today."""
    where: Whereabouts = field(default_factory=Whereabouts)
    versions: dict[str, tuple[Path, Paper]] = field(default_factory=dict)
    """By id: a newer version and its file."""
    found: list[Found] = field(default_factory=list)
    """Works that sources list and the report does not know."""
    asked: list[Asked] = field(default_factory=list)
    """What the sources were asked for it."""
    standing: set[str] = field(default_factory=set)
    """Ids of papers whose notices changed."""
    not_asked: dict[str, SynthError] = field(default_factory=dict)
    """Sources that could not be asked."""

    @property
    def any(self) -> bool:
        """Whether there is anything to be read or judged anew."""
        where = self.where
        return bool(where.gone or where.added or self.versions or self.found or self.standing)

    def screening(self, before: Screening | None, got: int, out: Sequence[ScreenedOut]) -> Screening | None:
        """The way of all papers so far: that of the edition before, and what came now."""
        if before is None:
            return None
        records, works = sum(len(row.answer.found) for row in self.asked), len(self.found)
        now = {one.id for one in out} | {one for work in self.found for one in (work.paper.id, *work.paper.ids)}
        left = [one for one in before.out if one.id not in now]  # what was tried again stands where it is now
        again = len(before.out) - len(left)
        return Screening(
            identified=before.identified + records,
            duplicates=before.duplicates + records - works + again,
            screened=before.screened + works - again,
            out=(*left, *out),
            read=before.read + got,
        )


def look(
    report: Report,
    inputs: Inputs,
    library: Library,
    access: Access,
    progress: Progress,
    *,
    seen: Collection[str] = (),
    local: bool = False,
) -> News:
    """Look for news of a report: in its folders, and unless it is to be `local` at its sources.

    `seen` are ids of works and checksums of files that were looked at and do not belong to it. Raises SynthError where
    its papers are not to be had.
    """
    old = [paper for paper in report.papers if paper.status is not PaperStatus.FAILED]
    progress("looking at files", 0, 1)
    news = News(papers=old, where=locate(report, inputs, library, seen=seen))
    if len(news.where.gone) == len(old):
        raise NoPapersError(
            "none of the papers of the report is there any more", hint="give a folder with --papers DIR"
        )
    if not local:
        progress("asking sources", 0, 1)
        _standing(report, access, news)
        _search(report, access, seen, news)
    with Arxiv.at(access) as arxiv:
        if not local:
            _newer(arxiv, access, library.papers_folder, news)
        _missing(arxiv, access, library, news, local=local)
    return news


def _standing(report: Report, access: Access, news: News) -> None:
    """What the sources say of the papers now; arXiv of its own papers, even where the report searched nowhere."""
    old = news.papers
    sources = report.recipe.sources if report.recipe else ()
    standings = standing_of(old, sources or (["arxiv"] if any(p.arxiv for p in old) else []), access=access)
    news.not_asked |= standings.errors
    news.papers = list(standings.papers)
    news.standing = {change.before for change in standing_changes(old, {paper.id: paper for paper in news.papers})}


def _search(report: Report, access: Access, seen: Collection[str], news: News) -> None:
    """Works that were listed since, by the queries of the report."""
    recipe = report.recipe
    if recipe is None or not recipe.queries:
        return
    days = {name: _since(report, name) for name in recipe.sources}
    for day in sorted(set(days.values())):
        names = [name for name in recipe.sources if days[name] == day]
        news.asked += search_all(names, recipe.queries, access=access, limit=max(recipe.limit, 10), since=day)
    news.not_asked |= {row.source: row.error for row in news.asked if row.error is not None}
    records = [found for row in news.asked for found in row.answer.found]
    out = report.screening.out if report.screening else ()
    left_out = {one.id for one in out if one.reason is not ScreenReason.NOT_RETRIEVED} | set(seen)
    works = unknown(merge(records), news.papers)
    news.found = [work for work in works if not left_out.intersection((work.paper.id, *work.paper.ids))]


def _since(report: Report, source: str) -> datetime.date:
    """Day from which a source is searched: that of its last whole answer, and some days before."""
    rows = [row for row in report.search if row.source == source and row.date]
    whole = [row.date for row in rows if not row.note]
    last = max(whole) if whole else min((row.date for row in rows), default=report.created)
    day = datetime.datetime.fromisoformat(last).date() - OVERLAP
    first = report.recipe.since if report.recipe else ""
    return max(day, datetime.date.fromisoformat(first)) if first else day


def _newer(arxiv: Arxiv, access: Access, folder: Path, news: News) -> None:
    """Fetch the newer versions that arXiv has of papers that were not taken back."""
    wanted: dict[ArxivId, Paper] = {}
    for paper in news.papers:
        newer = [notice for notice in paper.notices if notice.kind is NoticeKind.NEWER]
        if newer and not paper.grave and (known := ArxivId.find(newer[0].id)):
            wanted[known] = paper
    try:
        records = arxiv.papers(list(wanted)) if wanted else {}
    except SynthError as error:
        news.not_asked["arxiv"] = error
        return
    works = [to_found(record) for record in records.values()]
    for row in fetch_found(works, arxiv=arxiv, access=access, folder=folder):
        if row.error is None and row.path and row.paper and row.paper.arxiv in wanted:
            before = wanted[row.paper.arxiv]
            licence = row.paper.licence or before.licence
            news.versions[before.id] = (row.path, replace(row.paper, licence=licence, notices=()))


def _missing(arxiv: Arxiv, access: Access, library: Library, news: News, *, local: bool) -> None:
    """Fetch again, by id and version, what is not on this machine; what the library has read needs no file.

    Raises the error for which a paper can neither be fetched nor be found in the library.
    """
    missing = {paper.id: paper for paper in news.where.missing if paper.id not in news.versions}
    there = [to_found(paper) for paper in missing.values() if paper.arxiv and paper.arxiv.version and not local]
    why: dict[str, SynthError] = {}
    for row in fetch_found(there, arxiv=arxiv, access=access, folder=library.papers_folder):
        if row.error is not None:
            why[row.asked] = row.error
        elif row.path and row.paper and row.paper.sha256 == missing[row.asked].sha256:
            news.where.files[row.asked] = row.path
        elif row.path and row.paper and not library.documents_of(missing[row.asked].sha256):
            news.versions[row.asked] = (row.path, replace(row.paper, notices=missing[row.asked].notices))
    for identifier, paper in missing.items():
        if identifier in news.where.files or identifier in news.versions or library.documents_of(paper.sha256):
            continue
        error = why.get(identifier)
        raise (type(error) if error else InputError)(
            f"{paper.title} is not on this machine{f': {error.message}' if error else ''}",
            hint="say where the papers of the report are with --papers DIR",
        )
