"""Papers as arXiv's archives of TeX source, alone and beside their PDF."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from synth.errors import ParseError
from synth.parse import PARSER, ParseJob, parse_file
from synth.parse.companion import with_source
from synth.parse.markup import archive, read_markup
from synth.records import Document, Paper, Table

PREAMBLE = r"""
\documentclass{article}
\usepackage{booktabs}
\newcommand{\ours}{StepSampler}
\title{\ours: Sampling in Steps}
\author{Ann Lee\footnotemark[1] \and Bo \v{C}han}
\begin{document}
\maketitle
\input{sections/intro}
\section{Results}
\input{sections/table}
Table~\ref{tab:main} shows the scores of \ours{} \cite{lee2020}.
\bibliography{refs}
\end{document}
"""
INTRO = r"\begin{abstract}We sample in steps and measure what it brings on two sets of problems.\end{abstract}"
TABLE = r"""
\begin{table}\caption{Scores of all systems on two sets of problems.}\label{tab:main}
\begin{tabular}{lcc}\toprule Model & HumanEval & MBPP \\ \midrule
Alpha & 41.7 & 52.3 \\ \ours & \textbf{62.0} & 60.9 \\ \bottomrule\end{tabular}\end{table}
"""
BIB = "@article{lee2020, title={A Study of Sampling}, author={Lee, Ann and Chan, Bo}, year={2020}, journal={J}}"
FILES = {"main.tex": PREAMBLE, "sections/intro.tex": INTRO, "sections/table.tex": TABLE, "refs.bib": BIB}


def pack(path: Path, files: dict[str, str | bytes], *, mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, text in files.items():
            data = text if isinstance(text, bytes) else text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def read(path: Path) -> tuple[Document, Paper]:
    return read_markup(path, document_id="d1", sha256="ab" * 32, parser="test")


def cells(table: Table) -> dict[tuple[str, str], str]:
    return {(row.path[-1], table.header_paths[cell.column][-1]): cell.text for row in table.rows for cell in row.cells}


SCORES = {
    ("Alpha", "HumanEval"): "41.7",
    ("Alpha", "MBPP"): "52.3",
    ("StepSampler", "HumanEval"): "62.0",
    ("StepSampler", "MBPP"): "60.9",
}


@pytest.mark.parametrize("mode", ["w:gz", "w"])
def test_an_archive_is_a_paper(tmp_path: Path, mode: str) -> None:
    document, paper = read(pack(tmp_path / "2401.00001v2.tar.gz", {**FILES, "fig/a.png": b"\x89PNG"}, mode=mode))
    assert (paper.id, paper.title) == ("arxiv:2401.00001v2", "StepSampler: Sampling in Steps")
    assert paper.authors == ("Ann Lee", "Bo Čhan")
    assert paper.abstract.startswith("We sample in steps")
    assert cells(document.tables[0]) == SCORES
    assert [reference.title for reference in document.references] == ["A Study of Sampling"]
    (told,) = [s for s in document.sentences if s.text.startswith("Table 1 shows")]
    assert [citation.reference for citation in told.citations] == [0]


def test_one_gzipped_file_and_a_folder_are_papers(tmp_path: Path) -> None:
    whole = PREAMBLE.replace(r"\input{sections/intro}", INTRO).replace(r"\input{sections/table}", TABLE)
    (tmp_path / "2401.00002.gz").write_bytes(gzip.compress(whole.encode()))
    document, paper = read(tmp_path / "2401.00002.gz")
    assert (paper.id, cells(document.tables[0])) == ("arxiv:2401.00002", SCORES)
    with tarfile.open(pack(tmp_path / "a.tar.gz", FILES)) as packed:
        packed.extractall(tmp_path / "2401.00003v1", filter="data")
    document, paper = read(tmp_path / "2401.00003v1")
    assert (paper.id, cells(document.tables[0])) == ("arxiv:2401.00003v1", SCORES)


def test_the_main_file_is_found(tmp_path: Path) -> None:
    def main(files: dict[str, str | bytes]) -> str:
        with archive.main_of(pack(tmp_path / "x.tar.gz", files)) as path:
            return path.name

    bare = "\\documentclass{article}\\begin{document}\\title{T}x\\end{document}"
    assert main({"ms.tex": bare, "supplement.tex": bare}) == "ms.tex"
    assert main({"response.tex": bare, "zeta.tex": bare, "zeta.bbl": ""}) == "zeta.tex"
    assert main({"a.tex": bare.replace("x", r"\input{b}"), "b.tex": bare}) == "a.tex"
    assert main({"fig.tex": bare.replace("article", "standalone"), "z.tex": bare}) == "z.tex"
    assert main({"._a.tex": bare, "b.tex": bare, "__MACOSX/main.tex": bare}) == "b.tex"
    assert main({"a.tex": bare, "main.tex": bare, "00README.XXX": "a.tex toplevelfile\n"}) == "a.tex"
    listed = '{"sources": [{"filename": "a.tex", "usage": "toplevel"}]}'
    assert main({"a.tex": bare, "main.tex": bare, "00README.json": listed}) == "a.tex"
    assert main({"a.tex": bare, "main.tex": bare, "00README.json": "[1]"}) == "main.tex"


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path)
    target = pack(inner / "x.tar", {"../up.tex": "up", "/tmp/synth-absolute.tex": "abs", **FILES}, mode="w")
    with tarfile.open(target, "a") as packed:
        packed.addfile(link)
        for name in ("link/through.tex", "sections", "sections/intro.tex/deep.tex", "n" * 300 + ".tex"):
            member = tarfile.TarInfo(name)
            member.size = 2
            packed.addfile(member, io.BytesIO(b"no"))
    document, _ = read(target)
    assert cells(document.tables[0]) == SCORES
    assert sorted(path.name for path in tmp_path.rglob("*.tex")) == []
    assert not Path("/tmp/synth-absolute.tex").exists()


def test_what_is_no_source_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reason(name: str, data: bytes) -> str:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ParseError) as told:
            read(tmp_path / name)
        return told.value.message

    good = pack(tmp_path / "good.tar.gz", {**FILES, "big.tex": "x" * 5000}).read_bytes()
    assert reason("empty.gz", b"") == "empty.gz: the file is empty (0 bytes)"
    assert "damaged archive" in reason("cut.tar.gz", good[:200])
    assert "a PDF, no TeX source" in reason("pdf.gz", gzip.compress(b"%PDF-1.5"))
    assert "a web page" in reason("page.gz", b"<!DOCTYPE html><html></html>")
    assert "no main TeX file" in reason("none.tar", pack(tmp_path / "n", {"a.txt": "x"}, mode="w").read_bytes())
    monkeypatch.setattr(archive, "MAX_UNPACKED", 3000)
    assert "too large" in reason("large.tar.gz", good)
    assert "too large" in reason("large.gz", gzip.compress(b"%" * 4000))
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    assert "too large" in reason("many.tar.gz", good)


PAGE = """
#set page(width: 15cm, height: 12cm)
#align(center, text(17pt, weight: "bold")[StepSampler: Sampling in Steps])
#align(center)[Ann Lee]
#heading[Abstract]
We sample in steps and measure what it brings on two sets of problems. The numbers are in the table below, for all of
the systems that were compared, and they speak for themselves in every respect.

Table 1: Scores of all systems on two sets of problems.
#table(columns: 3, [Model], [HumanEval], [MBPP], [Alpha], [41.7], [52.3], [StepSampler], [62.0], [60.9])
"""


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """A PDF and its source."""
    pdf = tmp_path / "2401.00001v2.pdf"
    pdf.write_bytes(typst.compile(PAGE.encode()))
    return pdf, pack(tmp_path / "2401.00001v2.tar.gz", FILES)


def doubted(pdf: Path) -> Document:
    """The PDF as a reader might read it who is not sure: columns swapped, and little confidence."""
    document = parse_file(ParseJob(pdf, "ab" * 32)).document
    (table,) = document.tables
    swapped = replace(table, header_paths=table.header_paths[:1] + table.header_paths[:0:-1], confidence=0.3)
    return replace(document, tables=(swapped,))


def test_a_doubtful_table_is_taken_from_the_source(both: tuple[Path, Path]) -> None:
    document = doubted(both[0])
    (before,), (after,) = document.tables, with_source(document, both[1]).tables
    assert cells(before) != SCORES
    assert cells(after) == SCORES
    assert (after.origin, after.id, after.box, after.caption) == ("tex", before.id, before.box, before.caption)
    assert after.confidence > 0.5


def test_a_sure_table_stays_that_of_the_page(both: tuple[Path, Path]) -> None:
    job = ParseJob(both[0], "ab" * 32, source=both[1], source_sha256="cd" * 32)
    alone, beside = parse_file(ParseJob(both[0], "ab" * 32)).document, parse_file(job).document
    assert alone.tables[0].confidence >= 0.5
    assert cells(beside.tables[0]) == cells(alone.tables[0]) == SCORES
    assert beside.tables[0].origin == ""
    # Read with another source, a file is another document, and kept as such.
    assert (alone.parser, beside.parser) == (PARSER, f"{PARSER}+tex.{'cd' * 8}")
    assert alone.id != beside.id


@pytest.mark.parametrize(
    "change",
    [("41.7 & 52.3", "43.9 & 55.1"), ("Scores of all systems on two sets of problems", "Sizes of the training data")],
)
def test_another_versions_table_is_not_taken(both: tuple[Path, Path], change: tuple[str, str]) -> None:
    document = doubted(both[0])
    pack(both[1], {**FILES, "sections/table.tex": TABLE.replace(*change)})
    assert with_source(document, both[1]) == document


def test_a_source_that_cannot_be_read_leaves_the_pdf(both: tuple[Path, Path]) -> None:
    both[1].write_bytes(b"\x1f\x8bbroken")
    document = doubted(both[0])
    assert with_source(document, both[1]) == document


PAIRS = {"rl_lr_adaptation": 45, "multi_style_adapter": 36, "adaptive_dual_scale_denoising": 60}
"""Papers whose source is at hand, and how many cells their tables have."""


def bound(table: Table) -> set[tuple[str, str, str]]:
    """Row, column and value of each cell, letters and digits alone: line breaks in headers are no matter of content."""

    def bare(*parts: str) -> str:
        return re.sub(r"[\W_]+", "", "".join(parts))

    return {
        (bare(*row.path), bare(*table.header_paths[cell.column]), bare(cell.text))
        for row in table.rows
        for cell in row.cells
    }


@pytest.mark.parametrize("name", PAIRS)
def test_page_and_source_of_real_papers_agree(test_data: Path, name: str) -> None:
    folder = test_data / "latex_pairs" / name
    document = parse_file(ParseJob(folder / f"{name}.pdf", "ab" * 32)).document
    unsure = replace(document, tables=tuple(replace(table, confidence=0.2) for table in document.tables))
    taken = with_source(unsure, folder / f"{name}.tex").tables
    assert all(table.origin == "tex" for table in taken)
    assert [bound(table) for table in taken] == [bound(table) for table in document.tables]
    assert sum(len(bound(table)) for table in taken) == PAIRS[name]


def test_citations_behind_a_full_stop_belong_to_their_sentence(tmp_path: Path) -> None:
    text = PREAMBLE.replace(
        r"\bibliography{refs}", "It was seen before.\\cite{lee2020} Since then, little was done.\n\\bibliography{refs}"
    )
    document, _ = read(pack(tmp_path / "a.tar.gz", {**FILES, "main.tex": text}))
    told = {s.text: len(s.citations) for s in document.sentences}
    assert told["It was seen before [1]."] == 1
    assert told["Since then, little was done."] == 0
