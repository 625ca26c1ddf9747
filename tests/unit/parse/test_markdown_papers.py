"""Every result table of two papers kept as Markdown, against values read by hand in their text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from synth.parse.markup import read_markup
from synth.records import Document, Paper, Table

RUN_TOGETHER = "2409.02392v2.md"
WITH_HTML = "2502.20380.md"
COUNTS = {RUN_TOGETHER: (35, 5, 5, 6, 6), WITH_HTML: (8, 5, 12, 6, 6, 4)}
"""Body rows of each table, counted in the text."""

# Table, row path, column path, value.
TRIPLES: dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...], str]]] = {
    RUN_TOGETHER: [
        ("Table 1", ("WizardMath-13B", "SFT for CoT"), ("MATH",), "14.0"),
        ("Table 1", ("WizardMath-70B", "SFT for CoT"), ("with Tool",), "✗"),
        ("Table 1", ("LLaMA-2-70B", "SFT"), ("GSM8K",), "84.7"),
        ("Table 1", ("CodeLLaMA-2-70B", "SFT"), ("AVG",), "67.7"),
        ("Table 1", ("Gemma-1.1-it-7B", "Iterative M-DPO + fixed reference"), ("AVG",), "64.0"),
        ("Table 1", ("Gemma-1.1-it-7B", "M-DPO Iteration 3"), ("GSM8K",), "83.9 ↑6.4"),
        ("Table 1", ("Gemma-1.1-it-7B", "M-DPO Iteration 3"), ("MATH",), "51.2 ↑5.1"),
        ("Table 1", ("CodeGemma-1.1-it-7B", "Iterative M-KTO"), ("MATH",), "49.6 ↑3.2"),
        ("Table 1", ("Mistral-7B-v0.3", "SFT†"), ("AVG",), "60.3"),
        ("Table 1", ("Mistral-7B-v0.3", "Iterative Single-turn KTO"), ("GSM8K",), "81.3"),
        ("Table 1", ("Gemma-2-it-9B", "Iterative M-DPO"), ("AVG",), "70.4 ↑2.9"),
        ("Table 1", ("Gemma-2-it-9B", "Iterative M-KTO"), ("GSM8K",), "86.1 ↑2.0"),
        ("Table 2", ("Gemma-1.1-it-7B", "Iterative M-DPO + 𝜂 = 0.01"), ("GSM8K",), "81.7"),
        ("Table 2", ("Gemma-1.1-it-7B", "Iterative M-DPO + fixed reference + 𝜂 = 0.1"), ("GSM8K",), "79.9"),
        ("Table 2", ("Gemma-1.1-it-7B", "Iterative M-DPO + fixed reference + 𝜂 = 0.1"), ("MATH",), "48.0"),
        ("Table 3", ("Gemma-1.1-it-7B", "Iterative M-DPO with N=6"), ("MATH",), "49.2"),
        ("Table 3", ("Gemma-1.1-it-7B", "Iterative M-DPO with N=30 + On-policy sampling"), ("GSM8K",), "83.1"),
        ("Table 4", ("Gemma-1.1-it-7B", "SFT 2 epoch"), ("MATH",), "44.0"),
        ("Table 4", ("Gemma-1.1-it-7B", "SFT 1 epoch + Iterative M-DPO"), ("GSM8K",), "80.6 ↑5.5"),
        ("Table 5", ("Gemma-1.1-it-7B", "Iterative M-DPO with NLL loss"), ("GSM8K",), "81.7 ↓2.2"),
        ("Table 5", ("Gemma-1.1-it-7B", "SFT 100 steps"), ("MATH",), "23.7"),
    ],
    WITH_HTML: [
        ("Table 1", ("Single-Turn", "RFT"), ("Llama-3.1-8B", "HE"), "54.9"),
        ("Table 1", ("Single-Turn", "RFT"), ("Llama-3.1-8B", "CC"), "-"),
        ("Table 1", ("Multi-Turn", "Instruct", "+BoN"), ("Llama-3.2-1B", "MBPP"), "47.3"),
        ("Table 1", ("Multi-Turn", "RFT", "+BoN"), ("Llama-3.1-8B", "CC"), "14.9"),
        ("Table 1", ("Multi-Turn", "μCODE", "+BoN"), ("N",), "5"),
        ("Table 1", ("Multi-Turn", "μCODE", "+BoN"), ("Llama-3.1-8B", "HE"), "63.8"),
        ("Table 2", ("RFT_LV",), ("MBPP",), "49.0"),
        ("Table 2", ("μCODE",), ("Verifier",), "Both"),
        ("Table 3", ("Base", "LV"), ("Llama-3.2-1B", "HE"), "29.4"),
        ("Table 3", ("RFT", "PT+LV"), ("Llama-3.1-8B", "MBPP"), "68.4"),
        ("Table 3", ("μCODE", "LV"), ("Llama-3.1-8B", "HE"), "60.6"),
        ("Table 4", ("RFT", "+BoN"), ("HE",), "71.3"),
        ("Table 4", ("μCODE",), ("MBPP",), "59.0"),
        ("Table 5", ("Instruct", "+BoN"), ("HE+",), "31.9"),
        ("Table 5", ("μCODE", "+BoN"), ("MBPP+",), "55.1"),
        ("Table 6", ("Max seq length",), ("Verifier",), "2048"),
    ],
}  # fmt: skip


@cache
def _read(path: Path) -> tuple[Document, Paper]:
    if not path.exists():
        pytest.skip(f"no {path.name}")
    return read_markup(path, document_id="d1", sha256="ab" * 32, parser="test")


def _value(table: Table, row: tuple[str, ...], column: tuple[str, ...]) -> list[str]:
    return [
        cell.text
        for found in table.rows
        if found.path == row
        for cell in found.cells
        if table.header_paths[cell.column] == column
    ]


@pytest.mark.parametrize("name", TRIPLES)
def test_every_table_is_whole(test_data: Path, name: str) -> None:
    document, _ = _read(test_data / "text_papers" / name)
    assert [table.label for table in document.tables] == [f"Table {n}" for n in range(1, len(COUNTS[name]) + 1)]
    assert tuple(len(table.rows) for table in document.tables) == COUNTS[name]
    assert all(len(row.cells) >= 2 for table in document.tables for row in table.rows)


@pytest.mark.parametrize("name", TRIPLES)
def test_values_stand_under_their_headers(test_data: Path, name: str) -> None:
    document, _ = _read(test_data / "text_papers" / name)
    tables = {table.label: table for table in document.tables}
    wrong = [
        (at, _value(tables[at[0]], *at[1:3])) for at in TRIPLES[name] if _value(tables[at[0]], *at[1:3]) != [at[3]]
    ]
    assert not wrong


def test_how_sure_the_readings_are(test_data: Path) -> None:
    # Columns told from running words are never as sure as written ones, and these are sure enough to use.
    document, _ = _read(test_data / "text_papers" / RUN_TOGETHER)
    assert all(0.5 <= table.confidence < 0.9 for table in document.tables)
    document, _ = _read(test_data / "text_papers" / WITH_HTML)
    assert all(table.confidence >= 0.9 for table in document.tables)
