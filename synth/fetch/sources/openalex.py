"""OpenAlex: works of all publishers with open copies, licences and retractions (https://developers.openalex.org).

A search costs a thousandth of a dollar, a look-up of many works a tenth of that, of a free daily allowance; with a free
key the allowance is ten times as large or more.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from synth.errors import SynthError
from synth.fetch.access import Access
from synth.fetch.api import Api
from synth.fetch.ids import arxiv_of_doi, clean_doi, is_preprint_doi, read_arxiv, work_ids
from synth.fetch.sources import fields
from synth.fetch.sources.source import Answer, Standing, works_of
from synth.records import ArxivId, Found, Notice, NoticeKind, Paper

PAGE = 100
"""Works of one answer, the most that OpenAlex gives."""
AT_ONCE = 50
"""Works that one request looks up."""
_SELECT = (
    "id,doi,title,publication_year,publication_date,ids,authorships,abstract_inverted_index,type,is_retracted,"
    "primary_location,best_oa_location,locations"
)
_HINT = "set openalex_key (free at openalex.org/settings/api), or leave openalex out of --search"
_SPECIAL = re.compile(r"[,:|!*~?\"()\[\]{}]+")


class OpenAlex:
    """The source `openalex`."""

    name = "openalex"

    def __init__(self, access: Access) -> None:
        settings = access.settings
        self._api = Api(access, name="openalex", base=settings.openalex_url, refused=_HINT)
        self._key = {"api_key": settings.openalex_key, "mailto": settings.contact}

    @property
    def stale(self) -> str:
        """Day of the oldest kept answer that was used because nobody answered; empty where there was none."""
        return self._api.answers.stale

    def close(self) -> None:
        """Close the connection."""
        self._api.close()

    def search(self, query: str, *, limit: int, since: datetime.date | None = None) -> Answer:
        """Works whose title, abstract or text has the words, most relevant first."""
        plain = " ".join(_SPECIAL.sub(" ", query).split())
        parameters: dict[str, str | int] = {"search": plain, "select": _SELECT, "per_page": min(limit, PAGE)}
        if since:
            parameters["filter"] = f"from_publication_date:{since.isoformat()}"
        found: dict[str, Found] = {}
        total, cursor, partial = None, "*", ""
        while cursor and len(found) < limit and not partial:
            try:
                page = fields.mapping(self._api.get("/works", {**parameters, "cursor": cursor, **self._key}))
            except SynthError as error:
                if not found:
                    raise
                partial = error.message
                break
            works = fields.items(page.get("results"))
            total = fields.number(fields.mapping(page.get("meta")).get("count"))
            before = len(found)
            for work in works:
                one = to_found(work)
                if one is not None and len(found) < limit:
                    found.setdefault(one.paper.id, replace(one, rank=len(found) + 1))
            cursor = fields.text(fields.mapping(page.get("meta")).get("next_cursor"))
            if not works or len(found) == before:
                break
        return Answer(found=tuple(found.values()), total=total, asked=plain, partial=partial)

    def lookup(self, ids: Sequence[str]) -> dict[str, Found]:
        """Works by `doi:…`, `arxiv:…` (through the DOI that arXiv gives each paper) or `openalex:…`."""
        found: dict[str, Found] = {}
        wanted: dict[str, dict[str, str]] = {"doi": {}, "openalex": {}}
        for asked in ids:
            kind, _, value = asked.partition(":")
            if kind == "arxiv" and (arxiv := read_arxiv(value)):
                wanted["doi"][f"10.48550/arxiv.{arxiv.id}".casefold()] = asked
            elif kind in wanted:
                wanted[kind][value.casefold()] = asked
        for kind, values in wanted.items():
            for work in self._many(kind, list(values)):
                one = to_found(work)
                own = clean_doi(work.get("doi")) if kind == "doi" else fields.text(work.get("id")).rpartition("/")[2]
                if one is not None and own.casefold() in values:
                    found[values[own.casefold()]] = one
        return found

    def standing(self, papers: Sequence[Paper]) -> dict[str, Standing]:
        """Retractions, as Retraction Watch and the publishers report them, and licences of the copies."""
        by_doi = works_of(papers, "doi")
        for value, those in works_of(papers, "arxiv").items():
            by_doi.setdefault(f"10.48550/arxiv.{value}".casefold(), []).extend(those)
        result: dict[str, Standing] = {}
        for work in self._many("doi", list(by_doi)):
            one = to_found(work)
            if one is None:
                continue
            for paper in by_doi.get(clean_doi(work.get("doi")), ()):
                before = result.get(paper.id, Standing())
                result[paper.id] = Standing(
                    notices=before.notices or one.paper.notices,
                    licence=before.licence or _licence_of(work, paper),
                    doi=before.doi or ("" if one.preprint else one.paper.doi),
                )
        return result

    def _many(self, kind: str, values: Sequence[str]) -> list[dict[str, Any]]:
        if len(values) == 1:  # a single work costs nothing
            own = f"https://doi.org/{quote(values[0], safe='')}" if kind == "doi" else quote(values[0].upper())
            work = fields.mapping(self._api.get(f"/works/{own}", {"select": _SELECT, **self._key}))
            return [work] if work else []
        works: list[dict[str, Any]] = []
        for start in range(0, len(values), AT_ONCE):
            some = "|".join(values[start : start + AT_ONCE])
            page = self._api.get(
                "/works", {"filter": f"{kind}:{some}", "select": _SELECT, "per_page": PAGE, **self._key}
            )
            works += fields.items(fields.mapping(page).get("results"))
        return works


def to_found(work: dict[str, Any]) -> Found | None:
    """The record of a work; None where it has neither id nor title, or is a notice of retraction itself."""
    own = fields.text(work.get("id")).rpartition("/")[2]
    title, retracted = fields.bare_title(fields.text(work.get("title")))
    if not own or not title or work.get("type") in ("retraction", "erratum", "paratext"):
        return None
    doi = clean_doi(work.get("doi"))
    locations = fields.items(work.get("locations"))
    arxiv = arxiv_of_doi(doi) or _on_arxiv(locations)
    primary, best = fields.mapping(work.get("primary_location")), fields.mapping(work.get("best_oa_location"))
    date = fields.day(work.get("publication_date"))
    notices: tuple[Notice, ...] = ()
    if work.get("is_retracted") is True or retracted:
        notices = (Notice(kind=NoticeKind.RETRACTED, source="openalex"),)
    paper = Paper(
        id=f"arxiv:{arxiv}" if arxiv else f"doi:{doi}" if doi else f"openalex:{own}",
        title=title,
        authors=fields.names(
            fields.mapping(one.get("author")).get("display_name") or one.get("raw_author_name") or ""
            for one in fields.items(work.get("authorships"))
        ),
        year=fields.year(work.get("publication_year")),
        date=date,
        arxiv=arxiv,
        doi=doi,
        venue=fields.text(fields.mapping(primary.get("source")).get("display_name")),
        abstract=_abstract(work.get("abstract_inverted_index")),
        url=fields.address(primary.get("landing_page_url")),
        licence=fields.text(primary.get("license") or best.get("license")),
        source="openalex",
        ids=work_ids(arxiv, doi, f"openalex:{own}"),
        notices=notices,
    )
    return Found(
        paper=replace(paper, origins=fields.originated(paper, "openalex")),
        sources=("openalex",),
        pdf=next((u for place in (best, *locations) if (u := fields.address(place.get("pdf_url")))), ""),
        preprint=work.get("type") == "preprint" or is_preprint_doi(doi),
    )


def _on_arxiv(locations: Sequence[dict[str, Any]]) -> ArxivId | None:
    """The paper's id on arXiv, where one of its copies is there."""
    for place in locations:
        where = fields.address(place.get("landing_page_url")) or fields.address(place.get("pdf_url"))
        if re.match(r"https?://(?:\w+\.)?arxiv\.org/", where) and (found := ArxivId.find(where)):
            return ArxivId(id=found.id)
        if found := arxiv_of_doi(clean_doi(where)):
            return found
    return None


def _licence_of(work: dict[str, Any], paper: Paper) -> str:
    """Licence of the copy that was read: arXiv's where it came from there, else the first that is known."""
    places = fields.items(work.get("locations"))
    if paper.arxiv:
        places = [p for p in places if "arxiv" in fields.text(p.get("landing_page_url")).casefold()]
    return next((licence for place in places if (licence := fields.text(place.get("license")))), "")


def _abstract(index: Any) -> str:
    """The abstract from OpenAlex's index of words and positions."""
    if not isinstance(index, dict):
        return ""
    places = [
        (place, word)
        for word, where in index.items()
        if isinstance(word, str) and isinstance(where, list)
        for place in where
        if isinstance(place, int)
    ]
    return fields.text(" ".join(word for _, word in sorted(places)[:5000]))
