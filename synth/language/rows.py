"""A row of a table as a quote: the words that its page prints in one stretch."""

from __future__ import annotations

from synth.language.words import locate
from synth.records import TableRow


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
