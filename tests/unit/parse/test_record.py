"""What a paper is called: arXiv id, else DOI, else checksum."""

from __future__ import annotations

from pathlib import Path

import pytest

from synth.parse.imprint import Metadata
from synth.parse.record import identity, make_paper
from synth.records import ArxivId, Document, PageFailure, PaperStatus

SHA = "ab12" * 16
EMPTY = Document(id="d1", sha256=SHA, parser="test", text="", pages=())


def test_identity() -> None:
    arxiv = ArxivId(id="2306.08568", version=1)
    assert identity(arxiv, "10.1/X", SHA) == "arxiv:2306.08568v1"
    assert identity(None, "10.1/X", SHA) == "doi:10.1/x"
    assert identity(None, "", SHA) == f"sha256:{SHA[:16]}"


def test_front_matter_before_what_the_caller_knows() -> None:
    assert make_paper(Metadata(doi="10.1/page"), EMPTY, Path("a.pdf"), "10.1/meta").doi == "10.1/page"
    paper = make_paper(Metadata(), EMPTY, Path("a.pdf"), "10.1/meta")
    assert (paper.id, paper.url) == ("doi:10.1/meta", "https://doi.org/10.1/meta")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a study.pdf", "a study"),
        ("2401.00001v2.tar.gz", "2401.00001v2"),
        ("2401.00001v2", "2401.00001v2"),
        ("x.MD", "x"),
    ],
)
def test_a_paper_without_a_title_has_its_files_name(name: str, title: str) -> None:
    assert make_paper(Metadata(), EMPTY, Path("folder") / name).title == title


def test_failed_pages_make_it_partial() -> None:
    failures = tuple(PageFailure(page=number, reason="bad") for number in range(2, 14))
    document = Document(id="d1", sha256=SHA, parser="test", text="", pages=(), failures=failures)
    paper = make_paper(Metadata(), document, Path("a.pdf"))
    assert (paper.status, paper.reason) == (
        PaperStatus.PARTIAL, "12 pages could not be read: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11",
    )  # fmt: skip
