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
from synth.extract.quoted import Finding, ReadPassage, held
from synth.extract.standalone import own_name
from synth.language.addressed import speaks_to_model
from synth.protocols import ChatModel
from synth.records import Document, Paper, SectionKind, SentenceKind

TASK = "claims"
PASSAGE_WORDS, PROMPT_WORDS = 180, 700
"""Most words of one passage, and of all passages of one prompt."""
_SKIPPED = frozenset({SectionKind.FRONT, SectionKind.REFERENCES})


class Findings(BaseModel):
    """What the model found in the passages of one prompt."""

    claims: list[Finding]
    ambiguous: int = Field(default=0, description="sentences refused because they can be read in two ways")


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
    prompts: list[tuple[Document, Paper, list[ReadPassage], list[int]]] = []
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
        made = [held(finding, document, paper, passages) for finding in asked.value.claims]
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
) -> Iterator[list[tuple[ReadPassage, list[int]]]]:
    """Passages of neighbouring sentences, as many as one prompt holds."""
    group: list[tuple[ReadPassage, list[int]]] = []
    words = 0
    for run in _runs(document, indices, dropped):
        sentences = tuple(document.sentences[index] for index in run)
        section = document.sections[sentences[0].section] if sentences[0].section >= 0 else None
        passage = ReadPassage(sentences, " ".join(sentence.text for sentence in sentences), section)
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
