"""A quote found again in the text that it is said to come from: exactly, but for typography, or nearly.

Nearly means that at most a tenth of its letters differ, and that no number, no negation and no direction does: a
misplaced comma is forgiven, a changed finding never.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from synth.language.quantities import parse
from synth.language.words import locate, negated, polarity, squash

TOLERANCE = 90.0
"""Least similarity of a fuzzy match: 100 minus the percentage of letters to insert or take out."""
LEAST_LETTERS = 16
"""Letters and digits of the shortest quote that is looked for: fewer stand anywhere."""


class Tier(StrEnum):
    """How a quote was found."""

    EXACT = "exact"
    NORMALISED = "normalised"
    """Letter for letter but for hyphens, ligatures, case and white space."""
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands."""

    start: int
    end: int
    """Offsets in the text, the end exclusive."""
    tier: Tier


def find_quote(quote: str, text: str) -> Found | None:
    """The first place of `text` that prints `quote`; None where there is none within the tolerance."""
    quote = quote.strip().strip("\"“”'‘’").strip()
    if len(squash(quote)) < LEAST_LETTERS:
        return None
    at = text.find(quote)
    if at >= 0:
        return Found(at, at + len(quote), Tier.EXACT)
    if (place := locate(quote, text)) is not None:
        return Found(*place, Tier.NORMALISED)
    return _nearly(quote, text)


def _nearly(quote: str, text: str) -> Found | None:
    from rapidfuzz import fuzz

    aligned = fuzz.partial_ratio_alignment(quote.lower(), text.lower(), score_cutoff=TOLERANCE)
    # Some letters change their number in lower case; then offsets would not be those of `text`.
    if aligned is None or len(text.lower()) != len(text) or len(quote) > len(text) * 1.2:
        return None
    start, end = _trimmed(quote, text, *_whole_words(text, aligned.dest_start, aligned.dest_end))
    printed = text[start:end]
    same = (
        fuzz.ratio(quote.lower(), printed.lower()) >= TOLERANCE
        and _numbers(quote) == _numbers(printed)
        and negated(quote) is negated(printed)
        and polarity(quote) == polarity(printed)
    )
    return Found(start, end, Tier.FUZZY) if same else None


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the words that it cuts made whole."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())


def _trimmed(quote: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without words at its ends that make it less like the quote."""
    from rapidfuzz import fuzz

    def likeness(start: int, end: int) -> float:
        return fuzz.ratio(quote.lower(), text[start:end].lower())

    while (cut := start + len(text[start:end].rpartition(" ")[0].rstrip())) > start and (
        likeness(start, cut) > likeness(start, end)
    ):
        end = cut
    while (cut := end - len(text[start:end].partition(" ")[2].lstrip())) < end and (
        likeness(cut, end) > likeness(start, end)
    ):
        start = cut
    return start, end


def _numbers(text: str) -> list[str]:
    return sorted(_NO_NUMBER.sub("", quantity.raw).strip(".") for quantity in parse(text))


_NO_NUMBER = re.compile(r"[^0-9.]+")
