"""Sets of words, written as one string: a list of eighty quoted words is hard to read."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, split at white space."""
    return frozenset(text.split())
