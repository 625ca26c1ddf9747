"""Numbers that a claim prints together and a table prints in one line: each would prove little alone.

"pass@1 on the training set improves from 26.1 to 42.5" names neither method nor dataset as the table does. That one
column under pass@1 prints both, in different rows, is hardly chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from synth.language.compare import matches
from synth.records import Claim, Relation, Role, Stance
from synth.verify.bind import bind_cell, specificity
from synth.verify.numbers import NumberFinding, address, own_row
from synth.verify.places import CellPlace
from synth.verify.sources import Sources

LEAST = 2
"""Numbers with decimals that must meet in one row or column."""


def support_together(claim: Claim, findings: Sequence[NumberFinding], sources: Sources) -> None:
    """Add cells of the claim's own paper to the findings whose numbers a row or column of one table prints together.

    The metric, and whatever else both name, must agree; at least `LEAST` different numbers with decimals must stand in
    different cells of the line.
    """
    special = [f for f in findings if f.fact.quantity.role is Role.VALUE and specificity(f.fact.quantity) == 2]
    if len({f.fact.quantity.value for f in special}) < LEAST or all(
        f.supported_by(Relation.SAME_PAPER) for f in special
    ):
        return
    lines: dict[tuple[str, str, int | tuple[str, ...]], dict[int, CellPlace]] = defaultdict(dict)
    for index, finding in enumerate(special):
        for place in sources.places.near_cells(finding.fact.quantity):
            if place.document != claim.span.document or own_row(claim, place):
                continue
            binding = bind_cell(finding.fact, place)
            if matches(finding.fact.quantity, place.quantity) is None or binding.conflict or not binding.named:
                continue
            lines[place.table.id, "column", place.cell.column].setdefault(index, place)
            lines[place.table.id, "row", place.row.path].setdefault(index, place)
    if not lines:
        return
    line = max(lines.values(), key=lambda found: len({id(place.cell) for place in found.values()}))
    if len({id(place.cell) for place in line.values()}) < LEAST:
        return
    printed = " and ".join(dict.fromkeys(place.cell.text for place in line.values()))
    for index, place in line.items():
        if not special[index].supported_by(Relation.SAME_PAPER):
            note = f"{address(place)} prints {place.cell.text}; one line of the table prints {printed}"
            evidence = sources.cell_evidence(place, stance=Stance.SUPPORTS, relation=Relation.SAME_PAPER, note=note)
            special[index].support.append(evidence)
