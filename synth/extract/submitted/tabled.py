"""Statements from tables: rows that list claims, and rows of results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from synth.extract.submitted.cut import cut_rows
from synth.extract.submitted.draft import Draft
from synth.extract.submitted.sheet import Sheet, SheetRow
from synth.language.quantities import parse_cell
from synth.language.vocabulary import EntityKind, entities
from synth.language.wordset import word_set
from synth.records import Span
from synth.records.audit import StatementKind

_CLAIM = re.compile(
    r"^(?:(?:key|main|extracted|reported|verified|major|core|listed)\s+)?(?:claims?|statements?|findings?|assertions?|"
    r"results?|takeaways?|conclusions?|contributions?|insights?)(?:\s+(?:text|statement|made))?$|^论断$|^声明$|^结论$",
    re.IGNORECASE,
)
_OPINION = word_set("verified verdict status confidence score support supported label rating evidence check rung")
_CITING = re.compile(
    r"^(?:source|paper|stud(?:y|ies)|reference|citation|cited|work|author|doi|url|link|arxiv|ref)", re.I
)
_OWN = word_set("verdict status reviewer check rung stage database query engine setting flag field meaning")
"""First headers of tables in which a report speaks of itself."""
_ADDRESS = re.compile(r"\s*[(<]?https?://[^\s()<>]+[)>]?")
MIN_WORDS = 4


def table_drafts(sheets: Sequence[Sheet]) -> list[Draft]:
    """One draft a row, from tables of claims and tables of results; other tables state nothing that can be checked."""
    drafts: list[Draft] = []
    counted: dict[str, int] = {}
    for number, sheet in enumerate(sheets, 1):
        column = _claim_column(sheet)
        if column is not None:
            drafts += _claims(sheet, column, counted)
        elif sheet.header and sheet.header[0].lower().strip() not in _OWN:
            drafts += _results(sheet, number)
    return drafts


def _claim_column(sheet: Sheet) -> int | None:
    """The column whose cells are claims: by its header, else by its sentences beside a column of opinions on them."""
    lengths = [_words(sheet, column) for column in range(len(sheet.header))]
    for column, title in enumerate(sheet.header):
        if _CLAIM.match(title.strip()) and lengths[column] >= MIN_WORDS:
            return column
    if sheet.header and sheet.header[0].lower().strip() in _OWN:
        return None
    opinions = [c for c, title in enumerate(sheet.header) if set(title.lower().split()) & _OPINION]
    longest = max(range(len(lengths)), key=lengths.__getitem__, default=0)
    return longest if opinions and longest not in opinions and lengths and lengths[longest] >= 7 else None


def _words(sheet: Sheet, column: int) -> float:
    counts = [len(row.cells[column].split()) for row in sheet.rows if row.cells[column].strip()]
    return float(median(counts)) if counts else 0.0


def _claims(sheet: Sheet, column: int, counted: dict[str, int]) -> list[Draft]:
    rows = [row for row in sheet.rows if len(_told(row, column).split()) >= MIN_WORDS]
    cut = cut_rows([_told(row, column) for row in rows])
    place = sheet.heading or sheet.caption or sheet.name or "Claims"
    drafts = []
    for row, short in zip(rows, cut, strict=True):
        counted[place] = counted.get(place, 0) + 1
        drafts.append(
            Draft(
                text=_ADDRESS.sub("", _told(row, column)).strip(),
                kind=StatementKind.CLAIM_ROW,
                span=_cell_span(row, column),
                where=f"{place}, row {counted[place]}",
                at=row.starts[column] if row.starts[column] >= 0 else sheet.at,
                citing=" ; ".join([_told(row, column), *_citing(sheet, row, column)]),
                marks=_marks(sheet, row, column),
                cut_off=short,
            )
        )
    return drafts


def _told(row: SheetRow, column: int) -> str:
    """The claim of a row; a row that is one label across the table is a claim if it reads as one."""
    if row.cells[column].strip():
        return row.cells[column].strip()
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    return filled[0] if len(filled) == 1 and len(filled[0].split()) >= 6 else ""


def _cell_span(row: SheetRow, column: int) -> Span:
    start = row.starts[column]
    if start < 0:
        return row.span
    end = start + len(row.cells[column])
    return Span(document=row.span.document, page=row.span.page, boxes=row.span.boxes, start=start, end=max(end, start))


def _marks(sheet: Sheet, row: SheetRow, column: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (title.strip().lower(), cell.strip())
        for number, (title, cell) in enumerate(zip(sheet.header, row.cells, strict=False))
        if number != column and cell.strip() and title.strip() and title.strip() not in {"#", "No.", "ID", "Id"}
    )


def _citing(sheet: Sheet, row: SheetRow, column: int) -> list[str]:
    """The other cells of a row, those that name a source in brackets: a bare number there is a key of the list."""
    out = []
    for number, (title, cell) in enumerate(zip(sheet.header, row.cells, strict=False)):
        if number == column or not cell.strip():
            continue
        if _CITING.match(title.strip()):
            out.append(re.sub(r"(?<![\w.\[/:-])(\d{1,3})(?![\w.\]/:-])(?=\s*(?:[,;]|$))", r"[\1]", cell))
        elif re.search(r"\[\d|https?://|arxiv", cell, re.IGNORECASE):
            out.append(cell)
    return out


def _results(sheet: Sheet, number: int) -> list[Draft]:
    """Rows with numbers, each number with the header above it; a table without a label is called by its number."""
    place = sheet.name or (f"{sheet.heading}, table {number}" if sheet.heading else f"Table {number}")
    about = _about(sheet)
    drafts = []
    for at, row in enumerate(sheet.rows, 1):
        values = [
            (column, cell.strip())
            for column, cell in enumerate(row.cells)
            if column and cell.strip() and parse_cell(cell) is not None
        ]
        label = _label(row, [column for column, _ in values])
        if not values or not label or not re.search(r"[^\W\d_]", label):
            continue
        named = [(sheet.header[column].strip(), value) for column, value in values]
        drafts.append(
            Draft(
                text=f"{label}: {', '.join(_said(title, value) for title, value in named)}{about}.",
                kind=StatementKind.TABLE_ROW,
                span=row.span,
                where=f"{place}, row {at}",
                at=row.span.start if row.starts and row.starts[0] >= 0 else sheet.at,
                citing=" ; ".join([sheet.caption if sheet.name else "", *row.cells]),
                marks=tuple(named),
            )
        )
    return drafts


def _label(row: SheetRow, numeric: Sequence[int]) -> str:
    """Words of the row before its first number, section labels first."""
    first = min(numeric, default=len(row.cells))
    labels = [cell.strip() for cell in row.cells[:first] if cell.strip()]
    outer = [part for part in row.path if part not in labels]
    return " ".join(dict.fromkeys((*outer, *labels)))


def _said(title: str, value: str) -> str:
    """A number with its column: "37.3 Pass@3", "46.8 on MBPP", "24.3 (Turn 1)"."""
    kinds = {entity.kind for entity in entities(title)}
    if EntityKind.DATASET in kinds and EntityKind.METRIC not in kinds:
        return f"{value} on {title}"
    if EntityKind.METRIC in kinds and EntityKind.DATASET not in kinds:
        return f"{value} {title}"
    return f"{value} ({title})" if title else value


def _about(sheet: Sheet) -> str:
    """The data set that the caption, else the paragraph above the table, names; nothing where a column names one."""
    if any(e.kind is EntityKind.DATASET for title in sheet.header for e in entities(title)):
        return ""
    for text in (sheet.caption, sheet.lead):
        found = {e.canonical: e.text for e in entities(text) if e.kind is EntityKind.DATASET}
        if found:
            return f" on {found.popitem()[1]}" if len(found) == 1 else ""
    return ""
