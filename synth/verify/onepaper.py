"""What one paper says about a statement that somebody else made.

Order of the checks: sentences that say the same, cells that the words name, sentences that say all but one thing of it,
comparisons looked up in tables, then places that print an equal number. The first that decides is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from synth.records import (
    Check,
    CheckStatus,
    Claim,
    Correction,
    Document,
    Evidence,
    Quantity,
    Relation,
    Role,
    Span,
    Stance,
    VerdictLabel,
)
from synth.verify.corrections import corrected, kind_of_error, lost_exponent, printed_instead
from synth.verify.multiples import count_multiples
from synth.verify.numbers import address, required, support_in
from synth.verify.places import CellPlace
from synth.verify.reading import Reading
from synth.verify.said import Said, measured
from synth.verify.sentences import Difference
from synth.verify.sources import Sources
from synth.verify.tabular.asked import Tables
from synth.verify.tabular.frames import Executed
from synth.verify.tabular.values import Bound, bind

_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|over|under|approximately|some|up to|at (?:least|most)|"
    r"more than|less than|fewer than|above|below|close to|within)|~|≈|>|<)\s*$",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:gap|difference|margin|improv\w+|gains?|drops?|increas\w+|decreas\w+|boost\w*|reduc\w+|absolute|relative)\b"
    r"(?:\s+\w+){0,3}\s+(?:of|by|from|is)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
FEW = 3
"""Cells that a statement may name at once and still be refuted by them."""


class OnePaper:
    """A paper with its tables and sentences ready to be asked about many statements."""

    def __init__(self, document: Document, sources: Sources, runs: Sequence[int] = ()) -> None:
        """`runs` are the numbers of answers a problem that the report at hand states."""
        self._document = document.id
        self._runs = tuple(runs)
        self._sources = sources
        self._tables = Tables(sources.places.by_document.get(document.id, []))
        self._said = Said(document, sources)

    def read(self, claim: Claim, *, own: Span | None = None) -> Reading:
        """What the paper says about `claim`, by the first kind of check that decides.

        `own` is the sentence that a claim of this very paper was taken from: it says nothing about itself.
        """
        reading = Reading(self._document)
        claim = replace(
            claim, paper=self._sources.papers[self._document].id, span=replace(claim.span, document=self._document)
        )
        near = self._said.near(claim, own)
        if self._by_multiples(claim, reading):
            return reading
        if self._said.copy(claim, near, reading):
            return reading
        if self._said.change(claim, near, reading, lambda change: self._borne_out(claim, change)):
            return reading
        if self._by_cells(claim, reading, sure=own is None):
            return reading
        if self._said.difference(claim, near, reading) or self._by_comparison(claim, reading):
            return reading
        if self._by_places(claim, reading):
            return reading
        self._said.nearest(near, reading)
        return reading

    def lean(self, claim: Claim) -> VerdictLabel:
        """What its tables lean to, for a judge that has to choose."""
        return self._tables.lean(claim)

    def _by_multiples(self, claim: Claim, reading: Reading) -> bool:
        """Whether it says which shares whole numbers of items give, and the values of a table tell."""
        counted = count_multiples(claim.text, claim.quantities, self._tables.views, self._runs)
        if counted is None:
            return False
        outcome = {
            True: (Stance.SUPPORTS, CheckStatus.PASSED, VerdictLabel.SUPPORTED, reading.support),
            False: (Stance.CONTRADICTS, CheckStatus.FAILED, VerdictLabel.CONTRADICTED, reading.against),
            None: (Stance.MENTIONS, CheckStatus.NO_POWER, VerdictLabel.NOT_ENOUGH_EVIDENCE, reading.mentions),
        }
        stance, status, label, shown = outcome[counted.holds]
        shown.extend(self._cell(p, stance, f"{address(p)} prints {p.cell.text}") for p in counted.cells)
        reading.checks.append(Check(name="granularity", status=status, detail=counted.said))
        reading.settle(label, "granularity", f"{counted.where}{counted.said}.")
        return True

    def _borne_out(self, claim: Claim, change: Difference) -> bool:
        """Whether a table, or another sentence, says what the change says."""
        executed = self._tables.executed(claim)
        if executed is not None and executed.holds:
            return True
        if change.kind != "number":
            return False
        number = next((q for q in claim.quantities if q.raw.rstrip("%") == change.stated.rstrip("%")), None)
        if number is None:
            return False
        agreeing = [
            place
            for ones in self._tables.bound(claim).values()
            for one in ones
            if one.quantity == number and one.row_named and one.column_named
            for place in one.agreeing
        ]
        return bool(agreeing) or self._said_elsewhere(claim, number)

    def _by_cells(self, claim: Claim, reading: Reading, *, sure: bool) -> bool:
        """Whether the cells that the words name print the numbers, or print others.

        Where it is not `sure` that the statement is a stranger's, a number may belong to another row that it names.
        """
        bound = self._tables.bound(claim)
        if not bound:
            return False
        if (executed := self._tables.executed(claim)) is not None and executed.measured:
            return False  # a change or a difference: its numbers are looked up with it
        wrong: list[tuple[Quantity, CellPlace]] = []
        open_numbers = 0
        for number in {b.quantity: None for b in (one for ones in bound.values() for one in ones)}:
            here = [one for ones in bound.values() for one in ones if one.quantity == number]
            named = [one for one in here if one.row_named and one.column_named]
            agreeing = [place for one in named for place in one.agreeing]
            agreeing = [p for p in agreeing if not self._tables.unnamed(claim, p)]
            for place in agreeing[:2]:
                reading.support.append(self._cell(place, Stance.SUPPORTS, f"{address(place)} prints {place.cell.text}"))
            if agreeing:
                continue
            instead = self._instead(claim, number, named)
            if instead is not None and not sure and self._tables.in_another_row(number, instead):
                instead = None
            if instead is not None:
                wrong.append((number, instead))
            else:
                open_numbers += 1
                if named:
                    reading.denied.add(number)
        wrong = _told_apart(wrong)
        values = _numbers(bound) if wrong else self._tables.unlabelled(claim)
        if wrong:
            self._refute(claim, wrong, reading)
            return True
        if not open_numbers and reading.support and values == _numbers(bound):
            if (executed := self._tables.executed(claim)) is not None:
                if not executed.holds:
                    return self._fails(executed, reading)
                reading.checks.append(Check(name="comparison", status=CheckStatus.PASSED, detail=executed.said))
            count = len(values)
            said = "Its number stands" if count == 1 else f"Each of its {count} numbers stands"
            where = reading.support[0].cell.label if reading.support[0].cell else "a table"
            reading.settle(VerdictLabel.SUPPORTED, "table_cell", f"{said} in the cell that its words name ({where}).")
            return True
        return False

    def _instead(self, claim: Claim, number: Quantity, named: Sequence[Bound]) -> CellPlace | None:
        """The cell that prints another number for exactly what the words name; None where that is not sure."""
        before = claim.text[: number.start]
        if _ABOUT.search(before) or _APART.search(before):
            return None  # a rough number, or the distance of two
        instead = printed_instead(number, [one for one in named if one.sure and len(one.cells) <= FEW])
        if instead is None or lost_exponent(number, instead):
            return None
        if self._tables.unnamed(claim, instead) or self._printed_elsewhere(claim, number):
            return None
        return instead

    def _refute(self, claim: Claim, wrong: Sequence[tuple[Quantity, CellPlace]], reading: Reading) -> None:
        kind = kind_of_error(wrong, self._tables.views)
        said = []
        for number, place in wrong:
            note = f"{address(place)} prints {place.cell.text}, not {number.raw}"
            reading.against.append(self._cell(place, Stance.CONTRADICTS, note))
            said.append(note)
        explanation = "; ".join(said) + "."
        reading.checks.append(Check(name="table_cell", status=CheckStatus.FAILED, detail=explanation))
        reading.correction = Correction(kind=kind, text=corrected(claim.text, wrong))
        reading.settle(VerdictLabel.CONTRADICTED, kind, explanation)

    def _by_comparison(self, claim: Claim, reading: Reading) -> bool:
        executed = self._tables.executed(claim)
        if executed is None:
            return False
        if not executed.holds:
            return self._fails(executed, reading)
        if measured(claim) and not executed.measured:
            return False
        for place in executed.cells:
            reading.support.append(self._cell(place, Stance.SUPPORTS, f"{address(place)} prints {place.cell.text}"))
        reading.checks.append(Check(name="comparison", status=CheckStatus.PASSED, detail=executed.said))
        label = executed.cells[0].table.label or "a table"
        reading.settle(VerdictLabel.SUPPORTED, "comparison", f"{label} bears it out: {executed.said}.")
        return True

    def _fails(self, executed: Executed, reading: Reading) -> bool:
        for place in executed.cells:
            reading.against.append(self._cell(place, Stance.CONTRADICTS, f"{address(place)} prints {place.cell.text}"))
        reading.checks.append(Check(name="comparison", status=CheckStatus.FAILED, detail=executed.said))
        label = executed.cells[0].table.label or "a table"
        reading.settle(VerdictLabel.CONTRADICTED, "comparison_fails", f"{label} says otherwise: {executed.said}.")
        return True

    def _by_places(self, claim: Claim, reading: Reading) -> bool:
        """Whether every number stands somewhere for the same method, dataset and metric."""
        unlabelled = self._tables.unlabelled(claim)
        numbers = [
            fact
            for fact in required(claim)
            if fact.quantity.role is not Role.VALUE or (fact.quantity.start, fact.quantity.end) in unlabelled
        ]
        if not numbers:
            return False
        findings = [support_in(claim, fact, self._sources) for fact in numbers]
        for finding in findings:
            if finding.fact.quantity in reading.denied:
                finding.support = [e for e in finding.support if e.cell is None]
        supported = [f for f in findings if f.supported_by(Relation.SAME_PAPER)]
        reading.support = [e for f in supported for e in f.support if e.relation is Relation.SAME_PAPER]
        raws = ", ".join(f.fact.quantity.raw for f in findings if f not in supported)
        if len(supported) == len(findings):
            pages = sorted({e.page for e in reading.support})
            where = f"page{'s' * (len(pages) != 1)} {', '.join(map(str, pages[:4]))}"
            if any(f.fact.quantity.role is Role.VALUE for f in findings):
                # A result has conditions beside its names. Where no table and no sentence bears out the whole of it,
                # its number elsewhere is wrong more often than right: 22 of 27 such statements had an error in them.
                reading.reason = "result_elsewhere"
                reading.explanation = (
                    f"Its numbers are printed on {where}, but no cell and no sentence bears out all that it says."
                )
            else:
                said = f"Its numbers stand for the same thing on {where}."
                reading.settle(VerdictLabel.SUPPORTED, "number_said", said)
        elif supported:
            reading.reason = "partly_confirmed"
            reading.explanation = f"{len(supported)} of {len(findings)} numbers were found in the source; not {raws}."
        else:
            reading.reason = "number_not_found"
            reading.explanation = f"The source at hand does not print {raws} for the same thing."
        return True

    def _printed_elsewhere(self, claim: Claim, number: Quantity) -> bool:
        """Whether a sentence, or a cell of another table that the words name, prints this very number."""
        spoken = self._tables.spoken_of(claim)
        others = [view for view in self._tables.views if view not in spoken]
        bound = (one for view in others for one in bind(claim.text, claim.quantities, view) if one.quantity == number)
        if any(one.row_named and one.column_named and one.sure and one.agreeing for one in bound):
            return True
        return self._said_elsewhere(claim, number)

    def _said_elsewhere(self, claim: Claim, number: Quantity) -> bool:
        """Whether some sentence of the paper gives this very number to the same method on the same dataset."""
        for fact in required(claim):
            if fact.quantity == number:
                finding = support_in(claim, fact, self._sources)
                return any(e.cell is None and e.relation is Relation.SAME_PAPER for e in finding.support)
        return False

    def _cell(self, place: CellPlace, stance: Stance, note: str) -> Evidence:
        return self._sources.cell_evidence(place, stance=stance, relation=Relation.SOURCE, note=note)


def _told_apart(wrong: Sequence[tuple[Quantity, CellPlace]]) -> list[tuple[Quantity, CellPlace]]:
    """Without numbers that differ and were bound to one cell: the table does not tell what they were measured under."""
    values: dict[int, set[float]] = {}
    for number, place in wrong:
        values.setdefault(id(place), set()).add(number.value)
    return [(number, place) for number, place in wrong if len(values[id(place)]) == 1]


def _numbers(bound: dict[str, list[Bound]]) -> set[tuple[int, int]]:
    return {(one.quantity.start, one.quantity.end) for ones in bound.values() for one in ones}
