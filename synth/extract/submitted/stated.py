"""What a report states about itself: counts, score, the question it answers, the papers it examines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from synth.records import Document, Span
from synth.records.audit import Stated

_SPELLED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_WORDS = _SPELLED.split()
_N = rf"(?<!of )(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{'|'.join(_WORDS)})"
_KIND = r"(?:(?!of\b)[A-Za-z][\w-]*\s+){0,3}?"
_WORKS = r"(?:papers?|stud(?:y|ies)|articles?|publications?|preprints?|sources|works)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "papers",
            rf"\b(?:synthesi[sz]es?|reviews?|surveys?|analy[sz]es|summari[sz]es|examines|covers|reads|yielded|returned|"
            rf"retrieved|identified|included|based on|findings from|drawn from|read)\b[^.]{{0,40}}?\b{_N}\s+{_KIND}"
            rf"{_WORKS}\b",
        ),
        (
            "papers",
            rf"\b{_N}\s+{_KIND}{_WORKS}\s+(?:were\s+|are\s+)?(?:retrieved|read|reviewed|included|found|screened|analy[sz]ed)\b",
        ),
        ("papers", r"^\s*(?:number of )?papers(?: read| retrieved)?\s*:\s*(?P<n>\d{1,6})\b"),
        (
            "claims",
            rf"\b{_N}\s+{_KIND}claims?\s+(?:were\s+|are\s+)?(?:extracted|identified|listed|found|collected|made)\b",
        ),
        ("claims", rf"\b(?:extracted|identified|lists?|found|collected|contains?)\s+{_N}\s+{_KIND}claims?\b"),
        ("claims", rf"(?<=·\s){_N}\s+claims\b"),
        ("claims", r"^\s*(?:number of )?claims(?: extracted| listed)?\s*:\s*(?P<n>\d{1,6})\b"),
        (
            "verified",
            rf"\b{_N}\s+(?:claims?\s+)?(?:(?:were|was|are|is|could be|of them|of which)\s+)*(?:independently\s+)?"
            rf"verified\b",
        ),
        (
            "verified",
            rf"\b{_N}\s+of\s+(?:the\s+)?\d+\s+(?:claims?\s+)?(?:(?:were|was|are|is)\s+)?(?:independently\s+)?verified\b",
        ),
        ("verified", r"^\s*verified\s*:\s*(?P<n>\d{1,6})\b"),
        ("score", r"\bscore\w*\s*(?:of|:|is|was)?\s*(?P<n>\d{1,2}(?:\.\d+)?)\s*(?:/|out of)\s*10\b"),
    )
)
_QUESTION = re.compile(
    r"(?:research question|\*{0,2}question\*{0,2})\s*[:–-]\s*\*{0,2}\s*(?P<q>[^\n]{10,600}?\?)(?=[\s.\"”]|$)"
    r"|research question\s*[:–-]\s*(?P<open>[^\n]{10,600}?)(?=\.\s+(?:\d|[A-Z])|\.?\s*$|\n)",
    re.IGNORECASE | re.MULTILINE,
)
_EXAMINES = re.compile(
    r"\bThis (?:paper|report|review|article|synthesis) (?:examines|reviews|analy[sz]es|studies|discusses)\s*:\s*"
    r"(?P<titles>[^\n]{8,600}?)(?=\.?\s+Research question\b|\.\s*$|\.?\n|$)",
    re.IGNORECASE | re.MULTILINE,
)
_LABELLED = re.compile(
    r"^\s*(?:paper (?:reviewed|under review|examined)|reviewed paper)\s*:\s*(?P<titles>\S[^\n]{8,300})$", re.I | re.M
)

_PAGE_OF = re.compile(
    r"^\s*(?:arxiv id|paper id|arxiv)\s*:\s*(?:arxiv:)?(?P<id>\d{4}\.\d{4,5}(?:v\d+)?)\s*$", re.I | re.M
)
"""A page about one paper names it so."""


def read_stated(document: Document) -> tuple[Stated, ...]:
    """Counts and scores, in order of reading; the same one said twice is listed twice."""
    return tuple(sorted(_stated(document), key=lambda stated: stated.span.start))


def _stated(document: Document) -> Iterator[Stated]:
    for sentence in document.sentences:
        taken: set[tuple[str, int]] = set()
        for name, pattern in _PATTERNS:
            for match in pattern.finditer(sentence.text):
                at = match.start("n")
                if (name, at) in taken:
                    continue
                taken.add((name, at))
                start = sentence.span.start + match.start()
                yield Stated(
                    name=name,
                    value=_number(match["n"]),
                    text=match[0].strip(),
                    span=Span(
                        document=document.id,
                        page=sentence.span.page,
                        boxes=sentence.span.boxes,
                        start=start,
                        end=sentence.span.start + match.end(),
                    ),
                )


def _number(text: str) -> float:
    low = text.lower()
    return float(_WORDS.index(low)) if low in _WORDS else float(text.replace(",", ""))


def read_question(document: Document) -> str:
    """The research question: the longest form of it, since abstracts cut it short."""
    found = [" ".join((m["q"] or m["open"]).split()) for m in _QUESTION.finditer(document.text)]
    asked = [question for question in found if question.endswith("?")]
    return max(asked or found, key=len, default="")


def read_subjects(document: Document) -> tuple[str, ...]:
    """Titles of the papers that the report says it examines; `arXiv:` and an id where a page names its paper so."""
    found = [m["titles"] for pattern in (_EXAMINES, _LABELLED) for m in pattern.finditer(document.text)]
    titles = [part for text in found for part in re.split(r"\s*;\s+", text)]
    titles += [f"arXiv:{match['id']}" for match in _PAGE_OF.finditer(document.text)]
    return tuple(dict.fromkeys(" ".join(title.split()).strip(' .*"“”') for title in titles if len(title.strip()) >= 8))
