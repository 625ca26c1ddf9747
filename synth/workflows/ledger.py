"""The results of every paper in the library, or of some folders, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from synth.compose.ledger import Wanted, make_ledger
from synth.extract.results import results_of
from synth.records import Document, Paper, Result
from synth.records.ledger import Ledger
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Progress
from synth.workflows.shelf import papers_at_hand

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Wanted", "kept_results", "read_ledger", "results_in"]


def read_ledger(wanted: Wanted, papers: Sequence[Path], *, settings: Settings, progress: Progress) -> Ledger:
    """The wanted results of the papers under `papers`, or of all papers in the library where none are named.

    Raises NoPapersError where the library is empty or nothing could be read.
    """
    with Library.open(settings.library) as library:
        shelf = papers_at_hand(papers, library, settings, progress)
        found: list[Result] = []
        for count, (document, paper) in enumerate(shelf.pairs, start=1):
            progress("reading results", count, len(shelf.pairs))
            found += results_in(document, paper, library)
    return make_ledger(found, [paper for _, paper in shelf.pairs], wanted, failed=shelf.failed)


def results_in(document: Document, paper: Paper, library: Library) -> list[Result]:
    """Results of one paper, as they were read before by the same code, else read now."""
    kept = kept_results(document.id, paper.id, library)
    if kept is not None:
        return kept
    found = list(results_of(document, paper))
    value = {"code": _code(), "results": _adapter().dump_python(found, mode="json")}
    library.put_json("results", f"{document.id} {paper.id}", value)
    return found


def kept_results(document: str, paper: str, library: Library) -> list[Result] | None:
    """Results of one paper, by the ids of its document and of itself; None where this code has not read them."""
    kept = library.get_json("results", f"{document} {paper}")
    if isinstance(kept, dict) and kept.get("code") == _code():
        with suppress(ValueError):  # damaged: read again
            return _adapter().validate_python(kept["results"], strict=False)
    return None


@cache
def _adapter() -> TypeAdapter[list[Result]]:
    from pydantic import TypeAdapter

    return TypeAdapter(list[Result])


@cache
def _code() -> str:
    """Checksum of the code and the names that results are read with: when it changes, they are read again."""
    digest = hashlib.sha256()
    for folder in ("language", "extract/results", "records"):
        for path in sorted((Path(__file__).parents[1] / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
