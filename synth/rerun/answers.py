"""Final answers of worked solutions, and whether they are right."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_MARKED = re.compile(r"(?:####|^A:|\\boxed\{|[Tt]he (?:final )?answer is:?)\s*(.+?)\s*(?:\}|$)", re.MULTILINE)
_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")


def final_answer(text: str) -> str | None:
    r"""The answer that a solution ends with, plain: "$1,080." → "1080"; None where it names none.

    The last of `#### N`, `A: N`, `\boxed{N}` and "the answer is N"; nothing else is taken for an answer.
    """
    marked = _MARKED.findall(text)
    if not marked:
        return None
    numbers = _NUMBER.findall(marked[-1])
    return plain(numbers[-1] if numbers else marked[-1])


def plain(text: str) -> str:
    """A number in its shortest form, so that equal numbers are equal texts; other text trimmed and in small letters."""
    cleaned = text.replace(",", "").strip().rstrip(".").lstrip("$").strip()
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        return cleaned.lower()
    return format(value.normalize(), "f") if value.is_finite() else cleaned
