"""A small internet on this machine: arXiv, OpenAlex, Semantic Scholar, Crossref and OpenReview over one set of works.

net = Internet(loopback)
net.add(Work(arxiv="2601.00001", title="…", authors=("Ada Lovelace",), abstract="…", pdfs=[pdf]))
settings = net.settings(library)

The answers have the shape of the real ones (see `recorded.py` for those); works are ours.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.sax.saxutils import escape

from loopback import Loopback, Reply, Request, ranged

from synth.settings import Settings

JSON = {"Content-Type": "application/json"}
ATOM = {"Content-Type": "application/atom+xml"}
NOT_FOUND = Reply(status=404, body=b"Resource not found.", headers={"Content-Type": "text/plain"})


@dataclass(kw_only=True)
class Work:
    """A paper of this internet."""

    title: str
    authors: tuple[str, ...] = ("Ada Lovelace", "Alan Turing")
    abstract: str = ""
    date: str = "2026-01-15"
    arxiv: str = ""
    """Id without version; empty for a paper that is not there."""
    pdfs: list[bytes] = field(default_factory=list)
    """The file of each version on arXiv, v1 first; or the one open copy elsewhere."""
    dates: list[str] = field(default_factory=list)
    """Day of each version; `date` where it is empty."""
    withdrawn: str = ""
    """Comment of the newest version by which it is withdrawn."""
    doi: str = ""
    retracted: str = ""
    """DOI of the notice by which it is retracted."""
    licence: str = "http://creativecommons.org/licenses/by/4.0/"
    venue: str = ""
    openreview: str = ""
    """Forum; empty for a paper that is not there."""
    replies: list[dict[str, object]] = field(default_factory=list)
    known_to: frozenset[str] = frozenset(("arxiv", "openalex", "semanticscholar", "crossref", "openreview"))
    """Services that list it."""

    def version_date(self, version: int) -> str:
        return self.dates[version - 1] if len(self.dates) >= version else self.date

    @property
    def versions(self) -> int:
        return max(len(self.pdfs) + bool(self.withdrawn), len(self.dates), 1)

    def says(self, words: list[str], *, every: bool) -> bool:
        text = f"{self.title} {self.abstract}".casefold()
        hits = [word.casefold() in text for word in words]
        return all(hits) if every else any(hits)

    @property
    def number(self) -> str:
        """A number that is the work's own, for services that count theirs."""
        return str(sum(ord(c) * (i + 7) for i, c in enumerate(self.arxiv + self.doi + self.openreview)))


class Internet:
    """The services, on routes of one loopback server."""

    def __init__(self, loopback: Loopback) -> None:
        self.works: list[Work] = []
        self.loopback = loopback
        self.down: set[str] = set()
        """Services that answer 503."""
        loopback.route("/api/query", self._guarded("arxiv", self._arxiv))
        loopback.route("/oai", self._guarded("arxiv", self._oai))
        loopback.below("/pdf/", self._pdf)
        loopback.below("/open/", self._copy)
        loopback.route("/openalex/works", self._guarded("openalex", self._openalex))
        loopback.below("/openalex/works/", self._guarded("openalex", self._openalex_one))
        loopback.below("/crossref/works/", self._guarded("crossref", self._crossref_one))
        loopback.below("/s2/paper/", self._guarded("semanticscholar", self._s2_one))
        loopback.route("/s2/paper/search", self._guarded("semanticscholar", self._s2_search))
        loopback.route("/s2/paper/batch", self._guarded("semanticscholar", self._s2_batch))
        loopback.route("/crossref/works", self._guarded("crossref", self._crossref))
        loopback.route("/openreview/notes/search", self._guarded("openreview", self._or_search))
        loopback.route("/openreview/notes", self._guarded("openreview", self._or_notes))
        loopback.route("/openreview/login", self._guarded("openreview", self._or_login))

    def add(self, *works: Work) -> None:
        self.works += works

    def by_arxiv(self, identifier: str) -> Work:
        return next(work for work in self.works if work.arxiv == identifier)

    def settings(self, library: Path, **more: object) -> Settings:
        return Settings(library=library, **(self._values() | more))  # type: ignore[arg-type]

    def environment(self, **more: str) -> dict[str, str]:
        """The settings for a real process."""
        return {f"SYNTH_{name.upper()}": str(value) for name, value in self._values().items()} | more

    def _values(self) -> dict[str, object]:
        url = self.loopback.url
        return {
            "arxiv_url": f"{url}/api/query",
            "arxiv_files_url": url,
            "arxiv_oai_url": f"{url}/oai",
            "arxiv_spacing": 0.0,
            "source_spacing": 0.0,
            "openalex_url": f"{url}/openalex",
            "semanticscholar_url": f"{url}/s2",
            "crossref_url": f"{url}/crossref",
            "openreview_url": f"{url}/openreview",
            "openreview_user": "reader@example.org",
            "openreview_password": "secret-word",
            "timeout": 5.0,
        }

    def _guarded(self, name: str, answer):  # type: ignore[no-untyped-def]
        def guarded(request: Request) -> Reply:
            if name in self.down:
                return Reply(status=503, headers={"Retry-After": "0"})
            return answer(request)

        return guarded

    def _of(self, service: str) -> list[Work]:
        return [work for work in self.works if service in work.known_to]

    # -- arXiv -----------------------------------------------------------------------------------------------------

    def _arxiv(self, request: Request) -> Reply:
        query = request.query
        start, size = int(query.get("start", "0")), int(query.get("max_results", "10"))
        works = [work for work in self._of("arxiv") if work.arxiv]
        rows: list[tuple[Work, int]] = []
        if query.get("id_list"):
            for one in query["id_list"].split(","):
                bare, _, version = one.partition("v")
                for work in works:
                    if work.arxiv == bare and int(version or 1) <= work.versions:
                        rows.append((work, int(version or work.versions)))
        else:
            asked = query.get("search_query", "")
            since = re.search(r"submittedDate:\[(\d{8})", asked)
            terms = re.findall(r'all:(?:"([^"]+)"|([^\s()]+))', asked)
            words = [phrase or word for phrase, word in terms]
            for work in works:
                old = since and work.version_date(1).replace("-", "") < since[1]
                if not old and work.says(words, every=" AND all:" in asked or len(words) == 1):
                    rows.append((work, work.versions))
        entries = "".join(self._entry(work, version) for work, version in rows[start : start + size])
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">'
            f"<opensearch:totalResults>{len(rows)}</opensearch:totalResults>{entries}</feed>"
        )
        return Reply(body=body.encode(), headers=ATOM)

    def _entry(self, work: Work, version: int) -> str:
        comment = work.withdrawn if version == work.versions and work.withdrawn else ""
        names = "".join(f"<author><name>{escape(name)}</name></author>" for name in work.authors)
        return (
            f"<entry><id>http://arxiv.org/abs/{work.arxiv}v{version}</id><title>{escape(work.title)}</title>"
            f"<updated>{work.version_date(version)}T07:08:09Z</updated>"
            f"<published>{work.version_date(1)}T03:04:05Z</published><summary>{escape(work.abstract)}</summary>"
            + (f"<arxiv:comment>{escape(comment)}</arxiv:comment>" if comment else "")
            + (f"<arxiv:doi>{work.doi}</arxiv:doi>" if work.doi else "")
            + f"{names}</entry>"
        )

    def _oai(self, request: Request) -> Reply:
        bare = request.query["identifier"].rpartition(":")[2]
        work = next((one for one in self._of("arxiv") if one.arxiv == bare), None)
        inner = '<error code="idDoesNotExist">no such paper</error>'
        if work:
            sizes = ["0kb" if work.withdrawn and v == work.versions else "12kb" for v in range(1, work.versions + 1)]
            versions = "".join(
                f'<version version="v{v}"><date>{work.version_date(v)}</date><size>{size}</size>'
                f"<source_type>{'I' if size == '0kb' else 'D'}</source_type></version>"
                for v, size in enumerate(sizes, start=1)
            )
            inner = (
                "<GetRecord><record><header/><metadata>"
                f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{bare}</id>{versions}'
                f"<comments>{escape(work.withdrawn)}</comments><license>{work.licence}</license></arXivRaw>"
                "</metadata></record></GetRecord>"
            )
        body = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>'
        return Reply(body=body.encode(), headers={"Content-Type": "text/xml"})

    def _pdf(self, request: Request) -> Reply:
        match = re.fullmatch(r"/pdf/([^v]+)v(\d+)", request.path)
        for work in self._of("arxiv"):
            if match and work.arxiv == match[1] and int(match[2]) <= len(work.pdfs):
                return ranged(work.pdfs[int(match[2]) - 1], etag=f'"{match[1]}v{match[2]}"')(request)
        return NOT_FOUND

    def _copy(self, request: Request) -> Reply:
        for work in self.works:
            if work.pdfs and request.path == f"/open/{work.number}.pdf":
                return ranged(work.pdfs[-1], etag=f'"{work.number}"')(request)
        return NOT_FOUND

    def _copy_url(self, work: Work) -> str:
        return f"{self.loopback.url}/open/{work.number}.pdf" if work.pdfs and not work.arxiv else ""

    # -- OpenAlex --------------------------------------------------------------------------------------------------

    def _openalex(self, request: Request) -> Reply:
        works = [w for w in self._of("openalex") if w.doi or w.arxiv]
        chosen = request.query.get("filter", "")
        if match := re.search(r"doi:([^,]+)", chosen):
            wanted = {one.casefold() for one in match[1].split("|")}
            works = [w for w in works if self._openalex_doi(w).casefold() in wanted]
        if "search" in request.query:
            works = [w for w in works if w.says(request.query["search"].split(), every=True)]
        if match := re.search(r"from_publication_date:(\S+)", chosen):
            works = [w for w in works if w.date >= match[1]]
        size = int(request.query.get("per_page", "25"))
        start = 0 if request.query.get("cursor", "*") == "*" else int(request.query["cursor"])
        following = start + size if start + size < len(works) else None
        body = {
            "meta": {"count": len(works), "next_cursor": str(following) if following else None},
            "results": [self._openalex_work(w) for w in works[start : start + size]],
        }
        return Reply(body=json.dumps(body).encode(), headers=JSON)

    def _openalex_one(self, request: Request) -> Reply:
        own = unquote(request.path.removeprefix("/openalex/works/")).removeprefix("https://doi.org/").casefold()
        for work in self._of("openalex"):
            if own in (self._openalex_doi(work).casefold(), f"w{work.number}"):
                return Reply(body=json.dumps(self._openalex_work(work)).encode(), headers=JSON)
        return NOT_FOUND

    def _openalex_doi(self, work: Work) -> str:
        return work.doi or f"10.48550/arXiv.{work.arxiv}"

    def _openalex_work(self, work: Work) -> dict[str, object]:
        index: dict[str, list[int]] = {}
        for place, word in enumerate(work.abstract.split()):
            index.setdefault(word, []).append(place)
        places = []
        if work.arxiv:
            where = f"http://arxiv.org/abs/{work.arxiv}"
            places.append({"landing_page_url": where, "pdf_url": None, "license": "cc-by", "source": None})
        if self._copy_url(work):
            places.append({"landing_page_url": None, "pdf_url": self._copy_url(work), "license": "cc-by"})
        return {
            "id": f"https://openalex.org/W{work.number}",
            "doi": f"https://doi.org/{self._openalex_doi(work)}",
            "title": work.title,
            "publication_year": int(work.date[:4]),
            "publication_date": work.date,
            "authorships": [{"author": {"display_name": name}} for name in work.authors],
            "abstract_inverted_index": index or None,
            "type": "article" if work.doi else "preprint",
            "is_retracted": bool(work.retracted),
            "primary_location": {"source": {"display_name": work.venue or None}, "landing_page_url": None},
            "best_oa_location": places[-1] if places else None,
            "locations": places,
        }

    # -- Semantic Scholar ------------------------------------------------------------------------------------------

    def _s2_search(self, request: Request) -> Reply:
        words = request.query["query"].split()
        works = [w for w in self._of("semanticscholar") if w.says(words, every=False)]
        if since := request.query.get("publicationDateOrYear", "").partition(":")[0]:
            works = [w for w in works if w.date >= since]
        start, size = int(request.query.get("offset", "0")), int(request.query.get("limit", "100"))
        body: dict[str, object] = {"total": len(works), "offset": start}
        body["data"] = [self._s2_paper(w) for w in works[start : start + size]]
        if start + size < len(works):
            body["next"] = start + size
        return Reply(body=json.dumps(body).encode(), headers=JSON)

    def _s2_known(self, one: str) -> Work | None:
        kind, _, value = one.partition(":")
        for work in self._of("semanticscholar"):
            own = work.arxiv if kind == "ARXIV" else work.doi
            if own and own.casefold() == value.casefold():
                return work
        return None

    def _s2_one(self, request: Request) -> Reply:
        work = self._s2_known(unquote(request.path.removeprefix("/s2/paper/")))
        return Reply(body=json.dumps(self._s2_paper(work)).encode(), headers=JSON) if work else NOT_FOUND

    def _s2_batch(self, request: Request) -> Reply:
        wanted = json.loads(request.body)["ids"]
        rows = [self._s2_paper(work) if (work := self._s2_known(one)) else None for one in wanted]
        return Reply(body=json.dumps(rows).encode(), headers=JSON)

    def _s2_paper(self, work: Work) -> dict[str, object]:
        external = {"CorpusId": int(work.number)} | ({"ArXiv": work.arxiv} if work.arxiv else {})
        doi = work.doi.upper() or (f"10.48550/arXiv.{work.arxiv}" if work.arxiv else "")  # its DOIs keep their case
        return {
            "paperId": f"{int(work.number):040x}",
            "externalIds": external | ({"DOI": doi} if doi else {}),
            "title": work.title,
            "abstract": work.abstract or None,
            "authors": [{"authorId": "1", "name": name} for name in work.authors],
            "year": int(work.date[:4]),
            "venue": work.venue,
            "publicationDate": work.date,
            "openAccessPdf": {"url": self._copy_url(work), "status": None, "license": "CCBY"},
            "url": f"https://www.semanticscholar.org/paper/{int(work.number):040x}",
        }

    # -- Crossref --------------------------------------------------------------------------------------------------

    def _crossref(self, request: Request) -> Reply:
        works = [w for w in self._of("crossref") if w.doi]
        chosen = request.query.get("filter", "")
        if dois := re.findall(r"doi:([^,]+)", chosen):
            wanted = {unquote(one).casefold() for one in dois}
            works = [w for w in works if w.doi.casefold() in wanted]
        if words := request.query.get("query.bibliographic"):
            works = [w for w in works if w.says(words.split(), every=False)]
        if match := re.search(r"from-pub-date:(\S+)", chosen):
            works = [w for w in works if w.date >= match[1]]
        start, size = int(request.query.get("offset", "0")), int(request.query.get("rows", "20"))
        message = {
            "total-results": len(works),
            "items": [self._crossref_work(w) for w in works[start : start + size]],
        }
        body = {"status": "ok", "message-type": "work-list", "message": message}
        return Reply(body=json.dumps(body).encode(), headers=JSON)

    def _crossref_one(self, request: Request) -> Reply:
        own = unquote(request.path.removeprefix("/crossref/works/")).casefold()
        for work in self._of("crossref"):
            if work.doi and work.doi.casefold() == own:
                body = {"status": "ok", "message-type": "work", "message": self._crossref_work(work)}
                return Reply(body=json.dumps(body).encode(), headers=JSON)
        return NOT_FOUND

    def _crossref_work(self, work: Work) -> dict[str, object]:
        year, month, day = (int(part) for part in work.date.split("-"))
        record: dict[str, object] = {
            "DOI": work.doi,
            "type": "journal-article",
            "title": [f"RETRACTED: {work.title}" if work.retracted else work.title],
            "author": [{"given": n.rpartition(" ")[0], "family": n.rpartition(" ")[2]} for n in work.authors],
            "published": {"date-parts": [[year, month, day]]},
            "container-title": [work.venue] if work.venue else [],
            "license": [{"URL": work.licence, "content-version": "vor"}],
            "abstract": f"<jats:p>{escape(work.abstract)}</jats:p>",
        }
        if work.retracted:
            record["updated-by"] = [
                {
                    "DOI": work.retracted,
                    "type": "retraction",
                    "label": "Retraction",
                    "source": "retraction-watch",
                    "updated": {"date-parts": [[2026, 5, 1]]},
                }
            ]
        return record

    # -- OpenReview ------------------------------------------------------------------------------------------------

    def _or_login(self, request: Request) -> Reply:
        said = json.loads(request.body)
        if said == {"id": "reader@example.org", "password": "secret-word"}:
            return Reply(body=json.dumps({"token": "a-token"}).encode(), headers=JSON)
        return Reply(status=400, body=json.dumps({"message": "Invalid username or password"}).encode(), headers=JSON)

    def _or_search(self, request: Request) -> Reply:
        words = request.query["term"].split()
        works = [w for w in self._of("openreview") if w.openreview and w.says(words, every=False)]
        start, size = int(request.query.get("offset", "0")), int(request.query.get("limit", "25"))
        notes = [self._or_note(w) for w in works[start : start + size]]
        return Reply(body=json.dumps({"notes": notes, "count": len(works)}).encode(), headers=JSON)

    def _or_notes(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Bearer a-token":
            body = {"name": "ForbiddenError", "message": "Guests may not read this"}
            return Reply(status=403, body=json.dumps(body).encode(), headers=JSON)
        own = request.query.get("forum") or request.query.get("id")
        works = [w for w in self._of("openreview") if w.openreview == own]
        notes: list[Mapping[str, object]] = [self._or_note(w) for w in works]
        if "forum" in request.query:
            notes += [reply for w in works for reply in w.replies]
        return Reply(body=json.dumps({"notes": notes, "count": len(notes)}).encode(), headers=JSON)

    def _or_note(self, work: Work) -> dict[str, object]:
        stamp = datetime.datetime.fromisoformat(f"{work.date}T00:00:00+00:00").timestamp() * 1000
        return {
            "id": work.openreview,
            "forum": work.openreview,
            "cdate": int(stamp),
            "license": "CC BY 4.0",
            "content": {
                "title": {"value": work.title},
                "authors": {"value": list(work.authors)},
                "abstract": {"value": work.abstract},
                "venue": {"value": work.venue},
                "pdf": {"value": "/pdf/x.pdf"},
            },
        }
