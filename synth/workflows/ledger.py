"""The results of every paper in the library, or of some folders, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from synth.compose.ledger import Wanted, make_ledger
from synth.parse import ParseJob, document_id
from synth.records import Document, Paper, Result
from synth.records.ledger import Ledger
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Progress
from synth.workflows.shelf import failures_of, holdings, records_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Wanted", "kept_results", "read_ledger", "results_in"]


def read_ledger(wanted: Wanted, papers: Sequence[Path], *, settings: Settings, progress: Progress) -> Ledger:
    """The wanted results of the papers under `papers`, or of all papers in the library where none are named.

    Raises NoPapersError where the library is empty or nothing could be read.
    """
    with Library.open(settings.library) as library:
        there = holdings(papers, library, settings, progress)
        records = records_of(there, library, settings, progress)
        found: list[Result] = []
        for count, (key, paper) in enumerate(records.items(), start=1):
            progress("reading results", count, len(records))
            found += _results_of(key, paper, library)
    return make_ledger(found, list(records.values()), wanted, failed=failures_of(there))


def _results_of(key: tuple[str, str], paper: Paper, library: Library) -> list[Result]:
    """Results of a paper of the library; its document is loaded only where they are not kept."""
    identity = document_id(ParseJob(Path(paper.path), key[0]), key[1])
    kept = kept_results(identity, paper.id, library)
    if kept is not None:
        return kept
    known = library.get_document(*key)
    return results_in(known[0], paper, library) if known else []


def results_in(document: Document, paper: Paper, library: Library) -> list[Result]:
    """Results of one paper, as they were read before by the same code, else read now."""
    kept = kept_results(document.id, paper.id, library)
    if kept is not None:
        return kept
    from synth.extract.results import results_of  # what reads is loaded only where something is read

    found = list(results_of(document, paper))
    made = _Kept(code=_code(), results=tuple(found))
    library.put_json("results", f"{document.id} {paper.id}", _adapter().dump_python(made, mode="json"))
    return found


def kept_results(document: str, paper: str, library: Library) -> list[Result] | None:
    """Results of one paper, by the ids of its document and of itself; None where this code has not read them."""
    text = library.get_text("results", f"{document} {paper}")
    if text is None or _code() not in text:
        return None
    with suppress(ValueError):  # damaged: read again
        kept = _adapter().validate_json(text)
        return list(kept.results) if kept.code == _code() else None
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    code: str
    results: tuple[Result, ...]


@cache
def _adapter() -> TypeAdapter[_Kept]:
    from pydantic import TypeAdapter

    return TypeAdapter(_Kept)


@cache
def _code() -> str:
    """Checksum of the code and the names that results are read with: when it changes, they are read again."""
    digest = hashlib.sha256()
    for folder in ("language", "extract/results", "records"):
        for path in sorted((Path(__file__).parents[1] / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
