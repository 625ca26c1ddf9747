"""A claim, its verdict and its evidence, in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth.records import (
    CellRef,
    CheckedClaim,
    Claim,
    ClaimRerun,
    Evidence,
    Paper,
    Quantity,
    Relation,
    Rerun,
    Stance,
)
from synth.report.rerun.view import RerunView, figure_view, forest, view_of
from synth.report.text import clean, cleaned
from synth.report.view import CheckView, ClaimRerunView, ClaimView, EvidenceView, Number, PaperView
from synth.report.words import CHECKS, MEASURED, RELATIONS, STANCES, plain, rung_word, tone_of

_RELATION_ORDER = {
    Relation.SOURCE: 0,
    Relation.SAME_PAPER: 1,
    Relation.INDEPENDENT: 2,
    Relation.REPETITION: 3,
}
_STANCE_ORDER = {Stance.CONTRADICTS: 0, Stance.SUPPORTS: 1, Stance.MENTIONS: 2}


def rerun_views(reruns: Sequence[Rerun]) -> dict[str, RerunView]:
    """Reruns as pages show them, by recipe."""
    return {one.name: view_of(one, number) for number, one in enumerate(reruns, start=1)}


def claim_view(
    checked: CheckedClaim, number: int, papers: Mapping[str, PaperView], reruns: Mapping[str, RerunView]
) -> ClaimView:
    """A claim with its verdict, as pages show it; `reruns` are those of the page."""
    claim, verdict = checked.claim, checked.verdict
    correction = verdict.correction
    return ClaimView(
        number=number,
        anchor=f"c{number}",
        id=claim.id,
        text=clean(claim.text),
        pieces=_pieces(claim),
        type=claim.type.value,
        tone=tone_of(verdict),
        label=verdict.label,
        rung=verdict.rung,
        rung_word=rung_word(verdict.rung),
        reason=plain(clean(verdict.reason)),
        explanation=clean(verdict.explanation),
        verified=verdict.verified,
        paper=paper_of(claim.paper, papers),
        page=claim.span.page,
        section=clean(claim.section),
        numbers=tuple(_number(quantity) for quantity in claim.quantities if quantity.role in MEASURED),
        evidence=evidence_views(checked, papers),
        checks=tuple(
            CheckView(
                name=plain(clean(check.name)),
                status=check.status,
                word=CHECKS[check.status],
                detail=clean(check.detail),
                assumptions=cleaned(check.assumptions),
            )
            for check in verdict.checks
        ),
        correction_kind=plain(clean(correction.kind)) if correction else "",
        correction=clean(correction.text) if correction else "",
        confidence="not calibrated" if verdict.confidence is None else f"{verdict.confidence:.2f}",
        calibration=clean(verdict.calibration),
        flags=tuple(plain(clean(flag)) for flag in dict.fromkeys((*claim.flags, *verdict.flags))),
        relevance=claim.relevance,
        engine=clean(verdict.origin.engine) if verdict.origin else "",
        reruns=tuple(_rerun(one, reruns) for one in checked.reruns),
    )


def _rerun(one: ClaimRerun, reruns: Mapping[str, RerunView]) -> ClaimRerunView:
    whole = reruns.get(one.recipe)
    return ClaimRerunView(
        figure=figure_view(one.figure),
        title=whole.title if whole else clean(one.recipe),
        anchor=whole.anchor if whole else "",
        command=f"synth rerun {clean(one.recipe)}",
        plot=forest([one.figure], width=460),
    )


def _pieces(claim: Claim) -> tuple[tuple[str, bool], ...]:
    """The text cut at its measured numbers; offsets that do not fit the text are left alone."""
    marked = sorted(
        (q.start, q.end)
        for q in claim.quantities
        if q.role in MEASURED and q.start < q.end and claim.text[q.start : q.end] == q.raw
    )
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in marked:
        if start >= at:
            pieces += [(claim.text[at:start], False), (claim.text[start:end], True)]
            at = end
    pieces.append((claim.text[at:], False))
    # Outer blanks of a piece separate words: `clean` would take them away.
    kept = [(_clean_piece(text), number) for text, number in pieces if text]
    return tuple((text, number) for text, number in kept if text)


def _clean_piece(text: str) -> str:
    middle = clean(text)
    if not middle:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + middle + (" " if text[-1].isspace() else "")


def _number(quantity: Quantity) -> Number:
    low, high = quantity.value - quantity.half_width, quantity.value + quantity.half_width
    unit = clean(quantity.unit)
    tail = f"{'' if unit == '%' else ' '}{unit}" if unit else ""
    reading = f"exactly {_digits(quantity.value)}{tail}"
    if quantity.half_width:
        reading = f"{_digits(low)} to {_digits(high)}{tail}"
    return Number(raw=clean(quantity.raw), reading=reading)


def _digits(value: float) -> str:
    """Shortest decimal that is right to ten digits: 26.950000000000003 is 26.95."""
    text = f"{value:.10g}"
    return f"{value:,.0f}" if "e" in text and abs(value) < 1e15 else text


def evidence_views(checked: CheckedClaim, papers: Mapping[str, PaperView]) -> tuple[EvidenceView, ...]:
    """The claim's own place first (added where the verdict does not name it), then what bears on it."""
    claim = checked.claim
    places = list(checked.verdict.evidence)
    if not any(place.relation is Relation.SOURCE for place in places):
        own = Evidence(
            paper=claim.paper,
            page=claim.span.page,
            quote=claim.quote,
            span=claim.span,
            stance=Stance.MENTIONS,
            relation=Relation.SOURCE,
            cell=claim.cell,
        )
        places.insert(0, own)
    places.sort(
        key=lambda place: (
            place.relation is not Relation.SOURCE,
            _STANCE_ORDER[place.stance],
            _RELATION_ORDER[place.relation],
        )
    )
    return tuple(evidence_view(place, papers) for place in places)


def evidence_view(place: Evidence, papers: Mapping[str, PaperView]) -> EvidenceView:
    """One place, as pages quote it."""
    return EvidenceView(
        paper=paper_of(place.paper, papers),
        page=place.page,
        quote=clean(place.quote),
        stance=place.stance,
        stance_word=STANCES[place.stance],
        relation=place.relation,
        relation_word=RELATIONS[place.relation],
        cell=cell_words(place.cell),
        note=clean(place.note),
        boxes=place.span.boxes,
        columns=place.cell.column_path if place.cell else (),
    )


def cell_words(cell: CellRef | None) -> str:
    """The path of a table cell as a reader says it, empty for prose."""
    if cell is None:
        return ""
    row, column = (" › ".join(clean(part) for part in path if part) for path in (cell.row_path, cell.column_path))
    name = clean(cell.label) or "Table"
    return f"{name}: {row} × {column} = {clean(cell.text)}"


def paper_of(id_: str, papers: Mapping[str, PaperView]) -> PaperView:
    """The paper of this id; one that the record lost is named by its id."""
    if id_ in papers:
        return papers[id_]
    name = clean(id_) or "unknown paper"
    return PaperView(
        record=Paper(id=id_, title=name),
        number=0,
        anchor="references",
        short=name,
        authors="",
        arxiv="",
        link="",
        pages="",
        checksum="",
        status="not in the list of papers",
        key="",
        claims=0,
    )
