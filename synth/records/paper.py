"""A work of the literature, as its bibliographic record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_NEW = re.compile(r"(?P<id>\d{4}\.\d{4,5})(?:v(?P<v>\d+))?", re.ASCII)
_OLD = re.compile(r"(?P<id>[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?P<v>\d+))?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class ArxivId:
    """An arXiv identifier; `str()` gives `2409.02392v2`, or without `v2` where the version is not known."""

    id: str
    """Identifier without version, new (`2409.02392`) or old (`quant-ph/0201082`) style."""
    version: int | None = None
    """Version read, None where it is not known."""

    @classmethod
    def parse(cls, text: str) -> ArxivId:
        """Read an id, `arXiv:` form or abs/pdf URL; ValueError when `text` is nothing but that."""
        bare = re.sub(r"^(?:https?://)?(?:[\w.-]*arxiv\.org|[^/]+)/(?:abs|pdf|html|src|e-print)/", "", text.strip())
        bare = re.sub(r"^arxiv:\s*", "", bare, flags=re.IGNORECASE).removesuffix(".pdf")
        for pattern in (_NEW, _OLD):
            if match := pattern.fullmatch(bare):
                return cls(id=match["id"], version=int(match["v"]) if match["v"] else None)
        raise ValueError(f"not an arXiv id: {text!r}")

    @classmethod
    def find(cls, text: str) -> ArxivId | None:
        """The first arXiv id inside `text`, or None."""
        for pattern in (_NEW, _OLD):
            if match := re.search(rf"(?<![\d.]){pattern.pattern}(?!\d)", text):
                return cls(id=match["id"], version=int(match["v"]) if match["v"] else None)
        return None

    def __str__(self) -> str:
        return f"{self.id}v{self.version}" if self.version else self.id


class NoticeKind(StrEnum):
    """What was said about a paper after it appeared."""

    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    """Taken back by its authors before or without publication."""
    CONCERN = "concern"
    """An expression of concern."""
    CORRECTED = "corrected"
    """An erratum or a correction was published."""
    NEWER = "newer_version"
    """A later version than the one that was read."""

    @property
    def grave(self) -> bool:
        """Whether the paper can no longer be relied on."""
        return self in (NoticeKind.RETRACTED, NoticeKind.WITHDRAWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One thing that a source says about a paper's standing."""

    kind: NoticeKind
    source: str
    """Who says so: `arxiv`, `crossref`, `retraction-watch`, …"""
    date: str = ""
    """ISO 8601, as far as it is known."""
    id: str = ""
    """Of the notice or of the newer version: `doi:…`, `arxiv:…v3`; empty where there is none."""
    text: str = ""
    """In the words of the source, one line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldOrigin:
    """Which source gave a field of a record."""

    field: str
    source: str


class PaperStatus(StrEnum):
    """How far a paper came through the pipeline."""

    READ = "read"
    """Parsed; its claims could be extracted."""
    PARTIAL = "partial"
    """Parsed with pages missing; `reason` says which."""
    FAILED = "failed"
    """Not read at all; `reason` says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """Bibliographic record of one version of one paper."""

    id: str
    """`arxiv:2306.08568v1`, `doi:…`, or `sha256:…` of the file."""
    title: str
    authors: tuple[str, ...] = ()
    """Given name first, in the paper's order."""
    year: int | None = None
    """Year of this version."""
    arxiv: ArxivId | None = None
    doi: str = ""
    venue: str = ""
    """Journal or proceedings, as printed; empty where unknown."""
    abstract: str = ""
    url: str = ""
    sha256: str = ""
    """Checksum of the file that was read; empty for a record without a file."""
    path: str = ""
    """File that was read, as the caller named it; empty for a record without a file."""
    source: str = "local"
    """Which source gave the record: `local`, `arxiv`, …"""
    licence: str = ""
    """URL or name of the licence, empty where unknown."""
    withdrawn: bool = False
    status: PaperStatus = PaperStatus.READ
    reason: str = ""
    """Why it is partial or failed, one sentence; empty otherwise."""
    date: str = ""
    """Day of this version, ISO 8601, as far as it is known."""
    ids: tuple[str, ...] = ()
    """All ids under which the work is known: `arxiv:2306.08568` (no version), `doi:…`, `openalex:…`, `s2:…`."""
    notices: tuple[Notice, ...] = ()
    """What sources say about its standing."""
    origins: tuple[FieldOrigin, ...] = ()
    """Which source gave which field, where several were merged."""

    @property
    def grave(self) -> Notice | None:
        """The notice by which the paper can no longer be relied on; a retraction before a withdrawal."""
        notices = sorted((n for n in self.notices if n.kind.grave), key=lambda n: n.kind is not NoticeKind.RETRACTED)
        if notices:
            return notices[0]
        return Notice(kind=NoticeKind.WITHDRAWN, source=self.source) if self.withdrawn else None

    @property
    def cited_as(self) -> str:
        """How running text names the authors: "Chen et al.", "Ho and Li", an organisation whole, or the title."""
        if not self.authors:
            return self.title[:40] or self.id
        first = _family_name(self.authors[0])
        if len(self.authors) == 1:
            return first
        return f"{first} and {_family_name(self.authors[1])}" if len(self.authors) == 2 else f"{first} et al."

    @property
    def short(self) -> str:
        """How the text of a report names the paper: authors and year."""
        return f"{self.cited_as} ({self.year})" if self.year else self.cited_as


_ORGANISATION = re.compile(
    r"\b(?:AI|Team|Lab|Labs|Seed|Institute|University|Research|Group|Inc|Google|OpenAI|Meta|Microsoft|project|Project|"
    r"Consortium|Collaboration|digests)\b"
)


def _family_name(author: str) -> str:
    """Last word of a person's name; an organisation's name whole."""
    return author if _ORGANISATION.search(author) else author.split()[-1]
