r"""Pages as words, lines and rules: the one place that asks PyMuPDF for geometry.

Digits come from the text layer only. `Table.extract()` of PyMuPDF 2.0 is never used: it corrupts decimals
("41.7" becomes "417\n.").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from synth.parse.layout.ink import drawings_of, fills_of, rules_of
from synth.parse.layout.marks import marks_of
from synth.parse.layout.shapes import Fill, Line, PageLayout, Rule, Word
from synth.parse.layout.words import clean, is_exponent, lines_of, raised

if TYPE_CHECKING:
    import pymupdf

__all__ = ["Fill", "Line", "PageLayout", "Rule", "Word", "clean", "is_exponent", "page_layout", "pages", "raised"]


def pages(document: pymupdf.Document) -> Iterator[PageLayout]:
    """Every page of an open PDF, in order."""
    for page in document:
        yield page_layout(page)


def page_layout(page: pymupdf.Page) -> PageLayout:
    """Words, lines, rules and coloured areas of one page."""
    from synth.mupdf import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
    textpage = page.get_textpage(flags=flags)
    drawings = drawings_of(page)
    blocks = page.get_text("dict", textpage=textpage)["blocks"]
    text = page.get_text("text", textpage=textpage)
    return PageLayout(
        number=page.number + 1,
        width=page.rect.width,
        height=page.rect.height,
        rotation=page.rotation,
        text=text,
        marks=marks_of(text, blocks),
        images=len(page.get_images()),
        lines=lines_of(page, textpage, blocks),
        rules=rules_of(drawings),
        fills=fills_of(drawings),
    )
