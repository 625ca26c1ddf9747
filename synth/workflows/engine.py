"""What a language model or a classifier adds to each step of a workflow; without one, each step is as it was.

Nothing that a model says is taken on trust: each step keeps what it can find again, and counts what it leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from synth.errors import SynthError
from synth.extract import Extraction, Question
from synth.protocols import PairScorer, Planner, Retriever
from synth.records import AnswerSentence, Audit, CheckedClaim, Claim, Facet, Paper, Report, StageCost, Verdict
from synth.review import ASKS, Dossier, of_report
from synth.settings import Settings
from synth.store import Library
from synth.verify.audited import Auditor
from synth.verify.judged import Judges
from synth.verify.settle import settle, settle_statements
from synth.verify.sources import Sources

if TYPE_CHECKING:
    from synth.llm.model import Model

EMBEDDED = "embedded"
_SAID = (("claims", "findings"), ("verify", "judgements"), ("answer", "sentences of the answer"), ("ask", "sentences"))
"""Stages of which something may be left out, and what that is."""
Made = TypeVar("Made", Report, Audit)


@dataclass(slots=True)
class Engine:
    """The model of one run, if there is one, and what became of what it said."""

    model: Model | None = None
    scorer: PairScorer | None = None
    missing: list[str] = field(default_factory=list)
    """Models that were asked for and are not there, with the reason."""
    wrote: bool = False
    """Whether the model wrote the answer."""
    dropped: dict[str, Counter[str]] = field(default_factory=dict)
    """What the model said and nothing bears out: by stage, by reason."""

    @classmethod
    @contextmanager
    def open(cls, settings: Settings, library: Library) -> Iterator[Engine]:
        """The engine that the settings name, tried before any work.

        A model that cannot be used is its error; with `llm_optional` the embedded engine goes on, and says so.
        """
        engine = cls()
        for name, start in ((settings.nli, engine.start_scorer), (settings.llm, engine.start_model)):
            try:
                if name:
                    start(settings, library)
            except SynthError as error:
                if not settings.llm_optional:
                    raise
                engine.missing.append(f"{name} could not be used ({error.message})")
        try:
            yield engine
        finally:
            if engine.model is not None:
                engine.model.close()

    def start_scorer(self, settings: Settings, library: Library) -> None:
        """Load the classifier that the settings name."""
        from synth.llm.scoring import open_scorer

        self.scorer = open_scorer(settings.nli, settings, library)

    def start_model(self, settings: Settings, library: Library) -> None:
        """Open the language model; one on this machine is its own classifier where no other is named."""
        from synth.llm import open_model

        self.model = open_model(settings.llm, settings, library)
        if self.scorer is None and settings.llm.startswith("local:"):
            from synth.llm.local import Local
            from synth.llm.scoring import likelihood

            if isinstance(self.model.backend, Local):
                self.scorer = likelihood(self.model.backend, settings, library)

    @property
    def name(self) -> str:
        """`embedded`, or the names of the models that add to it."""
        scorer = self.scorer.name if self.scorer else ""
        model = self.model.name if self.model else ""
        return " + ".join(dict.fromkeys(one for one in (model, scorer) if one)) or EMBEDDED

    def parts(self, question: Question) -> Question:
        """The question with its sub-questions."""
        if self.model is None:
            return question
        from synth.extract.llm_question import ask_parts

        return ask_parts(question, self.model)

    def sort(self, question: Question, found: Extraction, papers: Sequence[Paper]) -> Extraction:
        """The claims under the sub-question that they bear on."""
        if self.model is None:
            return found
        from synth.extract.llm_question import sort_claims

        self.dropped["claims"] = found.dropped
        claims, left_out = sort_claims(question, found.claims, {paper.id: paper.title for paper in papers}, self.model)
        return replace(found, claims=claims, irrelevant=found.irrelevant + left_out)

    def settle(self, checked: Sequence[CheckedClaim], sources: Sources, retriever: Retriever) -> list[CheckedClaim]:
        """What the executable checks left open, judged by the models."""
        judges = self._judges(sources, retriever)
        return settle(checked, judges) if judges else list(checked)

    def settle_statements(
        self,
        judged: Sequence[tuple[Claim, Verdict]],
        documents: Sequence[Sequence[str]],
        auditor: Auditor,
        retriever: Retriever,
    ) -> list[Verdict]:
        """The same for statements of somebody else; `documents` are ids of those that each is judged against."""
        judges = self._judges(auditor.sources, retriever)
        if judges is None:
            return [verdict for _, verdict in judged]
        papers = [[auditor.sources.papers[one].id for one in ids] for ids in documents]
        return settle_statements(judged, documents, judges, lambda text, index: auditor.judge(text, papers[index]))

    def planner(self) -> Planner | None:
        """Who plans the search; None leaves it to rules."""
        if self.model is None:
            return None
        from synth.extract.llm_planning import ModelPlanner

        return ModelPlanner(self.model)

    def _judges(self, sources: Sources, retriever: Retriever) -> Judges | None:
        if self.model is None and self.scorer is None:
            return None
        dropped = self.dropped.setdefault("verify", Counter())
        return Judges(sources, retriever, scorer=self.scorer, model=self.model, dropped=dropped)

    def answer(
        self,
        question: str,
        facets: Sequence[Facet],
        claims: Sequence[CheckedClaim],
        papers: Mapping[str, Paper],
        extractive: tuple[AnswerSentence, ...],
    ) -> tuple[AnswerSentence, ...]:
        """The answer that the model writes, where it keeps to its claims; else `extractive`."""
        if self.model is None:
            return extractive
        from synth.compose.llm_answer import draft_answer

        drafted = draft_answer(question, facets, claims, papers, self.model)
        self.dropped["answer"] = drafted.dropped
        self.wrote = bool(drafted.sentences)
        return drafted.sentences or extractive

    def written(self, made: Made, dossier: Dossier | None = None) -> Made:
        """A report or an audit with what the model writes as each reviewer and as their chair."""
        if self.model is None or not made.reviews:
            return replace(made, costs=self.costs())
        from synth.review.written import write_reviews, write_summary

        seen = dossier or of_report(made)  # type: ignore[arg-type]
        reviews = write_reviews(made.reviews, seen, self.model, ASKS)
        chair = write_summary(reviews, made.chair, self.model)
        return replace(made, reviews=tuple(reviews), chair=chair, costs=self.costs())

    @property
    def used_up(self) -> str:
        """Which limit of the budget was reached, in words; empty while there is something left."""
        return self.model.used_up if self.model else ""

    def costs(self) -> tuple[StageCost, ...]:
        """What each stage asked, and what that cost."""
        return self.model.costs() if self.model else ()

    def method(self) -> tuple[str, ...]:
        """What the model did, one sentence each; empty without one."""
        judged: tuple[str, ...] = ()
        if self.scorer is not None:
            fitted = f"calibrated on {self.scorer.calibration}" if self.scorer.calibration else "without calibration"
            judged = (f"{self.scorer.name} scored claims that the checks left open beside other sentences, {fitted}.",)
        if self.model is None:
            return (*judged, "The answer is made of the claims' own sentences.") if judged else ()
        wrote = (
            "It wrote the answer; each sentence was held to the claims that it names."
            if self.wrote
            else "The answer is made of the claims' own sentences."
        )
        return (
            f"{self.model.name} read the passages and sorted the claims. A claim of it was kept only where its quote "
            f"was found again in its passage, with every number and name. {wrote}",
            *judged,
        )

    def not_checked(self) -> tuple[str, ...]:
        """What the model left undone and what of it was left out, one sentence each."""
        out = []
        out += [f"The model {one}; the embedded engine did its part." for one in self.missing]
        for stage, words in (
            ("claims", "findings"),
            ("verify", "judgements"),
            ("answer", "sentences of the answer"),
            ("ask", "sentences"),
        ):
            if reasons := self.dropped.get(stage):
                listed = "; ".join(f"{count} {reason}" for reason, count in reasons.most_common())
                out.append(f"{reasons.total()} {words} of {self.name} were left out: {listed}.")
        if self.model is None:
            return tuple(out)
        if self.model.down:
            out.append(f"The language model stopped answering ({self.model.down}); rules did the rest.")
        if lost := {reason: count for reason, count in self.model.dropped.items() if reason != "unreachable"}:
            listed = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in lost.items())
            out.append(f"{sum(lost.values())} questions to {self.model.name} got no usable answer ({listed}).")
        if limit := self.model.used_up:
            out.append(f"The budget of {limit} was used up; what was not asked was left to rules.")
        return tuple(out)
