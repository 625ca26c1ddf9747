"""Several sources asked at once: each in its own thread, so that none waits for another that does not answer.

A source that cannot be asked is a row with its reason; the others go on.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeVar

from synth.errors import InputError, SynthError
from synth.fetch.access import Access
from synth.fetch.sources import SOURCES, Answer, Source, Standing
from synth.records import Found, Notice, NoticeKind, Paper

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One query put to one source, and what came of it."""

    source: str
    query: str
    answer: Answer
    error: SynthError | None = None
    """Why there is no answer; None where there is one."""
    stale: str = ""
    """Day of the kept answer that was used because nobody answered; empty where the source did."""

    @property
    def note(self) -> str:
        """What a reader must know of the answer: why it is missing, partial or old; empty mostly."""
        if self.error is not None:
            return f"not asked: {self.error.message}"
        parts = [f"partial: {self.answer.partial}"] if self.answer.partial else []
        if self.stale:
            parts.append(f"answer of {self.stale}, as nobody answers now")
        return "; ".join(parts)


def search_all(
    names: Sequence[str],
    queries: Sequence[str],
    *,
    access: Access,
    limit: int,
    since: datetime.date | None = None,
) -> list[Asked]:
    """Every query put to every named source, at most `limit` papers each, in the order of the names.

    After an error that the next query would share (no network, refused) a source is not asked again.
    """

    def ask(source: Source) -> list[Asked]:
        rows: list[Asked] = []
        for query in queries:
            try:
                answer = source.search(query, limit=limit, since=since)
            except SynthError as error:
                rows.append(Asked(source=source.name, query=query, answer=Answer(), error=error))
                if not isinstance(error, InputError):
                    break
                continue
            rows.append(Asked(source=source.name, query=query, answer=answer, stale=source.stale))
        return rows

    return [row for rows in _each(names, access, ask) for row in rows]


@dataclass(frozen=True, kw_only=True, slots=True)
class LookedUp:
    """Works by the id that was asked for, and what could not be asked."""

    found: dict[str, list[Found]]
    """Records of each id, from all sources that know it."""
    errors: dict[str, SynthError]
    """By source."""


def lookup_all(ids: Iterable[str], *, access: Access) -> LookedUp:
    """Look ids up wherever such an id may be known: arXiv ids on arXiv, DOIs at three services, others at their own."""
    wanted = list(dict.fromkeys(ids))
    kinds = {one.partition(":")[0] for one in wanted}
    names = [name for name, known in _KNOWS.items() if kinds & known]

    def ask(source: Source) -> tuple[str, dict[str, Found], SynthError | None]:
        mine = [one for one in wanted if one.partition(":")[0] in _KNOWS[source.name]]
        try:
            return source.name, source.lookup(mine), None
        except SynthError as error:
            return source.name, {}, error

    found: dict[str, list[Found]] = {}
    errors: dict[str, SynthError] = {}
    for name, records, error in _each(names, access, ask):
        if error is not None:
            errors[name] = error
        for one, record in records.items():
            found.setdefault(one, []).append(record)
    return LookedUp(found=found, errors=errors)


_KNOWS = {
    "arxiv": {"arxiv"},
    "openalex": {"doi", "openalex"},
    "semanticscholar": {"doi", "s2"},
    "crossref": {"doi"},
    "openreview": {"openreview"},
}
"""Kinds of ids that each source is asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standings:
    """Papers with what sources say about their standing now."""

    papers: tuple[Paper, ...]
    """As they were given, with notices, licence and DOI renewed where a source answered."""
    errors: dict[str, SynthError]
    """By source: why it could not be asked."""


def standing_of(papers: Sequence[Paper], names: Sequence[str], *, access: Access) -> Standings:
    """Ask the named sources about retractions, withdrawals, newer versions and licences.

    Crossref, which keeps Retraction Watch, is asked too where a paper has a DOI. What a source said before stays where
    it does not answer now. A paper that no source knows stays as it was.
    """

    def ask(source: Source) -> tuple[str, dict[str, Standing], SynthError | None]:
        try:
            return source.name, source.standing(papers), None
        except SynthError as error:
            return source.name, {}, error

    answered: dict[str, dict[str, Standing]] = {}
    errors: dict[str, SynthError] = {}
    known = [name for name in SOURCES if name in names or (name == "crossref" and any(p.doi for p in papers))]
    for name, standings, error in _each(known, access, ask):
        if error is not None:
            errors[name] = error
        else:
            answered[name] = standings
    return Standings(papers=tuple(_renewed(paper, answered) for paper in papers), errors=errors)


def _renewed(paper: Paper, answered: dict[str, dict[str, Standing]]) -> Paper:
    said = {name: standings[paper.id] for name, standings in answered.items() if paper.id in standings}
    if not said:
        return paper
    speaking = {*said, *({"retraction-watch"} if "crossref" in said else set())}
    kept = [notice for notice in paper.notices if notice.source not in speaking]
    notices = _one_each([*kept, *(notice for standing in said.values() for notice in standing.notices)])
    return replace(
        paper,
        notices=notices,
        withdrawn=any(notice.kind is NoticeKind.WITHDRAWN for notice in notices),
        licence=next((one.licence for one in said.values() if one.licence), paper.licence),
        doi=paper.doi or next((one.doi for one in said.values() if one.doi), ""),
    )


def _one_each(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    """The gravest first; of one kind those that name a notice of their own, else one."""
    order = list(NoticeKind)
    ranked = sorted(notices, key=lambda n: (order.index(n.kind), not n.id, not n.date, n.date, n.id, n.source))
    kept: list[Notice] = []
    for notice in ranked:
        same = [one for one in kept if one.kind is notice.kind]
        if not same or (notice.id and notice.id not in {one.id for one in same}):
            kept.append(notice)
    return tuple(kept)


def _each(names: Sequence[str], access: Access, ask: Callable[[Source], T]) -> list[T]:
    """What `ask` makes of each source, in the order of the names."""

    def run(name: str) -> T:
        with closing(SOURCES[name](access)) as source:
            return ask(source)

    if not names:
        return []
    with ThreadPoolExecutor(max_workers=len(names), thread_name_prefix="source") as pool:
        return list(pool.map(run, names))
