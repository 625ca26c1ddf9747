"""The words that a reader sees for what the records hold."""

from __future__ import annotations

from dataclasses import dataclass

from synth.records import CheckStatus, PaperStatus, Relation, Role, Rung, Stance, Verdict, VerdictLabel


@dataclass(frozen=True, kw_only=True, slots=True)
class Tone:
    """How a verdict is shown: one word, one colour, one icon, one sentence."""

    key: str
    """Names the colour and the icon."""
    word: str
    meaning: str


VERIFIED = Tone(key="verified", word="Verified", meaning="Another place says the same; its own sentence did not count.")
STATED = Tone(key="stated", word="Stated only", meaning="The paper says so; nothing else was found that confirms it.")
_TONES = {
    VerdictLabel.CONTRADICTED: Tone(
        key="contradicted", word="Contradicted", meaning="A table cell, a sentence or a rerun says otherwise."
    ),
    VerdictLabel.IMPOSSIBLE: Tone(key="impossible", word="Impossible", meaning="The arithmetic cannot hold."),
    VerdictLabel.DISPUTED: Tone(key="disputed", word="Disputed", meaning="Another paper says otherwise."),
    VerdictLabel.NOT_ENOUGH_EVIDENCE: Tone(
        key="unknown", word="Not enough evidence", meaning="The papers that were read neither confirm nor deny it."
    ),
    VerdictLabel.ABSTAINED: Tone(
        key="abstained",
        word="Abstained",
        meaning="The tool cannot judge it; that says nothing about its truth.",
    ),
    VerdictLabel.SOURCE_UNAVAILABLE: Tone(
        key="unavailable", word="Source unavailable", meaning="The place that it came from could not be read."
    ),
    VerdictLabel.NOT_CHECKABLE: Tone(
        key="uncheckable", word="Not checkable", meaning="The statement cannot be checked against papers."
    ),
}
TONES: tuple[Tone, ...] = (VERIFIED, STATED, *_TONES.values())
"""All of them, best first: the order of bars, legends and filters."""


def tone_of(verdict: Verdict) -> Tone:
    """How `verdict` is shown; "supported" splits into verified and stated only."""
    if verdict.label is VerdictLabel.SUPPORTED:
        return VERIFIED if verdict.verified else STATED
    return _TONES[verdict.label]


@dataclass(frozen=True, kw_only=True, slots=True)
class RungWords:
    """One step of the ladder."""

    level: int
    word: str
    meaning: str


RUNGS: tuple[RungWords, ...] = (
    RungWords(level=1, word="located", meaning="the quote stands in the paper"),
    RungWords(level=2, word="faithful", meaning="the claim says what that place says"),
    RungWords(level=3, word="consistent", meaning="another place of the same paper agrees and the arithmetic works"),
    RungWords(level=4, word="corroborated", meaning="an independent paper says the same"),
    RungWords(level=5, word="reproduced", meaning="a rerun gave a value that agrees"),
)


def rung_word(rung: Rung) -> str:
    """The rung as a reader says it."""
    return "not located" if rung is Rung.NONE else rung.value


STANCES = {Stance.SUPPORTS: "supports", Stance.CONTRADICTS: "contradicts", Stance.MENTIONS: "mentions"}
RELATIONS = {
    Relation.SOURCE: "where the claim stands",
    Relation.SAME_PAPER: "same paper",
    Relation.INDEPENDENT: "independent paper",
    Relation.REPETITION: "paper that cites it: may only repeat it",
}
CHECKS = {
    CheckStatus.PASSED: "passed",
    CheckStatus.FAILED: "failed",
    CheckStatus.WARNED: "warning",
    CheckStatus.NO_POWER: "no power",
    CheckStatus.NOT_APPLICABLE: "does not apply",
}
STATUSES = {
    PaperStatus.READ: "read",
    PaperStatus.PARTIAL: "read in part",
    PaperStatus.FAILED: "could not be read",
}
REVIEWERS = {
    "evidence": "How well the evidence carries the claims",
    "numbers": "How well the numbers are checked",
    "coverage": "How much of the papers and of the question is covered",
    "balance": "How evenly the papers speak",
    "relevance": "How well the claims fit the question",
    "clarity": "How readable the sentences are",
}
MEASURED = frozenset({Role.VALUE, Role.DELTA, Role.COUNT})
"""Roles of numbers that a reader would look up; years, versions and labels are not."""


def plain(word: str) -> str:
    """An enumerated word as prose: `second_place` → "second place"."""
    return word.replace("_", " ").replace(":", ": ").strip()


def counted(number: int, singular: str, plural: str = "") -> str:
    """The number and its noun: "1 paper", "12 papers"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
