"""A report that somebody else wrote in, its statements checked: read, gather sources, bind, judge, count.

This file is the map of `synth audit`; each step is one call into the stage that does it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import synth
from synth.compose.citing import Citing
from synth.compose.tallying import audit_limitations, counting_findings, tally, tempered
from synth.errors import InputError, NetworkError, ParseError, ParseStoppedError
from synth.extract.submitted import read_submission
from synth.index import HybridIndex, SentenceEmbedder, passages_of
from synth.parse import Parsed, ParseJob, parse_files
from synth.records import Audit, AuditedClaim, Document, Origin, Paper, Submission
from synth.settings import Settings
from synth.store import Library
from synth.verify.audited import Auditor
from synth.workflows.engine import EMBEDDED, Engine
from synth.workflows.ingest import Progress
from synth.workflows.panel import review_audit
from synth.workflows.rerun import RerunOptions
from synth.workflows.rerun.claims import Reruns, arxiv_ids
from synth.workflows.sources import Sources, gather


@dataclass(frozen=True, slots=True)
class AuditMade:
    """An audit and what a command says about its making."""

    audit: Audit
    files: dict[str, Path]
    """File of each source, by the paper's id."""
    parsed: int
    """Sources parsed in this run."""
    fetched: int
    """Sources fetched in this run."""
    network: NetworkError | None
    """Why the network could not be used, where it was asked for and did not answer."""


def make_audit(
    file: Path,
    papers: Sequence[Path],
    *,
    settings: Settings,
    progress: Progress,
    fetch: bool | None = None,
    created: str = "",
    rerun: RerunOptions | None = None,
) -> AuditMade:
    """Check every statement of the report in `file` against the papers under `papers`.

    `fetch` says whether cited arXiv works that are not at hand are fetched; by default, when no papers are given. With
    `rerun` figures that a recipe tests are run again from their samples, where those are at hand.
    Raises InputError where the report cannot be read; a source that cannot be had is a finding, not the end.
    """
    with Library.open(settings.library) as library, Engine.open(settings, library) as engine:
        document, itself = _read(file, library, settings, progress)
        submission = read_submission(document, itself)
        wants = fetch if fetch is not None else not papers
        sources = gather(submission, papers, library, settings, progress, fetch=wants, leave_out=itself.sha256)
        citing = Citing(submission, sources.papers)
        embedder = SentenceEmbedder(settings.embedding, settings.device, cache=library)
        pairs = sources.pairs(citing.needed, library)
        claims = _judge(submission, citing, pairs, embedder, progress, engine)
        reruns = Reruns(library, settings, progress, rerun) if rerun is not None else None
        if reruns is not None:
            claims = _run_again(claims, submission, sources, reruns)
        audit = _audit(file, itself, submission, citing, sources, claims, engine, created)
        if reruns is not None:
            shown = reruns.shown(one for claim in claims for one in claim.reruns)
            audit = replace(audit, reruns=shown, limitations=(*audit.limitations, *reruns.notes))
        audit = review_audit(audit, pairs, embedder, engine)
    return AuditMade(audit, sources.files, sources.parsed, sources.fetched, sources.network)


def _run_again(
    claims: tuple[AuditedClaim, ...], submission: Submission, sources: Sources, reruns: Reruns
) -> tuple[AuditedClaim, ...]:
    """The statements with reruns of their figures. A statement is about the papers that it cites, at hand or not."""
    papers = dict(arxiv_ids(sources.papers))
    told = [
        (
            replace(one.claim, paper=str(number)),
            frozenset(
                {work.arxiv.id for at in one.statement.cited if (work := submission.works[at]).arxiv is not None}
                | {id_ for source in one.sources for id_ in papers.get(source, ())}
            ),
        )
        for number, one in enumerate(claims)
    ]
    folded = reruns.add(
        [(claim, one.verdict) for (claim, _), one in zip(told, claims, strict=True)],
        [(str(number), ids) for number, (_, ids) in enumerate(told)],
    )
    return tuple(
        replace(one, verdict=verdict, reruns=made) for one, (verdict, made) in zip(claims, folded, strict=True)
    )


def _audit(
    file: Path,
    itself: Paper,
    submission: Submission,
    citing: Citing,
    sources: Sources,
    claims: tuple[AuditedClaim, ...],
    engine: Engine,
    created: str,
) -> Audit:
    read = sources.papers
    shown = _shown(citing, claims)
    return Audit(
        file=file.name,
        sha256=itself.sha256,
        title=submission.title,
        question=submission.question,
        created=created or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        engine=engine.name,
        version=synth.__version__,
        claims=claims,
        works=submission.works,
        papers=(*(paper for paper in read if paper.id in shown), *sources.failed),
        findings=(
            *submission.findings,
            *counting_findings(claims),
            *citing.findings(sources.reasons, sources.unknown),
        ),
        counts=tally(claims, citing.matches),
        limitations=(
            *audit_limitations(claims, [p for p in read if p.id in shown]),
            *engine.not_checked(),
        ),
        matches=citing.matches,
    )


def _shown(citing: Citing, claims: Sequence[AuditedClaim]) -> frozenset[str]:
    """Papers that the audit speaks of: of a large folder most have nothing to do with the report."""
    evidence = {place.paper for audited in claims for place in audited.verdict.evidence}
    return frozenset((*evidence, *citing.needed, *(id_ for ids in citing.matches for id_ in ids)))


def _read(file: Path, library: Library, settings: Settings, progress: Progress) -> tuple[Document, Paper]:
    """The report as it stands: not kept in the library, where the same file may lie as a paper."""
    if not file.is_file():
        what = "a folder" if file.is_dir() else "no such file"
        raise InputError(f"{what}: {file}", hint="name the report: Markdown, text, HTML, PDF, DOCX, JSON or LaTeX")
    progress("reading the report", 0, 1)
    job = ParseJob(file, library.remember_file(file), submitted=True)
    done = parse_files([job], workers=1, timeout=settings.parse_timeout, memory=settings.parse_memory)
    result = next(iter(done))[1]
    progress("reading the report", 1, 1)
    if isinstance(result, Parsed):
        return result.document, result.paper
    if isinstance(result, ParseError) and not isinstance(result, ParseStoppedError):
        formats = "a report is Markdown, text, HTML, PDF, DOCX, JSON or LaTeX"
        hint = formats if result.hint.startswith("fetch") else result.hint or formats  # a report is not fetched
        raise InputError(f"{file.name}: {result.message.removeprefix(f'{file.name}: ')}", hint=hint)
    raise result


def _judge(
    submission: Submission,
    citing: Citing,
    pairs: Sequence[tuple[Document, Paper]],
    embedder: SentenceEmbedder,
    progress: Progress,
    engine: Engine,
) -> tuple[AuditedClaim, ...]:
    """Bind and judge each statement; `pairs` are the papers that one may be judged against."""
    progress("indexing", 0, 1)
    index = HybridIndex.build((p for document, _ in pairs for p in passages_of(document)), embedder)
    index.prepare(statement.text for statement in submission.statements)
    origin = Origin(engine=EMBEDDED, version=synth.__version__, embedding=embedder.name)
    auditor = Auditor(pairs, origin, [statement.text for statement in submission.statements])
    paper_of = {document.id: paper.id for document, paper in pairs}
    document_of = {paper.id: document.id for document, paper in pairs}
    bounds, judged = [], []
    for count, statement in enumerate(submission.statements, start=1):
        bounds.append(citing.bind(statement, index, paper_of))
        judged.append(auditor.judge(statement.text, bounds[-1].sources, cut_off=statement.cut_off))
        progress("checking statements", count, len(submission.statements))
    documents = [[document_of[id_] for id_ in bound.sources if id_ in document_of] for bound in bounds]
    verdicts = engine.settle_statements(judged, documents, auditor, index)
    return tuple(
        AuditedClaim(
            statement=statement,
            claim=claim,
            verdict=tempered(verdict, bound.missing, at_hand=len(pairs)),
            sources=bound.sources,
            bound_by=bound.by,
        )
        for statement, bound, (claim, _), verdict in zip(submission.statements, bounds, judged, verdicts, strict=True)
    )
