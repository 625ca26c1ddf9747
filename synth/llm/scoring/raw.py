"""What every scorer computes before it is calibrated: three logits a pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Pair = tuple[str, str]
"""Passage and claim."""
Logits = tuple[float, float, float]
"""Of supported, contradicted and open, in this order."""
NEVER = -30.0
"""The logit of a label that a model does not have."""


class RawScorer(Protocol):
    """A model that looks at a passage and a claim together."""

    name: str
    """As a reader is told."""
    identity: str
    """Name and checksum: part of every cache key."""

    def logits(self, pairs: Sequence[Pair]) -> list[Logits]:
        """Three logits for each pair, in order."""
        ...
