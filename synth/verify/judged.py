"""What the executable checks left open, judged by a classifier or a language model, within what those checks allow.

A model is asked only about claims on which no check failed and none decided. Its answer counts where the sentence that
it rests on is found, is not the claim's own, and passes the checks that need no model: every number of the claim stands
in it for the same thing, no name differs, the direction is not the opposite, and it speaks of the same matter. A model
that says "contradicted" is believed only where the words of the two sentences differ in direction or negation as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from synth.language.addressed import speaks_to_model
from synth.language.compare import matches
from synth.language.quantities import parse
from synth.language.vocabulary import Sameness, entities, same_entity
from synth.language.words import content_words, negated, polarity
from synth.protocols import ChatModel, PairScorer, Retriever
from synth.records import (
    Check,
    CheckStatus,
    Claim,
    Evidence,
    Origin,
    PassageKind,
    Quantity,
    Relation,
    Role,
    SectionKind,
    Sentence,
    Stance,
    Verdict,
    VerdictLabel,
)
from synth.verify.outcomes import outcome_of
from synth.verify.sentences import moved
from synth.verify.sources import Sources

OPEN_REASONS = frozenset(
    {
        "stance_without_nli",
        "no_second_place",
        "partly_confirmed",
        "only_repeated",
        "not_found",
        "number_not_found",
        "result_elsewhere",
    }
)
"""Reasons for which a verdict is open: nothing was found, rather than something found wrong."""
CANDIDATES = 8
"""Sentences that a claim is compared with."""
SURE, SURE_CALIBRATED = 0.9, 0.8
"""Least probability on which a classifier decides, without and with a calibration."""
COMMON_WORDS, COMMON_SHARE = 3, 0.25
"""Content words that a claim and its evidence must have in common: the number, and the share of the claim's."""
_SAID = frozenset({Role.VALUE, Role.DELTA, Role.COUNT, Role.K})
_SKIPPED = frozenset({SectionKind.FRONT, SectionKind.REFERENCES})


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that may bear on a claim."""

    document: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model says of a claim, with the place that it rests on."""

    stance: Stance
    place: Place
    by: str
    """Name of the model."""
    prompt: str = ""
    confidence: float | None = None
    """Calibrated probability, None where none was calibrated."""
    calibration: str = ""
    said: str = ""
    """How sure it is, in words."""


@dataclass(frozen=True, slots=True)
class Question:
    """A claim that is open, and the sentences that may settle it."""

    claim: Claim
    places: tuple[Place, ...]


@dataclass(slots=True)
class Judges:
    """The models of a run. The classifier is asked first, the language model about what it leaves open."""

    sources: Sources
    retriever: Retriever
    scorer: PairScorer | None = None
    model: ChatModel | None = None
    dropped: Counter[str] = field(default_factory=Counter)
    """Opinions that were not believed, by reason."""

    @property
    def name(self) -> str:
        """Who judges, for a reader."""
        return " and ".join(one.name for one in (self.scorer, self.model) if one is not None)

    def opinions(self, questions: Sequence[Question]) -> list[Opinion | None]:
        """An opinion that holds for each question, None where there is none."""
        from synth.verify.opinions import ask_model, ask_scorer  # pydantic costs a quarter of a second

        found: list[Opinion | None] = [None] * len(questions)
        for ask in (
            *((ask_scorer(self.scorer),) if self.scorer else ()),
            *((ask_model(self.model, self.sources),) if self.model else ()),
        ):
            left = [i for i, opinion in enumerate(found) if opinion is None and questions[i].places]
            for index, said in zip(left, ask([questions[i] for i in left], self.dropped), strict=True):
                if said is None:
                    continue
                if reason := objection(questions[index].claim, said):
                    self.dropped[reason] += 1
                else:
                    found[index] = said
        return found

    def places(self, claim: Claim, documents: Sequence[str] | None = None, *, own: bool = False) -> tuple[Place, ...]:
        """The nearest sentences of `documents` (all, where None), those of the claim itself left out unless `own`."""
        kinds = [PassageKind.TEXT, PassageKind.CAPTION]
        hits = self.retriever.search(claim.text, limit=6, documents=documents, kinds=kinds)
        if documents is None and claim.span.document:
            hits += self.retriever.search(claim.text, limit=4, documents=[claim.span.document], kinds=kinds)
        words = content_words(claim.text)
        found: dict[tuple[str, int], tuple[int, Place]] = {}
        for hit in hits:
            document = self.sources.documents[hit.passage.document]
            for index in hit.passage.sentences:
                sentence = document.sentences[index]
                section = document.sections[sentence.section].kind if sentence.section >= 0 else SectionKind.OTHER
                its_own = document.id == claim.span.document and (
                    sentence.span.start < claim.span.end and claim.span.start < sentence.span.end
                )
                if section in _SKIPPED or (its_own and not own) or speaks_to_model(sentence.text):
                    continue
                common = len(words & content_words(sentence.text))
                found.setdefault((document.id, index), (common, Place(document.id, sentence)))
        best = sorted(found.values(), key=lambda pair: -pair[0])
        return tuple(place for _, place in best[:CANDIDATES])


def is_open(verdict: Verdict) -> bool:
    """Whether no check decided and none failed."""
    open_label = verdict.label in (VerdictLabel.ABSTAINED, VerdictLabel.NOT_ENOUGH_EVIDENCE)
    failed = any(check.status is CheckStatus.FAILED for check in verdict.checks)
    return open_label and verdict.reason in OPEN_REASONS and not failed


def objection(claim: Claim, opinion: Opinion) -> str:
    """Why an opinion is not believed; empty where nothing speaks against it."""
    text = opinion.place.sentence.text
    if speaks_to_model(text):
        return "rests on a sentence that speaks to a language model"
    words, theirs = content_words(claim.text), content_words(text)
    common = len(words & theirs)
    if common < COMMON_WORDS or common < COMMON_SHARE * len(words):
        return "rests on a sentence about something else"
    if _other_names(claim.text, text):
        return "rests on a sentence about another model or dataset"
    if opinion.stance is not Stance.SUPPORTS:
        return ""
    printed = parse(text)
    numbers = [quantity for quantity in claim.quantities if quantity.role in _SAID]
    if any(not any(matches(mine, other) for other in printed) for mine in numbers):
        return "supports a number that its sentence does not print"
    if moved(claim.text, claim.quantities, text) is not None:
        return "supports a number that its sentence gives to something else"
    if not _in_order(numbers, printed):
        return "supports numbers that its sentence has in another order"
    if _opposed(claim.text, text):
        return "supports a claim of the opposite direction"
    return ""


def _other_names(claim: str, text: str) -> bool:
    """Whether both name things of one kind and have none of them in common."""
    mine, theirs = entities(claim), entities(text)
    for kind in {entity.kind for entity in mine if entity.kind != "metric"}:
        left = [entity for entity in mine if entity.kind is kind]
        right = [entity for entity in theirs if entity.kind is kind]
        if right and not any(same_entity(a.text, b.text) is not Sameness.DIFFERENT for a in left for b in right):
            return True
    return False


def _in_order(mine: Sequence[Quantity], printed: Sequence[Quantity]) -> bool:
    """Whether the numbers of a claim follow each other in the sentence as they do in the claim: "from 43.6 to 51.8"."""
    at = 0
    for quantity in mine:
        at = next((i + 1 for i in range(at, len(printed)) if matches(quantity, printed[i])), 0)
        if not at:
            return False
    return True


def _opposed(claim: str, text: str) -> bool:
    return polarity(claim) * polarity(text) < 0 or (negated(claim) is not negated(text))


def raised(verdict: Verdict, claim: Claim, opinion: Opinion, judges: Judges, *, own_counts: bool) -> Verdict:
    """The verdict with an opinion that holds.

    `own_counts` is for a statement of somebody else, for which a place in its source is verification; for a claim that
    was taken from a paper, only a place in another paper or a second one in its own is.
    """
    sources, place = judges.sources, opinion.place
    relation = Relation.SOURCE if own_counts else sources.relation(claim.span.document, place.document)
    evidence = sources.sentence_evidence(
        place.document, place.sentence, stance=opinion.stance, relation=relation, note=f"judged by {opinion.by}"
    )
    if evidence is None:
        judges.dropped["rests on a sentence that its page does not print"] += 1
        return verdict
    against = opinion.stance is Stance.CONTRADICTS
    sure = not against or (_opposed(claim.text, place.sentence.text) and not _measured(claim))
    outcome = outcome_of(opinion.stance, relation, opinion.by, evidence.page, sure=sure)
    rung = max(verdict.rung, outcome.rung, key=lambda one: one.level) if outcome.rung else verdict.rung
    if outcome.label is verdict.label and outcome.keeps_reason:
        return replace(verdict, evidence=(*verdict.evidence, *_new(evidence, verdict)))
    return replace(
        verdict,
        label=outcome.label,
        rung=rung,
        reason=outcome.reason,
        explanation=outcome.explanation,
        evidence=(*verdict.evidence, *_new(evidence, verdict)),
        checks=(*verdict.checks, Check(name="model", status=outcome.status, detail=_detail(opinion))),
        confidence=opinion.confidence,
        calibration=opinion.calibration,
        flags=(*verdict.flags, "judged_by_model"),
        origin=_origin(verdict, opinion),
    )


def _measured(claim: Claim) -> bool:
    return any(quantity.role in _SAID for quantity in claim.quantities)


def _new(evidence: Evidence, verdict: Verdict) -> tuple[Evidence, ...]:
    known = any((e.span, e.stance) == (evidence.span, evidence.stance) for e in verdict.evidence)
    return () if known else (evidence,)


def _detail(opinion: Opinion) -> str:
    word = {Stance.SUPPORTS: "supports", Stance.CONTRADICTS: "contradicts", Stance.MENTIONS: "does not settle"}
    said = f" ({opinion.said})" if opinion.said else ""
    return f"{opinion.by} says that a sentence {word[opinion.stance]} the claim{said}; its numbers and names fit"


def _origin(verdict: Verdict, opinion: Opinion) -> Origin | None:
    if verdict.origin is None:
        return None
    return replace(verdict.origin, engine=opinion.by, prompt=opinion.prompt)
