"""Semantic Scholar: works with their ids at other services (https://api.semanticscholar.org/api-docs/graph).

Without a key all users share one quota, so that refusals are common and pass.
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
from synth.fetch.ids import arxiv_of_doi, clean_doi, is_preprint_doi, read_arxiv, work_ids
from synth.fetch.sources import fields
from synth.fetch.sources.source import Answer, Standing
from synth.records import Found, Notice, NoticeKind, Paper

PAGE = 100
FARTHEST = 1000
"""Papers of one search that Semantic Scholar gives at most."""
AT_ONCE = 400
"""Papers that one request looks up; the service allows 500."""
_FIELDS = "title,abstract,authors,year,venue,journal,externalIds,publicationDate,publicationTypes,openAccessPdf,url"
_HINT = "set semanticscholar_key, or leave semanticscholar out of --search; without a key all users share one quota"


class SemanticScholar:
    """The source `semanticscholar`."""

    name = "semanticscholar"

    def __init__(self, access: Access) -> None:
        settings = access.settings
        key = {"x-api-key": settings.semanticscholar_key} if settings.semanticscholar_key else {}
        base = settings.semanticscholar_url
        self._api = Api(access, name="semanticscholar", base=base, headers=key, refused=_HINT)

    @property
    def stale(self) -> str:
        """Day of the oldest kept answer that was used because nobody answered; empty where there was none."""
        return self._api.answers.stale

    def close(self) -> None:
        """Close the connection."""
        self._api.close()

    def search(self, query: str, *, limit: int, since: datetime.date | None = None) -> Answer:
        """Papers by relevance; the service has no syntax but words."""
        plain = " ".join(query.replace("-", " ").replace('"', " ").split())  # hyphenated words find nothing there
        parameters: dict[str, str | int] = {"query": plain, "fields": _FIELDS}
        if since:
            parameters["publicationDateOrYear"] = f"{since.isoformat()}:"
        found: dict[str, Found] = {}
        total, partial, offset = None, "", 0
        while len(found) < limit and offset < FARTHEST:
            size = min(limit - len(found), PAGE, FARTHEST - offset)
            try:
                page = fields.mapping(self._api.get("/paper/search", {**parameters, "offset": offset, "limit": size}))
            except SynthError as error:
                if not found:
                    raise
                partial = error.message
                break
            papers = fields.items(page.get("data"))
            total = fields.number(page.get("total"))
            for paper in papers:
                one = to_found(paper)
                if one is not None and len(found) < limit:
                    found.setdefault(one.paper.id, replace(one, rank=len(found) + 1))
            following = fields.number(page.get("next"))
            if not papers or following is None or following <= offset:
                break
            offset = following
        return Answer(found=tuple(found.values()), total=total, asked=plain, partial=partial)

    def lookup(self, ids: Sequence[str]) -> dict[str, Found]:
        """Papers by `arxiv:…`, `doi:…` or `s2:…`."""
        names = {one: name for one in ids if (name := _name_of(one))}
        found: dict[str, Found] = {}
        wanted = list(names)
        if len(wanted) == 1:
            row = self._api.get(f"/paper/{quote(names[wanted[0]], safe=':/')}", {"fields": _FIELDS})
            record = to_found(fields.mapping(row))
            return {wanted[0]: record} if record is not None else {}
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            body = {"ids": [names[one] for one in some]}
            rows = self._api.post("/paper/batch", {"fields": _FIELDS}, body)
            for one, row in zip(some, rows if isinstance(rows, list) else [], strict=False):
                record = to_found(row) if isinstance(row, dict) else None
                if record is not None:
                    found[one] = record
        return found

    def standing(self, papers: Sequence[Paper]) -> dict[str, Standing]:
        """Licences of open copies; retractions where a title says so."""
        by_id = {_own_id(paper): paper for paper in papers if _own_id(paper)}
        result: dict[str, Standing] = {}
        for one, found in self.lookup(list(by_id)).items():
            paper = by_id[one]
            licence = "" if paper.arxiv and "arxiv" not in found.pdf else found.paper.licence
            doi = "" if found.preprint else found.paper.doi
            result[paper.id] = Standing(notices=found.paper.notices, licence=licence, doi=doi)
        return result


def _own_id(paper: Paper) -> str:
    return f"arxiv:{paper.arxiv.id}" if paper.arxiv else f"doi:{paper.doi}" if paper.doi else ""


def _name_of(one: str) -> str:
    """The id as Semantic Scholar writes it; it knows no versions."""
    kind, _, value = one.partition(":")
    if kind == "arxiv" and (arxiv := read_arxiv(value)):
        return f"ARXIV:{arxiv.id}"
    return {"doi": f"DOI:{value}", "s2": value}.get(kind, "")


def to_found(record: dict[str, Any]) -> Found | None:
    """The record of a paper; None where it has neither id nor title."""
    own = fields.text(record.get("paperId"))
    title, retracted = fields.bare_title(fields.text(record.get("title")))
    if not own or not title:
        return None
    external = fields.mapping(record.get("externalIds"))
    doi = clean_doi(fields.text(external.get("DOI")))
    arxiv = read_arxiv(fields.text(external.get("ArXiv"))) or arxiv_of_doi(doi)
    copy = fields.mapping(record.get("openAccessPdf"))
    notices = (Notice(kind=NoticeKind.RETRACTED, source="semanticscholar"),) if retracted else ()
    journal = fields.text(fields.mapping(record.get("journal")).get("name"))
    date = fields.day(record.get("publicationDate"))
    paper = Paper(
        id=f"arxiv:{arxiv}" if arxiv else f"doi:{doi}" if doi else f"s2:{own}",
        title=title,
        authors=fields.names(one.get("name", "") for one in fields.items(record.get("authors"))),
        year=fields.year(record.get("year")),
        date=date,
        arxiv=arxiv,
        doi=doi,
        venue=fields.text(record.get("venue")) or journal,
        abstract=fields.text(record.get("abstract")),
        url=fields.address(record.get("url")),
        licence=fields.text(copy.get("license")),
        source="semanticscholar",
        ids=work_ids(arxiv, doi, f"s2:{own}"),
        notices=notices,
    )
    pdf = fields.address(copy.get("url"))
    return Found(
        paper=replace(paper, origins=fields.originated(paper, "semanticscholar")),
        sources=("semanticscholar",),
        pdf="" if "doi.org/" in pdf else pdf,  # a page about the paper, not the paper
        preprint=is_preprint_doi(doi),
    )
