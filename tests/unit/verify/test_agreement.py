"""Two sentences state the same finding when their terms agree and nothing that matters differs."""

from __future__ import annotations

import pytest

from synth.verify.agreement import agree

SAID = "RLVR-trained models outperform their base models on small k across all benchmarks."


@pytest.mark.parametrize(
    "other",
    [
        "RL-trained models surpass their base counterparts on small k across all benchmarks.",
        "We find that RL-trained models consistently beat their base versions on small k across all benchmarks.",
    ],
)
def test_other_words_for_the_same(other: str) -> None:
    assert agree(SAID, other)
    assert agree(other, SAID)


@pytest.mark.parametrize(
    "other",
    [
        "RLVR-trained models underperform their base models on small k across all benchmarks.",
        "RLVR-trained models do not outperform their base models on small k across all benchmarks.",
        "RLVR-trained models are comparable to their base models on small k across all benchmarks.",
        "RLVR-trained models outperform their base models on small k across some benchmarks.",
        "Benchmarks with small k were used.",
    ],
    ids=["direction", "negation", "level", "scope", "too little"],
)
def test_what_matters_differs(other: str) -> None:
    assert agree(SAID, other) == 0.0


def test_rather_than_is_a_negation() -> None:
    said = "The gain stems from better sampling of solvable problems rather than from solving new problems."
    other = "The gain stems not from solving new problems but from better sampling of solvable problems."
    assert agree(said, other)


def test_another_model_is_another_finding() -> None:
    said = "WizardCoder surpasses all open models in code generation by a large margin."
    assert agree(said, said.replace("WizardCoder", "StarCoder")) == 0.0
