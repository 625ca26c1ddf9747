"""A PDF and its TeX source in one folder: one paper, read from either."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import typst

from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Ingested, ingest
from synth.workflows.paper import read_paper

PAGE = """
#set page(width: 15cm, height: 20cm)
#align(center, text(17pt, weight: "bold")[A Study of Greedy Sampling])
#align(center)[Ann Adams]
#heading[Abstract]
We study the estimators of success as printed. Optimising for one attempt differs from optimising for many. Many samples
are drawn for each problem, and the share of those that pass is counted. The estimator is unbiased for every number.
"""
TEX = r"""
\documentclass{article}\title{A Study of Greedy Sampling}\author{Ann Adams}\begin{document}
\begin{abstract}We study the estimators of success as written in the source of the paper.\end{abstract}
\end{document}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    (made / "2401.00002v1").mkdir(parents=True)
    for name in ("2401.00001v1", "2401.00002v1"):
        (made / f"{name}.pdf").write_bytes(typst.compile(PAGE.replace("Greedy", name).encode()))
    (made / "2401.00001v1.gz").write_bytes(gzip.compress(TEX.encode()))
    (made / "2401.00002v1" / "main.tex").write_text(TEX, encoding="utf-8")
    return made


def read(folder: Path, library: Path, *, prefer_tex: bool = False) -> Ingested:
    with Library.open(library) as opened:
        settings = Settings(library=library, workers=2)
        return ingest([folder], opened, settings, lambda *_: None, prefer_tex=prefer_tex)


def test_one_paper_read_from_either(folder: Path, tmp_path: Path) -> None:
    pdf = read(folder, tmp_path / "library")
    tex = read(folder, tmp_path / "library", prefer_tex=True)
    for found, word in ((pdf, "printed"), (tex, "source")):
        assert [paper.id for _, paper in found.pairs] == ["arxiv:2401.00001v1", "arxiv:2401.00002v1"]
        assert not found.failed
        assert all(word in paper.abstract for _, paper in found.pairs)
    assert [Path(paper.path).name for _, paper in pdf.pairs] == ["2401.00001v1.pdf", "2401.00002v1.pdf"]
    assert [Path(paper.path).name for _, paper in tex.pairs] == ["2401.00001v1.gz", "2401.00002v1"]


def test_only_what_changed_is_read_again(folder: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert read(folder, library).parsed == 2
    assert read(folder, library).parsed == 0
    (folder / "2401.00002v1" / "main.tex").write_text(TEX.replace("Greedy", "Beam"), encoding="utf-8")
    assert read(folder, library).parsed == 1  # the tables of its PDF might now come from elsewhere
    (folder / "2401.00001v1.gz").unlink()
    assert read(folder, library).parsed == 1
    assert read(folder, library, prefer_tex=True).parsed == 1


def test_a_source_that_cannot_be_read_is_a_row(folder: Path, tmp_path: Path) -> None:
    (folder / "2401.00001v1.gz").write_bytes(b"\x1f\x8bbroken")
    found = read(folder, tmp_path / "library", prefer_tex=True)
    assert [(row.title, "damaged archive" in row.reason) for row in found.failed] == [("2401.00001v1.gz", True)]
    assert len(read(folder, tmp_path / "library").pairs) == 2


def test_one_named_file_is_read_with_its_source_too(folder: Path, tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library", workers=1)
    (alone := tmp_path / "alone.pdf").write_bytes((folder / "2401.00001v1.pdf").read_bytes())
    for name in ("2401.00001v1", "2401.00002v1"):
        found = read_paper(str(folder / f"{name}.pdf"), settings=settings, progress=lambda *_: None)
        assert found.fresh
        assert "+tex." in found.document.parser
    assert "+tex." not in read_paper(str(alone), settings=settings, progress=lambda *_: None).document.parser
    assert read(folder, settings.library).parsed == 0
    known = read_paper("2401.00002v1", settings=settings, progress=lambda *_: None)
    assert not known.fresh
    assert "+tex." in known.document.parser
