"""What a page prints around its text: running headers and footers, page and line numbers, notices, stamps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from synth.parse.layout import Line, PageLayout

EDGE, EDGE_POINTS = 0.09, 72.0
"""Part of the page's height, but at least an inch, at the top and at the bottom, in which headers and footers stand."""

_PAGE_NUMBER = re.compile(
    r"[-–—\[(]?\s*(?:page\s+)?#(?:\s*(?:of|/|\|)\s*#)?\s*[-–—\])]?|(?:x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3})"
)
_NOTICE = re.compile(
    r"\bpreprint\b|under review|do not distribute|conference on|proceedings of|workshop on|symposium on|copyright|©|"
    r"c⃝|licen[cs]ed under|published (?:as|at|in) |accepted (?:at|to|by)|submitted to|permission to make|\bPMLR\b|"
    r"association for computational",
    re.IGNORECASE,
)
_INTEGER = re.compile(r"\d{1,4}")
_ENOUGH = 5
"""So many rising numbers in one margin are line numbers."""


def furniture(pages: Sequence[PageLayout]) -> dict[int, frozenset[int]]:
    """Indices of lines, by page number, that repeat at the edge of pages, only number them, or stand sideways."""
    found: dict[int, set[int]] = {page.number: set() for page in pages}
    keys: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    outer: dict[int, set[int]] = {}
    for page in pages:
        both = [row for top in (True, False) if (row := _outer_row(page, top=top)) is not None]
        outer[page.number] = {index for _, members in both for index in members}
    for page in pages:
        for index, line in enumerate(page.lines):
            if not line.horizontal:
                found[page.number].add(index)
            elif line.y1 < EDGE * page.height or line.y0 > (1 - EDGE) * page.height or index in outer[page.number]:
                key = re.sub(r"\d+", "#", line.text.strip().lower())
                if _PAGE_NUMBER.fullmatch(key):
                    found[page.number].add(index)
                keys[key].append((page.number, index, line.y0))
    often = max(3, len(pages) // 4)
    for key, places in keys.items():
        repeats = len({number for number, _, _ in places}) >= often
        for number, index, y in places:
            # Odd and even pages of a short paper: twice at the same height is no chance, where it has words.
            same = any(n != number and abs(y - other) < 2 for n, _, other in places)
            if repeats or (same and index in outer[number] and re.search(r"[a-z]{3}", key)):
                found[number].add(index)
    _notices(pages, found)
    for at_top in (True, False):
        _outermost(pages, found, at_top=at_top)
    return {number: frozenset(indices) for number, indices in found.items()}


def _outer_row(page: PageLayout, *, top: bool) -> tuple[float, set[int]] | None:
    """Height and lines of a page's first or last row, where that stands at the edge and apart from the text."""
    members = [(i, line) for i, line in enumerate(page.lines) if line.horizontal]
    if not members:
        return None
    _, edge = min(members, key=lambda m: m[1].y0) if top else max(members, key=lambda m: m[1].y1)
    centre = (edge.y0 + edge.y1) / 2
    row = {i for i, line in members if line.y0 < centre < line.y1}
    apart = min((line.y0 - edge.y1 if top else edge.y0 - line.y1 for i, line in members if i not in row), default=99.0)
    if not _at_edge(edge, page, top=top) or apart <= 0.6 * (edge.y1 - edge.y0) or re.match(r"[*∗†‡§¶]", edge.text):
        return None
    return centre, row


def _at_edge(line: Line, page: PageLayout, *, top: bool) -> bool:
    edge = max(EDGE * page.height, EDGE_POINTS)
    return line.y1 < edge if top else line.y0 > page.height - edge


def _notices(pages: Sequence[PageLayout], found: dict[int, set[int]]) -> None:
    """Notices of the venue at the foot of the first pages, which stand there once."""
    for page in pages[:2]:
        lines = [(i, line) for i, line in enumerate(page.lines) if line.horizontal]
        sizes = Counter(round(line.size, 1) for _, line in lines for _ in line.words)
        if not sizes:
            continue
        usual = sizes.most_common(1)[0][0]
        blocks = {
            line.block
            for _, line in lines
            if line.y0 > 0.85 * page.height and line.size < usual - 0.6 and _NOTICE.search(line.text)
        }
        for block in blocks:
            members = [(i, line) for i, line in lines if line.block == block]
            first = next(k for k, (_, line) in enumerate(members) if _NOTICE.search(line.text))
            if len(members) - first <= 5:  # longer: a footnote that mentions a conference
                found[page.number] |= {i for i, line in members[first:] if line.size < usual - 0.6}


def _outermost(pages: Sequence[PageLayout], found: dict[int, set[int]], *, at_top: bool) -> None:
    """Headers whose words change from page to page: on most pages a row apart from the text, at the same height."""
    rows = {page.number: row for page in pages if (row := _outer_row(page, top=at_top)) is not None}
    for number, (centre, members) in rows.items():
        level = sum(abs(centre - other) < 2 for other, _ in rows.values())
        if level >= 3 and level >= 0.6 * len(pages):
            found[number].update(members)


def without_line_numbers(pages: Sequence[PageLayout]) -> list[PageLayout]:
    """The pages without the numbers that review copies print in the margins, glued to their line or not."""
    edges = _text_edges(pages)
    if edges is None:
        return list(pages)
    numbers = {page.number: _margin_numbers(page, *edges) for page in pages}
    # Where one page shows them, a page with few lines has them too, in the same place.
    places = [x for found in numbers.values() if len(found) >= _ENOUGH for x in found.values()]
    if not places:
        return list(pages)
    out = []
    for page in pages:
        here = {i for i, x in numbers[page.number].items() if any(abs(x - place) < 12 for place in places)}
        lines = [stripped for i, line in enumerate(page.lines) if (stripped := _stripped(line, i in here, edges))]
        out.append(replace(page, lines=lines))
    return out


def _text_edges(pages: Sequence[PageLayout]) -> tuple[float, float] | None:
    """Left edge of the leftmost column and right edge of the rightmost one, by words that are no numbers."""
    lefts: Counter[int] = Counter()
    rights: Counter[int] = Counter()
    for page in pages:
        for line in page.lines:
            words = [word for word in line.words if not _INTEGER.fullmatch(word.text)]
            if line.horizontal and len(words) >= 5:
                lefts[round(words[0].x0)] += 1
                rights[round(words[-1].x1)] += 1
    total = lefts.total()
    left = [x for x, count in lefts.items() if count >= 0.08 * total]
    right = [x for x, count in rights.items() if count >= 0.08 * total]
    return (min(left), max(right)) if left and right else None


def _margin_numbers(page: PageLayout, left: float, right: float) -> dict[int, float]:
    """Lines that are, begin or end with a number in the margin, and its place; none where the numbers do not rise."""
    found: dict[int, float] = {}
    for side in (0, 1):
        rows = []
        for index, line in enumerate(page.lines):
            word = line.words[-side]
            outside = word.x1 < left - 2 if side == 0 else word.x0 > right + 2
            if line.horizontal and outside and _INTEGER.fullmatch(word.text) and _apart(line, side):
                rows.append((line.y0, index, int(word.text), word.xc))
        rows.sort()
        # Line by line, or every fifth: the step is the same and small.
        steps = Counter(b[2] - a[2] for a, b in pairwise(rows))
        step, count = steps.most_common(1)[0] if steps else (0, 0)
        if len(rows) < _ENOUGH or (1 <= step <= 10 and count >= 0.7 * (len(rows) - 1)):
            found |= {index: x for _, index, _, x in rows}
    return found


def _apart(line: Line, side: int) -> bool:
    """Whether the outermost word stands alone or wider apart than words do."""
    if len(line.words) == 1:
        return True
    gap = line.words[-1].x0 - line.words[-2].x1 if side else line.words[1].x0 - line.words[0].x1
    return gap > 0.45 * line.size


def _stripped(line: Line, numbered: bool, edges: tuple[float, float]) -> Line | None:
    """A line without its number; None where nothing else stands in it."""
    if not numbered:
        return line
    left, right = edges
    words = tuple(
        word
        for word in line.words
        if not (_INTEGER.fullmatch(word.text) and (word.x1 < left - 2 or word.x0 > right + 2))
    )
    if not words:
        return None
    return replace(line, words=words, x0=min(word.x0 for word in words), x1=max(word.x1 for word in words))
