"""What is known of a paper's standing, in the words of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from synth.records import ArxivId, Notice, NoticeKind, Paper
from synth.report.text import clean

_WORDS = {
    NoticeKind.RETRACTED: "Retracted",
    NoticeKind.WITHDRAWN: "Withdrawn",
    NoticeKind.CONCERN: "Expression of concern",
    NoticeKind.CORRECTED: "Corrected",
    NoticeKind.NEWER: "A newer version exists",
}
NAMES = {"retraction-watch": "Retraction Watch", "arxiv": "arXiv", "openalex": "OpenAlex", "crossref": "Crossref",
            "semanticscholar": "Semantic Scholar"}  # fmt: skip
_CC = re.compile(
    r"creativecommons\.org/licenses/([a-z-]+)/([\d.]+)|^cc[- ]?((?:by|nc|sa|nd|-)+)(?:[- ]([\d.]+))?$", re.IGNORECASE
)
_PUBLIC = re.compile(r"creativecommons\.org/publicdomain/zero|^cc-?0|^public[- ]domain", re.IGNORECASE)
_PLAIN = frozenset(("retraction", "erratum", "correction", "withdrawal"))
"""Labels that say no more than the kind of the notice does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeView:
    """One notice beside a reference."""

    kind: str
    grave: bool
    words: str
    link: str
    """Address of the notice or of the newer version; empty where there is none."""
    name: str
    """What the link is called."""


def notice_views(paper: Paper) -> tuple[NoticeView, ...]:
    """Every notice of a paper, the gravest first."""
    return tuple(_view(notice) for notice in sorted(paper.notices, key=lambda n: list(NoticeKind).index(n.kind)))


def notice_words(notice: Notice) -> str:
    """A notice as a sentence says it: "Retracted (Retraction Watch, 2026-05-01)"."""
    said = ", ".join(part for part in (NAMES.get(notice.source, clean(notice.source)), notice.date) if part)
    reason = clean(notice.text)
    tail = f": {reason}" if reason and reason.casefold() not in _PLAIN else ""
    return f"{_WORDS[notice.kind]} ({said}){tail}"


def licence_name(licence: str) -> str:
    """The usual name of a licence that is known; others as they are given."""
    bare = clean(licence)
    if match := _CC.search(bare):
        parts = "-".join(re.findall("by|nc|sa|nd", (match[1] or match[3]).casefold())).upper()
        version = match[2] or match[4]
        return f"CC {parts}{f' {version}' if version else ''}"
    if _PUBLIC.search(bare):
        return "CC0"
    return "arXiv licence" if "arxiv.org/licenses/nonexclusive-distrib" in bare else bare


def _view(notice: Notice) -> NoticeView:
    kind, _, value = notice.id.partition(":")
    link = name = ""
    if kind == "doi":
        link, name = f"https://doi.org/{quote(value, safe='/:;.,()')}", f"doi:{clean(value)}"
    elif kind == "arxiv" and ArxivId.find(value):
        link, name = f"https://arxiv.org/abs/{ArxivId.parse(value)}", f"arXiv:{value}"
    return NoticeView(kind=notice.kind.value, grave=notice.kind.grave, words=notice_words(notice), link=link, name=name)
