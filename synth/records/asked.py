"""What a stage gets back from a model: an answer or the reason why there is none, and probabilities of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked(Generic[T]):
    """One question to a language model and what became of it."""

    value: T | None
    """The answer in the form that was asked for; None where there is none."""
    prompt: str
    """Hash of the prompt file that asked."""
    reason: str = ""
    """Why there is no answer: `malformed`, `budget`, `timeout`, `too_long`, `refused`, `unreachable`, …"""


@dataclass(frozen=True, kw_only=True, slots=True)
class PairScore:
    """What a scorer says of a claim beside a passage; the three add up to 1."""

    supported: float
    contradicted: float
    open: float
    """Probability that the passage settles nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StageCost:
    """What one stage asked of a model, and what that cost."""

    stage: str
    model: str
    asked: int
    """Questions that were sent to the model in this run."""
    cached: int
    """Questions whose answer was kept from an earlier run."""
    failed: int
    """Questions without a usable answer, of both kinds."""
    tokens_in: int
    tokens_out: int
    seconds: float
    """Sum over requests; requests that ran at the same time count each."""
    price: float | None = None
    """In the currency of the price that was set; None where none was."""
    estimated: bool = False
    """Whether tokens were estimated from characters, because the server did not count them."""
    prompt: str = ""
    """Hash of the prompt file that asked; empty where none did."""
