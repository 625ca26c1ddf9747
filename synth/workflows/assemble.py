"""The last steps of a report, first or refreshed: order, answer, disagreements, what it says about itself, reviews."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import synth
from synth.compose import arrange, find_disagreements, limitations, method, not_checked, write_answer
from synth.extract import Question
from synth.records import (
    Changes,
    CheckedClaim,
    Counts,
    Paper,
    Recipe,
    Report,
    Rerun,
    Screening,
    SearchLog,
    VerdictLabel,
)
from synth.review import review, sum_up
from synth.workflows.engine import Engine
from synth.workflows.ingest import Ingested

ONLY_NEAR = "No claim of these papers joins what the question joins; listed are those that come nearest to it."
"""What a reader must know first where the papers do not answer the question."""
_UNREAD = "the others were neither read nor compared."
"""How the sentence ends that says how many papers at hand were read."""


def unread(at_hand: int, near: int, beside: int) -> str:
    """What a reader must know where only some of the papers at hand were read."""
    return (
        f"Of {at_hand} papers at hand, the {near} that come nearest to the question were read, and {beside} more that "
        f"may confirm or dispute one of its claims; {_UNREAD}"
    )


def said_unread(report: Report) -> str:
    """That sentence of a report, for its next edition; empty where it has none."""
    return next((one for one in report.not_checked if one.endswith(_UNREAD)), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What was found and judged, and what a report says of how that was done."""

    question: Question
    claims: Sequence[CheckedClaim]
    """The listed claims, each with its score."""
    facet_of: Mapping[str, int]
    """Index of the sub-question of each claim, by its id."""
    ingested: Ingested
    candidates: int
    refused: int
    irrelevant: int
    checked: int
    """Claims that were checked to choose the listed ones."""
    only_near: bool
    """Whether no claim joins what the question joins."""
    embedding: str
    unread: str = ""
    """How many of the papers at hand were read, where not all were."""
    search: Sequence[SearchLog] = ()
    screening: Screening | None = None
    reruns: Sequence[Rerun] = ()
    """Reruns that the verdicts stand on."""
    rerun_notes: Sequence[str] | None = None
    """Why figures could not be run again, a sentence each; None where none were to be."""
    recipe: Recipe | None = None
    edition: int = 1
    changes: Changes | None = None
    created: str = ""


def assemble(parts: Parts, engine: Engine) -> Report:
    """The report that these parts make."""
    ingested = parts.ingested
    scores = {one.claim.id: one.score for one in parts.claims}
    by_id = {paper.id: paper for _, paper in ingested.pairs}
    papers = (*by_id.values(), *ingested.failed)
    facets, listed = arrange(parts.claims, parts.question.facets, parts.facet_of, scores)
    extractive = write_answer(facets, listed, by_id, scores)
    answer = engine.answer(parts.question.text, facets, listed, by_id, extractive)
    draft = Report(
        question=parts.question.text,
        created=parts.created or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        engine=engine.name,
        version=synth.__version__,
        title=parts.question.text,
        papers=papers,
        answer=answer,
        facets=facets,
        claims=listed,
        disagreements=find_disagreements(listed, by_id),
        not_checked=(
            *([ONLY_NEAR] if parts.only_near else []),
            *([parts.unread] if parts.unread else []),
            *engine.not_checked(),
            *(parts.rerun_notes or ()),
            *not_checked(listed, papers, _doubtful(ingested), rerun=parts.rerun_notes is not None),
        ),
        method=method(
            facets=parts.question.facets,
            read=len(by_id),
            candidates=parts.candidates,
            checked=parts.checked,
            listed=len(listed),
            embedding=parts.embedding.split("@")[0],
            model=engine.method(),
        ),
        limitations=limitations(list(by_id.values())),
        search=tuple(parts.search),
        screening=parts.screening,
        reviews=(),
        score=None,
        costs=engine.costs(),
        reruns=tuple(parts.reruns),
        recipe=parts.recipe,
        edition=parts.edition,
        changes=parts.changes,
        counts=_counts(listed, papers, parts),
    )
    reviews, score = review(draft)
    return replace(draft, reviews=reviews, score=score, chair=sum_up(reviews, score))


def _doubtful(ingested: Ingested) -> dict[str, int]:
    counts = {paper.id: sum(table.confidence < 0.5 for table in document.tables) for document, paper in ingested.pairs}
    return {paper: count for paper, count in counts.items() if count}


def _counts(listed: Sequence[CheckedClaim], papers: Sequence[Paper], parts: Parts) -> Counts:
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
        candidates=parts.candidates,
        refused=parts.refused,
        irrelevant=parts.irrelevant,
    )
