"""What a page shows of the changes between two editions."""

from __future__ import annotations

from dataclasses import dataclass

from synth.report.view import ClaimView, EvidenceView, PaperView
from synth.report.words import Tone


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperChangeView:
    """One change of one paper."""

    kind: str
    word: str
    title: str
    paper: PaperView | None
    """None where the report does not have it any more."""
    before: str
    """Id of the version that was read before; empty for any other change."""
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimChangeView:
    """One change of one claim."""

    text: str
    claim: ClaimView | None
    """None where it is not listed any more."""
    paper: PaperView
    before: Tone | None
    before_rung: str
    after: Tone | None
    after_rung: str
    evidence: tuple[EvidenceView, ...]
    detail: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberChangeView:
    """A number that two versions print differently."""

    paper: PaperView
    where: str
    before: str
    after: str
    page: int
    claim: ClaimView | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangesView:
    """The section "What changed"."""

    since: str
    headline: str
    papers: tuple[PaperChangeView, ...]
    verdicts: tuple[ClaimChangeView, ...]
    reworded: tuple[ClaimChangeView, ...]
    added: tuple[ClaimChangeView, ...]
    dropped: tuple[ClaimChangeView, ...]
    numbers: tuple[NumberChangeView, ...]
    kept: str
    not_asked: tuple[str, ...]
