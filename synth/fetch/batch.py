"""Fetches many papers: one row each, failed ones too.

Papers on arXiv come from there; others from the open copy that their record names, each host at its own pace.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from synth.errors import OutputError, StageError, SynthError
from synth.fetch.access import Access
from synth.fetch.download import Downloaded, download, unwritable
from synth.fetch.files import sha256_file
from synth.fetch.http import Http
from synth.fetch.records import paper_adapter
from synth.fetch.sources.arxiv import PAGE, Arxiv, unknown
from synth.fetch.tex import SOURCE, note_source, present_source
from synth.records import ArxivId, Found, Paper, PaperStatus

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int | None], None]
"""Called with a file's name, its bytes so far, and the bytes expected."""


class FetchStatus(StrEnum):
    """What became of one paper."""

    DOWNLOADED = "downloaded"
    RESUMED = "resumed"
    """Downloaded, the first part of it earlier."""
    PRESENT = "present"
    """Was there already, with the checksum of its record."""
    FAILED = "failed"
    NOTHING = "nothing"
    """A search that found no paper."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """What became of one paper, or of an argument that led to none."""

    asked: str
    """The id or query that led to it."""
    status: FetchStatus
    paper: Paper | None = None
    """None where not even the metadata came."""
    path: Path | None = None
    bytes: int = 0
    error: SynthError | None = None
    """Set when it failed."""
    note: str = ""
    """What is worth knowing of a file that came; empty mostly."""


def fetch_all(
    wanted: Sequence[str],
    *,
    arxiv: Arxiv,
    folder: Path,
    limit: int = 10,
    progress: Progress | None = None,
    tex: bool = False,
) -> Iterator[Fetched]:
    """Fetch every paper that an id names or a search finds (at most `limit` a search) into `folder`.

    With `tex` the TeX source is fetched in place of the PDF; where arXiv has none, what it sends is the PDF.

    Rows come in the order of `wanted`, each paper once. A paper that cannot be had is a row with its error, and
    the rest is done; after an error that all others would share (no network, disk full) the rest fails at once.
    Raises OutputError when `folder` cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    job = _Job(arxiv, folder, progress, tex=tex)
    ids = {text: parsed for text in wanted if (parsed := parse_id(text))}
    job.look_up([parsed for parsed in ids.values() if job.present(parsed) is None])
    for text in wanted:
        if text in ids:
            yield from job.by_id(text, ids[text])
        elif text.strip().lower().startswith("arxiv:"):
            yield Fetched(asked=text, status=FetchStatus.FAILED, error=unknown([text]))
        else:
            yield from job.by_query(text, limit)


def fetch_found(
    found: Sequence[Found],
    *,
    arxiv: Arxiv,
    access: Access,
    folder: Path,
    progress: Progress | None = None,
    tex: bool = False,
) -> Generator[Fetched, None, None]:
    """Fetch the papers that sources found into `folder`: a row each, in order, as `fetch_all` gives them.

    A paper without an open copy is a row with that as its error.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    job = _Job(arxiv, folder, progress, tex=tex, access=access)
    try:
        for one in found:
            yield from job.get(one.paper.id, one.paper, one.pdf)
    finally:
        job.close()


def parse_id(text: str) -> ArxivId | None:
    """The arXiv id that `text` is, None where it is something else."""
    try:
        return ArxivId.parse(text)
    except ValueError:
        return None


def file_stem(identifier: ArxivId) -> str:
    """Name of a paper's files without suffix: `2409.02392v2`, `quant-ph_0201082v1`."""
    return str(identifier).replace("/", "_")


def stem_of_work(paper: Paper) -> str:
    """The same for any paper: `doi_10.1038_s42256-024-00832-8`."""
    if paper.arxiv:
        return file_stem(paper.arxiv)
    return re.sub(r"[^\w.()-]+", "_", paper.id)[:120].rstrip(". ")


class _Job:
    """The state of one call of `fetch_all`."""

    def __init__(
        self, arxiv: Arxiv, folder: Path, progress: Progress | None, *, tex: bool, access: Access | None = None
    ) -> None:
        self._arxiv = arxiv
        self._access = access
        self._hosts: dict[str, Http] = {}
        self._tex = tex
        self._folder = folder
        self._progress = progress
        self._known: dict[ArxivId, Paper] = {}
        self._lookup_error: SynthError | None = None
        self._stop: SynthError | None = None
        self._done: set[str] = set()

    def close(self) -> None:
        """Close the connections to other hosts than arXiv's."""
        for http in self._hosts.values():
            http.close()

    def look_up(self, ids: Sequence[ArxivId]) -> None:
        """Metadata of all ids, in as few requests as arXiv allows; what came before an error is kept."""
        try:
            for start in range(0, len(ids), PAGE):
                self._known |= self._arxiv.papers(ids[start : start + PAGE])
        except SynthError as error:
            self._lookup_error = error

    def present(self, identifier: ArxivId) -> Paper | None:
        """The record of a paper whose file is there as it was fetched; asks no network."""
        if identifier.version is None:  # only arXiv knows which version is the newest
            return None
        return self._present(file_stem(identifier))

    def _present(self, stem: str) -> Paper | None:
        path = self._folder / f"{stem}.pdf"
        record = read_record(self._folder / f"{stem}.json")
        if record is None:
            return None
        if self._tex and record.arxiv:
            found = present_source(self._folder, stem)
            return replace(record, path=str(found[0]), sha256=found[1]) if found else None
        if not record.sha256 or not path.is_file() or sha256_file(path) != record.sha256:
            return None
        return replace(record, path=str(path))

    def by_id(self, asked: str, identifier: ArxivId) -> Iterator[Fetched]:
        """The row of one id."""
        paper = self._known.get(identifier) or self.present(identifier)
        if paper is not None:
            yield from self.get(asked, paper)
        else:
            error = self._lookup_error or unknown([str(identifier)])
            yield Fetched(asked=asked, status=FetchStatus.FAILED, error=error)

    def by_query(self, asked: str, limit: int) -> Iterator[Fetched]:
        """A row for each paper that the search finds."""
        try:
            papers = [one.paper for one in self._arxiv.search(asked, limit=limit).found]
        except SynthError as error:
            yield Fetched(asked=asked, status=FetchStatus.FAILED, error=error)
            return
        if not papers:
            yield Fetched(asked=asked, status=FetchStatus.NOTHING)
        for paper in papers:
            yield from self.get(asked, paper)

    def get(self, asked: str, paper: Paper, pdf: str = "") -> Iterator[Fetched]:
        """The row of a paper, unless it was given before; `pdf` is its open copy where it is not on arXiv."""
        if paper.id in self._done:
            return
        self._done.add(paper.id)
        try:
            yield self._one(asked, paper, pdf)
        except SynthError as error:
            failed = replace(paper, status=PaperStatus.FAILED, reason=error.message)
            yield Fetched(asked=asked, status=FetchStatus.FAILED, paper=failed, error=error)

    def _one(self, asked: str, paper: Paper, pdf: str) -> Fetched:
        stem = stem_of_work(paper)
        if there := self.present(paper.arxiv) if paper.arxiv else self._present(stem):
            path = Path(there.path)
            return Fetched(asked=asked, status=FetchStatus.PRESENT, paper=there, path=path, bytes=path.stat().st_size)
        if self._stop is not None:
            raise self._stop
        try:
            got = self._download(paper, stem, pdf)
            paper = replace(paper, sha256=got.sha256, path=str(got.path))
            record = self._folder / f"{stem}.json"
            # Beside a PDF that is there the record is that of the PDF: by its checksum the file is known again.
            if got.path.suffix == ".pdf" or not (self._folder / f"{stem}.pdf").is_file() or read_record(record) is None:
                write_record(record, paper)
        except OutputError as error:
            self._stop = error
            raise
        status = FetchStatus.RESUMED if got.resumed else FetchStatus.DOWNLOADED
        pdf_only = self._tex and paper.arxiv and got.path.suffix == ".pdf"
        note = "arXiv has no TeX source, only the PDF" if pdf_only else ""
        return Fetched(asked=asked, status=status, paper=paper, path=got.path, bytes=got.bytes, note=note)

    def _download(self, paper: Paper, stem: str, pdf: str) -> Downloaded:
        tex = self._tex and paper.arxiv is not None
        name = stem if tex else f"{stem}.pdf"

        def on_bytes(done: int, total: int | None) -> None:
            if self._progress:
                self._progress(name, done, total)

        target = self._folder / name
        if paper.arxiv is not None and paper.arxiv.version is None:
            raise unknown([str(paper.arxiv)])
        if paper.arxiv is None:
            if not pdf or self._access is None:
                hint = "get the PDF by hand and give its folder with --papers"
                raise StageError(f"no open copy of {paper.id} is known", hint=hint)
            return download(pdf, target, http=self._host(pdf), on_bytes=on_bytes)
        if not tex:
            return download(self._arxiv.pdf_url(paper.arxiv), target, http=self._arxiv.http, on_bytes=on_bytes)
        url = self._arxiv.source_url(paper.arxiv)
        got = download(url, target, http=self._arxiv.http, on_bytes=on_bytes, expected=SOURCE)
        note_source(got.path, got.sha256)
        return got

    def _host(self, url: str) -> Http:
        """The connection to the host of an open copy."""
        assert self._access is not None
        host = urlsplit(url).netloc.casefold()
        if host not in self._hosts:
            self._hosts[host] = self._access.http(re.sub(r"[^\w.-]", "_", f"host-{host}"))
        return self._hosts[host]


def write_record(path: Path, paper: Paper) -> None:
    """Write the bibliographic record of a paper as JSON; whole or not at all. Raises OutputError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(record_bytes(paper))
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise unwritable(path, error) from error


def record_bytes(paper: Paper) -> bytes:
    """A bibliographic record as the file beside a paper holds it."""
    return paper_adapter().dump_json(paper, indent=2) + b"\n"


def read_record(path: Path) -> Paper | None:
    """The record that `write_record` wrote, None where there is none that can be read."""
    try:
        return paper_adapter().validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # pydantic's ValidationError is a ValueError
        logger.warning("cannot read %s: %s", path, error)
        return None
