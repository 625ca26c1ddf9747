"""Comparisons executed on a table: "X outperforms Y on D", "X has the highest F1", "X improves over Y by 3.2 points".

A comparison counts only where every cell that its words name says the same; one that says otherwise leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synth.language.compare import matches
from synth.language.words import NEGATIONS, tokens
from synth.records import Quantity, Role
from synth.verify.places import CellPlace
from synth.verify.tabular.values import narrowed
from synth.verify.tabular.view import Mention, View

# A sentence with one comparison whose sides are whole labels ends here; `relations.py` reads what is left, with more
# words, several comparisons a sentence, and sides that parts of labels name.
_BETTER = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|improv\w+ (?:over|upon|on)|superior to|ahead of|above|"
    r"better\b(?:\s+\w+){0,4}?\s+than)\b",
    re.IGNORECASE,
)
_WORSE = re.compile(
    r"\b(?:underperform\w*|inferior to|behind|below|trails?|trailed|worse\b(?:\s+\w+){0,4}?\s+than|lags?)\b",
    re.IGNORECASE,
)
_HIGHER = re.compile(
    r"\b(?:higher|greater|larger|more)\b(?:\s+[\w@-]+){0,5}?\s+(?:than|compared (?:to|with))\b", re.IGNORECASE
)
_LOWER = re.compile(
    r"\b(?:lower|smaller|less|fewer)\b(?:\s+[\w@-]+){0,5}?\s+(?:than|compared (?:to|with))\b", re.IGNORECASE
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s+(?:\w+\s+)?$", re.IGNORECASE)
_FROM_ROWS = re.compile(r"\bfrom\b", re.IGNORECASE)
_RISES = re.compile(
    r"\b(?:ris(?:es|ing)|rose|increas\w+|grow\w*|grew|climb\w*|improv\w+|gain\w*|jump\w*)\b", re.IGNORECASE
)
_FALLS = re.compile(r"\b(?:falls?|fell|falling|decreas\w+|drop\w*|declin\w+|degrad\w+|shrink\w*)\b", re.IGNORECASE)
_HIGHEST = re.compile(r"\b(?:highest|best)\b", re.IGNORECASE)
_LOWEST = re.compile(r"\blowest\b", re.IGNORECASE)
_WORST = re.compile(r"\bworst\b", re.IGNORECASE)
_LESS_IS_MORE = re.compile(
    r"↓|\b(?:error|errors|loss|perplexity|ppl|wer|cer|latency|time|cost|distance|mae|rmse|mse|fid|edit|false)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"#|\b(?:params?|parameters|tokens|number of|total|size|human)\b", re.IGNORECASE)
"""Rows that describe the columns rather than compete in them."""
_EXCEPT = re.compile(
    r"\b(?:second|except|among|some|sometimes|mostly|often|other|next|after|comparable|similar|nearly)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Executed:
    """A comparison that was looked up."""

    holds: bool
    cells: tuple[CellPlace, ...]
    """The cells that decided it."""
    said: str
    """What the cells say, for the reader."""
    measured: bool = False
    """Whether the size of the difference was looked up too."""


def execute(text: str, quantities: Sequence[Quantity], view: View) -> Executed | None:
    """Whether the table bears out the comparison that `text` makes; None where it makes none or the cells disagree."""
    rows = narrowed(view.row_mentions(text))
    columns = narrowed(view.column_mentions(text))
    if (changed := _change(text, quantities, view, rows, columns)) is not None:
        return changed
    sides = _sides(text)
    if sides is not None and rows:
        return _pair(text, quantities, view, rows, columns, sides)
    if sides is not None:
        return None
    return _extreme(text, view, rows, columns)


@dataclass(frozen=True, slots=True)
class _Sides:
    start: int
    end: int
    sign: int
    """+1 where the first named is said to be better (or higher), -1 for worse (or lower)."""
    quality: bool
    """Whether the words judge (better) rather than measure (higher)."""


def _change(
    text: str, quantities: Sequence[Quantity], view: View, rows: Sequence[Mention], columns: Sequence[Mention]
) -> Executed | None:
    """Look up "from row X to row Y, D rises from A to B": A is X's value and B is Y's."""
    values = [q for q in quantities if q.role is Role.VALUE and not any(m.start <= q.start < m.end for m in rows)]
    if len(values) != 2 or len(rows) != 2 or len(columns) != 1 or len(_FROM_ROWS.findall(text)) != 2:
        return None
    if not (_RISES.search(text) or _FALLS.search(text)):
        return None
    if rows[1].end > values[0].start or not re.search(r"\bfrom\s+(?:\w+\s+)?$", text[: rows[0].start], re.IGNORECASE):
        return None
    pairs = [
        (a, b)
        for column in columns[0].lines
        for x in rows[0].lines
        for y in rows[1].lines
        if (a := view.at(x, column)) is not None and (b := view.at(y, column)) is not None
    ]
    if len(pairs) != 1:
        return None
    a, b = pairs[0]
    holds = bool(matches(values[0], a.quantity) and matches(values[1], b.quantity))
    said = f"it goes from {a.cell.text} to {b.cell.text}"
    return Executed(holds, (a, b), said, measured=True)


def _sides(text: str) -> _Sides | None:
    found = []
    for pattern, sign, quality in (
        (_BETTER, 1, True),
        (_WORSE, -1, True),
        (_HIGHER, 1, False),
        (_LOWER, -1, False),
    ):
        found += [_Sides(m.start(), m.end(), sign, quality) for m in pattern.finditer(text)]
    if len(found) != 1:
        return None
    one = found[0]
    if _PASSIVE.search(text[: one.start]) and text[one.start : one.end].lower().endswith("ed"):
        one = _Sides(one.start, one.end, -one.sign, one.quality)
    before = tokens(text[: one.start])[-4:]
    if any(token in NEGATIONS for token in before):
        return _Sides(one.start, one.end, -one.sign, one.quality)
    return one


def _pair(
    text: str,
    quantities: Sequence[Quantity],
    view: View,
    rows: Sequence[Mention],
    columns: Sequence[Mention],
    sides: _Sides,
) -> Executed | None:
    if _EXCEPT.search(text):
        return None
    first = [m for m in rows if m.end <= sides.start + 1]
    second = [m for m in rows if m.start >= sides.end - 1]
    if not first or not second:
        return None
    left, right = first[-1].lines, frozenset().union(*(m.lines for m in second))
    if left & right:
        return None
    named = frozenset().union(*(m.lines for m in columns)) if columns else frozenset(view.columns)
    outcomes: list[tuple[bool, CellPlace, CellPlace]] = []
    for column in sorted(named):
        for a in (view.at(row, column) for row in sorted(left)):
            for b in (view.at(row, column) for row in sorted(right)):
                if a is not None and b is not None and a.quantity.role is Role.VALUE is b.quantity.role:
                    outcomes.append((_holds(a, b, sides, view), a, b))
    if not outcomes or len({holds for holds, _, _ in outcomes}) > 1:
        return None
    holds, a, b = outcomes[0]
    change = next((q for q in quantities if q.role is Role.DELTA), None)
    said = f"{a.cell.text} against {b.cell.text}"
    if not holds or change is None:
        return Executed(holds, (a, b), said)
    fitting = [(x, y) for _, x, y in outcomes if difference_fits(change, x, y)]
    if fitting:
        x, y = fitting[0]
        return Executed(True, (x, y), f"{x.cell.text} against {y.cell.text}, {change.raw} apart", measured=True)
    return Executed(False, (a, b), f"{said}, which is not {change.raw} apart") if len(outcomes) == 1 else None


def _holds(a: CellPlace, b: CellPlace, sides: _Sides, view: View) -> bool:
    sign = sides.sign * (-1 if sides.quality and less_is_more(a, view) else 1)
    return (a.quantity.value - b.quantity.value) * sign > 0


def difference_fits(change: Quantity, a: CellPlace, b: CellPlace) -> bool:
    """Whether the change is the difference of the two cells, in points, as a ratio, or in per cent of the second."""
    low, high = sorted((a.quantity.value, b.quantity.value))
    reach = change.half_width + a.quantity.half_width + b.quantity.half_width + 1e-9
    size = abs(change.value)
    if abs(high - low - size) <= reach:
        return True
    if high <= 1 and abs(100 * (high - low) - size) <= change.half_width + 100 * (reach - change.half_width):
        return True  # fractions, and a change in points
    if low > 0:
        relative = 100 * (high - low) / low
        slack = change.half_width + 100 * (a.quantity.half_width + b.quantity.half_width) / low * 2
        if abs(relative - size) <= slack or abs(100 * (high - low) / high - size) <= slack:
            return True
        if change.unit in ("×", "x", "times") and abs(high / low - size) <= change.half_width + 0.05:
            return True
    return False


def _extreme(text: str, view: View, rows: Sequence[Mention], columns: Sequence[Mention]) -> Executed | None:
    """Execute "X has the highest F1": the row is the extreme of every column that is named."""
    kinds = [
        (pattern, sign, quality)
        for pattern, sign, quality in ((_HIGHEST, 1, True), (_LOWEST, -1, False), (_WORST, -1, True))
        if len(pattern.findall(text)) == 1
    ]
    if len(kinds) != 1 or len(rows) != 1 or len(rows[0].lines) != 1 or _EXCEPT.search(text):
        return None
    rest = text[: rows[0].start] + text[rows[0].end :]
    if any(token in NEGATIONS for token in tokens(rest)) or len(view.rows) < 3:
        return None
    _, sign, quality = kinds[0]
    if re.search(r"\bhighest\b", text, re.IGNORECASE):
        quality = False
    row = next(iter(rows[0].lines))
    named = frozenset().union(*(m.lines for m in columns)) if columns else frozenset(view.columns)
    outcomes: list[tuple[bool, CellPlace, CellPlace]] = []
    for column in sorted(named):
        mine = view.at(row, column)
        others = [
            place
            for r in view.rows
            if r != row and (place := view.at(r, column)) is not None and not _COUNTS.search(place.row_text)
        ]
        if mine is None or not others:
            continue
        way = sign * (-1 if quality and less_is_more(mine, view) else 1)
        rival = max(others, key=lambda place: way * place.quantity.value)
        outcomes.append((way * mine.quantity.value >= way * rival.quantity.value, mine, rival))
    if not outcomes or len({holds for holds, _, _ in outcomes}) > 1:
        return None
    if not columns and len(outcomes) > 1 and not outcomes[0][0]:
        return None
    holds, mine, rival = outcomes[0]
    return Executed(holds, (mine, rival), f"{mine.cell.text}, and {rival.cell.text} in the row {rival.row_text}")


def less_is_more(place: CellPlace, view: View) -> bool:
    """Whether lower values are better in this cell's column."""
    return bool(_LESS_IS_MORE.search(f"{place.column_text} {' '.join(place.table.header_paths[place.cell.column])}"))
