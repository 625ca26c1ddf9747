"""Text that makes careless regular expressions run for ever."""

from __future__ import annotations

import time

import pytest

from synth.language.quantities import parse, parse_cell
from synth.language.sentences import split
from synth.language.vocabulary import entities
from synth.language.words import tokens

_PIECES = [
    "a", "1", ".", "1.", "1,", "(", "[1", "–", "- ", "a-", "a1-", "1 × ", "10^", "ly", "by ly", "lr of 1–", "k=1,",
    "pass@", "1–", "Table 1, ", "e.g. ", "A. ", "https://", "a.a.", "²", "±", "GPT-", "1e", "gain of a ", "+", "1 of ",
    "\n", "x1 x",
]  # fmt: skip


@pytest.mark.parametrize("piece", _PIECES)
def test_repetition_costs_no_more_than_linear_time(piece: str) -> None:
    text = piece * (6000 // len(piece)) + " 5.1 points"
    started = time.process_time()
    parse(text)
    parse_cell(text[-200:])
    split(text)
    entities(text)
    tokens(text)
    assert time.process_time() - started < 10.0
