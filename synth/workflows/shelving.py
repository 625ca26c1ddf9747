"""The papers of a refreshed report: those that stay, new ones, new versions, and those that went."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from synth.language.titles import same_title, shared_authors
from synth.records import Document, Paper, PaperChange, PaperChangeKind, Report
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Ingested, Progress, ingest
from synth.workflows.news import News
from synth.workflows.reading import described
from synth.workflows.search import Gathered

Pair = tuple[Document, Paper]
OTHER = "its file has other contents than before"


@dataclass(slots=True)
class Shelf:
    """The papers of the new edition, and how they belong to those of the old one."""

    kept: list[Pair] = field(default_factory=list)
    new: list[Pair] = field(default_factory=list)
    """New papers and new versions."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Id of an old paper → id of what was read in its place."""
    olds: dict[str, Document] = field(default_factory=dict)
    """What was read before of a paper that was replaced, by the id of the new version, where it is at hand."""
    gone: set[str] = field(default_factory=set)
    changes: list[PaperChange] = field(default_factory=list)
    failed: tuple[Paper, ...] = ()
    files: dict[str, Path] = field(default_factory=dict)
    parsed: int = 0

    def note(self, kind: PaperChangeKind, paper: Paper, *, before: str = "", detail: str = "") -> None:
        """Keep what became of a paper."""
        self.changes.append(PaperChange(kind=kind, paper=paper.id, title=paper.title, before=before, detail=detail))

    @property
    def pairs(self) -> list[Pair]:
        """All papers of the new edition."""
        return [*self.kept, *self.new]

    @property
    def ingested(self) -> Ingested:
        """The same as what a first report reads."""
        return Ingested(tuple(self.pairs), self.failed, self.files, self.parsed)


def shelve(
    report: Report,
    news: News,
    gathered: Gathered,
    library: Library,
    settings: Settings,
    progress: Progress,
) -> Shelf:
    """Read what is new; papers that were read before come from the library, as they were read then."""
    prefer_tex = bool(report.recipe and report.recipe.prefer_tex)

    def read(paths: Sequence[Path]) -> Ingested:
        if not paths:
            return Ingested((), (), {}, 0)
        return ingest(paths, library, settings, progress, prefer_tex=prefer_tex)

    shelf = Shelf(gone=set(news.where.gone), files=dict(news.where.files))
    cited = {one.claim.span.document for one in report.claims}
    cited |= {place.span.document for one in report.claims for place in one.verdict.evidence}
    known = {paper.id: _known(paper, cited, library) for paper in news.papers if paper.id not in shelf.gone}
    again = read([news.where.files[one] for one, document in known.items() if document is None and one in shelf.files])
    by_sum = {document.sha256: document for document, _ in again.pairs}
    for paper in news.papers:
        document = known.get(paper.id) or by_sum.get(paper.sha256)
        if document is not None and paper.id in news.versions:
            shelf.olds[news.versions[paper.id][1].id] = document
        elif document is not None:
            shelf.kept.append((document, replace(paper, path=str(shelf.files.get(paper.id, "")))))
        elif paper.id not in news.versions:
            shelf.gone.add(paper.id)
    fresh = read([path for path, _ in news.versions.values()])
    fresh = described(fresh, {path.name: paper for path, paper in news.versions.values()})
    added = described(read([*news.where.added, *gathered.files]), gathered.papers)
    shelf.parsed = again.parsed + fresh.parsed + added.parsed
    today = {paper.id: paper for paper in news.papers}
    _versions(fresh, news, today, shelf)
    _added(added, today, library, shelf)
    _failed(added, news, shelf)
    for identifier in sorted(shelf.gone):
        detail = news.where.gone.get(identifier, "it can no longer be read")
        shelf.note(PaperChangeKind.GONE, today[identifier], before=identifier, detail=detail)
    return shelf


def _known(paper: Paper, cited: Collection[str], library: Library) -> Document | None:
    """What the library has read of a paper: the reading that the report cites, else the newest."""
    documents = library.documents_of(paper.sha256)
    return next((one for one in documents if one.id in cited), documents[0] if documents else None)


def _versions(fresh: Ingested, news: News, today: Mapping[str, Paper], shelf: Shelf) -> None:
    """Newer versions that were fetched; one that cannot be read leaves the old one in its place."""
    read = {paper.id: (document, paper) for document, paper in fresh.pairs}
    for identifier, (path, paper) in news.versions.items():
        if pair := read.get(paper.id):
            version = paper.arxiv.version if paper.arxiv else None
            same = paper.id == identifier
            _replace(identifier, pair, shelf, OTHER if same else f"version {version} was read")
            shelf.files[paper.id] = path
        elif old := shelf.olds.pop(paper.id, None):
            path_ = str(shelf.files.get(identifier, ""))
            shelf.kept.append((old, replace(today[identifier], path=path_)))


def _added(added: Ingested, today: Mapping[str, Paper], library: Library, shelf: Shelf) -> None:
    """Files that are new; one that is the work of a paper whose file went has taken its place."""
    for document, paper in added.pairs:
        before = next((one for one in sorted(shelf.gone) if _same_work(today[one], paper)), "")
        if before:
            shelf.gone.discard(before)
            if documents := library.documents_of(today[before].sha256):
                shelf.olds[paper.id] = documents[0]
            _replace(before, (document, paper), shelf, OTHER)
        elif any(_same_work(one, paper) for _, one in shelf.pairs):
            continue  # an older version, or a copy, of what the report has
        else:
            shelf.new.append((document, paper))
            shelf.note(PaperChangeKind.ADDED, paper, detail=paper.date)
        shelf.files[paper.id] = added.files[paper.id]


def _failed(added: Ingested, news: News, shelf: Shelf) -> None:
    """Files that cannot be read, old ones and new ones."""
    known = {paper.sha256 for paper in news.where.failed}
    new = [paper for paper in added.failed if paper.sha256 not in known]
    shelf.failed = (*news.where.failed, *new)
    for paper in new:
        shelf.note(PaperChangeKind.FAILED, paper, detail=paper.reason)


def _replace(before: str, pair: Pair, shelf: Shelf, detail: str) -> None:
    shelf.new.append(pair)
    shelf.renamed[before] = pair[1].id
    shelf.note(PaperChangeKind.VERSION, pair[1], before=before, detail=detail)


def _same_work(old: Paper, new: Paper) -> bool:
    if old.id == new.id:
        return True
    if old.arxiv and new.arxiv:
        return old.arxiv.id == new.arxiv.id
    if not same_title(old.title, new.title):
        return False
    return not old.authors or not new.authors or shared_authors(old.authors, new.authors) >= 0.5
