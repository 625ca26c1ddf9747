"""All papers of a report: those of folders, and those that a search finds; each work once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from synth.errors import NetworkError, NoPapersError, SynthError
from synth.extract import Question
from synth.fetch import Access, standing_of
from synth.index import SentenceEmbedder
from synth.protocols import Planner
from synth.records import Claim, Document, Paper, SearchLog
from synth.settings import Settings
from synth.store import AnswerShelf, Library
from synth.workflows.ingest import Held, Ingested, Progress, hold, ingest, joined, take
from synth.workflows.search import Gathered, Search, gather
from synth.workflows.stacks import Many


@dataclass(frozen=True, slots=True)
class Reserve:
    """Papers at hand that are too many to be read for one question."""

    many: Many
    _held: Held
    _library: Library
    _settings: Settings
    _progress: Progress

    def witnesses(self, claims: Sequence[Claim], read: Collection[Path]) -> Ingested:
        """Papers that may confirm or dispute the claims, beside the files that were read."""
        known = {self._held.jobs[path].key for path in read if path in self._held.jobs}
        keys = self.many.witnesses(claims, known)
        if not keys:
            return Ingested((), (), {}, 0)
        return replace(take(self._held, self._library, self._settings, self._progress, keys), failed=())

    def unread(self, read: Collection[Path]) -> tuple[str, ...]:
        """Checksums of the papers that were not read."""
        known = {self._held.jobs[path].sha256 for path in read if path in self._held.jobs}
        return tuple(sorted({sha256 for sha256, _ in self._held.keys} - known))


def read_all(
    papers: Sequence[Path],
    search: Search | None,
    question: Question,
    library: Library,
    settings: Settings,
    embedder: SentenceEmbedder,
    progress: Progress,
    *,
    prefer_tex: bool = False,
    planner: Planner | None = None,
    fresh: bool = False,
) -> tuple[Ingested, Gathered, Reserve | None]:
    """Read the papers under `papers` and those that the search finds; a work that is in both is read once.

    Of many papers those are read that come nearest to the question; the others are given in reserve.
    Raises NoPapersError where there is nothing to read at all, NetworkError where that is because nobody answers.
    """
    ingested, gathered = Ingested((), (), {}, 0), Gathered()
    reserve: Reserve | None = None
    if papers:
        held = hold(papers, library, settings, progress, prefer_tex=prefer_tex)
        many = Many.of(held.keys, library, embedder, progress)
        chosen = many.nearest([question.text, *question.facets]) if many else None
        reserve = Reserve(many, held, library, settings, progress) if many else None
        ingested = take(held, library, settings, progress, chosen)
        gathered = Gathered(log=[_folder(path, held, ingested) for path in papers])
    if search is None:
        return ingested, gathered, reserve
    access = Access(settings=settings, folder=library.folder, cache=AnswerShelf(library), fresh=fresh)
    found = gather(
        question,
        search,
        access=access,
        folder=library.papers_folder,
        embedder=embedder,
        progress=progress,
        planner=planner,
        known=[paper for _, paper in ingested.pairs],
    )
    found.log[:0] = gathered.log
    if found.files:
        more = ingest(found.files, library, settings, progress, prefer_tex=prefer_tex)
        ingested = joined(ingested, described(more, found.papers))
    elif not ingested.pairs:
        raise _nothing_found(found)
    if search.sources and not found.offline:
        progress("asking for retractions and versions", 0, 1)
        ingested = replace(ingested, pairs=tuple(with_standing(ingested.pairs, search.sources, access)))
    return ingested, found, reserve


def _folder(path: Path, held: Held, ingested: Ingested) -> SearchLog:
    there = sum(file.is_relative_to(path) for file in held.order)
    inside = sum(Path(paper.path).is_relative_to(path) for _, paper in ingested.pairs)
    return SearchLog(source="folder", query=path.name, found=there, kept=inside)


def _nothing_found(gathered: Gathered) -> SynthError:
    if gathered.errors:
        error = gathered.errors[0]
        hint = "papers that are on disk are read without a network: --papers DIR"
        return type(error)(error.message, hint=hint if isinstance(error, NetworkError) else error.hint)
    out = gathered.screening.out if gathered.screening else ()
    said = f"the search found {len(out)} papers, none of which could be read" if out else "the search found no paper"
    return NoPapersError(said, hint="ask in other words, or give a folder with --papers DIR")


def described(ingested: Ingested, papers: Mapping[str, Paper]) -> Ingested:
    """The papers with what the search found out about them."""
    pairs = tuple(
        (document, _known_as(paper, found) if (found := papers.get(Path(paper.path).name)) else paper)
        for document, paper in ingested.pairs
    )
    files = {paper.id: Path(paper.path) for _, paper in pairs}
    return replace(ingested, pairs=pairs, files=files)


def _known_as(paper: Paper, found: Paper) -> Paper:
    return replace(
        found,
        id=paper.id,
        arxiv=paper.arxiv or found.arxiv,
        sha256=paper.sha256,
        path=paper.path,
        status=paper.status,
        reason=paper.reason,
        abstract=found.abstract or paper.abstract,
        title=found.title or paper.title,
        authors=found.authors or paper.authors,
        year=found.year or paper.year,
    )


def with_standing(
    pairs: Sequence[tuple[Document, Paper]], sources: Sequence[str], access: Access
) -> list[tuple[Document, Paper]]:
    """The papers with what the sources say of their standing now."""
    papers = [paper for _, paper in pairs]
    renewed = standing_of(papers, sources, access=access).papers
    return [(document, paper) for (document, _), paper in zip(pairs, renewed, strict=True)]
