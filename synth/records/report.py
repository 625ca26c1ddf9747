"""What a workflow hands to the page: a report is a pure function of this record."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from synth.records.asked import StageCost
from synth.records.claim import Claim, Verdict
from synth.records.document import CellRef
from synth.records.edition import Changes, Recipe
from synth.records.paper import Paper
from synth.records.quantity import Quantity
from synth.records.rerun import ClaimRerun, Rerun
from synth.records.search import Screening, SearchLog
from synth.records.span import Span

SCHEMA_VERSION = "1.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerSentence:
    """One sentence of the answer and the claims that it stands on."""

    text: str
    claims: tuple[str, ...]
    """Ids of claims, never empty."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """A sub-question and the claims that bear on it."""

    title: str
    claims: tuple[str, ...]
    """Ids of claims, best first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedClaim:
    """A claim with its verdict."""

    claim: Claim
    verdict: Verdict
    reruns: tuple[ClaimRerun, ...] = ()
    """What reruns of its figures gave."""
    score: float = 0.0
    """Relevance plus check-worthiness, by which claims are chosen and ordered; 0 where it is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """One paper's figure in a disagreement."""

    paper: str
    """Id of the paper."""
    value: Quantity
    quote: str
    page: int
    span: Span
    cell: CellRef | None = None
    claim: str = ""
    """Id of the claim, where one was listed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Disagreement:
    """One measurement for which two places print different numbers."""

    subject: str
    """Method, dataset and metric, as a reader would say it."""
    values: tuple[Reported, ...]
    note: str = ""
    """What may explain it: other version, other setting."""


class Action(StrEnum):
    """What a remedy asks for; the first four are done by `--until-score`."""

    CHECK_MORE = "check_more"
    """Check more claims for each one that is listed."""
    READ_WIDER = "read_wider"
    """Read more passages for each part of the question."""
    SPREAD = "spread"
    """List fewer claims of one paper."""
    FIT_CLOSER = "fit_closer"
    """List only claims that fit the question better."""
    MORE_PAPERS = "more_papers"
    """Read more papers, which somebody must choose."""
    REWORD = "reword"
    """Word claims as whole, short sentences."""
    CORRECT = "correct"
    """Put right what is shown to be wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remedy:
    """What would raise a score."""

    action: Action
    text: str
    """One sentence for the reader."""
    gain: float
    """Points that the reviewer would give more, at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """One reviewer's opinion of the report."""

    reviewer: str
    """`evidence`, `numbers`, `coverage`, `balance`, `relevance` or `clarity`."""
    score: float
    """0 to 10."""
    reasons: tuple[str, ...]
    grounds: tuple[tuple[str, ...], ...] = ()
    """For each reason, ids of the claims that it rests on."""
    remedies: tuple[Remedy, ...] = ()
    """What would raise the score, most first."""
    opinion: str = ""
    """What a language model wrote as this reviewer; empty without one."""
    cited: tuple[str, ...] = ()
    """Ids of the claims that the opinion names."""
    written_by: str = ""
    """Name of that model."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How much was looked at, and how far it was checked."""

    papers: int
    """Papers that were read."""
    papers_failed: int
    claims: int
    verified: int
    contradicted: int
    """Contradicted or impossible."""
    disputed: int
    not_enough_evidence: int
    abstained: int
    candidates: int = 0
    """Sentences and table results that were considered."""
    refused: int = 0
    """Candidates left out because they do not stand alone or are incomplete."""
    irrelevant: int = 0
    """Candidates left out because they do not bear on the question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A question, its answer, and the checked claims that the answer stands on."""

    question: str
    created: str
    """ISO 8601, UTC."""
    engine: str
    version: str
    """Version of synth."""
    title: str
    papers: tuple[Paper, ...]
    """Every paper that was looked at, failed ones too."""
    answer: tuple[AnswerSentence, ...]
    facets: tuple[Facet, ...]
    claims: tuple[CheckedClaim, ...]
    disagreements: tuple[Disagreement, ...]
    not_checked: tuple[str, ...]
    """What was not checked and why, one sentence each."""
    method: tuple[str, ...]
    """How the report was made, one sentence each."""
    limitations: tuple[str, ...]
    search: tuple[SearchLog, ...]
    reviews: tuple[Review, ...]
    score: float | None
    """0 to 10, mean of the reviews; None where there is nothing to judge."""
    counts: Counts
    screening: Screening | None = None
    """The way from what sources gave to what was read; None where nothing was searched for."""
    chair: tuple[str, ...] = ()
    """The reviews summed up, one sentence each."""
    recipe: Recipe | None = None
    """How it was asked for; None for a report that cannot be refreshed."""
    edition: int = 1
    """1 for the first report, one more for each refresh that found something."""
    changes: Changes | None = None
    """What is new since the edition before; None for the first."""
    costs: tuple[StageCost, ...] = ()
    """What each stage asked of a language model; empty without one."""
    reruns: tuple[Rerun, ...] = ()
    """Reruns that the verdicts stand on."""
    schema_version: str = field(default=SCHEMA_VERSION)
