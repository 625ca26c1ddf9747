"""One paper, as it was read: from a file, a folder of TeX source or the library."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from synth.errors import InputError, ParseError, ParseStoppedError, SynthError, UnknownIdError
from synth.fetch import read_record, scan
from synth.fetch.folder import FileKind
from synth.parse import PARSER, Parsed, ParseJob, parse_files
from synth.records import ArxivId, Document, Paper
from synth.report.sheets import DrawJob, Sheet, draw_file
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Progress, job_of, with_record

_MAIN = re.compile(rb"^[^%\n]*\\document(?:class|style)\b", re.MULTILINE)
_NAMES = ("main", "ms", "paper", "root", "article")
"""Names that writers give to the file that TeX is called with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadPaper:
    """A paper and what was read in it."""

    document: Document
    paper: Paper
    file: Path | None
    """The file, None where the library knows the paper but its file is gone."""
    fresh: bool
    """Whether it was parsed now; else the library knew it."""


def read_paper(what: str, *, settings: Settings, progress: Progress) -> ReadPaper:
    """Read the paper that `what` names: a file, a folder of TeX source, an arXiv id, a DOI or the id of a paper.

    What the library knows is not parsed again. InputError where there is no such paper or it cannot be read,
    ParseStoppedError where its reading failed or outgrew a limit.
    """
    path = _existing(what)
    if path is not None:
        file = _main_file(path) if path.is_dir() else scan([path])[0].path
        with Library.open(settings.library) as library:
            return _read(file, library, settings, progress)
    wanted = _Wanted.parse(what)
    if wanted is None:
        raise InputError(f"no such file: {what}", hint="give a file, or the arXiv id or DOI of a paper in the library")
    with Library.open(settings.library) as library:
        return _recall(wanted, library, settings, progress)


def draw_paper(read: ReadPaper, *, settings: Settings, progress: Progress) -> tuple[tuple[Sheet, ...], str]:
    """Pictures and words of the pages, and why there are none where there are none; drawn in a child process."""
    from synth.parse.isolate import run

    if read.file is None or read.file.suffix.lower() != ".pdf":
        return (), "" if read.file is not None else "its file is gone"
    progress("drawing pages", 0, 1)
    job = DrawJob(path=read.file)
    limits = {"workers": 1, "timeout": settings.parse_timeout, "memory": settings.parse_memory}
    for _, result in run(draw_file, [job], **limits):  # type: ignore[arg-type]
        if isinstance(result, SynthError):
            return (), result.message
        return result, ""
    return (), "nothing was drawn"


def _existing(what: str) -> Path | None:
    try:
        path = Path(what).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):  # too long, a null byte, no such user
        return None


def _main_file(folder: Path) -> Path:
    """The paper in a folder: its only one, or the main file of TeX source, whose PDFs are its figures."""
    found = scan([folder])
    if len(found) == 1:
        return found[0].path
    mains = [file.path for file in found if file.kind is FileKind.TEX and _is_main(file.path)]
    usual = [path for path in mains if path.stem.lower() in _NAMES]
    if len(mains) == 1 or len(usual) == 1:
        return (mains if len(mains) == 1 else usual)[0]
    names = [str(file.relative_to(folder)) for file in mains or [file.path for file in found]]
    listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    raise InputError(f"{folder} holds {len(names)} papers: {listed}", hint="name one of them")


def _is_main(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(_MAIN.search(file.read(65536)))
    except OSError:
        return False


_SOURCES = (".tar.gz", ".tgz", ".gz", ".tar", ".tex", "")
"""How the TeX source beside a PDF may end; a folder has no ending."""


def _source_of(file: Path) -> Path | None:
    """The TeX source beside a PDF, as it is found where a whole folder is read."""
    if file.suffix.lower() != ".pdf":
        return None
    beside = [path for ending in _SOURCES if (path := file.with_suffix(ending)).exists()]
    try:
        found = scan([file, *beside]) if beside else []
    except SynthError:  # a folder of that name that holds no paper
        return None
    return next((one.source for one in found if one.path.resolve() == file.resolve()), None)


def _read(file: Path, library: Library, settings: Settings, progress: Progress) -> ReadPaper:
    job = job_of(file, _source_of(file), library)
    known = library.get_document(job.sha256, job.parser)
    document, paper = known or _parse(job, library, settings, progress)
    paper = with_record(replace(paper, path=str(file)), file)
    return ReadPaper(document=document, paper=paper, file=file, fresh=known is None)


def _parse(job: ParseJob, library: Library, settings: Settings, progress: Progress) -> tuple[Document, Paper]:
    """Parse one file, also one that failed before: who names it wants to hear why, with the hint."""
    progress("reading", 0, 1)
    file = job.path
    done = parse_files([job], workers=1, timeout=settings.parse_timeout, memory=settings.parse_memory)
    result = next(iter(done))[1]
    progress("reading", 1, 1)
    if isinstance(result, Parsed):
        library.put_document(result.document, result.paper)
        return result.document, result.paper
    bare = result.message.removeprefix(f"{file.name}: ")
    if isinstance(result, ParseStoppedError):
        raise ParseStoppedError(f"{file.name}: {bare}", hint=result.hint)
    if isinstance(result, ParseError):
        library.put_failure(job.sha256, job.parser, bare)
        raise InputError(f"{file.name}: {bare}", hint=result.hint or "fetch it again")
    raise result


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The id that a user gave."""

    text: str
    arxiv: ArxivId | None = None
    doi: str = ""
    sha256: str = ""

    @classmethod
    def parse(cls, what: str) -> _Wanted | None:
        text = what.strip()
        if match := re.fullmatch(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", text, re.IGNORECASE):
            return cls(text, doi=match[1].lower())
        if match := re.fullmatch(r"sha256:([0-9a-f]{8,64})", text, re.IGNORECASE):
            return cls(text, sha256=match[1].lower())
        try:
            return cls(text, arxiv=ArxivId.parse(text))
        except ValueError:
            return None

    def fits(self, paper: Paper) -> bool:
        if self.arxiv is not None:
            named = paper.arxiv
            same = named is not None and named.id == self.arxiv.id
            return same and (self.arxiv.version is None or named.version == self.arxiv.version)  # type: ignore[union-attr]
        if self.doi:
            return self.doi in (paper.doi.lower(), paper.id.lower().removeprefix("doi:"))
        return paper.sha256.startswith(self.sha256)


def _recall(wanted: _Wanted, library: Library, settings: Settings, progress: Progress) -> ReadPaper:
    """The paper with that id: as it was read, else from its file; without a version, the newest one."""
    known = [paper for paper in library.papers() if wanted.fits(paper)]
    if known:
        paper = max(known, key=_version)  # of equal versions the first, like everywhere
        file = _file_of(paper, library)
        if file:
            return _read(file, library, settings, progress)
        if found := library.get_document(paper.sha256, PARSER):
            return ReadPaper(document=found[0], paper=found[1], file=None, fresh=False)
    fetched = [(record, path) for record, path in _fetched(library.papers_folder) if wanted.fits(record)]
    if fetched:
        return _read(max(fetched, key=lambda pair: _version(pair[0]))[1], library, settings, progress)
    if known:
        raise InputError(f"the file of {wanted.text} is gone", hint="fetch it again, or name a file")
    hint = f"synth fetch {wanted.arxiv}" if wanted.arxiv else "name its file"
    raise UnknownIdError(f"{wanted.text} is not in the library {library.folder}", hint=hint)


def _version(paper: Paper) -> int:
    return (paper.arxiv.version or 0) if paper.arxiv else 0


def _file_of(paper: Paper, library: Library) -> Path | None:
    """A file that still is what was read."""
    for path in (Path(paper.path), *library.paths_of(paper.sha256)):
        if path.is_file() and library.remember_file(path) == paper.sha256:
            return path
    return None


def _fetched(folder: Path) -> Iterable[tuple[Paper, Path]]:
    """Papers that were fetched, whether they were read or not."""
    for path in sorted(folder.glob("*.pdf")):
        if record := read_record(path.with_suffix(".json")):
            yield record, path
