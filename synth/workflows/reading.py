"""All papers of a report: those of folders, and those that a search finds; each work once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from synth.errors import NetworkError, NoPapersError, SynthError
from synth.extract import Question
from synth.fetch import Access, standing_of
from synth.protocols import Embedder, Planner
from synth.records import Document, Paper, SearchLog
from synth.settings import Settings
from synth.store import AnswerShelf, Library
from synth.workflows.ingest import Ingested, Progress, ingest, joined
from synth.workflows.search import Gathered, Search, gather


def read_all(
    papers: Sequence[Path],
    search: Search | None,
    question: Question,
    library: Library,
    settings: Settings,
    embedder: Embedder,
    progress: Progress,
    *,
    prefer_tex: bool = False,
    planner: Planner | None = None,
    fresh: bool = False,
) -> tuple[Ingested, Gathered]:
    """Read the papers under `papers` and those that the search finds; a work that is in both is read once.

    Raises NoPapersError where there is nothing to read at all, NetworkError where that is because nobody answers.
    """
    ingested = ingest(papers, library, settings, progress, prefer_tex=prefer_tex) if papers else Ingested((), (), {}, 0)
    gathered = Gathered(log=[_folder(path, ingested) for path in papers])
    if search is None:
        return ingested, gathered
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
    return ingested, found


def _folder(path: Path, ingested: Ingested) -> SearchLog:
    inside = [Path(paper.path) for _, paper in ingested.pairs if Path(paper.path).is_relative_to(path)]
    failed = [Path(paper.path) for paper in ingested.failed if Path(paper.path).is_relative_to(path)]
    return SearchLog(source="folder", query=path.name, found=len(inside) + len(failed), kept=len(inside))


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
