"""Whether a reader binds a number to its row and column, and how sure the shares are."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kit import Truth
from readers import Grid, Read, synth

from synth.parse.tables.rows import is_number, is_size

DOUBTFUL = 0.5


@dataclass
class Unit:
    """Counts of one table: what the bootstrap draws."""

    found: int = 0
    truth: int = 0
    right: int = 0
    """Numbers of tables not marked doubtful that are bound right."""
    said: int = 0


@dataclass
class Score:
    """Counts of one set and one reader."""

    units: list[Unit] = field(default_factory=list)
    tables: int = 0
    doubtful: int = 0
    pages: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.units += other.units
        self.tables += other.tables
        self.doubtful += other.doubtful
        self.pages += other.pages
        self.seconds += other.seconds
        self.misses += other.misses

    def line(self, name: str) -> str:
        """A row of the report."""
        found, truth = sum(u.found for u in self.units), sum(u.truth for u in self.units)
        share = _with_interval([(u.found, u.truth) for u in self.units])
        precision = _with_interval([(u.right, u.said) for u in self.units])
        doubtful = f"{self.doubtful} of {self.tables}" if self.tables else "–"
        speed = f"{self.seconds / self.pages:.3f}" if self.pages else "–"
        tables = sum(u.truth > 0 for u in self.units)
        return f"| {name} | {tables} | {found} of {truth} | {share} | {precision} | {doubtful} | {speed} |"


def _with_interval(pairs: Sequence[tuple[int, int]], draws: int = 1000) -> str:
    """A share with its 95% interval: tables drawn with replacement."""
    pairs = [pair for pair in pairs if pair[0] or pair[1]]
    total = sum(pair[1] for pair in pairs)
    if not total:
        return "–"
    rng = random.Random(1)
    shares = []
    for _ in range(draws):
        drawn = rng.choices(pairs, k=len(pairs))
        shares.append(sum(p[0] for p in drawn) / max(1, sum(p[1] for p in drawn)))
    shares.sort()
    low, high = shares[int(0.025 * draws)], shares[int(0.975 * draws) - 1]
    return f"{sum(p[0] for p in pairs) / total:.3f} ({low:.3f}–{high:.3f})"


def norm(text: str) -> str:
    """Letters and digits only: spaces, marks and citations do not tell two labels apart."""
    return re.sub(r"[^\w.%+±]+|_", "", re.sub(r"\[\d+\]", "", text)).lower()


def digits(text: str) -> str:
    """A value without spaces and footnote marks."""
    return re.sub(r"[\s†‡*∗–—]+|\^[a-z]$", "", text).replace("−", "-")


def binds(truth: Truth, row: Sequence[str], column: Sequence[str], value: str) -> bool:
    """Whether a cell says the truth: same digits, same column header, every part of the row's label."""
    if digits(truth.value) != digits(value) or norm("".join(truth.column)) != norm("".join(column)):
        return False
    have, want = [norm(part) for part in row], [norm(part) for part in truth.row]
    if norm("".join(row)) == norm("".join(truth.row)):
        return True
    if truth.exact:
        allowed = {norm(part) for part in truth.also}
        return set(want) <= set(have) and set(have) <= set(want) | allowed
    return all(part in {*have, norm("".join(row))} for part in want)


def score_ours(path: Path, truth: Sequence[Truth], *, strict: bool = False) -> Score:
    """`strict`: every table that is read must be one of the truth's; otherwise the source may hold more."""
    tables, count, seconds = synth(path)
    printed = {item.value for item in truth}
    labels = {item.label for item in truth}
    said = [
        (found.table.label, row.path, found.table.header_paths[cell.column], cell.text, found.table.confidence)
        for found in tables
        for row in found.table.rows
        for cell in row.cells
        if cell.text in printed or (is_number(cell.text) and not is_size(cell.text))
    ]
    units = {label: Unit() for label in labels}
    score = Score(pages=count, seconds=seconds)
    for item in truth:
        unit = units[item.label]
        unit.truth += 1
        if any(label == item.label and binds(item, row, column, value) for label, row, column, value, _ in said):
            unit.found += 1
        else:
            score.misses.append(
                f"{path.name} {item.label}: {' / '.join(item.row)} × {' / '.join(item.column)} = {item.value}"
            )
    for label, row, column, value, sure in said:
        if sure >= DOUBTFUL and (strict or label in labels):
            unit = units.setdefault(label, Unit())
            unit.said += 1
            unit.right += any(item.label == label and binds(item, row, column, value) for item in truth)
    ours = [found for found in tables if found.table.label in labels or strict]
    score.tables = len(ours)
    score.doubtful = sum(found.table.confidence < DOUBTFUL for found in ours)
    score.units = list(units.values())
    return score


def score_peer(read: Read, truth: Sequence[Truth]) -> Score:
    """Generous, since a grid has no paths: the label anywhere left, the header's parts anywhere above."""
    score = Score(pages=read.pages, seconds=read.seconds)
    units = {item.label: Unit() for item in truth}
    used: set[tuple[int, int, int]] = set()
    cells = [(g, r, c) for g, grid in enumerate(read.grids) for r, row in enumerate(grid) for c in range(len(row))]
    for item in truth:
        units[item.label].truth += 1
        where = next(
            (at for at in cells if at not in used and _peer_binds(item, read.grids[at[0]], at[1], at[2])), None
        )
        if where is not None:
            used.add(where)
            units[item.label].found += 1
    printed = {item.value for item in truth}
    texts = [str(read.grids[g][r][c] or "") for g, r, c in cells]
    said = Unit(right=len(used), said=sum(text in printed or is_number(text) for text in texts))
    score.units = [*units.values(), said]
    return score


def _peer_binds(item: Truth, grid: Grid, row: int, column: int) -> bool:
    if digits(item.value) != digits(str(grid[row][column] or "")):
        return False
    left = {norm(str(text or "")) for text in grid[row][:column]}
    labels = {norm(part) for part in item.row}
    if norm("".join(item.row)) not in left and not (labels & left and norm(item.row[-1]) in left | {""}):
        return False
    above = [str(grid[r][column] or "") for r in range(row)]
    for part in item.column:
        here = any(norm(part) in norm(text) for text in above if text)
        spread = any(norm(part) in norm(str(grid[r][c] or "")) for r in range(min(row, 3)) for c in range(column))
        if not here and not (spread and part != item.column[-1]):
            return False
    return True
