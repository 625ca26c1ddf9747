"""What the sentences of one paper say about a statement: the same, the same but for one thing, or something near it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from synth.language.compare import matches
from synth.language.quantities import parse
from synth.records import (
    Check,
    CheckStatus,
    Claim,
    Correction,
    Document,
    Evidence,
    Relation,
    Role,
    Span,
    Stance,
    VerdictLabel,
)
from synth.verify.bind import specificity
from synth.verify.copies import compare
from synth.verify.reading import Reading
from synth.verify.sentences import Difference, Near, SentenceIndex, difference, misplaced, repeats
from synth.verify.sources import Sources

REPEATED, NEAR_COPY = 0.6, 0.75
"""Share of a statement's content words in a sentence that says it, and in one that it copies but for one thing."""
MENTIONED = 0.4
"""Share of content words from which on a sentence is shown as the nearest that was found."""


class Said:
    """The sentences of a paper, ready to be laid beside many statements. Each check says whether it decided."""

    def __init__(self, document: Document, sources: Sources) -> None:
        self._document = document.id
        self._sources = sources
        self._sentences = SentenceIndex(document)

    def near(self, claim: Claim, own: Span | None) -> list[Near]:
        """The sentences with the most words in common, without the claim's own."""
        found = self._sentences.near(claim.text)
        return found if own is None else [one for one in found if not _overlap(one.sentence.span, own)]

    def copy(self, claim: Claim, near: Sequence[Near], reading: Reading) -> bool:
        """Whether a sentence of the paper says it in nearly the same words."""
        for one in near:
            copy = compare(claim.text, one.text)
            if copy is not None and copy.changes:
                continue
            if copy is None and (
                one.share < (NEAR_COPY if measured(claim) else REPEATED)
                or not repeats(claim.text, claim.quantities, one)
            ):
                continue
            evidence = self._quote(one, Stance.SUPPORTS, f"says it ({one.share:.0%} of its words)")
            if evidence is None:
                continue
            reading.support.append(evidence)
            reading.checks.append(
                Check(name="sentence", status=CheckStatus.PASSED, detail=f"page {evidence.page} says it in other words")
            )
            reading.settle(VerdictLabel.SUPPORTED, "said", f"The source says it on page {evidence.page}.")
            return True
        return False

    def change(
        self, claim: Claim, near: Sequence[Near], reading: Reading, borne_out: Callable[[Difference], bool]
    ) -> bool:
        """Whether it is a copy of a sentence with one change that nothing else in the paper bears out."""
        for one in near:
            copy = compare(claim.text, one.text)
            change = copy.only if copy is not None else None
            if change is None or (change.kind == "name" and not _shares_result(claim, one)):
                continue
            if borne_out(change):
                continue
            return self._changed(change, one, reading)
        return False

    def _changed(self, change: Difference, one: Near, reading: Reading) -> bool:
        note = f"prints “{change.printed}” where the statement has “{change.stated}”"
        evidence = self._quote(one, Stance.CONTRADICTS, note)
        if evidence is None:
            return False
        reading.against.append(evidence)
        reading.checks.append(Check(name="sentence", status=CheckStatus.FAILED, detail=note))
        reading.correction = Correction(kind=change.kind, text=one.sentence.text)
        explanation = f"A sentence on page {evidence.page} that is otherwise the same {note}."
        reading.settle(VerdictLabel.CONTRADICTED, f"other_{change.kind}", explanation)
        return True

    def difference(self, claim: Claim, near: Sequence[Near], reading: Reading) -> bool:
        """Whether the statement repeats a sentence but for one number, name or direction."""
        for one in near:
            if one.share < NEAR_COPY or (one.back < NEAR_COPY and misplaced(claim.text, claim.quantities, one) is None):
                continue
            change = difference(claim.text, claim.quantities, one)
            if change is None:
                continue
            if self._changed(change, one, reading):
                return True
        return False

    def nearest(self, near: Sequence[Near], reading: Reading) -> None:
        """Show the nearest sentence, and abstain."""
        best = next((one for one in near if one.share >= MENTIONED), None)
        if best is None:
            return
        if evidence := self._quote(best, Stance.MENTIONS, "the nearest sentence that was found"):
            reading.mentions.append(evidence)
            reading.label = VerdictLabel.ABSTAINED
            reading.reason = "stance_without_nli"
            reading.explanation = (
                "The source speaks of it, but whether it says the same cannot be judged without an NLI model or a "
                "language model."
            )

    def _quote(self, near: Near, stance: Stance, note: str) -> Evidence | None:
        return self._sources.sentence_evidence(
            self._document, near.sentence, stance=stance, relation=Relation.SOURCE, note=note
        )


def _overlap(one: Span, other: Span) -> bool:
    """Whether two places of one document share a character."""
    return one.start < other.end and other.start < one.end


def _shares_result(claim: Claim, near: Near) -> bool:
    """Whether a number with decimals stands in both: it was given to another name."""
    special = [q for q in claim.quantities if q.role in (Role.VALUE, Role.DELTA) and specificity(q) == 2]
    return any(matches(q, other) for q in special for other in parse(near.text))


def measured(claim: Claim) -> bool:
    """Whether a claim has a result or a change to check."""
    return any(quantity.role in (Role.VALUE, Role.DELTA) for quantity in claim.quantities)
