"""What a bench set found: tables of figures, notes, and the items that were judged wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from synth.bench.scores import Rate, Score

Figure = str | int | float | Rate | Score | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One table of figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Miss:
    """An item that was judged wrongly."""

    kind: str
    wanted: str
    got: str
    text: str
    explanation: str
    where: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The figures of one set."""

    name: str
    title: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    misses: tuple[Miss, ...] = ()


def as_json(outcome: Outcome, *, misses: bool) -> dict[str, Any]:
    """The outcome for programs; rates and scores with value, bounds and n, all shares 0 to 1."""
    made: dict[str, Any] = {
        "name": outcome.name,
        "title": outcome.title,
        "tables": [
            {
                "title": sheet.title,
                "rows": [dict(zip(sheet.columns, map(_plain, row), strict=True)) for row in sheet.rows],
            }
            for sheet in outcome.sheets
        ],
        "notes": list(outcome.notes),
    }
    if misses:
        made["misses"] = [asdict(miss) for miss in outcome.misses]
    return made


def _plain(figure: Figure) -> object:
    if isinstance(figure, Rate):
        low, high = figure.interval or (None, None)
        return {"value": figure.value, "low": low, "high": high, "hits": figure.hits, "n": figure.n}
    if isinstance(figure, Score):
        return asdict(figure)
    return figure


def as_text(outcomes: Sequence[Outcome], *, misses: bool, head: str = "#") -> str:
    """The outcomes as Markdown."""
    parts: list[str] = []
    for outcome in outcomes:
        parts.append(f"{head}# {outcome.title}")
        for sheet in outcome.sheets:
            parts.append(f"**{sheet.title}**")
            lines = ["| " + " | ".join(sheet.columns) + " |", "|" + "---|" * len(sheet.columns)]
            lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in sheet.rows]
            parts.append("\n".join(lines))
        parts += [f"{note}" for note in outcome.notes]
        if misses and outcome.misses:
            parts.append("\n".join(map(_miss, outcome.misses)))
    return "\n\n".join(parts) + "\n"


def _cell(figure: Figure) -> str:
    if figure is None:
        return "–"
    if isinstance(figure, float):
        return f"{figure:.3g}" if abs(figure) < 100 else f"{figure:.0f}"
    return str(figure).replace("|", "\\|")


def _miss(miss: Miss) -> str:
    place = f" ({miss.where})" if miss.where else ""
    return f"- **{miss.kind}**, wanted {miss.wanted}, got {miss.got}{place}: {miss.text}\n  - {miss.explanation}"
