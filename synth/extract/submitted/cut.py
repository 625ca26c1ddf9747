"""Statements that end before they end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from synth.language.wordset import word_set

_TERMINAL = re.compile(r"[.!?。！？][\"'”’)\]]*(?:\s*(?:\[\^?\w+(?:[,;–-]\s?\d+)*\]|\([^()]*\)|https?://\S+))*$")
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)[\"'”’)\]]*$")
_DANGLING = word_set(
    "a an and or but of the to with by for from in into on at as than that which who while whereas because is are was "
    "were be been has have had would could should will can may might must not no its their this these those such via "
    "per between across over under among if when where how both either each more most less"
)
USUAL_LIMITS = range(108, 135)
"""Lengths at which tools cut a text that is to fit a line."""


def ends_well(text: str) -> bool:
    """Whether a text ends as a sentence does; citations after the full stop are no part of it."""
    return bool(_TERMINAL.search(text.strip())) and not _ELLIPSIS.search(text.strip())


def dangles(text: str) -> bool:
    """Whether a text breaks off: with dots, a comma, an open bracket, or a word that calls for another one."""
    text = text.strip()
    if _ELLIPSIS.search(text) or re.search(r"[,(\[{–—-]$", text):
        return True
    last = text.split()[-1].lower() if text else ""
    return last in _DANGLING or text.count("(") > text.count(")")


def cut_rows(texts: Sequence[str]) -> list[bool]:
    """Which of the texts of one column or list are cut off.

    One that does not end as a sentence is, where the others do, where it has the length that cut texts have, or where
    several end at the same length.
    """
    open_ended = [not ends_well(text) for text in texts]
    whole = sum(not short for short in open_ended)
    lengths = Counter(len(text) // 3 for text, short in zip(texts, open_ended, strict=True) if short and len(text) > 60)
    marks = []
    for text, short in zip(texts, open_ended, strict=True):
        company = lengths[len(text) // 3] >= 3
        usual = len(text) in USUAL_LIMITS
        siblings = whole >= max(1, 0.3 * len(texts)) and len(text) > 40
        marks.append(short and (dangles(text) or usual or company or siblings))
    return marks
