"""A table of a report, whatever it was read from."""

from __future__ import annotations

from dataclasses import dataclass

from synth.records import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetRow:
    """One row."""

    cells: tuple[str, ...]
    """As many as the sheet has columns."""
    span: Span
    starts: tuple[int, ...]
    """Offset of each cell in `Document.text`, -1 where the text leaves tables out."""
    path: tuple[str, ...] = ()
    """Labels of the row, outermost first, where the parser read them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A table of the report."""

    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    at: int
    """Offset in `Document.text` at which it stands."""
    heading: str
    """Title of the section that it stands in."""
    name: str = ""
    """Its label ("Table 2"), empty where it has none."""
    caption: str = ""
    """Its caption, or the short line above it."""
    lead: str = ""
    """The paragraph above it."""
    confidence: float = 1.0
    region: str = ""
    """Letters and digits of the stretch that it was read from, where no span says which sentences are its own."""
