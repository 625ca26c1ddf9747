"""Checked claims and papers made by hand, for the stages that only arrange them."""

from __future__ import annotations

from synth.language.quantities import parse
from synth.records import (
    ArxivId,
    Box,
    CellRef,
    CheckedClaim,
    Claim,
    ClaimType,
    Evidence,
    Paper,
    Relation,
    Rung,
    Span,
    Stance,
    Verdict,
    VerdictLabel,
)

SUPPORTED = VerdictLabel.SUPPORTED
BOX = Box(page=1, x0=50, y0=60, x1=300, y1=72)


def paper(name: str, *, year: int | None = 2024, authors: tuple[str, ...] = ()) -> Paper:
    """A paper that was read; without `authors` it is by three people, the first of whom has its name."""
    authors = authors or (f"Ann {name.title()}", "Bo Berg", "Cy Cohn")
    number = sum(ord(c) * 7**i for i, c in enumerate(name)) % 90000 + 10000
    return Paper(
        id=f"p-{name}", title=f"On {name}", authors=authors, year=year, arxiv=ArxivId(id=f"2401.{number}", version=1)
    )


def checked(
    name: str,
    text: str = "Training improves pass@1 from 33.6 to 57.3 on HumanEval.",
    *,
    of: str = "one",
    label: VerdictLabel = VerdictLabel.NOT_ENOUGH_EVIDENCE,
    reason: str = "no_second_place",
    relevance: float = 0.6,
    section: str = "Results",
    cell: CellRef | None = None,
    against: tuple[Evidence, ...] = (),
) -> CheckedClaim:
    """A claim with its verdict; `supported` means on the rung `consistent`."""
    start = sum(map(ord, name)) * 10
    span = Span(document=f"d-{of}", page=1, boxes=(BOX,), start=start, end=start + len(text))
    claim = Claim(
        id=f"c-{name}",
        text=text,
        type=ClaimType.VALUE,
        paper=f"p-{of}",
        span=span,
        quote=text,
        quantities=parse(text),
        relevance=relevance,
        section=section,
        cell=cell,
    )
    source = Evidence(
        paper=claim.paper, page=1, quote=text, span=span, stance=Stance.SUPPORTS, relation=Relation.SOURCE, cell=cell
    )
    verdict = Verdict(
        claim=claim.id,
        label=label,
        rung=Rung.CONSISTENT if label is SUPPORTED else Rung.FAITHFUL,
        reason="second_place" if label is SUPPORTED else reason,
        explanation="It says so.",
        evidence=(source, *against),
    )
    return CheckedClaim(claim=claim, verdict=verdict)
