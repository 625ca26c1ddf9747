"""A row of a table as a quote: the words that its page prints in one stretch."""

from __future__ import annotations

from dataclasses import replace

from synth.language.words import locate
from synth.records import Cell, Span, Table, TableRow


def cell_span(document: str, table: Table, cell: Cell) -> Span:
    """The band of the cell's row across its table, then the cell itself: both are marked on the picture of the page."""
    if cell.box is None:
        return Span(document=document, page=table.box.page, boxes=(table.box,))
    band = replace(cell.box, x0=table.box.x0, x1=table.box.x1)
    return Span(document=document, page=cell.box.page, boxes=(band, cell.box))


def printed_row(row: TableRow, page_text: str) -> str:
    """The longest stretch "label cells…" of the row that stands on the page; empty where the page breaks it up.

    Columns at the left may be part of the path and cells as well ("WizardCoder | 15B | 57.3"); they are said once.
    """
    cells = [cell.text for cell in row.cells]
    labels = [part for part in row.path if part]
    while labels and cells and labels[-1] == cells[0]:
        labels.pop()
    for start in range(max(len(labels) - 2, 0), len(labels) + 1):
        quote = " ".join((*labels[start:], *cells))
        if len(quote.split()) >= 2 and locate(quote, page_text) is not None:
            return quote
    return ""
