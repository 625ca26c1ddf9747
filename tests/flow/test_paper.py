"""`synth paper`: what was read in one paper, from a file, a folder of source or the library."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from flow_world import CORPUS, Ran, synth
from test_bad_input import BAD, assert_one_line_and_a_hint

DIGEST = CORPUS / "papers" / "digest-09-passk-pass1-conflict.pdf"
TEX = r"""\documentclass{article}\title{Counting Apples}\author{Ada Example}\begin{document}\maketitle
\begin{abstract}We count apples with small models and report every mean.\end{abstract}
\section{Introduction}Apples are counted by many systems. \input{results}
\end{document}"""
RESULTS = r"""\section{Results}Alpha counts best of all.
\begin{table}\caption{Counted apples.}\begin{tabular}{lcc}\toprule Model & Orchard & Market \\ \midrule
Alpha & 41.7 & \textbf{50.2} \\ Beta & 38.1 & 44.4 \\ \bottomrule\end{tabular}\end{table}"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library that has read one digest."""
    cwd = tmp_path_factory.mktemp("paper")
    ran = paper(DIGEST, cwd=cwd)
    assert ran.code == 0, ran.err
    return cwd


def paper(*arguments: str | Path, cwd: Path, **env: str) -> Ran:
    return synth("paper", *arguments, "--library", cwd / "library", cwd=cwd, env=env)


def as_json(*arguments: str | Path, cwd: Path) -> dict[str, Any]:
    ran = paper(*arguments, "--json", cwd=cwd)
    assert ran.code == 0 and ran.err == "", ran.err
    made: dict[str, Any] = json.loads(ran.out)
    return made


def test_overview(world: Path) -> None:
    ran = paper(DIGEST, cwd=world)
    assert ran.out.startswith("Digest: Why Optimising pass@k Can Lower pass@1\n")
    assert "known to the library" in ran.out  # the fixture read it
    assert " sentences · " in ran.out and ran.err == ""


def test_show_prints_the_parts_in_the_order_asked(world: Path) -> None:
    ran = paper(DIGEST, "--show", "sections,tables", "--show", "references", cwd=world, COLUMNS="80")
    assert ran.code == 0
    at = [ran.out.index(word) for word in ("Abstract  abstract", "confidence", "cited")]
    assert at == sorted(at)
    assert max(map(len, ran.out.splitlines())) <= 80


def test_quiet_prints_only_what_was_asked_for(world: Path) -> None:
    assert paper(DIGEST, "-q", cwd=world).out == ""
    first = paper(DIGEST, "-q", "--show", "sections", cwd=world).out.splitlines()[0]
    assert "page 1" in first and not first.startswith("Digest:")


def test_verbose_prints_sentences(world: Path) -> None:
    short = paper(DIGEST, "--show", "sections", cwd=world).out
    long = paper(DIGEST, "--show", "sections", "-v", cwd=world).out
    first = next(
        sentence["text"]
        for section in as_json(DIGEST, "--show", "sections", cwd=world)["sections"]
        for sentence in section["sentences"]
        if section["kind"] == "abstract"
    )
    assert first[:40] in " ".join(long.split()) and first[:40] not in " ".join(short.split())


def test_json_holds_what_the_terminal_shows(world: Path) -> None:
    made = as_json(DIGEST, "--show", "tables,references", cwd=world)
    assert made["schema_version"] == "1" and "sections" not in made
    assert made["counts"]["tables"] == len(made["tables"]) >= 1
    shown = paper(DIGEST, "--show", "tables", cwd=world).out
    for table in made["tables"]:
        assert {"page", "caption", "header_paths", "rows", "confidence"} <= set(table)
        for row in table["rows"]:
            assert len(row["cells"]) == len(table["header_paths"])
            assert all(word in shown for text in row["cells"] for word in text.split())


def test_the_library_gives_papers_by_id(world: Path) -> None:
    made = as_json(DIGEST, cwd=world)["paper"]
    again = as_json(f"sha256:{made['sha256'][:12]}", cwd=world)["paper"]
    assert again["title"] == made["title"] and again["path"] == str(DIGEST)


def test_an_arxiv_id_gives_the_newest_version_that_was_read(tmp_path: Path) -> None:
    for version in (1, 2):
        path = tmp_path / f"2101.00001v{version}.md"
        path.write_text(
            f"# Title of version {version}\n\narXiv:2101.00001v{version}\n\n## Abstract\n\nApples count. " * 3
        )
        assert as_json(path, cwd=tmp_path)["paper"]["version"] == version
    assert as_json("2101.00001", cwd=tmp_path)["paper"]["version"] == 2
    assert as_json("arXiv:2101.00001v1", cwd=tmp_path)["paper"]["version"] == 1
    assert_one_line_and_a_hint(paper("2101.00001v3", cwd=tmp_path), 2, "2101.00001v3 is not in the library")


def test_a_paper_whose_file_is_gone(tmp_path: Path) -> None:
    shutil.copy(DIGEST, tmp_path / "p.pdf")
    identity = "sha256:" + as_json("p.pdf", cwd=tmp_path)["paper"]["sha256"][:16]
    (tmp_path / "p.pdf").unlink()
    ran = paper(identity, "--debug-html", "read.html", cwd=tmp_path)
    assert ran.code == 0 and "its file is gone" in ran.out
    assert "pages not drawn: its file is gone" in ran.err
    assert 'class="m k-abstract"' in (tmp_path / "read.html").read_text(encoding="utf-8")


def test_a_folder_of_tex_source_is_one_paper(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "apples.tex").write_text(TEX)
    (source / "results.tex").write_text(RESULTS)
    shutil.copy(DIGEST, source / "figure1.pdf")
    made = as_json("source", "--show", "tables", cwd=tmp_path)
    assert made["paper"]["title"] == "Counting Apples" and made["laid_out"] is False
    (table,) = made["tables"]
    assert [row["cells"][1:] for row in table["rows"]] == [["41.7", "50.2"], ["38.1", "44.4"]]
    assert [d["text"] for row in table["rows"] for d in row["details"] if d["bold"]] == ["50.2"]


def test_debug_html(world: Path) -> None:
    ran = paper(DIGEST, "--debug-html", "deep/read.html", cwd=world)
    assert ran.code == 0 and "pages with what was read: deep/read.html" in ran.out
    page = (world / "deep" / "read.html").read_text(encoding="utf-8")
    with pymupdf.open(DIGEST) as document:
        assert page.count("data:image/png;base64,") == document.page_count
    assert 'class="m k-cell"' in page and 'class="m k-heading"' in page and 'class="m k-reference"' in page


@pytest.mark.parametrize("name", list(BAD))
def test_files_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    BAD[name][0](tmp_path / name)
    for _ in range(2):  # the second time the library knows; the reason and the hint stay the same
        assert_one_line_and_a_hint(paper(name, cwd=tmp_path), 2, name)


def test_the_hint_fits_the_reason(tmp_path: Path) -> None:
    for name, hint in (("encrypted.pdf", "without a password"), ("scanned.pdf", "OCR")):
        BAD[name][0](tmp_path / name)
        assert hint in paper(name, cwd=tmp_path).lines[1]


def test_wrong_usage(tmp_path: Path) -> None:
    assert_one_line_and_a_hint(paper("nowhere.pdf", cwd=tmp_path), 2, "no such file: nowhere.pdf")
    assert_one_line_and_a_hint(paper(DIGEST, "--show", "figures", cwd=tmp_path), 2, "figures")
    assert_one_line_and_a_hint(paper(DIGEST, "-q", "-v", cwd=tmp_path), 2)
    (tmp_path / "empty").mkdir()
    assert_one_line_and_a_hint(paper("empty", cwd=tmp_path), 2, "no papers in empty")
    assert_one_line_and_a_hint(paper(CORPUS / "papers", cwd=tmp_path), 2, "holds 10 papers")
    assert_one_line_and_a_hint(paper(DIGEST, "--debug-html", "empty", cwd=tmp_path), 2, "empty")
    (tmp_path / "notes.csv").write_text("a,b\n")
    assert_one_line_and_a_hint(paper("notes.csv", cwd=tmp_path), 2, "notes.csv")


def test_the_paper_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("<h1>A title</h1><h2>Abstract</h2><p>Apples are counted by all systems.</p>")
    before = (tmp_path / "p.html").read_bytes()
    assert_one_line_and_a_hint(paper("p.html", "--debug-html", "./p.html", cwd=tmp_path), 2, "write over")
    assert (tmp_path / "p.html").read_bytes() == before


def test_hostile_text_reaches_neither_terminal_nor_page(tmp_path: Path) -> None:
    evil = "Owned \x1b]0;owned\x07 \x1b[2J <script>alert(1)</script> [bold]by[/bold] apples"
    (tmp_path / "p.md").write_text(
        f"# {evil}\n\n## Abstract\n\n{evil} are counted.\n\n## {evil}\n\nTable 1: {evil}\n\n"
        f"| {evil} | Score |\n|---|---|\n| {evil} | 41.7 |\n| Beta | 38.1 |\n\n## References\n\n"
        f"[1] {evil}. Journal, 2020.\n"
    )
    arguments = ("p.md", "--show", "tables,sections,references", "-v", "--debug-html", "read.html")
    ran = paper(*arguments, cwd=tmp_path)
    made = paper("p.md", "--show", "tables,sections,references", "--json", cwd=tmp_path)
    page = (tmp_path / "read.html").read_text(encoding="utf-8")
    assert ran.code == made.code == 0
    for text in (ran.out, ran.err, made.out, page):
        assert "\x1b" not in text and "\x07" not in text
    assert "[bold]by[/bold]" in ran.out  # shown as it stands
    assert "<script>alert" not in page and "alert(1)" in page


def test_names_of_files_do_not_steer_the_terminal(tmp_path: Path) -> None:
    name = "bad\x1b[31mname.pdf"
    for _ in range(2):
        ran = paper(name, cwd=tmp_path)
        assert_one_line_and_a_hint(ran, 2, "name.pdf")
        assert "\x1b" not in ran.err
        (tmp_path / name).write_bytes(b"")


def test_real_tables(test_data: Path, tmp_path: Path) -> None:
    path = test_data / "papers" / "2306.08568v1_WizardCoder.pdf"
    if not path.is_file():
        pytest.skip("no WizardCoder")
    made = as_json(path, "--show", "tables", cwd=tmp_path)
    (table,) = [table for table in made["tables"] if table["label"] == "Table 1"]
    row = next(row for row in table["rows"] if row["path"][-2:] == ["Codex [16]", "12B"])
    assert dict(zip(map(tuple, table["header_paths"]), row["cells"], strict=True))[("HumanEval",)] == "28.8"
    narrow = paper(path, "--show", "tables", cwd=tmp_path, COLUMNS="40")
    assert max(map(len, narrow.out.splitlines())) <= 40 and "28.8" in narrow.out
