"""Ids, searches and reference lists in, papers on disk out: the work of `synth fetch`."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synth.errors import InputError, SynthError, UnknownIdError
from synth.fetch import (
    Access,
    Arxiv,
    Asked,
    Fetched,
    FetchStatus,
    fetch_all,
    fetch_found,
    lookup_all,
    merge,
    read_id,
    read_list,
    search_all,
)
from synth.fetch.batch import Progress
from synth.fetch.sources.arxivrecord import to_found as arxiv_found
from synth.fetch.sources.bibfile import ENDINGS
from synth.records import Found, Paper, SearchLog
from synth.settings import Settings
from synth.store import AnswerShelf, Library

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a user asked for, sorted."""

    arxiv: tuple[str, ...] = ()
    """Ids of arXiv, as they were given."""
    ids: tuple[str, ...] = ()
    """Other ids, in our form."""
    queries: tuple[str, ...] = ()
    lists: tuple[Path, ...] = ()


def sort_out(what: Sequence[str]) -> Wanted:
    """Tell ids, reference lists and searches apart; InputError for a list that is not there."""
    sorted_: dict[str, list[str]] = {"arxiv": [], "ids": [], "queries": [], "lists": []}
    for text in what:
        known = read_id(text)
        if known.startswith("arxiv:") or text.strip().casefold().startswith("arxiv:"):
            sorted_["arxiv"].append(text)
        elif known:
            sorted_["ids"].append(known)
        elif text.lower().endswith(ENDINGS) and " " not in text.strip():
            sorted_["lists"].append(text)
        else:
            sorted_["queries"].append(text)
    for name in sorted_["lists"]:
        if not Path(name).expanduser().is_file():
            raise InputError(f"no such reference list: {name}", hint="check the path")
    return Wanted(
        arxiv=tuple(sorted_["arxiv"]),
        ids=tuple(sorted_["ids"]),
        queries=tuple(sorted_["queries"]),
        lists=tuple(Path(name).expanduser() for name in sorted_["lists"]),
    )


def with_versions(works: Sequence[Found], arxiv: Arxiv) -> list[Found]:
    """The works with the newest version of those that other sources know to be on arXiv; these name no version.

    Where arXiv cannot be asked they stay as they are, and their download says why.
    """
    bare = [work.paper.arxiv for work in works if work.paper.arxiv and not work.paper.arxiv.version]
    try:
        newest = arxiv.papers(bare)
    except SynthError:
        return list(works)
    known = [arxiv_found(newest[one]) for one in bare if one in newest]
    merged = merge([*works, *known])
    there = {one.paper.arxiv.id: one for one in known if one.paper.arxiv}
    kept = []
    for work in merged:
        arxiv_id = work.paper.arxiv
        if arxiv_id and not arxiv_id.version and arxiv_id.id in there:
            # Another title under the same id: the id counts, and the list is wrong about one of the two.
            logger.warning("arXiv:%s is “%s”, not “%s”", arxiv_id.id, there[arxiv_id.id].paper.title, work.paper.title)
        else:
            kept.append(work)
    return kept


@dataclass(slots=True)
class Fetching:
    """One call of `synth fetch`; iterate over it for a row a paper."""

    what: Sequence[str]
    settings: Settings
    folder: Path
    sources: tuple[str, ...] = ("arxiv",)
    limit: int = 10
    since: datetime.date | None = None
    tex: bool = False
    progress: Progress | None = None
    asked: list[Asked] = field(default_factory=list)
    """What the sources were asked, filled while the rows come."""
    duplicates: int = 0
    """Records that were of a work that another record was of."""

    def __iter__(self) -> Iterator[Fetched]:
        """Rows as they are done, failed ones too. Raises OutputError when the folder cannot be made."""
        wanted = sort_out(self.what)
        with Library.open(self.settings.library) as library:
            access = Access(settings=self.settings, folder=self.settings.library, cache=AnswerShelf(library))
            with Arxiv.at(access) as arxiv:
                alone = self.sources == ("arxiv",) and self.since is None
                plain = [text for text in self.what if text in wanted.arxiv or (alone and text in wanted.queries)]
                if plain:
                    yield from fetch_all(
                        plain,
                        arxiv=arxiv,
                        folder=self.folder,
                        limit=self.limit,
                        progress=self.progress,
                        tex=self.tex,
                    )
                found: list[Found] = []
                yield from self._listed(wanted, access, found)
                yield from self._looked_up(wanted, access, found)
                if wanted.queries and not alone:
                    yield from self._searched(wanted, access, found)
                works = with_versions(merge(found), arxiv)
                self.duplicates = len(found) - len(works)
                yield from fetch_found(
                    works, arxiv=arxiv, access=access, folder=self.folder, progress=self.progress, tex=self.tex
                )

    def _listed(self, wanted: Wanted, access: Access, found: list[Found]) -> Iterator[Fetched]:
        """Entries of reference lists; those whose file is at hand are done with that."""
        for path in wanted.lists:
            listed = read_list(path)
            for reason in listed.left_out:
                error = InputError(f"{path.name}: {reason}", hint="mend the entry")
                yield Fetched(asked=path.name, status=FetchStatus.FAILED, error=error)
            open_: list[Found] = []
            for entry in listed.found:
                if file := listed.files.get(entry.paper.id):
                    size = file.stat().st_size
                    yield Fetched(asked=path.name, status=FetchStatus.PRESENT, paper=entry.paper, path=file, bytes=size)
                else:
                    open_.append(entry)
            found += open_
            looked = lookup_all([one for entry in open_ for one in entry.paper.ids], access=access)
            found += [record for records in looked.found.values() for record in records]

    def _looked_up(self, wanted: Wanted, access: Access, found: list[Found]) -> Iterator[Fetched]:
        looked = lookup_all(wanted.ids, access=access)
        for one in wanted.ids:
            if records := looked.found.get(one):
                found += records
                continue
            error: SynthError = next(
                iter(looked.errors.values()),
                UnknownIdError(f"no source has {one}", hint="check the id"),
            )
            yield Fetched(asked=one, status=FetchStatus.FAILED, error=error)

    def _searched(self, wanted: Wanted, access: Access, found: list[Found]) -> Iterator[Fetched]:
        rows = search_all(self.sources, wanted.queries, access=access, limit=self.limit, since=self.since)
        self.asked += rows
        for row in rows:
            found += row.answer.found
            if row.error is not None:
                yield Fetched(asked=f"{row.query} ({row.source})", status=FetchStatus.FAILED, error=row.error)
            elif not row.answer.found:
                yield Fetched(asked=f"{row.query} ({row.source})", status=FetchStatus.NOTHING)


def unknown(works: Sequence[Found], known: Sequence[Paper]) -> list[Found]:
    """The works that are none of the known papers, by ids or by title and authors."""
    mine = [Found(paper=paper, sources=("known",)) for paper in known]
    return [work for work in merge([*mine, *works]) if "known" not in work.sources]


def logged(asked: Sequence[Asked], got: Sequence[Found]) -> list[SearchLog]:
    """One row a query and source; a paper counts as kept with every query that found it."""
    ids = {one for work in got for one in work.paper.ids}
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return [
        SearchLog(
            source=row.source,
            query=row.answer.asked or row.query,
            found=len(row.answer.found),
            kept=sum(bool(ids.intersection(found.paper.ids)) for found in row.answer.found),
            date=now,
            total=row.answer.total,
            note=row.note,
        )
        for row in asked
    ]
