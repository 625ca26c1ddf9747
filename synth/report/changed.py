"""What changed between two editions, in the words of a page, of a feed and of a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from synth.records import (
    Changes,
    ClaimChange,
    ClaimChangeKind,
    NumberChange,
    PaperChange,
    PaperChangeKind,
    Rung,
    Standpoint,
    Verdict,
)
from synth.report.claims import evidence_view, paper_of
from synth.report.text import clean
from synth.report.view import ClaimView, PaperView
from synth.report.view_changes import ChangesView, ClaimChangeView, NumberChangeView, PaperChangeView
from synth.report.words import Tone, counted, plain, tone_of

_PAPERS = {
    PaperChangeKind.ADDED: ("new paper", "new papers"),
    PaperChangeKind.VERSION: ("new version", "new versions"),
    PaperChangeKind.RETRACTED: ("retraction", "retractions"),
    PaperChangeKind.WITHDRAWN: ("withdrawal", "withdrawals"),
    PaperChangeKind.NOTICE: ("notice", "notices"),
    PaperChangeKind.CLEARED: ("withdrawal taken back", "withdrawals taken back"),
    PaperChangeKind.GONE: ("paper gone", "papers gone"),
    PaperChangeKind.FAILED: ("file that cannot be read", "files that cannot be read"),
}
_CLAIMS = {
    ClaimChangeKind.VERDICT: ("verdict changed", "verdicts changed"),
    ClaimChangeKind.NUMBER: ("claim with another number", "claims with other numbers"),
    ClaimChangeKind.ADDED: ("claim added", "claims added"),
    ClaimChangeKind.DROPPED: ("claim dropped", "claims dropped"),
}
_WORDS = {
    PaperChangeKind.ADDED: "new",
    PaperChangeKind.VERSION: "new version",
    PaperChangeKind.RETRACTED: "retracted",
    PaperChangeKind.WITHDRAWN: "withdrawn",
    PaperChangeKind.NOTICE: "notice",
    PaperChangeKind.CLEARED: "taken back",
    PaperChangeKind.GONE: "gone",
    PaperChangeKind.FAILED: "not read",
}


def headline(changes: Changes) -> str:
    """All of it in one line: "2 new papers, 1 withdrawal, 1 verdict changed"."""
    papers = Counter(change.kind for change in changes.papers)
    claims = Counter(change.kind for change in changes.claims)
    parts = [counted(papers[kind], *words) for kind, words in _PAPERS.items() if papers[kind]]
    parts += [counted(claims[kind], *words) for kind, words in _CLAIMS.items() if claims[kind]]
    if changes.numbers:
        parts.append(counted(len(changes.numbers), "number") + " printed otherwise")
    return ", ".join(parts) or "nothing new"


def lines(changes: Changes) -> list[str]:
    """One line for each change, for terminals and feeds."""
    said = [_paper_line(change) for change in changes.papers]
    said += [_claim_line(change) for change in changes.claims]
    return said + [_number_line(change) for change in changes.numbers]


def _paper_line(change: PaperChange) -> str:
    detail = f" ({clean(change.detail)})" if change.detail else ""
    return f"{_WORDS[change.kind]}: {clean(change.title)}{detail}"


def _claim_line(change: ClaimChange) -> str:
    text = clean(change.text)
    if change.kind is ClaimChangeKind.VERDICT:
        return f"{_word(change.before)} → {_word(change.after)}: {text}"
    if change.kind is ClaimChangeKind.NUMBER:
        return f"now: {text} Before: {clean(change.detail)}"
    return f"{change.kind.value}: {text}"


def _number_line(change: NumberChange) -> str:
    return f"{clean(change.before)} → {clean(change.after)}: {clean(change.where)}"


def _word(point: Standpoint | None) -> str:
    tone = _tone(point)
    return f"{tone.word.lower()}, {_rung(point)}" if tone else "–"


def _moved(change: ClaimChange) -> bool:
    """Whether a reader sees two verdicts, or one."""
    before, after = change.before, change.after
    return after is None or (before is not None and (before.label, before.rung) != (after.label, after.rung))


def _tone(point: Standpoint | None) -> Tone | None:
    if point is None:
        return None
    verdict = Verdict(claim="", label=point.label, rung=Rung(point.rung), reason=point.reason, explanation="")
    return tone_of(verdict)


def _rung(point: Standpoint | None) -> str:
    return "" if point is None else "not located" if point.rung == "none" else point.rung


def changes_view(
    changes: Changes, since: str, papers: Mapping[str, PaperView], claims: Mapping[str, ClaimView]
) -> ChangesView:
    """Everything that a page says about what changed; `papers` and `claims` are views by id."""

    def claim_rows(*kinds: ClaimChangeKind) -> tuple[ClaimChangeView, ...]:
        return tuple(
            ClaimChangeView(
                text=clean(change.text),
                claim=claims.get(change.claim),
                paper=paper_of(change.paper, papers),
                before=_tone(change.before) if _moved(change) else None,
                before_rung=_rung(change.before) if _moved(change) else "",
                after=_tone(change.after),
                after_rung=_rung(change.after),
                evidence=tuple(evidence_view(place, papers) for place in change.evidence),
                detail=f"Before: {clean(change.detail)}"
                if change.kind is ClaimChangeKind.NUMBER
                else clean(change.detail),
                reason=plain(change.after.reason) if change.after else "",
            )
            for change in changes.claims
            if change.kind in kinds
        )

    return ChangesView(
        since=since,
        headline=headline(changes),
        papers=tuple(_paper_row(change, papers) for change in changes.papers),
        verdicts=claim_rows(ClaimChangeKind.VERDICT),
        reworded=claim_rows(ClaimChangeKind.NUMBER),
        added=claim_rows(ClaimChangeKind.ADDED),
        dropped=claim_rows(ClaimChangeKind.DROPPED),
        numbers=tuple(
            NumberChangeView(
                paper=paper_of(change.paper, papers),
                where=clean(change.where),
                before=clean(change.before),
                after=clean(change.after),
                page=change.page,
                claim=claims.get(change.claim),
            )
            for change in changes.numbers
        ),
        kept=_kept(changes),
        not_asked=tuple(clean(one) for one in changes.not_asked),
    )


def _paper_row(change: PaperChange, papers: Mapping[str, PaperView]) -> PaperChangeView:
    known = papers.get(change.paper)
    return PaperChangeView(
        kind=change.kind.value,
        word=_WORDS[change.kind],
        title=clean(change.title),
        paper=known,
        before=clean(change.before) if change.kind is PaperChangeKind.VERSION else "",
        detail=clean(change.detail),
    )


def _kept(changes: Changes) -> str:
    judged = counted(changes.judged, "claim was", "claims were")
    return f"{counted(changes.kept, 'verdict')} left as before; {judged} judged, anew or for the first time."
