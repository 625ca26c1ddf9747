"""From a document to its card: protocol signals, facets and what follows from them, each with its evidence.

`read_card` is the door. It needs no model: rules find the places, and every field quotes them. The workflow adds what
other stages know: verdicts on the card's sentences, and the papers that are near.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from synth.card import judgement
from synth.card.facets import quick_answers, read_facets
from synth.card.lines import lines, own_name
from synth.card.related import Profile, profile, related, related_to_each
from synth.card.signals import read_signals
from synth.language.works import same_work
from synth.records import Card, CardFacet, CardField, CardStatement, Document, Paper, RelatedPaper, Verdict

__all__ = ["Profile", "Read", "profile", "read_card", "read_fields", "related", "related_to_each"]

TAKEAWAYS = 3
_STAMPED = re.compile(
    r"arXiv:\s*[\w./-]+\s*\[(?P<category>[a-zA-Z-]+(?:\.[A-Za-z-]+)?)\]\s*(?P<date>\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4})?"
)
Read = tuple[tuple[CardField, ...], tuple[CardFacet, ...]]


def read_fields(document: Document, paper: Paper) -> Read:
    """Signals and facets of a paper, nothing of them checked yet."""
    name = own_name(paper.title)
    read = lines(document, name)
    return read_signals(document, read, name), read_facets(read)


def read_card(
    document: Document,
    paper: Paper,
    read: Read,
    verdicts: Mapping[int, Verdict] | None = None,
    near: Sequence[RelatedPaper] = (),
    others: Sequence[tuple[Document, Paper]] = (),
) -> Card:
    """The card of a paper whose fields were read; `verdicts` by the offset at which a sentence starts.

    `near` are the papers that it is related to, out of `others`.
    """
    signals, plain = read
    facets = tuple(_checked(facet, verdicts or {}) for facet in plain)
    statements = _once(facets)
    useful = judgement.usefulness(signals)
    believed = judgement.trust(signals, document, statements)
    return Card(
        paper=paper.id,
        answers=quick_answers(facets),
        facets=facets,
        signals=signals,
        trust=believed,
        evidence=judgement.evidence_quality(signals, document),
        usefulness=useful,
        best_use=judgement.best_use(useful, believed),
        weakness=judgement.weakness(useful),
        checklist=judgement.checklist(signals),
        takeaways=_takeaways(facets),
        actions=judgement.actions(signals, statements, document),
        caveats=judgement.caveats(signals, document, paper),
        queries=judgement.queries(paper, signals, facets),
        related=tuple(near),
        stamp=_stamp(document),
        cited_by=tuple(one.id for text, one in others if any(same_work(entry, paper) for entry in text.references)),
        compared=len(others) or None,
    )


def _stamp(document: Document) -> str:
    match = _STAMPED.search(document.pages[0].text) if document.pages else None
    return ", ".join(part for part in (match["category"], match["date"]) if part) if match else ""


def _checked(facet: CardFacet, verdicts: Mapping[int, Verdict]) -> CardFacet:
    said = tuple(replace(one, verdict=verdicts.get(one.quote.span.start)) for one in facet.statements)
    return replace(facet, statements=said)


def _once(facets: Sequence[CardFacet]) -> list[CardStatement]:
    """Every sentence of the facets, once."""
    found = {one.quote.span.start: one for facet in facets for one in facet.statements}
    return list(found.values())


def _takeaways(facets: Sequence[CardFacet]) -> tuple[CardStatement, ...]:
    """The best of results, contributions and significance, verified ones first."""
    known = {facet.name: facet.statements for facet in facets}
    first = [one for name in ("results", "contributions", "significance") for one in known[name][:2]]
    first.sort(key=lambda one: not (one.verdict and one.verdict.verified))
    found = {one.quote.span.start: one for one in first}
    return tuple(found.values())[:TAKEAWAYS]
