"""Statements about what whole numbers of items can give: "most results for HumanEval are no multiples of 1/164".

The values of the table are put to the granularity test, so that such a statement is answered by counting. Where one
answer an item cannot give the values, it is said which number of answers a problem can, the stated number first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from synth.language.vocabulary import EntityKind, entities
from synth.records import CheckStatus, Quantity, Role
from synth.verify.exact import printed_decimals
from synth.verify.granularity import BENCHMARK_SIZES, SAMPLED_RUNS, granularity
from synth.verify.places import CellPlace
from synth.verify.tabular.view import View

_SPEAKS = re.compile(
    r"\bmultiples?\s+of\b|\b(?:integers?|whole numbers?)\b.{0,40}\bmultipl\w+\s+by\b|"
    r"\bmultipl\w+\s+by\b.{0,40}\b(?:integers?|whole numbers?)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no|none|never|cannot|fail)\b|n't\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|none|every|each|any)\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:most|majority|mostly)\b", re.IGNORECASE)
_OUGHT = re.compile(r"\b(?:must|should|ought|has to|have to|would|can only)\b", re.IGNORECASE)
_TABLE = re.compile(r"\btable\s+(\d+|[IVX]+)\b", re.IGNORECASE)
_STATED = re.compile(
    r"\b(\d{1,4})\s+(?:(?:independent|random|different)\s+)?(?:rollouts|samples|generations|runs|seeds|answers|completions|trials)\b"
    r"\s*(?:for|per|of|on|at)\s+(?:each|every|a|one)?\s*(?:prompts?|problems?|questions?|items?|tasks?|examples?)\b"
    r"|\b(?:averaged?|mean)\b.{0,20}\b(?:over|of|across)\s+(\d{1,4})\s+(?:runs|seeds|rollouts|samples|trials)\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"\bmultiples?\s+of\s+(?:a\s+)?(?:[^;=≈]*?(?:=|≈|~)\s*)?(\d*\.\d+)\s*(%|points?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the values of a table are, as shares of whole numbers."""

    holds: bool | None
    """None where the values neither bear it out nor speak against it: "most" of which a third are."""
    cells: tuple[CellPlace, ...]
    """Of the values that decide, a few."""
    said: str

    @property
    def where(self) -> str:
        """The table, or nothing where several were counted."""
        labels = {place.table.label for place in self.cells}
        return f"{labels.pop()}: " if len(labels) == 1 and all(labels) else ""


def speaks_of_multiples(text: str) -> bool:
    """Whether a statement is about which values whole numbers of items give."""
    return _SPEAKS.search(text) is not None


def stated_runs(texts: Sequence[str]) -> tuple[int, ...]:
    """Numbers of answers a problem, or of runs averaged, that the texts state."""
    found = (int(next(filter(None, m.groups()))) for text in texts for m in _STATED.finditer(text))
    return tuple(dict.fromkeys(number for number in found if number > 1))


def count_multiples(
    text: str, quantities: Sequence[Quantity], views: Sequence[View], runs: Sequence[int]
) -> Counted | None:
    """Put a statement about multiples to the values that it speaks of; None where it names none.

    `runs` are the numbers of answers a problem that are stated elsewhere; they are tried before the usual ones.
    """
    if not speaks_of_multiples(text):
        return None
    numbers = {round(q.value) for q in quantities if q.role in (Role.VALUE, Role.COUNT, Role.SETTING) and q.value >= 2}
    step = _step(text)
    named = [e.canonical for e in entities(text) if e.kind is EntityKind.DATASET and e.canonical in BENCHMARK_SIZES]
    table = _TABLE.search(text)
    shown = [v for v in views if table is None or v.table.label.lower() == f"table {table[1]}".lower()]
    for name, sizes in BENCHMARK_SIZES.items():
        if named and name not in named:
            continue
        cells = [place for view in shown for place in _values(view, name)]
        for size in sizes if cells else ():
            if step is not None:
                tried = [run for run in runs if _prints(Fraction(100, size * run), step)]
                if tried:
                    return _in_steps(cells, name, size, tried[0], denied=_NOT.search(text) is not None)
            elif size in numbers:
                return _in_items(text, cells, name, size, runs)
    return None


def _values(view: View, dataset: str) -> list[CellPlace]:
    """Shares with decimals of one table that were measured on `dataset`."""
    initials = "".join(char for char in dataset if char.isupper())
    out = []
    for place in view.places:
        labels = (*view.row_labels[view.table.rows.index(place.row)], *view.column_labels[place.cell.column])
        own = {e.canonical for e in place.own if e.kind is EntityKind.DATASET}
        abbreviated = len(initials) > 1 and initials in labels and any(e.canonical == dataset for e in place.around)
        if (
            (dataset in own or abbreviated)
            and place.quantity.role is Role.VALUE
            and place.quantity.unit in ("", "%")
            and printed_decimals(place.quantity)
            and 0 <= place.quantity.value <= 100
        ):
            out.append(place)
    return out


def _in_items(text: str, cells: Sequence[CellPlace], dataset: str, size: int, runs: Sequence[int]) -> Counted:
    """A statement about multiples of one item: "do not yield integers when multiplied by 164"."""
    off = [place for place in cells if granularity(place.quantity, size).status is CheckStatus.FAILED]
    denied = _NOT.search(text) is not None
    holds: bool | None
    if denied:
        share = len(off) / len(cells)
        wanted = share > 0.5 if _MOST.search(text) else share == 1 if _ALL.search(text) else share > 0
        holds = True if wanted else None if off else False
    else:
        holds = not off or (None if _OUGHT.search(text) or _MOST.search(text) else False)
    said = f"{len(off)} of {len(cells)} values for {dataset} are no whole number of {size} items"
    if off:
        said += _explained(cells, size, runs)
    return Counted(holds, _few(off or cells), said)


def _few(cells: Sequence[CellPlace]) -> tuple[CellPlace, ...]:
    """Three cells, one of each table first."""
    firsts = {place.table.id: place for place in reversed(cells)}
    return tuple(dict.fromkeys((*reversed(firsts.values()), *cells)))[:3]


def _explained(cells: Sequence[CellPlace], size: int, runs: Sequence[int]) -> str:
    """Which number of answers a problem gives all values, and what that is worth."""
    stated = [run for run in runs if _fit(cells, size, run)]
    other = next((run for run in SAMPLED_RUNS[1:] if _fit(cells, size, run)), None)
    run = stated[0] if stated else other
    if run is None:
        return ", and the mean of no usual number of answers a problem gives them all"
    source = "the report states" if stated else "papers use"
    moves = f"moves in steps of {_points(size, run)} and gives them all"
    said = f"; the mean of {run} answers a problem, which {source}, {moves}"
    powers = {granularity(place.quantity, size, (run,)).status for place in cells}
    return said + (", as it would nearly any value" if powers == {CheckStatus.NO_POWER} else "")


def _in_steps(cells: Sequence[CellPlace], dataset: str, size: int, run: int, *, denied: bool) -> Counted:
    """A statement about multiples of a step that `size` items and `run` answers each make: "multiples of 0.04"."""
    off = [place for place in cells if not _fit([place], size, run)]
    said = f"{run} answers to each of {size} problems of {dataset} give multiples of {_points(size, run)}, " + (
        "and no value is against it" if not off else f"and {len(off)} of {len(cells)} values are none"
    )
    return Counted(bool(off) if denied else not off, _few(off or cells), said)


def _fit(cells: Sequence[CellPlace], size: int, run: int) -> bool:
    return all(granularity(place.quantity, size, (run,)).status is not CheckStatus.FAILED for place in cells)


def _step(text: str) -> Fraction | None:
    """The step in points that a statement prints: "a multiple of .6 / 15 = 0.04"; None for "1/164"."""
    found = _STEP.search(text)
    if found is None or re.search(r"\b1\s*/\s*\d+", text):
        return None
    return Fraction(found[1])


def _prints(exact: Fraction, printed: Fraction) -> bool:
    """Whether `exact` rounds to what is printed, to its last decimal."""
    decimals = len(str(float(printed)).partition(".")[2])
    return abs(exact - printed) <= Fraction(1, 2 * 10**decimals)


def _points(size: int, run: int) -> str:
    return f"{100 / (size * run):.2g} points"
