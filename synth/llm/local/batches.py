"""Batches of texts of like length, as large as memory holds: halved when it is short, and tried again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

R = TypeVar("R")


class TooLargeError(Exception):
    """One text alone does not fit into memory."""


class Room:
    """How many tokens fit into one batch; learned from what did not fit."""

    def __init__(self, tokens: int, rows: int = 512) -> None:
        self.tokens = max(tokens, 1)
        self.rows = max(rows, 1)
        self.shortages = 0
        """How often memory was short."""

    def take(self, order: Sequence[int], lengths: Sequence[int], at: int) -> list[int]:
        """The next batch from `order`: as many as fit beside the longest of them, at least one."""
        batch: list[int] = []
        widest = 0
        for index in order[at : at + self.rows]:
            widest = max(widest, lengths[index])
            if batch and widest * (len(batch) + 1) > self.tokens:
                break
            batch.append(index)
        return batch

    def shrink(self, batch: Sequence[int], lengths: Sequence[int]) -> None:
        """Memory was short for `batch`: from now on half of it; what did not fit alone only bounds the rest."""
        self.shortages += 1
        widest = max(lengths[index] for index in batch)
        self.tokens = max(len(batch) * widest // 2 if len(batch) > 1 else widest - 1, 1)


def in_batches(
    lengths: Sequence[int], run: Callable[[list[int]], list[R]], room: Room
) -> Iterator[tuple[list[int], list[R] | TooLargeError]]:
    """Run all items (by index), longest first, in batches that fit; yields each batch with its results.

    Longest first, so that a shortage shows at once and texts of like length share a batch. A batch for which memory is
    short is halved; an item that does not fit alone is given back with TooLargeError.
    """
    order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
    at = 0
    while at < len(order):
        batch = room.take(order, lengths, at)
        try:
            results = run(batch)
        except Exception as error:
            if not _short_of_memory(error):
                raise
            room.shrink(batch, lengths)
        else:
            yield batch, results
            at += len(batch)
            continue
        # Outside the handler: there the traceback would hold on to the tensors.
        _free()
        if len(batch) == 1:
            yield batch, TooLargeError("memory is short for one text alone")
            at += 1


def _short_of_memory(error: Exception) -> bool:
    """Whether a device, or the machine, ran out of memory."""
    import torch

    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    said = str(error).lower()
    return isinstance(error, RuntimeError) and ("out of memory" in said or "can't allocate memory" in said)


def _free() -> None:
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
