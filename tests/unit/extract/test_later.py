"""A claim in the next version of its paper: word for word, with another number, or not there any more."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import story
from typeset import markdown

from synth.extract import read_question, table_claims
from synth.extract.candidates import sentence_candidates
from synth.extract.later import carried, changed
from synth.extract.select import repeats
from synth.parse import ParseJob, parse_file
from synth.records import Claim, Document, Paper

Read = Callable[[str], tuple[Document, Paper]]
SAYS = "On MBPP, PloverLM-7B reaches a pass@1 of 63.7 after reinforcement learning, compared with 55.3 before it."
QUESTION = read_question(story.QUESTION)
TEXT = markdown(story.manuscript("plover"))


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def made(text: str) -> tuple[Document, Paper]:
        digest = hashlib.sha256(text.encode()).hexdigest()
        path = tmp_path / f"{digest[:8]}.md"
        path.write_text(text, encoding="utf-8")
        parsed = parse_file(ParseJob(path, digest))
        return parsed.document, replace(parsed.paper, id="arxiv:2602.00103v1")

    return made


def claims(document: Document, paper: Paper) -> dict[str, Claim]:
    sentences = sentence_candidates(document, paper, range(len(document.sentences)), Counter())
    found = [*sentences, *table_claims(QUESTION, document, paper)]
    return {one.claim.text: replace(one.claim, relevance=0.7) for one in found}


def test_word_for_word_at_another_place(read: Read) -> None:
    old = claims(*read(TEXT))
    document, paper = read(TEXT.replace("## Results\n", "## Results\n\nWe begin with what was measured.\n"))
    paper = replace(paper, id="arxiv:2602.00103v2")
    for text, claim in old.items():
        again = carried(claim, QUESTION, document, paper)
        assert again is not None, text
        assert (again.text, again.relevance, again.paper) == (text, 0.7, paper.id)
        assert again.id != claim.id
        assert again.span.document == document.id
        assert document.text[again.span.start : again.span.end].split() == again.quote.split() or claim.cell


def test_with_another_number(read: Read) -> None:
    old = claims(*read(TEXT))
    document, paper = read(TEXT.replace("63.7", "65.2"))
    assert carried(old[SAYS], QUESTION, document, paper) is None
    now = changed(old[SAYS], QUESTION, document, paper)
    assert now is not None
    assert now.text == SAYS.replace("63.7", "65.2")
    (cell,) = [text for text, one in old.items() if one.cell and one.cell.text == "63.7"]
    assert carried(old[cell], QUESTION, document, paper) is None
    now = changed(old[cell], QUESTION, document, paper)
    assert now is not None
    assert now.cell is not None
    assert now.cell.text == "65.2"


def test_worded_a_little_otherwise_too(read: Read) -> None:
    old = claims(*read(TEXT))
    document, paper = read(TEXT.replace(SAYS, SAYS.replace("after reinforcement", "after the reinforcement")))
    now = changed(old[SAYS], QUESTION, document, paper)
    assert now is not None
    assert "after the reinforcement" in now.text


def test_not_there_any_more(read: Read) -> None:
    old = claims(*read(TEXT))
    document, paper = read(TEXT.replace(SAYS, "Programs were counted by hand.").replace("| 63.7 |", "| |"))
    assert carried(old[SAYS], QUESTION, document, paper) is None
    assert changed(old[SAYS], QUESTION, document, paper) is None
    (cell,) = [text for text, one in old.items() if one.cell and one.cell.text == "63.7"]
    assert changed(old[cell], QUESTION, document, paper) is None


def test_a_claim_repeats_another_with_the_same_results_in_the_same_words(read: Read) -> None:
    mine = claims(*read(TEXT))[SAYS]
    twin = replace(mine, id="x", paper="another", text=f"In our runs, {SAYS[0].lower()}{SAYS[1:]}")
    assert repeats(twin, mine)
    other = claims(*read(TEXT.replace("63.7", "65.2")))[SAYS.replace("63.7", "65.2")]
    assert not repeats(other, mine)


def test_a_claim_that_says_the_opposite_repeats_nothing(read: Read) -> None:
    listed = replace(
        claims(*read(TEXT))[SAYS], text="Reinforcement learning raises pass@k of code models.", quantities=()
    )
    for text in (
        "Reinforcement learning does not raise pass@k of code models.",
        "Reinforcement learning lowers pass@k of code models.",
        "Reinforcement learning raises pass@k of code models, and narrows what small ones explore.",
    ):
        assert not repeats(replace(listed, id="x", paper="another", text=text), listed), text
    same = replace(listed, id="x", paper="another", text="Reinforcement learning raises pass@k of these code models.")
    assert repeats(same, listed)
