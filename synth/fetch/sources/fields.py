"""Reading fields of foreign records: whatever the service sends, a plain value comes out, never an error."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from synth.records import FieldOrigin, Paper

_TAG = re.compile(r"</?(?:[a-z]\w*:)?[a-z]\w*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_RETRACTED = re.compile(
    r"^\W*(?:retracted(?:\s+article)?|withdrawn(?:\s+article)?)\b\W*(?::|\]|–|—|-)\s*", re.IGNORECASE
)


def text(value: Any) -> str:
    """One line of plain text: markup off, entities read, a list's first item."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return " ".join(_TAG.sub(_space, html.unescape(value)).split())


def _space(tag: re.Match[str]) -> str:
    """Paragraphs are apart; letters in small capitals belong to their word."""
    return " " if re.match(r"</?(?:jats:)?(?:p|title|sec|list|item|br|div)\b", tag[0], re.IGNORECASE) else ""


def mapping(value: Any) -> dict[str, Any]:
    """A dictionary, empty where it is something else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[dict[str, Any]]:
    """The dictionaries of a list, empty where it is something else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def number(value: Any) -> int | None:
    """A whole number."""
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def year(value: Any) -> int | None:
    """A year that a paper may be of."""
    found = number(value)
    return found if found is not None and 1400 <= found <= 2200 else None


def day(value: Any) -> str:
    """An ISO date as far as it is known, from "2024-05-01…" or from Crossref's `{"date-parts": [[2024, 5]]}`."""
    if isinstance(value, dict):
        parts = value.get("date-parts")
        first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
        numbers = [n for part in first[:3] if (n := number(part)) is not None]
        return "-".join(f"{n:04}" if i == 0 else f"{n:02}" for i, n in enumerate(numbers)) if numbers else ""
    match = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?", value) if isinstance(value, str) else None
    return match[0] if match else ""


def address(value: Any) -> str:
    """A web address; empty where it is something else."""
    return value.strip() if isinstance(value, str) and re.match(r"https?://[^\s\"'<>]+$", value.strip()) else ""


def bare_title(title: str) -> tuple[str, bool]:
    """The title without a publisher's "RETRACTED: ", and whether it had one."""
    match = _RETRACTED.match(title)
    return (title[match.end() :], True) if match else (title, False)


def originated(paper: Paper, source: str) -> tuple[FieldOrigin, ...]:
    """`source` as the origin of every bibliographic field that is filled."""
    return tuple(FieldOrigin(field=name, source=source) for name in FIELDS if getattr(paper, name))


FIELDS = ("title", "authors", "year", "date", "arxiv", "doi", "venue", "abstract", "url", "licence")
"""Bibliographic fields whose origin is kept."""


def names(values: Iterable[str]) -> tuple[str, ...]:
    """Names of authors in order, empty ones left out."""
    return tuple(one for value in values if (one := text(value)))
