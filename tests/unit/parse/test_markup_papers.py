"""Real papers as text and as LaTeX: their tables bind every number to the model and the data set that it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.parse.markup import read_markup
from synth.records import Document, SectionKind, Table


def read(path: Path) -> Document:
    if not path.exists():
        pytest.skip(f"no {path.name}")
    return read_markup(path, document_id="d1", sha256="ab" * 32, parser="test")[0]


def row(table: Table, *path: str) -> dict[str, str]:
    (found,) = [r for r in table.rows if r.path == path]
    return {" / ".join(table.header_paths[cell.column]): cell.text for cell in found.cells}


def test_tables_run_together(test_data: Path) -> None:
    document = read(test_data / "text_papers" / "2409.02392v2.md")
    assert [table.label for table in document.tables] == [f"Table {n}" for n in range(1, 6)]
    assert all(0.5 <= table.confidence < 1 for table in document.tables)
    main = document.tables[0]
    assert len(main.rows) == 35
    best = row(main, "Gemma-1.1-it-7B", "M-DPO Iteration 3")
    assert (best["GSM8K"].split()[0], best["MATH"].split()[0], best["with Tool"]) == ("83.9", "51.2", "✓")
    assert row(main, "CodeLLaMA-2-70B", "SFT")["AVG"] == "67.7"
    assert row(document.tables[1], "Gemma-1.1-it-7B", "Iterative M-DPO + 𝜂 = 0.1") == {"GSM8K": "83.9", "MATH": "51.2"}
    assert row(document.tables[4], "Gemma-1.1-it-7B", "SFT 100 steps") == {"GSM8K": "50.8", "MATH": "23.7"}
    kinds = {section.title: section.kind for section in document.sections}
    assert kinds["3.2. Main Results"] is SectionKind.RESULTS
    assert kinds["Abstract"] is SectionKind.ABSTRACT


def test_html_tables_in_markdown(test_data: Path) -> None:
    document = read(test_data / "text_papers" / "2502.20380.md")
    tables = {table.label: table for table in document.tables}
    assert sorted(tables) == [f"Table {n}" for n in range(1, 7)], "charts read by the converter are no tables"
    bon = row(tables["Table 1"], "Multi-Turn", "Instruct", "+BoN")
    assert (bon["N"], bon["Llama-3.2-1B / MBPP"], bon["Llama-3.1-8B / CC"]) == ("5", "47.3", "13.8")
    assert row(tables["Table 3"], "μCODE", "PT+LV")["Llama-3.1-8B / HE"] == "63.8"
    assert row(tables["Table 6"], "Learning Rate")["Generator"] == "5 × 10^-7"


def test_latex_papers(test_data: Path) -> None:
    document = read(test_data / "latex_pairs" / "1706.03762_Transformer" / "latex" / "main.tex")
    assert [table.label for table in document.tables] == [f"Table {n}" for n in range(1, 5)]
    bleu = document.tables[1]
    assert row(bleu, "Transformer (big)")["BLEU / EN-DE"] == "28.4"
    assert row(bleu, "ConvS2S [9]")["Training Cost (FLOPs) / EN-FR"] == "1.5·10^20"
    assert row(document.tables[3], "Petrov et al. (2006) [29]", "WSJ only, discriminative")["WSJ 23 F1"] == "90.4"
    assert len(document.references) == 40
    assert any("see Table 3 row (E)" in s.text for s in document.sentences)
    other = read(test_data / "latex_pairs" / "adaptive_dual_scale_denoising" / "adaptive_dual_scale_denoising.tex")
    assert row(other.tables[0], "Adaptive Weighting", "Moons")["KL Divergence"] == "0.096"
    assert len(other.references) == 9


def test_authors_of_a_latex_paper(test_data: Path) -> None:
    path = test_data / "latex_pairs" / "1706.03762_Transformer" / "latex" / "main.tex"
    if not path.exists():
        pytest.skip(f"no {path.name}")
    _, paper = read_markup(path, document_id="d1", sha256="ab" * 32, parser="test")
    assert paper.authors == (
        "Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit", "Llion Jones", "Aidan N. Gomez",
        "Łukasz Kaiser", "Illia Polosukhin",
    )  # fmt: skip
