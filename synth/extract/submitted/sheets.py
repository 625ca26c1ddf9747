"""Tables of the report as rows of text: from lines with tabs, from the parser's tables, from claims run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from synth.extract.submitted.outline import Outline
from synth.extract.submitted.runtogether import printed_claims, run_together
from synth.extract.submitted.sheet import Sheet, SheetRow
from synth.language.words import squash
from synth.records import Box, Document, Span, Table, TableRow

_SHORT = 9
"""Most words of a line above a table that names it ("MBPP")."""


def read_sheets(document: Document, outline: Outline) -> list[Sheet]:
    """Every table, in reading order."""
    if "\t" in document.text:
        return list(_from_lines(document, outline))
    tables = list(_from_tables(document, outline))
    words = list(run_together(document, outline))
    if any(sentence.span.boxes for sentence in document.sentences[:1]):
        # Where a layout parted the rows, the page's own order of words may still have them whole.
        printed = [sheet for sheet in printed_claims(document, outline) if not _better(tables, sheet)]
        words = max(words, printed, key=lambda sheets: sum(len(sheet.rows) for sheet in sheets))
        tables = [table for table in tables if not any(_same_place(table, sheet) for sheet in words)]
    return [*tables, *words]


def _same_place(table: Sheet, sheet: Sheet) -> bool:
    """Whether a table holds the claims of a sheet that was read from the printed words."""
    cells = [squash(cell) for row in table.rows for cell in row.cells if len(cell) > 30]
    return any(cell[:30] in sheet.region for cell in cells)


def _better(tables: Sequence[Sheet], sheet: Sheet) -> bool:
    """Whether one of the parser's tables has the same claims, one a row."""
    claims = {squash(row.cells[0]) for row in sheet.rows}
    return any(claims <= {squash(cell) for row in table.rows for cell in row.cells} for table in tables)


def _from_lines(document: Document, outline: Outline) -> Iterator[Sheet]:
    """Runs of lines with tabs, each with the parser's table where it made one of them."""
    tables = list(document.tables)
    for block in re.finditer(r"(?:^[^\n]*\t[^\n]*(?:\n|\Z))+", document.text, re.MULTILINE):
        lines = [
            (block.start() + match.start(), match[0].split("\t"))
            for match in re.finditer(r"[^\n]+", block[0])
            if "\t" in match[0]
        ]
        table = next((table for table in tables if _is_of(table, lines)), None)
        if table is not None:
            del tables[: tables.index(table) + 1]
        width = max(len(cells) for _, cells in lines)
        head = _head_lines(table, lines) if table else 1
        header = [" ".join(path) for path in table.header_paths] if table else list(lines[0][1])
        header += [""] * (width - len(header))
        paths = {tuple(cell.text for cell in row.cells): row.path for row in table.rows} if table else {}
        rows = [
            _line_row(document.id, start, cells, width, paths)
            for start, cells in lines[head:]
            if any(cell.strip() for cell in cells)
        ]
        before = document.text[: block.start()].rstrip("\n").rpartition("\n")[2].strip()
        named = before if len(before.split()) <= _SHORT and before != outline.title(block.start()) else ""
        yield Sheet(
            header=tuple(header[:width]),
            rows=tuple(rows),
            at=block.start(),
            heading=outline.name(block.start()),
            name=table.label if table else "",
            caption=(table.caption if table else "") or named.strip(" :"),
            lead=before,
            confidence=table.confidence if table else 1.0,
        )


def _line_row(
    document: str, start: int, cells: Sequence[str], width: int, paths: dict[tuple[str, ...], tuple[str, ...]]
) -> SheetRow:
    starts, at = [], start
    for cell in cells:
        starts.append(at)
        at += len(cell) + 1
    texts = tuple(cell for cell in cells if cell)
    path = next((paths[texts[n:]] for n in range(min(len(texts), 4)) if texts[n:] in paths), ())
    path = path if path and path[-1] in texts else ()
    return SheetRow(
        cells=(*cells, *[""] * (width - len(cells))),
        span=Span(document=document, page=1, start=start, end=at - 1),
        starts=(*starts, *[-1] * (width - len(cells))),
        path=path,
    )


def _is_of(table: Table, lines: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Whether the parser made `table` of these lines: its last row is the last of them."""
    last = set(lines[-1][1])
    return bool(table.rows) and {cell.text for cell in table.rows[-1].cells} <= last


def _head_lines(table: Table, lines: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Number of lines before the first row of the body; a row that is only a label begins the body too."""
    first = table.rows[0]
    wanted = {cell.text for cell in first.cells}
    at = next((n for n, (_, cells) in enumerate(lines) if n and wanted <= set(cells)), 1)
    while at > 1 and sum(bool(cell) for cell in lines[at - 1][1]) == 1 and lines[at - 1][1][0] in first.path:
        at -= 1
    return at


def _from_tables(document: Document, outline: Outline) -> Iterator[Sheet]:
    """The parser's tables; where there is a layout each row knows its boxes."""
    for table in document.tables:
        width = len(table.header_paths)
        rows = tuple(_table_row(document, table, row, width) for row in table.rows)
        heads = [part for path in table.header_paths for part in path]
        heading = outline.title_on_page(table.box.page, heads or list(rows[0].cells if rows else ()))
        yield Sheet(
            header=tuple(" ".join(path) for path in table.header_paths),
            rows=rows,
            at=_anchor(document, heading),
            heading=heading,
            name=table.label,
            caption=table.caption,
            confidence=table.confidence,
        )


def _anchor(document: Document, heading: str) -> int:
    """Offset of the end of the section whose title is `heading`: a table comes after what leads to it."""
    section = next((s for s in document.sections if heading and s.title.endswith(heading)), None)
    return section.end if section else len(document.text)


def _table_row(document: Document, table: Table, row: TableRow, width: int) -> SheetRow:
    cells = [""] * width
    for cell in row.cells:
        if cell.column < width:
            cells[cell.column] = cell.text
    labels = list(row.path[-table.stub_columns :])
    for column in range(min(table.stub_columns, width) - 1, -1, -1):
        if labels and not cells[column]:
            cells[column] = labels.pop()
    boxes = tuple(cell.box for cell in row.cells if cell.box is not None)
    band = _band(table.box, boxes)
    return SheetRow(
        cells=tuple(cells),
        span=Span(document=document.id, page=band.page if band else table.box.page, boxes=(band,) if band else ()),
        starts=(-1,) * width,
        path=row.path,
    )


def _band(table: Box, boxes: Sequence[Box]) -> Box | None:
    """The strip of the page that a row covers."""
    if not boxes:
        return table if table.x1 > table.x0 else None
    page = boxes[0].page
    here = [box for box in boxes if box.page == page]
    return Box(page=page, x0=table.x0, y0=min(b.y0 for b in here), x1=table.x1, y1=max(b.y1 for b in here))
