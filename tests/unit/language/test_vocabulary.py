from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.language.vocabulary import EntityKind, Sameness, dataset_name, entities, same_entity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WizardCoder-15B reaches 57.3 pass@1 on HumanEval, above StarCoder.",
         ["method:WizardCoder-15B", "metric:pass@k", "dataset:HumanEval", "method:StarCoder"]),
        ("HumanEval+ and MBPP+ are harder than HumanEval and MBPP.",
         ["dataset:HumanEval+", "dataset:MBPP+", "dataset:HumanEval", "dataset:MBPP"]),
        ("DeepSeek-R1-Distill-Qwen-32B on AIME24, MATH-500 and GPQA Diamond (cons@64)",
         ["method:DeepSeek-R1-Distill-Qwen-32B", "dataset:AIME 2024", "dataset:MATH-500", "dataset:GPQA-Diamond",
          "metric:maj@k"]),
        ("The MATH dataset is about math; we write apps for APPS.", ["dataset:MATH", "dataset:APPS"]),
        ("However, Multi-turn training helps. Therefore, Table 3 and RQ1 matter on A100 GPUs.", []),
        ("GPT-4-based judges and o1-mini, InstructGPT, Claude 3.5 Sonnet, Code Llama 34B",
         ["method:GPT-4", "method:o1-mini", "method:InstructGPT", "method:Claude 3.5 Sonnet", "method:Code Llama 34B"]),
        ("CodeT5+ and text-davinci-003 by OpenAI on GitHub", ["method:CodeT5+", "method:text-davinci-003"]),
        ("Qwen2.5-Math-7B trained with GRPO", ["method:Qwen2.5-Math-7B", "method:GRPO"]),
        ("macro-F1, exact match, nDCG@10 and win rate on SciTab",
         ["metric:macro-F1", "metric:exact match", "metric:nDCG@k", "metric:win rate", "dataset:SciTab"]),
        ("the Evol-Instruct testset and Vicuna's testset", ["dataset:Evol-Instruct testset", "dataset:Vicuna testset"]),
    ],
)  # fmt: skip
def test_named_things_are_found(text: str, expected: list[str]) -> None:
    assert [f"{entity.kind}:{entity.canonical}" for entity in entities(text)] == expected


def test_the_k_of_a_metric_is_read() -> None:
    found = entities("pass@1, Pass@100, pass@k, BoN@3 and 10@1k")
    assert [(e.canonical, e.k) for e in found if e.kind is EntityKind.METRIC][:4] == [
        ("pass@k", 1), ("pass@k", 100), ("pass@k", None), ("BoN@k", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("WizardCoder 15B", "WizardCoder-15B", Sameness.SAME),
        ("GPT4", "GPT-4", Sameness.SAME),
        ("Llama 2 70B", "LLaMA-2-70B", Sameness.SAME),
        ("WizardCoder-15B-V1.0", "WizardCoder-V1.0-15B", Sameness.SAME),
        ("AIME24", "AIME 2024", Sameness.SAME),
        ("HumanEval Plus", "HumanEval+", Sameness.SAME),
        ("OpenAI o1", "o1", Sameness.SAME),
        ("WizardCoder", "WizardCoder-34B", Sameness.COMPATIBLE),
        ("GPT-4", "GPT-4-0613", Sameness.COMPATIBLE),
        ("AIME", "AIME 2024", Sameness.COMPATIBLE),
        ("WizardCoder-15B", "WizardCoder-34B", Sameness.DIFFERENT),
        ("DeepSeek-R1", "DeepSeek-R1-Zero", Sameness.DIFFERENT),
        ("GPT-4", "GPT-4o", Sameness.DIFFERENT),
        ("GPT-4", "GPT-3.5", Sameness.DIFFERENT),
        ("HumanEval", "HumanEval+", Sameness.DIFFERENT),
        ("CodeT5", "CodeT5+", Sameness.DIFFERENT),
        ("MATH", "MATH-500", Sameness.DIFFERENT),
        ("AIME 2024", "AIME 2025", Sameness.DIFFERENT),
        ("o1", "o1-mini", Sameness.DIFFERENT),
        ("", "", Sameness.DIFFERENT),
    ],
)
def test_same_entity(a: str, b: str, expected: Sameness) -> None:
    assert same_entity(a, b) is same_entity(b, a) is expected


def test_dataset_names() -> None:
    assert dataset_name("human-eval") == "HumanEval"
    assert dataset_name("GSM-8k") == "GSM8K"
    assert dataset_name("WizardCoder") is None


@given(st.text(alphabet="aBGPT-4 o1@k+.HumanEval(),5", max_size=60))
def test_any_text_gives_ordered_entities(text: str) -> None:
    end = 0
    for entity in entities(text):
        assert entity.start >= end
        assert text[entity.start : entity.end] == entity.text
        end = entity.end
