"""The sources of an audited report: papers given, papers fetched earlier, and cited arXiv works fetched now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synth.compose.citing import Citing
from synth.errors import NetworkError, UnknownIdError
from synth.fetch import Arxiv, FetchStatus, fetch_all, file_stem
from synth.records import ArxivId, Document, Paper, Submission
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Progress, hold
from synth.workflows.shelf import Holdings, Key, failures_of, records_of

NOT_GIVEN = "not among the papers given"
NOT_FETCHED = "not fetched: the network was not to be used"
NO_ARXIV = "the report gives no arXiv id for it, and only arXiv is fetched from"


@dataclass(slots=True)
class Sources:
    """What is at hand, and why the rest is not."""

    papers: list[Paper] = field(default_factory=list)
    keys: dict[str, Key] = field(default_factory=dict)
    """Checksum and parser of each paper, by its id: what its document is kept under."""
    failed: list[Paper] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    parsed: int = 0
    fetched: int = 0
    reasons: dict[str, str] = field(default_factory=dict)
    """By the name of a cited work or subject: why it is not at hand."""
    unknown: frozenset[str] = frozenset()
    """Names of those that arXiv says do not exist."""
    network: NetworkError | None = None

    def add(self, paths: Sequence[Path], library: Library, settings: Settings, progress: Progress, out: str) -> None:
        """Read papers and take in their records; one that is there already, and the report itself, `out`, are not."""
        there = Holdings(hold(paths, library, settings, progress), (), ())
        assert there.held is not None
        for key, paper in records_of(there, library, settings, progress, least=0).items():
            if paper.id not in self.keys and paper.sha256 != out:
                self.papers.append(paper)
                self.keys[paper.id] = key
                self.files[paper.id] = there.held.keys[key]
        self.failed += failures_of(there)
        self.parsed += there.held.parsed

    def pairs(self, ids: Collection[str], library: Library) -> list[tuple[Document, Paper]]:
        """The papers with these ids, with their documents, in order."""
        found = []
        for paper in self.papers:
            if paper.id in ids and (known := library.get_document(*self.keys[paper.id])):
                found.append((known[0], paper))
        return found


def gather(
    submission: Submission,
    papers: Sequence[Path],
    library: Library,
    settings: Settings,
    progress: Progress,
    *,
    fetch: bool,
    leave_out: str,
) -> Sources:
    """Read the papers under `papers`, then get the cited arXiv works that are not among them.

    What was fetched before is taken from the library; the network is used only with `fetch`. `leave_out` is the
    checksum of the report itself, which is no source of its own statements.
    """
    sources = Sources()
    if papers:
        sources.add(papers, library, settings, progress, leave_out)
    kept = [path for id_ in _missing(submission, sources).values() if (path := _kept(id_, library)) is not None]
    if kept:
        sources.add(kept, library, settings, progress, leave_out)
    missing = _missing(submission, sources)
    if fetch and missing:
        _fetch(missing, sources, library, settings, progress, leave_out)
    _explain(submission, sources, "" if fetch else NOT_GIVEN if papers else NOT_FETCHED)
    return sources


def _missing(submission: Submission, sources: Sources) -> dict[str, ArxivId]:
    """Name → id of every cited work and subject on arXiv that is not at hand."""
    citing = Citing(submission, sources.papers)
    wanted = {work.name: work.arxiv for work in citing.missing if work.arxiv}
    for subject in citing.missing_subjects:
        if found := _arxiv(subject):
            wanted[subject] = found
    return wanted


def _arxiv(subject: str) -> ArxivId | None:
    try:
        return ArxivId.parse(subject)
    except ValueError:
        return None


def _kept(wanted: ArxivId, library: Library) -> Path | None:
    """The file of a work that was fetched earlier: the version that is cited, else the newest there."""
    exact = library.papers_folder / f"{file_stem(wanted)}.pdf"
    if exact.is_file():
        return exact
    stem = file_stem(ArxivId(id=wanted.id))
    there = [
        (int(version), path)
        for path in library.papers_folder.glob(f"{stem}v*.pdf")
        if (version := path.stem.removeprefix(f"{stem}v")).isdigit()
    ]
    return max(there)[1] if there else None


def _fetch(
    missing: dict[str, ArxivId],
    sources: Sources,
    library: Library,
    settings: Settings,
    progress: Progress,
    leave_out: str,
) -> None:
    """Fetch what arXiv has; each that it has not, or that could not be had, gets its reason."""
    names = {str(identifier): name for name, identifier in missing.items()}
    progress("fetching sources", 0, len(names))
    paths, unknown = [], set()
    with Arxiv(settings, folder=library.folder) as arxiv:
        for count, row in enumerate(fetch_all(list(names), arxiv=arxiv, folder=library.papers_folder), start=1):
            progress("fetching sources", count, len(names))
            name = names.get(row.asked, row.asked)
            if row.path is not None and row.error is None:
                paths.append(row.path)
                sources.fetched += row.status in (FetchStatus.DOWNLOADED, FetchStatus.RESUMED)
                continue
            sources.reasons[name] = row.error.message if row.error else "nothing was found"
            if isinstance(row.error, UnknownIdError):
                unknown.add(name)
            elif isinstance(row.error, NetworkError):
                sources.network = row.error
    sources.unknown = frozenset(unknown)
    if paths:
        sources.add(paths, library, settings, progress, leave_out)


def _explain(submission: Submission, sources: Sources, default: str) -> None:
    """A reason for everything that is not at hand and has none yet."""
    citing = Citing(submission, sources.papers)
    for work in citing.missing:
        sources.reasons.setdefault(work.name, default or ("" if work.arxiv else NO_ARXIV))
    for subject in citing.missing_subjects:
        sources.reasons.setdefault(subject, default or ("" if _arxiv(subject) else NO_ARXIV))
