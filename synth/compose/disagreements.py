"""Measurements for which two papers, or two places of one paper, print different numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from synth.language.quantities import parse, parse_cell
from synth.records import CheckedClaim, Disagreement, Evidence, Paper, Quantity, Reported, Stance


def find_disagreements(claims: Sequence[CheckedClaim], papers: Mapping[str, Paper]) -> tuple[Disagreement, ...]:
    """One entry for each claim that a bound cell contradicts, in its own paper or in another one."""
    found = []
    for checked in claims:
        against = [e for e in checked.verdict.evidence if e.stance is Stance.CONTRADICTS]
        values = [value for e in against if (value := _reported(e)) is not None]
        own = _own(checked, against)
        if not values or own is None:
            continue
        found.append(
            Disagreement(
                subject=_subject(checked, against),
                values=(own, *values),
                note=_note(checked, against, papers),
            )
        )
    return tuple(found)


def _reported(evidence: Evidence) -> Reported | None:
    quantity = parse_cell(evidence.cell.text) if evidence.cell else next(iter(parse(evidence.quote)), None)
    if quantity is None:
        return None
    return Reported(
        paper=evidence.paper,
        value=quantity,
        quote=evidence.quote,
        page=evidence.page,
        span=evidence.span,
        cell=evidence.cell,
    )


def _own(checked: CheckedClaim, against: Sequence[Evidence]) -> Reported | None:
    """The number of the claim that the evidence speaks against: the one that its note names."""
    claim = checked.claim
    quantity: Quantity | None = next(
        (q for q in claim.quantities if any(e.note.endswith(f"not {q.raw}") for e in against)), None
    )
    if quantity is None:
        return None
    return Reported(
        paper=claim.paper, value=quantity, quote=claim.quote, page=claim.span.page, span=claim.span, claim=claim.id
    )


def _subject(checked: CheckedClaim, against: Sequence[Evidence]) -> str:
    cell = against[0].cell
    if cell is None:
        return checked.claim.text
    named = 2 if re.fullmatch(r"[\d./]+[BMK]?|-", cell.row_path[-1] if cell.row_path else "") else 1
    parts = [part for part in (*cell.row_path[-named:], *cell.column_path) if part]
    return " · ".join(parts) or checked.claim.text


def _note(checked: CheckedClaim, against: Sequence[Evidence], papers: Mapping[str, Paper]) -> str:
    others = {e.paper for e in against} - {checked.claim.paper}
    if not others:
        return "Text and table of the same paper differ."
    versions = [papers[i].arxiv for i in (checked.claim.paper, *sorted(others)) if i in papers]
    listed = ", ".join(str(v) for v in versions if v)
    return f"Setting or version may differ{f' (read: {listed})' if listed else ''}."
