"""What front matter is read into, and the dates, venues, stamps and DOIs that pages and file names print."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from synth.records import ArxivId

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_STAMP = re.compile(
    r"arXiv:\s*(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<v>v\d+)?\s*\[[a-zA-Z-]+(?:\.[A-Za-z-]+)?\]\s*"
    rf"(?:\d{{1,2}}\s*{_MONTH}\s*(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"^\W*(?:date[d:]*|version of|draft of|last updated:?|published:?)?\s*"
    rf"(?:{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s*(?P<a>(?:19|20)\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+(?P<b>(?:19|20)\d\d)|{_MONTH}\.?,?\s+(?P<c>(?:19|20)\d\d)"
    r"|(?P<d>(?:19|20)\d\d)[-/.]\d{1,2}(?:[-/.]\d{1,2})?)\W*$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\bc⃝|\(c\)|copyright)\s*(?:©|c⃝|\(c\))?\s*(?:by\s)?[^\d]{0,30}?((?:19|20)\d\d)\b", re.IGNORECASE
)
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}|\\^\[\]]+)", re.IGNORECASE)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_VENUES = (
    re.compile(r"(?P<venue>Proceedings of .+?)(?:,\s*(?:pages?|pp)\b.*|\.\s.*|$)"),
    re.compile(
        r"\b(?:published|accepted|presented|appear\w*)\b.*?\b(?:at|in|by)\s+(?P<venue>(?:the\s+)?[A-Z].*?(?:19|20)\d\d)",
        re.I,
    ),
    re.compile(
        r"(?P<venue>\d+(?:st|nd|rd|th)\s+(?:Annual\s+)?(?:Conference|International|Workshop|Annual|AAAI|IEEE).+?\([^()]*(?:19|20)\d\d\))"
    ),
    re.compile(r"^(?P<venue>Transactions on Machine Learning Research|Journal of [A-Z][\w ]+?)\b\s*\("),
)
_LETTERS = {
    "N": "NAACL",
    "P": "ACL",
    "D": "EMNLP",
    "E": "EACL",
    "C": "COLING",
    "Q": "TACL",
    "J": "Computational Linguistics",
    "K": "CoNLL",
    "S": "SemEval",
    "L": "LREC",
    "I": "IJCNLP",
    "W": "Workshop",
    "H": "HLT",
    "A": "ANLP",
}
_OLD_ANTHOLOGY = re.compile(r"(?:^|[^A-Za-z0-9])([A-Z])(\d\d)-\d{4}(?!\d)")
_NEW_ANTHOLOGY = re.compile(r"(?:^|[^0-9])((?:19|20)\d\d)\.(findings-)?([a-z]+)(?:-[a-z0-9]+)?\.\d+")
_NAMED = re.compile(
    r"(?:^|[_\W])(EMNLP|ACL|NAACL|EACL|COLING|NeurIPS|NIPS|ICML|ICLR|AAAI|IJCAI|CVPR|ICCV|ECCV|KDD|SIGIR|WWW|ICSE|FSE|ASE|TACL|TMLR)"
    r"[_\W]?((?:19|20)\d\d)(?!\d)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """What the front matter says about the paper; empty where nothing is printed."""

    title: str = ""
    authors: tuple[str, ...] = ()
    """Given name first, in the paper's order; an organisation counts as one author."""
    year: int | None = None
    """Year of the version that was read."""
    arxiv: ArxivId | None = None
    doi: str = ""
    venue: str = ""
    origins: dict[str, str] = field(default_factory=dict)
    """Where each field was found: `page`, `stamp`, `file name`, `footer`, `date line`, `info`, `arxiv id`."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """arXiv's stamp in the left margin of page 1."""

    arxiv: ArxivId
    year: int | None
    """Year of this version."""


def find_stamp(text: str) -> Stamp | None:
    """The stamp "arXiv:2306.08568v1 [cs.CL] 14 Jun 2023", also with its blanks lost."""
    match = _STAMP.search(text)
    if not match:
        return None
    version = int(match["v"][1:]) if match["v"] else None
    return Stamp(ArxivId(id=match["id"], version=version), int(match["year"]) if match["year"] else None)


def arxiv_of_name(name: str) -> ArxivId | None:
    """The arXiv id in a file name, version None where the name has none; a wrong month is no id."""
    found = ArxivId.find(name)
    if found and found.id[:4].isdigit() and not 1 <= int(found.id[2:4]) <= 12:
        return None
    return found


def date_year(text: str) -> int | None:
    """Year of a line that is nothing but a date ("May 19, 2025", "2025-3-31", "Date: March 2025")."""
    match = _DATE_LINE.match(text.strip())
    return int(next(group for group in match.groups() if group)) if match else None


def find_doi(text: str) -> str:
    """The first DOI, without trailing punctuation; empty where there is none."""
    match = _DOI.search(text)
    return match[1].rstrip(".,;:)") if match else ""


def printed_venue(lines: Iterable[str]) -> tuple[str, int | None]:
    """Venue and year that the head or foot of page 1 names; a copyright year counts where no better is printed."""
    lines = [" ".join(line.split()) for line in lines]
    for number, line in enumerate(lines):
        for pattern in _VENUES:
            if match := pattern.search(line):
                venue = re.sub(r"^the\s+", "", match["venue"].strip(" .,"), flags=re.IGNORECASE)
                near = " ".join(lines[number : number + 3])
                years = _YEAR.findall(venue) or _YEAR.findall(near)
                return venue, int(years[0]) if years else None
    for line in lines:
        if match := _COPYRIGHT.search(line):
            return "", int(match[1])
    return "", None


def anthology_venue(name: str) -> tuple[str, int | None]:
    """Venue and year of an ACL Anthology id ("N18-3011", "2020.acl-main.207") or a venue in a file name."""
    if (match := _OLD_ANTHOLOGY.search(name)) and match[1] in _LETTERS:
        short = int(match[2])
        year = 1900 + short if short > 50 else 2000 + short
        return f"{_LETTERS[match[1]]} {year}", year
    if match := _NEW_ANTHOLOGY.search(name):
        acronym = match[3].upper()
        return f"{'Findings of ' if match[2] or acronym == 'FINDINGS' else ''}{acronym} {match[1]}", int(match[1])
    if match := _NAMED.search(name):
        return f"{match[1]} {match[2]}", int(match[2])
    return "", None
