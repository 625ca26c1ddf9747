"""A question and papers in, a checked report out: read, index, extract, verify, compose, review.

This file is the map of the main job; `drafting.py` is what is done anew when a report is to become better.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import synth
from synth.errors import NoPapersError
from synth.extract import Question, read_question
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.records import Origin, Recipe, Report
from synth.settings import Settings
from synth.store import Library
from synth.verify import SoundVerifier
from synth.workflows.drafting import Desk
from synth.workflows.engine import EMBEDDED, Engine
from synth.workflows.ingest import Ingested, Progress
from synth.workflows.raising import raise_score
from synth.workflows.reading import read_all
from synth.workflows.rerun import RerunOptions
from synth.workflows.rerun.claims import Reruns
from synth.workflows.search import Gathered, Search


@dataclass(frozen=True, slots=True)
class Made:
    """A report and what a command says about its making."""

    report: Report
    files: dict[str, Path]
    """File of each paper, by the paper's id."""
    parsed: int
    """Files parsed in this run."""
    embedded: int
    """Texts embedded in this run."""
    offline: bool = False
    """Whether sources were to be asked and none could be reached."""
    left_out: tuple[str, ...] = ()
    """Checksums of papers at hand that were not read for this question."""


def make_report(
    question: str,
    papers: Sequence[Path],
    *,
    settings: Settings,
    limit: int,
    progress: Progress,
    created: str = "",
    prefer_tex: bool = False,
    search: Search | None = None,
    until_score: float | None = None,
    rerun: RerunOptions | None = None,
    corpus: str = "",
) -> Made:
    """Answer `question` from the papers under `papers` and those that `search` finds, with at most `limit` claims.

    With `prefer_tex` a paper that has its TeX source beside it is read from that. With `until_score` the report is made
    again, with what its reviewers ask for, until they give that score, nothing helps any more, or the budget ends. With
    `rerun` figures that a recipe tests are run again from their samples, where those are at hand.

    Raises NoPapersError when none of the files can be read; single failed papers are rows in the report.
    """
    with Library.open(settings.library) as library, Engine.open(settings, library) as engine:
        embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
        asked = engine.parts(read_question(question))
        ingested, gathered, reserve = read_all(
            papers,
            search,
            asked,
            library,
            settings,
            embedder,
            progress,
            prefer_tex=prefer_tex,
            planner=engine.planner(),
        )
        if not ingested.pairs:
            raise _nothing_read(ingested)
        progress("indexing", 0, 1)
        index = HybridIndex.build((p for document, _ in ingested.pairs for p in passages_of(document)), embedder)
        origin = Origin(engine=EMBEDDED, version=synth.__version__, embedding=embedder.name)
        desk = Desk(
            asked=asked,
            gathered=gathered,
            ingested=ingested,
            index=index,
            embedder=embedder,
            verifier=SoundVerifier(ingested.pairs, index, origin),
            engine=engine,
            limit=limit,
            recipe=_recipe(
                papers,
                search,
                asked,
                gathered,
                settings,
                limit,
                prefer_tex=prefer_tex,
                rerun=rerun is not None,
                corpus=corpus,
            ),
            created=created or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            progress=progress,
            reruns=Reruns(library, settings, progress, rerun) if rerun is not None else None,
            reserve=reserve,
        )
        report = raise_score(desk, until_score, settings.budget) if until_score is not None else desk.draft()
        report = engine.written(report)
        files = {**desk.beside.files, **ingested.files}
        left_out = reserve.unread(files.values()) if reserve else ()
        return Made(report, files, ingested.parsed, embedder.computed, gathered.offline, left_out)


def _recipe(
    papers: Sequence[Path],
    search: Search | None,
    question: Question,
    gathered: Gathered,
    settings: Settings,
    limit: int,
    *,
    prefer_tex: bool,
    rerun: bool,
    corpus: str,
) -> Recipe:
    """How the report was asked for, in names that mean the same on another machine."""
    wanted = search or Search()
    return Recipe(
        papers=tuple(path.name for path in papers),
        corpus=corpus,
        lists=tuple(path.name for path in wanted.lists),
        sources=wanted.sources,
        queries=gathered.queries,
        limit=wanted.limit if search else 0,
        since=wanted.since.isoformat() if wanted.since else "",
        claims=limit,
        prefer_tex=prefer_tex,
        rerun=rerun,
        embedding=settings.embedding,
        llm=settings.llm,
        nli=settings.nli,
        parts=question.facets,
    )


def _nothing_read(ingested: Ingested) -> NoPapersError:
    reasons = "; ".join(f"{paper.title}: {paper.reason}" for paper in ingested.failed[:3])
    more = len(ingested.failed) - 3
    return NoPapersError(
        f"none of {len(ingested.failed)} papers could be read ({reasons}{f'; {more} more' if more > 0 else ''})",
        hint="give a folder of readable papers with --papers DIR",
    )
