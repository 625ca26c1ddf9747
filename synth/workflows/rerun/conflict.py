"""The pass@k / pass@1 experiment: what can be derived, on policies, on pass rates of reruns, on gradients of models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from synth.records import Rerun
from synth.rerun.conflict import KS, RESAMPLES, SETTINGS, Conflict, from_rates, policy, ratio_bound, weight

_RATES = (0.02, 0.1, 0.3, 0.8)
_RATIOS = ((0.8, 0.15, 32), (0.9, 0.05, 32), (0.9, 0.05, 8))


def conflict(reruns: Sequence[Rerun], models: Sequence[Conflict] = ()) -> dict[str, Any]:
    """Weights, bounds of their ratios, the policies, the pass rates of `reruns`, and gradients, as plain values."""
    bounds = [(easy, hard, k, ratio_bound(easy, hard, k)) for easy, hard, k in _RATIOS]
    return {
        "schema_version": "1.0",
        "source": "arXiv:2602.21189",
        "weights": [[p, [[k, weight(p, k) / k] for k in KS]] for p in _RATES],
        "ratios": [
            {"easy": easy, "hard": hard, "k": k, "log10": log, "words": f"{10 ** (log % 1):.1f} · 10^{int(log)}"}
            for easy, hard, k, log in bounds
        ],
        "policies": [asdict(policy(setting)) for setting in SETTINGS],
        "measured": [
            asdict(from_rates(one.title or one.name, [task.c / task.n for task in one.tasks])) for one in reruns
        ],
        "resamples": RESAMPLES,
        "models": [asdict(one) for one in models],
    }
