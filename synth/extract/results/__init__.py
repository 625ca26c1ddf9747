"""Every measurement that a paper reports, with what it measures: from its tables and from its sentences."""

from __future__ import annotations

from collections.abc import Iterator

from synth.extract.results.sentences import sentence_results
from synth.extract.results.tables import table_results
from synth.extract.standalone import own_name
from synth.records import Document, Paper, Result

__all__ = ["results_of"]


def results_of(document: Document, paper: Paper) -> Iterator[Result]:
    """The results of a paper in reading order, tables first; "ours" is resolved to the paper's own name for it."""
    own = own_name(document, paper)
    called = own or f"ours ({paper.cited_as})"
    for table in document.tables:
        yield from table_results(table, paper.id, document.id, called)
    yield from sentence_results(document, paper.id, own)
