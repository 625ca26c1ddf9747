"""Fields of cards that were read from papers by hand, and what of a card is right by them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from synth.language.vocabulary import dataset_name
from synth.records import CardFacet, CardField, FieldStatus, Quote

FOLDER = Path(__file__).parent / "unit" / "card" / "fields"
HALVES = ("development", "held_out")


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One field of one paper, as a reader found it."""

    paper: str
    """Name of the file without its ending."""
    name: str
    status: tuple[str, ...]
    page: int = 0
    values: tuple[str, ...] = ()
    """All must be among the field's values."""
    only: tuple[str, ...] = ()
    """They are the field's values, and there are no others."""
    never: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    """One quote on the page has all of these words."""


def checked(half: str) -> list[Checked]:
    """The fields of one half, in the order of the list."""
    listed = tomllib.loads((FOLDER / f"{half}.toml").read_text(encoding="utf-8"))["field"]
    return [
        Checked(**{key: tuple(value) if isinstance(value, list) else value for key, value in one.items()})
        for one in listed
    ]


def faults(wanted: Checked, signals: tuple[CardField, ...], facets: tuple[CardFacet, ...]) -> list[str]:
    """What is wrong with the field of a card; empty where it is right."""
    status, values, quotes = _read(wanted.name, signals, facets)
    said = {_plain(value) for value in values}
    found = [] if status in wanted.status else [f"is {status}"]
    found += [f"lacks {value}" for value in (*wanted.values, *wanted.only) if _plain(value) not in said]
    if wanted.only and said - {_plain(value) for value in wanted.only}:
        found.append(f"says more than {', '.join(wanted.only)}")
    found += [f"says {value}" for value in wanted.never if _plain(value) in said]
    if wanted.holds and not any(_holds(quote, wanted) for quote in quotes):
        found.append(f"quotes no place on page {wanted.page} with {', '.join(wanted.holds)}")
    return found


def without_evidence(signals: tuple[CardField, ...]) -> Iterator[str]:
    """Fields that say something and show nothing."""
    for field in signals:
        shown = all(value.evidence for value in field.values) and bool(field.values or field.evidence)
        if (field.status is FieldStatus.MISSING) == shown:
            yield field.name


def _read(
    name: str, signals: tuple[CardField, ...], facets: tuple[CardFacet, ...]
) -> tuple[str, list[str], list[Quote]]:
    for field in signals:
        if field.name == name:
            quotes = [quote for value in field.values for quote in value.evidence]
            return field.status.value, [value.text for value in field.values], [*quotes, *field.evidence]
    facet = next(facet for facet in facets if facet.name == name)
    status = FieldStatus.FOUND if facet.statements else FieldStatus.MISSING
    return status.value, [], [one.quote for one in facet.statements]


def _holds(quote: Quote, wanted: Checked) -> bool:
    return quote.page == wanted.page and all(word.casefold() in quote.text.casefold() for word in wanted.holds)


def _plain(value: str) -> str:
    """A value without case, spaces and hyphens; names of datasets by their usual name."""
    return re.sub(r"[^a-z0-9+@.]", "", (dataset_name(value) or value).casefold())
