"""Claims, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synth.records.document import CellRef
from synth.records.origin import Origin
from synth.records.quantity import Quantity
from synth.records.span import Span


class ClaimType(StrEnum):
    """What kind of statement a claim makes; decides which checks apply."""

    VALUE = "value"
    DELTA = "delta"
    COMPARISON = "comparison"
    TREND = "trend"
    AGGREGATE = "aggregate"
    COUNT = "count"
    STANCE = "stance"
    """Prose without a number to check."""


class Rung(StrEnum):
    """How far a claim climbed; each rung includes those before it."""

    NONE = "none"
    LOCATED = "located"
    FAITHFUL = "faithful"
    CONSISTENT = "consistent"
    CORROBORATED = "corroborated"
    REPRODUCED = "reproduced"

    @property
    def level(self) -> int:
        """0 for none to 5 for reproduced."""
        return list(Rung).index(self)


class VerdictLabel(StrEnum):
    """What was found out. `not_enough_evidence` is about the sources, `abstained` about the tool."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    DISPUTED = "disputed"
    IMPOSSIBLE = "impossible"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    ABSTAINED = "abstained"
    SOURCE_UNAVAILABLE = "source_unavailable"
    NOT_CHECKABLE = "not_checkable"


class Stance(StrEnum):
    """What a piece of evidence says about the claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    MENTIONS = "mentions"


class Relation(StrEnum):
    """Where a piece of evidence stands relative to the claim's own sentence."""

    SOURCE = "source"
    """The place that the claim was taken from: shows that it is located, never that it is true."""
    SAME_PAPER = "same_paper"
    INDEPENDENT = "independent"
    """Another paper with no citation between the two."""
    REPETITION = "repetition"
    """Another paper that cites the claim's paper (or is cited by it): may only repeat the number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One reported measurement."""

    paper: str
    """Id of the paper that prints it."""
    method: str
    """Model or method, as printed."""
    dataset: str
    metric: str
    """As printed, `k` taken out: "pass@k"."""
    k: int | None
    value: Quantity
    setting: tuple[str, ...] = ()
    """Conditions: section rows, "greedy", "T=0.8"."""
    cell: CellRef | None = None
    span: Span | None = None
    quote: str = ""
    """The sentence, or the row of the table, as printed."""
    uncertainty: Quantity | None = None
    """What is printed after ±."""
    flags: tuple[str, ...] = ()
    """`doubtful_table`, `repeated` (its label or sentence cites another work), `own` (the paper's own model)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A complete, self-contained statement that one place of one paper makes."""

    id: str
    text: str
    """The statement, readable without its context."""
    type: ClaimType
    paper: str
    """Id of the paper."""
    span: Span
    """Where it stands."""
    quote: str
    """The sentence or table row as printed."""
    quantities: tuple[Quantity, ...] = ()
    """Offsets are into `text`."""
    entities: tuple[str, ...] = ()
    """Methods, datasets and metrics named, as printed."""
    cell: CellRef | None = None
    """Set when the claim was read from a table."""
    relevance: float = 0.0
    """Fit to the research question, 0 to 1."""
    section: str = ""
    """Title of the section that it stands in."""
    flags: tuple[str, ...] = ()
    """`resolved_we`, `merged:2`, `about:Evol-Instruct` (what only the paper's title says of the question), …"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A place that bears on a claim, quoted exactly."""

    paper: str
    """Id of the paper."""
    page: int
    """From 1."""
    quote: str
    """Exact text of the place, as printed on `page`."""
    span: Span
    stance: Stance
    relation: Relation
    cell: CellRef | None = None
    note: str = ""
    """Why it bears on the claim, one sentence."""
    picture: str = ""
    """File name of the picture of the page region, empty where none was made."""


class CheckStatus(StrEnum):
    """Outcome of one check."""

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    NO_POWER = "no_power"
    """The check applies but could not have failed."""
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One check that was made on a claim."""

    name: str
    """`located`, `table_cell`, `delta`, `granularity`, `pass_at_k_order`, …"""
    status: CheckStatus
    detail: str
    """What was computed and found, one sentence a reader can repeat."""
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What the claim should say, where that is known."""

    kind: str
    """`number`, `swapped_column`, `swapped_row`, `delta`, …"""
    text: str
    """The claim, corrected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What became of a claim."""

    claim: str
    """Id of the claim."""
    label: VerdictLabel
    rung: Rung
    reason: str
    """One enumerated word: `second_place`, `other_paper`, `cell_differs`, `stance_without_nli`, …"""
    explanation: str
    """One sentence for the reader."""
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    confidence: float | None = None
    """Calibrated probability that the label is right, None where none was calibrated."""
    calibration: str = ""
    """Set and size that the confidence comes from."""
    correction: Correction | None = None
    flags: tuple[str, ...] = ()
    origin: Origin | None = None

    @property
    def verified(self) -> bool:
        """Supported by something other than the sentence it came from: rung 3 or higher."""
        return self.label is VerdictLabel.SUPPORTED and self.rung.level >= Rung.CONSISTENT.level
