"""Folders of papers into a library: read, embedded, their claims taken and checked, each paper by itself.

This file is the map of `synth ingest`. What one paper needs is in `onepaper.py`; an engine brings papers to those
functions and their outcome back. The local engine is here, the one on many machines in `many.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from synth.errors import NoPapersError, ParseError, ParseStoppedError, SynthError
from synth.fetch import scan
from synth.index import SentenceEmbedder
from synth.parse import Parsed, ParseJob, document_id, parse_files
from synth.settings import Settings
from synth.store import ClaimShelf, Library
from synth.store.shards import ShardRow, merge_row
from synth.workflows.fill.onepaper import Filed, file_paper, judge_of, open_embedder, stumbled
from synth.workflows.ingest import LARGE, Progress, job_of


class State(StrEnum):
    """What became of a file."""

    ADDED = "added"
    KNOWN = "known"
    """The library had all of it."""
    COPY = "copy"
    """The same bytes as another file of the run."""
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One file of the run."""

    path: Path
    state: State
    reason: str = ""
    """Why it failed, or of which file it is a copy."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A paper that was set apart."""

    reason: str
    lasting: bool
    """Whether the same file would fail again: then nobody tries until the parser is another one."""


Outcome = Filed | ShardRow | Failure


@dataclass(slots=True)
class Filled:
    """What a run did."""

    rows: list[Row] = field(default_factory=list)
    """In the order of the files."""
    verdicts: Counter[str] = field(default_factory=Counter)
    """Claims of the added papers, by verdict."""
    embedded: int = 0
    """Texts of the added papers."""

    def count(self, state: State) -> int:
        """How many files became that."""
        return sum(row.state is state for row in self.rows)

    @property
    def failed(self) -> list[Row]:
        """The files that were set apart."""
        return [row for row in self.rows if row.state is State.FAILED]


@dataclass(slots=True)
class Plan:
    """What is to be done: the papers that the library does not have whole."""

    jobs: list[ParseJob] = field(default_factory=list)
    """In the order of the files."""
    rows: dict[Path, Row] = field(default_factory=dict)
    """The files that need nothing."""
    order: list[Path] = field(default_factory=list)
    """All files."""


def fill(paths: Sequence[Path], settings: Settings, progress: Progress) -> Filled:
    """Read all papers under `paths` into the library of the settings, on this machine.

    What the library has is not done again. A paper that cannot be read or filed is a row with its reason; raises
    NoPapersError where that is so of all.
    """
    with Library.open(settings.library) as library:
        embedder = open_embedder(settings.embedding, settings.device, library)
        made = plan(paths, library, embedder.name)
        count = len(made.jobs)
        progress("reading papers", 0, count)
        outcomes = _local(made.jobs, library, embedder, settings)
        filled = keep(made, outcomes, library, embedder.name, lambda done: progress("reading papers", done, count))
        stack_large(library, settings, progress)
    return whole(filled)


def stack_large(library: Library, settings: Settings, progress: Progress) -> None:
    """Put the papers of a large library into its stacks, so that the first question need not; see `stacks.py`."""
    keys = library.reading_keys()
    if len(keys) <= LARGE:
        return
    from synth.workflows.stacks import stack, stacks_of

    embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
    stack(keys, stacks_of(library, embedder.name), library, embedder, progress)


def plan(paths: Sequence[Path], library: Library, embedding: str) -> Plan:
    """Which of the papers under `paths` are to be done."""
    made, shelf, judge = Plan(), ClaimShelf(library), judge_of(embedding)
    seen: dict[tuple[str, str], Path] = {}
    for file in scan(paths):
        path = file.path
        made.order.append(path)
        try:
            job = job_of(path, file.source, library)
        except SynthError as error:
            made.rows[path] = Row(path=path, state=State.FAILED, reason=error.message)
            continue
        key = (job.sha256, job.parser)
        if key in seen:
            made.rows[path] = Row(path=path, state=State.COPY, reason=f"the same file as {seen[key]}")
        elif shelf.has(document_id(job), judge):
            made.rows[path] = Row(path=path, state=State.KNOWN)
        elif reason := library.get_failure(*key):
            made.rows[path] = Row(path=path, state=State.FAILED, reason=reason)
        else:
            made.jobs.append(job)
        seen.setdefault(key, path)
    return made


def keep(
    made: Plan,
    outcomes: Iterator[tuple[ParseJob, Outcome]],
    library: Library | None,
    embedding: str,
    said: Callable[[int], None],
) -> Filled:
    """Put what comes into the library, in the order of the files, and say what became of each.

    The order matters where two papers have a text in common: the vector of the first is kept. Without a library, it is
    only said. `said` is told how many are done.
    """
    filled = Filled()
    rows = dict(made.rows)
    for done, (job, outcome) in enumerate(outcomes, start=1):
        if isinstance(outcome, Failure):
            rows[job.path] = Row(path=job.path, state=State.FAILED, reason=outcome.reason)
            if outcome.lasting and library is not None:
                library.put_failure(job.sha256, job.parser, outcome.reason)
        else:
            if library is not None:
                _put(outcome, library, embedding)
            rows[job.path] = Row(path=job.path, state=State.ADDED)
            filled.verdicts.update(outcome.verdicts)
            filled.embedded += len(outcome.vectors if isinstance(outcome, Filed) else outcome.keys)
        said(done)
    filled.rows = [rows[path] for path in made.order]
    return filled


def _put(outcome: Filed | ShardRow, library: Library, embedding: str) -> None:
    if isinstance(outcome, ShardRow):
        merge_row(outcome, embedding, library)
        return
    library.put_document(outcome.document, outcome.paper)
    library.put_embeddings(embedding, outcome.vectors)
    # Last: with it, all of the paper is there.
    ClaimShelf(library).put(outcome.document.id, judge_of(embedding), outcome.checked)


def whole(filled: Filled) -> Filled:
    """The same; NoPapersError where not one file could be used."""
    if filled.rows and len(filled.failed) == len(filled.rows):
        reasons = "; ".join(f"{row.path.name}: {row.reason}" for row in filled.failed[:3])
        more = len(filled.failed) - 3
        raise NoPapersError(
            f"none of {len(filled.failed)} papers could be read ({reasons}{f'; {more} more' if more > 0 else ''})",
            hint="give a folder of readable papers",
        )
    return filled


def unread(error: SynthError, path: Path) -> Failure:
    """Why a file could not be read."""
    lasting = isinstance(error, ParseError) and not isinstance(error, ParseStoppedError)
    return Failure(error.message.removeprefix(f"{path.name}: "), lasting)


def _read(jobs: Sequence[ParseJob], settings: Settings) -> Iterator[tuple[ParseJob, Parsed | SynthError]]:
    return parse_files(
        jobs,
        workers=settings.workers or min(os.cpu_count() or 1, 8),
        timeout=settings.parse_timeout,
        memory=settings.parse_memory,
    )


def _local(
    jobs: Sequence[ParseJob], library: Library, embedder: SentenceEmbedder, settings: Settings
) -> Iterator[tuple[ParseJob, Outcome]]:
    """Papers are read in child processes and filed in this one, in order; each is read a little ahead."""
    new = [job for job in jobs if not library.has_document(job.sha256, job.parser)]
    reading = _read(new, settings)
    waiting, early = set(new), dict[ParseJob, Parsed | SynthError]()
    for job in jobs:
        if job in waiting:
            while job not in early:
                other, read = next(reading)
                early[other] = read
            result = early.pop(job)
        elif known := library.get_document(job.sha256, job.parser):
            result = Parsed(*known)
        else:  # kept by another version, and no longer legible
            result = next(_read([job], settings))[1]
        if isinstance(result, SynthError):
            yield job, unread(result, job.path)
            continue
        try:
            yield job, file_paper(result.document, result.paper, embedder)
        except SynthError:
            raise
        except Exception as error:
            yield job, Failure(stumbled(error), lasting=False)
