"""How fast a decoder could be at most: each step reads all weights once, however many rows share it."""

from __future__ import annotations

import time

from synth.llm.local.loading import Loaded

_BYTES = {"cuda": 1 << 30, "mps": 1 << 28, "cpu": 1 << 27}
_TIMES = 8


def bandwidth(device: str) -> float:
    """Bytes a second that the device's memory moves, by copies of a large buffer; each reads and writes."""
    import torch

    size = _BYTES.get(torch.device(device).type, 1 << 27)
    source = torch.ones(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)

    def copy() -> None:
        target.copy_(source)
        if torch.device(device).type == "cuda":
            torch.cuda.synchronize()

    copy()
    best = float("inf")
    for _ in range(_TIMES):
        began = time.perf_counter()
        copy()
        best = min(best, time.perf_counter() - began)
    return 2 * size / best


def most_tokens(loaded: Loaded, rows: int) -> float:
    """Tokens a second that memory allows for `rows` rows at one time; keys, values and arithmetic left aside."""
    weights = sum(one.numel() * one.element_size() for one in loaded.model.parameters())
    return rows * bandwidth(str(loaded.device)) / float(weights)
