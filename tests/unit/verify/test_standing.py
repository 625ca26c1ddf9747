"""Retracted and withdrawn papers prove nothing, and are named where they would have."""

from __future__ import annotations

from dataclasses import replace

import pytest
from verify_world import ORIGIN, Pair, WordRetriever, claim, pair, table

from synth.records import CheckedClaim, Notice, NoticeKind, Rung, Stance, Verdict, VerdictLabel
from synth.verify import SoundVerifier, all_of_sound

SAYS = "TernCoder-7B reaches a pass@1 of 61.4 on HumanEval."
OWN = pair("own", [SAYS, "Nothing else is said here about anything."])
ON_HUMANEVAL = "Table 1: pass@1 (%) on HumanEval."
TWICE = pair("twice", [SAYS], tables=[table(["HumanEval"], {"TernCoder-7B": ["61.4"]}, caption=ON_HUMANEVAL)])
OTHER = pair("other", ["In our runs, TernCoder-7B reaches a pass@1 of 61.4 on HumanEval."])
THIRD = pair("third", ["We too see a pass@1 of 61.4 for TernCoder-7B on HumanEval."])
DIFFERS = pair(
    "differs", ["A table."],
    tables=[table(["HumanEval"], {"TernCoder-7B": ["55.0"]}, caption=ON_HUMANEVAL)],
)  # fmt: skip


def grave(of: Pair, kind: NoticeKind = NoticeKind.WITHDRAWN) -> Pair:
    document, paper = of
    notice = Notice(kind=kind, source="arxiv", date="2026-12-02")
    return document, replace(paper, notices=(notice,), withdrawn=kind is NoticeKind.WITHDRAWN)


def judge(*pairs: Pair, of: int = 0) -> Verdict:
    verifier = SoundVerifier(pairs, WordRetriever(pairs), ORIGIN)
    return verifier.verify(claim(pairs[of]))


def test_without_such_papers_nothing_changes() -> None:
    verdict = judge(OWN, OTHER)
    assert (verdict.label, verdict.rung, verdict.flags) == (VerdictLabel.SUPPORTED, Rung.CORROBORATED, ())
    newer = Notice(kind=NoticeKind.NEWER, source="arxiv", id="arxiv:2401.00001v2")
    assert judge(OWN, (OTHER[0], replace(OTHER[1], notices=(newer,)))) == verdict


def test_a_withdrawn_paper_confirms_nothing() -> None:
    verdict = judge(OWN, grave(OTHER))
    assert (verdict.label, verdict.rung) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, Rung.FAITHFUL)
    assert verdict.reason == "no_second_place"
    assert "evidence_withdrawn" in verdict.flags
    assert "was withdrawn (arxiv, 2026-12-02) and does not count" in verdict.explanation
    (mention,) = [e for e in verdict.evidence if e.paper == OTHER[1].id]
    assert mention.stance is Stance.MENTIONS
    assert "does not count" in mention.note


def test_what_others_say_still_counts() -> None:
    verdict = judge(OWN, grave(OTHER), THIRD)
    assert (verdict.label, verdict.rung) == (VerdictLabel.SUPPORTED, Rung.CORROBORATED)
    assert {e.paper for e in verdict.evidence if e.stance is Stance.SUPPORTS} == {OWN[1].id, THIRD[1].id}
    assert "evidence_withdrawn" in verdict.flags


@pytest.mark.parametrize("kind", [NoticeKind.WITHDRAWN, NoticeKind.RETRACTED])
def test_a_paper_that_was_taken_back_does_not_confirm_itself(kind: NoticeKind) -> None:
    assert judge(TWICE).rung is Rung.CONSISTENT
    verdict = judge(grave(TWICE, kind))
    assert (verdict.label, verdict.rung) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, Rung.FAITHFUL)
    assert verdict.reason == f"source_{kind}"
    assert verdict.flags == (f"source_{kind}",)
    assert verdict.explanation.strip() == f"Its paper was {kind} (arxiv, 2026-12-02): nothing in it counts as evidence."


def test_what_a_withdrawn_paper_says_may_be_confirmed_by_others() -> None:
    verdict = judge(grave(OWN), OTHER)
    assert (verdict.label, verdict.rung) == (VerdictLabel.SUPPORTED, Rung.CORROBORATED)
    assert verdict.flags == ("source_withdrawn",)
    assert "Its paper was withdrawn" in verdict.explanation


def test_a_withdrawn_paper_disputes_nothing() -> None:
    assert judge(TWICE, DIFFERS).label is VerdictLabel.DISPUTED
    verdict = judge(TWICE, grave(DIFFERS))
    assert (verdict.label, verdict.rung) == (VerdictLabel.SUPPORTED, Rung.CONSISTENT)


def test_verdicts_of_models_stand_on_sound_papers_too() -> None:
    papers = {p.id: p for _, p in (OWN, grave(OTHER), THIRD)}
    verdict = judge(OWN, OTHER, THIRD)
    judged = replace(verdict, label=VerdictLabel.SUPPORTED, reason="other_paper_in_substance")
    (one,) = all_of_sound([CheckedClaim(claim=claim(OWN), verdict=judged)], papers)
    assert one.verdict.rung is Rung.CORROBORATED
    alone = replace(judged, evidence=tuple(e for e in judged.evidence if e.paper != THIRD[1].id))
    (one,) = all_of_sound([CheckedClaim(claim=claim(OWN), verdict=alone)], papers)
    assert (one.verdict.label, one.verdict.reason) == (VerdictLabel.NOT_ENOUGH_EVIDENCE, "only_unsound")
    disputed = judge(TWICE, DIFFERS)
    papers = {p.id: p for _, p in (TWICE, grave(DIFFERS))}
    (one,) = all_of_sound([CheckedClaim(claim=claim(TWICE), verdict=disputed)], papers)
    assert (one.verdict.label, one.verdict.reason) == (VerdictLabel.SUPPORTED, "second_place")
    assert all_of_sound([one], papers) == [one]
