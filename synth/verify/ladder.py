"""The ladder: how far one claim gets, on which evidence, and why no further.

Rungs: located (its quote stands on the page) → faithful (the claim says what the quote says) → consistent (another
place of the same paper says it too) → corroborated (an independent paper says it). The place that a claim was taken
from is shown as evidence and never counts for more than the first two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from synth.language.quantities import parse
from synth.language.vocabulary import entities
from synth.language.words import squash
from synth.protocols import Retriever
from synth.records import (
    Check,
    CheckStatus,
    Claim,
    Correction,
    Document,
    Evidence,
    Origin,
    Paper,
    Relation,
    Role,
    Rung,
    Stance,
    Verdict,
    VerdictLabel,
)
from synth.verify.consistency import internal_checks
from synth.verify.facts import Fact, facts
from synth.verify.lines import support_together
from synth.verify.numbers import address, examine, exchanged, required
from synth.verify.order import row_orders
from synth.verify.prose import restatements
from synth.verify.results import Result, second_place, still_open, supported
from synth.verify.secondlook import SecondLook, left_unchecked
from synth.verify.sentences import moved
from synth.verify.sources import Sources
from synth.verify.swaps import find_swap


@dataclass(slots=True)
class _Climb:
    """What is known about a claim so far."""

    claim: Claim
    checks: list[Check] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    rung: Rung = Rung.NONE

    def note(self, name: str, status: CheckStatus, detail: str) -> None:
        self.checks.append(Check(name=name, status=status, detail=detail))


class Verifier:
    """Checks claims against a fixed set of papers. Needs no language model."""

    def __init__(
        self,
        pairs: Sequence[tuple[Document, Paper]],
        retriever: Retriever,
        origin: Origin,
        known: Sources | None = None,
    ) -> None:
        self._sources = Sources(pairs, known)
        self._retriever = retriever
        self._origin = origin
        self._second_look = SecondLook(self._sources)

    @property
    def sources(self) -> Sources:
        """The papers and their numbers."""
        return self._sources

    def verify(self, claim: Claim) -> Verdict:
        """Climb as far as the evidence allows."""
        climb = _Climb(claim)
        outcome = self._climb(climb)
        return Verdict(
            claim=claim.id,
            label=outcome.label,
            rung=climb.rung,
            reason=outcome.reason,
            explanation=outcome.explanation,
            evidence=tuple(climb.evidence),
            checks=tuple(climb.checks),
            correction=outcome.correction,
            origin=self._origin,
        )

    def _climb(self, climb: _Climb) -> Result:
        claim = climb.claim
        if not self._locate(climb):
            return Result(
                VerdictLabel.NOT_ENOUGH_EVIDENCE,
                "not_located",
                "The sentence could not be found again on the page that it was read from.",
            )
        climb.rung = Rung.LOCATED
        if missing := _unfaithful(claim):
            climb.note("faithful", CheckStatus.FAILED, f"not in the quoted place: {', '.join(missing)}")
            return Result(
                VerdictLabel.NOT_ENOUGH_EVIDENCE,
                "not_faithful",
                f"The quoted place does not say: {', '.join(missing)}.",
            )
        if "read_by_model" in claim.flags and (other := moved(claim.text, claim.quantities, claim.quote)):
            climb.note("faithful", CheckStatus.FAILED, f"the quote has {other.printed}, the claim {other.stated}")
            return Result(
                VerdictLabel.NOT_ENOUGH_EVIDENCE,
                "not_faithful",
                f"The quoted place says {other.printed}, not {other.stated}.",
            )
        climb.rung = Rung.FAITHFUL
        climb.note("faithful", CheckStatus.PASSED, "every number and name of the claim stands in the quoted place")
        checks = internal_checks(claim)
        climb.checks.extend(checks)
        failed = [check for check in checks if check.status is CheckStatus.FAILED]
        numbers = required(claim)
        outcome = self._numeric(climb, numbers) if numbers else self._prose(climb)
        if failed and outcome.label is not VerdictLabel.CONTRADICTED:
            return Result(VerdictLabel.IMPOSSIBLE, failed[0].name, f"The numbers do not fit: {failed[0].detail}")
        return outcome

    def _locate(self, climb: _Climb) -> bool:
        claim = climb.claim
        if not self._sources.on_page(claim.quote, claim.span.document, claim.span.page):
            climb.note("located", CheckStatus.FAILED, f"not found on page {claim.span.page}")
            return False
        climb.note("located", CheckStatus.PASSED, f"found on page {claim.span.page}, letter for letter")
        climb.evidence.append(
            Evidence(
                paper=claim.paper,
                page=claim.span.page,
                quote=claim.quote,
                span=claim.span,
                stance=Stance.SUPPORTS,
                relation=Relation.SOURCE,
                cell=claim.cell,
            )
        )
        return True

    def _numeric(self, climb: _Climb, numbers: Sequence[Fact]) -> Result:
        claim = climb.claim
        if claim.cell is None and (swapped := self._swapped(climb)) is not None:
            return swapped
        findings = [examine(claim, fact, self._sources) for fact in numbers]
        support_together(claim, findings, self._sources)
        for finding in findings:
            climb.evidence.extend(e for e in (*finding.against, *finding.support, *finding.elsewhere) if _new(e, climb))
            climb.checks.append(second_place(finding))
        if contradicted := next((finding for finding in findings if finding.against), None):
            return Result(
                VerdictLabel.CONTRADICTED,
                contradicted.correction.kind if contradicted.correction else "cell_differs",
                contradicted.explanation,
                contradicted.correction,
            )
        own = self._sources.places.by_document.get(claim.span.document, [])
        orders = row_orders(claim, [e for e in climb.evidence if e.paper == claim.paper], own)
        climb.checks.extend(orders)
        independent = all(f.supported_by(Relation.INDEPENDENT) for f in findings)
        consistent = all(f.supported_by(Relation.SAME_PAPER, Relation.INDEPENDENT) for f in findings)
        if orders:
            return Result(VerdictLabel.IMPOSSIBLE, orders[0].name, f"The numbers do not fit: {orders[0].detail}")
        if consistent:
            climb.rung = Rung.CORROBORATED if independent else Rung.CONSISTENT
        if disputed := next((finding for finding in findings if finding.elsewhere), None):
            return Result(
                VerdictLabel.DISPUTED,
                "other_paper_differs",
                f"Another paper prints a different number: {disputed.elsewhere[0].note}.",
            )
        if consistent:
            return self._said_beside(climb, supported(findings, independent=independent))
        return still_open(findings)

    def _said_beside(self, climb: _Climb, outcome: Result) -> Result:
        """The outcome of numbers that are confirmed, where the claim says more than its numbers."""
        reading = self._second_look.at(climb.claim)
        if reading is not None and reading.label is VerdictLabel.CONTRADICTED:
            climb.rung = Rung.FAITHFUL
            climb.evidence.extend(e for e in reading.against if _new(e, climb))
            climb.note("second_look", CheckStatus.WARNED, reading.explanation)
            return Result(
                VerdictLabel.NOT_ENOUGH_EVIDENCE,
                "places_disagree",
                f"Its numbers stand in a second place, but not all that it says fits: {reading.explanation}",
            )
        if unchecked := left_unchecked(climb.claim, reading, climb.checks):
            said = f"{outcome.explanation.rstrip('.')}; {unchecked}."
            return Result(outcome.label, "numbers_only", said, outcome.correction)
        return outcome

    def _swapped(self, climb: _Climb) -> Result | None:
        """Contradicted, where two numbers of the claim stand in each other's cells."""
        claim = climb.claim
        own = self._sources.places.by_document.get(claim.span.document, [])
        swap = find_swap(claim, facts(claim.text, claim.quantities or None), own)
        if swap is None:
            return None
        cells = {place.cell.text: place for place in (swap.at_first, swap.at_second)}
        for place in cells.values():
            note = f"{address(place)} prints {place.cell.text}"
            climb.evidence.append(
                self._sources.cell_evidence(place, stance=Stance.CONTRADICTS, relation=Relation.SAME_PAPER, note=note)
            )
        explanation = (
            f"{address(swap.at_first)} prints {swap.at_first.cell.text} and {address(swap.at_second)} prints "
            f"{swap.at_second.cell.text}: {swap.first.quantity.raw} and {swap.second.quantity.raw} are exchanged."
        )
        climb.note("table_cell", CheckStatus.FAILED, explanation)
        text = exchanged(claim.text, swap.first.quantity, swap.second.quantity)
        if swap.kind == "reversed_change":  # the verb said the opposite, and only the numbers are put right
            falls = swap.second.quantity.value > swap.first.quantity.value
            text = f"{text.rstrip('.')} (the value {'falls' if falls else 'rises'})."
        return Result(VerdictLabel.CONTRADICTED, swap.kind, explanation, Correction(kind=swap.kind, text=text))

    def _prose(self, climb: _Climb) -> Result:
        found = restatements(climb.claim, self._sources, self._retriever)
        climb.evidence.extend(e for e in found if _new(e, climb))
        relations = {evidence.relation for evidence in found}
        if Relation.INDEPENDENT in relations:
            climb.rung = Rung.CORROBORATED
            climb.note("restated", CheckStatus.PASSED, "an independent paper says the same in nearly the same words")
            return Result(
                VerdictLabel.SUPPORTED,
                "other_paper",
                "An independent paper says the same in nearly the same words and direction.",
            )
        if Relation.SAME_PAPER in relations:
            climb.rung = Rung.CONSISTENT
            climb.note("restated", CheckStatus.PASSED, "another place of the paper says the same")
            return Result(
                VerdictLabel.SUPPORTED,
                "second_place",
                "Another place of the same paper says the same in nearly the same words and direction.",
            )
        climb.note("restated", CheckStatus.NOT_APPLICABLE, "no place says it again in nearly the same words")
        return Result(
            VerdictLabel.ABSTAINED,
            "stance_without_nli",
            "It has no number to check, and whether other passages agree with it in substance "
            "cannot be judged without an NLI model or a language model.",
        )


def _new(evidence: Evidence, climb: _Climb) -> bool:
    return all((e.span, e.quote, e.cell) != (evidence.span, evidence.quote, evidence.cell) for e in climb.evidence)


_RESOLVED = frozenset({"resolved_our", "resolved_this", "resolved_context"})
"""Flags of claims that name what their quote calls "our model" or "it"."""


def _unfaithful(claim: Claim) -> list[str]:
    """Numbers and names of the claim that the quoted place (or the bound cell's paths) does not hold."""
    place = claim.quote
    if claim.cell is not None:
        place = " ".join((place, *claim.cell.row_path, *claim.cell.column_path, claim.cell.label, claim.cell.text))
    squashed = squash(place)
    numbers = {quantity.raw for quantity in parse(claim.text) if quantity.role in (Role.VALUE, Role.DELTA, Role.COUNT)}
    missing = [raw for raw in sorted(numbers) if squash(raw) not in squashed]
    if not _RESOLVED & set(claim.flags) and claim.cell is None:
        missing += [e.text for e in entities(claim.text) if squash(e.text) not in squashed]
    return missing
