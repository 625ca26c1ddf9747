"""The papers that a question is put to: those of some folders, or all that the library knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from synth.errors import NoPapersError
from synth.parse import PARSER
from synth.records import Document, Paper, PaperStatus
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Held, Ingested, Progress, failed_of, hold, take, with_record

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Papers that were read."""

    pairs: tuple[tuple[Document, Paper], ...]
    """Each paper once."""
    failed: tuple[Paper, ...]
    """Papers that could not be read, each with its reason."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Papers at hand, none of them loaded yet."""

    held: Held | None
    """Those that have a file; None where none has."""
    lone: tuple[Key, ...]
    """Checksum and parser of papers of the library whose file is gone."""
    lost: tuple[Paper, ...]
    """Papers that can be had neither from their file nor from the library."""

    @property
    def keys(self) -> list[Key]:
        """Checksum and parser of each."""
        return [*(self.held.keys if self.held else ()), *self.lone]


def papers_at_hand(papers: Sequence[Path], library: Library, settings: Settings, progress: Progress) -> Shelf:
    """The papers under `papers`, or all papers in the library where none are named.

    A paper of the library whose file is gone is given as it was read. Raises NoPapersError where the library is empty
    or nothing could be read.
    """
    return load(holdings(papers, library, settings, progress), library, settings, progress)


def holdings(papers: Sequence[Path], library: Library, settings: Settings, progress: Progress) -> Holdings:
    """What is at hand, read into the library where it was not, and not loaded."""
    if papers:
        return Holdings(hold(papers, library, settings, progress), (), ())
    files, lone, lost = _of_library(library)
    held = hold(files, library, settings, progress) if files else None
    return Holdings(held, tuple(lone), tuple(lost))


def load(
    there: Holdings, library: Library, settings: Settings, progress: Progress, chosen: Collection[Key] | None = None
) -> Shelf:
    """The papers of these checksums and parsers, or all; with all that could not be read."""
    ingested = Ingested((), (), {}, 0)
    if there.held is not None:
        ingested = take(there.held, library, settings, progress, chosen)
    lone = [library.get_document(*key) for key in there.lone if chosen is None or key in chosen]
    pairs = _distinct((*ingested.pairs, *filter(None, lone)))
    failed = (*(p for p in ingested.failed if not p.reason.startswith("the same paper as")), *there.lost)
    if not pairs:
        raise _nothing(failed, settings)
    return Shelf(pairs, failed)


def records_of(
    there: Holdings, library: Library, settings: Settings, progress: Progress, *, least: int = 1
) -> dict[Key, Paper]:
    """The bibliographic records of what is at hand, each paper once, without its document.

    Raises NoPapersError where there are fewer than `least`.
    """
    found: dict[Key, Paper] = {}
    seen: set[str] = set()
    places = there.held.keys if there.held else {}
    for key in there.keys:
        paper = library.paper_of(*key)
        if paper is None:  # damaged: read again
            again = take(there.held, library, settings, progress, [key]).pairs if there.held else ()
            paper = again[0][1] if again else None
        elif key in places:
            paper = with_record(replace(paper, path=str(places[key])), places[key])
        if paper is not None and paper.id not in seen:
            seen.add(paper.id)
            found[key] = paper
    if len(found) < least:
        raise _nothing(failures_of(there), settings)
    return found


def failures_of(there: Holdings) -> tuple[Paper, ...]:
    """What is at hand and could not be read, each with its reason."""
    return (*(failed_of(there.held) if there.held else ()), *there.lost)


def _of_library(library: Library) -> tuple[list[Path], list[Key], list[Paper]]:
    """Files of the papers that the library knows, and those papers whose file is gone."""
    files: list[Path] = []
    lone: list[Key] = []
    lost: list[Paper] = []
    readings = library.reading_keys()
    there = library.standing_files()
    read = set(readings)
    for sha256, parser in {sha256: parser for sha256, parser in readings if sha256}.items():
        if sha256 in there:
            files.append(there[sha256])
        elif (sha256, PARSER) in read:
            lone.append((sha256, PARSER))
        elif paper := library.paper_of(sha256, parser):
            lost.append(_lost(paper))
    return files, lone, lost


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
