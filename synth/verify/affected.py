"""Which claims a change of the papers can touch: the others keep their verdict, and nobody has to look at them again.

The test is wider than the ladder: whatever the ladder could find in a new paper makes a claim affected; whether it does
is for the ladder to say. What the test must not do is miss one; `tests/unit/verify/test_affected.py` holds it to that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from synth.language.compare import matches
from synth.language.vocabulary import EntityKind, entities
from synth.records import Claim, Document, SectionKind, Verdict, VerdictLabel
from synth.verify.agreement import agree
from synth.verify.bind import bind_cell
from synth.verify.facts import Fact
from synth.verify.numbers import required
from synth.verify.places import Places

_OPEN = (VerdictLabel.ABSTAINED, VerdictLabel.NOT_ENOUGH_EVIDENCE)


class Affected:
    """Says for each claim whether it must be judged again, and why."""

    def __init__(self, added: Sequence[Document], touched: Collection[str], *, model: bool = False) -> None:
        """`added` are documents that are new; `touched` are ids of papers that went or whose standing changed.

        With a `model`, open claims may be settled by any passage that names what they are about.
        """
        self._places = Places.of(added)
        self._touched = frozenset(touched)
        self._model = model
        skipped = (SectionKind.REFERENCES, SectionKind.FRONT)
        self._sentences = [
            sentence.text
            for document in added
            for sentence in document.sentences
            if sentence.section < 0 or document.sections[sentence.section].kind not in skipped
        ]
        self._named = {
            e.canonical for text in self._sentences for e in entities(text) if e.kind is not EntityKind.METRIC
        }

    def why(self, claim: Claim, verdict: Verdict) -> str:
        """Why a verdict may change, in a few words; empty where it cannot."""
        if claim.paper in self._touched:
            return "its own paper changed"
        if any(place.paper in self._touched for place in verdict.evidence):
            return "its evidence changed"
        numbers = required(claim)
        if numbers:
            if any(self._printed(fact) for fact in numbers):
                return "a new paper prints its number"
            if any(self._measured(fact) for fact in numbers):
                return "a new paper measures the same"
        elif any(agree(claim.quote, text) for text in self._sentences):
            return "a new paper says it in like words"
        if self._model and verdict.label in _OPEN and self._speaks(claim):
            return "a new paper speaks of it"
        return ""

    def _printed(self, fact: Fact) -> bool:
        cells = self._places.near_cells(fact.quantity)
        texts = self._places.near_texts(fact.quantity)
        return any(matches(fact.quantity, place.quantity) for place in cells) or any(
            matches(fact.quantity, place.fact.quantity) for place in texts
        )

    def _measured(self, fact: Fact) -> bool:
        """Whether a cell names the same method and dataset: another number there would dispute the claim."""
        if not fact.sure:
            return False
        return any(bind_cell(fact, place).exact for places in self._places.by_document.values() for place in places)

    def _speaks(self, claim: Claim) -> bool:
        named = {e.canonical for e in entities(claim.text) if e.kind is not EntityKind.METRIC}
        return bool(named & self._named)
