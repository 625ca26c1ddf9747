"""What a change can touch: the test of it misses no verdict that moves, and leaves most claims alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from verify_world import ORIGIN, Pair, WordRetriever, claim, pair, table

from synth.records import Claim, Verdict
from synth.verify import Verifier
from synth.verify.affected import Affected

MODELS = ("TernCoder-7B", "PloverLM-7B", "AvocetCoder-3B", "DunlinCoder-7B")
SETS = ("HumanEval", "MBPP", "GSM8K")
PROSE = (
    "Training on easy problems first makes reinforcement learning of code models more stable.",
    "Training on easy problems first makes reinforcement learning of small code models far more stable.",
    "Longer answers do not help code models that were trained with execution feedback.",
    "We see that longer answers do not help code models trained with execution feedback.",
)


def made_up(seed: int) -> list[Pair]:
    """Six papers that print numbers of few models on few sets: many agree, some differ, some cite each other."""
    draw = random.Random(seed)
    numbers = {(model, name): f"{draw.uniform(20, 90):.1f}" for model in MODELS for name in SETS}
    papers: list[Pair] = []
    for count in range(6):
        sentences, rows = [], {}
        for _ in range(draw.randint(1, 3)):
            model, name = draw.choice(MODELS), draw.choice(SETS)
            value = numbers[model, name] if draw.random() < 0.75 else f"{draw.uniform(20, 90):.1f}"
            sentences.append(f"{model} reaches a pass@1 of {value} on {name}.")
        for model in draw.sample(MODELS, draw.randint(0, 2)):
            rows[model] = [
                numbers[model, name] if draw.random() < 0.75 else f"{draw.uniform(20, 90):.1f}" for name in SETS
            ]
        if draw.random() < 0.5:
            sentences.append(draw.choice(PROSE))
        tables = [table(SETS, rows, caption="Table 1: pass@1 (%).")] if rows else []
        cites = [draw.choice(papers)] if papers and draw.random() < 0.3 else []
        papers.append(pair(f"paper{count}", sentences, tables=tables, cites=cites))
    return papers


def judged(papers: list[Pair]) -> dict[str, tuple[Claim, Verdict]]:
    verifier = Verifier(papers, WordRetriever(papers), ORIGIN)
    claims = [claim(one, index) for one in papers for index in range(len(one[0].sentences))]
    return {one.id: (one, verifier.verify(one)) for one in claims}


def bare(verdict: Verdict) -> Verdict:
    return replace(verdict, checks=())


@pytest.mark.parametrize("seed", range(12))
def test_no_verdict_moves_unseen(seed: int) -> None:
    """Each paper in turn is the new one, and the one that goes."""
    papers = made_up(seed)
    everything = judged(papers)
    moved = 0
    for one in papers:
        others = [other for other in papers if other is not one]
        before = judged(others)
        comes, goes = Affected([one[0]], ()), Affected([], {one[1].id})
        for identifier, (made, verdict) in before.items():
            after = everything[identifier][1]
            if bare(after) != bare(verdict):
                moved += 1
                assert comes.why(made, verdict), f"{made.text} is touched by {one[0].id}"
                assert goes.why(made, after), f"{made.text} is touched by what goes: {one[0].id}"
    assert moved > 0


def test_most_claims_are_left_alone() -> None:
    papers = made_up(3)
    before = judged(papers)
    elsewhere = pair("elsewhere", ["Starlings flock in groups of 700 birds.", "HumanEval is a set of problems."])
    affected = Affected([elsewhere[0]], {"paper:unknown"})
    assert [affected.why(made, verdict) for made, verdict in before.values()] == [""] * len(before)


def test_each_reason_is_named() -> None:
    says = pair("says", ["TernCoder-7B reaches a pass@1 of 61.4 on HumanEval.", PROSE[0]])
    repeats = pair("repeats", ["In our runs, TernCoder-7B has a pass@1 of 61.4 on HumanEval.", PROSE[1]])
    differs = pair("differs", [], tables=[table(["HumanEval"], {"TernCoder-7B": ["55.0"]}, caption="pass@1 (%)")])
    number, prose = (judged([says])[f"c-says-{index}"] for index in (0, 1))
    assert Affected([repeats[0]], ()).why(*number) == "a new paper prints its number"
    assert Affected([differs[0]], ()).why(*number) == "a new paper measures the same"
    assert Affected([repeats[0]], ()).why(*prose) == "a new paper says it in like words"
    assert Affected([differs[0]], ()).why(*prose) == ""
    assert Affected([], {"paper:says"}).why(*number) == "its own paper changed"
    with_place = judged([says, repeats])["c-says-0"]
    assert Affected([], {"paper:repeats"}).why(*with_place) == "its evidence changed"


def test_with_a_model_open_claims_meet_whatever_names_their_subject() -> None:
    says = pair("says", ["We find that TernCoder-7B writes longer programs than people do."])
    (open_,) = judged([says]).values()
    names = pair("names", ["TernCoder-7B writes short programs."])
    assert Affected([names[0]], ()).why(*open_) == ""
    assert Affected([names[0]], (), model=True).why(*open_) == "a new paper speaks of it"
