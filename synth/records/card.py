"""A paper's card: what a reader wants to know of it, each field with the places that say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synth.records.claim import Verdict
from synth.records.span import Span


class FieldStatus(StrEnum):
    """How much of a field the paper gives."""

    FOUND = "found"
    """The paper says it outright."""
    PARTIAL = "partial"
    """The paper says a part of it, or promises it."""
    NOT_REPORTED = "not_reported"
    """The paper does what the field describes, and does not say this about it; the evidence shows what it does."""
    MISSING = "missing"
    """Nothing in the paper speaks of it: the only status without evidence."""


class Level(StrEnum):
    """How far something may be relied on."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """A place of the paper, quoted as it was read."""

    text: str
    span: Span
    section: str = ""
    """Title of its section."""
    where: str = "body"
    """`body`, `caption`, `footnote` or `table`."""

    @property
    def page(self) -> int:
        """Page that it begins on, from 1."""
        return self.span.page


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldValue:
    """One value of a field."""

    text: str
    """In the card's words where there is a closed list, else as printed."""
    evidence: tuple[Quote, ...]
    """Never empty; the best place first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CardField:
    """One protocol signal."""

    name: str
    """`human_feedback`, `benchmarks`, …"""
    title: str
    status: FieldStatus
    values: tuple[FieldValue, ...] = ()
    evidence: tuple[Quote, ...] = ()
    """What shows a field to be not reported; else empty, as the values carry their own."""
    confidence: float = 0.0
    """Share of what the rules rest on that this field has, 0 to 1; no probability."""
    note: str = ""
    """Why it has its status, one sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CardStatement:
    """One sentence of the paper that answers for a facet."""

    text: str
    quote: Quote
    verdict: Verdict | None = None
    """What became of it, None where there is nothing in it to check."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CardFacet:
    """One side of the paper: its method, its results, …"""

    name: str
    """`methodology`, `results`, `significance`, `contributions`, `novelty`, `limitations` or `future_work`."""
    title: str
    statements: tuple[CardStatement, ...] = ()
    """The most telling first; empty where the paper has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuickAnswer:
    """A question that every reader has, and the statements that answer it."""

    question: str
    facet: str
    """Name of the facet that tells more."""
    statements: tuple[CardStatement, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Points:
    """One part of a score."""

    name: str
    points: float
    of: float
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Rating:
    """A level and the sum that it comes from."""

    level: Level
    score: float
    """0 to 100."""
    parts: tuple[Points, ...]
    """Their points add up to the score."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChecklistItem:
    """One question of the researcher's checklist."""

    title: str
    passed: bool
    reason: str
    quote: Quote | None = None
    """Where the paper shows it, None for a gap."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RelatedPaper:
    """Another paper of the library, and why it is near."""

    paper: str
    """Its id."""
    title: str
    year: int | None
    score: float
    """0 to 1: the weighted parts."""
    parts: tuple[Points, ...]
    """Shared protocol signals, results on the same benchmarks, nearness in meaning."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What one paper is, does and says, with the places that say so."""

    paper: str
    """Id of the paper."""
    answers: tuple[QuickAnswer, ...]
    facets: tuple[CardFacet, ...]
    signals: tuple[CardField, ...]
    trust: Rating
    """How much of the paper's own numbers and protocol can be followed."""
    evidence: Rating
    """How well the card's fields are shown."""
    usefulness: Rating
    """For research on evaluation."""
    best_use: str
    weakness: str
    checklist: tuple[ChecklistItem, ...]
    takeaways: tuple[CardStatement, ...]
    actions: tuple[str, ...]
    caveats: tuple[str, ...]
    queries: tuple[str, ...]
    """Searches that lead on."""
    related: tuple[RelatedPaper, ...] = ()
    stamp: str = ""
    """Category and date as arXiv stamps them on the first page, "cs.CL, 31 Oct 2023"; empty where there is no stamp."""
    cited_by: tuple[str, ...] = ()
    """Ids of the compared papers of the library that list it among their references."""
    compared: int | None = None
    """How many papers of the library it was compared with; None where it was with none."""

    def signal(self, name: str) -> CardField:
        """The field of that name; KeyError where there is none."""
        for field in self.signals:
            if field.name == name:
                return field
        raise KeyError(name)
