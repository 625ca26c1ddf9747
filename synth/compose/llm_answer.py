"""The answer as a language model writes it: each sentence names its claims and says nothing that they do not say.

A sentence that breaks that rule is left out and counted; where too few are left, the answer is made of the claims' own
sentences (`answer.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from synth.language.addressed import speaks_to_model
from synth.language.compare import matches
from synth.language.naming import paper_names
from synth.language.quantities import parse
from synth.language.vocabulary import Sameness, entities, same_entity
from synth.language.words import content_words, negated, polarity, squash
from synth.protocols import ChatModel
from synth.records import AnswerSentence, CheckedClaim, Facet, Paper, Role, VerdictLabel

LEAST, MOST = 3, 9
"""Sentences of an answer; with fewer that hold, the answer is not used."""
OWN_WORDS = 0.5
"""Share of a sentence's content words that its claims, the question and the names of the papers must have."""
_WRONG = frozenset({VerdictLabel.CONTRADICTED, VerdictLabel.IMPOSSIBLE})
_SAID = frozenset({Role.VALUE, Role.DELTA, Role.COUNT, Role.K, Role.SIZE})


class Written(BaseModel):
    """One sentence and the numbers of its claims."""

    text: str
    claims: list[int]


class Answer(BaseModel):
    """The sentences in order."""

    sentences: list[Written]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of asking."""

    sentences: tuple[AnswerSentence, ...]
    """Empty where the model gave no answer that holds."""
    dropped: Counter[str]
    """Sentences that were left out, by reason."""


def draft_answer(
    question: str,
    facets: Sequence[Facet],
    claims: Sequence[CheckedClaim],
    papers: Mapping[str, Paper],
    model: ChatModel,
) -> Drafted:
    """Ask `model` for the answer; claims that are shown to be wrong are not given to it."""
    given = [checked for checked in claims if checked.verdict.label not in _WRONG]
    dropped: Counter[str] = Counter()
    if not given:
        return Drafted((), dropped)
    names = paper_names(list(papers.values()))
    items = [
        {
            "number": number,
            "paper": names[checked.claim.paper],
            "checked": "verified" if checked.verdict.verified else "not verified",
            "text": checked.claim.text,
        }
        for number, checked in enumerate(given, start=1)
    ]
    asked = model.ask(
        "answer", [{"question": question, "parts": [facet.title for facet in facets], "claims": items}], Answer
    )[0]
    if asked.value is None:
        return Drafted((), dropped)
    kept: list[AnswerSentence] = []
    for written in asked.value.sentences:
        text = " ".join(written.text.split())
        numbers = list(dict.fromkeys(written.claims))
        cited = [given[number - 1] for number in numbers if 1 <= number <= len(given)]
        reason = "names a claim that is not listed" if len(cited) < len(numbers) else ""
        around = " ".join((question, *(f"{names[one.claim.paper]} {papers[one.claim.paper].title}" for one in cited)))
        reason = reason or _breach(text, [one.claim.text for one in cited], around)
        if reason:
            dropped[reason] += 1
        elif len(kept) < MOST:
            kept.append(AnswerSentence(text=text, claims=tuple(one.claim.id for one in cited)))
    return Drafted(tuple(kept) if len(kept) >= LEAST else (), dropped)


def _breach(text: str, claims: Sequence[str], around: str) -> str:
    """What a sentence says beyond its claims; empty where it keeps to them."""
    if not claims:
        return "names no claim"
    if not 4 <= len(text.split()) <= 70 or not text.rstrip("”\"')").endswith((".", "!")) or speaks_to_model(text):
        return "is not one whole sentence"
    said = " ".join(claims)
    printed = parse(said)
    numbers = [quantity for quantity in parse(text) if quantity.role in _SAID]
    if any(not any(matches(mine, theirs) for theirs in printed) for mine in numbers):
        return "states a number that its claims do not"
    known = (*entities(said), *entities(around))
    for entity in entities(text):
        listed = squash(entity.text) in squash(f"{said} {around}")
        if not listed and not any(same_entity(entity.text, other.text) is Sameness.SAME for other in known):
            return "states a name that its claims do not"
    words = content_words(text)
    if len(words & content_words(f"{said} {around}")) < OWN_WORDS * len(words):
        return "says something else than its claims"
    if len(claims) == 1 and (polarity(text) * polarity(said) < 0 or negated(text) is not negated(said)):
        return "turns the direction of its claim"
    return ""
