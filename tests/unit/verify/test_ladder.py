"""How far a claim climbs, and what it is told when it stops."""

from __future__ import annotations

from dataclasses import replace

import pytest
from verify_world import ORIGIN, claim, pair, table, verifier

from synth.language.quantities import parse
from synth.records import CheckStatus, Relation, Rung, Stance, VerdictLabel

SAID = "WizardCoder-15B reaches a pass@1 of 57.3 on HumanEval."


def test_a_quote_that_is_not_on_its_page_stops_at_the_ground() -> None:
    paper = pair("one", [SAID])
    verdict = verifier(paper).verify(replace(claim(paper), quote="WizardCoder-15B reaches a pass@1 of 99.9."))
    assert (verdict.rung, verdict.reason) == (Rung.NONE, "not_located")
    assert verdict.evidence == () and not verdict.verified


def test_a_quote_is_found_whatever_its_line_breaks() -> None:
    document, paper = pair("one", [SAID])
    broken = SAID.replace("reaches", "rea-\nches").replace(" on ", "\non ")
    page = replace(document.pages[0], text=broken)
    made = (replace(document, pages=(page,)), paper)
    assert verifier(made).verify(claim(made)).rung is not Rung.NONE


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("WizardCoder-15B reaches a pass@1 of 59.8 on HumanEval.", "59.8"),
        ("WizardCoder-15B reaches a pass@1 of 57.3 on MBPP.", "MBPP"),
        ("GPT-4 reaches a pass@1 of 57.3 on HumanEval.", "GPT-4"),
    ],
)
def test_a_claim_that_says_more_than_its_place_stops_at_located(text: str, missing: str) -> None:
    paper = pair("one", [SAID])
    verdict = verifier(paper).verify(claim(paper, text=text))
    assert (verdict.rung, verdict.reason) == (Rung.LOCATED, "not_faithful")
    assert missing in verdict.explanation


def test_our_model_resolved_by_the_extractor_is_faithful() -> None:
    paper = pair("one", ["Our model reaches a pass@1 of 57.3 on HumanEval."])
    resolved = replace(claim(paper, text=SAID), flags=("resolved_our",))
    assert verifier(paper).verify(resolved).rung is Rung.FAITHFUL


def test_the_first_evidence_is_the_place_of_the_claim() -> None:
    paper = pair("one", [SAID])
    verdict = verifier(paper).verify(claim(paper))
    first = verdict.evidence[0]
    assert (first.quote, first.page, first.relation, first.stance) == (SAID, 1, Relation.SOURCE, Stance.SUPPORTS)
    assert first.span == claim(paper).span
    assert verdict.origin == ORIGIN and verdict.claim == claim(paper).id
    assert verdict.confidence is None  # none where none was calibrated


def test_arithmetic_beats_what_is_printed_twice() -> None:
    said = "WizardMath-70B improves by 25.8 points over Llama-2-70B, from 56.8 to 81.6 on GSM8K."
    paper = pair("one", [said, "On GSM8K, the accuracy rises from 56.8 to 81.6 with WizardMath-70B."])
    verdict = verifier(paper).verify(claim(paper))
    assert (verdict.label, verdict.reason) == (VerdictLabel.IMPOSSIBLE, "delta")
    assert "24.8" in verdict.explanation
    assert not verdict.verified


def test_a_table_cell_as_claim_is_not_its_own_evidence() -> None:
    one = table(["HumanEval"], {"WizardCoder-15B": ["57.3"]}, caption="Table 1: pass@1 on HumanEval.")
    two = table(["HumanEval"], {"WizardCoder-15B": ["57.3"]}, caption="Table 2: Ablation on HumanEval, pass@1.",
                label="Table 2")  # fmt: skip

    def judge(*tables: object) -> VerdictLabel:
        document, paper = pair("one", ["Some sentence that does not matter."], tables=tables)  # type: ignore[arg-type]
        place = verifier((document, paper)).sources.places.by_document["one"][0]
        text = "WizardCoder-15B scores 57.3 pass@1 on HumanEval (Table 1)."
        made = replace(
            claim((document, paper)), text=text, quote="WizardCoder-15B 57.3", quantities=parse(text),
            span=place.span, cell=place.ref,
        )  # fmt: skip
        return verifier((document, paper)).verify(made).label

    assert judge(one) is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert judge(one, two) is VerdictLabel.SUPPORTED


def test_prose_without_a_model_is_abstained_from() -> None:
    paper = pair("one", ["Reinforcement learning narrows the range of solutions of a model."])
    verdict = verifier(paper).verify(claim(paper))
    assert (verdict.label, verdict.reason) == (VerdictLabel.ABSTAINED, "stance_without_nli")
    assert verdict.rung is Rung.FAITHFUL and not verdict.verified


def test_every_check_says_what_it_found() -> None:
    paper = pair("one", [SAID], tables=[table(["HumanEval"], {"WizardCoder-15B": ["57.3"]},
                                              caption="Table 1: pass@1 on HumanEval.")])  # fmt: skip
    checks = verifier(paper).verify(claim(paper)).checks
    assert [check.name for check in checks] == ["located", "faithful", "second_place"]
    assert all(check.status is CheckStatus.PASSED and check.detail for check in checks)


def test_the_same_claim_gets_the_same_verdict() -> None:
    papers = [pair(name, [SAID, f"In {name}, something else is said."]) for name in ("one", "two", "three")]
    judge = verifier(*papers)
    assert judge.verify(claim(papers[0])) == judge.verify(claim(papers[0]))
    assert verifier(*papers).verify(claim(papers[1])) == judge.verify(claim(papers[1]))
