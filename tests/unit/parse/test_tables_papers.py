"""Hand-checked cells of real papers: the value stands under the printed row and column."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from synth.parse.layout import pages
from synth.parse.tables import FoundTable, read_tables

LISTS = sorted((Path(__file__).parent / "table_triples").glob("*.toml"))


@cache
def tables_of(path: Path) -> list[FoundTable]:
    import pymupdf

    with pymupdf.open(path) as document:
        return read_tables(list(pages(document)), "d")


def found_values(tables: list[FoundTable], triple: dict[str, Any]) -> list[str]:
    values: list[tuple[int, str]] = []
    for found in tables:
        if found.table.label != triple["table"] or found.page != triple["page"]:
            continue
        for row in found.table.rows:
            if not all(any(word in part for part in row.path) for word in triple["row"]):
                continue
            # "GPT-4" is also part of "GPT-4+CoT": the shortest fitting labels are those that were meant.
            for cell in row.cells:
                path = found.table.header_paths[cell.column]
                if all(any(word in part for part in path) for word in triple["column"]):
                    values.append((len(" ".join((*row.path, *path))), cell.text))
    shortest = min((length for length, _ in values), default=0)
    return [text for length, text in values if length == shortest]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_hand_checked_cells_are_read(path: Path, test_data: Path) -> None:
    wanted = tomllib.loads(path.read_text(encoding="utf-8"))
    assert len(wanted["triple"]) == 15
    tables = tables_of(test_data / "papers" / wanted["paper"])
    wrong = {
        (triple["table"], *triple["row"], *triple["column"]): (triple["value"], got)
        for triple in wanted["triple"]
        if (got := found_values(tables, triple)) != [triple["value"]]
    }
    assert not wrong


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_tables_with_hand_checked_cells_are_not_doubtful(path: Path, test_data: Path) -> None:
    wanted = tomllib.loads(path.read_text(encoding="utf-8"))
    labels = {(triple["table"], triple["page"]) for triple in wanted["triple"]}
    tables = tables_of(test_data / "papers" / wanted["paper"])
    sure = {(found.table.label, found.page) for found in tables if found.table.confidence >= 0.5}
    assert labels <= sure
