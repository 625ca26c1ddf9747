"""Lines of a page, put into reading order and told apart: body, heading, caption, footnote, or none of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from synth.parse.kinds import TERMINAL, LineKind, Style, kinds_of
from synth.parse.layout import Line, PageLayout

_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.")


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A line in reading order."""

    line: Line
    kind: LineKind
    column: int
    """0 for full width or the left column, 1 for the right column."""
    left: float
    """Left edge of its column, points."""
    right: float
    """Right edge of its column, points."""

    @property
    def ends_paragraph(self) -> bool:
        """Whether the line stops well before the edge of its column, after a full stop."""
        short = self.line.x1 < self.right - 0.06 * (self.right - self.left)
        return short and bool(TERMINAL.search(self.line.text))


def reading_order(
    page: PageLayout,
    *,
    style: Style,
    skip: frozenset[int],
    taken: frozenset[int],
    captions: frozenset[int],
    gutter: float | None = None,
) -> list[FlowLine]:
    """Lines of one page in the order of reading, furniture left out.

    `style` is that of the running text, `skip` the furniture, `taken` the lines that tables and the reference list own,
    and `captions` the lines that the table reader knows to be captions. `gutter` is where most pages of the document
    part their columns, for a page too empty to show it.
    """
    used = _join_numbers([(i, line) for i, line in enumerate(page.lines) if i not in skip])
    if not used:
        return []
    lines = [line for i, line in used if i not in taken]
    gutter = find_gutter(page, lines, style.size) or _parted_at(gutter, lines, style.size)
    width = page.width * (0.36 if gutter else 0.72)
    kinds = kinds_of(page, dict(used), style, taken=taken, captions=captions, width=width)
    ordered: list[FlowLine] = []
    for column, members in _bands([(line, kinds[i]) for i, line in used], gutter):
        left, right = _edges([line for line, kind in members if kind is LineKind.BODY] or [line for line, _ in members])
        ordered += [FlowLine(line=ln, kind=k, column=column, left=left, right=right) for ln, k in members]
    return ordered


def _join_numbers(used: list[tuple[int, Line]]) -> list[tuple[int, Line]]:
    """Put a section number and its title together: the wide space between them makes two lines of the text layer."""
    out: list[tuple[int, Line]] = []
    for index, line in used:
        if out and _NUMBER.fullmatch(out[-1][1].text):
            first_index, first = out[-1]
            level = abs((first.y0 + first.y1) - (line.y0 + line.y1)) < 0.5 * (line.y1 - line.y0)
            if first.block == line.block and level and 0 < line.x0 - first.x1 < 36 and first.bold == line.bold:
                joined = replace(
                    line,
                    words=first.words + line.words,
                    x0=first.x0,
                    y0=min(first.y0, line.y0),
                    y1=max(first.y1, line.y1),
                )
                out[-1] = (first_index, joined)
                continue
        out.append((index, line))
    return out


def usual_gutter(pages: Sequence[PageLayout], size: float) -> float | None:
    """Where most pages of a document part their columns, None in a document with one column."""
    found = [x for page in pages if (x := find_gutter(page, page.lines, size)) is not None]
    return sorted(found)[len(found) // 2] if len(found) * 2 > len(pages) else None


def _parted_at(gutter: float | None, lines: Sequence[Line], size: float) -> float | None:
    """`gutter`, where the page has prose on both sides of it and next to none across."""
    if gutter is None:
        return None
    prose = [line for line in lines if abs(line.size - size) < 1.6 and len(line.words) >= 3]
    crossing = sum(line.x0 < gutter - 2 and line.x1 > gutter + 2 for line in prose)
    sides = {line.x0 >= gutter - 2 for line in prose if not (line.x0 < gutter - 2 and line.x1 > gutter + 2)}
    return gutter if len(sides) == 2 and crossing < 0.2 * len(prose) else None


def find_gutter(page: PageLayout, lines: Sequence[Line], size: float) -> float | None:
    """x of the white stripe between two columns, None on a page with one column."""
    prose = [line for line in lines if abs(line.size - size) < 1.6 and line.x1 - line.x0 > 0.2 * page.width]
    if len(prose) < 8:
        return None
    best: tuple[int, float] | None = None
    for step in range(40, 61):
        x = page.width * step / 100
        crossing = sum(1 for line in prose if line.x0 < x - 1 and line.x1 > x + 1)
        if (
            best is None
            or crossing < best[0]
            or (crossing == best[0] and abs(step - 50) < abs(best[1] / page.width * 100 - 50))
        ):
            best = (crossing, x)
    assert best is not None
    crossing, x = best
    left = sum(1 for line in prose if line.x1 <= x + 1)
    right = sum(1 for line in prose if line.x0 >= x - 1)
    if left >= 4 and right >= 4 and crossing < 0.35 * len(prose):
        return x
    return None


def _bands(members: list[tuple[Line, LineKind]], gutter: float | None) -> list[tuple[int, list[tuple[Line, LineKind]]]]:
    """Cut the page at lines that cross the gutter; between two cuts the left column goes before the right one."""
    members = sorted(members, key=lambda m: (m[0].y0, m[0].x0))
    if gutter is None:
        return [(0, _rows(members))]
    out: list[tuple[int, list[tuple[Line, LineKind]]]] = []
    wide: list[tuple[Line, LineKind]] = []
    sides: tuple[list[tuple[Line, LineKind]], list[tuple[Line, LineKind]]] = ([], [])

    def flush_sides() -> None:
        for column in (0, 1):
            if sides[column]:
                out.append((column, _rows(sides[column])))
                sides[column].clear()

    for line, kind in members:
        if line.x0 < gutter - 2 and line.x1 > gutter + 2:
            flush_sides()
            wide.append((line, kind))
            continue
        if wide:
            out.append((0, _rows(wide)))
            wide = []
        sides[0 if (line.x0 + line.x1) / 2 < gutter else 1].append((line, kind))
    if wide:
        out.append((0, _rows(wide)))
    flush_sides()
    return [(column, list(rows)) for column, rows in out]


def _rows(members: list[tuple[Line, LineKind]]) -> list[tuple[Line, LineKind]]:
    """Order by rows: pieces that share a baseline go from left to right."""
    rows: list[list[tuple[Line, LineKind]]] = []
    for member in sorted(members, key=lambda m: (m[0].y0 + m[0].y1) / 2):
        centre = (member[0].y0 + member[0].y1) / 2
        if rows:
            last = rows[-1][0][0]
            if last.y0 < centre < last.y1 and abs(centre - (last.y0 + last.y1) / 2) < 0.45 * (last.y1 - last.y0):
                rows[-1].append(member)
                continue
        rows.append([member])
    return [member for row in rows for member in sorted(row, key=lambda m: m[0].x0)]


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """Left and right edge of a column: where most of its lines begin and its longer lines end."""
    lefts = sorted(line.x0 for line in lines)
    rights = sorted(line.x1 for line in lines)
    return lefts[len(lefts) // 4], rights[(len(rights) * 3) // 4]
