"""The tables of one paper, asked what they hold of a claim."""

from __future__ import annotations

from collections.abc import Sequence

from synth.language.compare import matches
from synth.records import Claim, Quantity, Role, VerdictLabel
from synth.verify.places import CellPlace
from synth.verify.tabular.comparing import compare_in
from synth.verify.tabular.conditions import unnamed_condition
from synth.verify.tabular.fitting import Shelf
from synth.verify.tabular.frames import Executed, execute
from synth.verify.tabular.leaning import lean
from synth.verify.tabular.values import Bound, bind
from synth.verify.tabular.view import View, views


class Tables:
    """Views of the tables of a paper."""

    def __init__(self, places: Sequence[CellPlace]) -> None:
        self.views = views(places)
        self._shelf = Shelf(self.views)
        self._last: tuple[str, list[View]] = ("", [])

    def view_of(self, place: CellPlace) -> View:
        """The table that a cell stands in."""
        return next(view for view in self.views if view.table.id == place.table.id)

    def spoken_of(self, claim: Claim) -> list[View]:
        """Those that a claim speaks of."""
        if self._last[0] != claim.text:
            self._last = (claim.text, self._shelf.spoken_of(claim.text))
        return self._last[1]

    def executed(self, claim: Claim) -> Executed | None:
        """The comparison as the tables show it, where all that can tell agree."""
        found = [one for view in self.spoken_of(claim) if (one := _looked_up(claim, view))]
        return found[0] if found and len({one.holds for one in found}) == 1 else None

    def bound(self, claim: Claim) -> dict[str, list[Bound]]:
        """The numbers of a claim with the cells that its words name, by the id of the table."""
        found = {view.table.id: bind(claim.text, claim.quantities, view) for view in self.spoken_of(claim)}
        return {table: ones for table, ones in found.items() if ones}

    def unlabelled(self, claim: Claim) -> set[tuple[int, int]]:
        """The measured numbers of a claim that are no part of a label."""
        mentions = [
            mention
            for view in self.spoken_of(claim)
            for mention in (*view.row_mentions(claim.text), *view.column_mentions(claim.text))
        ]
        return {
            (q.start, q.end)
            for q in claim.quantities
            if q.role is Role.VALUE and not any(m.start <= q.start and q.end <= m.end for m in mentions)
        }

    def in_another_row(self, number: Quantity, instead: CellPlace) -> bool:
        """Whether another row of the column prints the number: "M-DPO takes Gemma to 51.2" is the row of M-DPO."""
        view = self.view_of(instead)
        places = (view.at(line, instead.cell.column) for line in view.rows)
        return any(place is not None and matches(number, place.quantity) is not None for place in places)

    def unnamed(self, claim: Claim, place: CellPlace) -> bool:
        """Whether the claim was measured under a condition that the table of a cell does not name."""
        return unnamed_condition(claim.text, self.view_of(place)) is not None

    def lean(self, claim: Claim) -> VerdictLabel:
        """What they lean to, for a judge that has to choose."""
        return lean(claim.text, claim.quantities, self.views)


def _looked_up(claim: Claim, view: View) -> Executed | None:
    return execute(claim.text, claim.quantities, view) or compare_in(claim.text, claim.quantities, view)
