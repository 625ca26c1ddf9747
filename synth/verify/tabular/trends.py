"""Trends along an axis whose labels are numbers: "with more samples, accuracy rises", "it drops as k grows"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from synth.records import Role
from synth.verify.places import CellPlace
from synth.verify.tabular.naming import named
from synth.verify.tabular.view import View

_MORE = r"(?:more|increasing(?:ly)?|larger|longer|deeper|higher|bigger|additional|growing)"
_ALONG = re.compile(
    rf"\b(?:as|when|while|once)\b[^,;]*?\b(?P<moves>increas\w+|grow\w*|rises?|ris\w+|"
    rf"decreas\w+|shrinks?|gets? (?:larger|longer|"
    rf"smaller|shorter))\b|\bwith {_MORE}\b|\bthe (?:more|larger|longer|deeper|bigger)\b|"
    rf"\bincreasing the\b|\bwith (?:fewer|less|"
    r"smaller|shorter|decreasing)\b",
    re.IGNORECASE,
)
_LESS = re.compile(r"decreas|shrink|smaller|shorter|fewer|less", re.IGNORECASE)
_UP = re.compile(
    r"\b(?:increas(?:es?|ed|ing)|ris(?:es?|ing)|rose|improv(?:es?|ed|ing)|grow(?:s|ing)?|"
    r"better|higher|gains?|benefits?|helps?)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas(?:es?|ed|ing)|drops?(?:ped|ping)?|declin(?:es?|ed|ing)|degrad(?:es?|ed|"
    r"ing)|falls?|worse(?:ns)?|lower|hurts?|"
    r"suffers?|deteriorates?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(?:[kKMB%]\b)?")
LEAST = 3
"""Labels with a number from which on an axis is one of numbers."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How far the cells bear a trend out."""

    share: float
    """Share of the steps along the axis that go the way that is said; equal neighbours count for neither way."""
    ends: tuple[CellPlace, CellPlace]


def trend(text: str, view: View) -> Trend | None:
    """The trend that `text` states along an axis of numbers; None where it states none, or there is no such axis."""
    along = _ALONG.search(text)
    if along is None:
        return None
    rest = text[: along.start()] + " " + text[along.end() :]
    ups, downs = bool(_UP.search(rest)), bool(_DOWN.search(rest))
    if ups == downs:
        return None
    sign = (1 if ups else -1) * (-1 if _LESS.search(along[0]) else 1)
    for rows in (True, False):
        axis = _axis(view, rows)
        if len(axis) < LEAST:
            continue
        across = [one for one in named(text, view, rows=not rows) if not one.others]
        lines = (
            frozenset().union(*(one.lines for one in across))
            if across
            else frozenset(view.columns if rows else view.rows)
        )
        right = wrong = 0
        ends: tuple[CellPlace, CellPlace] | None = None
        for line in sorted(lines):
            cells = [view.at(at, line) if rows else view.at(line, at) for at in axis]
            known = [cell for cell in cells if cell is not None and cell.quantity.role is Role.VALUE]
            for a, b in pairwise(known):
                step = (b.quantity.value - a.quantity.value) * sign
                right, wrong = right + (step > 0), wrong + (step < 0)
            if len(known) > 1 and ends is None:
                ends = known[0], known[-1]
        if right + wrong >= LEAST - 1 and ends is not None:
            return Trend(right / (right + wrong), ends)
    return None


def _axis(view: View, rows: bool) -> list[int]:
    """Lines of an axis by the one number in each label, smallest first; empty where some have none."""
    labels = view.row_labels if rows else view.column_labels
    found: dict[int, float] = {}
    for line in view.rows if rows else view.columns:
        numbers = _NUMBER.findall(labels[line][-1]) if labels[line] else []
        if len(numbers) == 1:
            found[line] = float(numbers[0])
    return sorted(found, key=lambda line: found[line]) if len(set(found.values())) == len(found) else []
