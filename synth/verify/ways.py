"""Which way a sentence says that things go, against the numbers that it prints for both sides.

"Falls from 26.1 to 42.5" and "surpasses B (13.5 vs. 22.7)" need no paper to be refused. Nothing is said where lower may
be better, where the sentence denies, or where it speaks of several things at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from synth.records import Check, CheckStatus, Claim, Quantity, Role
from synth.verify.exact import interval

_RISES = r"increas\w*|ris(?:e|es|ing)|rose|grow\w*|grew|climb\w*|jump\w*|rais\w+"
_FALLS = r"decreas\w*|drop\w*|fall(?:s|ing)?|fell|declin\w*|shr(?:ink|ank|unk)\w*|reduc\w*|lower(?:s|ed|ing)?"
_BETTER = r"improv\w*|better"
_WORSE = r"worsen\w*|deteriorat\w*|degrad\w*"
_MOVES = re.compile(
    rf"\b(?:(?P<up>{_RISES})|(?P<down>{_FALLS})|(?P<better>{_BETTER})|(?P<worse>{_WORSE}))\b", re.IGNORECASE
)
# Fewer words than `tabular/frames.py` and `tabular/relations.py` read: there the cells of a table decide, here words
# alone refuse a claim, so that only forms count which leave no doubt of the two sides.
_ABOVE = (
    r"outperform(?:s|ing|ed)?|surpass(?:es|ing|ed)?|exceed(?:s|ing|ed)?|beat(?:s|ing)?|"
    r"(?:better|higher|superior)\s+(?:than|to)|rising above|stay(?:s|ing)? above"
)
_BELOW = (
    r"underperform(?:s|ing|ed)?|f[ae]ll(?:s|ing)? short of|stay(?:s|ing)? below|trail(?:s|ing|ed)?|"
    r"lag(?:s|ging)? behind|(?:worse|lower|inferior)\s+(?:than|to)"
)
_COMPARES = re.compile(rf"\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))\b(?!\s+by\b)", re.IGNORECASE)
_LOWER_IS_BETTER = re.compile(
    r"\b(?:errors?|loss(?:es)?|perplexity|ppl|latency|time|cost|regret|distance|hallucinat\w+|WER|CER|MSE|MAE|RMSE|"
    r"FLOPs|memory|tokens?|steps?|rank)\b"
)
_SHARE = re.compile(r"\b(?:accurac\w+|pass@\w+|pass rate|scores?|F1|BLEU|ROUGE|EM|recall|precision|solve rate)\b", re.I)
_DENIES = re.compile(
    r"\b(?:not|never|no longer|without|fails? to|cannot|neither|nor|rather than)\b|n't\b", re.IGNORECASE
)
_FROM = re.compile(r"\bfrom\s+(?:(?:about|around|roughly|initial|an?|the|merely|only|just)\s+){0,3}$", re.IGNORECASE)
_TO = re.compile(r"^\s*(?:\([^)]*\)\s*)?(?:\S+\s+){0,2}?to\s+(?:\S+\s+){0,3}?$", re.IGNORECASE)
_VERSUS = re.compile(r"^[\s.,]*(?:vs\.?|versus|compared (?:to|with)|against)\s*$", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_PART = re.compile(r"[;:]\s|,\s+(?:and|while|whereas|but)\s|\b(?:while|whereas|but|although|though)\b", re.IGNORECASE)


def direction_checks(claim: Claim) -> Iterator[Check]:
    """Changes and comparisons whose two sides the claim prints: failed where they go the other way."""
    text = claim.text
    if _DENIES.search(text):
        return
    values = [q for q in claim.quantities if q.role is Role.VALUE]
    for before, after in pairwise(values):
        if before.unit != after.unit:
            continue
        between = text[before.end : after.start]
        if _FROM.search(text[: before.start]) and _TO.match(between):
            yield from _moved(text, before, after)
        elif _VERSUS.match(between) and text[: before.start].rstrip().endswith("("):
            yield from _versus(text, before, after)
    yield from _beside(text, values)


def _moved(text: str, before: Quantity, after: Quantity) -> Iterator[Check]:
    start = max((m.end() for m in _PART.finditer(text, 0, before.start)), default=0)
    named = {kind for m in _MOVES.finditer(text, start, before.start) if (kind := m.lastgroup)}
    judged = _SHARE.search(text) is not None and _LOWER_IS_BETTER.search(text) is None
    ways = {
        *({1} if "up" in named or ("better" in named and judged) else ()),
        *({-1} if "down" in named or ("worse" in named and judged) else ()),
    }
    if "better" in named and not judged:
        return
    if len(ways) == 1:
        yield from _verdict(ways.pop(), after, before, f"from {before.raw} to {after.raw}")


def _versus(text: str, first: Quantity, second: Quantity) -> Iterator[Check]:
    start = max((m.end() for m in _PART.finditer(text, 0, first.start)), default=0)
    found = list(_COMPARES.finditer(text, start, first.start))
    if len(found) == 1 and not _LOWER_IS_BETTER.search(text) and not _PASSIVE.search(text[: found[0].start()]):
        yield from _verdict(1 if found[0]["above"] else -1, first, second, f"{first.raw} against {second.raw}")


def _beside(text: str, values: list[Quantity]) -> Iterator[Check]:
    """A comparison with the others in brackets: "A reaches 48.5, surpassing B (35.9) and C (41.3)"."""
    found = list(_COMPARES.finditer(text))
    if len(found) != 1 or _LOWER_IS_BETTER.search(text) or _PASSIVE.search(text[: found[0].start()]):
        return
    at = found[0]
    own = [q for q in values if q.end <= at.start()]
    others = [
        q for q in values if q.start >= at.end() and text[: q.start].endswith("(") and text[q.end : q.end + 1] == ")"
    ]
    if (
        len(own) != 1
        or not others
        or _PART.search(text, own[0].end, others[-1].start)
        or not text[: at.start()].rstrip().endswith(",")
    ):
        return
    for other in others:
        if other.unit == own[0].unit:
            yield from _verdict(1 if at["above"] else -1, own[0], other, f"{own[0].raw} against {other.raw}")


def _verdict(way: int, first: Quantity, second: Quantity, shown: str) -> Iterator[Check]:
    """Whether `first` is above (+1) or below (-1) `second`; nothing where rounding leaves it open."""
    a, b = interval(first), interval(second)
    if a is None or b is None or (a[0] <= b[1] and b[0] <= a[1]):
        return
    real = 1 if a[0] > b[1] else -1
    words = {1: "more", -1: "less"}
    if real == way:
        yield Check(name="direction", status=CheckStatus.PASSED, detail=f"{shown} is {words[real]}, as is said")
    else:
        detail = f"the words say {words[way]}, and {shown} is {words[real]}"
        yield Check(name="direction", status=CheckStatus.FAILED, detail=detail)
