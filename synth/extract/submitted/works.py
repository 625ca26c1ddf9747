"""The works that the report lists, from a reference list of any shape."""

from __future__ import annotations

import re
from dataclasses import dataclass

from synth.records import ArxivId, Document, Reference
from synth.records.audit import CitedWork

URL = re.compile(r"https?://[^\s<>\"')\]}]+?(?=https?://|[.,;:!?]*(?:[\s<>\"')\]}]|$))", re.IGNORECASE)
DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^\[\]]+[^\s\"<>{}|\\^\[\].,;)]", re.IGNORECASE)
_HEADING = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s+)?(?:references?|bibliography|works cited|sources|literature|参考文献)\W*$", re.IGNORECASE
)
_END = re.compile(r"^(?:appendi|supplement|acknowledg)", re.IGNORECASE)
_KEY = re.compile(r"^\s*[-•*]?\s*(?:\[(\^?\w{1,16})\]|(\d{1,3})[.)](?=\s))\s*")


@dataclass(frozen=True, slots=True)
class Listed:
    """A work and where its entry stands."""

    work: CitedWork
    at: int
    """Offset in `Document.text`, -1 where the text leaves the list out."""


def read_works(document: Document) -> list[Listed]:
    """Every entry of every reference list, in order."""
    if document.references:
        return _parsed(document)
    return [Listed(work, -1) for work in _from_pages(document)]


def _parsed(document: Document) -> list[Listed]:
    out: list[Listed] = []
    at = 0
    for reference in document.references:
        found = document.text.find(reference.raw, at)
        at = found + len(reference.raw) if found >= 0 else at
        links = URL.findall(reference.raw)
        if len(links) > 1 and not re.search(r"\w", URL.sub("", reference.raw)):  # bare links that were run together
            out.extend(Listed(work_of(link), found) for link in links)
        else:
            out.append(Listed(_work(reference), found))
    return out


def _work(reference: Reference) -> CitedWork:
    arxiv = reference.arxiv
    url = URL.search(reference.raw)
    return CitedWork(
        raw=reference.raw,
        key=reference.key,
        title=reference.title if re.search(r"\w", reference.title) else "",
        authors=reference.authors,
        year=reference.year,
        arxiv=arxiv or arxiv_in(reference.raw),
        doi=reference.doi,
        url=url[0] if url else "",
    )


def _from_pages(document: Document) -> list[CitedWork]:
    """Entries of a list that the parser passed over because they are nothing but addresses."""
    lines = [line.strip() for page in document.pages for line in page.text.split("\n")]
    start = next((n for n in range(len(lines) - 1, -1, -1) if _HEADING.match(lines[n])), None)
    if start is None:
        return []
    works = []
    for line in lines[start + 1 :]:
        if _END.match(line):
            break
        key = _KEY.match(line)
        for url in URL.findall(line) or [m[0] for m in re.finditer(r"arXiv:\s*\S+", line, re.IGNORECASE)]:
            works.append(work_of(url, key=next((g for g in key.groups() if g), "") if key else ""))
    return works


def work_of(address: str, *, key: str = "") -> CitedWork:
    """A work known by nothing but an address or identifier."""
    arxiv, doi = arxiv_in(address), DOI.search(address)
    return CitedWork(
        raw=address,
        key=key,
        year=2000 + int(arxiv.id[:2]) if arxiv and arxiv.id[:4].isdigit() else None,
        arxiv=arxiv,
        doi=doi[0] if doi and "arxiv." not in doi[0].lower() else "",
        url=address if address.lower().startswith("http") else "",
    )


def arxiv_in(text: str) -> ArxivId | None:
    """The arXiv id of a text that says that it is one."""
    if re.search(r"arxiv|alphaxiv|/abs/", text, re.IGNORECASE):
        return ArxivId.find(text)
    return ArxivId.find(text) if re.search(r"\d{4}\.\d{4,5}v\d", text) else None
