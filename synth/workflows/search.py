"""From a question to papers on disk: plan, search, merge, screen, fetch; the report's search log keeps each step."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synth.errors import NetworkError, NoPapersError, SynthError
from synth.extract import KeywordPlanner, Question, names_subject
from synth.fetch import (
    Access,
    Arxiv,
    Asked,
    fetch_found,
    lookup_all,
    merge,
    read_list,
    save_discussions,
    search_all,
)
from synth.index import Nearness, nearness
from synth.protocols import Embedder, Planner
from synth.records import Found, Paper, ScreenedOut, Screening, ScreenReason, SearchLog
from synth.workflows.fetching import logged, unknown, with_versions
from synth.workflows.ingest import Progress

UNRELATED = 0.25
"""Cosine of title and abstract with the question below which a paper that names nothing of it is left out."""
TRIED = 2
"""Papers that are tried for each one that is wanted, when copies cannot be had."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What is to be looked for."""

    sources: tuple[str, ...] = ()
    """Names of `synth.fetch.SOURCES`."""
    limit: int = 20
    """Papers that are read at most."""
    since: datetime.date | None = None
    lists: tuple[Path, ...] = ()
    """Reference lists whose papers are read, beside what is searched for."""
    queries: tuple[str, ...] = ()
    """Queries to put as they are; empty where they are to be planned."""


@dataclass(slots=True)
class Gathered:
    """What came of a search."""

    files: list[Path] = field(default_factory=list)
    """Papers to read."""
    papers: dict[str, Paper] = field(default_factory=dict)
    """Their records, by name of the file."""
    log: list[SearchLog] = field(default_factory=list)
    queries: tuple[str, ...] = ()
    """Queries as they were put to every source."""
    screening: Screening | None = None
    errors: list[SynthError] = field(default_factory=list)
    """Why sources could not be asked, or papers not be had."""

    @property
    def offline(self) -> bool:
        """Whether nobody could be reached: folders have no date, and sources that answered have no note."""
        answered = any(row.date and not row.note for row in self.log)
        return bool(self.errors) and not answered and all(isinstance(error, NetworkError) for error in self.errors)


def gather(
    question: Question,
    search: Search,
    *,
    access: Access,
    folder: Path,
    embedder: Embedder,
    progress: Progress,
    planner: Planner | None = None,
    known: Sequence[Paper] = (),
) -> Gathered:
    """Find papers that bear on the question and fetch the nearest into `folder`.

    Works that are among `known` are found, and neither screened nor fetched again. Raises NoPapersError only where the
    user's own reference list cannot be used.
    """
    gathered = Gathered()
    listed = _read_lists(search.lists, access, gathered)
    asked = _ask(question, search, access, progress, planner or KeywordPlanner(), gathered)
    records = [*listed, *(found for row in asked for found in row.answer.found)]
    with Arxiv.at(access) as arxiv:
        works = with_versions(merge(records), arxiv)
    new = unknown(works, known)
    wanted = {one for found in listed for one in found.paper.ids}
    got, out = take(
        question,
        new,
        search.limit,
        gathered,
        access,
        folder,
        embedder,
        progress,
        wanted=wanted,
        discussed="openreview" in search.sources,
    )
    gathered.log += logged(asked, got)
    gathered.screening = Screening(
        identified=len(records),
        duplicates=len(records) - len(works),
        screened=len(works),
        out=tuple(out),
        read=len(got) + len(works) - len(new),
    )
    return gathered


def take(
    question: Question,
    works: Sequence[Found],
    limit: int,
    gathered: Gathered,
    access: Access,
    folder: Path,
    embedder: Embedder,
    progress: Progress,
    *,
    wanted: Collection[str] = (),
    discussed: bool = False,
) -> tuple[list[Found], list[ScreenedOut]]:
    """Screen works and fetch the nearest; their files go to `gathered`. Gives those that were had, and those left out.

    Works whose id is `wanted` are fetched whether they are near or not; where they are `discussed`, their reviews too.
    """
    with Arxiv.at(access) as arxiv:
        order, out = _screen(question, with_versions(works, arxiv), set(wanted), embedder)
        got = _fetch(order, out, limit, arxiv, access, folder, progress, gathered, set(wanted))
    if discussed:
        for path, paper in save_discussions([work.paper for work in got], access=access, folder=folder):
            gathered.files.append(path)
            gathered.papers[path.name] = paper
    return got, out


def _read_lists(lists: Sequence[Path], access: Access, gathered: Gathered) -> list[Found]:
    """Entries of reference lists, with what sources know of them; attached files are taken as they are."""
    found: list[Found] = []
    for path in lists:
        listed = read_list(path)
        if not listed.found:
            raise NoPapersError(f"no usable entry in {path}", hint="; ".join(listed.left_out[:2]) or "it is empty")
        gathered.log.append(
            SearchLog(
                source="list",
                query=path.name,
                found=len(listed.found),
                kept=0,
                note=f"left out: {'; '.join(listed.left_out)}" if listed.left_out else "",
            )
        )
        for entry in listed.found:
            if file := listed.files.get(entry.paper.id):
                gathered.files.append(file)
                gathered.papers[file.name] = entry.paper
        missing = [entry for entry in listed.found if entry.paper.id not in listed.files]
        looked = lookup_all([one for entry in missing for one in entry.paper.ids], access=access)
        gathered.errors += looked.errors.values()
        found += missing
        found += [record for records in looked.found.values() for record in records]
    return found


def _ask(
    question: Question, search: Search, access: Access, progress: Progress, planner: Planner, gathered: Gathered
) -> list[Asked]:
    """Put the planned queries to the sources, then those that the first titles suggest."""
    if not search.sources:
        return []
    progress("searching", 0, 2)
    queries = search.queries or tuple(planner.plan(question.text))
    most = max(search.limit, 10)
    asked = search_all(search.sources, queries, access=access, limit=most, since=search.since)
    titles = [found.paper.title for row in asked for found in row.answer.found]
    further = () if search.queries else tuple(planner.refine(question.text, titles))
    progress("searching", 1, 2)
    answering = [name for name in search.sources if any(row.source == name and not row.error for row in asked)]
    gathered.queries = (*queries, *further)
    if further and answering:
        asked += search_all(answering, further, access=access, limit=most, since=search.since)
    gathered.errors += [row.error for row in asked if row.error is not None]
    progress("searching", 2, 2)
    return asked


def _screen(
    question: Question, works: Sequence[Found], wanted: set[str], embedder: Embedder
) -> tuple[list[tuple[Found, Nearness]], list[ScreenedOut]]:
    """The works to fetch, nearest first, and those that are left out already; what a list names is always wanted."""
    texts = [f"{work.paper.title}. {work.paper.abstract}" for work in works]
    near = nearness([question.text, *question.facets], texts, embedder)
    ranked = sorted(zip(works, texts, near, strict=True), key=lambda row: (-row[2].score, row[0].paper.id))
    order: list[tuple[Found, Nearness]] = []
    out: list[ScreenedOut] = []
    for work, text, nearness_ in ranked:
        named = bool(wanted.intersection(work.paper.ids))
        grave = work.paper.grave
        if grave is not None:
            detail = f"{grave.source}{f', {grave.date}' if grave.date else ''}"
            out.append(_out(work, ScreenReason(grave.kind.value), nearness_, detail))
        elif not named and nearness_.cosine < UNRELATED and not names_subject(question, text):
            out.append(_out(work, ScreenReason.UNRELATED, nearness_))
        elif not named and work.paper.arxiv is None and not work.pdf:
            out.append(_out(work, ScreenReason.NO_COPY, nearness_))
        else:
            order.append((work, nearness_))
    order.sort(key=lambda row: not wanted.intersection(row[0].paper.ids))  # stable: the nearest first within each
    return order, out


def _fetch(
    order: Sequence[tuple[Found, Nearness]],
    out: list[ScreenedOut],
    limit: int,
    arxiv: Arxiv,
    access: Access,
    folder: Path,
    progress: Progress,
    gathered: Gathered,
    wanted: set[str],
) -> list[Found]:
    """Fetch until there are enough; what could not be had and what was not tried is added to `out`."""
    listed = sum(bool(wanted.intersection(work.paper.ids)) for work, _ in order)
    enough = max(limit, listed)
    tried = order[: TRIED * enough]
    got: list[Found] = []
    progress("fetching papers", 0, min(enough, len(order)))
    rows = fetch_found([work for work, _ in tried], arxiv=arxiv, access=access, folder=folder)
    done = 0
    for (work, near), row in zip(tried, rows, strict=False):
        done += 1
        if row.error is not None or row.path is None:
            gathered.errors += [row.error] if row.error else []
            detail = row.error.message if row.error else ""
            closed = work.paper.arxiv is None and not work.pdf
            out.append(_out(work, ScreenReason.NO_COPY if closed else ScreenReason.NOT_RETRIEVED, near, detail))
        else:
            got.append(work)
            gathered.files.append(row.path)
            gathered.papers[row.path.name] = work.paper
        progress("fetching papers", len(got), min(enough, len(order)))
        if len(got) == enough:
            break
    rows.close()
    out += [_out(work, ScreenReason.BEYOND_LIMIT, near) for work, near in order[done:]]
    return got


def _out(work: Found, reason: ScreenReason, near: Nearness, detail: str = "") -> ScreenedOut:
    return ScreenedOut(
        id=work.paper.id,
        title=work.paper.title,
        year=work.paper.year,
        sources=work.sources,
        reason=reason,
        detail=detail,
        score=near.score,
    )
