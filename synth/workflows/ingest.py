"""Files to documents, through the library: what was read before is not read again."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from synth.errors import ParseError, ParseStoppedError, SynthError
from synth.fetch import read_record, record_of, scan, sha256_source
from synth.parse import Parsed, ParseJob, parse_files
from synth.records import Document, Paper, PaperStatus
from synth.settings import Settings
from synth.store import Library

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, what is done and what is to do."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """The papers of a run."""

    pairs: tuple[tuple[Document, Paper], ...]
    """Papers that could be read, in the order of their files."""
    failed: tuple[Paper, ...]
    """Papers that could not, each with its reason."""
    files: dict[str, Path]
    """File of each paper, by the paper's id."""
    parsed: int
    """How many files were parsed in this run; the others came from the library."""


@dataclass(frozen=True)
class Held:
    """Files whose papers are in the library, none of them taken out of it yet."""

    order: tuple[Path, ...]
    """All files, in order."""
    jobs: dict[Path, ParseJob]
    """Those that were read, with checksum and parser."""
    errors: dict[Path, SynthError]
    """Those that could not be."""
    fresh: dict[Path, Parsed]
    """Papers that were parsed just now; none where there were too many to keep them at hand."""
    parsed: int

    @cached_property
    def keys(self) -> dict[tuple[str, str], Path]:
        """Checksum and parser of every paper, and the first file that has it."""
        found: dict[tuple[str, str], Path] = {}
        for path in self.order:
            if path not in self.errors:
                found.setdefault(self.jobs[path].key, path)
        return found


LARGE = 300
"""Of more papers than these not all are read for a question; see `stacks.py`."""
FEW = 300
"""So many new papers are kept at hand while they are read; of more each is taken out of the library when it is used."""


def ingest(
    paths: Sequence[Path], library: Library, settings: Settings, progress: Progress, *, prefer_tex: bool = False
) -> Ingested:
    """Read all papers under `paths`. A file that cannot be read is a row with its reason, not the end.

    A PDF with its TeX source beside it is one paper: the PDF is read, and the source where its tables are in doubt, or
    with `prefer_tex` the source instead.
    """
    held = hold(paths, library, settings, progress, prefer_tex=prefer_tex)
    return take(held, library, settings, progress)


def hold(
    paths: Sequence[Path], library: Library, settings: Settings, progress: Progress, *, prefer_tex: bool = False
) -> Held:
    """Read what is new under `paths` into the library, and load nothing else."""
    order: list[Path] = []
    jobs: dict[Path, ParseJob] = {}
    errors: dict[Path, SynthError] = {}
    files = scan(paths)
    known = library.known_files({file.path: (file.size, file.mtime_ns) for file in files})
    for file in files:
        path = file.source if prefer_tex and file.source else file.path
        order.append(path)
        try:
            jobs[path] = job_of(path, file.source if path != file.source else None, library, known.get(path, ""))
        except SynthError as error:
            errors[path] = error
    checksums = [job.sha256 for job in jobs.values()]
    read, failures = library.known_documents(checksums), library.known_failures(checksums)
    new: list[ParseJob] = []
    for path, job in list(jobs.items()):
        if job.key in read:
            continue
        if reason := failures.get(job.key):
            errors[path] = ParseError(reason)
        else:
            new.append(job)
    fresh: dict[Path, Parsed] = {}
    for job, result in _read(new, library, settings, progress):
        if isinstance(result, SynthError):
            errors[job.path] = result
        elif len(new) <= FEW:
            fresh[job.path] = result
    return Held(tuple(order), jobs, errors, fresh, parsed=len(new))


def _read(
    jobs: Sequence[ParseJob], library: Library, settings: Settings, progress: Progress
) -> Iterator[tuple[ParseJob, Parsed | SynthError]]:
    """Parse files and keep what came of them."""
    workers = settings.workers or min(os.cpu_count() or 1, 8)
    progress("reading papers", 0, len(jobs))
    done = parse_files(jobs, workers=workers, timeout=settings.parse_timeout, memory=settings.parse_memory)
    for count, (job, result) in enumerate(done, start=1):
        if isinstance(result, Parsed):
            library.put_document(result.document, result.paper)
        elif isinstance(result, ParseError) and not isinstance(result, ParseStoppedError):
            library.put_failure(job.sha256, job.parser, _bare(result.message, job.path))
        progress("reading papers", count, len(jobs))
        yield job, result


def take(
    held: Held,
    library: Library,
    settings: Settings,
    progress: Progress,
    chosen: Collection[tuple[str, str]] | None = None,
) -> Ingested:
    """The papers of `chosen` checksums and parsers, or all, out of the library; with all that could not be read.

    What the library can no longer give back is read again.
    """
    results: dict[Path, Parsed | SynthError] = {**held.errors, **held.fresh}
    order = [path for path in held.order if chosen is None or path in held.errors or held.jobs[path].key in chosen]
    lost: list[ParseJob] = []
    for path in order:
        if path not in results:
            job = held.jobs[path]
            if known := library.get_document(job.sha256, job.parser):
                results[path] = Parsed(*known)
            else:
                lost.append(job)
    if lost:
        results |= {job.path: result for job, result in _read(lost, library, settings, progress)}
    sums = {path: job.sha256 for path, job in held.jobs.items()}
    return _gather(order, results, sums, parsed=held.parsed + len(lost))


def failed_of(held: Held) -> tuple[Paper, ...]:
    """The files that could not be read, each with its reason."""
    sums = {path: job.sha256 for path, job in held.jobs.items()}
    return tuple(
        _failed(path, sums.get(path, ""), _bare(held.errors[path].message, path))
        for path in held.order
        if path in held.errors
    )


def joined(first: Ingested, second: Ingested) -> Ingested:
    """The papers of two readings; a paper that both have is that of the first."""
    known = {paper.id for _, paper in first.pairs} | {paper.sha256 for _, paper in first.pairs}
    pairs = [(d, p) for d, p in second.pairs if p.id not in known and p.sha256 not in known]
    return Ingested(
        (*first.pairs, *pairs),
        (*first.failed, *second.failed),
        {**{paper.id: second.files[paper.id] for _, paper in pairs}, **first.files},
        first.parsed + second.parsed,
    )


def job_of(path: Path, source: Path | None, library: Library, sha256: str = "") -> ParseJob:
    """What is to be read, with checksums; a folder has that of the files in it. InputError where one cannot be read.

    `sha256` is that of the file, where it is known.
    """

    def checksum(file: Path) -> str:
        return sha256_source(file) if file.is_dir() else library.remember_file(file)

    sha256 = sha256 or checksum(path)
    if source is None:
        return ParseJob(path, sha256)
    return ParseJob(path, sha256, source=source, source_sha256=checksum(source))


def _gather(
    order: Sequence[Path], results: dict[Path, Parsed | SynthError], sums: dict[Path, str], *, parsed: int
) -> Ingested:
    pairs: list[tuple[Document, Paper]] = []
    failed: list[Paper] = []
    files: dict[str, Path] = {}
    seen: dict[str, Path] = {}
    for path in order:
        result = results[path]
        if isinstance(result, SynthError):
            failed.append(_failed(path, sums.get(path, ""), _bare(result.message, path)))
            continue
        paper = with_record(replace(result.paper, path=str(path)), path)
        if paper.id in seen:
            failed.append(_failed(path, sums[path], f"the same paper as {seen[paper.id].name}"))
            continue
        seen[paper.id] = path
        pairs.append((result.document, paper))
        files[paper.id] = path
    return Ingested(tuple(pairs), tuple(failed), files, parsed)


def _failed(path: Path, sha256: str, reason: str) -> Paper:
    failed = PaperStatus.FAILED
    return Paper(id=f"file:{path.name}", title=path.name, sha256=sha256, path=str(path), status=failed, reason=reason)


def _bare(message: str, path: Path) -> str:
    return message.removeprefix(f"{path.name}: ")


_LASTING = ("arxiv", "doi", "openreview", "openalex", "s2")
"""Kinds of ids that mean the same everywhere."""


def with_record(paper: Paper, path: Path) -> Paper:
    """A record that was fetched with the file knows title, authors and year better than page 1 does."""
    record = read_record(record_of(path))
    if record is None:
        return paper
    return replace(
        record,
        id=record.id if record.id.partition(":")[0] in _LASTING else paper.id,
        sha256=paper.sha256,
        path=paper.path,
        status=paper.status,
        reason=paper.reason,
        abstract=record.abstract or paper.abstract,
    )
