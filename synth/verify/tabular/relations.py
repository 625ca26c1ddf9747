"""What a sentence says about lines of a table: one beats another, is the best, equals another, rises along an axis.

Only the relation is read here, with its direction and how far it is meant to hold; who stands in it is found by
`naming.py`, and whether the cells bear it out by `comparing.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from synth.language.words import NEGATIONS, tokens


class Kind(StrEnum):
    """What kind of relation."""

    PAIR = "pair"
    """The first is above or below the second."""
    EXTREME = "extreme"
    """It is above or below all others."""
    LEVEL = "level"
    """Both do equally well."""
    CHANGE = "change"
    """It is better or worse, higher or lower than what it is built on."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a sentence."""

    kind: Kind
    start: int
    end: int
    sign: int
    """+1 where the first is said to be better (or higher), -1 for worse (or lower)."""
    quality: bool
    """Whether the words judge (better) rather than measure (higher)."""
    rank: int = 1
    """Place among all, for an extreme: 2 for "second best"."""


_GAP = r"(?:\s+[\w@%.,()/+-]+){0,6}?\s+"
_DOING = r"(?:performance|results?|accurac(?:y|ies)|scores?|quality|F1|BLEU|gains?)"
_PATTERNS = (
    (Kind.LEVEL, 0, True, rf"(?:comparable|similar|competitive|equal|equivalent)\s+{_DOING}\s+(?:to|with|as)\b|"
     rf"(?:comparable|competitive) (?:to|with)\b|on par with\b|(?:performs?|"
     rf"performing) (?:comparably|similarly)(?: to| with)?"),
    (Kind.PAIR, 1, True, r"outperform\w*|surpass\w*|exceed\w*|beat(?:s|en|ing)?\b|improv(?:es|ed|ing|"
     r"ements?)(?:\s+\w+){0,3}?\s+"
     r"(?:over|upon|on top of)\b|superior(?:ity)? (?:to|over)|ahead of|(?:gains?|advantage) over|"
     rf"better\b{_GAP}than\b|better than|stronger than|more (?:accurate|effective|robust|precise|reliable) than"),
    (Kind.PAIR, -1, True, r"underperform\w*|inferior to|f(?:a|e)ll(?:s|ing)? (?:short of|behind)|trail(?:s|ed|ing)\b|"
     rf"lag(?:s|ged|ging)? behind|worse\b{_GAP}than\b|worse than|weaker than|less (?:accurate|"
     rf"effective|robust|precise) than"),
    (Kind.PAIR, 1, False, rf"higher\b{_GAP}(?:than|compared (?:to|with))\b|(?:higher|greater) than"),
    (Kind.PAIR, -1, False, rf"lower\b{_GAP}(?:than|compared (?:to|with))\b|lower than"),
    (Kind.CHANGE, 1, True, r"improv(?:es?|ed|ing|ements?)\b|boosts?(?:ed|ing)?\b|enhanc(?:es?|ed|ing)\b|helps?\b|"
     r"benefits?\b|"
     r"(?:performs?|performing|works?) better\b|gains?\b"),
    (Kind.CHANGE, -1, True, r"hurts?\b|harms?\b|degrad(?:es?|ed|ing|ation)\b|worsens?(?:ed)?\b|deteriorat\w+|"
     r"(?:performs?|performing|works?) worse\b|drops?(?:ped|ping)?\b|declin(?:es?|ed|ing)\b"),
    (Kind.CHANGE, 1, False, r"increas(?:es?|ed|ing)\b|rais(?:es?|ed|ing)\b|higher\b|more\b|larger\b|greater\b"),
    (Kind.CHANGE, -1, False, r"decreas(?:es?|ed|ing)\b|reduc(?:es?|ed|ing|tions?)\b|lower(?:s|ed|ing)?\b|fewer\b|"
     r"less\b|smaller\b"),
    (Kind.EXTREME, 1, True, rf"(?:the )?(?:overall )?(?<!to-)(?:best|strongest)(?:[- ]performing| overall)?\b(?!-|"
     rf" (?:matching|of \w+ worlds|practice|possible|known|fit))|top(?:[- ]performing|"
     rf" {_DOING})|"
     r"(?:new )state[- ]of[- ]the[- ]art\b"),
    (Kind.EXTREME, 1, False, r"(?:the )?highest\b"),
    (Kind.EXTREME, -1, True, r"(?:the )?(?:worst|weakest|poorest)(?:[- ]performing)?\b"),
    (Kind.EXTREME, -1, False, r"(?:the )?lowest\b"),
)  # fmt: skip
_COMPILED = tuple(
    (kind, sign, quality, re.compile(rf"\b(?:{p})", re.IGNORECASE)) for kind, sign, quality, p in _PATTERNS
)
_SECOND = re.compile(r"\bsecond[- ](?:best\s*)?$|\bsecond$", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_OVER_THE_BEST = re.compile(
    r"\b(?:over|than|with|to|from|beats?|outperform\w*|surpass\w*|exceed\w*)\s+$", re.IGNORECASE
)


def relations(text: str, *, loose: bool = False) -> list[Relation]:
    """The relations that `text` states, in reading order; the first patterns win.

    Changes against something unnamed ("adding X helps") are read only where `loose`: what they are set against is a
    guess.
    """
    found: list[Relation] = []
    for kind, sign, quality, pattern in _COMPILED:
        if kind is Kind.CHANGE and not loose:
            continue
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            one = Relation(kind, match.start(), match.end(), sign, quality)
            before = text[: one.start]
            if kind is Kind.EXTREME and _SECOND.search(before):
                one = Relation(kind, one.start, one.end, sign, quality, rank=2)
            if kind is Kind.EXTREME and _OVER_THE_BEST.search(before):
                continue  # "outperforms the best baseline" is a pair
            if kind is Kind.PAIR and _PASSIVE.search(before) and match[0].lower().endswith(("ed", "beaten")):
                one = Relation(kind, one.start, one.end, -sign, quality)
            if any(token in NEGATIONS for token in tokens(before)[-4:]):
                one = Relation(kind, one.start, one.end, -one.sign, quality, one.rank)
                if kind in (Kind.LEVEL, Kind.EXTREME):
                    continue  # "not the best" leaves open what it is
            found.append(one)
    return sorted(found, key=lambda one: one.start)
