from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from report_world import HOSTILE

from synth.errors import InputError
from synth.records import Report
from synth.report import write
from synth.report.text import printable


def squeeze(text: str) -> str:
    """Letters only: line breaks, hyphens and the fonts' ligatures are the layout's business."""
    for one, two in (("\ufb01", "fi"), ("\ufb02", "fl"), ("\ufb00", "ff"), ("\ufb03", "ffi"), ("\ufb04", "ffl")):
        text = text.replace(one, two)
    return "".join(c for c in text if c.isalnum())


@pytest.fixture(scope="module")
def document(pages: dict[str, Path]) -> pymupdf.Document:
    return pymupdf.open(pages["pdf"])


@pytest.fixture(scope="module")
def text(document: pymupdf.Document) -> str:
    height = document[0].rect.height
    body = [page.get_text(clip=pymupdf.Rect(0, 50, 600, height - 50)) for page in document]
    return squeeze("".join(body))


def test_everything_is_printed(text: str, report: Report) -> None:
    for checked in report.claims:
        assert squeeze(printable(checked.claim.text)) in text
        assert squeeze(printable(checked.claim.quote)) in text
    for sentence in report.answer:
        assert squeeze(sentence.text) in text
    assert squeeze("The file is encrypted.") in text
    assert squeeze("The pass@8 objective costs 3.5 points") in text


def test_nothing_reaches_over_the_margins(document: pymupdf.Document) -> None:
    for page in document:
        for x0, _, x1, y1, word, *_ in page.get_text("words"):
            assert x0 >= 50 and x1 <= page.rect.width - 50, word
            assert y1 <= page.rect.height - 20, word


def test_hostile_text_is_printed_not_run(text: str, document: pymupdf.Document) -> None:
    assert squeeze(printable(HOSTILE)) in text
    uris = [link["uri"] for page in document for link in page.get_links() if "uri" in link]
    assert uris and not [uri for uri in uris if "evil" in uri]


def test_it_has_an_outline_metadata_and_pictures_of_contradictions(document: pymupdf.Document, report: Report) -> None:
    titles = [title for _, title, _ in document.get_toc()]
    assert [title for title in titles if title in ("Answer", "What changed", "Claims by sub-question")] == [
        *("Answer", "What changed", "Claims by sub-question"),
    ]
    assert "References" in titles
    assert document.metadata["title"] == report.title
    assert sum(len(page.get_images()) for page in document) >= 2


def test_equal_reports_give_equal_bytes(report: Report, pages: dict[str, Path], pdfs: dict[str, Path]) -> None:
    out = pages["pdf"].parent / "again"
    again = write(report, out, formats=("pdf", "html", "md"), files=pdfs)
    for name, path in again.items():
        assert path.read_bytes() == pages[name].read_bytes(), name


def test_an_empty_report_is_printed(empty: Report, tmp_path: Path) -> None:
    path = write(empty, tmp_path, formats=("pdf",))["pdf"]
    with pymupdf.open(path) as document:
        assert "No claim is listed." in document[0].get_text()


def test_a_template_that_does_not_compile_is_one_line(report: Report, tmp_path: Path) -> None:
    (tmp_path / "report.typ").write_text("#let x = (", encoding="utf-8")
    with pytest.raises(InputError, match=r"report\.typ cannot be used") as caught:
        write(report, tmp_path / "out", formats=("pdf",), templates=tmp_path)
    assert caught.value.hint
