"""Tables of a paper, every number bound to its row path and header path: `read_tables` is the door.

Regions come from captions, rules and aligned words; cells from the words of the text layer. Each table carries the
confidence of its self-check; below 0.5 it is doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synth.parse.layout import PageLayout
from synth.parse.spelling import LineEnds
from synth.parse.tables.area import Region, lines_in
from synth.parse.tables.captions import Caption, find_captions
from synth.parse.tables.geometry import Canvas, canvases
from synth.parse.tables.going_on import Open, ends_page, goes_on, going_on
from synth.parse.tables.read import Reading, read_region
from synth.parse.tables.regions import caption_side, find_regions
from synth.records import Box, Table, content_id

MIN_UNCAPTIONED = 0.75
"""Confidence that a table without a caption needs to be reported at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundTable:
    """A table and what it takes from the page's running text."""

    table: Table
    page: int
    """From 1."""
    box: Box
    """Rectangle of the body, without the caption."""
    consumed: frozenset[int]
    """Indices in the page's `PageLayout.lines` of the lines of the body."""
    caption_lines: tuple[int, ...]
    """Indices of the lines of the caption."""


def read_tables(pages: Sequence[PageLayout], document_id: str) -> list[FoundTable]:
    """All tables of a document, in reading order of their pages."""
    sheets: list[tuple[Canvas, list[Caption]]] = []
    ends = LineEnds(word.text for page in pages for line in page.lines for word in line.words[:-1])
    for page in pages:
        for canvas in canvases(page, ends):
            captions = find_captions(canvas)
            if captions or len(canvas.horizontals) >= 3 or not canvas.turn:
                sheets.append((canvas, captions))
    above = sum(caption_side(canvas, captions) for canvas, captions in sheets) > 0
    reader = _Reader(document_id)
    for canvas, captions in sheets:
        reader.read(canvas, captions, above=above)
    reader.found.sort(key=lambda f: (f.page, f.box.y0, f.box.x0))
    return reader.found


class _Reader:
    """The tables found so far, and the one that may go on over the page."""

    def __init__(self, document_id: str) -> None:
        self.document_id = document_id
        self.found: list[FoundTable] = []
        self.last: dict[str, Table] = {}
        self.open: Open | None = None
        self.ids: Counter[str] = Counter()

    def read(self, canvas: Canvas, captions: list[Caption], *, above: bool) -> None:
        """All tables of one page in one direction."""
        regions = find_regions(canvas, captions, above=above) if captions or len(canvas.horizontals) >= 3 else []
        before, self.open = self.open, None
        going = going_on(canvas, regions, before) if before is not None else None
        if going is not None and going not in regions:
            regions = [going, *regions]
        for region in regions:
            made = self._found(canvas, region, before if region is going else None)
            if made is None:
                continue
            self.found.append(made)
            if made.table.label:
                self.last[made.table.label] = made.table
                if ends_page(canvas, region):
                    self.open = Open(canvas, region, made.table)

    def _found(self, canvas: Canvas, region: Region, before: Open | None) -> FoundTable | None:
        caption = region.caption
        inherited: tuple[tuple[str, ...], ...] = ()
        if before is not None:
            inherited = before.table.header_paths
        elif caption is not None and re.search(r"cont(?:inued|'d|\.)", caption.text.lower()):
            same = self.last.get(caption.label)
            inherited = same.header_paths if same is not None else ()
        reading = read_region(canvas, region, inherited)
        if before is not None and (reading is None or not goes_on(reading, before.table)):
            if region.grown:
                return None
            before, reading = None, read_region(canvas, region)
        if reading is None or (caption is None and before is None and not _stands_alone(reading)):
            return None
        full = sum(len(row.cells) + reading.stub - 1 for row in reading.rows) >= 2 * len(reading.rows)
        if region.grown and (reading.confidence < 0.4 or (reading.numeric < 4 and not full)):
            # Words that only looked aligned: they stay in the running text.
            return None
        box = canvas.box(region.x0, region.y0, region.x1, region.y1)
        label, text = (caption.label, caption.text) if caption is not None else ("", "")
        marks: tuple[object, ...] = (label, canvas.page, text)
        if caption is None:
            marks = (*marks, round(box.x0), round(box.y0))
        if before is not None:
            label, text = before.table.label, before.table.caption
        identity = content_id("t", self.document_id, *marks)
        self.ids[identity] += 1
        if self.ids[identity] > 1:
            # Parts side by side under one caption.
            identity = content_id("t", self.document_id, *marks, self.ids[identity])
        table = Table(
            id=identity,
            label=label,
            caption=text,
            header_paths=reading.header_paths,
            rows=reading.rows,
            box=box,
            stub_columns=reading.stub,
            notes=reading.notes,
            confidence=reading.confidence,
        )
        skip = set(caption.lines) if caption is not None else set()
        return FoundTable(
            table=table,
            page=canvas.page,
            box=box,
            consumed=frozenset(line.index for line in lines_in(canvas, region)) - skip,
            caption_lines=caption.lines if caption is not None else (),
        )


def _stands_alone(reading: Reading) -> bool:
    return (
        reading.confidence >= MIN_UNCAPTIONED
        and reading.numeric >= 4
        and len(reading.rows) >= 2
        and len(reading.header_paths) >= 2
    )
