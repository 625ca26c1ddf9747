"""A page turned so that its tables read from left to right: tokens, rules and the way back to the page's points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from synth.parse.layout import Fill, PageLayout, Rule
from synth.parse.spelling import LineEnds
from synth.parse.tables.tokens import TextLine, make_token
from synth.parse.tables.turned import upright
from synth.records import Box

MAX_RULES = 1500
"""Rules looked at on one page, longest first: no table needs more, plots have thousands."""

Turn = int
"""Degrees that the text is turned counter-clockwise on the page: 0, 90 (reads upwards) or 270 (reads downwards)."""


@dataclass(slots=True)
class Canvas:
    """One reading direction of one page."""

    page: int
    width: float
    height: float
    turn: Turn
    ends: LineEnds = field(default_factory=lambda: LineEnds(()))
    """How the document spells words that the end of a line breaks."""
    lines: list[TextLine] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    """Horizontal rules, touching pieces joined."""
    pieces: list[Rule] = field(default_factory=list)
    """Horizontal rules as drawn: a row of partial rules may touch."""
    verticals: list[Rule] = field(default_factory=list)
    """Vertical rules, touching pieces joined."""
    fills: list[Fill] = field(default_factory=list)
    """Coloured rectangles."""

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A rectangle of this canvas in the page's own points."""
        a, b = self._back(x0, y0), self._back(x1, y1)
        xs, ys = sorted((a[0], b[0])), sorted((a[1], b[1]))
        return Box(page=self.page, x0=round(xs[0], 2), y0=round(ys[0], 2), x1=round(xs[1], 2), y1=round(ys[1], 2))

    def _back(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 90:
            return y, self.width - x
        if self.turn == 270:
            return self.height - y, x
        return x, y


def canvases(page: PageLayout, ends: LineEnds) -> list[Canvas]:
    """The page as it is, and turned once for each direction in which it holds rotated text."""
    by_turn: dict[Turn, list[int]] = {}
    single: list[int] = []
    for index, line in enumerate(page.lines):
        if not line.horizontal and len(line.words) == 1:
            single.append(index)
        else:
            by_turn.setdefault(_turn_of(page, index), []).append(index)
    if single:
        # One word does not show which way it reads: as the rest of the rotated text does.
        votes = {turn: len(indices) for turn, indices in by_turn.items() if turn}
        turn = max(votes, key=lambda t: votes[t]) if votes else 90
        by_turn[turn] = sorted([*by_turn.get(turn, []), *single])
    found = []
    for turn, indices in by_turn.items():
        # A rotated axis label or the arXiv stamp is no page of its own.
        if turn and sum(len(page.lines[i].words) for i in indices) < 12:
            continue
        found.append(_canvas(page, turn, indices, ends))
        if not turn:
            found[-1].lines += upright(page, [i for other, some in by_turn.items() if other for i in some])
    return found


def _turn_of(page: PageLayout, index: int) -> Turn:
    line = page.lines[index]
    if line.horizontal:
        return 0
    return 90 if line.words[0].yc > line.words[-1].yc else 270


def _canvas(page: PageLayout, turn: Turn, indices: list[int], ends: LineEnds) -> Canvas:
    width, height = (page.height, page.width) if turn else (page.width, page.height)
    canvas = Canvas(page.number, width, height, turn, ends)

    def forth(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if turn == 90:
            return page.height - y1, x0, page.height - y0, x1
        if turn == 270:
            return y0, page.width - x1, y1, page.width - x0
        return x0, y0, x1, y1

    for index in indices:
        line = page.lines[index]
        tokens = tuple(
            make_token(
                word,
                forth(word.x0, word.y0, word.x1, word.y1),
                index,
                page.width - word.base if turn == 270 else word.base,
            )
            for word in line.words
            if word.text.strip()
        )
        if tokens:
            box = forth(line.x0, line.y0, line.x1, line.y1)
            canvas.lines.append(TextLine(index, tokens, line.block, line.size, line.bold, line.italic, *box))
    rules = page.rules
    if len(rules) > MAX_RULES:
        rules = sorted(rules, key=lambda rule: -rule.length)[:MAX_RULES]
    turned = [Rule(*forth(r.x0, r.y0, r.x1, r.y1)) for r in rules]
    canvas.pieces = [rule for rule in turned if rule.horizontal]
    canvas.horizontals = _joined(canvas.pieces, across=True)
    canvas.fills = [Fill(*forth(f.x0, f.y0, f.x1, f.y1)) for f in page.fills[:MAX_RULES]]
    canvas.verticals = _joined([rule for rule in turned if not rule.horizontal], across=False)
    return canvas


def _joined(rules: Iterable[Rule], *, across: bool) -> list[Rule]:
    """Touching rules on one line made one."""
    boxes = [(r.x0, r.x1, (r.y0 + r.y1) / 2) if across else (r.y0, r.y1, (r.x0 + r.x1) / 2) for r in rules]
    boxes.sort(key=lambda b: (b[2], b[0]))
    lines: list[list[tuple[float, float, float]]] = []
    for box in boxes:
        # Rules drawn 0.8 points apart are one rule; a double rule stands 2 points apart.
        if lines and box[2] - lines[-1][0][2] <= 0.8:
            lines[-1].append(box)
        else:
            lines.append([box])
    joined = []
    for line in lines:
        line.sort()
        start, end, at = line[0]
        for a, b, _ in line[1:]:
            if a - end <= 2.0:
                end = max(end, b)
                continue
            joined.append((start, end, at))
            start, end = a, b
        joined.append((start, end, at))
    return [Rule(a, at, b, at) if across else Rule(at, a, at, b) for a, b, at in joined]
