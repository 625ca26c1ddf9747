"""Tables of HTML pages as grids; LaTeXML writes some of them as spans with the classes of rows and cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from synth.parse.markup.blocks import Grid, GridCell, squeeze
from synth.parse.markup.htmltext import classes_of, tag_of, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def rows_of(table: HtmlElement) -> list[HtmlElement]:
    """Rows of a table that belong to no table inside it."""
    return [
        row
        for row in table.iterdescendants()
        if (tag_of(row) == "tr" or "ltx_tr" in classes_of(row)) and _owner(row) is table
    ]


def _owner(row: HtmlElement) -> HtmlElement | None:
    return next((e for e in row.iterancestors() if tag_of(e) == "table" or "ltx_tabular" in classes_of(e)), None)


def cells_of(row: HtmlElement) -> list[HtmlElement]:
    """Cells of a row."""
    return [cell for cell in row if tag_of(cell) in {"td", "th"} or classes_of(cell) & {"ltx_td", "ltx_th"}]


def grid_of(table: HtmlElement) -> Grid:
    """The grid of a table; its header rows are those that the page says are."""
    rows: list[list[GridCell]] = []
    named = 0
    told = 0
    only_headers = True
    for row in rows_of(table):
        cells = [_cell(cell) for cell in cells_of(row)]
        parent = row.getparent()
        if parent is not None and (tag_of(parent) == "thead" or "ltx_thead" in classes_of(parent)):
            told = len(rows) + 1
        # One header cell over the whole width names the rows below it, as "Closed models" does.
        over = len(cells) == 1 and cells[0].colspan > 1 and bool(rows)
        only_headers = only_headers and bool(cells) and all(cell.header for cell in cells) and not over
        if only_headers:
            named = len(rows) + 1
        rows.append(cells)
    head = told or named
    return Grid(rows=rows, head=head if 0 < head < len(rows) else None)


def _cell(element: HtmlElement) -> GridCell:
    text = squeeze(text_of(element))
    marks = [(tag_of(e), classes_of(e), (e.get("style") or "").replace(" ", "")) for e in element.iter()]
    heavy = any(re.match(r"\s*\\(?:mathbf|boldsymbol|bm)\b", m.get("alttext") or "") for m in element.iter("math"))
    return GridCell(
        text=text,
        colspan=_span(element, "colspan"),
        rowspan=_span(element, "rowspan"),
        header=tag_of(element) == "th" or "ltx_th" in classes_of(element),
        bold=bool(text)
        and (heavy or any(t in {"b", "strong"} or "ltx_font_bold" in c or "weight:bold" in s for t, c, s in marks)),
        underlined=any(t == "u" or "ltx_framed_underline" in c or "underline" in s for t, c, s in marks),
    )


def _span(element: HtmlElement, name: str) -> int:
    value = element.get(name) or next(
        (c[len(f"ltx_{name}_") :] for c in classes_of(element) if c.startswith(f"ltx_{name}_")), "1"
    )
    return max(1, min(int(value), 1000)) if value.isdigit() else 1
