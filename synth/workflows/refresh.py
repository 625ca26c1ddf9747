"""A report and today's world in, the same report on today's papers out, with what changed.

This file is the map of a refresh: look for news, and where there are any, read them, judge what they touch, compare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from synth.compose import claim_changes, make_room, standing_changes
from synth.errors import SynthError
from synth.fetch import Access
from synth.records import Changes, CheckedClaim, Report, Rerun, ScreenedOut, ScreenReason
from synth.report.loading import Loaded
from synth.report.machine import dumps
from synth.settings import Settings
from synth.store import AnswerShelf, Library
from synth.workflows.fetching import logged
from synth.workflows.ingest import Progress
from synth.workflows.news import News, look
from synth.workflows.whereabouts import Inputs

if TYPE_CHECKING:
    from synth.extract import Question
    from synth.workflows.rerun import RerunOptions
    from synth.workflows.rerun.claims import Reruns

LEFT_OUT = "left out by a refresh"
"""Kind of judgement: by checksum of a report, ids of works and checksums of files that do not belong to it, and claims
whose figures were run again."""
TRIED = "rerun:"
"""Before the id of such a claim."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refreshed:
    """What came of a refresh."""

    report: Report
    """The new edition; the old one where nothing is new."""
    changes: Changes
    files: Mapping[str, Path]
    """File of each paper, by its id."""
    not_asked: Mapping[str, SynthError]
    """Sources that could not be asked."""
    parsed: int = 0
    embedded: int = 0

    @property
    def new(self) -> bool:
        """Whether there is a new edition."""
        return self.changes.any


def refresh(
    loaded: Loaded,
    inputs: Inputs,
    library: Library,
    *,
    settings: Settings,
    progress: Progress,
    created: str = "",
    local: bool = False,
    rerun: RerunOptions | None = None,
) -> Refreshed:
    """Bring a report up to date. What did not change is neither read nor judged again.

    Sources are asked anew, whatever answers are kept; with `local` they are not asked at all. With `rerun`, and where
    the report was made so, figures are run again whose samples have come to hand. Raises SynthError where the papers of
    the report are not to be had.
    """
    report = loaded.report
    access = Access(settings=settings, folder=library.folder, cache=AnswerShelf(library), fresh=True)
    seen = library.get_json(LEFT_OUT, loaded.sha256)
    seen = [str(one) for one in seen] if isinstance(seen, list) else []
    news = look(report, inputs, library, access, progress, seen=seen, local=local)
    not_asked = tuple(f"{name}: {error.message}" for name, error in news.not_asked.items())
    nothing = Changes(since=report.created, previous=loaded.sha256, kept=len(report.claims), not_asked=not_asked)
    figures = _figures(report, rerun, seen, library, settings, progress)
    if not news.any and not figures.untested:
        return Refreshed(report=report, changes=nothing, files=news.where.files, not_asked=news.not_asked)
    return _renewed(loaded, news, figures, nothing, seen, library, settings, access, progress, created)


@dataclass(frozen=True, slots=True)
class _Figures:
    """What runs figures again, None where nothing is to, and the ids of claims whose figures have not been run."""

    reruns: Reruns | None = None
    untested: frozenset[str] = frozenset()


def _figures(
    report: Report,
    rerun: RerunOptions | None,
    seen: Sequence[str],
    library: Library,
    settings: Settings,
    progress: Progress,
) -> _Figures:
    if rerun is None and not (report.recipe and report.recipe.rerun):
        return _Figures()
    from synth.workflows.rerun import RerunOptions
    from synth.workflows.rerun.claims import Reruns, arxiv_ids

    reruns = Reruns(library, settings, progress, rerun or RerunOptions(), known=report.reruns)
    tried = {one.removeprefix(TRIED) for one in seen if one.startswith(TRIED)}
    return _Figures(reruns, reruns.open_claims(report.claims, arxiv_ids(report.papers)) - tried)


def _renewed(
    loaded: Loaded,
    news: News,
    figures: _Figures,
    nothing: Changes,
    seen: Sequence[str],
    library: Library,
    settings: Settings,
    access: Access,
    progress: Progress,
    created: str,
) -> Refreshed:
    """The new edition, or the old one where the news come to nothing."""
    # Loaded here: to find out that nothing is new takes no model and no index.
    from synth.index import SentenceEmbedder
    from synth.workflows.assemble import ONLY_NEAR, Parts, assemble, said_unread
    from synth.workflows.engine import Engine
    from synth.workflows.reading import with_standing
    from synth.workflows.renew import judge
    from synth.workflows.search import Gathered, take
    from synth.workflows.shelving import shelve

    report, reruns = loaded.report, figures.reruns

    def as_before() -> Refreshed:
        _leave_out(library, loaded.sha256, seen, news, figures, out)
        return Refreshed(
            report=report,
            changes=nothing,
            files=shelf.files,
            not_asked=news.not_asked,
            parsed=shelf.parsed,
            embedded=embedder.computed,
        )

    with Engine.open(settings, library) as engine:
        embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
        question = _question(report)
        gathered = Gathered()
        limit = report.recipe.limit if report.recipe else 0
        sources = report.recipe.sources if report.recipe else ()
        got, out = take(
            question, news.found, limit, gathered, access, library.papers_folder, embedder, progress,
            discussed="openreview" in sources,
        )  # fmt: skip
        shelf = shelve(report, news, gathered, library, settings, progress)
        if sources:
            shelf.new = with_standing(shelf.new, sources, access)
        today = {paper.id: paper for paper in news.papers if paper.id not in shelf.gone | set(shelf.renamed)}
        papers = (*shelf.changes, *standing_changes(report.papers, today))
        if not papers and not figures.untested:
            return as_before()
        judged = judge(report, shelf, news.standing, question, engine, embedder, progress, reruns, figures.untested)
        most = report.recipe.claims if report.recipe else len(report.claims)
        listed, crowded = make_room(judged.claims, max(most, len(report.claims)))
        changes = replace(
            nothing,
            papers=papers,
            claims=claim_changes(judged.compared(report, shelf, news.standing, listed, crowded)),
            numbers=tuple(judged.numbers),
            kept=judged.kept,
            judged=judged.judged,
        )
        if not changes.any:  # figures were run again, and say what the papers say
            return as_before()
        counts, found = report.counts, judged.found
        parts = Parts(
            question=question,
            claims=listed,
            facet_of=judged.facet_of(report, question),
            ingested=shelf.ingested,
            candidates=counts.candidates + found.candidates,
            refused=counts.refused + found.refused.total(),
            irrelevant=counts.irrelevant + found.irrelevant,
            checked=judged.kept + judged.judged,
            only_near=ONLY_NEAR in report.not_checked and (found.only_near or not found.claims),
            embedding=embedder.name,
            unread=said_unread(report),
            reruns=_shown(report, listed, reruns),
            rerun_notes=tuple(reruns.notes) if reruns else None,
            search=(*report.search, *logged(news.asked, got)),
            screening=news.screening(report.screening, len(got), out),
            recipe=replace(report.recipe, rerun=reruns is not None) if report.recipe else None,
            edition=report.edition + 1,
            changes=changes,
            created=created,
        )
        made = engine.written(assemble(parts, engine))
        _leave_out(library, hashlib.sha256(dumps(made).encode()).hexdigest(), seen, news, figures, out)
        return Refreshed(
            report=made,
            changes=changes,
            files=shelf.files,
            not_asked=news.not_asked,
            parsed=shelf.parsed,
            embedded=embedder.computed,
        )


def _question(report: Report) -> Question:
    """The question with the sub-questions that the report has."""
    from synth.extract import read_question

    question = read_question(report.question)
    parts = report.recipe.parts if report.recipe else ()
    return replace(question, facets=parts) if parts else question


def _shown(report: Report, listed: Sequence[CheckedClaim], reruns: Reruns | None) -> tuple[Rerun, ...]:
    """The reruns that the listed claims stand on, those of the edition before and those of today."""
    used = {one.recipe for claim in listed for one in claim.reruns}
    known = {one.name: one for one in (reruns.made if reruns else report.reruns)}
    return tuple(known[name] for name in sorted(used & set(known)))


def _leave_out(
    library: Library, sha256: str, seen: Sequence[str], news: News, figures: _Figures, out: Sequence[ScreenedOut]
) -> None:
    """Remember what the next refresh of the report with that checksum need not look at again."""
    works = (one.id for one in out if one.reason is not ScreenReason.NOT_RETRIEVED)
    old = (paper.sha256 for paper in news.papers if paper.id in news.versions)
    tried = (f"{TRIED}{one}" for one in figures.untested)
    library.put_json(LEFT_OUT, sha256, sorted({*seen, *works, *old, *news.where.added.values(), *tried}))
