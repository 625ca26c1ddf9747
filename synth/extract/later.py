"""Claims of papers that came after a report was made, and claims that a new version of a paper still makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from synth.extract import Extraction, about_papers, gather, table_claims
from synth.extract.candidates import sentence_candidates
from synth.extract.question import Question
from synth.extract.relevance import LEAST, fits, least_relevance
from synth.extract.select import select
from synth.language.words import numberless, squash
from synth.protocols import ChatModel, Embedder, Retriever
from synth.records import Claim, Document, Paper, content_id

ALIKE = 90.0
"""Least similarity, in percent, of two sentences of two versions that differ in more than their numbers."""


def extract_later(
    question: Question,
    pairs: Sequence[tuple[Document, Paper]],
    new: Collection[str],
    retriever: Retriever,
    embedder: Embedder,
    *,
    novel: Callable[[Claim], bool],
    limit: int,
    model: ChatModel | None = None,
) -> Extraction:
    """At most `limit` claims of the papers with an id in `new` that bear on the question, best first.

    Relevance is relative: it is measured beside the candidates of all papers, as in a first report, so that a paper on
    another subject does not become relevant by being alone. A claim that is not `novel` is left out. A `model` reads
    the new papers only.
    """
    mine = [pair for pair in pairs if pair[1].id in new]
    others = [pair for pair in pairs if pair[1].id not in new]
    dropped: Counter[str] = Counter()
    candidates, considered, refused = gather(question, mine, retriever, model, dropped)
    candidates = [candidate for candidate in candidates if novel(candidate.claim)]
    if not candidates:
        return Extraction((), LEAST, considered, refused, 0, dropped)
    beside, _, _ = gather(question, others, retriever)
    claims = [candidate.claim for candidate in (*candidates, *beside)]
    fit, vectors = fits(question, claims, about_papers(pairs), embedder, level=LEAST)
    relevant = least_relevance([one.relevance for one in fit])
    count = len(candidates)
    selected = select(candidates, fit[:count], vectors[:count], threshold=min(relevant, LEAST), limit=limit)
    irrelevant = sum(one.relevance < relevant for one in fit[:count])
    return Extraction(tuple(selected), relevant, considered, refused, irrelevant, dropped)


def carried(claim: Claim, question: Question, document: Document, paper: Paper) -> Claim | None:
    """The claim as a new version of its paper makes it, word for word; None where it does not."""
    if claim.cell is not None:
        found = _of_row(claim, question, document, paper)
        return next((_with_relevance(one, claim) for one in found if one.text == claim.text), None)
    quote = squash(claim.quote)
    for index, sentence in enumerate(document.sentences):
        if squash(sentence.text) == quote or (len(quote) > 40 and quote in squash(sentence.text)):
            return _at(claim, index, document, paper)
    return None


def changed(claim: Claim, question: Question, document: Document, paper: Paper) -> Claim | None:
    """The claim with the numbers that a new version prints in its place; None where no place is plainly the same."""
    if claim.cell is not None:
        return next((_with_relevance(one, claim) for one in _of_row(claim, question, document, paper)), None)
    masked = numberless(claim.quote)
    for index, sentence in enumerate(document.sentences):
        if numberless(sentence.text) == masked:
            return _at(claim, index, document, paper, same=False)
    from rapidfuzz import fuzz

    for index, sentence in enumerate(document.sentences):
        if fuzz.ratio(numberless(sentence.text), masked) >= ALIKE:
            return _at(claim, index, document, paper, same=False)
    return None


def _at(claim: Claim, index: int, document: Document, paper: Paper, *, same: bool = True) -> Claim | None:
    """The claim that one sentence of the new version makes."""
    found = next(iter(sentence_candidates(document, paper, [index], Counter())), None)
    if found is not None and (not same or found.claim.text == claim.text):
        return _with_relevance(found.claim, claim)
    sentence = document.sentences[index]
    if not same:
        return None
    identity = content_id("c", document.id, sentence.span.start, claim.quote)
    return replace(claim, id=identity, paper=paper.id, span=sentence.span)


def _with_relevance(claim: Claim, old: Claim) -> Claim:
    return replace(claim, relevance=old.relevance, flags=old.flags)


def _of_row(claim: Claim, question: Question, document: Document, paper: Paper) -> list[Claim]:
    """What the same row reports in the same words, other numbers allowed; the table of the same name first."""
    row = claim.cell.row_path if claim.cell else ()
    label = claim.cell.label if claim.cell else ""
    claims = (candidate.claim for candidate in table_claims(question, document, paper))
    found = [c for c in claims if c.cell and c.cell.row_path == row and numberless(c.text) == numberless(claim.text)]
    return sorted(found, key=lambda one: one.cell is None or one.cell.label != label)
