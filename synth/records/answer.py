"""A question put to papers, and the places that answer it."""

from __future__ import annotations

from dataclasses import dataclass, field

from synth.records.asked import StageCost
from synth.records.paper import Paper
from synth.records.report import CheckedClaim


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerPlace:
    """A place that answers, checked like any claim."""

    checked: CheckedClaim
    before: str = ""
    """The sentence before it in the paper."""
    after: str = ""
    """The sentence after it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The answer to one question, or why there is none."""

    question: str
    created: str
    """ISO 8601, UTC."""
    engine: str
    version: str
    """Version of synth."""
    places: tuple[AnswerPlace, ...]
    """What answers, best first; empty where nothing does."""
    nearest: tuple[AnswerPlace, ...]
    """Where nothing does, what came nearest to it: no answer."""
    reason: str
    """One enumerated word for why there is no answer: `unknown_name`, `not_found`, `model_found_none`; else empty."""
    explanation: str
    """The same in one sentence for the reader."""
    papers: tuple[Paper, ...]
    """All papers that were looked through."""
    notes: tuple[str, ...] = ()
    """What was left out or not done, one sentence each."""
    costs: tuple[StageCost, ...] = field(default=())

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return bool(self.places)
