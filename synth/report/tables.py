"""Tables as they were read, as facts for people and programs: how sure they are, and how to lay them out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import Table, TableRow

DOUBTFUL = 0.5
"""A table below this confidence is doubtful: it confirms and refutes nothing."""
_NUMBER = re.compile(
    r"^[^\w.]{0,3}\.?\d[\d.,]*\s*(?:[%‰×xKMBTs]|[·⋅×]\s*10\^[-−]?\d+)?"
    r"(?:\s*[±(\[↑↓+−-]\s*[↑↓+−±-]?\s*\.?\d[\d.,–—-]*%?\s*[)\]]?)?(?:\^?\w)?[^\w]{0,3}$"
)
"""A number with a sign, a unit, a power of ten, and a deviation or gain behind it."""
_PLAIN = re.compile(r"^\d[\d.,]*%?$")
_NOTHING = re.compile(r"^(?:[-–—−/✗✓√×.]+|n/?a|)$", re.IGNORECASE)


def doubtful(table: Table) -> bool:
    """Whether the table refutes nothing because its reading is not sure."""
    return table.confidence < DOUBTFUL


def doubts(table: Table) -> tuple[str, ...]:
    """What makes the reading of a table unsure, as far as the table itself shows it; empty for a sure one."""
    cells = [cell for row in table.rows for cell in row.cells]
    if not cells:
        return ("no cells",)
    found: list[str] = []
    columns: dict[int, list[str]] = {}
    for cell in cells:
        columns.setdefault(cell.column, []).append(cell.text)
    numeric = [c for c, texts in columns.items() if 2 * sum(map(_is_number, texts)) >= len(texts)]
    if not any(_is_number(cell.text) for cell in cells):
        found.append("no numbers in it")
    headless = sum(not any(header_path(table, c)) for c in numeric)
    if headless:
        found.append(f"{headless} of {len(numeric)} number columns without a header")
    leaves = Counter(header_path(table, c) for c in numeric if any(header_path(table, c)))
    found += [f"{n} columns share the header {' › '.join(path)!r}" for path, n in leaves.items() if n > 1][:2]
    nameless = sum(not any(row.path) for row in table.rows)
    if nameless:
        found.append(f"{nameless} of {len(table.rows)} rows without a label")
    shared = sum(n - 1 for path, n in Counter(row.path for row in table.rows).items() if any(path))
    if shared:
        found.append(f"{shared + 1} rows share a label" if shared == 1 else f"{shared} rows repeat another's label")
    glued = sum(len([part for part in cell.text.split() if _PLAIN.match(part)]) > 1 for cell in cells)
    if glued:
        found.append(f"{glued} cell{'s' * (glued != 1)} with two numbers")
    odd = sum(not _is_number(text) and not _NOTHING.match(text) for c in numeric for text in columns[c])
    if odd:
        found.append(f"{odd} cell{'s' * (odd != 1)} of words in columns of numbers")
    share = len(cells) / max(1, sum(len(band.rows) * len(band.columns) for band in bands(table)))
    if share < 0.8:
        found.append(f"{1 - share:.0%} of the places are empty")
    if not table.caption:
        found.append("no caption")
    if not found and doubtful(table):
        found.append("text reaches over columns, or labels had to be guessed")
    return tuple(found) if table.confidence < 0.9 else ()


def header_path(table: Table, column: int) -> tuple[str, ...]:
    """Header path of a column, empty where it has none."""
    return table.header_paths[column] if 0 <= column < len(table.header_paths) else ()


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text))


def aligned(table: Table, row: int) -> list[str]:
    """Texts of a row, one for each header path; empty for label columns and for places without a cell."""
    texts = [""] * len(table.header_paths)
    for cell in table.rows[row].cells:
        if 0 <= cell.column < len(texts):
            texts[cell.column] = f"{texts[cell.column]} {cell.text}".strip()
    return texts


@dataclass(frozen=True, kw_only=True, slots=True)
class HeaderCell:
    """A part of header paths and the columns that it stands over."""

    text: str
    """Empty where a column has no header of this level."""
    first: int
    """Index of its first column."""
    columns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """Rows that share columns. A table that prints a second header further down has a second band."""

    rows: tuple[int, ...]
    columns: frozenset[int]
    """Columns in which the band has cells."""


def bands(table: Table) -> tuple[Band, ...]:
    """The rows in bands that have no column in common; one band for most tables."""
    made: list[tuple[list[int], set[int]]] = []
    for index, row in enumerate(table.rows):
        columns = {cell.column for cell in row.cells}
        if made and (not columns or columns & made[-1][1]):
            made[-1][0].append(index)
            made[-1][1].update(columns)
        else:
            made.append(([index], columns))
    used = [column for _, columns in made for column in columns]
    if len(used) != len(set(used)) or any(len(rows) < 2 for rows, _ in made):  # gaps only: not a second header
        made = [(list(range(len(table.rows))), set(used))]
    return tuple(Band(rows=tuple(rows), columns=frozenset(columns)) for rows, columns in made)


def header_rows(paths: Sequence[tuple[str, ...]]) -> list[list[HeaderCell]]:
    """Header paths as printed rows, outermost first; parts that neighbouring paths share are one cell."""
    bare = [outer(path) for path in paths]
    depth = max((len(path) for path in bare), default=0)
    # Short paths hang at the bottom, beside the names of single columns.
    padded = [("",) * (depth - len(path)) + path for path in bare]
    rows: list[list[HeaderCell]] = []
    for level in range(depth):
        row: list[HeaderCell] = []
        for column, path in enumerate(padded):
            last = row[-1] if row else None
            joined = last is not None and level < depth - 1 and padded[last.first][: level + 1] == path[: level + 1]
            if last is not None and joined:
                row[-1] = HeaderCell(text=last.text, first=last.first, columns=last.columns + 1)
            else:
                row.append(HeaderCell(text=path[level], first=column, columns=1))
        rows.append(row)
    return rows


def label_of(row: TableRow) -> tuple[str, ...]:
    """Path of a row without the parts that its first cells print as well (a size in its own column)."""
    path = list(outer(row.path))
    texts = [cell.text for cell in row.cells]
    while len(path) > 1 and path[-1] in texts[:2]:
        path.pop()
    return tuple(path)


def outer(sequence: Sequence[str]) -> tuple[str, ...]:
    """A path without its empty parts."""
    return tuple(part for part in sequence if part)
