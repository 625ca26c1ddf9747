"""Numbers that two versions of one paper print differently, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from synth.language.compare import matches
from synth.language.quantities import parse_cell
from synth.language.words import NUMERAL, numberless, squash
from synth.records import Document, SectionKind, Sentence, Table

SAME_TABLE = 0.5
"""Least share of the smaller table's row labels that the other one has."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One number."""

    where: str
    """The cell by its paths, or the sentence with its number left out."""
    before: str
    after: str
    page: int
    """Page of the new version, from 1."""
    cell: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    """Row and column path of a cell; None for a sentence."""
    sentence: str = ""
    """The sentence of the new version; empty for a cell."""


def changed_numbers(old: Document, new: Document) -> list[Changed]:
    """Cells of the same table, row and column, and sentences of the same words, that print another number."""
    return [*_cells(old, new), *_sentences(old, new)]


def _cells(old: Document, new: Document) -> Iterator[Changed]:
    left = list(old.tables)
    for table in new.tables:
        twin = max(left, key=lambda one: _alike(one, table), default=None)
        if twin is None or _alike(twin, table) < SAME_TABLE:
            continue
        left.remove(twin)
        before = _by_paths(twin)
        for (row, column), (text, page) in _by_paths(table).items():
            if (row, column) not in before:
                continue
            was = before[row, column][0]
            mine, theirs = parse_cell(was), parse_cell(text)
            if mine is not None and theirs is not None and not matches(mine, theirs):
                label = table.label or "a table"
                where = f"{label}: {' › '.join(p for p in row if p)} × {' › '.join(p for p in column if p)}"
                yield Changed(where, was, text, page, cell=(row, column))


def _by_paths(table: Table) -> dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, int]]:
    """Text and page of the cells that their paths name alone."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, int]] = {}
    twice = set()
    for row in table.rows:
        for cell in row.cells:
            key = (row.path, table.header_paths[cell.column])
            if key in found:
                twice.add(key)
            found[key] = (cell.text, cell.box.page if cell.box else table.box.page)
    return {key: value for key, value in found.items() if key not in twice}


def _alike(one: Table, other: Table) -> float:
    """How much two tables have in common: labels of rows and columns; the caption's label breaks ties."""
    mine, theirs = _labels(one), _labels(other)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / min(len(mine), len(theirs)) + (0.01 if one.label == other.label else 0.0)


def _labels(table: Table) -> set[str]:
    rows = {squash(" ".join(row.path)) for row in table.rows}
    return rows | {squash(" ".join(path)) for path in table.header_paths}


def _sentences(old: Document, new: Document) -> Iterator[Changed]:
    before: dict[str, list[str]] = {}
    for sentence in _said(old):
        before.setdefault(numberless(sentence.text), []).append(sentence.text)
    same = {sentence.text for sentence in _said(old)}
    for sentence in _said(new):
        twins = before.get(numberless(sentence.text), [])
        if sentence.text in same or len(twins) != 1:
            continue
        mine, theirs = NUMERAL.findall(twins[0]), NUMERAL.findall(sentence.text)
        if len(mine) != len(theirs):
            continue
        for place, (was, now) in enumerate(zip(mine, theirs, strict=True)):
            if was != now:
                where = _without(sentence.text, place)
                yield Changed(where, was, now, sentence.span.page, sentence=sentence.text)


def _said(document: Document) -> Iterator[Sentence]:
    skipped = (SectionKind.REFERENCES, SectionKind.FRONT)
    for sentence in document.sentences:
        kind = document.sections[sentence.section].kind if sentence.section >= 0 else SectionKind.OTHER
        if kind not in skipped and NUMERAL.search(sentence.text):
            yield sentence


def _without(text: str, place: int) -> str:
    """The sentence with one of its numbers left out."""
    found = list(NUMERAL.finditer(text))[place]
    return f"{text[: found.start()]}…{text[found.end() :]}"
