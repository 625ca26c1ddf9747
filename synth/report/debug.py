"""The debug page: each page of a paper with what it was read as drawn over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from synth.records import Box, Document, Paper, Table
from synth.report import reading, tables
from synth.report.files import find_template
from synth.report.marks import KINDS, Mark, marks, text_kind
from synth.report.pages import policy, render
from synth.report.sheets import Sheet


@dataclass(frozen=True, kw_only=True, slots=True)
class _SheetView:
    """A page with its marks and its tables, numbered as in the paper."""

    sheet: Sheet
    marks: tuple[Mark, ...]
    tables: tuple[tuple[int, Table], ...]


def debug_html(
    document: Document, paper: Paper, sheets: Sequence[Sheet], *, undrawn: str = "", templates: Path | None = None
) -> str:
    """One file that needs nothing else. `sheets` are the drawn pages; `undrawn` says why there are none of a PDF.

    A paper without layout (Markdown, HTML, TeX) is shown as running text, coloured in the same way.
    """
    style = find_template("reading.css", templates).read_text(encoding="utf-8")
    script = find_template("reading.js", templates).read_text(encoding="utf-8")
    laid_out = bool(sheets) or reading.laid_out(document)
    shown = _sheets(document, sheets) if laid_out else ()
    found = marks(document, paper, shown)
    numbered = tuple(enumerate(document.tables, start=1))
    views = tuple(
        _SheetView(
            sheet=sheet,
            marks=found.get(sheet.number, ()),
            tables=tuple(pair for pair in numbered if pair[1].box.page == sheet.number),
        )
        for sheet in shown
    )
    counted = Counter(mark.kind for page in found.values() for mark in page)
    if not laid_out:
        counted = Counter(text_kind(document, sentence) for sentence in document.sentences)
    return render(
        "reading.html.j2",
        templates,
        {
            "document": document,
            "paper": paper,
            "views": views,
            "laid_out": laid_out,
            "undrawn": undrawn,
            "counts": reading.counts(document),
            "legend": [(kind, name, counted[kind]) for kind, name in KINDS.items() if counted[kind]],
            "names": KINDS,
            "outline": reading.sections(document),
            "outside": reading.outside(document),
            "entries": reading.references(document),
            "tables": numbered,
            "doubts": tables.doubts,
            "doubtful": tables.doubtful,
            "header_rows": tables.header_rows,
            "aligned": tables.aligned,
            "label_of": tables.label_of,
            "styled": _styled,
            "text_kind": lambda sentence: text_kind(document, sentence),
            "rects": _rects,
            "style": style,
            "script": script,
            "policy": policy(style, script),
        },
        escape=True,
    )


def _sheets(document: Document, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The drawn pages, or blank ones of the same size."""
    if sheets:
        return tuple(sheets)
    return tuple(Sheet(number=page.number, width=page.width, height=page.height) for page in document.pages)


def _rects(boxes: Iterable[Box]) -> list[tuple[str, str, str, str]]:
    """x, y, width and height of boxes for SVG."""
    return [
        (f"{box.x0:.1f}", f"{box.y0:.1f}", f"{max(box.x1 - box.x0, 1):.1f}", f"{max(box.y1 - box.y0, 1):.1f}")
        for box in boxes
    ]


def _styled(table: Table, row: int) -> list[str]:
    """Class names of the places of a row: bold and underlined stay so."""
    names = [""] * len(table.header_paths)
    for cell in table.rows[row].cells:
        if 0 <= cell.column < len(names):
            names[cell.column] = f"{'bold ' * cell.bold}{'under' * cell.underlined}".strip()
    return names
