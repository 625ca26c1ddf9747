"""What a question asks, names that are told apart, and how places are weighed."""

from __future__ import annotations

import pytest

from synth.extract.answering.rarity import Rarity
from synth.extract.answering.sought import Named, Want, read_asked


def test_a_question_is_taken_apart() -> None:
    asked = read_asked("How many samples per task does Codex-12B need on HumanEval?")
    assert asked.names == ("Codex-12B", "HumanEval")
    assert asked.want is Want.NUMBER
    assert {"sampl", "task", "need"} <= asked.words and not asked.words & {"how", "many", "codex-12b"}
    assert asked.counted == {"sampl"}


@pytest.mark.parametrize(
    ("question", "names", "want"),
    [
        ("Which optimizer trained AlphaFold?", ("AlphaFold",), Want.ANYTHING),
        ("Why do the authors run it on eight GPUs?", ("GPU",), Want.REASON),
        ("How large is the Evol-Instruct testset?", ("Evol-Instruct",), Want.NUMBER),
        ("Does distillation help small models?", (), Want.ANYTHING),
        ("What pass@1 does ToRL-7B have?", ("ToRL-7B",), Want.NUMBER),
    ],
)
def test_names_and_wants(question: str, names: tuple[str, ...], want: Want) -> None:
    asked = read_asked(question)
    assert (asked.names, asked.want) == (names, want)


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("DeepSeek-R1-Zero is trained without labels.", "DeepSeek-R1", False),
        ("DeepSeek-R1, which follows it, is better.", "DeepSeek-R1", True),
        ("TORL-7B(Ours) reaches 43.3.", "ToRL", True),
        ("TORL-7B(Ours) reaches 43.3.", "ToRL-7B", True),
        ("TORL-7B(Ours) reaches 43.3.", "ToRL-1.5B", False),
        ("We ask GPT-\n4 to judge.", "GPT-4", True),
        ("WizardLM’s answers are longer.", "WizardLM", True),
        ("Eight V100 GPUs were used.", "GPU", True),
        ("RL-trained models differ.", "RL", True),
        ("RLVR differs; a girl laughs.", "RL", False),
        ("Gemini 1.5 Pro is closed.", "Gemini 1.5 Pro", True),
        ("Gemini 1.5 Flash is closed.", "Gemini 1.5 Pro", False),
    ],
)
def test_a_name_with_another_part_is_another_name(text: str, name: str, found: bool) -> None:
    assert Named(text).has(name) is found


def test_rare_words_weigh_more_and_words_that_begin_alike_count_in_part() -> None:
    rarity = Rarity(["the model trains", "the model stops", "the model drops a penalty"])
    wanted = frozenset({"model", "penalis"})
    common = rarity.covered(wanted, frozenset({"model"}))
    rare = rarity.covered(wanted, frozenset({"penalty"}))
    assert 0 < common < rare < 1
    assert rarity.covered(wanted, frozenset({"model", "penalis"})) == pytest.approx(1)
    assert rarity.covered(frozenset({"general"}), frozenset({"generation"})) < 1
