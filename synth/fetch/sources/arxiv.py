"""arXiv: searches and looks up papers through the package `arxiv`, over our own connection.

The package (4.0) knows neither timeouts nor back-off nor Retry-After; it gets a session that does.
Terms of use: one connection, three seconds between requests (https://info.arxiv.org/help/api/tou.html).
"""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from synth.errors import InputError, NetworkError, RemoteError, UnknownIdError, UsageError
from synth.fetch.access import Access, Answers
from synth.fetch.http import Patience, read_all
from synth.fetch.ids import read_arxiv
from synth.fetch.sources.arxivrecord import notices_of, to_found, to_paper
from synth.fetch.sources.atom import RefusedError, checked
from synth.fetch.sources.oai import Oai
from synth.fetch.sources.source import Answer, Standing
from synth.protocols import AnswerCache
from synth.records import ArxivId, Found, Paper
from synth.settings import Settings

if TYPE_CHECKING:
    import requests

logger = logging.getLogger(__name__)

PAGE = 100
"""Papers asked for in one request."""
MOST = 2000
"""Papers that one search may ask for: more is a harvest, which arXiv offers elsewhere (OAI-PMH)."""
LICENCES = 20
"""Papers whose licence is looked up in one run: each costs a request, and arXiv allows one in three seconds."""

_FIELDED = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate):|\b(?:AND|OR|ANDNOT)\b")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can do does for from how in into is it its of on or our than that the their this to"
        " was we were what when where which who why will with",
    )
)


class Arxiv:
    """The source `arxiv`; also a context manager.

    `folder` holds the files by which all processes keep to one connection. Not for use by several threads.
    """

    name = "arxiv"

    def __init__(
        self,
        settings: Settings,
        *,
        folder: Path,
        patience: Patience | None = None,
        cache: AnswerCache | None = None,
        fresh: bool = False,
    ) -> None:
        access = Access(settings=settings, folder=folder, cache=cache, fresh=fresh, patience=patience)
        self.http = access.http("arxiv", spacing=settings.arxiv_spacing)
        self._answers = Answers(self.http, access)
        self._oai = Oai(self._answers, settings.arxiv_oai_url)
        self._url = settings.arxiv_url
        self._files_url = settings.arxiv_files_url.rstrip("/")
        self._total: int | None = None

    @classmethod
    def at(cls, access: Access) -> Arxiv:
        """The source with what all sources share."""
        return cls(
            access.settings, folder=access.folder, patience=access.patience, cache=access.cache, fresh=access.fresh
        )

    def __enter__(self) -> Arxiv:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def stale(self) -> str:
        """Day of the oldest answer that was used because nobody answered; empty where there was none."""
        return self._answers.stale

    def close(self) -> None:
        """Close the connection."""
        self.http.close()

    def search(self, query: str, *, limit: int, since: datetime.date | None = None) -> Answer:
        """At most `limit` papers for `query`, most relevant first; empty when nothing fits.

        `query` is plain words or arXiv's own syntax (`ti:pass AND cat:cs.LG`). Plain words must all occur; where no
        paper has them all, any will do. `since` counts from the first version. Raises NetworkError or RemoteError
        where not even the first papers came.
        """
        import arxiv

        if not 1 <= limit <= MOST:  # the package takes 0 for "without limit"
            raise UsageError(f"the limit must be from 1 to {MOST}, not {limit}", hint="for example --limit 20")
        papers: list[Paper] = []
        partial = expression = ""
        for expression in expressions(query):
            if since:
                expression = f"({expression}) AND submittedDate:[{since:%Y%m%d}0000 TO 999912312359]"
            wanted = arxiv.Search(query=expression, max_results=None)
            self._total = None
            try:
                papers, partial = self._collect(wanted, page_size=min(limit, PAGE), limit=limit)
            except RefusedError as error:
                raise InputError(f"arXiv refuses the query {query!r}: {error}", hint="use plain words") from error
            if papers:
                break
        found = tuple(replace(to_found(paper), rank=rank) for rank, paper in enumerate(papers, start=1))
        return Answer(found=found, total=self._total, asked=expression, partial=partial)

    def standing(self, papers: Sequence[Paper]) -> dict[str, Standing]:
        """Newer versions and withdrawals, from one request for a hundred papers; licences from OAI-PMH, one each.

        OAI-PMH is asked only about papers whose licence is not known or whose newest version calls itself withdrawn,
        and about at most `LICENCES` of them at once; its answers are kept for a month.
        """
        ours = {paper.id: paper for paper in papers if paper.arxiv}
        newest = self.papers([ArxivId(id=paper.arxiv.id) for paper in ours.values() if paper.arxiv])
        result: dict[str, Standing] = {}
        asked = 0
        for paper in ours.values():
            assert paper.arxiv is not None
            now = newest.get(ArxivId(id=paper.arxiv.id))
            if now is None or now.arxiv is None:
                continue
            record = None
            if now.withdrawn or (not paper.licence and asked < LICENCES):
                asked += 1
                record = self._oai.record(now.arxiv)
            notices = notices_of(paper.arxiv, now, record)
            licence = record.licence if record else paper.licence
            result[paper.id] = Standing(notices=notices, licence=licence, doi=now.doi)
        return result

    def by_ids(self, ids: Iterable[ArxivId | str]) -> list[Paper]:
        """The papers with these ids, in the order given; without a version, the newest one.

        Raises UnknownIdError that names every id which arXiv does not know, NetworkError or RemoteError.
        """
        wanted = [_as_id(item) for item in ids]
        found = self.papers(wanted)
        if missing := [str(item) for item in wanted if item not in found]:
            raise unknown(missing)
        return [found[item] for item in wanted]

    def lookup(self, ids: Sequence[str]) -> dict[str, Found]:
        """The papers among `ids` (`arxiv:…`) that arXiv knows, by the id that was asked for."""
        asked = {one: known for one in ids if one.startswith("arxiv:") and (known := read_arxiv(one))}
        papers = self.papers(list(asked.values()))
        return {one: to_found(papers[known]) for one, known in asked.items() if known in papers}

    def papers(self, ids: Sequence[ArxivId]) -> dict[ArxivId, Paper]:
        """The papers among `ids` that arXiv knows, by the id that was asked for."""
        unique = list(dict.fromkeys(ids))
        found: dict[ArxivId, Paper] = {}
        for start in range(0, len(unique), PAGE):
            found |= self._lookup_page(unique[start : start + PAGE])
        return found

    def pdf_url(self, identifier: ArxivId) -> str:
        """Where the PDF of this version is."""
        return f"{self._files_url}/pdf/{identifier}"

    def source_url(self, identifier: ArxivId) -> str:
        """Where the TeX source of this version is; papers without one have their PDF there."""
        return f"{self._files_url}/e-print/{identifier}"

    def feed(self, url: str) -> bytes:
        """The feed at `url`, checked; notes how many papers it says that there are."""
        body = self._answers.get(url, read=_read_feed)
        if match := re.search(rb"<opensearch:totalResults[^>]*>\s*(\d+)", body[:5000]):
            self._total = int(match[1])
        return body

    def _lookup_page(self, ids: Sequence[ArxivId]) -> dict[ArxivId, Paper]:
        import arxiv

        if not ids:
            return {}
        try:
            wanted = arxiv.Search(id_list=[str(item) for item in ids], max_results=None)
            papers, _ = self._collect(wanted, page_size=len(ids), limit=len(ids), whole=True)
        except RefusedError as error:
            # One bad id spoils the whole request, and the message names it.
            logger.info("arXiv refuses: %s", error)
            named = [item for item in ids if re.search(rf"(?<![\w.]){re.escape(str(item))}(?![\w.])", str(error))]
            if named:
                return self._lookup_page([item for item in ids if item not in named])
            if len(ids) == 1:
                return {}
            half = len(ids) // 2
            return self._lookup_page(ids[:half]) | self._lookup_page(ids[half:])
        return {item: paper for item in ids for paper in papers if paper.arxiv and _same(item, paper.arxiv)}

    def _collect(self, search: Any, *, page_size: int, limit: int, whole: bool = False) -> tuple[list[Paper], str]:
        """Up to `limit` different papers, and why there are no more where an error ended it (not so with `whole`).

        Entries that were left out shift the package's page offsets, so that a paper may come twice; a round without
        anything new ends it, so that a mirror that ignores offsets cannot keep us for ever.
        """
        papers: dict[str, Paper] = {}
        stale = 0
        try:
            for paper in self._results(search, page_size):
                stale = stale + 1 if paper.id in papers else 0
                papers.setdefault(paper.id, paper)
                if len(papers) == limit or stale > len(papers):
                    break
        except (NetworkError, RemoteError) as error:
            if whole or not papers:
                raise
            return list(papers.values()), error.message
        return list(papers.values()), ""

    def _results(self, search: Any, page_size: int) -> Iterator[Paper]:
        import arxiv

        client = arxiv.Client(page_size=page_size, delay_seconds=0, num_retries=1)
        client.query_url_format = self._url + ("&{}" if "?" in self._url else "?{}")
        client._session = _Session(self)  # the only place where the package lets one in
        try:
            for result in client.results(search):
                yield to_paper(result)
        except arxiv.UnexpectedEmptyPageError as error:  # after the retry: the feed announced more than it has
            logger.warning("arXiv sent fewer papers than announced: %s", error)
        except arxiv.ArxivError as error:
            raise RemoteError(f"arXiv: {error}", hint="try again later") from error


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    """As much of a `requests.Response` as the package looks at."""

    content: bytes
    status_code: int = 200


class _Session:
    """Stands where the package has a `requests.Session`; what it returns is a feed."""

    def __init__(self, arxiv: Arxiv) -> None:
        self._arxiv = arxiv

    def get(self, url: str, headers: object = None) -> _Answer:
        return _Answer(content=self._arxiv.feed(url))


def _read_feed(response: requests.Response) -> bytes:
    host = urlsplit(response.url).netloc
    body = read_all(response)
    if response.status_code == 200:
        return checked(body, host)
    if response.status_code == 400 and b"<feed" in body:
        checked(body, host)  # raises RefusedError with arXiv's own words
    hint = "check the setting arxiv_url" if response.status_code == 404 else "try again later"
    raise RemoteError(f"{host} answered HTTP {response.status_code}", hint=hint)


def expressions(query: str) -> list[str]:
    """What to ask arXiv for, strictest first: its own syntax as it is, plain words as all of them, then any.

    Several bare words in one request would mean any of them, most of which nobody is after.
    """
    query = " ".join(query.split())
    if not query:
        raise InputError("the query is empty", hint='for example: synth fetch "pass@k training"')
    if _FIELDED.search(query):
        return [query]
    phrases = re.findall(r'"([^"]+)"|([^\s"()\[\]{}:;,?!]+)', query)
    words = [phrase or word.strip(".'") for phrase, word in phrases]
    terms = [word for word in words if word.lower() not in _STOP and re.search(r"\w", word)] or words
    terms = [f'all:"{term}"' if re.search(r"\W", term) else f"all:{term}" for term in dict.fromkeys(terms) if term]
    if not terms:
        raise InputError(f"nothing to search for in {query!r}", hint="give a few words")
    return [" AND ".join(terms), " OR ".join(terms)] if len(terms) > 1 else terms


def unknown(ids: Sequence[str]) -> UnknownIdError:
    """The error for ids that arXiv does not know."""
    hint = "check the id, and its version, at https://arxiv.org"
    return UnknownIdError(f"arXiv has no paper {', '.join(ids)}", hint=hint)


def _as_id(item: ArxivId | str) -> ArxivId:
    try:
        return item if isinstance(item, ArxivId) else ArxivId.parse(item)
    except ValueError as error:
        raise UnknownIdError(str(error), hint="ids look like 2409.02392v2 or quant-ph/0201082") from error


def _same(asked: ArxivId, got: ArxivId) -> bool:
    """Whether the feed's id answers the one asked for; the subject class of old ids (`math.GT/`) is optional."""
    plain = re.compile(r"\.[A-Z]{2}(?=/)")
    return plain.sub("", asked.id) == plain.sub("", got.id) and asked.version in (None, got.version)
