"""Long, crowded and damaged PDFs: bounded time and memory, and one row for each page that is lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from synth.parse import Parsed, ParseJob, parse_file, parse_files
from synth.parse import pdf as reader
from synth.parse.layout import PageLayout
from synth.records import PaperStatus

PROSE = "A sentence of some words with a value of 28.8 percent stands here. "


def paper(pages: int) -> pymupdf.Document:
    document = pymupdf.open()
    for number in range(pages):
        page = document.new_page()
        page.insert_textbox((72, 90, 500, 700), f"Page {number + 1} begins with its own words. " + PROSE * 12)
    return document


def draw(page: pymupdf.Page, count: int) -> None:
    """Put `count` short lines on a page, each a path of its own."""
    chance = random.Random(0)
    paths = []
    for _ in range(count):
        x, y = chance.uniform(60, 500), chance.uniform(60, 700)
        paths.append(f"{x:.1f} {y:.1f} m {x + chance.uniform(5, 60):.1f} {y + chance.uniform(-4, 4):.1f} l S")
    document = page.parent
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    document.update_stream(xref, "\n".join(paths).encode())
    parts = " ".join(f"{part} 0 R" for part in [*page.get_contents(), xref])
    document.xref_set_key(page.xref, "Contents", f"[{parts}]")


def parsed(path: Path) -> Parsed:
    return parse_file(ParseJob(path, "0" * 64))


def test_a_hundred_pages(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    paper(100).save(path)
    start = time.process_time()
    document = parsed(path).document
    assert time.process_time() - start < 25  # about 3 in truth; shared machines measure badly
    assert [page.number for page in document.pages] == list(range(1, 101))
    begins = [s.text for s in document.sentences if s.text.startswith("Page ")]
    assert begins == [f"Page {n} begins with its own words." for n in range(1, 101)]


@pytest.mark.parametrize("count", [20_000, 200_000])
def test_a_page_full_of_drawings(tmp_path: Path, count: int) -> None:
    document = paper(3)
    draw(document[1], count)
    path = tmp_path / "plot.pdf"
    document.save(path)
    start = time.process_time()
    ((_, result),) = parse_files([ParseJob(path, "0" * 64)], workers=1, timeout=60, memory=1024)
    assert time.process_time() - start < 30
    assert isinstance(result, Parsed), result
    assert {s.span.page for s in result.document.sentences} == {1, 2, 3}
    assert result.paper.status is PaperStatus.READ


def null(page: pymupdf.Page) -> None:
    page.parent.update_object(page.xref, "null")


def no_contents(page: pymupdf.Page) -> None:
    page.parent.xref_set_key(page.xref, "Contents", "99999 0 R")


def not_compressed(page: pymupdf.Page) -> None:
    (xref,) = page.get_contents()
    page.parent.update_stream(xref, b"this is no compressed stream", compress=False)
    page.parent.xref_set_key(xref, "Filter", "/FlateDecode")


def nonsense(page: pymupdf.Page) -> None:
    (xref,) = page.get_contents()
    page.parent.update_stream(xref, b"BT /F1 ( ( ] ] >> q ET " * 40)


def half(page: pymupdf.Page) -> None:
    (xref,) = page.get_contents()
    page.parent.xref_set_key(page.xref, "Contents", f"[{xref} 0 R {page.xref} 0 R]")


@pytest.mark.parametrize("harm", [null, no_contents, not_compressed, nonsense, half])
def test_a_broken_page_is_a_row(tmp_path: Path, harm: Callable[[pymupdf.Page], None]) -> None:
    document = paper(4)
    harm(document[2])
    path = tmp_path / "broken.pdf"
    document.save(path)
    result = parsed(path)
    assert [failure.page for failure in result.document.failures] == [3]
    assert result.document.failures[0].reason
    assert result.paper.status is PaperStatus.PARTIAL and result.paper.reason.endswith(": 3")
    assert {1, 2, 4} <= {s.span.page for s in result.document.sentences}


@pytest.mark.parametrize("stage", ["tables", "order"])
def test_a_page_that_a_later_step_cannot_bear_is_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    path = tmp_path / "fine.pdf"
    paper(3).save(path)
    if stage == "tables":
        tables = reader.read_tables

        def read_tables(pages: list[PageLayout], document: str) -> list[object]:
            if any(page.number == 2 for page in pages):
                raise IndexError("no column")
            return list(tables(pages, document))

        monkeypatch.setattr(reader, "read_tables", read_tables)
    else:
        order = reader.flow.reading_order

        def reading_order(page: PageLayout, **rest: object) -> list[object]:
            if page.number == 2:
                raise IndexError("no column")
            return list(order(page, **rest))  # type: ignore[arg-type]

        monkeypatch.setattr(reader.flow, "reading_order", reading_order)
    result = parsed(path)
    ((page, reason),) = [(failure.page, failure.reason) for failure in result.document.failures]
    assert page == 2 and "no column" in reason
    assert {1, 3} <= {s.span.page for s in result.document.sentences}
