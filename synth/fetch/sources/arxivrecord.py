"""What arXiv says of a paper, as records: its bibliography, whether it was withdrawn, whether a newer one exists."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from synth.fetch.ids import clean_doi, work_ids
from synth.fetch.sources.fields import originated
from synth.fetch.sources.oai import OaiRecord
from synth.records import ArxivId, Found, Notice, NoticeKind, Paper

_WITHDRAWN = re.compile(
    r"^\W*withdrawn\b|\b(?:been|was|were|is|being|paper|article|manuscript|submission|preprint|work)\s+withdrawn\b",
    re.IGNORECASE,
)


def to_paper(result: Any) -> Paper:
    """The record of an `arxiv.Result`."""
    identifier = ArxivId.parse(result.entry_id)
    comment = _line(result.comment)
    doi = clean_doi(result.doi)
    withdrawn = bool(_WITHDRAWN.search(comment))
    date = result.updated.date().isoformat()
    notice = Notice(kind=NoticeKind.WITHDRAWN, source="arxiv", date=date, id=f"arxiv:{identifier}", text=comment[:300])
    paper = Paper(
        id=f"arxiv:{identifier}",
        title=_line(result.title),
        authors=tuple(name for author in result.authors if (name := _line(author.name))),
        year=result.updated.year,
        date=date,
        arxiv=identifier,
        doi=doi,
        venue=_line(result.journal_ref),
        abstract=_line(result.summary),
        url=f"https://arxiv.org/abs/{identifier}",
        source="arxiv",
        withdrawn=withdrawn,
        ids=work_ids(identifier, doi),
        notices=(notice,) if withdrawn else (),
    )
    return replace(paper, origins=originated(paper, "arxiv"))


def to_found(paper: Paper) -> Found:
    """A paper on arXiv as a source gives it."""
    assert paper.arxiv is not None
    return Found(paper=paper, sources=("arxiv",), versions=(paper.arxiv,), preprint=not paper.doi)


def notices_of(read: ArxivId, now: Paper, record: OaiRecord | None) -> tuple[Notice, ...]:
    """What is to be said of a paper that was read in one version, given the newest one."""
    assert now.arxiv is not None
    notices = list(now.notices)
    if record is not None and record.withdrawn is not None:
        # The repository knows whether the newest version has a file; a comment may speak of something else.
        notices = notices if record.withdrawn else []
        if record.withdrawn and not notices:
            where = f"arxiv:{now.arxiv}"
            notices = [Notice(kind=NoticeKind.WITHDRAWN, source="arxiv", date=now.date, id=where, text=record.comment)]
    newer = (now.arxiv.version or 0) > (read.version or now.arxiv.version or 0)
    if newer and not notices:
        notices.append(Notice(kind=NoticeKind.NEWER, source="arxiv", date=now.date, id=f"arxiv:{now.arxiv}"))
    return tuple(notices)


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
