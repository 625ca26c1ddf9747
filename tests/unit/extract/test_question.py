"""A question is taken apart at its clauses and its coordinated subjects."""

from __future__ import annotations

import pytest

from synth.extract import read_question


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        (
            "Does optimising for pass@k degrade pass@1, and how do Evol-Instruct and reinforcement learning change the "
            "trade-off?",
            (
                "Does optimising for pass@k degrade pass@1?",
                "How does Evol-Instruct change the trade-off?",
                "How does reinforcement learning change the trade-off?",
            ),
        ),
        ("Does RL raise pass@k?", ("Does RL raise pass@k?",)),
        ("What is pass@k; why is it biased?", ("What is pass@k?", "Why is it biased?")),
        ("  How   do models\nscale? ", ("How do models scale?",)),
        ("pass@k and pass@1 of code models", ("Pass@k and pass@1 of code models?",)),
        ("Does RL help? Does RL help?", ("Does RL help?",)),
    ],
)
def test_facets(text: str, facets: tuple[str, ...]) -> None:
    assert read_question(text).facets == facets


def test_what_it_names() -> None:
    question = read_question("Does optimising for pass@k degrade pass@1 on HumanEval?")
    assert {"pass@k", "pass@k=1", "HumanEval"} <= question.anchors
    assert "degrad" in question.words and "does" not in question.words


@pytest.mark.parametrize("text", ["?", "???", "a", "and", "и что?", "x" * 5000, "<script>alert(1)</script>"])
def test_odd_questions_have_at_least_one_part(text: str) -> None:
    assert read_question(text).facets
