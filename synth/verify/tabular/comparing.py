"""Relations that a sentence states, looked up in the cells of one table.

A relation holds where every cell that its words name bears it out, fails where none does, and is left open between. A
sentence with several relations fails with any of them, and holds only when each was looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from synth.records import Quantity, Role
from synth.verify.places import CellPlace
from synth.verify.tabular.frames import Executed, difference_fits, less_is_more
from synth.verify.tabular.naming import Named, base_lines, competitors, named, own_lines
from synth.verify.tabular.relations import Kind, Relation, relations
from synth.verify.tabular.trends import trend
from synth.verify.tabular.values import turned
from synth.verify.tabular.view import View

_CLAUSE = re.compile(
    r"(?:[;:]|,)\s+(?:(?:and|but|while|whereas|although|however|with|where)\s+)?|\s+(?:while|whereas|but)\s+"
)
_UNIVERSAL = re.compile(
    r"\b(?:all|every|each|any|consistently|always|across|both|uniformly|invariably)\b", re.IGNORECASE
)
_HEDGED = re.compile(
    r"\b(?:most|mostly|many|several|some|sometimes|often|usually|generally|typically|nearly|almost|except|slightly|"
    r"second|other than|overall|on average|average|in general)\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:avg|average|overall|mean|total|all)\b", re.IGNORECASE)
_SIZE_COLUMN = re.compile(
    r"#|\b(?:params?|parameters|tokens|size|number|count|samples|epochs?|steps?|time|year|"
    r"costs?|FLOPs?|latency|memory|speed|throughput)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\bby\s+(?:\w+\s+){0,4}$|\b(?:margin|improvements?|gains?|increase) of\s+(?:\w+\s+){0,3}$", re.IGNORECASE
)
_AMONG = re.compile(
    r"\b(?:among|amongst|of (?:the )?(?:comparable|similar|same) (?:size|scale)s?|"
    r"(?:similarly|comparably)[- ]sized|in its class|"
    r"open(?:-| )source|open(?:-| )weights?|closed(?:-| )source|proprietary|single|ensembles?|"
    r"supervised|unsupervised|non-\w+|instruct|"
    r"code(?:-| )specific|\d+(?:\.\d+)?[BM](?:-?\w+)? models?|~\s?\d+)\b",
    re.IGNORECASE,
)
"""Words that say that not all lines of a table are meant."""
LEVEL, APART = 0.02, 0.10
"""Two values that differ by less than the first share do equally well, by more than the second they do not."""


@dataclass(frozen=True, slots=True)
class _Looked:
    holds: bool | None
    cells: tuple[CellPlace, ...] = ()
    said: str = ""
    measured: bool = False
    share: float | None = None
    """Share of the compared cells that bear the relation out, None where none could be compared."""


def compare_in(text: str, quantities: Sequence[Quantity], view: View) -> Executed | None:
    """Whether the table bears out all that `text` compares; None where it compares nothing that can be looked up."""
    found = list(_looked(text, quantities, view, loose=False))
    decided = [one for one in found if one.holds is not None]
    if failed := next((one for one in decided if not one.holds), None):
        return Executed(False, failed.cells, failed.said)
    if not decided or len(decided) < len(found):
        return None
    first = decided[0]
    return Executed(True, tuple(c for one in decided for c in one.cells), first.said, any(d.measured for d in decided))


def leaning(text: str, quantities: Sequence[Quantity], view: View) -> float | None:
    """Share of the cells that bear out what `text` compares, by the relation that they bear out least.

    A guess, for a judge that has to choose: words may name lines in part, and what a change is set against is taken to
    be the baseline. None where nothing can be compared.
    """
    shares = [one.share for one in _looked(text, quantities, view, loose=True) if one.share is not None]
    return min(shares, default=None)


def _looked(text: str, quantities: Sequence[Quantity], view: View, *, loose: bool) -> Iterator[_Looked]:
    if (found := trend(text, view)) is not None:
        said = f"it goes from {found.ends[0].cell.text} to {found.ends[1].cell.text}"
        holds = True if found.share == 1 else False if found.share == 0 else None
        yield _Looked(holds, found.ends, said, share=found.share)
        return
    before: dict[bool, list[Named]] = {True: [], False: []}
    for start, end in _clauses(text, loose=loose):
        clause = text[start:end]
        stated = relations(clause, loose=loose)
        names = {rows: named(clause, view, rows=rows) for rows in (True, False)}
        inside = [q for q in quantities if start <= q.start and q.end <= end]
        if len(stated) == 1 or loose:
            for one in stated:
                yield _look_up(clause, one, names, before, inside, view)
        elif stated:
            yield _Looked(None)
        for rows in (True, False):
            before[rows] = [one for one in names[rows] if not one.others] or before[rows]


def _clauses(text: str, *, loose: bool) -> list[tuple[int, int]]:
    """Stretches of the sentence that state one relation each; a stretch without one belongs to its neighbour."""
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text)]
    parts = [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]
    out: list[tuple[int, int]] = []
    for start, end in parts:
        last = text[out[-1][0] : out[-1][1]] if out else ""
        if out and (not relations(text[start:end], loose=loose) or not relations(last, loose=loose)):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _look_up(
    clause: str,
    relation: Relation,
    names: dict[bool, list[Named]],
    before: dict[bool, list[Named]],
    quantities: Sequence[Quantity],
    view: View,
) -> _Looked:
    first = not turned(view)  # the axis that the methods stand on
    for rows in (first, not first) if relation.kind is not Kind.EXTREME else (first,):
        sides = _sides(clause, relation, names[rows], before[rows], view, rows)
        if sides is None:
            continue
        scope = [one for one in names[not rows] if not one.others] or before[not rows]
        return _decide(clause, relation, sides, scope, quantities, view, rows)
    return _Looked(None)


@dataclass(frozen=True, slots=True)
class _Sides:
    mine: frozenset[int]
    theirs: frozenset[int]
    others: bool
    """Whether the second side is "all others" rather than lines that are named."""


def _sides(
    clause: str, relation: Relation, names: Sequence[Named], before: Sequence[Named], view: View, rows: bool
) -> _Sides | None:
    """The lines on the two sides of a relation, on one axis."""
    if relation.kind is Kind.EXTREME:
        chosen = [one for one in names if not one.others] or list(before[:1])
        if not chosen:
            return None
        one = min(chosen, key=lambda n: min(abs(n.start - relation.end), abs(relation.start - n.end)))
        rest = _competing(clause, view, one.lines, rows) - one.lines
        return _Sides(one.lines, rest, others=True) if len(rest) >= 2 else None
    if relation.kind is Kind.CHANGE:
        return _changed(relation, names, before, view, rows)
    left = [one for one in names if one.end <= relation.start + 1 and not one.others] or list(before[:1])
    right = [one for one in names if one.start >= relation.end - 1]
    own = own_lines(view, rows=rows)
    if not left and rows and own and right:
        left = [Named(0, 0, own, own=True)]
    if not left or not right:
        return None
    mine = _said(left[-1:])
    theirs = _said([one for one in right if not one.others])
    others = not theirs
    if others:
        theirs = _competing(clause, view, mine, rows) - (own if mine <= own else frozenset())
    theirs -= mine
    return _Sides(mine, theirs, others) if mine and theirs else None


def _changed(
    relation: Relation, names: Sequence[Named], before: Sequence[Named], view: View, rows: bool
) -> _Sides | None:
    """The line that is said to change something, and what it is built on: another that is named, or the baseline."""
    chosen = [one for one in names if not one.others] or list(before[:1])
    if not chosen:
        own = own_lines(view, rows=rows)
        if not own:
            return None
        chosen = [Named(0, 0, own, own=True)]
    mine = chosen[0].lines
    rest = frozenset().union(*(one.lines for one in chosen[1:])) - mine
    others = not rest and any(one.others for one in names)
    theirs = rest or (competitors(view, rows=rows) - mine if others else base_lines(view, mine, rows=rows))
    return _Sides(mine, theirs, others) if theirs else None


def _competing(clause: str, view: View, mine: frozenset[int], rows: bool) -> frozenset[int]:
    """The lines that "all others" means: those of the same group, where the words narrow them down; else all."""
    everyone = competitors(view, rows=rows)
    if not _AMONG.search(clause):
        return everyone
    labels = view.row_labels if rows else view.column_labels
    groups = {labels[line][0] for line in mine if len(labels[line]) > 1}
    return frozenset(line for line in everyone if len(labels[line]) > 1 and labels[line][0] in groups)


def _said(names: Sequence[Named]) -> frozenset[int]:
    """The lines of some names: of those that whole labels say, where there are any."""
    exact = [one for one in names if one.exact] or names
    return frozenset().union(*(one.lines for one in exact))


def _decide(
    clause: str,
    relation: Relation,
    sides: _Sides,
    scope: Sequence[Named],
    quantities: Sequence[Quantity],
    view: View,
    rows: bool,
) -> _Looked:
    across = _said(scope) if scope else _all_across(clause, view, rows)
    compared = [
        (a, b)
        for line in sorted(across)
        for x in sorted(sides.mine)
        if (a := _at(view, x, line, rows)) is not None and a.quantity.role is Role.VALUE
        for y in sorted(sides.theirs)
        if (b := _at(view, y, line, rows)) is not None and b.quantity.role is Role.VALUE
    ]
    if not compared:
        return _Looked(None)
    outcomes = _outcomes(relation, compared, view)
    if outcomes is None:
        return _Looked(None)
    holding = [pair for pair, holds in zip(compared, outcomes, strict=True) if holds]
    failing = [pair for pair, holds in zip(compared, outcomes, strict=True) if not holds]
    if relation.kind in (Kind.PAIR, Kind.CHANGE):
        failing = [(a, b) for a, b in failing if a.quantity.value != b.quantity.value] or failing[:0]
        if not failing and not holding:
            return _Looked(None)
    share = len(holding) / (len(holding) + len(failing))
    if not failing:
        return replace(_with_change(clause, holding, quantities), share=share)
    a, b = failing[0]
    said = f"{a.cell.text} ({_name(a, rows)}) against {b.cell.text} ({_name(b, rows)}) {_where(a, rows)}"
    if sides.others and relation.kind is Kind.PAIR and not _UNIVERSAL.search(clause):
        return _Looked(None, share=share)  # which of the others are meant is not said
    if not holding:
        return _Looked(False, failing[0], said, share=share)
    return _Looked(None, failing[0], said, share=share)  # of many names, some may be about something else


def _outcomes(relation: Relation, compared: Sequence[tuple[CellPlace, CellPlace]], view: View) -> list[bool] | None:
    if relation.kind is Kind.LEVEL:
        apart = [abs(a.quantity.value - b.quantity.value) / max(abs(b.quantity.value), 1e-9) for a, b in compared]
        if any(LEVEL < one <= APART for one in apart):
            return None
        return [one <= LEVEL for one in apart]
    if relation.kind is Kind.EXTREME and relation.rank == 2:
        above: dict[int, int] = {}
        for a, b in compared:
            above[id(a)] = above.get(id(a), 0) + (not _above(a, b, relation, view))
        return [above[id(a)] == 1 for a, _ in compared]
    ties = relation.kind is Kind.EXTREME
    return [_above(a, b, relation, view, ties=ties) for a, b in compared]


def _above(a: CellPlace, b: CellPlace, relation: Relation, view: View, *, ties: bool = False) -> bool:
    sign = relation.sign * (-1 if relation.quality and less_is_more(a, view) else 1)
    gap = (a.quantity.value - b.quantity.value) * sign
    return gap > 0 or (ties and gap == 0)


def _with_change(clause: str, pairs: Sequence[tuple[CellPlace, CellPlace]], quantities: Sequence[Quantity]) -> _Looked:
    a, b = pairs[0]
    change = next((q for q in quantities if q.role is Role.DELTA and _BY.search(clause[: clause.find(q.raw)])), None)
    if change is None:
        return _Looked(True, (a, b), f"{a.cell.text} against {b.cell.text}")
    for x, y in pairs:
        if difference_fits(change, x, y):
            return _Looked(True, (x, y), f"{x.cell.text} against {y.cell.text}, {change.raw} apart", measured=True)
    if len(pairs) > 1:
        return _Looked(None)
    return _Looked(False, (a, b), f"{a.cell.text} against {b.cell.text}, which is not {change.raw} apart")


def _all_across(clause: str, view: View, rows: bool) -> frozenset[int]:
    """The lines of the other axis where none is named: those of averages where the clause speaks of them, else all."""
    lines = view.columns if rows else view.rows
    labels = view.column_labels if rows else view.row_labels
    plain = [line for line in lines if not any(_SIZE_COLUMN.search(part) for part in labels[line])]
    averages = [line for line in plain if any(_AVERAGE.fullmatch(part.strip(".")) for part in labels[line][-1:])]
    if averages and re.search(r"\b(?:overall|on average|average|in general)\b", clause, re.IGNORECASE):
        return frozenset(averages)
    return frozenset(plain)


def _at(view: View, line: int, across: int, rows: bool) -> CellPlace | None:
    return view.at(line, across) if rows else view.at(across, line)


def _name(place: CellPlace, rows: bool) -> str:
    return place.row_text if rows else place.column_text


def _where(place: CellPlace, rows: bool) -> str:
    other = place.column_text if rows else place.row_text
    return f"for {other}" if other else ""
