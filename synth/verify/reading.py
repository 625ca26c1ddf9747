"""What one paper says about a statement."""

from __future__ import annotations

from dataclasses import dataclass, field

from synth.records import Check, Correction, Evidence, Quantity, Rung, VerdictLabel


@dataclass(slots=True)
class Reading:
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

    @property
    def rung(self) -> Rung:
        """How far it got in this paper alone."""
        if self.label is VerdictLabel.SUPPORTED:
            places = {(e.page, e.quote, e.cell) for e in self.support}
            return Rung.CONSISTENT if len(places) > 1 else Rung.FAITHFUL
        return Rung.LOCATED if self.against or self.support or self.mentions else Rung.NONE

    def settle(self, label: VerdictLabel, reason: str, explanation: str) -> None:
        """End with this."""
        self.label, self.reason, self.explanation = label, reason, explanation
