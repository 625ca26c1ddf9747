"""Pictures of the places that evidence quotes: a strip of the page with the quote marked."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.records import Box, Quote, Relation, Stance
from synth.report.view import EvidenceView, PaperView, ReportView

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SCALE = 2.0
"""Pixels a point: sharp on a phone, small on disk."""
_COARSE = 1.3
"""Pixels a point where a strip would weigh more than `_HEAVIEST`: a plot or a photograph."""
_HEAVIEST = 56_000
_CONTEXT = 26.0
"""Points shown above and below the quote: about two lines."""
_TALLEST = 330.0
"""Points; a header further above its cell than this is not reached for."""
_MARGIN = 5.0
_GREYS = 16
_MOST_STRIPS = 3
_MARKS = {
    "supports": (255, 226, 89),
    "contradicts": (255, 158, 140),
    "source": (158, 203, 255),
    "mentions": (221, 221, 205),
}
"""Colour of white paper under the mark; ink keeps its darkness."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A strip of one page as PNG."""

    name: str
    """Unique within a report: pages that show a strip twice hold it once."""
    page: int
    width: int
    """Width to show it at, in pixels of a screen with two pixels a point."""
    height: int
    png: bytes

    @property
    def data_uri(self) -> str:
        """The picture as an address that needs no file."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")


@dataclass(slots=True)
class Gallery:
    """The pictures of one report, each strip drawn once."""

    strips: dict[tuple[str, tuple[Box, ...], str], tuple[Picture, ...]] = field(default_factory=dict)

    def of(self, evidence: EvidenceView) -> tuple[Picture, ...]:
        """Pictures of the place that `evidence` quotes, none where there is no file or no layout."""
        return self.strips.get(_key(evidence), ())

    @property
    def all(self) -> list[Picture]:
        """Every picture, in the order in which pages first need it."""
        return [picture for strips in self.strips.values() for picture in strips]


def mark_of(evidence: EvidenceView) -> str:
    """Which colour marks the quote: by stance, or `source` for the claim's own place."""
    own = evidence.relation is Relation.SOURCE and evidence.stance is not Stance.CONTRADICTS
    return "source" if own else evidence.stance.value


def _key(evidence: EvidenceView) -> tuple[str, tuple[Box, ...], str]:
    return (evidence.paper.record.id, evidence.boxes, mark_of(evidence))


def of_quote(quote: Quote, paper: PaperView) -> EvidenceView:
    """A quote as pictures are drawn of it, without a stance that a reader is told."""
    return EvidenceView(
        paper=paper,
        page=quote.page,
        quote=quote.text,
        stance=Stance.SUPPORTS,
        stance_word="",
        relation=Relation.SOURCE,
        relation_word="",
        cell="",
        note="",
        boxes=quote.span.boxes,
    )


def draw(view: ReportView, files: Mapping[str, Path]) -> Gallery:
    """Draw every place that the claims of a report quote."""
    return draw_places((evidence for claim in view.claims for evidence in claim.evidence), files)


def draw_places(evidences: Iterable[EvidenceView], files: Mapping[str, Path]) -> Gallery:
    """Draw every quoted place whose paper is in `files`; a file that cannot be opened has no pictures."""
    gallery = Gallery()
    wanted: dict[str, list[EvidenceView]] = {}
    for evidence in evidences:
        paper = evidence.paper.record.id
        if evidence.boxes and paper in files:
            wanted.setdefault(paper, []).append(evidence)
            gallery.strips.setdefault(_key(evidence), ())
    for paper, places in wanted.items():
        _draw_paper(files[paper], places, gallery)
    return gallery


def _draw_paper(file: Path, places: Sequence[EvidenceView], gallery: Gallery) -> None:
    from synth.mupdf import pymupdf

    if file.suffix.lower() != ".pdf":
        return
    try:
        document = pymupdf.open(file, filetype="pdf")
    except (RuntimeError, ValueError, OSError):
        return
    with document:
        pages: dict[int, _PageImage] = {}
        for evidence in places:
            key = _key(evidence)
            if gallery.strips[key]:
                continue
            strips: list[Picture] = []
            for boxes in _groups(evidence.boxes)[:_MOST_STRIPS]:
                number = boxes[0].page
                if not 1 <= number <= document.page_count:
                    continue
                try:
                    if number not in pages:
                        pages[number] = _PageImage.of(document[number - 1])
                    name = f"p{len(gallery.all) + len(strips)}"
                    strips.append(pages[number].strip(boxes, mark_of(evidence), evidence.columns, name))
                except (RuntimeError, ValueError):
                    # One page that MuPDF cannot draw costs one picture, not the report.
                    continue
            gallery.strips[key] = tuple(strips)


def _groups(boxes: Iterable[Box]) -> list[list[Box]]:
    """Boxes that can share a strip: same page, and no jump to another column or over half a page."""
    groups: list[list[Box]] = []
    for box in boxes:
        last = groups[-1] if groups else []
        if last and last[0].page == box.page:
            top, bottom = min(b.y0 for b in last), max(b.y1 for b in last)
            near = box.y0 - bottom < 60 and top - box.y1 < 12
            beside = box.x0 < max(b.x1 for b in last) + 250 and box.x1 > min(b.x0 for b in last) - 250
            if near and beside and max(bottom, box.y1) - min(top, box.y0) < _TALLEST:
                last.append(box)
                continue
        groups.append([box])
    return groups


@dataclass(slots=True)
class _PageImage:
    """One page of an open PDF: its lines and its drawing, read once."""

    page: Any
    lines: list[tuple[float, float, float, float, str]]
    drawing: Any

    @classmethod
    def of(cls, page: Any) -> _PageImage:
        """Read the lines of `page` and record how it is drawn."""
        lines = [
            (*line["bbox"], "".join(span["text"] for span in line["spans"]))
            for block in page.get_text("dict", flags=0)["blocks"]
            for line in block.get("lines", ())
        ]
        return cls(page=page, lines=lines, drawing=page.get_displaylist())

    def strip(self, boxes: Sequence[Box], mark: str, columns: Sequence[str], name: str) -> Picture:
        """The column around `boxes`, with context, the boxes marked."""
        region = self._region(boxes, columns)
        picture = self._drawn(region, boxes, mark, name, SCALE)
        return picture if len(picture.png) <= _HEAVIEST else self._drawn(region, boxes, mark, name, _COARSE)

    def _drawn(
        self, region: tuple[float, float, float, float], boxes: Sequence[Box], mark: str, name: str, scale: float
    ) -> Picture:
        import numpy as np

        from synth.mupdf import pymupdf

        pixmap = self.drawing.get_pixmap(
            matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=0, clip=pymupdf.Rect(*region)
        )
        grey = np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
        marked = np.zeros(grey.shape, dtype=bool)
        for box in boxes:
            left, right = (round(x * scale) - pixmap.x for x in (box.x0 - 1, box.x1 + 1))
            top, bottom = (round(y * scale) - pixmap.y for y in (box.y0 - 0.5, box.y1 + 0.5))
            marked[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = True
        png = encode(grey, marked, _MARKS[mark])
        wide, high = (round(length * SCALE / scale) for length in (pixmap.width, pixmap.height))
        return Picture(name=name, page=boxes[0].page, width=wide, height=high, png=png)

    def _region(self, boxes: Sequence[Box], columns: Sequence[str]) -> tuple[float, float, float, float]:
        bounds = self.page.rect
        top, bottom = min(b.y0 for b in boxes), max(b.y1 for b in boxes)
        left, right = min(b.x0 for b in boxes), max(b.x1 for b in boxes)
        y0, y1 = top - _CONTEXT, bottom + _CONTEXT
        if columns:
            y0 = min(y0, self._header_above(columns, top) - 8)
        y0, y1 = self._whole_lines(max(y0, bounds.y0), min(y1, bounds.y1), (left, right))
        near = [line for line in self.lines if line[1] < y1 and line[3] > y0 and line[4].strip()]
        middle = (bounds.x0 + bounds.x1) / 2
        crossing = any(line[0] < middle - 12 and line[2] > middle + 12 for line in near)
        if not crossing and right <= middle + 4:
            near = [line for line in near if line[2] <= middle + 12]
        elif not crossing and left >= middle - 4:
            near = [line for line in near if line[0] >= middle - 12]
        x0 = min([left, *(line[0] for line in near)]) - _MARGIN
        x1 = max([right, *(line[2] for line in near)]) + _MARGIN
        return max(x0, bounds.x0), y0, min(x1, bounds.x1), y1

    def _header_above(self, columns: Sequence[str], top: float) -> float:
        """Top of the nearest line above that prints a header of the cell, or `top` where none is in reach."""
        words = [name.strip().lower() for name in columns if len(name.strip()) > 1]
        heads = [
            line[1]
            for line in self.lines
            if top - _TALLEST < line[1] < top and any(word in line[4].lower() for word in words)
        ]
        return max(heads, default=top)

    def _whole_lines(self, y0: float, y1: float, across: tuple[float, float]) -> tuple[float, float]:
        """Move the two edges outwards so that no line of this column is cut through."""
        for x_left, top, x_right, bottom, text in self.lines:
            if not text.strip() or x_right < across[0] or x_left > across[1] or bottom - top > 40:
                continue
            if top < y0 < bottom:
                y0 = min(y0, top - 1.5)
            if top < y1 < bottom:
                y1 = max(y1, bottom + 1.5)
        return y0, y1


def encode(grey: npt.NDArray[np.uint8], marked: npt.NDArray[np.bool_], mark: tuple[int, int, int]) -> bytes:
    """PNG with a palette of 16 greys, plain and on the mark's colour: a tenth of the size of true colour."""
    import numpy as np

    height, width = grey.shape
    steps = (grey.astype(np.uint16) * (_GREYS - 1) + 127) // 255
    indices = (steps + _GREYS * marked).astype(np.uint8)
    plain = [round(255 * step / (_GREYS - 1)) for step in range(_GREYS)]
    palette = bytes(level for level in plain for _ in range(3))
    palette += bytes(round(part * step / (_GREYS - 1)) for step in range(_GREYS) for part in mark)
    rows = np.zeros((height, width + 1), dtype=np.uint8)
    rows[:, 1:] = indices
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(rows.tobytes(), 6)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body
