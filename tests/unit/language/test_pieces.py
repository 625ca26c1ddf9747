"""Sentences found again on pages that print them in pieces; and what is not printed is not found."""

from __future__ import annotations

import pytest

from synth.language.pieces import prints

LEFT = "The first system solves 57.3 of all prob-\nlems after three rounds of training on in-\n"
ASIDE = "12\nFigure 2: Pass rates by size.\n0.2 0.4 0.6\nRelated work has long asked for more.\n"
RIGHT = "structions that were made harder step by step,\nand keeps 8.39 points of it. Others do not.\n"
QUOTE = (
    "The first system solves 57.3 of all problems after three rounds of training on instructions that were made harder "
    "step by step, and keeps 8.39 points of it."
)


@pytest.mark.parametrize(
    "pages",
    [
        [LEFT + RIGHT],
        [LEFT + ASIDE + RIGHT],
        [RIGHT + ASIDE + LEFT],
        [ASIDE + LEFT, RIGHT],
        [LEFT, ASIDE, RIGHT],
    ],
    ids=["whole", "figure between", "columns out of order", "over the page", "a page between"],
)
def test_a_sentence_stands_in_pieces(pages: list[str]) -> None:
    assert prints(QUOTE, pages)


@pytest.mark.parametrize(
    "quote",
    [
        QUOTE.replace("57.3", "57.8"),
        QUOTE.replace("8.39", "83.9"),
        QUOTE.replace("problems", "programs"),
        "The first system solves 57.3 of all problems. Others do not.",
        "The first system solves more.",
        "Pass rates by size and keeps 8.39 points of it.",
    ],
    ids=["another number", "another point", "another word", "two ends joined", "cut in a line", "from inside a line"],
)
def test_what_is_not_printed_is_not_found(quote: str) -> None:
    assert not prints(quote, [LEFT + ASIDE + RIGHT])


def test_both_sides_of_a_formula_are_looked_for() -> None:
    page = "The estimator is then\n1 − (1 − p)k\n(3)\nwhich has no bias for any k.\n"
    assert prints("The estimator is then [equation] which has no bias for any k.", [page])
    assert not prints("The estimator is then [equation] which has a bias for any k.", [page])


def test_accents_that_stand_apart_are_no_letters() -> None:
    assert prints("where p is the rate of success", ["where ˆp is the rate of success"])
