"""Six reviewers, each with a number from 0 to 10 and what it was computed from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_claims import SUPPORTED, checked, paper

from synth.records import AnswerSentence, CheckedClaim, Counts, Facet, PaperStatus, Report, VerdictLabel
from synth.review import review

PANEL = ["evidence", "numbers", "coverage", "balance", "relevance", "clarity"]


def draft(claims: list[CheckedClaim], *, papers: int = 4) -> Report:
    ids = tuple(one.claim.id for one in claims)
    return Report(
        question="Why?", created="2026-01-01T00:00:00+00:00", engine="embedded", version="0", title="Why?",
        papers=tuple(paper(f"n{i}") for i in range(papers)),
        answer=tuple(AnswerSentence(text=one.claim.text, claims=(one.claim.id,)) for one in claims[:5]),
        facets=(Facet(title="Why?", claims=ids),), claims=tuple(claims), disagreements=(), not_checked=(), method=(),
        limitations=(), search=(), reviews=(), score=None,
        counts=Counts(papers=papers, papers_failed=0, claims=len(claims), verified=0, contradicted=0, disputed=0,
                      not_enough_evidence=0, abstained=0),
    )  # fmt: skip


def scores(report: Report) -> dict[str, float]:
    return {one.reviewer: one.score for one in review(report)[0]}


def good(count: int = 8) -> list[CheckedClaim]:
    return [checked(f"c{i}", of=f"n{i % 4}", label=SUPPORTED, relevance=0.7) for i in range(count)]


def test_the_panel_and_its_mean() -> None:
    reviews, score = review(draft(good()))
    assert [one.reviewer for one in reviews] == PANEL
    assert all(0 <= one.score <= 10 and one.reasons and all(one.reasons) for one in reviews)
    assert score == round(sum(one.score for one in reviews) / 6, 1)
    assert score >= 9


def test_a_report_without_claims_is_not_judged() -> None:
    assert review(draft([])) == ((), None)


@pytest.mark.parametrize(
    ("reviewer", "worse"),
    [
        ("evidence", [checked(f"c{i}", of=f"n{i % 4}", relevance=0.7) for i in range(8)]),
        ("numbers", [checked(f"c{i}", "Training helps a model to reason.", of=f"n{i % 4}") for i in range(8)]),
        ("coverage", [checked(f"c{i}", of="n0", label=SUPPORTED) for i in range(8)]),
        ("balance", [checked(f"c{i}", of="n0", label=SUPPORTED) for i in range(8)]),
        ("relevance", [checked(f"c{i}", of=f"n{i % 4}", label=SUPPORTED, relevance=0.31) for i in range(8)]),
        ("clarity", [checked(f"c{i}", "Training improves pass@1 to 57.3 on", of=f"n{i % 4}") for i in range(8)]),
    ],
)
def test_what_each_reviewer_marks_down(reviewer: str, worse: list[CheckedClaim]) -> None:
    assert scores(draft(worse))[reviewer] < scores(draft(good()))[reviewer] - 1


def test_errors_that_were_found_count_as_settled() -> None:
    found = [checked(f"c{i}", of=f"n{i % 4}", label=VerdictLabel.CONTRADICTED) for i in range(8)]
    still_open = [checked(f"c{i}", of=f"n{i % 4}") for i in range(8)]
    assert scores(draft(found))["numbers"] > scores(draft(still_open))["numbers"]


def test_papers_that_could_not_be_read_are_not_held_against_coverage() -> None:
    report = draft(good())
    gone = replace(paper("gone"), status=PaperStatus.FAILED, reason="encrypted")
    more = replace(report, papers=(*report.papers, *(replace(gone, id=f"x{i}") for i in range(20))))
    assert scores(more)["coverage"] == scores(report)["coverage"]
