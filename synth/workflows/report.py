"""A question and papers in, a checked report out: read, index, extract, verify, compose, review.

This file is the map of the main job; each step is one call into the stage that does it.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import synth
from synth.compose import arrange, choose, find_disagreements, limitations, method, not_checked, write_answer
from synth.errors import NoPapersError
from synth.extract import extract, read_question
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.records import (
    CheckedClaim,
    Counts,
    Origin,
    Paper,
    Report,
    VerdictLabel,
)
from synth.review import review
from synth.settings import Settings
from synth.store import Library
from synth.verify import Verifier
from synth.workflows.engine import Engine
from synth.workflows.ingest import Ingested, Progress
from synth.workflows.reading import read_all
from synth.workflows.search import Search

CHECKED_PER_LISTED = 3
"""So many claims are checked for each one that is listed."""


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
) -> Made:
    """Answer `question` from the papers under `papers` and those that `search` finds, with at most `limit` claims.

    With `prefer_tex` a paper that has its TeX source beside it is read from that.

    Raises NoPapersError when none of the files can be read; single failed papers are rows in the report.
    """
    with Library.open(settings.library) as library, Engine.open(settings, library) as engine:
        embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
        asked = engine.parts(read_question(question))
        ingested, gathered = read_all(
            papers, search, asked, library, settings, embedder, progress, prefer_tex=prefer_tex
        )
        if not ingested.pairs:
            raise _nothing_read(ingested)
        progress("indexing", 0, 1)
        index = HybridIndex.build((p for document, _ in ingested.pairs for p in passages_of(document)), embedder)
        progress("finding claims", 0, 1)
        found = extract(asked, ingested.pairs, index, embedder, limit=limit * CHECKED_PER_LISTED, model=engine.model)
        found = engine.sort(asked, found, [paper for _, paper in ingested.pairs])
        origin = Origin(engine="embedded", version=synth.__version__, embedding=embedder.name)
        verifier = Verifier(ingested.pairs, index, origin)
        index.prepare(selected.claim.text for selected in found.claims)
        checked = []
        for count, selected in enumerate(found.claims, start=1):
            checked.append(CheckedClaim(claim=selected.claim, verdict=verifier.verify(selected.claim)))
            progress("checking claims", count, len(found.claims))
        checked = engine.settle(checked, verifier.sources, index)
        embedded = embedder.computed
        scores = {selected.claim.id: selected.score for selected in found.claims}
        listed = choose(checked, scores, limit=limit)
        facets, listed = arrange(listed, asked.facets, {s.claim.id: s.facet for s in found.claims}, scores)
        by_id = {paper.id: paper for _, paper in ingested.pairs}
        all_papers = (*by_id.values(), *ingested.failed)
        answer = engine.answer(asked.text, facets, listed, by_id, write_answer(facets, listed, by_id, scores))
        draft = Report(
            question=asked.text,
            created=created or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            engine=engine.name,
            version=synth.__version__,
            title=asked.text,
            papers=all_papers,
            answer=answer,
            facets=facets,
            claims=listed,
            disagreements=find_disagreements(listed, by_id),
            not_checked=(*engine.not_checked(), *not_checked(listed, all_papers, _doubtful(ingested))),
            method=method(
                facets=asked.facets,
                read=len(by_id),
                candidates=found.candidates,
                checked=len(checked),
                listed=len(listed),
                embedding=embedder.name.split("@")[0],
                model=engine.method(),
            ),
            limitations=limitations(list(by_id.values())),
            search=tuple(gathered.log),
            screening=gathered.screening,
            reviews=(),
            score=None,
            costs=engine.costs(),
            counts=_counts(listed, all_papers, found.candidates, sum(found.refused.values()), found.irrelevant),
        )
    reviews, score = review(draft)
    return Made(replace(draft, reviews=reviews, score=score), ingested.files, ingested.parsed, embedded)


def _nothing_read(ingested: Ingested) -> NoPapersError:
    reasons = "; ".join(f"{paper.title}: {paper.reason}" for paper in ingested.failed[:3])
    more = len(ingested.failed) - 3
    return NoPapersError(
        f"none of {len(ingested.failed)} papers could be read ({reasons}{f'; {more} more' if more > 0 else ''})",
        hint="give a folder of readable papers with --papers DIR",
    )


def _doubtful(ingested: Ingested) -> dict[str, int]:
    counts = {paper.id: sum(table.confidence < 0.5 for table in document.tables) for document, paper in ingested.pairs}
    return {paper: count for paper, count in counts.items() if count}


def _counts(
    listed: Sequence[CheckedClaim], papers: Sequence[Paper], candidates: int, refused: int, irrelevant: int
) -> Counts:
    labels = Counter(checked.verdict.label for checked in listed)
    failed = sum(paper.status == "failed" for paper in papers)
    return Counts(
        papers=len(papers) - failed,
        papers_failed=failed,
        claims=len(listed),
        verified=sum(checked.verdict.verified for checked in listed),
        contradicted=labels[VerdictLabel.CONTRADICTED] + labels[VerdictLabel.IMPOSSIBLE],
        disputed=labels[VerdictLabel.DISPUTED],
        not_enough_evidence=labels[VerdictLabel.NOT_ENOUGH_EVIDENCE],
        abstained=labels[VerdictLabel.ABSTAINED],
        candidates=candidates,
        refused=refused,
        irrelevant=irrelevant,
    )
