"""Words, numbers and names are found as a reader writes them."""

from __future__ import annotations

import pytest

from synth.index.lexical import LexicalIndex, stem, tokens_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("41.7", {"41.7", "41", "7"}),
        ("pass@k", {"pass@k", "pass", "k"}),
        ("GPT-4", {"gpt-4", "gpt", "4"}),
        ("GPT‑4", {"gpt-4", "gpt", "4"}),  # non-breaking hyphen
        ("1,200,000", {"1,200,000", "1200000"}),
        ("HumanEval+", {"humaneval+", "humanev"}),
        ("models", {"model"}),
        ("ﬁne", {"fine"}),
        ("the of", set()),
    ],
)
def test_tokens(text: str, expected: set[str]) -> None:
    assert set(tokens_of(text)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("studies", "studi"),
        ("trained", "train"),
        ("training", "train"),
        ("boxes", "box"),
        ("gpt4s", "gpt4s"),
        ("rl", "rl"),
    ],
)
def test_stem(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_number_finds_its_row_and_not_its_parts() -> None:
    index = LexicalIndex(["we reach 41.7 here", "in section 41 of 7 books", "nothing"])
    scores = index.scores("41.7")
    assert scores[0] > scores[1] > 0
    assert scores[2] == 0


def test_strange_input() -> None:
    assert LexicalIndex([]).scores("word").shape == (0,)
    assert LexicalIndex(["", "…"]).scores("word").tolist() == [0, 0]
    assert LexicalIndex(["word"]).scores("unknown").tolist() == [0]
    assert LexicalIndex(["word"]).scores("").tolist() == [0]
