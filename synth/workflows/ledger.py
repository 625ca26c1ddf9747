"""The results of every paper in the library, or of some folders, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from synth.compose.ledger import Wanted, make_ledger
from synth.errors import InputError, NoPapersError
from synth.extract.results import results_of
from synth.parse import PARSER
from synth.records import Document, Paper, PaperStatus, Result
from synth.records.ledger import Ledger
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Ingested, Progress, ingest

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Wanted", "read_ledger"]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the library holds without a file to read."""

    pairs: tuple[tuple[Document, Paper], ...]
    lost: tuple[Paper, ...]


def read_ledger(wanted: Wanted, papers: Sequence[Path], *, settings: Settings, progress: Progress) -> Ledger:
    """The wanted results of the papers under `papers`, or of all papers in the library where none are named.

    Raises NoPapersError where the library is empty or nothing could be read.
    """
    with Library.open(settings.library) as library:
        files = list(papers)
        known = _Known((), ())
        if not papers:
            files, known = _of_library(library)
        ingested = ingest(files, library, settings, progress) if files else Ingested((), (), {}, 0)
        pairs = _distinct((*ingested.pairs, *known.pairs))
        failed = (*(p for p in ingested.failed if not p.reason.startswith("the same paper as")), *known.lost)
        if not pairs:
            raise _nothing(failed, settings)
        found: list[Result] = []
        for count, (document, paper) in enumerate(pairs, start=1):
            progress("reading results", count, len(pairs))
            found += _results(document, paper, library)
    return make_ledger(found, [paper for _, paper in pairs], wanted, failed=failed)


def _of_library(library: Library) -> tuple[list[Path], _Known]:
    """Files of the papers that the library knows; a paper whose file is gone is given as it was read."""
    files: list[Path] = []
    pairs: list[tuple[Document, Paper]] = []
    lost: list[Paper] = []
    for sha256, paper in {paper.sha256: paper for paper in library.papers() if paper.sha256}.items():
        path = next((p for p in library.paths_of(sha256) if _is_still(p, sha256, library)), None)
        if path is not None:
            files.append(path)
        elif found := library.get_document(sha256, PARSER):
            pairs.append(found)
        else:
            lost.append(_lost(paper))
    return files, _Known(tuple(pairs), tuple(lost))


def _is_still(path: Path, sha256: str, library: Library) -> bool:
    try:
        return path.is_file() and library.remember_file(path) == sha256
    except (InputError, OSError):
        return False


def _lost(paper: Paper) -> Paper:
    from dataclasses import replace

    reason = "read by another version of the parser, and its file is gone"
    return replace(paper, status=PaperStatus.FAILED, reason=reason)


def _distinct(pairs: Sequence[tuple[Document, Paper]]) -> list[tuple[Document, Paper]]:
    by_id: dict[str, tuple[Document, Paper]] = {}
    for document, paper in pairs:
        by_id.setdefault(paper.id, (document, paper))
    return list(by_id.values())


def _nothing(failed: Sequence[Paper], settings: Settings) -> NoPapersError:
    if failed:
        return NoPapersError(
            f"none of {len(failed)} papers could be read ({failed[0].title}: {failed[0].reason})",
            hint="give a folder of readable papers with --papers DIR",
        )
    return NoPapersError(
        f"the library {settings.library} has no papers", hint="read some with synth paper FILE, or give --papers DIR"
    )


def _results(document: Document, paper: Paper, library: Library) -> list[Result]:
    """Results of one paper, as they were read before by the same code, else read now."""
    key = f"{document.id} {paper.id}"
    kept = library.get_json("results", key)
    if isinstance(kept, dict) and kept.get("code") == _code():
        try:
            return _adapter().validate_python(kept["results"], strict=False)
        except ValueError:
            pass  # damaged: read again
    found = list(results_of(document, paper))
    library.put_json("results", key, {"code": _code(), "results": _adapter().dump_python(found, mode="json")})
    return found


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
