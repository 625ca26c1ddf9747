"""A guess for a judge that has to choose one of three: what the tables lean to where nothing was found out.

A verdict abstains where its checks do not bind; a benchmark of three classes asks for one of them all the same. The
guess goes by what can be looked up, and by nothing in the words of the statement alone: with no table it is always
"not enough".
"""

from __future__ import annotations

from collections.abc import Sequence

from synth.language.compare import matches
from synth.records import Quantity, Role, VerdictLabel
from synth.verify.tabular.comparing import leaning
from synth.verify.tabular.naming import named
from synth.verify.tabular.view import View

HALF = 0.5
"""Share of the compared cells below which a comparison is guessed to fail."""
MOST_CELLS = 400
"""Different values in a table from which on any number is the distance of some two of them."""


def lean(text: str, quantities: Sequence[Quantity], views: Sequence[View]) -> VerdictLabel:
    """Contradicted where most of the cells that the words compare say otherwise, supported where most bear it out.

    Where nothing can be compared: supported where a row is named and every number of the statement is printed in its
    table or is the distance of two cells; else not enough evidence.
    """
    named_in = []
    for view in views:
        share = leaning(text, quantities, view)
        if share is not None:
            return VerdictLabel.CONTRADICTED if share < HALF else VerdictLabel.SUPPORTED
        if any(not one.others for one in named(text, view, rows=True)):
            named_in.append(view)
    if any(_prints(view, quantities) for view in named_in):
        return VerdictLabel.SUPPORTED
    return VerdictLabel.NOT_ENOUGH_EVIDENCE


def _prints(view: View, quantities: Sequence[Quantity]) -> bool:
    """Whether a table prints every number, or two cells of it lie so far apart."""
    cells = sorted({place.quantity.value for place in view.places})
    reach = max((place.quantity.half_width for place in view.places), default=0.0)
    for number in quantities:
        if number.role not in (Role.VALUE, Role.DELTA):
            continue
        if any(matches(number, place.quantity) for place in view.places):
            continue
        size, slack = abs(number.value), number.half_width + 2 * reach
        if len(cells) > MOST_CELLS or not any(abs(b - a - size) <= slack for a in cells for b in cells if b > a):
            return False
    return True
