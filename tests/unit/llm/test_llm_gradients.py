"""Gradients of the last layer of a tiny model with random weights, held to the formula written out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_models

from synth.errors import InputError
from synth.llm.local import Loaded, load
from synth.llm.local.gradients import LastLayer, _last_layer

PROMPT = [40, 50, 60, 70]
ANSWERS = [[80, 81, 82], [90], [100, 101, 102, 103, 104]]
WEIGHTS = [0.5, -0.25, -0.25]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.causal(tmp_path_factory.mktemp("gradients") / "tiny")


@pytest.fixture
def loaded(folder: Path) -> Loaded:
    made = load(str(folder), "AutoModelForCausalLM", "cpu")
    made.model.double()
    return made


def likelihood(loaded: Loaded, answer: list[int], temperature: float, kept: list[set[int]] | None) -> Any:
    """log π of one answer, token by token, without batches or padding; `kept` is the nucleus of each token."""
    import torch

    total: Any = 0.0
    for at, token in enumerate(answer):
        logits = loaded.model(torch.tensor([[*PROMPT, *answer[:at]]])).logits[0, -1] / temperature
        chosen = sorted(kept[at]) if kept is not None else list(range(len(logits)))
        total = total + logits[token] - torch.logsumexp(logits[chosen], dim=0)
    return total


def nuclei(loaded: Loaded, answer: list[int], temperature: float, top_p: float) -> list[set[int]]:
    import torch

    found = []
    with torch.no_grad():
        for at, token in enumerate(answer):
            chances = torch.softmax(
                loaded.model(torch.tensor([[*PROMPT, *answer[:at]]])).logits[0, -1] / temperature, dim=-1
            )
            kept, mass = {token}, 0.0
            for one in chances.argsort(descending=True).tolist():
                if mass >= top_p:
                    break
                kept.add(one)
                mass += float(chances[one])
            found.append(kept)
    return found


@pytest.mark.parametrize("top_p", [1.0, 0.6])
def test_the_gradient_is_that_of_the_likelihood_written_out(loaded: Loaded, top_p: float) -> None:
    import torch

    layer = LastLayer(loaded)
    found = layer.gradient(PROMPT, ANSWERS, WEIGHTS, temperature=0.7, top_p=top_p)
    total = sum(
        weight * likelihood(loaded, answer, 0.7, nuclei(loaded, answer, 0.7, top_p) if top_p < 1 else None)
        for weight, answer in zip(WEIGHTS, ANSWERS, strict=True)
    )
    expected = torch.autograd.grad(total, list(_last_layer(loaded.model).parameters()))
    flat = torch.cat([one.flatten() for one in expected]).numpy()
    assert found.shape == flat.shape == (layer.size,)
    assert np.abs(flat).max() > 0.1
    np.testing.assert_allclose(found, flat, rtol=1e-3, atol=1e-4)
    assert all(parameter.grad is None for parameter in loaded.model.parameters())


def test_a_step_along_the_gradient_makes_the_answer_likelier(loaded: Loaded) -> None:
    layer = LastLayer(loaded)
    found = layer.gradient(PROMPT, ANSWERS[:1], [1.0], temperature=0.7)
    before = float(likelihood(loaded, ANSWERS[0], 0.7, None).detach())
    step, at = 1e-2 / float(np.linalg.norm(found)), 0
    for parameter in _last_layer(loaded.model).parameters():
        change = found[at : at + parameter.numel()].reshape(parameter.shape)
        parameter.data += step * parameter.data.new_tensor(change)
        at += parameter.numel()
    gained = float(likelihood(loaded, ANSWERS[0], 0.7, None).detach()) - before
    assert gained == pytest.approx(1e-2 * float(np.linalg.norm(found)), rel=0.05)  # to first order


def test_a_folded_gradient_keeps_inner_products(loaded: Loaded) -> None:
    whole, folded = LastLayer(loaded), LastLayer(loaded, longest=4096)
    assert folded.length == 4096 < folded.size == whole.size
    long = [whole.gradient(PROMPT, [answer], [1.0], temperature=1.0) for answer in ANSWERS]
    short = [folded.gradient(PROMPT, [answer], [1.0], temperature=1.0) for answer in ANSWERS]
    for i in range(3):
        for j in range(3):
            scale = float(np.linalg.norm(long[i]) * np.linalg.norm(long[j]))
            assert float(short[i] @ short[j]) == pytest.approx(float(long[i] @ long[j]), abs=5 * scale / 4096**0.5)


def test_other_parameters_keep_still(loaded: Loaded) -> None:
    layer = LastLayer(loaded)
    wanted = [name for name, parameter in loaded.model.named_parameters() if parameter.requires_grad]
    assert wanted and all(name.startswith("model.layers.1.") for name in wanted)
    assert layer.size == sum(p.numel() for p in loaded.model.parameters() if p.requires_grad)


def test_a_model_without_a_list_of_layers_is_named(loaded: Loaded) -> None:
    loaded.model.config.num_hidden_layers = 7
    with pytest.raises(InputError, match="no list of 7 layers"):
        LastLayer(loaded)
