"""The self-check: how far a reading can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synth.parse.tables.body import GridRow
from synth.parse.tables.rows import is_blank, is_number, is_size
from synth.parse.tables.tokens import Token
from synth.records import TableRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the self-check looks at."""

    paths: Sequence[tuple[str, ...]]
    rows: Sequence[TableRow]
    stub: int
    columns: int
    grids: Sequence[GridRow]
    doubts: int
    """Labels and header cells whose place was a guess."""
    spans: int
    """Pieces of text that bridge two columns in rows with data."""
    ruled: int
    """Number of full-width rules."""
    grown: bool
    captioned: bool
    tokens: Sequence[Token]


_BESIDE = "(±[+-−/↑↓▲▼△▽⇑⇓∆Δ"
"""What begins the second number of a cell: a deviation, a gain."""


def confidence(facts: Facts) -> float:
    """Product of penalties, 0 to 1; below 0.5 the table is doubtful."""
    cells = [cell for row in facts.rows for cell in row.cells]
    numbers = [cell for cell in cells if is_number(cell.text) and not is_size(cell.text)]
    if not cells:
        return 0.0
    score = 1.0
    by_column: dict[int, list[str]] = {}
    for cell in cells:
        by_column.setdefault(cell.column, []).append(cell.text)
    if not numbers:
        return _of_words(facts, by_column)
    numeric = {c for c, texts in by_column.items() if sum(map(is_number, texts)) >= 0.5 * len(texts)}
    headless = [c for c in numeric if not facts.paths[c]]
    score *= 1.0 - 0.9 * len(headless) / max(1, len(numeric))
    score *= _rectangular(facts, by_column)
    score *= _uniform(by_column, numeric)
    score *= _glued(cells_text=[cell.text for cell in numbers])
    score *= _named(facts.rows)
    data = max(1, len(facts.rows))
    score *= max(0.3, 1.0 - 1.5 * facts.spans / data)
    score *= max(0.4, 1.0 - 0.12 * facts.doubts)
    leaves = Counter(facts.paths[c] for c in numeric if facts.paths[c])
    doubled = sum(count - 1 for count in leaves.values())
    score *= max(0.3, 1.0 - doubled / max(1, len(numeric)))
    if facts.grown:
        score *= 0.85
    elif not facts.captioned:
        score *= 0.9
    return round(max(0.0, min(1.0, score)), 3)


def _of_words(facts: Facts, by_column: dict[int, list[str]]) -> float:
    """A table of words: only rules and a caption show that it is one."""
    if facts.grown or not facts.captioned or facts.ruled < 2:
        return 0.4
    headless = sum(1 for c in by_column if not facts.paths[c])
    score = 0.8 * (1.0 - headless / len(by_column)) * _rectangular(facts, by_column) * _named(facts.rows)
    score *= max(0.3, 1.0 - 1.5 * facts.spans / max(1, len(facts.rows)))
    if sum(map(len, by_column.values())) < 0.9 * len(by_column) * len(facts.rows):
        # Half-empty rows of words may be further lines of the rows above.
        score *= 0.55
    return round(score * max(0.4, 1.0 - 0.12 * facts.doubts), 3)


def _rectangular(facts: Facts, by_column: dict[int, list[str]]) -> float:
    """Share of filled cells among those that the grid has."""
    columns = len(by_column)
    if not columns:
        return 0.0
    blocks = max(1, len(facts.paths) // max(1, facts.columns))
    places = len(facts.rows) * max(1, columns / blocks)
    share = sum(len(texts) for texts in by_column.values()) / places
    return 1.0 if share >= 0.8 else max(0.5, 0.5 + 0.6 * share)


def _uniform(by_column: dict[int, list[str]], numeric: set[int]) -> float:
    """Cells of numeric columns that are neither numbers nor placeholders."""
    odd = total = 0
    for column in numeric:
        total += len(by_column[column])
        odd += sum(not is_number(text) and not is_blank(text) for text in by_column[column])
    return 1.0 - 0.8 * odd / max(1, total)


def _glued(cells_text: Sequence[str]) -> float:
    """Cells with two plain numbers beside each other: columns that were not parted."""
    glued = 0
    for text in cells_text:
        plain = [part for part in text.split() if is_number(part) and part[0] not in _BESIDE]
        if len(plain) >= 2 and not any(sign in text for sign in "±/–·×→⋅∙"):
            glued += 1
    return max(0.2, 1.0 - 2.5 * glued / max(1, len(cells_text)))


def _named(rows: Sequence[TableRow]) -> float:
    """Rows without a label, and rows that share one, cannot be told apart."""
    paths = Counter(row.path for row in rows)
    nameless = sum(1 for row in rows if not row.path)
    twice = sum(count - 1 for path, count in paths.items() if path)
    total = max(1, len(rows))
    return max(0.2, 1.0 - 1.2 * nameless / total) * max(0.5, 1.0 - 0.4 * twice / total)
