"""Where something stands: the currency of provenance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle on one page, in PDF points (1/72 inch), origin at the top left."""

    page: int
    """Page number, from 1. Inputs without pages (Markdown, HTML, TeX) have the single page 1."""
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of a document's running text and the rectangles that it covers."""

    document: str
    """Id of the document."""
    page: int
    """Page on which the span starts, from 1."""
    boxes: tuple[Box, ...] = ()
    """One box a line; empty where the input has no layout."""
    start: int = 0
    """Offset of the first character in `Document.text`."""
    end: int = 0
    """Offset after the last character in `Document.text`."""
