"""Probabilities that mean what they say: logits fitted to a labelled set by a temperature and a bias for each label.

Temperature scaling (Guo et al. 2017, arXiv:1706.04599) with class biases; four numbers, so that a few hundred pairs do.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.errors import InputError
from synth.llm.scoring.raw import Logits, Pair
from synth.records import PairScore

LEAST_PAIRS = 30
"""Labelled pairs of the smallest set that is fitted to."""
_LABELS = {
    "supported": 0, "support": 0, "supports": 0, "entailment": 0, "yes": 0, "1": 0,
    "contradicted": 1, "contradict": 1, "contradicts": 1, "refutes": 1, "contradiction": 1,
    "open": 2, "not_enough": 2, "not_enough_info": 2, "not enough info": 2, "nei": 2, "neutral": 2, "no": 2, "0": 2,
}  # fmt: skip
_RIDGE = 0.01
"""Pull of the biases to 0 and of the logarithm of the temperature to 0."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How logits become probabilities."""

    temperature: float = 1.0
    biases: Logits = (0.0, 0.0, 0.0)
    name: str = ""
    """Set and size ("pairs.jsonl, n = 300"); empty for none."""

    def probabilities(self, logits: Logits) -> PairScore:
        """Softmax of the scaled and shifted logits."""
        scaled = [value / self.temperature + bias for value, bias in zip(logits, self.biases, strict=True)]
        top = max(scaled)
        parts = [math.exp(value - top) for value in scaled]
        total = sum(parts)
        return PairScore(supported=parts[0] / total, contradicted=parts[1] / total, open=parts[2] / total)


def read_pairs(path: Path) -> tuple[list[Pair], list[int]]:
    """Passages, claims and labels (0 supported, 1 contradicted, 2 open) of a JSON-lines file.

    A line has `claim`, `passage` (or `evidence`) and `label`. Raises InputError where the file has no such lines.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"cannot read {path}: {error}", hint="one JSON object a line") from error
    pairs, labels = [], []
    for number, row in enumerate(rows, start=1):
        passage = row.get("passage", row.get("evidence")) if isinstance(row, Mapping) else None
        label = _LABELS.get(str(row.get("label")).strip().lower()) if isinstance(row, Mapping) else None
        if not isinstance(passage, str) or label is None or not isinstance(row.get("claim"), str):
            hint = "each line needs claim, passage and label (supported, contradicted or open)"
            raise InputError(f"line {number} of {path.name} is no labelled pair", hint=hint)
        pairs.append((passage, row["claim"]))
        labels.append(label)
    if len(pairs) < LEAST_PAIRS or len(set(labels)) < 2:
        hint = f"give at least {LEAST_PAIRS} pairs with two labels or more"
        raise InputError(f"{path.name} has too few labelled pairs: {len(pairs)}", hint=hint)
    return pairs, labels


def fit(logits: Sequence[Logits], labels: Sequence[int], name: str) -> Calibration:
    """The calibration that makes `labels` likeliest."""
    import numpy as np
    from scipy.optimize import minimize

    values, wanted = np.array(logits, dtype=np.float64), np.array(labels)

    def loss(parameters: Any) -> float:
        scaled = values * np.exp(-parameters[0]) + parameters[1:]
        top = scaled.max(axis=1, keepdims=True)
        logs = scaled - top - np.log(np.exp(scaled - top).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(wanted)), wanted].mean() + _RIDGE * (parameters**2).sum())

    best = minimize(loss, np.zeros(4), method="L-BFGS-B", bounds=[(-4, 4), *[(-8, 8)] * 3])
    scale, *biases = (float(value) for value in best.x)
    return Calibration(math.exp(scale), (biases[0], biases[1], biases[2]), f"{name}, n = {len(labels)}")
