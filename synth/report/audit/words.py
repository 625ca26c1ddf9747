"""The words of an audit's pages where they differ from a report's."""

from __future__ import annotations

from synth.records import VerdictLabel
from synth.report.words import Tone

TONES_BY_LABEL = {
    VerdictLabel.SUPPORTED: Tone(
        key="verified", word="Supported", meaning="A place in the source says the same; it is quoted."
    ),
    VerdictLabel.CONTRADICTED: Tone(
        key="contradicted", word="Contradicted", meaning="A cell or sentence of the source, or a rerun, says otherwise."
    ),
    VerdictLabel.IMPOSSIBLE: Tone(key="impossible", word="Impossible", meaning="The arithmetic cannot hold."),
    VerdictLabel.DISPUTED: Tone(key="disputed", word="Disputed", meaning="Another paper says otherwise."),
    VerdictLabel.NOT_ENOUGH_EVIDENCE: Tone(
        key="unknown", word="Not found", meaning="The source was searched; nothing in it confirms or denies it."
    ),
    VerdictLabel.ABSTAINED: Tone(
        key="abstained", word="Abstained", meaning="The tool cannot judge it; that says nothing about its truth."
    ),
    VerdictLabel.SOURCE_UNAVAILABLE: Tone(
        key="unavailable", word="Source unavailable", meaning="What it is about is not at hand; nothing is guessed."
    ),
    VerdictLabel.NOT_CHECKABLE: Tone(
        key="uncheckable", word="Not checkable", meaning="No paper could confirm or deny such a statement."
    ),
}
TONES = tuple(TONES_BY_LABEL.values())
"""All of them, in the order of bars, legends and filters."""

BOUND_BY = {
    "citation": "cited by the statement",
    "subject": "the paper that the report examines",
    "only_source": "the only source",
    "content": "found by its words: the statement names no source",
    "": "",
}

FINDINGS = {
    "no_claims": ("No statements", "error"),
    "count_mismatch": ("Counts that do not add up", "warning"),
    "cut_off": ("Statements that break off", "warning"),
    "lost_exponent": ("Exponents lost in printing", "warning"),
    "granularity": ("Shares of whole items", "note"),
    "unknown_id": ("Ids that do not exist", "error"),
    "wrong_title": ("Wrong titles or ids", "warning"),
    "not_listed": ("Citations without an entry", "warning"),
    "not_found": ("Sources that are not at hand", "note"),
    "other_version": ("Other versions", "note"),
    "uncited": ("Statements without a source", "warning"),
    "never_cited": ("Listed and never cited", "note"),
    "duplicate_reference": ("Listed twice", "note"),
    "too_many": ("Statements left out", "note"),
}
"""Kind → heading and SARIF level, in the order of the page."""


def finding_words(kind: str) -> tuple[str, str]:
    """Heading and level of a kind of finding; a new kind is named by its word."""
    return FINDINGS.get(kind, (kind.replace("_", " ").capitalize(), "note"))


def percent(share: float | None) -> str:
    """A share as a reader says it."""
    return "none to score" if share is None else f"{100 * share:.0f}%"
