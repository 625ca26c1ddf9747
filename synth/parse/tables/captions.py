"""Captions of tables and figures: where they stand, which lines they take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from synth.parse.tables.geometry import Canvas
from synth.parse.tables.rows import join_lines
from synth.parse.tables.tokens import TextLine, overlap

_NUMBER = r"(?:[A-Z]{1,2}[.\-]?)?\d+(?:\.\d+)*|[IVXL]+|[A-Z]\.\d+"
_LABEL = re.compile(
    rf"^(?P<word>Table|TABLE|Tab\.|Figure|FIGURE|Fig\.|FIG\.|Algorithm|Listing)\s*(?P<number>{_NUMBER})"
    r"(?P<stop>\s*[:.|—–]|\s*\(|\s*$|\s+(?=[A-Z“\"]))",
)


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption and its place on the canvas."""

    kind: str
    """`table`, or `figure` for everything else that has captions."""
    label: str
    """As printed: "Table 3"."""
    text: str
    """Whole caption, label included."""
    lines: tuple[int, ...]
    """Indices in `PageLayout.lines`."""
    x0: float
    y0: float
    x1: float
    y1: float
    column: tuple[float, float] = (0.0, 0.0)
    """Left and right limit of the text column that it stands in; captions beside each other share one."""

    @property
    def yc(self) -> float:
        """Vertical centre."""
        return (self.y0 + self.y1) / 2


def find_captions(canvas: Canvas) -> list[Caption]:
    """All captions of the canvas, top to bottom."""
    lines = sorted(canvas.lines, key=lambda line: (line.y0, line.x0))
    heads = [(i, match) for i, line in enumerate(lines) if (match := _head(line, lines))]
    taken = {i for i, _ in heads}
    found = [_caption(i, match, lines, taken, canvas) for i, match in heads]
    return [replace(caption, column=_beside(caption, found, *_column_of(canvas, caption))) for caption in found]


def _head(line: TextLine, lines: list[TextLine]) -> re.Match[str] | None:
    match = _LABEL.match(line.text)
    if not match:
        return None
    stop = match["stop"].strip()
    if stop in {":", "|", "—", "–"}:
        return match
    first = line.tokens[0]
    styled = first.bold or first.italic or match["word"].isupper()
    if stop == "" and line.text[match.end() :].strip() and not styled:
        return None
    if stop == "(" and "cont" not in line.text[match.end() : match.end() + 6].lower():
        return None
    # "… are shown in / Table 4. We have …": the line above belongs to the same paragraph.
    height = line.y1 - line.y0
    for other in lines:
        if other is line or other.y1 > line.yc or line.y0 - other.y1 > 0.35 * height:
            continue
        if (
            abs(other.size - line.size) < 0.3
            and overlap(other.x0, other.x1, line.x0, line.x1) > 0.5 * (line.x1 - line.x0)
            and other.block == line.block
            and not (first.bold and not other.bold)
        ):
            return None
    return match


def _caption(at: int, match: re.Match[str], lines: list[TextLine], taken: set[int], canvas: Canvas) -> Caption:
    head = lines[at]
    parts = [head]
    x0, x1, bottom, height, size = head.x0, head.x1, head.y1, head.y1 - head.y0, head.size
    # Words of the same row that the text layer gives as a line of their own.
    for i, other in enumerate(lines):
        same_row = abs(other.yc - head.yc) < 0.35 * height and i != at and i not in taken
        reach = 2.2 if len(head.tokens) <= 3 or other.block == head.block else 0.6
        if same_row and -1 <= other.x0 - x1 < reach * head.size:
            parts.append(other)
            x1 = max(x1, other.x1)
    for i in range(at + 1, len(lines)):
        line = lines[i]
        if i in taken or line in parts or line.y0 < head.yc:
            continue
        if _is_row(line, lines, x0, x1):
            break
        if line.y0 - bottom > 0.55 * height:
            break
        if not _continues(line, head, size, x0, x1, bottom, canvas):
            continue
        if _is_title(line, head, bottom):
            size = line.size
        parts.append(line)
        x0, x1, bottom = min(x0, line.x0), max(x1, line.x1), max(bottom, line.y1)
        taken.add(i)
    parts.sort(key=lambda line: (round(line.yc / max(height * 0.6, 1)), line.x0))
    label = f"{match['word']} {match['number']}"
    return Caption(
        kind="table" if match["word"].lower().startswith("tab") else "figure",
        label=label,
        text=_join(parts, canvas),
        lines=tuple(sorted(part.index for part in parts)),
        x0=min(part.x0 for part in parts),
        y0=min(part.y0 for part in parts),
        x1=max(part.x1 for part in parts),
        y1=max(part.y1 for part in parts),
    )


def _is_row(line: TextLine, lines: Sequence[TextLine], x0: float, x1: float) -> bool:
    """Whether a line is a cell of a table's row: others stand beside it, far from it, under the caption."""
    same = [o for o in lines if abs(o.yc - line.yc) < 2 and overlap(o.x0, o.x1, x0 - 40, x1 + 40) > 0]
    if any(len(other.tokens) > 4 for other in same):
        return False
    same.sort(key=lambda other: other.x0)
    wide = [b.x0 - a.x1 for a, b in pairwise(same) if b.x0 - a.x1 > 1.2 * line.size]
    return len(wide) >= 2 or (len(wide) == 1 and len(line.tokens) <= 3 and line.x1 - line.x0 < 0.5 * (x1 - x0))


def _continues(
    line: TextLine, head: TextLine, size: float, x0: float, x1: float, bottom: float, canvas: Canvas
) -> bool:
    """Whether a line is the caption's next; `size` is that of its words, which may differ from that of its label."""
    if _is_title(line, head, bottom):
        return not _ruled_off(line, x0, x1, bottom, canvas)
    if abs(line.size - size) > 0.8:
        return False
    if overlap(line.x0, line.x1, x0, x1) < 0.6 * (line.x1 - line.x0):
        return False
    if line.block != head.block and x1 - x0 < 0.25 * canvas.width:
        return False
    return not _ruled_off(line, line.x0, line.x1, bottom, canvas) and not _LABEL.match(line.text)


def _is_title(line: TextLine, head: TextLine, bottom: float) -> bool:
    """Whether the line is the title under a label that has a line of its own: "TABLE I" and, centred, "RESULTS"."""
    if len(head.tokens) != 2 or bottom > head.y1 + 1 or len(line.tokens) < 2 or abs(line.size - head.size) > 2.5:
        return False
    beside = abs(line.x0 - head.x0) < 2 or abs((line.x0 + line.x1) - (head.x0 + head.x1)) < 8
    gaps = [b.x0 - a.x1 for a, b in pairwise(line.tokens)]
    return beside and max(gaps, default=0.0) < 0.9 * line.size and not _LABEL.match(line.text)


def _ruled_off(line: TextLine, x0: float, x1: float, bottom: float, canvas: Canvas) -> bool:
    """Whether a rule between two lines parts the caption from the table."""
    return any(
        bottom - 2 <= rule.y0 <= line.yc and overlap(rule.x0, rule.x1, min(x0, line.x0), max(x1, line.x1)) > 5
        for rule in canvas.horizontals
    )


def _join(parts: list[TextLine], canvas: Canvas) -> str:
    text = ""
    for part in parts:
        text = join_lines(text, part.text, canvas.ends)
    return text


def _beside(caption: Caption, captions: Sequence[Caption], x0: float, x1: float) -> tuple[float, float]:
    """Limits half-way to the captions that stand left and right of this one."""
    for other in captions:
        # Captions below tables of different length stand at different heights.
        if other is caption or max(other.y0, caption.y0) - min(other.y1, caption.y1) > 40:
            continue
        if other.x0 > caption.x1:
            x1 = min(x1, (other.x0 + caption.x1) / 2)
        elif other.x1 < caption.x0:
            x0 = max(x0, (other.x1 + caption.x0) / 2)
    return x0, x1


def _column_of(canvas: Canvas, caption: Caption) -> tuple[float, float]:
    """Horizontal limits of the text column that the caption stands in."""
    middle = canvas.width / 2
    if canvas.turn:
        # Little running text is turned with a table: nothing shows where a column ends.
        return 0.0, canvas.width
    texts = [line for line in canvas.lines if len(line.tokens) >= 5]
    left = min((line.x0 for line in texts), default=caption.x0)
    right = max((line.x1 for line in texts), default=caption.x1)
    crossing = sum(1 for line in texts if line.x0 < middle - 20 and line.x1 > middle + 20)
    if crossing < 0.5 * max(1, len(texts)):
        if caption.x1 <= middle + 8:
            return left - 2, middle + 2
        if caption.x0 >= middle - 8:
            return middle - 2, right + 2
    return min(left, caption.x0) - 2, max(right, caption.x1) + 2
