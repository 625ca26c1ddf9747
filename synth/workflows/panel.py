"""The panel over somebody else's report: what an audit found, measured as our own reports are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from synth.extract import about_papers, read_question
from synth.extract.coverage import About
from synth.extract.relevance import fits
from synth.index import SentenceEmbedder
from synth.records import Audit, Document, Paper
from synth.review import judge, mean, of_audit, sum_up
from synth.workflows.engine import Engine


def review_audit(
    audit: Audit, pairs: Sequence[tuple[Document, Paper]], embedder: SentenceEmbedder, engine: Engine
) -> Audit:
    """The audit with the panel's reviews of the report that it audits."""
    if not audit.claims:
        return audit
    about = {"": About("", "", ""), **about_papers(pairs)}
    claims = [replace(one.claim, paper=one.claim.paper if one.claim.paper in about else "") for one in audit.claims]
    parts = read_question(audit.question).facets if audit.question.strip() else ()
    relevance = []
    for part in parts:
        found, _ = fits(read_question(part), claims, about, embedder)
        relevance.append({claim.id: fit.relevance for claim, fit in zip(claims, found, strict=True)})
    dossier = of_audit(audit, parts, relevance)
    reviews = judge(dossier)
    score = mean(reviews)
    return engine.written(replace(audit, reviews=reviews, score=score, chair=sum_up(reviews, score)), dossier)
