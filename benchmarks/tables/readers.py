"""The readers that are compared: each gives the tables of a PDF as grids of text, with pages and CPU seconds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from synth.parse.layout import pages
from synth.parse.tables import FoundTable, read_tables

Grid = list[list[str | None]]


@dataclass
class Read:
    """What a reader that knows no paths made of a PDF."""

    grids: list[Grid]
    pages: int
    seconds: float


def synth(path: Path) -> tuple[list[FoundTable], int, float]:
    """Ours: tables, pages, CPU seconds for layout and tables."""
    start = time.process_time()
    with pymupdf.open(path) as document:
        layouts = list(pages(document))
    return read_tables(layouts, "d"), len(layouts), time.process_time() - start


def pymupdf4llm(path: Path) -> Read:
    import pymupdf4llm as reader

    start = time.process_time()
    read = json.loads(reader.to_json(str(path)))
    seconds = time.process_time() - start
    grids = [b["table"]["extract"] for p in read["pages"] for b in p["boxes"] if b.get("table")]
    return Read(grids, len(read["pages"]), seconds)


def pymupdf_default(path: Path) -> Read:
    start = time.process_time()
    grids: list[Grid] = []
    with pymupdf.open(path) as document:
        for page in document:
            found = page.find_tables()
            grids += [table.extract() for table in (found.tables if found else ())]
        return Read(grids, document.page_count, time.process_time() - start)


def pdfplumber(path: Path) -> Read:
    import pdfplumber as reader

    start = time.process_time()
    with reader.open(path) as document:
        grids = [grid for page in document.pages for grid in page.extract_tables()]
        return Read(grids, len(document.pages), time.process_time() - start)


PEERS: dict[str, Callable[[Path], Read]] = {
    "pymupdf4llm (JSON)": pymupdf4llm,
    "pdfplumber": pdfplumber,
    "PyMuPDF default": pymupdf_default,
}
