"""Markdown, HTML and LaTeX papers on small files of our own, and damaged input."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from synth.errors import ParseError
from synth.parse.markup import read_markup
from synth.parse.markup.maths import math_text
from synth.records import Document, Paper, SectionKind, SentenceKind, Table

MARKDOWN = """# Counting Widgets With Small Models

Ann Roe and Bo Li

# Abstract

We reach $83.9 \\pm 0.4\\%$ on GSM8K after $10^{28}$ steps.

# 1. Introduction

Widgets matter (Chen et al., 2021). The cost is $5 \\times 10^{-7}$ per widget.

# 2. Results

| Model | GSM8K | MATH |
|-------|------:|-----:|
| Base  | 77.5  | 46.1 |
| **Ours** | **83.9** | 51.2 |

Table 1. Accuracy of the widget models.

![](images/a.jpg)

<details>
<summary>line</summary>

| Turn | Guess |
| ---- | ----- |
| 1    | 40    |
</details>

# References

Mark Chen and Ann Poe. Evaluating widgets at scale. arXiv:2107.03374, 2021.
"""

HTML = """<!DOCTYPE html><html><head><title>x</title><meta name="citation_doi" content="10.1000/Widget.7"></head>
<body><nav>Skip to navigation</nav><article><h1>Scaling Widgets by Reading</h1>
<h6>Abstract</h6><p>We gain <math alttext="6.4\\%"><mn>6</mn></math> points.</p>
<h2>4 Experiments</h2>
<p>We train for 10<sup>28</sup> steps [1].<span class="ltx_note ltx_role_footnote"><span class="ltx_note_content">Seeds
are fixed.</span></span> It works<sup>2</sup> well.</p>
<figure class="ltx_table"><figcaption>Table 1: Main results.</figcaption><table>
<tr><td rowspan="2">Model</td><td colspan="2">HumanEval</td><td colspan="2">MBPP</td></tr>
<tr><td>pass@1</td><td>pass@10</td><td>pass@1</td><td>pass@10</td></tr>
<tr><td colspan="5">Open models</td></tr>
<tr><td>Base</td><td>1.1</td><td>2.2</td><td>3.3</td><td>4.4</td></tr>
<tr><td>+BoN</td><td>5.1</td><td><b>6.2</b></td><td>7.3</td><td>8.4</td></tr></table></figure>
<section class="ltx_bibliography"><h2>References</h2><ul><li class="ltx_bibitem">
<span class="ltx_tag_bibitem">[1]</span>
J. Roe and A. Li. A study of widgets. arXiv:2101.00001, 2021.</li></ul></section></article></body></html>"""

TEX = r"""\documentclass{article}
\newcommand{\ours}{WidgetNet} \newcommand{\gain}[1]{$\uparrow$#1} \def\loop{\loop\loop}
\title{Widgets in \LaTeX{} Papers} \author{Ann Roe}
\begin{document} \maketitle
\begin{abstract} We present \ours{}, 50\% cheaper. % a comment that nobody prints
\end{abstract}
\section{Introduction} \input{missing-file}
As \citet{roe21} show \citep{roe21,li20}, \ours\ needs $3.3\cdot10^{18}$ FLOPs and $\pi$ widgets.\footnote{On one GPU.}
See Table~\ref{tab:main} and \cref{sec:res}.
\begin{verbatim}
This code is no sentence.
\end{verbatim}
\section{Results}\label{sec:res}
\begin{table}[t]\caption{Main \textbf{results}.}\label{tab:main}
\begin{tabular}{l|cc}
\toprule
\multirow{2}{*}{Model} & \multicolumn{2}{c}{BLEU} \\ \cmidrule(lr){2-3}
 & EN-DE & EN-FR \\ \midrule
\multicolumn{3}{l}{\emph{Single models}} \\
Base & 27.3 & 38.1 \\
\ours & \textbf{28.4} \gain{1.1} & 41.8 \\ \bottomrule
\end{tabular}\end{table}
\begin{itemize} \item The first point stands. \item The second one too.
\begin{thebibliography}{9}
\bibitem[Roe et~al.(2021)Roe, Li, and Poe]{roe21} A. Roe, B. Li, and C. Poe. Widgets for all. 2021.
\bibitem{li20} B. Li. On widgets. \emph{Journal of Widgets}, 2020.
\end{thebibliography}
"""


def read(path: Path, text: str | bytes) -> tuple[Document, Paper]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    document, paper = read_markup(path, document_id="d1", sha256="ab" * 32, parser="test")
    page = document.pages[0].text
    for sentence in document.sentences:
        assert document.text[sentence.span.start : sentence.span.end] == sentence.text
        assert sentence.text in page
        assert sentence.span.page == 1
        assert sentence.span.boxes == ()
    for table in document.tables:
        for row in table.rows:
            assert " ".join([*row.path[-1:], *(cell.text for cell in row.cells)]) in page
    return document, paper


def cell(table: Table, row: tuple[str, ...], column: tuple[str, ...]) -> str:
    rows = [found for found in table.rows if found.path == row]
    assert len(rows) == 1, [found.path for found in table.rows]
    return next(found.text for found in rows[0].cells if table.header_paths[found.column] == column)


def test_markdown(tmp_path: Path) -> None:
    document, paper = read(tmp_path / "2401.00001v2.md", MARKDOWN)
    assert paper.id == "arxiv:2401.00001v2"
    assert paper.title == "Counting Widgets With Small Models"
    assert paper.authors == ("Ann Roe", "Bo Li")
    assert paper.abstract == "We reach 83.9 ± 0.4% on GSM8K after 10^28 steps."
    kinds = [section.kind for section in document.sections]
    assert kinds[-4:] == [SectionKind.ABSTRACT, SectionKind.INTRODUCTION, SectionKind.RESULTS, SectionKind.REFERENCES]
    cost = next(s for s in document.sentences if "cost" in s.text)
    assert cost.text == "The cost is 5 × 10^-7 per widget."
    cited = next(s for s in document.sentences if s.citations)
    assert document.references[cited.citations[0].reference].title == "Evaluating widgets at scale"
    assert len(document.tables) == 1, "what a converter guessed from a picture is no table of the paper"
    (table,) = document.tables
    assert table.label == "Table 1"
    assert table.confidence == 1.0
    assert cell(table, ("Ours",), ("GSM8K",)) == "83.9"
    assert [c.bold for c in table.rows[1].cells] == [True, False]
    assert [s.kind for s in document.sentences if s.text.startswith("Table 1")] == [SentenceKind.CAPTION]


def test_html(tmp_path: Path) -> None:
    document, paper = read(tmp_path / "paper.html", HTML)
    assert paper.id == "doi:10.1000/widget.7"
    texts = [s.text for s in document.sentences]
    assert "We train for 10^28 steps [1]." in texts
    assert "It works well." in texts
    assert not any("navigation" in text for text in texts)
    assert [s.text for s in document.sentences if s.kind is SentenceKind.FOOTNOTE] == ["Seeds are fixed."]
    (table,) = document.tables
    assert table.header_paths[2] == ("HumanEval", "pass@10")
    assert cell(table, ("Open models", "Base"), ("MBPP", "pass@1")) == "3.3"
    assert cell(table, ("Open models", "Base", "+BoN"), ("HumanEval", "pass@10")) == "6.2"
    steps = next(s for s in document.sentences if "10^28" in s.text)
    assert document.references[steps.citations[0].reference].arxiv is not None


def test_latex(tmp_path: Path) -> None:
    document, paper = read(tmp_path / "main.tex", TEX)
    texts = [s.text for s in document.sentences]
    assert paper.abstract == "We present WidgetNet, 50% cheaper."
    assert "As Roe et al. [1] show [1, 2], WidgetNet needs 3.3·10^18 FLOPs and π widgets." in texts
    assert "See Table 1 and Section 2." in texts
    assert "The second one too." in texts, "an environment that is never closed"
    assert not any("comment" in text or "code" in text for text in texts)
    assert [s.text for s in document.sentences if s.kind is SentenceKind.FOOTNOTE] == ["On one GPU."]
    (table,) = document.tables
    assert table.header_paths == (("Model",), ("BLEU", "EN-DE"), ("BLEU", "EN-FR"))
    assert cell(table, ("Single models", "WidgetNet"), ("BLEU", "EN-DE")) == "28.4 ↑1.1"
    assert table.rows[1].cells[0].bold
    assert [r.key for r in document.references] == ["1", "2"]
    citing = next(s for s in document.sentences if s.citations)
    assert [c.reference for c in citing.citations] == [0, 1]


def test_latex_reads_files_beside_it_and_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    (tmp_path / "secret.tex").write_text("A secret outside the folder.")
    (folder / "intro.tex").write_text("The input is read \\cite{k}.")
    (folder / "refs.bib").write_text(
        "@article{k, title={Deep {W}idgets}, author={Roe, Ann and Li, Bo}, year=2020, eprint={2001.00002}}"
    )
    main = "\\begin{document}\\section{Introduction}\\input{intro}\\input{../secret}\\input{main}\\bibliography{refs}"
    document, _ = read(folder / "main.tex", main)
    assert [s.text for s in document.sentences if s.kind is SentenceKind.BODY] == ["The input is read [1]."]
    (reference,) = document.references
    assert (reference.title, reference.authors, reference.year) == ("Deep Widgets", ("Ann Roe", "Bo Li"), 2020)
    assert str(reference.arxiv) == "2001.00002"


def test_multirow_labels_reach_down(tmp_path: Path) -> None:
    tex = r"""\begin{document}Some words first.\begin{table}\caption{Runs}\begin{tabular}{llc}\hline
    Run & Data & KL \\ \hline \multirow{2}{*}{Base} & Circle & 0.354 \\ & Dino & 0.989 \\ \hline
    Ours & Circle & 0.347 \\ \hline \end{tabular}\end{table}\end{document}"""
    document, _ = read(tmp_path / "a.tex", tex)
    assert cell(document.tables[0], ("Base", "Dino"), ("KL",)) == "0.989"
    assert cell(document.tables[0], ("Ours", "Circle"), ("KL",)) == "0.347"


def test_run_together_table_is_doubtful_where_its_header_is(tmp_path: Path) -> None:
    rows = "Alpha SFT 1 epoch 77.5 46.1 Alpha DPO 83.9 ↑6.4 51.2 ↑5.1 Beta SFT 60.1 20.5"
    sure, _ = read(tmp_path / "a.md", f"Table 1 | Runs.\n\nModel Method GSM8K MATH\n\n{rows}\n\nWords follow here.")
    (table,) = sure.tables
    assert 0.5 < table.confidence < 1
    assert cell(table, ("Alpha", "DPO"), ("GSM8K",)) == "83.9 ↑6.4"
    assert cell(table, ("Alpha", "SFT 1 epoch"), ("MATH",)) == "46.1"
    unsure, _ = read(
        tmp_path / "b.md", f"Table 1 | Runs.\n\nModel MBPP pass@1 Time taken\n\n{rows}\n\nWords follow here."
    )
    assert all(found.confidence < 0.5 for found in unsure.tables)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("10^{28}", "10^28"), (r"1.0\cdot10^{20}", "1.0·10^20"), (r"5 \times 10^{-7}", "5 × 10^-7"),
        (r"1 . 4 \%", "1.4%"), (r"\pm0.4", "±0.4"), (r"\mu \mathrm { C O D E }", "μCODE"), ("1{,}000", "1,000"),
        (r"d_{\text{model}}=512", "d_model = 512"), (r"91.5_{\pm 0.2}", "91.5 ±0.2"), ("{{{", ""), ("x^", "x"),
    ],
)  # fmt: skip
def test_math_stays_readable(tex: str, text: str) -> None:
    assert math_text(tex) == text


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.md", b"", "empty"), ("a.md", b"ab\x00\x01" * 40, "binary"), ("a.html", b"%PDF-1.4 x", "a PDF"),
        ("a.tex", b" \n ", "blanks"), ("a.md", b"a" * 50_000_000, "million characters"),
        ("a.html", b"<p></p>", "no text"),
    ],
)  # fmt: skip
def test_unreadable(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(tmp_path / name, data)
    assert word in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b"[" * 50_000 + b" hello you"), ("a.md", b"$a " * 20_000),
        ("a.md", b"<table>" * 2_000 + b"\n\nHello you."),
        ("a.html", b"<div>" * 20_000 + b"hello you"), ("a.html", b"<p>x" + b"<sup>a" * 5_000),
        ("a.html", b"<table><tr><td rowspan=99999999 colspan=99999>a<td>1</tr></table>hello you"),
        ("a.tex", b"\\begin{document}hello you" + b"{" * 100_000),
        ("a.tex", b"\\begin{document}hello" + b"\\footnote{" * 5_000),
        ("a.tex", b"\\begin{document}" + b"\\begin{itemize}" * 1_000 + b"hello you"),
        ("a.tex", b"\\def\\a{\\b\\b}\\def\\b{\\c\\c}\\def\\c{" + b"x" * 900 + b"}\\begin{document}hello "
            + b"\\a " * 900),
    ],
)  # fmt: skip
def test_hostile_input_ends(tmp_path: Path, name: str, data: bytes) -> None:
    began = time.monotonic()
    try:
        document, _ = read(tmp_path / name, data)
        assert document.text
    except ParseError as error:
        assert error.hint
    assert time.monotonic() - began < 15


def test_encodings(tmp_path: Path) -> None:
    text = "# A título\n\nA média é de 5.1 pontos em março."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        document, _ = read(tmp_path / f"{encoding}.md", text.encode(encoding))
        assert document.sentences[-1].text == "A média é de 5.1 pontos em março."
