"""One map between our verdicts and the label sets of SciTab, SciFact and FEVER."""

from __future__ import annotations

from enum import StrEnum

from synth.records import VerdictLabel


class Answer(StrEnum):
    """What all label sets have in common."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    NOT_ENOUGH = "not enough information"
    OPEN = "open"
    """Not judged: a statement about the tool. No label set knows it; it is never a right answer."""


ANSWERS: dict[VerdictLabel, Answer] = {
    VerdictLabel.SUPPORTED: Answer.SUPPORTED,
    VerdictLabel.CONTRADICTED: Answer.REFUTED,
    VerdictLabel.IMPOSSIBLE: Answer.REFUTED,
    VerdictLabel.DISPUTED: Answer.REFUTED,
    VerdictLabel.NOT_ENOUGH_EVIDENCE: Answer.NOT_ENOUGH,
    VerdictLabel.ABSTAINED: Answer.OPEN,
    VerdictLabel.SOURCE_UNAVAILABLE: Answer.OPEN,
    VerdictLabel.NOT_CHECKABLE: Answer.OPEN,
}

SCITAB = {"supports": Answer.SUPPORTED, "refutes": Answer.REFUTED, "not enough info": Answer.NOT_ENOUGH}
SCIFACT = {"SUPPORT": Answer.SUPPORTED, "CONTRADICT": Answer.REFUTED, "NOT_ENOUGH_INFO": Answer.NOT_ENOUGH}
FEVER = {"SUPPORTS": Answer.SUPPORTED, "REFUTES": Answer.REFUTED, "NOT ENOUGH INFO": Answer.NOT_ENOUGH}

DECIDED = frozenset({Answer.SUPPORTED, Answer.REFUTED})


def answer(label: VerdictLabel) -> Answer:
    """The common answer that a verdict gives."""
    return ANSWERS[label]


def label_in(names: dict[str, Answer], found: Answer) -> str:
    """Name of an answer in a label set; what is open is said as not enough information there."""
    wanted = Answer.NOT_ENOUGH if found is Answer.OPEN else found
    return next(name for name, value in names.items() if value is wanted)
