"""Claims that name what is asked about come before claims that only share the topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from synth.extract.coverage import About
from synth.extract.frame import read_frames
from synth.extract.question import read_question
from synth.extract.relevance import LEAST, NEAREST, RELEVANT, fits, least_relevance, speaks_of
from synth.extract.sieve import ENOUGH
from synth.language.thesaurus import concepts
from synth.language.words import content_words
from synth.records import CellRef, Claim, ClaimType, Span


def phrases(question: str) -> list[tuple[list[str], list[str]]]:
    frames = read_frames(read_question(question).facets)
    return [([a.phrase for a in frame.factor], [a.phrase for a in frame.outcome]) for frame in frames]


def test_factor_and_outcome() -> None:
    assert phrases("How does batch size affect accuracy on GSM8K?") == [(["batch size"], ["accuracy", "GSM8K"])]
    assert phrases("What are the costs of beam search?") == [(["costs", "beam search"], [])]


def test_a_verb_of_action_is_no_factor() -> None:
    assert phrases("Does optimising for pass@k degrade pass@1?") == [(["pass@k"], ["pass@1"])]


def test_later_parts_point_back() -> None:
    first, second = phrases("Does pruning hurt accuracy, and how does quantisation change the trade-off?")
    assert first == (["pruning"], ["accuracy"])
    assert second == (["quantisation"], ["pruning", "accuracy"])
    assert phrases("How well can models verify tables, and where do they fail?")[1][0][0] == "models verify tables"


@pytest.mark.parametrize(
    ("text", "concept", "there"),
    [
        ("Going from 7B to 70B adds nine points.", "model size", True),
        ("The 7B model was used.", "model size", False),
        ("A larger model helps.", "model size", True),
        ("RL-trained models gain.", "reinforcement learning", True),
        ("The URL is broken.", "reinforcement learning", False),
        ("Tokens grow as answers get longer.", "length", True),
        ("Most refuted claims were paraphrased.", "verification", True),
        ("T = 0.8 was used.", "temperature", True),
    ],
)
def test_concepts(text: str, concept: str, there: bool) -> None:
    assert (concept in concepts(text)) is there


class Alike:
    """An embedder for which everything means nearly the same."""

    name = "alike"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.full((len(texts), 4), 0.5, dtype=np.float32)
        vectors[:, 0] += 0.01
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class Apart(Alike):
    """An embedder for which a question means nothing like any other text."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), 2), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[1 if text.endswith("?") else 0] = 1.0
        return vectors


ABOUT = {"p": About("Scaling small coders", "Scaling small coders. We train them.", "TinyCoder")}


def claim(text: str, *, cell: bool = False) -> Claim:
    ref = CellRef(table="t", label="Table 1", row_path=("TinyCoder",), column_path=("HumanEval",), text="40.1")
    return Claim(
        id=f"c-{text}",
        text=text,
        type=ClaimType.VALUE,
        paper="p",
        span=Span(document="d", page=1, start=0, end=len(text)),
        quote=text,
        cell=ref if cell else None,
    )


def relevances(
    question: str, claims: Sequence[Claim], embedder: Alike, about: Mapping[str, About] = ABOUT
) -> list[float]:
    found, vectors = fits(read_question(question), claims, about, embedder)
    assert len(vectors) == len(claims)
    return [fit.relevance for fit in found]


SIZE = "How does model size affect accuracy on HumanEval?"


def test_naming_the_factor_decides() -> None:
    on, off, set_up = relevances(
        SIZE,
        [
            claim("Larger models improve accuracy on HumanEval."),
            claim("HumanEval+ improves accuracy of the test by 80 times more cases."),
            claim("HumanEval was used to measure accuracy."),
        ],
        Alike(),
    )
    assert on > 0.5 > off > set_up


def test_nothing_near_means_nothing_relevant() -> None:
    claims = [claim("Larger models improve accuracy on HumanEval."), claim("Pruning reduces cost by half.")]
    assert max(relevances("What is the weather in Paris?", claims, Apart())) < 0.2


class Hashed(Alike):
    """An embedder by words, which counts the texts that it is given."""

    def __init__(self) -> None:
        self.seen = 0

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.seen += len(texts)
        vectors = np.full((len(texts), 64), 0.01, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in content_words(text):
                row[sum(map(ord, word)) % 64] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _many() -> list[Claim]:
    on = [f"Larger models improve accuracy on HumanEval by {n}.5 points." for n in range(12)]
    off = [f"Batch {n} of the corpus {'was filtered' if n % 2 else 'is old'} again." for n in range(500)]
    return [claim(text) for text in (*off[:250], *on, *off[250:])]


def test_of_many_claims_only_those_that_can_be_listed_are_embedded() -> None:
    question, claims = read_question(SIZE), _many()
    sieving, whole = Hashed(), Hashed()
    sieved, vectors = fits(question, claims, ABOUT, sieving, level=LEAST)
    every, _ = fits(question, claims, ABOUT, whole)
    assert sieving.seen < whole.seen / 5
    listed = [i for i, fit in enumerate(every) if fit.relevance >= LEAST]
    assert len(listed) >= ENOUGH
    assert [i for i, fit in enumerate(sieved) if fit.relevance >= LEAST] == listed
    assert all(sieved[i] == every[i] and vectors[i].any() for i in listed)


def test_where_too_few_can_be_listed_all_are_embedded() -> None:
    question, claims = read_question("How does weight decay affect recall on BEIR?"), _many()
    sieving, whole = Hashed(), Hashed()
    assert fits(question, claims, ABOUT, sieving, level=LEAST)[0] == fits(question, claims, ABOUT, whole)[0]
    assert sieving.seen >= whole.seen


def test_where_no_claim_joins_what_the_question_joins_the_nearest_are_listed() -> None:
    assert least_relevance([0.9, 0.8, 0.1]) == RELEVANT
    assert least_relevance([0.30, 0.28, 0.28, 0.1]) == LEAST
    near = least_relevance([0.11, 0.10, 0.09, 0.02])
    assert NEAREST <= near < 0.10
    assert least_relevance([0.045, 0.03, 0.02]) == LEAST  # another matter: nothing is listed


def test_what_the_paper_introduces_inherits_its_subject() -> None:
    question = "How does scaling change accuracy?"
    mine, other = claim("TinyCoder improves to 40.1 accuracy."), claim("Another improves to 40.1 accuracy.")
    first, second = relevances(question, [mine, other], Alike())
    assert first > second


def test_a_cell_counts_as_a_result() -> None:
    sentence, cell = claim("TinyCoder has 40.1."), claim("TinyCoder has 40.1.", cell=True)
    first, second = relevances(SIZE, [sentence, cell], Alike())
    assert second > first


def test_no_claims() -> None:
    assert relevances(SIZE, [], Alike()) == []


def test_a_claim_goes_to_the_part_that_only_it_names() -> None:
    question = read_question("Does pruning hurt accuracy, and how does quantisation change the trade-off?")
    claims = [claim("Pruning hurts accuracy."), claim("Quantisation hurts accuracy after pruning.")]
    found, _ = fits(question, claims, ABOUT, Alike())
    assert [fit.facet for fit in found] == [0, 1]


def test_a_cheap_look() -> None:
    frames = read_frames(read_question(SIZE).facets)
    assert speaks_of(frames, "Larger models reach higher accuracy on HumanEval.") == 1.0
    assert speaks_of(frames, "HumanEval has 164 problems.") == 0.0


def test_where_no_claim_is_surely_relevant_the_best_count() -> None:
    assert least_relevance([0.9, 0.8, 0.7, 0.2]) == 0.42
    low = least_relevance([0.40, 0.39, 0.38, 0.2])
    assert 0.3 < low < 0.38
    assert least_relevance([0.05, 0.04]) == pytest.approx(0.27)
    assert least_relevance([]) == 0.42


def test_both_ends_of_a_trade_off_must_be_named() -> None:
    question = "Does optimising for pass@k degrade pass@1?"
    both, one = relevances(
        question, [claim("Training raises pass@100 and lowers pass@1."), claim("Training raises pass@100.")], Alike()
    )
    assert both > 2 * one


def test_one_of_several_outcomes_is_enough_but_not_where_two_things_are_compared() -> None:
    on_one, on_none = relevances(
        "How does model size affect accuracy on HumanEval and MBPP?",
        [claim("Larger models improve on MBPP."), claim("Larger models improve on translation.")],
        Alike(),
    )
    assert on_one > 2 * on_none
    against, alone = relevances(
        "Do open models beat closed models on code generation?",
        [claim("Open models beat GPT-4 on code."), claim("Open models have improved on code generation.")],
        Alike(),
    )
    assert against > 2 * alone


def test_the_level_in_a_cell_is_no_effect_of_what_the_title_names() -> None:
    question = "How does scaling change accuracy on HumanEval?"
    text = "TinyCoder improves to 40.1 accuracy on HumanEval."
    sentence, cell = relevances(question, [claim(text), claim(text, cell=True)], Alike())
    assert sentence > 2 * cell


def test_what_only_the_title_says_is_told() -> None:
    question = read_question("How does scaling change accuracy?")
    claims = [claim("TinyCoder improves accuracy."), claim("Scaling up improves accuracy.")]
    found, _ = fits(question, claims, ABOUT, Alike())
    assert [fit.about for fit in found] == ["scaling", ""]
