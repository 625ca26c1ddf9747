"""What is drawn on a page: straight rules and coloured areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from synth.parse.layout.shapes import Fill, Rule

if TYPE_CHECKING:
    import pymupdf

MAX_DRAWINGS = 20_000
"""Pages with more vector paths than this are plots; their paths are not looked at one by one."""

MAX_DRAWN = 4_000_000
"""Pages with more bytes of drawing commands than this are not even asked for their paths: a gigabyte may come back."""

Drawing = dict[str, Any]


def drawings_of(page: pymupdf.Page) -> list[Drawing]:
    """The vector paths of a page; none where they are too many to be those of a table."""
    if _drawn(page) > MAX_DRAWN:
        return []
    drawings: list[Drawing] = page.get_cdrawings()
    return drawings if len(drawings) <= MAX_DRAWINGS else []


def _drawn(page: pymupdf.Page) -> int:
    """Bytes of drawing commands on a page, those of embedded figures included."""
    document = page.parent
    try:
        contents = page.read_contents()
    except Exception:  # a broken page: what can be read of its text is worth having
        return 0
    return len(contents) + sum(len(document.xref_stream(form[0]) or b"") for form in page.get_xobjects())


def rules_of(drawings: Sequence[Drawing]) -> list[Rule]:
    """Straight lines and thin rectangles, from top to bottom."""
    found = {
        (round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))
        for drawing in drawings
        for x0, y0, x1, y1 in _boxes(drawing)
        if min(x1 - x0, y1 - y0) <= 1.6 and max(x1 - x0, y1 - y0) >= 8
    }
    return [Rule(*box) for box in sorted(found, key=lambda box: (box[1], box[0]))]


def fills_of(drawings: Sequence[Drawing]) -> list[Fill]:
    """Rectangles filled with a colour other than white, as behind rows and headers, from top to bottom."""
    found = {
        (round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))
        for drawing in drawings
        if "f" in drawing.get("type", "") and min(drawing.get("fill") or (1.0,)) < 0.999
        for x0, y0, x1, y1 in _boxes(drawing, lines=False)
        if x1 - x0 >= 8 and y1 - y0 >= 5
    }
    return [Fill(*box) for box in sorted(found, key=lambda box: (box[1], box[0]))]


def _boxes(drawing: Drawing, *, lines: bool = True) -> Iterator[tuple[float, float, float, float]]:
    for item in drawing.get("items", ()):
        if item[0] == "l" and lines:
            (ax, ay), (bx, by) = item[1], item[2]
        elif item[0] == "re":
            ax, ay, bx, by = item[1][:4]
        else:
            continue
        yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
