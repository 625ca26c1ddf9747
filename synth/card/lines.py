"""What a card is read from: the paper's sentences with their section, those about others' work set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from synth.records import Document, Quote, Section, SectionKind, SentenceKind, Span

_OWN = re.compile(
    r"(?<![A-Za-z])(?:we|our|ours|us|this (?:paper|work|study|article)|in this (?:paper|work|study))\b", re.IGNORECASE
)
_ORDER = {
    SectionKind.ABSTRACT: 0,
    SectionKind.RESULTS: 1,
    SectionKind.METHOD: 1,
    SectionKind.CONCLUSION: 2,
    SectionKind.INTRODUCTION: 2,
    SectionKind.LIMITATIONS: 2,
    SectionKind.DISCUSSION: 2,
    SectionKind.FRONT: 3,
    SectionKind.OTHER: 3,
    SectionKind.APPENDIX: 5,
    SectionKind.RELATED: 6,
}
_FAR = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A sentence, a caption or a footnote, and where it stands."""

    index: int
    """In `Document.sentences`."""
    text: str
    span: Span
    kind: SectionKind
    section: str
    """Title of the section, empty where it stands in none."""
    where: str
    cites: bool
    """Whether it cites a work of the reference list."""
    own: bool
    """Whether it speaks of what the authors did: it says so, or names what the paper is about."""

    @property
    def others(self) -> bool:
        """Whether it tells of others' work, or of the field at large."""
        if self.kind is SectionKind.RELATED:
            return True
        return not self.own and (self.cites or self.kind is SectionKind.INTRODUCTION)

    @property
    def order(self) -> int:
        """The lower, the sooner it is quoted: an abstract before a section before an appendix."""
        late = {"footnote": 1, "caption": 1, "table": 2}.get(self.where, 0)
        return _ORDER.get(self.kind, _FAR) + late

    @property
    def quote(self) -> Quote:
        """The line as evidence."""
        return Quote(text=self.text, span=self.span, section=self.section, where=self.where)


def lines(document: Document, name: str = "") -> tuple[Line, ...]:
    """The lines of a paper outside its reference list; `name` is what the paper calls its own work."""
    named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![a-z])") if name else None
    return tuple(_lines(document, named))


def _lines(document: Document, named: re.Pattern[str] | None) -> Iterator[Line]:
    for index, sentence in enumerate(document.sentences):
        section = document.sections[sentence.section] if sentence.section >= 0 else None
        kind = _kind(section)
        if kind is SectionKind.REFERENCES or len(sentence.text) < 12:
            continue
        yield Line(
            index=index,
            text=sentence.text,
            span=sentence.span,
            kind=kind,
            section=section.title if section else "",
            where="body" if sentence.kind is SentenceKind.BODY else sentence.kind.value,
            cites=bool(sentence.citations),
            own=bool(_OWN.search(sentence.text) or (named and named.search(sentence.text))),
        )


def _kind(section: Section | None) -> SectionKind:
    return section.kind if section else SectionKind.OTHER


def own_name(title: str) -> str:
    """What the paper calls its work, where its title begins with a name: "WizardCoder: …"."""
    head, colon, _ = title.partition(":")
    word = head.strip()
    return word if colon and word and len(word.split()) <= 2 and re.search(r"[A-Z].*[A-Z0-9]|[A-Z][a-z]+", word) else ""


def best(found: Sequence[Line], limit: int = 3) -> tuple[Quote, ...]:
    """The lines to quote, the best first, each text once."""
    chosen: dict[str, Line] = {}
    for line in sorted(found, key=lambda one: (one.order, one.index)):
        chosen.setdefault(line.text, line)
    return tuple(line.quote for line in list(chosen.values())[:limit])
