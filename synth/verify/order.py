"""pass@k along a row of a table: it cannot fall as k grows."""

from __future__ import annotations

from collections.abc import Sequence

from synth.records import Check, CheckStatus, Claim, Evidence
from synth.verify.arithmetic import pass_at_k_order
from synth.verify.places import CellPlace


def row_orders(claim: Claim, evidence: Sequence[Evidence], own: Sequence[CellPlace]) -> list[Check]:
    """Checks of the rows that the claim was read from or that confirm it; only failed ones are returned."""
    cells = [cell for cell in (claim.cell, *(e.cell for e in evidence)) if cell is not None]
    rows = {(cell.table, cell.row_path) for cell in cells}
    failed = []
    for table, path in sorted(rows):
        members = [place for place in own if (place.table.id, place.row.path) == (table, path)]
        groups: dict[tuple[str, ...], dict[int, CellPlace]] = {}
        for place in members:
            if place.k is not None and "pass" in place.column_text.lower():
                outer = tuple(part for part in place.table.header_paths[place.cell.column] if "@" not in part)
                groups.setdefault(outer, {})[place.k] = place
        for group in groups.values():
            check = pass_at_k_order({k: place.quantity for k, place in group.items()})
            if check.status is CheckStatus.FAILED:
                label = next(iter(group.values())).table.label
                failed.append(
                    Check(
                        name=check.name,
                        status=check.status,
                        detail=f"{label}, row “{' › '.join(path)}”: {check.detail}",
                        assumptions=check.assumptions,
                    )
                )
    return failed
