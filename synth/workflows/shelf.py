"""The papers that a question is put to: those of some folders, or all that the library knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from synth.errors import InputError, NoPapersError
from synth.parse import PARSER
from synth.records import Document, Paper, PaperStatus
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Ingested, Progress, ingest


@dataclass(frozen=True, slots=True)
class Shelf:
    """Papers that were read."""

    pairs: tuple[tuple[Document, Paper], ...]
    """Each paper once."""
    failed: tuple[Paper, ...]
    """Papers that could not be read, each with its reason."""


def papers_at_hand(papers: Sequence[Path], library: Library, settings: Settings, progress: Progress) -> Shelf:
    """The papers under `papers`, or all papers in the library where none are named.

    A paper of the library whose file is gone is given as it was read. Raises NoPapersError where the library is empty
    or nothing could be read.
    """
    files, known = list(papers), Shelf((), ())
    if not papers:
        files, known = _of_library(library)
    ingested = ingest(files, library, settings, progress) if files else Ingested((), (), {}, 0)
    pairs = _distinct((*ingested.pairs, *known.pairs))
    failed = (*(p for p in ingested.failed if not p.reason.startswith("the same paper as")), *known.failed)
    if not pairs:
        raise _nothing(failed, settings)
    return Shelf(pairs, failed)


def _of_library(library: Library) -> tuple[list[Path], Shelf]:
    """Files of the papers that the library knows, and those papers whose file is gone."""
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
    return files, Shelf(tuple(pairs), tuple(lost))


def _is_still(path: Path, sha256: str, library: Library) -> bool:
    try:
        return path.is_file() and library.remember_file(path) == sha256
    except (InputError, OSError):
        return False


def _lost(paper: Paper) -> Paper:
    reason = "read by another version of the parser, and its file is gone"
    return replace(paper, status=PaperStatus.FAILED, reason=reason)


def _distinct(pairs: Sequence[tuple[Document, Paper]]) -> tuple[tuple[Document, Paper], ...]:
    by_id: dict[str, tuple[Document, Paper]] = {}
    for document, paper in pairs:
        by_id.setdefault(paper.id, (document, paper))
    return tuple(by_id.values())


def _nothing(failed: Sequence[Paper], settings: Settings) -> NoPapersError:
    if failed:
        return NoPapersError(
            f"none of {len(failed)} papers could be read ({failed[0].title}: {failed[0].reason})",
            hint="give a folder of readable papers with --papers DIR",
        )
    return NoPapersError(
        f"the library {settings.library} has no papers", hint="read some with synth paper FILE, or give --papers DIR"
    )
