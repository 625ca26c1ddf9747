from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.language.words import (
    containment,
    content_words,
    hedged,
    locate,
    negated,
    polarity,
    squash,
    stem,
    tokens,
)


def test_tokens_keep_names_and_numbers_whole() -> None:
    assert tokens("Pass@k of GPT-4 is 83.9% on 1,319 multi-turn tasks, not CodeT5+’s.") == [
        "pass@k", "of", "gpt-4", "is", "83.9%", "on", "1,319", "multi", "turn", "tasks", "not", "codet5+'s",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("improves", "improved", "improving", "improve"),
        ("model", "models"),
        ("optimise", "optimizing", "optimised"),
        ("study", "studies"),
        ("outperforms", "outperform", "outperformed"),
        ("dropped", "drop", "drops"),
    ],
)
def test_forms_of_a_word_meet(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1


def test_different_words_stay_apart() -> None:
    assert len({stem(word) for word in ("pass", "past", "test", "train", "trade", "math", "loss", "lose")}) == 8


def test_containment_counts_content_words_only() -> None:
    assert containment("The model improves accuracy", "accuracy was improved by models of any size") == 1
    assert containment("the model improves accuracy", "the weather") == 0
    assert containment("of the", "of the") == 0
    assert content_words("it is of the") == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RL improves pass@1", 1),
        ("pass@k drops by 5 points", -1),
        ("RL does not improve pass@k", -1),
        ("RL fails to improve pass@k", -1),
        ("Accuracy never decreases", 1),
        ("We describe the dataset", 0),
        ("pass@1 increases while pass@100 decreases", 0),
        ("A outperforms B", 1),
    ],
)
def test_polarity(text: str, expected: int) -> None:
    assert polarity(text) == expected


def test_hedges_and_negations() -> None:
    assert hedged("RL may narrow the distribution") and not hedged("RL narrows the distribution")
    assert negated("It doesn’t help") and not negated("It helps")


def test_squash_resolves_ligatures_hyphens_and_breaks() -> None:
    assert squash("Eﬃcient ﬁne-\ntuning, naïve") == squash("efficient fine tuning naive")


def test_a_quote_is_located_over_line_breaks() -> None:
    page = "Intro. The ﬁne-\ntuned model reaches\n57.3% on Human-\nEval. Next."
    found = locate("The fine-tuned model reaches 57.3% on HumanEval", page)
    assert found is not None
    assert page[found[0] : found[1]] == "The ﬁne-\ntuned model reaches\n57.3% on Human-\nEval"


def test_a_moved_decimal_point_is_not_located() -> None:
    assert locate("scores 83.9 here", "It scores 8.39 here") is None
    assert locate("scores 83.9 here", "It scores 839 here") is None
    assert locate("scores 83.9 here", "first scores 8.39 here, then scores 83.9 here") == (29, 45)


def test_what_is_absent_or_empty_is_not_located() -> None:
    assert locate("absent", "nothing of the kind") is None
    assert locate(" – ", "nothing") is None


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_every_piece_of_a_page_is_located_on_it(page: str, one: int, other: int) -> None:
    quote = page[min(one, other) : max(one, other)]
    found = locate(quote, page)
    assert (found is None) is (not squash(quote))
    if found:
        assert squash(page[found[0] : found[1]]).startswith(squash(quote)[:1])
