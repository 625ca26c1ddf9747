"""Lines of a page, put into reading order and told apart: body, heading, caption, footnote, or none of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from synth.parse.layout import Line, PageLayout

_CAPTION = re.compile(
    r"^(?:Figure|Fig\.|Table|Algorithm|Listing)\s*[A-Z]?\d+(?:\.\d+)?\s*(?:[:.|–—-]|\([a-z]\)|$)", re.I
)
_NUMBERED = re.compile(r"^(?:(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.)\s+[A-Z\"“(µ]")
_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.")
_NAMED = re.compile(
    r"^(?:\d{1,2}\.?\s+)?(?:abstract|introduction|conclusions?|discussion|related work|background|method(?:s|ology)?|"
    r"experiments?|results|limitations?|acknowledge?ments?|references|bibliography|appendix|appendices|"
    r"supplementary materials?|ethics statement|ethical considerations|broader impacts?|contents)[.:]?$",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){5,}|(?:\.\s){3,}\d+$")
"""Dots between a heading and its page number in a table of contents."""
_TERMINAL = re.compile(r"[.!?:;][\"”’')\]]*$")


class LineKind(StrEnum):
    """What a line is for."""

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"
    """Running headers and footers, page and line numbers, stamps in the margin."""
    FIGURE = "figure"
    """Words inside plots, diagrams and boxes of code."""
    TAKEN = "taken"
    """Belongs to a table or to the reference list, which are read elsewhere."""


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
        return short and bool(_TERMINAL.search(self.line.text))


def body_size(pages: Sequence[PageLayout]) -> float:
    """Font size of most characters in lines that look like prose; 10 when there are none.

    Only the first pages count: appendices often hold more text than the paper, in another size.
    """
    weight: Counter[float] = Counter()
    for page in pages[: max(6, len(pages) // 3)]:
        for line in page.lines:
            if line.horizontal and len(line.words) >= 5:
                weight[round(line.size * 2) / 2] += len(line.text)
    return weight.most_common(1)[0][0] if weight else 10.0


def furniture(pages: Sequence[PageLayout]) -> dict[int, frozenset[int]]:
    """Indices of lines, by page number, that repeat at the edge of pages or only number them."""
    seen: Counter[str] = Counter()
    at_edge: dict[int, list[tuple[int, str]]] = {}
    for page in pages:
        keys = set()
        for index, line in enumerate(page.lines):
            if line.y1 < 0.09 * page.height or line.y0 > 0.91 * page.height:
                key = re.sub(r"\d+", "#", line.text.strip().lower())
                at_edge.setdefault(page.number, []).append((index, key))
                keys.add(key)
        seen.update(keys)
    often = max(3, len(pages) // 4)
    found: dict[int, set[int]] = {page.number: set() for page in pages}
    for number, lines in at_edge.items():
        for index, key in lines:
            if seen[key] >= often or key in {"#", "- # -", "page #", "page # of #", "i", "ii", "iii"}:
                found[number].add(index)
    for page in pages:
        found[page.number] |= _line_numbers(page)
        found[page.number] |= {i for i, line in enumerate(page.lines) if not line.horizontal}
    return {number: frozenset(indices) for number, indices in found.items()}


def _line_numbers(page: PageLayout) -> set[int]:
    """The numbers that review copies print in the margins: many, alone on their line, rising, at one edge."""
    numbers = [(i, line) for i, line in enumerate(page.lines) if re.fullmatch(r"\d{1,4}", line.text)]
    margin = [(i, line) for i, line in numbers if line.x1 < 0.12 * page.width or line.x0 > 0.9 * page.width]
    return {i for i, _ in margin} if len(margin) >= 20 else set()


def reading_order(
    page: PageLayout,
    *,
    size: float,
    skip: frozenset[int],
    taken: frozenset[int],
    captions: frozenset[int],
    gutter: float | None = None,
) -> list[FlowLine]:
    """Lines of one page in the order of reading, furniture left out.

    `size` is the body font size, `skip` the furniture, `taken` the lines that tables and the reference list own, and
    `captions` the lines that the table reader knows to be captions. `gutter` is where most pages of the document part
    their columns, for a page too empty to show it.
    """
    used = _join_numbers([(i, line) for i, line in enumerate(page.lines) if i not in skip])
    if not used:
        return []
    lines = [line for i, line in used if i not in taken]
    gutter = find_gutter(page, lines, size) or _parted_at(gutter, lines, size)
    kinds = _kinds(page, dict(used), size, taken, captions, gutter)
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


def _kinds(
    page: PageLayout,
    used: Mapping[int, Line],
    size: float,
    taken: frozenset[int],
    captions: frozenset[int],
    gutter: float | None,
) -> dict[int, LineKind]:
    kinds: dict[int, LineKind] = {}
    previous: Line | None = None  # the line before, where it is one of a caption
    blocks: dict[int, list[int]] = {}
    for index, line in used.items():
        blocks.setdefault(line.block, []).append(index)
    width = page.width * (0.36 if gutter else 0.72)
    for members in blocks.values():
        lines = [used[i] for i in members]
        prose = _is_prose(lines, size, width)
        caption = footnote = False
        for index in members:
            line = used[index]
            if index in taken:
                kinds[index] = LineKind.TAKEN
                continue
            if _LEADER.search(line.text):
                kinds[index] = LineKind.FURNITURE
                continue
            caption = caption or index in captions or bool(_CAPTION.match(line.text)) or _runs_on(previous, line, size)
            previous = line if caption else None
            footnote = footnote or _is_footnote(line, page, size)
            if caption:
                kinds[index] = LineKind.CAPTION
            elif is_heading(line, size):
                kinds[index] = LineKind.HEADING
            elif footnote:
                kinds[index] = LineKind.FOOTNOTE
            else:
                kinds[index] = LineKind.BODY if prose else LineKind.FIGURE
    return kinds


def _runs_on(caption: Line | None, line: Line, size: float) -> bool:
    """Whether a line goes on with the caption above it, which the text layer cut in two blocks."""
    if caption is None or abs(line.size - caption.size) > 0.2 or line.size > size - 0.6:
        return False
    return 0 <= line.y0 - caption.y1 + 1 < 0.8 * (line.y1 - line.y0) and abs(line.x0 - caption.x0) < 12


def _is_prose(lines: Sequence[Line], size: float, width: float) -> bool:
    """Whether a block is running text: body-sized, and at least one line of some length or a few words of it."""
    sizes = Counter(line.size for line in lines for _ in line.words)
    if abs(sizes.most_common(1)[0][0] - size) > 0.16 * size:
        return False
    longest = max(line.x1 - line.x0 for line in lines)
    words = sum(len(line.words) for line in lines)
    letters = sum(1 for line in lines for word in line.words if word.text[:1].isalpha())
    return letters >= 0.5 * words and (longest > 0.45 * width or words >= 4)


def _is_footnote(line: Line, page: PageLayout, size: float) -> bool:
    starts = line.words[0].superscript or bool(re.match(r"^(?:[∗*†‡§¶]|\d{1,2}(?=[A-Z]))", line.text))
    return starts and line.size <= size - 0.7 and line.y0 > 0.55 * page.height


def is_heading(line: Line, size: float) -> bool:
    """Whether a line is a section heading: a known name, or numbered, and set apart by weight or size."""
    text = line.text.strip()
    if not text or len(text) > 110 or text.endswith((",", ";")) or re.search(r"[a-z]\s+\d{1,3}$", text):
        return False
    apart = line.bold or line.size >= size + 0.9
    if _NAMED.match(text) and not text[0].islower():
        return apart or text.isupper() or len(line.words) == 1
    if _NUMBERED.match(text):
        return apart and len(line.words) <= 15 and not _TERMINAL.search(text.rstrip(":"))
    return False
