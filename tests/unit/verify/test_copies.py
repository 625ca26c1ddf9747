"""A statement laid beside the sentence that it copies."""

from __future__ import annotations

import pytest

from synth.verify.copies import compare

SENTENCE = "DeepSeek-R1 achieves a score of 79.8% pass@1 on AIME 2024, slightly surpassing OpenAI-o1-1217 [12]."


@pytest.mark.parametrize(
    "statement",
    [
        SENTENCE,
        "DeepSeek-R1 reaches 79.8% pass@1 on AIME 2024, slightly outperforming OpenAI-o1-1217.",
        "Our DeepSeek-R1 model has 79.8% pass@1 on AIME 2024, surpassing OpenAI-o1-1217 (Jaech et al., 2024).",
    ],
    ids=["the same", "other words", "fillers"],
)
def test_the_same_in_other_words(statement: str) -> None:
    copy = compare(statement, SENTENCE)
    assert copy is not None and copy.changes == ()


@pytest.mark.parametrize(
    ("statement", "kind", "stated", "printed"),
    [
        (SENTENCE.replace("79.8%", "78.9%"), "number", "78.9", "79.8"),
        (
            SENTENCE.replace("slightly surpassing", "slightly falling short of"),
            "direction",
            "falling short",
            "surpassing",
        ),
        (SENTENCE.replace("OpenAI-o1-1217", "GPT-4o"), "name", "GPT-4o", "OpenAI-o1-1217"),
        (SENTENCE.replace("pass@1", "pass@10"), "place", "pass@10", "pass@1"),
    ],
)
def test_one_change(statement: str, kind: str, stated: str, printed: str) -> None:
    copy = compare(statement, SENTENCE)
    assert copy is not None and copy.only is not None
    assert (copy.only.kind, copy.only.stated.rstrip("%"), copy.only.printed.rstrip("%")) == (kind, stated, printed)


def test_two_numbers_in_each_others_place() -> None:
    copy = compare(
        "On GSM8K the tuned model with the tool scores 51.2, and on MATH it scores 83.9 after training.",
        "On GSM8K the tuned model with the tool scores 83.9, and on MATH it scores 51.2 after training.",
    )
    assert copy is not None and copy.only is not None and copy.only.kind == "number"


@pytest.mark.parametrize(
    "statement",
    [
        "DeepSeek-R1 was trained on AIME 2024 in four stages with a cold start and rejection sampling.",
        "Too short.",
        SENTENCE.replace("slightly surpassing OpenAI-o1-1217", "because its chains of thought are long and patient"),
    ],
)
def test_no_copy(statement: str) -> None:
    assert compare(statement, SENTENCE) is None
