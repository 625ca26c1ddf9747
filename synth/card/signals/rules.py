"""Fields read by rules: a closed list of values, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from synth.card.lines import Line, best
from synth.records import CardField, FieldStatus, FieldValue, Quote

WEAK = 0.5
"""Confidence of a value that only a hint shows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A value and the words that show it."""

    value: str
    pattern: re.Pattern[str]
    weak: bool = False
    """Whether the words only hint at it."""
    anyone: bool = False
    """Whether it holds also where the line tells of others' work: of a benchmark that is used, say."""

    def shown(self, line: Line) -> bool:
        """Whether the line shows the value."""
        if line.others and not (self.anyone and line.kind.value not in ("related", "introduction")):
            return False
        return bool(self.pattern.search(line.text))


def rule(value: str, pattern: str, *, weak: bool = False, anyone: bool = False, exact: bool = False) -> Rule:
    """A rule; letters of either case, unless `exact`."""
    return Rule(value=value, pattern=re.compile(pattern, 0 if exact else re.IGNORECASE), weak=weak, anyone=anyone)


def by_rules(name: str, title: str, rules: Sequence[Rule], lines: Sequence[Line]) -> CardField:
    """The field with the values that the rules show, in the order of the rules."""
    shown: dict[str, tuple[bool, list[Line]]] = {}
    for one in rules:
        found = [line for line in lines if one.shown(line)]
        if found:
            strong, before = shown.get(one.value, (False, []))
            shown[one.value] = (strong or not one.weak, before + found)
    values = [FieldValue(text=value, evidence=best(found)) for value, (_, found) in shown.items()]
    strong = any(sure for sure, _ in shown.values())
    return made(name, title, values, strong=strong, places=sum(len(found) for _, found in shown.values()))


def made(
    name: str, title: str, values: Sequence[FieldValue], *, strong: bool = True, places: int = 1, note: str = ""
) -> CardField:
    """A field with its status and confidence: one place shows less than several."""
    if not values:
        return missing(name, title)
    confidence = min(1.0, (0.7 if strong else WEAK - 0.1) + 0.1 * (min(places, 4) - 1))
    status = FieldStatus.FOUND if strong else FieldStatus.PARTIAL
    said = note or f"{places} {'place says' if places == 1 else 'places say'} so"
    return CardField(
        name=name, title=title, status=status, values=tuple(values), confidence=round(confidence, 2), note=said
    )


def missing(name: str, title: str) -> CardField:
    """A field of which the paper says nothing."""
    return CardField(
        name=name, title=title, status=FieldStatus.MISSING, note="no place in the paper speaks of it", confidence=0.0
    )


def not_reported(name: str, title: str, evidence: Iterable[Quote], note: str) -> CardField:
    """A field that the paper gives cause for and leaves open."""
    return CardField(
        name=name,
        title=title,
        status=FieldStatus.NOT_REPORTED,
        evidence=tuple(evidence),
        note=note,
        confidence=WEAK,
    )


def printed(
    pattern: re.Pattern[str], lines: Iterable[Line], say: Callable[[re.Match[str], Line], str | None]
) -> dict[str, list[Line]]:
    """Values as `say` words each match, with the lines that print them; None leaves a match out."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        for match in pattern.finditer(line.text):
            value = say(match, line)
            if value and line not in found.setdefault(value, []):
                found[value].append(line)
    return found
