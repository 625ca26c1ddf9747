"""Label, rung and reason of an open claim once a model has found a place that bears on it."""

from __future__ import annotations

from dataclasses import dataclass

from synth.records import CheckStatus, Relation, Rung, Stance, VerdictLabel


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verdict becomes."""

    label: VerdictLabel
    reason: str
    explanation: str
    rung: Rung | None = None
    """The rung reached, None where none was gained."""
    status: CheckStatus = CheckStatus.PASSED
    keeps_reason: bool = False
    """Whether the verdict keeps its own reason when the label stays."""


def outcome_of(stance: Stance, relation: Relation, by: str, page: int, *, sure: bool) -> Outcome:
    """What follows from one place. `sure` is false for a contradiction that the words alone do not bear out."""
    if stance is Stance.SUPPORTS:
        return _supported(relation, by, page)
    if not sure:
        return Outcome(
            VerdictLabel.NOT_ENOUGH_EVIDENCE,
            "model_disagrees",
            f"{by} reads a sentence on page {page} as saying otherwise; no check bears that out, and it stays open.",
            status=CheckStatus.WARNED,
        )
    if relation in (Relation.SAME_PAPER, Relation.SOURCE):
        where = f"A sentence on page {page} of the {'source' if relation is Relation.SOURCE else 'same paper'}"
        return Outcome(
            VerdictLabel.CONTRADICTED,
            "other_direction",
            f"{where} says the opposite, by its words and as judged by {by}.",
            status=CheckStatus.FAILED,
        )
    return Outcome(
        VerdictLabel.DISPUTED,
        "other_paper_disagrees",
        f"A sentence on page {page} of another paper says the opposite, by its words and as judged by {by}.",
        status=CheckStatus.WARNED,
    )


def _supported(relation: Relation, by: str, page: int) -> Outcome:
    label, judged = VerdictLabel.SUPPORTED, f"in substance, as judged by {by}; numbers, names and direction fit."
    if relation is Relation.SOURCE:
        return Outcome(label, "said_in_substance", f"The source says it on page {page}, {judged}", Rung.FAITHFUL)
    if relation is Relation.SAME_PAPER:
        text = f"Another place of the same paper (page {page}) says it, {judged}"
        return Outcome(label, "second_place_in_substance", text, Rung.CONSISTENT)
    if relation is Relation.INDEPENDENT:
        text = f"An independent paper (page {page}) says it, {judged}"
        return Outcome(label, "other_paper_in_substance", text, Rung.CORROBORATED)
    return Outcome(
        VerdictLabel.NOT_ENOUGH_EVIDENCE,
        "only_repeated",
        "Only papers linked by citation say it too: a repetition, not an independent confirmation.",
        keeps_reason=True,
    )
