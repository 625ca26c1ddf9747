"""Numbers are found by the names in their rows and columns; of more papers only new ones are gone through."""

from __future__ import annotations

from itertools import product

from verify_world import pair, table

from synth.language.identity import Sameness, entity_keys, same_entity
from synth.language.vocabulary import Entity, EntityKind
from synth.verify.bind import names_both
from synth.verify.sources import Sources

NAMES = (
    "GPT-4", "GPT-4o", "gpt 4", "OpenAI GPT-4", "WizardCoder-15B", "WizardCoder 15B", "15B WizardCoder", "WizardCoder",
    "Llama-2-70B", "LLaMA 2 70B", "HumanEval", "Human Eval", "HumanEval dataset", "HumanEval+", "AIME 2024", "AIME24",
    "AIME'24", "AIME 2025", "MATH", "MATH-500", "the model", "", "GRPO-step150", "Qwen2.5-7B", "Qwen 2.5 7B",
)  # fmt: skip


def test_names_share_a_key_just_where_they_are_the_same() -> None:
    for one, other in product(NAMES, NAMES):
        same = same_entity(one, other) is Sameness.SAME
        assert bool(set(entity_keys(one)) & set(entity_keys(other))) is same, (one, other)


def entity(kind: EntityKind, text: str) -> Entity:
    return Entity(kind=kind, canonical=text, text=text, start=0, end=len(text))


def test_cells_by_name_are_those_that_a_look_at_every_cell_gives() -> None:
    others = {"gpt 4": ["66.9", "92.0"], "15B WizardCoder": ["1", "2"]}
    rows = {"GPT-4": ["67.0", "61.8"], "WizardCoder-15B": ["57.3", "51.8"], "GRPO (ours)": ["40.1", "39.0"]}
    pairs = [
        pair("1", [], tables=[table(["HumanEval", "MBPP"], rows)]),
        pair("2", [], tables=[table(["pass@1", "pass@10"], rows, caption="Table 1: Results on HumanEval.")]),
        pair("3", [], tables=[table(["Human Eval", "GSM8K"], others)]),
    ]
    sources = Sources(pairs)
    for name, dataset in product(("GPT-4", "WizardCoder 15B", "GRPO", "Claude"), ("HumanEval", "MBPP")):
        method, on = entity(EntityKind.METHOD, name), entity(EntityKind.DATASET, dataset)
        every = {
            document: found
            for document, places in sources.places.by_document.items()
            if (found := [place for place in places if names_both(method, on, place)])
        }
        assert sources.exactly(method, on) == every
        assert list(sources.exactly(method, on)) == list(every)
    assert len(sources.exactly(entity(EntityKind.METHOD, "GPT-4"), entity(EntityKind.DATASET, "HumanEval"))) == 3


def test_sources_of_more_papers_are_those_made_at_once() -> None:
    rows = {"GPT-4": ["67.0", "61.8"]}
    pairs = [pair(str(n), [f"GPT-4 reaches 6{n}.5 on HumanEval."], tables=[table(["HumanEval", "MBPP"], rows)])
             for n in range(3)]  # fmt: skip
    first = Sources(pairs[:2])
    joined, anew = Sources(pairs, first), Sources(pairs)
    assert joined.places.texts == anew.places.texts
    assert joined.places.cells == anew.places.cells
    kept = pairs[0][0].id
    assert joined.places.by_document[kept] is first.places.by_document[kept]
    assert len(first.places.documents) == 2, "the first ones stay as they were"
