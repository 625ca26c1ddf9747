"""Pages of a PDF as pictures, with their words and where these stand."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.errors import ParseError
from synth.records import Box

_SCALE = 1.6
"""Pixels a point: sharp enough to read, 100 kB a page of text."""
_HEAVIEST = 400_000
"""Bytes; a page that weighs more (a photograph) is drawn at half of the scale."""
_LARGEST = 2000.0
"""Pixels; a poster is drawn smaller."""


@dataclass(frozen=True, slots=True)
class SheetWord:
    """A word of the text layer."""

    text: str
    box: Box
    line: tuple[int, int]
    """Block and line of the text layer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One page."""

    number: int
    """From 1."""
    width: float
    """Points."""
    height: float
    words: tuple[SheetWord, ...] = ()
    png: bytes = b""
    """Empty where the page cannot be drawn."""

    @property
    def data_uri(self) -> str:
        """The picture as an address that needs no file; empty where there is none."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii") if self.png else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawJob:
    """A PDF to draw."""

    path: Path


def draw_file(job: DrawJob) -> tuple[Sheet, ...]:
    """Every page of a PDF; ParseError where it cannot be opened. Meant for a child process: files may be hostile."""
    from synth.mupdf import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        document = pymupdf.open(job.path, filetype="pdf")
    except Exception as error:  # PyMuPDF raises many kinds for damaged files
        raise ParseError(f"{job.path.name}: cannot be drawn ({error})", hint="fetch it again") from error
    with document:
        return tuple(_sheet(document, number) for number in range(document.page_count))


def _sheet(document: Any, number: int) -> Sheet:
    try:
        page = document[number]
        words = tuple(
            SheetWord(word[4], Box(page=number + 1, x0=word[0], y0=word[1], x1=word[2], y1=word[3]), (word[5], word[6]))
            for word in page.get_text("words")
        )
        width, height = page.rect.width, page.rect.height
    except Exception:  # one page that cannot be read must not lose the others
        return Sheet(number=number + 1, width=595.0, height=842.0)
    try:
        png = _picture(page, min(_SCALE, _LARGEST / max(width, height, 1.0)))
        if len(png) > _HEAVIEST:
            png = _picture(page, min(_SCALE, _LARGEST / max(width, height, 1.0)) / 2)
    except Exception:
        png = b""
    return Sheet(number=number + 1, width=width, height=height, words=words, png=png)


def _picture(page: Any, scale: float) -> bytes:
    import numpy as np

    from synth.mupdf import pymupdf
    from synth.report.pictures import encode

    pixmap = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=0)
    grey = np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    return encode(grey, np.zeros(grey.shape, dtype=bool), (255, 255, 255))
