"""What the pages of an audit show, in the order and the words that they show it."""

from __future__ import annotations

from dataclasses import dataclass

from synth.records import Finding
from synth.report.costs import CostView
from synth.report.rerun.view import RerunView
from synth.report.reviews import ReviewView
from synth.report.view import ClaimView, PaperView, Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkView:
    """A work as the report cites it."""

    number: int
    """Place in the list, from 1."""
    anchor: str
    raw: str
    name: str
    papers: tuple[PaperView, ...]
    """What it is among the papers at hand; empty where it is not."""
    cited: int
    """How many statements cite it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditedView:
    """A statement with its verdict."""

    claim: ClaimView
    """Verdict, evidence and checks; its tone is that of an audit."""
    as_it_stood: str
    resolved: str
    """The text that was judged, where it is not the one that stood there; else empty."""
    where: str
    line: int | None
    """In the audited file, from 1."""
    cut_off: bool
    said: str
    """What the report itself says about it: "verified ×, confidence 0.03"."""
    sources: tuple[PaperView, ...]
    bound: str
    """How it came to these sources."""
    works: tuple[WorkView, ...]
    """What it cites."""
    corrected: tuple[tuple[str, str], ...]
    """The corrected statement in pieces: "same", "new" or "gone"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingGroup:
    """Findings of one kind."""

    kind: str
    title: str
    level: str
    findings: tuple[Finding, ...]
    """Cleaned."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number at the top of the page."""

    value: str
    label: str
    detail: str
    tone: str = ""
    """Key of the colour, empty for none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditView:
    """A whole page."""

    file: str
    checksum: str
    title: str
    question: str
    created: str
    engine: str
    version: str
    schema_version: str
    verdict: tuple[str, ...]
    """What came out, in sentences."""
    figures: tuple[Figure, ...]
    tallies: tuple[Tally, ...]
    claims: tuple[AuditedView, ...]
    """In the order of the report."""
    findings: tuple[FindingGroup, ...]
    works: tuple[WorkView, ...]
    papers: tuple[PaperView, ...]
    limitations: tuple[str, ...]
    reviews: tuple[ReviewView, ...] = ()
    score: str = ""
    """ "3.1/10", empty where nothing was judged."""
    chair: tuple[str, ...] = ()
    costs: tuple[CostView, ...] = ()
    """What a language model cost; empty without one."""
    reruns: tuple[RerunView, ...] = ()
    """Those that verdicts stand on, whole."""
