"""A language model or a classifier tried on tasks with known answers: what it can be trusted with, stage by stage.

The tasks go through the stages' own code, so that what would be left out of a report is left out here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synth.compose.llm_answer import draft_answer
from synth.errors import SynthError
from synth.extract import Selected, read_question
from synth.extract.answering.asking import ask
from synth.extract.answering.places import Place as AskedPlace
from synth.extract.answering.sought import read_asked
from synth.extract.llm_claims import read_claims
from synth.extract.llm_question import ask_parts, sort_claims
from synth.records import (
    CheckedClaim,
    Claim,
    ClaimType,
    Document,
    Facet,
    Page,
    Paper,
    Rung,
    Section,
    SectionKind,
    Sentence,
    Span,
    Stance,
    Verdict,
    VerdictLabel,
)
from synth.settings import Settings
from synth.verify.judged import Place, Question
from synth.verify.opinions import ask_model
from synth.verify.sources import Sources

if TYPE_CHECKING:
    from synth.llm.model import Model
    from synth.protocols import PairScorer

QUESTION = "Does instruction tuning raise the accuracy of small models, and does sampling more answers make up for it?"
FACTS = (
    "On the Marlow benchmark, instruction tuning raises the accuracy of Tern-2B from 41.2% to 52.7%.",
    "Sampling 64 answers from the untuned Tern-2B solves 58.3% of the problems of Marlow.",
    "Instruction tuning lowers the number of different answers that Tern-2B gives to one problem.",
    "The gain of instruction tuning on Marlow disappears when 64 answers are sampled.",
)
_FILLERS = (
    "We describe the data in Section 3.",
    "The authors thank the maintainers of the cluster.",
)
PAIRS: tuple[tuple[str, str, Stance | None], ...] = (
    (FACTS[0], "Tern-2B becomes more accurate on Marlow when it is tuned on instructions.", Stance.SUPPORTS),
    (FACTS[2], "After instruction tuning Tern-2B gives fewer different answers to a problem.", Stance.SUPPORTS),
    (FACTS[0], "Instruction tuning makes Tern-2B less accurate on Marlow.", Stance.CONTRADICTS),
    (FACTS[2], "Instruction tuning makes the answers of Tern-2B to one problem more different.", Stance.CONTRADICTS),
    (FACTS[1], "Instruction tuning halves the memory that Tern-2B needs.", None),
    (FACTS[3], "Tern-2B was trained on two trillion tokens.", None),
)
"""Passage, claim, and what the passage says of it."""
ASKED = "What accuracy does Tern-2B reach on Marlow after instruction tuning?"
UNANSWERABLE = "How many tokens was Tern-2B trained on?"


@dataclass(frozen=True, slots=True)
class Fitness:
    """How a model did at one stage."""

    stage: str
    fit: bool
    detail: str


def try_model(model: Model) -> list[Fitness]:
    """Each stage in turn; a stage that breaks is one that the model is not fit for."""
    stages: tuple[tuple[str, Callable[[Model], tuple[bool, str]]], ...] = (
        ("sub-questions", _parts),
        ("reading claims", _claims),
        ("sorting claims", _sort),
        ("judging claims", _judge),
        ("writing the answer", _answer),
        ("answering questions", _ask),
    )
    out = []
    for stage, attempt in stages:
        began, failed = time.monotonic(), dict(model.dropped)
        try:
            fit, detail = attempt(model)
        except SynthError as error:
            fit, detail = False, error.message
        new = {reason: count - failed.get(reason, 0) for reason, count in model.dropped.items()}
        if lost := {reason: count for reason, count in new.items() if count}:
            said = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in lost.items())
            fit, detail = False, f"{detail}; without a usable answer: {said}"
        out.append(Fitness(stage, fit, f"{detail}, {time.monotonic() - began:.1f} s"))
    return [*out, _speed(model)]


def try_scorer(scorer: PairScorer) -> Fitness:
    """The same pairs for a classifier: is what it holds likeliest right?"""
    scores = scorer.score([(passage, claim) for passage, claim, _ in PAIRS])
    right = 0
    for score, (_, _, wanted) in zip(scores, PAIRS, strict=True):
        best = max((score.supported, Stance.SUPPORTS), (score.contradicted, Stance.CONTRADICTS), (score.open, None),
                   key=lambda pair: pair[0])[1]  # fmt: skip
        # A yes-no model has no "contradicted": what it does not support is open.
        right += best is wanted or (best is None and wanted is Stance.CONTRADICTS and score.contradicted < 1e-6)
    calibration = scorer.calibration or "not calibrated"
    return Fitness("judging claims", right >= len(PAIRS) - 1, f"{right} of {len(PAIRS)} pairs right, {calibration}")


def _speed(model: Model) -> Fitness:
    costs = model.costs()
    asked, seconds = sum(cost.asked for cost in costs), sum(cost.seconds for cost in costs)
    tokens = sum(cost.tokens_out for cost in costs)
    if not asked or not seconds:
        return Fitness("speed", False, "nothing was answered")
    about = "about " if any(cost.estimated for cost in costs) else ""
    return Fitness("speed", True, f"{seconds / asked:.1f} s a question, {about}{tokens / seconds:.0f} tokens a second")


def _parts(model: Model) -> tuple[bool, str]:
    question = read_question(QUESTION)
    found = ask_parts(question, model).facets
    (asked,) = (cost for cost in model.costs() if cost.stage == "parts")
    return len(found) >= 2 and not asked.failed, f"{len(found)} parts of a question that has two"


def _claims(model: Model) -> tuple[bool, str]:
    document, paper = _paper()
    chosen = {document.id: set(range(len(document.sentences)))}
    reading = read_claims(read_question(QUESTION), [(document, paper)], chosen, model)
    found = {one.claim.span.start for one in reading.candidates}
    right = sum(document.sentences[i].span.start in found for i in range(len(FACTS)))
    wrong = reading.dropped.total() - reading.dropped["ambiguous"]
    detail = f"{right} of {len(FACTS)} findings with their quotes found again"
    if wrong:
        reasons = "; ".join(f"{count} {why}" for why, count in reading.dropped.items() if why != "ambiguous")
        detail += f"; left out: {reasons}"
    return right >= len(FACTS) - 1 and wrong <= 1, detail


def _sort(model: Model) -> tuple[bool, str]:
    question = read_question(QUESTION)
    claims = [Selected(_claim(number), 0, 0.5) for number in (0, 1)]
    sorted_, _ = sort_claims(question, claims, {}, model)
    places = {one.claim.id: one.facet for one in sorted_}
    right = sum(places.get(f"f{number}") == number for number in (0, 1))
    return right == 2, f"{right} of 2 claims under their part of the question"


def _judge(model: Model) -> tuple[bool, str]:
    from collections import Counter

    document, paper = _paper()
    sources = Sources([(document, paper)])
    by_text = {sentence.text: Place(document.id, sentence) for sentence in document.sentences}
    questions = [Question(_claim(0, claim), (by_text[passage],)) for passage, claim, _ in PAIRS]
    dropped: Counter[str] = Counter()
    said = ask_model(model, sources)(questions, dropped)
    right = sum(
        (opinion.stance if opinion else None) is wanted for opinion, (_, _, wanted) in zip(said, PAIRS, strict=True)
    )
    detail = f"{right} of {len(PAIRS)} pairs right"
    if dropped:
        detail += f"; left out: {'; '.join(f'{count} {why}' for why, count in dropped.items())}"
    return right >= len(PAIRS) - 1 and not dropped, detail


def _answer(model: Model) -> tuple[bool, str]:
    _, paper = _paper()
    checked = [CheckedClaim(claim=_claim(number), verdict=_verified(number)) for number in range(len(FACTS))]
    facets = [Facet(title=QUESTION, claims=tuple(one.claim.id for one in checked))]
    drafted = draft_answer(QUESTION, facets, checked, {paper.id: paper}, model)
    detail = f"{len(drafted.sentences)} sentences that keep to their claims"
    if drafted.dropped:
        detail += f"; left out: {'; '.join(f'{count} {why}' for why, count in drafted.dropped.items())}"
    return bool(drafted.sentences) and drafted.dropped.total() <= 1, detail


def _ask(model: Model) -> tuple[bool, str]:
    document, paper = _paper()
    places = [
        AskedPlace(document=document, paper=paper, text=sentence.text, before="", near="", cosine=0.0, sentence=index)
        for index, sentence in enumerate(document.sentences)
    ]
    said = ask(read_asked(ASKED), places, model)
    right = any("52.7" in claim.text for claim in said.claims)
    refused = ask(read_asked(UNANSWERABLE), places, model).says_none
    found = "found" if right else "not found"
    detail = f"an answer {found}, a question without one {'refused' if refused else 'not refused'}"
    if said.dropped:
        detail += f"; left out: {'; '.join(f'{count} {why}' for why, count in said.dropped.items())}"
    return right and refused, detail


def _paper() -> tuple[Document, Paper]:
    """A paper of one page, made up, so that no model has read it."""
    text, sentences = "", []
    for sentence in (*FACTS, *_FILLERS):
        span = Span(document="canned", page=1, start=len(text), end=len(text) + len(sentence))
        sentences.append(Sentence(text=sentence, span=span, section=0))
        text += f"{sentence} "
    document = Document(
        id="canned",
        sha256="",
        parser="",
        text=text,
        pages=(Page(number=1, width=612, height=792, text=text),),
        sections=(Section(title="Results", kind=SectionKind.RESULTS, start=0, end=len(text)),),
        sentences=tuple(sentences),
    )
    title = "Tuning and Sampling in Small Language Models"
    return document, Paper(id="canned", title=title, authors=("Ann Able", "Bo Berg"), year=2026)


def _claim(number: int, text: str = "") -> Claim:
    document, paper = _paper()
    sentence = document.sentences[number]
    return Claim(
        id=f"f{number}",
        text=text or sentence.text,
        type=ClaimType.STANCE,
        paper=paper.id,
        span=sentence.span,
        quote=sentence.text,
    )


def _verified(number: int) -> Verdict:
    label = VerdictLabel.SUPPORTED
    return Verdict(claim=f"f{number}", label=label, rung=Rung.CONSISTENT, reason="second_place", explanation="")


def examine_models(settings: Settings) -> Sequence[tuple[str, Fitness | SynthError]]:
    """The models that the settings name, each stage a row; a model that cannot be opened is its error."""
    out: list[tuple[str, Fitness | SynthError]] = []
    if settings.nli:
        from synth.llm.scoring import open_scorer

        try:
            scorer = open_scorer(settings.nli, settings)
            out.append((scorer.name, try_scorer(scorer)))
        except SynthError as error:
            out.append((settings.nli, error))
    if settings.llm:
        from synth.llm import open_model

        try:
            model = open_model(settings.llm, settings)
            mode = getattr(model.backend, "schema_mode", "")
            held = {"json_schema": "held to a schema by the server", "grammar": "held to a schema token by token"}
            out.append((model.name, Fitness("form", True, f"answers are {held.get(mode, 'asked for in a schema')}")))
            out += [(model.name, one) for one in try_model(model)]
            model.close()
        except SynthError as error:
            out.append((settings.llm, error))
    return out
