"""A statement before its citations are bound."""

from __future__ import annotations

from dataclasses import dataclass

from synth.records import Citation, Span
from synth.records.audit import Statement, StatementKind

MAX_STATEMENTS = 5000
"""A report with more is no report that anybody reads; the rest is counted, not audited."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What a place of the report states."""

    text: str
    kind: StatementKind
    span: Span
    where: str
    at: int
    """Offset in `Document.text`, also for what stands in a table of a PDF."""
    citing: str = ""
    """Text that holds its citations: the sentence as printed, or the other cells of its row."""
    citations: tuple[Citation, ...] = ()
    """What the parser bound already."""
    marks: tuple[tuple[str, str], ...] = ()
    cut_off: bool = False

    def statement(self, cited: tuple[int, ...]) -> Statement:
        """The record, with the works that it cites."""
        return Statement(
            text=self.text,
            kind=self.kind,
            span=self.span,
            where=self.where,
            cited=cited,
            cut_off=self.cut_off,
            marks=self.marks,
        )
