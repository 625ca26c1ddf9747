"""The readers that are compared: each gives a PDF's text, with pages and CPU seconds."""

from __future__ import annotations

import hashlib
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pymupdf

from synth.parse import ParseJob, parse_file
from synth.records import Document, Table


@dataclass(frozen=True)
class Read:
    """What one reader made of one PDF; ligatures are undone for everyone."""

    text: str
    pages: int
    seconds: float


def layer(path: Path) -> str:
    """All that the PDF's text layer holds."""
    with pymupdf.open(path) as document:
        return unicodedata.normalize("NFKC", "\n".join(page.get_text() for page in document))


def synth(path: Path) -> Read:
    """Ours: title, running text, captions and footnotes, table bodies, reference list."""
    start = time.process_time()
    parsed = parse_file(ParseJob(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    seconds = time.process_time() - start
    return Read(f"{parsed.paper.title}\n{text_of(parsed.document)}", len(parsed.document.pages), seconds)


def text_of(document: Document) -> str:
    """Every word of a document once: what a table's paths repeat is counted as printed."""
    parts = [document.text]
    parts += [line for table in document.tables for line in _printed(table, document.text)]
    parts += [reference.raw for reference in document.references]
    return "\n".join(parts)


def _printed(table: Table, running: str) -> list[str]:
    lines = [] if table.caption[:40] in running else [table.caption]
    lines += [note for note in table.notes if note[:40] not in running]
    depth = max((len(path) for path in table.header_paths), default=0)
    for level in range(depth):
        lines.append(" ".join(key for key, _ in groupby(_level(table.header_paths, level)) if key))
    last: tuple[str, ...] = ()
    for row in table.rows:
        new = [part for index, part in enumerate(row.path) if row.path[: index + 1] != last[: index + 1]]
        lines.append(" ".join([*new, *(cell.text for cell in row.cells)]))
        last = row.path
    return lines


def _level(paths: tuple[tuple[str, ...], ...], level: int) -> list[str]:
    return [path[level] if level < len(path) else "" for path in paths]


def raw(path: Path) -> Read:
    start = time.process_time()
    with pymupdf.open(path) as document:
        text = "\n".join(page.get_text() for page in document)
        return Read(unicodedata.normalize("NFKC", text), document.page_count, time.process_time() - start)


def raw_joined(path: Path) -> Read:
    """Raw text with every hyphen at a line's end taken away, as tools that do not look at the words do."""
    read = raw(path)
    return Read(re.sub(r"(?<=[^\W\d_])[-‐\u00ad]\n(?=[^\W\d_])", "", read.text), read.pages, read.seconds)


def pymupdf4llm(path: Path) -> Read:
    import pymupdf4llm as reader

    start = time.process_time()
    text = reader.to_markdown(str(path))
    seconds = time.process_time() - start
    with pymupdf.open(path) as document:
        plain = re.sub(r"<[^<>]{1,10}>", " ", str(text))  # Markdown's marks would hide numbers: "_0.5_"
        plain = re.sub(r"[*`~#]+|(?<!\w)_+|_+(?!\w)", "", plain)
        return Read(unicodedata.normalize("NFKC", plain), document.page_count, seconds)


def pdfplumber(path: Path, **options: float) -> Read:
    import pdfplumber as reader

    start = time.process_time()
    with reader.open(path) as document:
        text = "\n".join(page.extract_text(**options) or "" for page in document.pages)
        return Read(unicodedata.normalize("NFKC", text), len(document.pages), time.process_time() - start)


PEERS: dict[str, Callable[[Path], Read]] = {
    "raw PyMuPDF": raw,
    "raw PyMuPDF, hyphens joined": raw_joined,
    "pymupdf4llm": pymupdf4llm,
    "pdfplumber": pdfplumber,
    "pdfplumber, x_tolerance_ratio=0.15": lambda path: pdfplumber(path, x_tolerance_ratio=0.15),
}
