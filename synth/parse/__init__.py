"""From files to documents: text, sections, sentences, tables and references, each with page and box.

`parse_files` is the door. `PARSER` names the reading: a new value makes every library read its papers again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from synth.errors import ParseError, SynthError
from synth.parse.submitted import ALWAYS, read_submitted
from synth.records import Document, Paper, content_id

PARSER = "synth-parse/10"


@dataclass(frozen=True, slots=True)
class ParseJob:
    """A file to read."""

    path: Path
    sha256: str
    submitted: bool = False
    """Whether it is a report to be audited: links, list items, table rows and bare references are kept in its text.

    Text, DOCX and JSON files are always read so; a PDF is read like any other.
    """
    source: Path | None = None
    """TeX source of a PDF (archive, folder or file), for tables that the page leaves in doubt."""
    source_sha256: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Checksum of the file and name of the reading: what the library keeps it under."""
        return self.sha256, self.parser

    @property
    def parser(self) -> str:
        """Name of the reading: with a source beside it, a file is read in another way than without."""
        return f"{PARSER}+tex.{self.source_sha256[:16]}" if self.source is not None else PARSER


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file that was read."""

    document: Document
    paper: Paper


def document_id(job: ParseJob, parser: str = "") -> str:
    """Id of the document that reading `job` gives, known before it is read; or that a `parser` gave that read it."""
    # The same file read as a paper and as a report gives two documents.
    return content_id("d", job.sha256, parser or job.parser, *(["submitted"] if _submitted(job) else []))


def _submitted(job: ParseJob) -> bool:
    suffix = job.path.suffix.lower()
    return suffix != ".pdf" and (job.submitted or suffix in ALWAYS)


def parse_file(job: ParseJob) -> Parsed:
    """Read one file in this process. ParseError where it cannot be read."""
    name = document_id(job)
    try:
        if job.path.suffix.lower() == ".pdf":
            from synth.parse.pdf import read_pdf

            document, paper = read_pdf(job.path, document_id=name, sha256=job.sha256, parser=job.parser)
            if job.source is not None:
                from synth.parse.companion import with_source

                document = with_source(document, job.source)
        elif _submitted(job):
            document, paper = read_submitted(job.path, document_id=name, sha256=job.sha256, parser=PARSER)
        else:
            from synth.parse.markup import read_markup

            document, paper = read_markup(job.path, document_id=name, sha256=job.sha256, parser=PARSER)
    except OSError as error:
        raise ParseError(f"{job.path.name}: {error.strerror or error}", hint="check the file's permissions") from error
    return Parsed(document, paper)


def parse_files(
    jobs: Sequence[ParseJob], *, workers: int, timeout: float, memory: int
) -> Iterator[tuple[ParseJob, Parsed | SynthError]]:
    """Read files in child processes; yields each job with its result, or with the error that says why it has none."""
    from synth.parse.isolate import run

    for index, result in run(parse_file, jobs, workers=workers, timeout=timeout, memory=memory):
        yield jobs[index], result
