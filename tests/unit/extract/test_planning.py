"""From a question to queries, without a language model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.extract import KeywordPlanner, names_subject, read_question

PLANNER = KeywordPlanner()
TRADE_OFF = (
    "Does optimising for pass@k degrade pass@1, "
    "and how do Evol-Instruct and reinforcement learning change the trade-off?"
)


@pytest.mark.parametrize(
    ("question", "queries"),
    [
        (TRADE_OFF, ("pass@k pass@1", "Evol-Instruct pass@k", '"reinforcement learning" pass@k')),
        ("Does RL raise pass@k?", ("RL pass@k",)),
        ("How does model size affect functional correctness on HumanEval?", ('"model size" "functional correctness"',)),
        ("What limits multi-turn code generation?", ('"multi-turn code generation"',)),
        ("Is KL regularisation needed for stable reinforcement learning?",
         ('"KL regularisation" "stable reinforcement learning"',)),
    ],
)  # fmt: skip
def test_the_phrases_that_a_question_asks_about(question: str, queries: tuple[str, ...]) -> None:
    assert PLANNER.plan(question) == queries


def test_titles_give_the_field_s_other_words() -> None:
    titles = ["GRPO without critics", "A study of GRPO and RLVR", "RLVR, again", "PPO once", "On something else"]
    assert PLANNER.refine(TRADE_OFF, titles) == ("GRPO pass@k", "RLVR pass@k")
    assert PLANNER.refine(TRADE_OFF, ["Reinforcement learning"] * 5) == ()  # the question's own words
    assert PLANNER.refine(TRADE_OFF, []) == ()


def test_what_names_the_subject() -> None:
    question = read_question("Does reinforcement learning raise pass@k?")
    assert names_subject(question, "RLVR for code models")
    assert not names_subject(question, "Migration of starlings over the North Sea")


@given(st.text(max_size=80))
def test_every_question_has_a_plan(text: str) -> None:
    if text.strip():
        queries = PLANNER.plan(text)
        assert queries
        assert len(queries) <= 4
