"""Whether two bibliographic records are one work."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from synth.records import Paper, Reference

SAME_TITLE = 92.0
"""Least similarity of normalised titles, in percent, of two records of one work."""


def same_work(entry: Reference, paper: Paper) -> bool:
    """Whether an entry and a paper are one work: by arXiv id (any version), by DOI, else by title and year."""
    if entry.arxiv and paper.arxiv:
        return entry.arxiv.id == paper.arxiv.id
    if entry.doi and paper.doi and entry.doi.casefold() == paper.doi.casefold():
        return True
    if entry.year and paper.year and abs(entry.year - paper.year) > 1:
        return False
    left, right = _fold(entry.title), _fold(paper.title)
    if not left or not right:
        return False
    from rapidfuzz import fuzz

    return fuzz.ratio(left, right) >= SAME_TITLE


@lru_cache(maxsize=8192)
def _fold(title: str) -> str:
    """Lower-case letters and digits, words apart, accents off."""
    plain = unicodedata.normalize("NFKD", title)
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)).lower()))
