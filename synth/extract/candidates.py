"""Candidate claims from sentences: those that stand alone and report a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from synth.extract.finding import says_what_was_found
from synth.extract.standalone import Standalone, own_name, stand_alone
from synth.extract.worth import claim_type, reports_result, worth
from synth.language.quantities import parse
from synth.language.vocabulary import entities
from synth.records import Claim, Document, Paper, SectionKind, SentenceKind, content_id

_SKIPPED = frozenset({SectionKind.FRONT, SectionKind.REFERENCES})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that may be listed, before its fit to the question is known."""

    claim: Claim
    worth: float


def sentence_candidates(
    document: Document, paper: Paper, indices: Iterable[int], refused: Counter[str]
) -> Iterator[Candidate]:
    """Claims from the named sentences; counts in `refused` why the others give none."""
    own = own_name(document, paper)
    authors = paper.cited_as
    for index in indices:
        sentence = document.sentences[index]
        section = document.sections[sentence.section] if sentence.section >= 0 else None
        kind = section.kind if section else SectionKind.OTHER
        if kind in _SKIPPED or sentence.kind is SentenceKind.FOOTNOTE:
            continue
        if len({box.page for box in sentence.span.boxes}) > 1:
            refused["runs over two pages"] += 1
            continue
        result = stand_alone(sentence.text, own=own, authors=authors)
        if not isinstance(result, Standalone):
            refused[result] += 1
            continue
        quantities = parse(result.text)
        value = worth(result.text, quantities, kind, section.title if section else "")
        measured = any(map(reports_result, quantities))
        if value < 0 or not says_what_was_found(sentence.text, measured=measured):
            refused["reports no finding"] += 1
            continue
        yield Candidate(
            Claim(
                id=content_id("c", document.id, sentence.span.start, sentence.text),
                text=result.text,
                type=claim_type(result.text, quantities),
                paper=paper.id,
                span=sentence.span,
                quote=sentence.text,
                quantities=quantities,
                entities=tuple(dict.fromkeys(entity.text for entity in entities(result.text))),
                section=section.title if section else "",
                flags=result.flags,
            ),
            value,
        )
