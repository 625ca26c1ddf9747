"""A report as it was asked for, and what changed between two editions of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from synth.records.claim import Evidence, VerdictLabel


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """How a report was asked for: what a refresh does again. Names only: where things lie differs between machines."""

    papers: tuple[str, ...] = ()
    """Names of the folders and files that were given."""
    corpus: str = ""
    """Name of the corpus that was given; empty where there was none."""
    lists: tuple[str, ...] = ()
    """Names of reference lists."""
    sources: tuple[str, ...] = ()
    """Where papers were searched for; empty where they were not."""
    queries: tuple[str, ...] = ()
    """Queries as they were put to every source."""
    limit: int = 0
    """Most papers that a search reads."""
    since: str = ""
    """Day before which papers were not searched for; empty for any."""
    claims: int = 40
    """Most claims that the report lists."""
    prefer_tex: bool = False
    rerun: bool = False
    """Whether figures are run again whose samples are at hand."""
    embedding: str = ""
    """Embedding model as it was set; empty for the bundled one."""
    llm: str = ""
    """Language model as it was set; empty for none."""
    nli: str = ""
    """Classifier as it was set; empty for none."""
    parts: tuple[str, ...] = ()
    """The sub-questions, in their order."""


class PaperChangeKind(StrEnum):
    """What became of a paper."""

    ADDED = "added"
    FAILED = "not_read"
    """A new file that cannot be read."""
    GONE = "gone"
    """Its file is not there any more, or it cannot be read any more."""
    VERSION = "new_version"
    """A newer version was read in its place; or the same file has other contents."""
    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    NOTICE = "notice"
    """Another notice: a correction, a concern, a newer version that could not be had."""
    CLEARED = "cleared"
    """A retraction or withdrawal was taken back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperChange:
    """One change of one paper."""

    kind: PaperChangeKind
    paper: str
    """Id of the paper in the new edition; in the old one where it is gone."""
    title: str
    before: str = ""
    """Id in the old edition; empty for one that was added."""
    detail: str = ""
    """What was said or seen, one sentence."""


class ClaimChangeKind(StrEnum):
    """What became of a claim."""

    ADDED = "added"
    DROPPED = "dropped"
    NUMBER = "number"
    """A new version of its paper prints another number in its place; the detail holds the claim as it was."""
    VERDICT = "verdict"
    """Its label, rung or reason changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standpoint:
    """What a verdict comes to."""

    label: VerdictLabel
    rung: str
    reason: str
    verified: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimChange:
    """One change of one claim."""

    kind: ClaimChangeKind
    claim: str
    """Id in the new edition; in the old one where it was dropped."""
    text: str
    paper: str
    before: Standpoint | None = None
    after: Standpoint | None = None
    evidence: tuple[Evidence, ...] = ()
    """The places that made the difference: new ones, or those that count no more."""
    detail: str = ""
    """Why, one sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberChange:
    """A number that two versions of one paper print differently."""

    paper: str
    """Id of the newer version."""
    before_paper: str
    where: str
    """The cell by its paths, or the sentence with the number left out."""
    before: str
    """As printed."""
    after: str
    page: int
    """Page of the newer version, from 1."""
    claim: str = ""
    """Id of the listed claim that it belongs to; empty where there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What is new in an edition."""

    since: str
    """When the edition before was made, ISO 8601, UTC."""
    previous: str
    """SHA-256 of the `report.json` of the edition before."""
    papers: tuple[PaperChange, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    numbers: tuple[NumberChange, ...] = ()
    kept: int = 0
    """Claims whose verdict was left as it was, byte for byte."""
    judged: int = 0
    """Claims that were judged again, or for the first time."""
    not_asked: tuple[str, ...] = ()
    """Sources that could not be asked, with the reason: changes there may be missing."""

    @property
    def any(self) -> bool:
        """Whether there is anything new."""
        return bool(self.papers or self.claims or self.numbers)
