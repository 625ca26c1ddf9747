"""What a language model says of passages of a paper, held to its quote: found again, with every number and name.

A statement that says more than its quote is none: a number that the quote lacks, a name that neither passage nor title
holds, another direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from synth.extract.candidates import Candidate
from synth.extract.worth import claim_type, worth
from synth.language.addressed import speaks_to_model
from synth.language.compare import matches
from synth.language.quantities import parse
from synth.language.quotes import Found, find_quote
from synth.language.vocabulary import Entity, Sameness, entities, same_entity
from synth.language.words import locate, negated, polarity, squash
from synth.records import (
    Claim,
    Document,
    Paper,
    Quantity,
    Role,
    Section,
    SectionKind,
    Sentence,
    Span,
    content_id,
)

MOST_WORDS = 60
"""Longer statements are no single finding."""
_SAID = frozenset({Role.VALUE, Role.DELTA, Role.COUNT, Role.K, Role.SIZE})


class Finding(BaseModel):
    """One statement, as the model gives it."""

    passage: int
    quote: str
    claim: str


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """Neighbouring sentences of one section, as the model was given them."""

    sentences: tuple[Sentence, ...]
    text: str
    section: Section | None


def held(finding: Finding, document: Document, paper: Paper, passages: Sequence[ReadPassage]) -> Candidate | str:
    """The claim that a statement makes, or why it is none."""
    if not 1 <= finding.passage <= len(passages):
        return "names a passage that does not exist"
    passage = passages[finding.passage - 1]
    found = find_quote(finding.quote, passage.text)
    if found is None:
        return "quote not found in its passage"
    quote, span = _place(document, passage, found)
    if not quote:
        return "quote runs over two pages"
    text = " ".join(finding.claim.split())
    if polarity(text) * polarity(passage.text[found.start : found.end]) < 0:  # its sentence may go both ways
        return "turns the direction of its quote"
    quantities = parse(text)
    if (reason := _refusal(text, quantities, quote, passage, paper)) is not None:
        return reason
    section = passage.section
    kind = section.kind if section else SectionKind.OTHER
    claim = Claim(
        id=content_id("c", document.id, span.start, text),
        text=text,
        type=claim_type(text, quantities),
        paper=paper.id,
        span=span,
        quote=quote,
        quantities=quantities,
        entities=tuple(dict.fromkeys(entity.text for entity in entities(text))),
        section=section.title if section else "",
        flags=("read_by_model", "resolved_context", f"quote_{found.tier.value}"),
    )
    return Candidate(claim, max(worth(text, quantities, kind, section.title if section else ""), 0.0))


def _place(document: Document, passage: ReadPassage, found: Found) -> tuple[str, Span]:
    """The whole sentences that the quote touches, as printed, and where they stand; empty where no page holds them."""
    touched: list[tuple[int, Sentence]] = []
    at = 0
    for sentence in passage.sentences:
        common = min(found.end, at + len(sentence.text)) - max(found.start, at)
        if common > 0:
            touched.append((common, sentence))
        at += len(sentence.text) + 1
    whole = [sentence for _, sentence in touched]
    most = max(touched, key=lambda pair: pair[0])[1]
    for sentences in (whole, [most]):
        quote = " ".join(sentence.text for sentence in sentences)
        boxes = tuple(box for sentence in sentences for box in sentence.span.boxes)
        page = sentences[0].span.page
        printed = next((one.text for one in document.pages if one.number == page), "")
        if len({box.page for box in boxes} | {page}) == 1 and locate(quote, printed) is not None:
            start, end = sentences[0].span.start, sentences[-1].span.end
            return quote, Span(document=document.id, page=page, boxes=boxes, start=start, end=end)
    return "", passage.sentences[0].span


def _refusal(text: str, quantities: Sequence[Quantity], quote: str, passage: ReadPassage, paper: Paper) -> str | None:
    """Why a statement is no claim of that quote."""
    words = len(text.split())
    if not 4 <= words <= MOST_WORDS or not text.rstrip("”\"')").endswith((".", "!")):
        return "not one whole sentence"
    if speaks_to_model(text):
        return "speaks to a language model"
    printed = parse(quote)
    said = [quantity for quantity in quantities if quantity.role in _SAID]
    if any(not any(matches(mine, theirs) for theirs in printed) for mine in said):
        return "states a number that its quote does not"
    around = f"{paper.title} {passage.text}"
    named, known = entities(quote), entities(around)
    for entity in entities(text):
        if squash(entity.text) in squash(quote) or _known(entity, named):
            continue
        # A name may come from around the quote only where the quote has none of its kind in its place.
        if any(other.kind is entity.kind for other in named):
            return "states a name that its quote does not"
        if squash(entity.text) not in squash(around) and not _known(entity, known):
            return "states a name that its passage does not"
    if polarity(text) * polarity(quote) < 0 or negated(text) is not negated(quote):
        return "turns the direction of its quote"
    return None


def _known(entity: Entity, others: Sequence[Entity]) -> bool:
    return any(same_entity(entity.text, other.text) is Sameness.SAME for other in others)
