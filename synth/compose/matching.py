"""Whether a work that a report cites is one of the papers at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from synth.language.words import squash
from synth.language.works import SAME_TITLE, same_work
from synth.records import ArxivId, CitedWork, Paper, Reference

_OTHER_TITLE = 70.0
"""Similarity of titles, in percent, below which an entry's title is not a shortened or misspelt form of the paper's."""
_LONG_TITLE = 20
"""Letters and digits: a shorter title may stand in the entry of another work."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The papers at hand that a cited work is, best first."""

    papers: tuple[str, ...] = ()
    """Ids; mostly one, more where several versions are at hand."""
    wrong_title: bool = False
    """The paper of the cited id has another title than the report gives it."""
    wrong_id: bool = False
    """The paper of the cited title has another id than the report gives it."""


def match_work(work: CitedWork, papers: Sequence[Paper]) -> Match:
    """Find a cited work among `papers`: by identifier (the cited version first), by address, else by title and year."""
    by_id = [paper for paper in papers if _same_id(work, paper)]
    if by_id:
        by_id.sort(key=lambda paper: not _same_version(work, paper))
        wrong = _differs(work.title, by_id[0].title) and not _printed(by_id[0], work)
        return Match(papers=tuple(paper.id for paper in by_id), wrong_title=wrong)
    if found := tuple(paper.id for paper in papers if _same_address(work, paper)):
        return Match(papers=found)
    bare = Reference(raw=work.raw, title=work.title, authors=work.authors, year=work.year)
    titled = [paper for paper in papers if same_work(bare, paper)] or [p for p in papers if _printed(p, work)]
    conflict = bool(work.arxiv) and any(paper.arxiv for paper in titled)
    return Match(papers=tuple(paper.id for paper in titled), wrong_id=conflict)


def match_subject(subject: str, papers: Sequence[Paper]) -> tuple[str, ...]:
    """Ids of the papers that a title or identifier names."""
    if not subject.strip():
        return ()
    try:
        arxiv: ArxivId | None = ArxivId.parse(subject)
    except ValueError:
        arxiv = None
    work = CitedWork(raw=subject, title="" if arxiv else subject, arxiv=arxiv)
    return match_work(work, papers).papers


def _same_id(work: CitedWork, paper: Paper) -> bool:
    if work.arxiv and paper.arxiv:
        return work.arxiv.id == paper.arxiv.id
    return bool(work.doi and paper.doi and work.doi.casefold() == paper.doi.casefold())


def _same_version(work: CitedWork, paper: Paper) -> bool:
    return work.arxiv is not None and paper.arxiv is not None and work.arxiv.version == paper.arxiv.version


def _same_address(work: CitedWork, paper: Paper) -> bool:
    """Whether a link leads to the paper, or to a file of the name under which it lies here."""
    if not work.url or work.arxiv:
        return False
    address = re.sub(r"^https?://(?:www\.)?|[/#?]+$", "", work.url.casefold())
    if paper.url and address == re.sub(r"^https?://(?:www\.)?|[/#?]+$", "", paper.url.casefold()):
        return True
    last = address.rpartition("/")[2].removesuffix(".pdf")
    name = PurePath(paper.path).stem.casefold()
    return len(last) >= 8 and bool(re.search(r"\d", last)) and re.split(r"[_ ]", name)[0] == last


def _printed(paper: Paper, work: CitedWork) -> bool:
    """Whether an entry prints the paper's whole title, wherever its parts were cut: lists are of every shape."""
    title = squash(paper.title)
    near = work.year is None or paper.year is None or abs(work.year - paper.year) <= 1
    return len(title) >= _LONG_TITLE and near and title in squash(work.raw)


def _differs(given: str, title: str) -> bool:
    """Whether two titles name different works; a part of a title, or one with most of its words, does not."""
    left, right = squash(given), squash(title)
    if len(left) < 10 or len(right) < 10 or left in right or right in left:
        return False
    from rapidfuzz import fuzz

    near = max(fuzz.ratio(left, right), fuzz.token_set_ratio(given.casefold(), title.casefold()))
    return near < min(_OTHER_TITLE, SAME_TITLE)
