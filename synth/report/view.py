"""What all pages show, in the order and the words that they show it: one view, three layouts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from synth.records import Box, CheckStatus, Paper, Relation, Rung, Stance, VerdictLabel
from synth.report.costs import CostView
from synth.report.notices import NoticeView
from synth.report.rerun.view import FigureView, RerunView
from synth.report.searching import SearchView
from synth.report.words import Tone

if TYPE_CHECKING:
    from synth.report.reviews import ReviewView
    from synth.report.view_changes import ChangesView


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperView:
    """A paper as pages name it."""

    record: Paper
    number: int
    """Place in the reference list, from 1."""
    anchor: str
    short: str
    """First author and year, with a letter where two papers would share it."""
    authors: str
    arxiv: str
    """Id with version, empty where there is none."""
    link: str
    """Where the paper can be read, empty where unknown."""
    pages: str
    """Address of the file that was read, to which `#page=N` is added; empty where unknown."""
    checksum: str
    """First 12 hex digits."""
    status: str
    key: str
    """Key in the .bib file; empty for a paper that could not be read."""
    claims: int
    """How many listed claims come from it."""
    licence: str = ""
    """Name of a known licence, else as the source gives it."""
    notices: tuple[NoticeView, ...] = ()

    def at(self, page: int) -> str:
        """Address of one page of the file, empty where unknown."""
        return f"{self.pages}#page={page}" if self.pages else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number of a claim, and the interval that it stands for."""

    raw: str
    reading: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceView:
    """One place, quoted."""

    paper: PaperView
    page: int
    quote: str
    stance: Stance
    stance_word: str
    relation: Relation
    relation_word: str
    cell: str
    """Path of the table cell, empty for prose."""
    note: str
    boxes: tuple[Box, ...]
    columns: tuple[str, ...] = ()
    """Header path of the cell, so that its picture can reach up to it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckView:
    """One check that was made."""

    name: str
    status: CheckStatus
    word: str
    detail: str
    assumptions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRerunView:
    """What a rerun says of one number of a claim."""

    figure: FigureView
    title: str
    """What was run."""
    anchor: str
    """Where the whole rerun stands on the page."""
    command: str
    """That runs it again."""
    plot: str
    """SVG: the figure beside the estimate; empty where there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimView:
    """A claim with its verdict."""

    number: int
    """From 1, in the order of the page."""
    anchor: str
    id: str
    text: str
    pieces: tuple[tuple[str, bool], ...]
    """The text in pieces; True marks a measured number."""
    type: str
    tone: Tone
    label: VerdictLabel
    rung: Rung
    rung_word: str
    reason: str
    explanation: str
    verified: bool
    paper: PaperView
    page: int
    section: str
    numbers: tuple[Number, ...]
    evidence: tuple[EvidenceView, ...]
    """The claim's own place first."""
    checks: tuple[CheckView, ...]
    correction_kind: str
    correction: str
    confidence: str
    calibration: str
    flags: tuple[str, ...]
    relevance: float
    engine: str
    reruns: tuple[ClaimRerunView, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FacetView:
    """A sub-question: claims shown here, and claims shown under an earlier one."""

    title: str
    anchor: str
    claims: tuple[ClaimView, ...]
    elsewhere: tuple[ClaimView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SentenceView:
    """A sentence of the answer."""

    text: str
    claims: tuple[ClaimView, ...]
    lead: str = ""
    """Sub-question that begins with this sentence; empty inside one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedView:
    """One paper's figure in a disagreement."""

    paper: PaperView
    value: str
    page: int
    quote: str
    cell: str
    claim: ClaimView | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DisagreementView:
    """A measurement for which places print different numbers."""

    subject: str
    note: str
    values: tuple[ReportedView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many claims have one verdict, and where its part of the bar lies (percent)."""

    tone: Tone
    count: int
    start: float
    width: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportView:
    """A whole page."""

    title: str
    question: str
    created: str
    """Date and time to read, in UTC."""
    engine: str
    version: str
    schema_version: str
    summary: tuple[str, ...]
    """What was done, in sentences: the abstract."""
    status: tuple[str, ...]
    """The same as short phrases for one line."""
    answer: tuple[SentenceView, ...]
    tallies: tuple[Tally, ...]
    facets: tuple[FacetView, ...]
    claims: tuple[ClaimView, ...]
    """All of them, by number."""
    disagreements: tuple[DisagreementView, ...]
    papers: tuple[PaperView, ...]
    """Those that were read, then those that could not be."""
    reviews: tuple[ReviewView, ...]
    score: str
    """ "7.4/10", empty where there is nothing to judge."""
    not_checked: tuple[str, ...]
    method: tuple[str, ...]
    limitations: tuple[str, ...]
    search: SearchView
    chair: tuple[str, ...] = ()
    """The reviews summed up."""
    costs: tuple[CostView, ...] = ()
    """What a language model cost; empty without one."""
    reruns: tuple[RerunView, ...] = ()
    """Those that verdicts stand on, whole."""
    changes: ChangesView | None = None
    """What is new since the edition before; None for the first."""
    edition: int = 1
