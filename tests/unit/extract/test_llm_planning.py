"""Queries that a model plans: plain, about the question, never without the rules' first one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from synth.extract.llm_planning import ModelPlanner
from synth.extract.planning import KeywordPlanner
from synth.records import Asked

T = TypeVar("T")
QUESTION = "Does Evol-Instruct fine-tuning raise pass@1 on HumanEval?"


class Plans:
    name = "told"

    def __init__(self, *queries: str | None) -> None:
        self.queries = queries

    def ask(
        self, task: str, items: Sequence[Mapping[str, object]], answer: type[T], *, sample: int = 0
    ) -> list[Asked[T]]:
        made: Any = None
        if None not in self.queries:
            made = answer.model_validate({"queries": list(self.queries)})  # type: ignore[attr-defined]
        return [Asked(value=made, prompt="p")]


def test_good_queries_are_taken_after_the_first_of_the_rules() -> None:
    rules = KeywordPlanner().plan(QUESTION)
    planner = ModelPlanner(Plans('"Evol-Instruct" code models', "instruction evolution HumanEval"))
    assert planner.plan(QUESTION) == (rules[0], '"Evol-Instruct" code models', "instruction evolution HumanEval")
    assert planner.refine(QUESTION, ["WizardCoder"]) == KeywordPlanner().refine(QUESTION, ["WizardCoder"])


def test_what_is_no_query_is_left_out() -> None:
    bad = [
        "cooking recipes pasta",
        "HumanEval",
        'all:"HumanEval" AND cat:cs',
        'broken "HumanEval quote',
        "HumanEval " * 20,
    ]
    assert ModelPlanner(Plans(*bad)).plan(QUESTION) == KeywordPlanner().plan(QUESTION)
    assert ModelPlanner(Plans(None)).plan(QUESTION) == KeywordPlanner().plan(QUESTION)
