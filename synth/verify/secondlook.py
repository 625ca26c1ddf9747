"""A claim read again as a stranger's statement about its own paper, whose sentence it is left out.

That its numbers stand in a second place does not show that its comparison, its names and their order are right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.records import Check, CheckStatus, Claim, Role
from synth.verify.onepaper import OnePaper
from synth.verify.reading import Reading
from synth.verify.sources import Sources

_COMPARES = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|better|worse|superior|inferior|on par|comparable|competitive|"
    r"match(?:es|ing)|higher|lower|highest|lowest|best|worst|state-of-the-art|f[ae]ll(?:s|ing)? short|underperform\w*|"
    r"improv\w+|worsen\w*|declin\w+|increas\w+|decreas\w+|gains?|drops?)\b",
    re.IGNORECASE,
)
_TELLING = ("delta", "direction", "comparison")
"""Checks that tell whether a change or a comparison fits its numbers."""
_WHOLE = ("said", "comparison")
"""Reasons of a reading that bear out all of a claim, not its numbers alone."""


class SecondLook:
    """The papers of a run, ready to be asked about their own claims."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._papers: dict[str, OnePaper] = {}

    def at(self, claim: Claim) -> Reading | None:
        """What the claim's paper says of it elsewhere; None for a claim that was read from a table."""
        if claim.cell is not None:
            return None
        document = claim.span.document
        if document not in self._papers:
            self._papers[document] = OnePaper(self._sources.documents[document], self._sources)
        return self._papers[document].read(claim, own=claim.span)


def left_unchecked(claim: Claim, reading: Reading | None, checks: Sequence[Check]) -> str:
    """What a claim says beside its results and no check has borne out, as a clause; empty where there is nothing."""
    if reading is None or reading.reason in _WHOLE:
        return ""
    changes = [q.raw for q in claim.quantities if q.role is Role.DELTA]
    if changes and len(changes) <= sum(c.name == "delta" and c.status is CheckStatus.PASSED for c in checks):
        return ""
    told = [c for c in (*checks, *reading.checks) if c.name in _TELLING and c.status is CheckStatus.PASSED]
    if told and not changes:
        return ""
    if changes and any(q.role is Role.VALUE for q in claim.quantities):
        return f"its changes ({', '.join(changes)}) were not checked"
    return "the comparison that it makes was not checked" if _COMPARES.search(claim.text) else ""
