"""Files to documents, through the library: what was read before is not read again."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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


def ingest(
    paths: Sequence[Path], library: Library, settings: Settings, progress: Progress, *, prefer_tex: bool = False
) -> Ingested:
    """Read all papers under `paths`. A file that cannot be read is a row with its reason, not the end.

    A PDF with its TeX source beside it is one paper: the PDF is read, and the source where its tables are in doubt, or
    with `prefer_tex` the source instead.
    """
    jobs: list[ParseJob] = []
    results: dict[Path, Parsed | SynthError] = {}
    order: list[Path] = []
    sums: dict[Path, str] = {}
    for file in scan(paths):
        path = file.source if prefer_tex and file.source else file.path
        order.append(path)
        try:
            job = job_of(path, file.source if path != file.source else None, library)
        except SynthError as error:
            results[path] = error
            continue
        sums[path] = job.sha256
        if known := library.get_document(job.sha256, job.parser):
            results[path] = Parsed(*known)
        elif reason := library.get_failure(job.sha256, job.parser):
            results[path] = ParseError(reason)
        else:
            jobs.append(job)
    workers = settings.workers or min(os.cpu_count() or 1, 8)
    progress("reading papers", 0, len(jobs))
    done = parse_files(jobs, workers=workers, timeout=settings.parse_timeout, memory=settings.parse_memory)
    for count, (job, result) in enumerate(done, start=1):
        results[job.path] = result
        if isinstance(result, Parsed):
            library.put_document(result.document, result.paper)
        elif isinstance(result, ParseError) and not isinstance(result, ParseStoppedError):
            library.put_failure(job.sha256, job.parser, _bare(result.message, job.path))
        progress("reading papers", count, len(jobs))
    return _gather(order, results, sums, parsed=len(jobs))


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


def job_of(path: Path, source: Path | None, library: Library) -> ParseJob:
    """What is to be read, with checksums; a folder has that of the files in it. InputError where one cannot be read."""

    def checksum(file: Path) -> str:
        return sha256_source(file) if file.is_dir() else library.remember_file(file)

    if source is None:
        return ParseJob(path, checksum(path))
    return ParseJob(path, checksum(path), source=source, source_sha256=checksum(source))


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
