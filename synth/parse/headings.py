"""Headings to sections: what a section is for, by its title, its number and what it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import Section, SectionKind, SentenceKind

TERMINAL = re.compile(r"[.!?:;][\"”’')\]]*$")
"""The end of a sentence, or of what leads over to a list or formula."""

SECTION_NUMBER = re.compile(r"^(?P<number>(?:\d{1,2}|[A-Z]|[IVX]{1,4})(?:\.\d{1,2})*)\.?\s+(?P<title>\S.*)$")
_KINDS: tuple[tuple[SectionKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (SectionKind.ABSTRACT, r"^abstract\b"),
        (SectionKind.REFERENCES, r"^(?:references|bibliography)\b"),
        (SectionKind.APPENDIX, r"^(?:appendi|supplement)"),
        (SectionKind.LIMITATIONS, r"limitation|threats to validity|broader impact|ethic"),
        (SectionKind.INTRODUCTION, r"^introduction\b"),
        (SectionKind.RELATED, r"related work|prior work|background|preliminar"),
        (SectionKind.CONCLUSION, r"conclusion|summary|future work"),
        (SectionKind.DISCUSSION, r"discussion"),
        (SectionKind.METHOD, r"^(?:experiment\w*|evaluation|training) (?:set-?up|settings?|details|configuration)"),
        (SectionKind.RESULTS, r"result|experiment|evaluation|ablation|analysis|performance|findings|effect"),
        (SectionKind.METHOD, r"method|approach|model|training|data|setup|algorithm|implementation|pipeline|framework"),
    )
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and where it stands in the running text."""

    title: str
    start: int
    end: int
    """Offset of the first character after the heading."""
    level: int = 0
    """As the markup gives it, 0 where only the title's number tells it."""


def make_sections(
    headings: Sequence[Heading], pieces: Sequence[tuple[int, int, SentenceKind]], text: str
) -> list[Section]:
    """Sections of a running text; `pieces` are its paragraphs, captions and footnotes as (start, end, kind)."""
    sections: list[Section] = []
    headings = _real_headings(headings, len(text))
    first = headings[0].start if headings else len(text)
    sections += _front_sections(pieces, first, text, has_abstract=any(is_abstract(h.title) for h in headings))
    after_references = False
    parents: dict[int, SectionKind] = {}
    for index, heading in enumerate(headings):
        title = heading.title
        end = headings[index + 1].start if index + 1 < len(headings) else len(text)
        match = SECTION_NUMBER.match(title)
        level = match["number"].count(".") + 1 if match else heading.level or 1
        bare = match["title"] if match else title
        kind = next((kind for kind, pattern in _KINDS if pattern.search(bare)), None)
        if kind is None or (level > 1 and kind is SectionKind.METHOD and level - 1 in parents):
            kind = parents.get(level - 1, SectionKind.OTHER) if level > 1 else kind or SectionKind.OTHER
        if kind is SectionKind.REFERENCES:
            after_references = True
        elif after_references or (match and match["number"][0].isalpha() and len(match["number"].split(".")[0]) == 1):
            kind = SectionKind.APPENDIX
        parents[level] = kind
        sections.append(Section(title=title, kind=kind, level=level, start=heading.end, end=end))
    return sections


def _real_headings(headings: Sequence[Heading], length: int) -> list[Heading]:
    """Leave out the entries of a table of contents and numbered affiliations above the abstract."""
    plain = [re.sub(r"[\W_]+", "", heading.title).lower() for heading in headings]
    abstract = next((i for i, heading in enumerate(headings) if is_abstract(heading.title)), 0)
    kept = []
    for index, heading in enumerate(headings):
        end = headings[index + 1].start if index + 1 < len(headings) else length
        listed = end - heading.end <= 8 and (plain[index] in plain[index + 1 :] or plain[index] == "contents")
        if not listed and not index < abstract:
            kept.append(heading)
    return kept


def is_abstract(title: str) -> bool:
    """Whether a heading is that of the abstract."""
    return bool(_KINDS[0][1].search(title))


def _front_sections(
    pieces: Sequence[tuple[int, int, SentenceKind]], first: int, text: str, *, has_abstract: bool
) -> list[Section]:
    """What stands before the first heading: the title block, and the abstract where it has no heading of its own."""
    before = [(a, b) for a, b, kind in pieces if b <= first and kind is SentenceKind.BODY]
    prose = [(a, b) for a, b in before if len(text[a:b].split()) >= 40 and TERMINAL.search(text[a:b].strip())]
    if has_abstract or not prose:
        return [Section(title="", kind=SectionKind.FRONT, start=0, end=first)] if first else []
    start = prose[0][0]
    return [
        Section(title="", kind=SectionKind.FRONT, start=0, end=start),
        Section(title="Abstract", kind=SectionKind.ABSTRACT, start=start, end=first),
    ]
