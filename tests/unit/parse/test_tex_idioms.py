"""Sources as authors give them to arXiv: macros in tables, several files, parts of floats, spans."""

from __future__ import annotations

import tarfile

import pytest

from synth.parse import ParseJob, parse_file
from synth.records import Document, Table

FILES = {
    "paper.tex": r"""
\documentclass{article}
\input{style/macros}
\title{\sys: Learning to Code}
\author{Ada Lovelace$^{1}$ \and Alan Turing$^2$}
\begin{document}
\maketitle
\begin{abstract}We present \sys{} here, which reaches \headline{} on \HE{} with $10^{-3}$ steps.\end{abstract}
\input{sections/results}
\end{document}
""",
    "style/macros.tex": r"""
\newcommand{\sys}{\textsc{CodeStar}\xspace}
\def\headline{57.3\%}
\newcommand\HE{HumanEval}
\newcommand{\best}[1]{\textbf{#1}}
\newcommand{\pmstd}[2]{#1{\scriptsize$\pm$#2}}
\newcommand{\gain}[1]{\textcolor{green}{$\uparrow$#1}}
\newcommand{\mc}[3]{\multicolumn{#1}{#2}{#3}}
\newcommand{\model}[2][7B]{#2-#1}
""",
    "sections/results.tex": r"""
\section{Results}
\input{tables/main.tex}
% \input{tables/old}
\begin{table*}[t]\centering
\begin{subtable}{.5\linewidth}\caption{On MBPP}\label{tab:a}\begin{tabular}{lc}\toprule Model & Acc.\\\midrule
A & 1.5\\ B & 2.5\\\bottomrule\end{tabular}\end{subtable}
\begin{subtable}{.5\linewidth}\caption{On APPS}\begin{tabular}{lc}\toprule Model & Acc.\\\midrule
A & 3.5\\ B & 4.5\\\bottomrule\end{tabular}\end{subtable}
\caption{Two parts.}\label{tab:two}
\end{table*}
Table~\ref{tab:main}, \cref{tab:two} and \cref{tab:a} show that \sys wins.
\begin{wraptable}{r}{0.5\textwidth}
\caption{Regressions.}
\begin{tabular}{lcc}
\hline & (1) & (2) \\ \hline
Age & 0.644$^{**}$ & $-$1.579$^{1}$ \\
 & (0.142) & (0.078) \\
$N$ & 39{,}034 & 11{,}075 \\ \hline
\end{tabular}
\end{wraptable}
""",
    "tables/main.tex": r"""
\begin{table}[t]
\caption{Main results of \sys{} on \HE{} (\%, $\uparrow$ better).}\label{tab:main}
\resizebox{\columnwidth}{!}{%
\begin{tabular}{@{}l*{2}{c}|rr@{}}
\toprule
 & \mc{2}{c|}{\HE} & \mc{2}{c}{MBPP} \\
\cmidrule(lr){2-3}\cmidrule(lr){4-5}
Model & pass@1 & pass@10 & pass@1 & pass@10\\ \midrule
\rowcolor{gray!10} \mc{5}{l}{\emph{Closed}}\\
GPT-4~\citep{openai} & \best{67.0} & -- & 62.1 & 70.0 \\
\rowcolor{gray!10} \mc{5}{l}{\emph{Open}}\\
\model{Star}$^\dagger$ & \pmstd{57.3}{0.4} & 80.1 \gain{2.1} & 51.8 & 1{,}024 \\ % comment & more
\model[13B]{Star} & \cellcolor{blue!10}{59.0} & \makecell{81.2\\(+1.1)} & 52.0 & $1.5\times10^{-3}$ \\[2pt]
\bottomrule
\end{tabular}}
\end{table}
""",
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Document:
    folder = tmp_path_factory.mktemp("source")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    archive = tmp_path_factory.mktemp("archive") / "2401.00001v1.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        for name in FILES:
            packed.add(folder / name, name)
    return parse_file(ParseJob(archive, "0" * 64)).document


def cells_of(table: Table) -> dict[tuple[tuple[str, ...], tuple[str, ...]], str]:
    return {(row.path, table.header_paths[cell.column]): cell.text for row in table.rows for cell in row.cells}


def test_macros_in_cells_and_headers(source: Document) -> None:
    table = source.tables[0]
    assert table.caption == "Table 1: Main results of CodeStar on HumanEval (%, ↑ better)."
    cells = cells_of(table)
    assert cells[("Open", "Star-7B†"), ("HumanEval", "pass@1")] == "57.3±0.4"
    assert cells[("Open", "Star-7B†"), ("HumanEval", "pass@10")] == "80.1 ↑2.1"
    assert cells[("Open", "Star-7B†"), ("MBPP", "pass@10")] == "1,024"
    assert cells[("Open", "Star-13B"), ("HumanEval", "pass@10")] == "81.2 (+1.1)"
    assert cells[("Open", "Star-13B"), ("MBPP", "pass@10")] == "1.5 × 10^-3"
    assert [cell.text for row in table.rows for cell in row.cells if cell.bold] == ["67.0"]


def test_parts_of_a_float_share_its_number(source: Document) -> None:
    parts = [table for table in source.tables if table.label == "Table 2"]
    assert [part.caption for part in parts] == ["Table 2: Two parts. (a) On MBPP", "Table 2: Two parts. (b) On APPS"]
    assert cells_of(parts[1])[("B",), ("Acc.",)] == "4.5"
    assert any(s.text == "Table 1, Table 2 and Table 2a show that CodeStar wins." for s in source.sentences)


def test_deviations_below_values_and_marks_beside_them(source: Document) -> None:
    cells = cells_of(source.tables[-1])
    assert cells == {
        (("Age",), ("(1)",)): "0.644** (0.142)",
        (("Age",), ("(2)",)): "-1.579 (0.078)",
        (("N",), ("(1)",)): "39,034",
        (("N",), ("(2)",)): "11,075",
    }


def test_nothing_of_the_commands_is_read_as_text(source: Document) -> None:
    assert "We present CodeStar here, which reaches 57.3% on HumanEval with 10^-3 steps." in source.text
    assert not any(mark in source.text for mark in ("[t]", "\\", "{r}", "textwidth", "xspace"))
