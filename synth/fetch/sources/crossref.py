"""Crossref: what publishers register, retractions and corrections included (https://api.crossref.org).

Since 2025 its records carry Retraction Watch's notices as `updated-by` with `source: retraction-watch`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from synth.errors import SynthError
from synth.fetch.access import Access
from synth.fetch.api import Api
from synth.fetch.ids import clean_doi, is_preprint_doi, work_ids
from synth.fetch.sources import fields
from synth.fetch.sources.source import Answer, Standing, works_of
from synth.records import Found, Notice, NoticeKind, Paper

PAGE = 100
AT_ONCE = 40
"""Works that one request looks up; the address must not grow too long."""
_KINDS = {
    "retraction": NoticeKind.RETRACTED,
    "partial_retraction": NoticeKind.CORRECTED,
    "removal": NoticeKind.RETRACTED,
    "withdrawal": NoticeKind.WITHDRAWN,
    "expression_of_concern": NoticeKind.CONCERN,
    "erratum": NoticeKind.CORRECTED,
    "corrigendum": NoticeKind.CORRECTED,
    "correction": NoticeKind.CORRECTED,
    "clarification": NoticeKind.CORRECTED,
}
_SAME_WORK = ("is-preprint-of", "has-preprint", "is-version-of", "has-version", "is-identical-to", "is-same-as")
_WORKS = frozenset(
    ("journal-article", "proceedings-article", "posted-content", "book-chapter", "monograph", "report", "dissertation",
     "book", "edited-book", "reference-entry")
)  # fmt: skip


class Crossref:
    """The source `crossref`."""

    name = "crossref"

    def __init__(self, access: Access) -> None:
        self._api = Api(access, name="crossref", base=access.settings.crossref_url)
        self._contact = {"mailto": access.settings.contact}

    @property
    def stale(self) -> str:
        """Day of the oldest kept answer that was used because nobody answered; empty where there was none."""
        return self._api.answers.stale

    def close(self) -> None:
        """Close the connection."""
        self._api.close()

    def search(self, query: str, *, limit: int, since: datetime.date | None = None) -> Answer:
        """Works whose bibliographic record has the words, most relevant first; datasets and reviews are left out."""
        plain = " ".join(query.replace('"', " ").split())
        parameters: dict[str, str | int] = {"query.bibliographic": plain, "rows": min(limit, PAGE)}
        if since:
            parameters["filter"] = f"from-pub-date:{since.isoformat()}"
        found: dict[str, Found] = {}
        total, partial, offset = None, "", 0
        while len(found) < limit:
            try:
                answer = self._api.get("/works", {**parameters, "offset": offset, **self._contact})
            except SynthError as error:
                if not found:
                    raise
                partial = error.message
                break
            message = fields.mapping(fields.mapping(answer).get("message"))
            works = fields.items(message.get("items"))
            total = fields.number(message.get("total-results"))
            for work in works:
                one = to_found(work)
                if one is not None and len(found) < limit:
                    found.setdefault(one.paper.id, replace(one, rank=len(found) + 1))
            offset += len(works)
            if not works or offset >= min(total or 0, 1000):
                break
        return Answer(found=tuple(found.values()), total=total, asked=plain, partial=partial)

    def lookup(self, ids: Sequence[str]) -> dict[str, Found]:
        """Works by `doi:…`."""
        wanted = {one.partition(":")[2].casefold(): one for one in ids if one.startswith("doi:")}
        found: dict[str, Found] = {}
        for work in self._many(list(wanted)):
            one = to_found(work)
            if one is not None and one.paper.doi in wanted:
                found[wanted[one.paper.doi]] = one
        return found

    def standing(self, papers: Sequence[Paper]) -> dict[str, Standing]:
        """Retractions, withdrawals, concerns and corrections, and the licence of the version of record."""
        by_doi = works_of(papers, "doi")
        result: dict[str, Standing] = {}
        for work in self._many(list(by_doi)):
            one = to_found(work)
            doi = clean_doi(fields.text(work.get("DOI")))
            if one is None:
                continue
            for paper in by_doi.get(doi, ()):
                result[paper.id] = Standing(
                    notices=one.paper.notices, licence="" if paper.arxiv else one.paper.licence, doi=doi
                )
        return result

    def _many(self, dois: Sequence[str]) -> list[dict[str, Any]]:
        if len(dois) == 1:
            answer = self._api.get(f"/works/{quote(dois[0], safe='')}", self._contact)
            work = fields.mapping(fields.mapping(answer).get("message"))
            return [work] if work else []
        works: list[dict[str, Any]] = []
        for start in range(0, len(dois), AT_ONCE):
            some = dois[start : start + AT_ONCE]
            chosen = ",".join(f"doi:{doi}" for doi in some)
            answer = self._api.get("/works", {"filter": chosen, "rows": len(some), **self._contact})
            works += fields.items(fields.mapping(fields.mapping(answer).get("message")).get("items"))
        return works


def to_found(work: dict[str, Any]) -> Found | None:
    """The record of a work; None where it is something else than a work (a dataset, a review, a notice)."""
    doi = clean_doi(fields.text(work.get("DOI")))
    title, retracted = fields.bare_title(fields.text(work.get("title")))
    if subtitle := fields.text(work.get("subtitle")):
        title = title if subtitle.casefold() in title.casefold() else f"{title}: {subtitle}"
    kind = fields.text(work.get("type"))
    if not doi or not title or (kind and kind not in _WORKS) or work.get("update-to"):
        return None
    date = next((d for name in ("published", "issued", "created") if (d := fields.day(work.get(name)))), "")
    notices = notices_of(work)
    if retracted and not any(notice.kind.grave for notice in notices):
        notices = (Notice(kind=NoticeKind.RETRACTED, source="crossref"), *notices)
    paper = Paper(
        id=f"doi:{doi}",
        title=title,
        authors=fields.names(_author(one) for one in fields.items(work.get("author"))),
        year=fields.year(date[:4]),
        date=date,
        doi=doi,
        venue=fields.text(work.get("container-title")),
        abstract=fields.text(work.get("abstract")),
        url=f"https://doi.org/{doi}",
        licence=_licence(work),
        source="crossref",
        ids=work_ids(None, doi),
        notices=notices,
    )
    relation = fields.mapping(work.get("relation"))
    same = [
        f"doi:{other}"
        for name in _SAME_WORK
        for one in fields.items(relation.get(name))
        if one.get("id-type") == "doi" and (other := clean_doi(fields.text(one.get("id"))))
    ]
    return Found(
        paper=replace(paper, origins=fields.originated(paper, "crossref")),
        sources=("crossref",),
        preprint=kind == "posted-content" or is_preprint_doi(doi),
        same_as=tuple(dict.fromkeys(same)),
    )


def notices_of(work: dict[str, Any]) -> tuple[Notice, ...]:
    """What was published about a work afterwards, gravest first; one notice of each kind and DOI."""
    found: dict[tuple[NoticeKind, str], Notice] = {}
    for update in fields.items(work.get("updated-by")):
        kind = _KINDS.get(fields.text(update.get("type")).casefold().replace("-", "_").replace(" ", "_"))
        doi = clean_doi(fields.text(update.get("DOI")))
        if kind is not None:
            by_watch = update.get("source") == "retraction-watch"
            found.setdefault(
                (kind, doi),
                Notice(
                    kind=kind,
                    source="retraction-watch" if by_watch else "crossref",
                    date=fields.day(update.get("updated")),
                    id=f"doi:{doi}" if doi else "",
                    text=fields.text(update.get("label")),
                ),
            )
    order = list(NoticeKind)
    return tuple(sorted(found.values(), key=lambda notice: (order.index(notice.kind), notice.date, notice.id)))


def _author(author: dict[str, Any]) -> str:
    given, family = fields.text(author.get("given")), fields.text(author.get("family"))
    return f"{given} {family}".strip() or fields.text(author.get("name"))


def _licence(work: dict[str, Any]) -> str:
    """Licence of the version of record, else of the first version that has one; text mining terms are none."""
    licences = fields.items(work.get("license"))
    order = {"vor": 0, "am": 1, "unspecified": 2}
    chosen = sorted(
        (one for one in licences if fields.text(one.get("content-version")) in order),
        key=lambda one: order[fields.text(one.get("content-version"))],
    )
    return fields.address(chosen[0].get("URL")) if chosen else ""
