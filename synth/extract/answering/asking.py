"""A question put to a language model together with the passages that come nearest to an answer.

It answers sentence by sentence, each with its quote; what cannot be found again in the passages is left out and
counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from synth.extract.answering.places import AROUND, Place, neighbours
from synth.extract.answering.sought import Sought
from synth.extract.quoted import Finding, ReadPassage, held
from synth.language.addressed import speaks_to_model
from synth.language.rows import printed_row
from synth.protocols import ChatModel
from synth.records import Claim, Document, Paper, Sentence, Span

TASK = "ask"
MOST_SENTENCES = 5


class Reply(BaseModel):
    """What the model answers."""

    answered: bool
    sentences: list[Finding]


@dataclass(frozen=True, slots=True)
class Asking:
    """What came of asking."""

    claims: tuple[Claim, ...]
    """The sentences of the answer that hold."""
    says_none: bool
    """Whether the model says that the passages do not answer the question."""
    dropped: Counter[str] = field(default_factory=Counter)


def ask(sought: Sought, places: Sequence[Place], model: ChatModel) -> Asking:
    """Ask `model` about the surroundings of `places`."""
    passages = list(_passages(places))
    dropped: Counter[str] = Counter()
    if not passages:
        return Asking((), False, dropped)
    items = [
        {
            "number": number,
            "paper": paper.title,
            "page": passage.sentences[0].span.page,
            "section": passage.section.title if passage.section else "",
            "text": passage.text,
        }
        for number, (_, paper, passage) in enumerate(passages, start=1)
    ]
    reply = model.ask(TASK, [{"question": sought.text, "passages": items}], Reply)[0].value
    if reply is None:
        return Asking((), False, dropped)
    if not reply.answered or not reply.sentences:
        return Asking((), True, dropped)
    claims: dict[str, Claim] = {}
    for said in reply.sentences[:MOST_SENTENCES]:
        if not 1 <= said.passage <= len(passages):
            dropped["names a passage that does not exist"] += 1
            continue
        document, paper, passage = passages[said.passage - 1]
        made = held(said.model_copy(update={"passage": 1}), document, paper, [passage])
        if isinstance(made, str):
            dropped[made] += 1
        else:
            claims.setdefault(made.claim.id, made.claim)
    return Asking(tuple(claims.values()), False, dropped)


def _passages(places: Sequence[Place]) -> Iterator[tuple[Document, Paper, ReadPassage]]:
    """Surroundings of the places, none twice; sentences that speak to a model are sent to none."""
    read: set[tuple[str, int]] = set()
    for place in places:
        document = place.document
        if place.row is not None and place.table is not None:
            pages = {page.number: page.text for page in document.pages}
            page = place.table.box.page
            if quote := printed_row(place.row, pages.get(page, "")):
                boxes = tuple(cell.box for cell in place.row.cells if cell.box is not None) or (place.table.box,)
                row = Sentence(text=quote, span=Span(document=document.id, page=page, boxes=boxes), section=-1)
                yield document, place.paper, ReadPassage((row,), quote, None)
            continue
        indices = [i for i in neighbours(document, place.sentence, AROUND) if (document.id, i) not in read]
        read.update((document.id, i) for i in indices)
        sentences = tuple(s for i in indices if not speaks_to_model((s := document.sentences[i]).text))
        if sentences:
            section = document.sections[sentences[0].section] if sentences[0].section >= 0 else None
            text = " ".join(sentence.text for sentence in sentences)
            yield document, place.paper, ReadPassage(sentences, text, section)
