"""Claims that a language model read out of passages. Each is kept only where its quote is found again in its passage.

A statement that says more than its quote is none: a number that the quote lacks, a name that neither passage nor title
holds, another direction. Everything that is left out is counted by its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, Field

from synth.extract.candidates import Candidate
from synth.extract.question import Question
from synth.extract.standalone import own_name
from synth.extract.worth import claim_type, worth
from synth.language.addressed import speaks_to_model
from synth.language.compare import matches
from synth.language.quantities import parse
from synth.language.quotes import Found, find_quote
from synth.language.vocabulary import Entity, Sameness, entities, same_entity
from synth.language.words import locate, negated, polarity, squash
from synth.protocols import ChatModel
from synth.records import (
    Claim,
    Document,
    Paper,
    Quantity,
    Role,
    Section,
    SectionKind,
    Sentence,
    SentenceKind,
    Span,
    content_id,
)

TASK = "claims"
PASSAGE_WORDS, PROMPT_WORDS = 180, 700
"""Most words of one passage, and of all passages of one prompt."""
MOST_WORDS = 60
"""Longer statements are no single finding."""
_SKIPPED = frozenset({SectionKind.FRONT, SectionKind.REFERENCES})
_SAID = frozenset({Role.VALUE, Role.DELTA, Role.COUNT, Role.K, Role.SIZE})


class Finding(BaseModel):
    """One finding, as the model gives it."""

    passage: int
    quote: str
    claim: str


class Findings(BaseModel):
    """What the model found in the passages of one prompt."""

    claims: list[Finding]
    ambiguous: int = Field(default=0, description="sentences refused because they can be read in two ways")


@dataclass(frozen=True, slots=True)
class _Passage:
    sentences: tuple[Sentence, ...]
    text: str
    section: Section | None


@dataclass(slots=True)
class Reading:
    """What a model read."""

    candidates: list[Candidate] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    """Statements of the model that are no claims, by reason."""
    unread: dict[str, list[int]] = field(default_factory=dict)
    """Sentences that no answer covers, by document: the rules read them."""


def read_claims(
    question: Question,
    pairs: Sequence[tuple[Document, Paper]],
    chosen: Mapping[str, set[int]],
    model: ChatModel,
) -> Reading:
    """Ask `model` for the findings in the `chosen` sentences (indices, by document)."""
    prompts: list[tuple[Document, Paper, list[_Passage], list[int]]] = []
    reading = Reading()
    for document, paper in pairs:
        for group in _groups(document, sorted(chosen.get(document.id, ())), reading.dropped):
            indices = [index for _, numbers in group for index in numbers]
            prompts.append((document, paper, [passage for passage, _ in group], indices))
    items = [
        {
            "question": question.text,
            "parts": question.facets,
            "title": paper.title,
            "own": own_name(document, paper),
            "passages": [
                {"number": number, "section": passage.section.title if passage.section else "", "text": passage.text}
                for number, passage in enumerate(passages, start=1)
            ],
        }
        for document, paper, passages, _ in prompts
    ]
    taken: set[str] = set()
    for (document, paper, passages, indices), asked in zip(prompts, model.ask(TASK, items, Findings), strict=True):
        if asked.value is None:
            reading.unread.setdefault(document.id, []).extend(indices)
            continue
        reading.dropped["ambiguous"] += max(asked.value.ambiguous, 0)
        made = [_candidate(finding, document, paper, passages) for finding in asked.value.claims]
        reading.dropped.update(one for one in made if isinstance(one, str))
        good = [one for one in made if not isinstance(one, str)]
        if made and not good:  # a model that errs in all of it has not read it
            reading.unread.setdefault(document.id, []).extend(indices)
        for one in good:
            if one.claim.id not in taken:
                taken.add(one.claim.id)
                reading.candidates.append(one)
    if not reading.candidates:  # a model that finds nothing anywhere is no reader
        reading.unread = {document.id: sorted(chosen.get(document.id, ())) for document, _ in pairs}
    reading.dropped += Counter()  # without zeros
    return reading


def _groups(
    document: Document, indices: Sequence[int], dropped: Counter[str]
) -> Iterator[list[tuple[_Passage, list[int]]]]:
    """Passages of neighbouring sentences, as many as one prompt holds."""
    group: list[tuple[_Passage, list[int]]] = []
    words = 0
    for run in _runs(document, indices, dropped):
        sentences = tuple(document.sentences[index] for index in run)
        section = document.sections[sentences[0].section] if sentences[0].section >= 0 else None
        passage = _Passage(sentences, " ".join(sentence.text for sentence in sentences), section)
        more = len(passage.text.split())
        if group and words + more > PROMPT_WORDS:
            yield group
            group, words = [], 0
        group.append((passage, run))
        words += more
    if group:
        yield group


def _runs(document: Document, indices: Sequence[int], dropped: Counter[str]) -> Iterator[list[int]]:
    run: list[int] = []
    words = 0
    for index in indices:
        sentence = document.sentences[index]
        kind = document.sections[sentence.section].kind if sentence.section >= 0 else SectionKind.OTHER
        if kind in _SKIPPED or sentence.kind is SentenceKind.FOOTNOTE:
            continue
        if speaks_to_model(sentence.text):
            dropped["speaks to a language model"] += 1
            continue
        more = len(sentence.text.split())
        near = run and index - run[-1] == 1 and document.sentences[run[-1]].section == sentence.section
        if run and (not near or words + more > PASSAGE_WORDS):
            yield run
            run, words = [], 0
        run.append(index)
        words += more
    if run:
        yield run


def _candidate(finding: Finding, document: Document, paper: Paper, passages: Sequence[_Passage]) -> Candidate | str:
    """The claim, or why it is none."""
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


def _place(document: Document, passage: _Passage, found: Found) -> tuple[str, Span]:
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


def _refusal(text: str, quantities: Sequence[Quantity], quote: str, passage: _Passage, paper: Paper) -> str | None:
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
