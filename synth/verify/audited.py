"""Statements that somebody else made, judged against the papers they are about.

A statement of a third party has no sentence of its own in a paper: the place that says the same is its evidence, so
that `faithful` is already verification here. Order of the checks: cells that the words name, then sentences that repeat
the statement or all but one thing of it, then places with an equal number; arithmetic can refute and never supports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from synth.language.compare import matches
from synth.language.quantities import parse
from synth.language.vocabulary import entities
from synth.protocols import Retriever
from synth.records import (
    Check,
    CheckStatus,
    Claim,
    ClaimType,
    Correction,
    Document,
    Evidence,
    Origin,
    Paper,
    Quantity,
    Relation,
    Role,
    Rung,
    Span,
    Stance,
    Verdict,
    VerdictLabel,
    content_id,
)
from synth.verify.consistency import internal_checks
from synth.verify.numbers import address, required, support_in
from synth.verify.places import CellPlace
from synth.verify.sentences import Near, SentenceIndex, difference, misplaced, repeats
from synth.verify.sources import Sources
from synth.verify.tabular.frames import Executed, execute
from synth.verify.tabular.values import Bound, bind
from synth.verify.tabular.view import View, views

REPEATED, NEAR_COPY = 0.6, 0.75
"""Share of a statement's content words in a sentence that says it, and in one that it copies but for one thing."""
FEW = 3
"""Cells that a statement may name at once and still be refuted by them."""
MENTIONED = 0.4
"""Share of content words from which on a sentence is shown as the nearest that was found."""


@dataclass(slots=True)
class _Reading:
    """What one paper says about a statement."""

    document: str
    label: VerdictLabel = VerdictLabel.NOT_ENOUGH_EVIDENCE
    reason: str = "not_found"
    explanation: str = "The source at hand says nothing that could be bound to it."
    support: list[Evidence] = field(default_factory=list)
    against: list[Evidence] = field(default_factory=list)
    mentions: list[Evidence] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    denied: set[Quantity] = field(default_factory=set)
    """Numbers that the cells which the words name do not print: an equal number elsewhere in a table is no support."""
    correction: Correction | None = None

    @property
    def rank(self) -> int:
        """Which of several papers' readings decides: support first, since a citation needs one source that says it."""
        order = (VerdictLabel.SUPPORTED, VerdictLabel.CONTRADICTED)
        return order.index(self.label) if self.label in order else len(order) + (not self.support)


class Auditor:
    """Judges statements against a fixed set of papers. Needs no language model."""

    def __init__(self, pairs: Sequence[tuple[Document, Paper]], retriever: Retriever, origin: Origin) -> None:
        self._sources = Sources(pairs)
        self._retriever = retriever
        self._origin = origin
        self._documents = {paper.id: document for document, paper in pairs}
        self._views: dict[str, list[View]] = {}
        self._sentences: dict[str, SentenceIndex] = {}

    def judge(self, text: str, papers: Sequence[str], *, cut_off: bool = False) -> tuple[Claim, Verdict]:
        """Judge one statement against `papers` (ids); without any, only arithmetic inside the statement is done.

        `cut_off` says that the statement ends in mid-sentence: what is missing is not held against it. The claim that
        is returned names the paper and document that decided the verdict, and neither where none did.
        """
        claim = _claim(text)
        arithmetic = internal_checks(claim)
        failed = next((check for check in arithmetic if check.status is CheckStatus.FAILED), None)
        readings = [self._read(claim, self._documents[paper]) for paper in papers if paper in self._documents]
        if not readings:
            return claim, self._alone(claim, arithmetic, failed)
        best = min(readings, key=lambda reading: reading.rank)
        paper = self._sources.papers[best.document]
        claim = replace(claim, paper=paper.id, span=replace(claim.span, document=best.document))
        label, reason, explanation = best.label, best.reason, best.explanation
        if failed is not None and label is not VerdictLabel.CONTRADICTED:
            label, reason = VerdictLabel.IMPOSSIBLE, failed.name
            explanation = f"The numbers do not fit: {failed.detail}"
        elif cut_off and label is VerdictLabel.SUPPORTED:
            explanation += " What was cut off could not be judged."
        return claim, Verdict(
            claim=claim.id,
            label=label,
            rung=self._rung(best, readings) if label is VerdictLabel.SUPPORTED else _located(best),
            reason=reason,
            explanation=explanation,
            evidence=(*best.against, *best.support, *best.mentions),
            checks=(*best.checks, *arithmetic),
            correction=best.correction if label is VerdictLabel.CONTRADICTED else None,
            origin=self._origin,
        )

    def _alone(self, claim: Claim, arithmetic: Sequence[Check], failed: Check | None) -> Verdict:
        if failed is not None:
            label, reason = VerdictLabel.IMPOSSIBLE, failed.name
            explanation = f"The numbers do not fit: {failed.detail}"
        else:
            label, reason = VerdictLabel.SOURCE_UNAVAILABLE, "source_unavailable"
            explanation = "The work that it is about is not at hand, so that nothing but its arithmetic was looked at."
        return Verdict(
            claim=claim.id,
            label=label,
            rung=Rung.NONE,
            reason=reason,
            explanation=explanation,
            checks=tuple(arithmetic),
            origin=self._origin,
        )

    def _rung(self, best: _Reading, readings: Sequence[_Reading]) -> Rung:
        others = [r for r in readings if r is not best and r.label is VerdictLabel.SUPPORTED]
        relations = {self._sources.relation(best.document, other.document) for other in others}
        if Relation.INDEPENDENT in relations:
            return Rung.CORROBORATED
        places = {(e.page, e.quote, e.cell) for e in best.support}
        return Rung.CONSISTENT if len(places) > 1 else Rung.FAITHFUL

    def _read(self, claim: Claim, document: Document) -> _Reading:
        """What one paper says, by the first kind of check that decides."""
        reading = _Reading(document.id)
        claim = replace(
            claim, paper=self._sources.papers[document.id].id, span=replace(claim.span, document=document.id)
        )
        near = self._index(document).near(claim.text)
        if self._by_copy(claim, near, reading) or self._by_cells(claim, reading):
            return reading
        if self._by_difference(claim, near, reading) or self._by_comparison(claim, reading):
            return reading
        if self._by_places(claim, reading):
            return reading
        self._by_words(claim, near, reading)
        return reading

    def _by_copy(self, claim: Claim, near: Sequence[Near], reading: _Reading) -> bool:
        """Whether a sentence of the paper says it in nearly the same words."""
        for one in near:
            if one.share < REPEATED or not repeats(claim.text, claim.quantities, one):
                continue
            if one.share < NEAR_COPY and _measured(claim):
                continue
            evidence = self._quote(reading.document, one, Stance.SUPPORTS, f"says it ({one.share:.0%} of its words)")
            if evidence is None:
                continue
            reading.support.append(evidence)
            reading.checks.append(
                Check(name="sentence", status=CheckStatus.PASSED, detail=f"page {evidence.page} says it in other words")
            )
            _settle(reading, VerdictLabel.SUPPORTED, "said", f"The source says it on page {evidence.page}.")
            return True
        return False

    def _by_cells(self, claim: Claim, reading: _Reading) -> bool:
        """Whether the cells that the words name print the numbers, or print others."""
        bound = self._bound(claim, reading.document)
        if not bound:
            return False
        if (executed := self._executed(claim, reading.document)) is not None and executed.measured:
            return False  # a change or a difference: its numbers are looked up with it
        wrong: list[tuple[Quantity, CellPlace]] = []
        open_numbers = 0
        for number in {b.quantity: None for b in (one for ones in bound.values() for one in ones)}:
            here = [one for ones in bound.values() for one in ones if one.quantity == number]
            agreeing = [place for one in here if one.row_named and one.column_named for place in one.agreeing]
            if agreeing:
                for place in agreeing[:2]:
                    note = f"{address(place)} prints {place.cell.text}"
                    reading.support.append(self._cell(place, Stance.SUPPORTS, note))
                continue
            named = [one for one in here if one.row_named and one.column_named]
            instead = _printed_instead(number, [one for one in named if one.sure and len(one.cells) <= FEW])
            if instead is not None and not self._said_elsewhere(claim, number):
                wrong.append((number, instead))
            else:
                open_numbers += 1
                if named:
                    reading.denied.add(number)
        values = _numbers(bound) if wrong else self._unlabelled(claim, reading.document)
        if wrong:
            self._refute(claim, wrong, reading)
            return True
        if not open_numbers and reading.support and values == _numbers(bound):
            if (executed := self._executed(claim, reading.document)) is not None and not executed.holds:
                return self._fails(executed, reading)
            count = len(values)
            said = "Its number stands" if count == 1 else f"Each of its {count} numbers stands"
            where = reading.support[0].cell.label if reading.support[0].cell else "a table"
            _settle(reading, VerdictLabel.SUPPORTED, "table_cell", f"{said} in the cell that its words name ({where}).")
            return True
        return False

    def _refute(self, claim: Claim, wrong: Sequence[tuple[Quantity, CellPlace]], reading: _Reading) -> None:
        kind = _kind(wrong, self._all_views(reading.document))
        said = []
        for number, place in wrong:
            note = f"{address(place)} prints {place.cell.text}, not {number.raw}"
            reading.against.append(self._cell(place, Stance.CONTRADICTS, note))
            said.append(note)
        explanation = "; ".join(said) + "."
        reading.checks.append(Check(name="table_cell", status=CheckStatus.FAILED, detail=explanation))
        reading.correction = Correction(kind=kind, text=_corrected(claim.text, wrong))
        _settle(reading, VerdictLabel.CONTRADICTED, kind, explanation)

    def _by_difference(self, claim: Claim, near: Sequence[Near], reading: _Reading) -> bool:
        """Whether the statement repeats a sentence but for one number, name or direction."""
        for one in near:
            if one.share < NEAR_COPY or (one.back < NEAR_COPY and misplaced(claim.text, claim.quantities, one) is None):
                continue
            change = difference(claim.text, claim.quantities, one)
            if change is None:
                continue
            note = f"prints “{change.printed}” where the statement has “{change.stated}”"
            evidence = self._quote(reading.document, one, Stance.CONTRADICTS, note)
            if evidence is None:
                continue
            reading.against.append(evidence)
            reading.checks.append(Check(name="sentence", status=CheckStatus.FAILED, detail=note))
            reading.correction = Correction(kind=change.kind, text=one.sentence.text)
            _settle(
                reading,
                VerdictLabel.CONTRADICTED,
                f"other_{change.kind}",
                f"A sentence on page {evidence.page} that is otherwise the same {note}.",
            )
            return True
        return False

    def _by_comparison(self, claim: Claim, reading: _Reading) -> bool:
        executed = self._executed(claim, reading.document)
        if executed is None:
            return False
        if not executed.holds:
            return self._fails(executed, reading)
        if _measured(claim) and not executed.measured:
            return False
        for place in executed.cells:
            reading.support.append(self._cell(place, Stance.SUPPORTS, f"{address(place)} prints {place.cell.text}"))
        reading.checks.append(Check(name="comparison", status=CheckStatus.PASSED, detail=executed.said))
        label = executed.cells[0].table.label or "a table"
        _settle(reading, VerdictLabel.SUPPORTED, "comparison", f"{label} bears it out: {executed.said}.")
        return True

    def _fails(self, executed: Executed, reading: _Reading) -> bool:
        for place in executed.cells:
            reading.against.append(self._cell(place, Stance.CONTRADICTS, f"{address(place)} prints {place.cell.text}"))
        reading.checks.append(Check(name="comparison", status=CheckStatus.FAILED, detail=executed.said))
        label = executed.cells[0].table.label or "a table"
        _settle(reading, VerdictLabel.CONTRADICTED, "comparison_fails", f"{label} says otherwise: {executed.said}.")
        return True

    def _by_places(self, claim: Claim, reading: _Reading) -> bool:
        """Whether every number stands somewhere for the same method, dataset and metric."""
        unlabelled = self._unlabelled(claim, reading.document)
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
            _settle(reading, VerdictLabel.SUPPORTED, "number_said", f"Its numbers stand for the same thing on {where}.")
        elif supported:
            reading.reason = "partly_confirmed"
            reading.explanation = f"{len(supported)} of {len(findings)} numbers were found in the source; not {raws}."
        else:
            reading.reason = "number_not_found"
            reading.explanation = f"The source at hand does not print {raws} for the same thing."
        return True

    def _by_words(self, claim: Claim, near: Sequence[Near], reading: _Reading) -> None:
        best = next((one for one in near if one.share >= MENTIONED), None)
        if best is None:
            return
        if evidence := self._quote(reading.document, best, Stance.MENTIONS, "the nearest sentence that was found"):
            reading.mentions.append(evidence)
            reading.label = VerdictLabel.ABSTAINED
            reading.reason = "stance_without_nli"
            reading.explanation = (
                "The source speaks of it, but whether it says the same cannot be judged without an NLI model or a "
                "language model."
            )

    def _said_elsewhere(self, claim: Claim, number: Quantity) -> bool:
        """Whether some sentence of the paper gives this very number to the same method on the same dataset."""
        for fact in required(claim):
            if fact.quantity == number:
                finding = support_in(claim, fact, self._sources)
                return any(e.cell is None and e.relation is Relation.SAME_PAPER for e in finding.support)
        return False

    def _executed(self, claim: Claim, document: str) -> Executed | None:
        """The comparison as the tables show it, where all that can tell agree."""
        found = [one for view in self._all_views(document) if (one := execute(claim.text, claim.quantities, view))]
        return found[0] if found and len({one.holds for one in found}) == 1 else None

    def _bound(self, claim: Claim, document: str) -> dict[str, list[Bound]]:
        found = {view.table.id: bind(claim.text, claim.quantities, view) for view in self._all_views(document)}
        return {table: ones for table, ones in found.items() if ones}

    def _unlabelled(self, claim: Claim, document: str) -> set[tuple[int, int]]:
        """The measured numbers of a claim that are no part of a label."""
        mentions = [
            mention
            for view in self._all_views(document)
            for mention in (*view.row_mentions(claim.text), *view.column_mentions(claim.text))
        ]
        return {
            (q.start, q.end)
            for q in claim.quantities
            if q.role is Role.VALUE and not any(m.start <= q.start and q.end <= m.end for m in mentions)
        }

    def _all_views(self, document: str) -> list[View]:
        if document not in self._views:
            self._views[document] = views(self._sources.places.by_document.get(document, []))
        return self._views[document]

    def _index(self, document: Document) -> SentenceIndex:
        if document.id not in self._sentences:
            self._sentences[document.id] = SentenceIndex(document)
        return self._sentences[document.id]

    def _quote(self, document: str, near: Near, stance: Stance, note: str) -> Evidence | None:
        return self._sources.sentence_evidence(
            document, near.sentence, stance=stance, relation=Relation.SOURCE, note=note
        )

    def _cell(self, place: CellPlace, stance: Stance, note: str) -> Evidence:
        return self._sources.cell_evidence(place, stance=stance, relation=Relation.SOURCE, note=note)


def _claim(text: str) -> Claim:
    quantities = parse(text)
    return Claim(
        id=content_id("a", text),
        text=text,
        type=ClaimType.VALUE if any(q.role is Role.VALUE for q in quantities) else ClaimType.STANCE,
        paper="",
        span=Span(document="", page=0, start=-1, end=-1),
        quote="",
        quantities=quantities,
        entities=tuple(dict.fromkeys(entity.text for entity in entities(text))),
    )


def _measured(claim: Claim) -> bool:
    return any(quantity.role in (Role.VALUE, Role.DELTA) for quantity in claim.quantities)


def _numbers(bound: dict[str, list[Bound]]) -> set[tuple[int, int]]:
    return {(one.quantity.start, one.quantity.end) for ones in bound.values() for one in ones}


def _settle(reading: _Reading, label: VerdictLabel, reason: str, explanation: str) -> None:
    reading.label, reading.reason, reading.explanation = label, reason, explanation


def _located(reading: _Reading) -> Rung:
    return Rung.LOCATED if reading.against or reading.support or reading.mentions else Rung.NONE


def _printed_instead(number: Quantity, exact: Sequence[Bound]) -> CellPlace | None:
    """The cell that prints another number for exactly this; None where none does, or where they differ too much.

    The fewest cells that a table names decide: one row and one column rather than a group of rows.
    """
    if not exact:
        return None
    fewest = min(len(one.cells) for one in exact)
    cells = [
        place
        for one in exact
        if len(one.cells) == fewest
        for place in one.cells
        if place.quantity.role is Role.VALUE and ("." in place.quantity.raw) == ("." in number.raw)
    ]
    if not cells or (fewest == 1 and len({place.quantity.value for place in cells}) > 1):
        return None
    return min(cells, key=lambda place: abs(place.quantity.value - number.value))


def _kind(wrong: Sequence[tuple[Quantity, CellPlace]], all_views: Sequence[View]) -> str:
    """`swapped_column` or `swapped_row` where the numbers stand in a neighbouring cell, else `number`."""
    kinds = set()
    for number, place in wrong:
        view = next(view for view in all_views if view.table.id == place.table.id)
        others = [p for p in view.places if p is not place and matches(number, p.quantity)]
        if any(p.row is place.row for p in others):
            kinds.add("swapped_column")
        elif any(p.cell.column == place.cell.column for p in others):
            kinds.add("swapped_row")
        else:
            kinds.add("number")
    return kinds.pop() if len(kinds) == 1 else "number"


def _corrected(text: str, wrong: Sequence[tuple[Quantity, CellPlace]]) -> str:
    """`text` with each wrong number replaced by the one that its cell prints."""
    for number, place in sorted(wrong, key=lambda pair: -pair[0].start):
        new = place.quantity.raw
        if number.raw.endswith("%") and not new.endswith("%"):
            new += "%"
        text = text[: number.start] + new + text[number.end :]
    return text
