"""A report that somebody else wrote, taken apart, and what an audit found out about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from synth.records.asked import StageCost
from synth.records.claim import Claim, Verdict
from synth.records.paper import ArxivId, Paper
from synth.records.report import Review
from synth.records.rerun import ClaimRerun, Rerun
from synth.records.span import Span

AUDIT_SCHEMA_VERSION = "1.1"


class StatementKind(StrEnum):
    """Where a statement stands in the report that is audited."""

    CLAIM_ROW = "claim_row"
    """A row of a table that lists claims."""
    TABLE_ROW = "table_row"
    """A row of a result table."""
    BULLET = "bullet"
    SENTENCE = "sentence"


@dataclass(frozen=True, kw_only=True, slots=True)
class CitedWork:
    """A work as the audited report cites it."""

    raw: str
    """The entry or link as printed."""
    key: str = ""
    """Number or label ("12"); empty for author–year lists and bare links."""
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    arxiv: ArxivId | None = None
    doi: str = ""
    url: str = ""

    @property
    def name(self) -> str:
        """How a reader names it: its key, and its title or else its identifier, cut to a line."""
        title = self.title or (f"arXiv:{self.arxiv}" if self.arxiv else self.url or self.raw)
        return f"[{self.key}] {title[:80]}" if self.key else title[:80]


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement of the audited report that can be true or false."""

    text: str
    """As it stood, cut off where it was cut off."""
    kind: StatementKind
    span: Span
    """Where it stands in the audited document."""
    where: str
    """The same for a reader: "Extracted Claims, row 6", "3 Results, page 2"."""
    cited: tuple[int, ...] = ()
    """Indices in `Submission.works` of what it cites; empty where it cites nothing."""
    cut_off: bool = False
    """It ends in mid-sentence or in mid-word."""
    marks: tuple[tuple[str, str], ...] = ()
    """What the report itself says about it: ("verified", "×"), ("confidence", "0.03")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """A count or score that the report states about itself."""

    name: str
    """`papers`, `claims`, `verified` or `score`."""
    value: float
    text: str
    """The words that state it."""
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something wrong with the report, or worth knowing about it, that is no verdict on one claim."""

    kind: str
    """`count_mismatch`, `cut_off`, `uncited`, `not_found`, `wrong_title`, `other_version`, `never_cited`, …"""
    message: str
    """One sentence for the reader."""
    where: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """The audited report as it was read."""

    document: str
    """Id of the document."""
    title: str
    question: str
    """Its research question, empty where it states none."""
    subjects: tuple[str, ...]
    """Titles of the papers that it says it examines, where it names them."""
    statements: tuple[Statement, ...]
    works: tuple[CitedWork, ...]
    stated: tuple[Stated, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What reading it alone shows: cut-off claims, counts that do not add up, works that nothing cites."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditedClaim:
    """A statement, what it claims, and the verdict on it."""

    statement: Statement
    claim: Claim
    """Text resolved to stand alone; `claim.paper` is the id of the source it was judged against, or empty."""
    verdict: Verdict
    sources: tuple[str, ...] = ()
    """Ids of the papers that it was bound to."""
    bound_by: str = ""
    """How: `citation`, `subject`, `only_source`, `content`; empty where it was bound to nothing."""
    reruns: tuple[ClaimRerun, ...] = ()
    """What reruns of its figures gave."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditCounts:
    """How much was checked, and what came out."""

    statements: int
    checked: int
    """Statements with a verdict about the world: supported, contradicted, disputed or impossible."""
    supported: int
    contradicted: int
    """Contradicted or impossible."""
    disputed: int
    not_enough_evidence: int
    abstained: int
    source_unavailable: int
    not_checkable: int
    uncited: int
    cited_works: int
    works_found: int
    """Cited works whose source was at hand."""
    citation_precision: float | None
    """Share of the checked citations whose source supports what cites it; None where none was checked."""
    citation_recall: float | None
    """Share of the statements that cite a source which supports them; None without statements."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit:
    """A report's audit: a page is a pure function of this record."""

    file: str
    """Name of the audited file."""
    sha256: str
    title: str
    question: str
    created: str
    """ISO 8601, UTC."""
    engine: str
    version: str
    claims: tuple[AuditedClaim, ...]
    works: tuple[CitedWork, ...]
    papers: tuple[Paper, ...]
    """Sources that were read, and those that could not be."""
    findings: tuple[Finding, ...]
    counts: AuditCounts
    limitations: tuple[str, ...] = ()
    matches: tuple[tuple[str, ...], ...] = ()
    """For each of `works`, the ids of the papers at hand that it is; empty where there is none."""
    reviews: tuple[Review, ...] = ()
    """The audited report, judged by the panel that judges ours."""
    score: float | None = None
    """0 to 10, mean of the reviews; None where there is nothing to judge."""
    chair: tuple[str, ...] = ()
    costs: tuple[StageCost, ...] = ()
    """What each stage asked of a language model; empty without one."""
    reruns: tuple[Rerun, ...] = ()
    """Reruns that the verdicts stand on."""
    schema_version: str = field(default=AUDIT_SCHEMA_VERSION)
