"""What a run may spend and what it spent: requests, tokens, seconds and money, stage by stage."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from synth.errors import UsageError
from synth.llm.requests import Reply
from synth.records import StageCost

_NUMBER = r"(\d+(?:\.\d+)?)"
_TOKENS = re.compile(rf"{_NUMBER}\s*([kM]?)\s*(?:tokens?)?")
_TIME = re.compile(rf"{_NUMBER}\s*(s|sec|seconds?|m|min|minutes?|h|hours?)")
_MONEY = re.compile(rf"\$\s*{_NUMBER}|{_NUMBER}\s*(?:usd|eur|\$|€)", re.IGNORECASE)
_SCALE = {"": 1, "k": 1_000, "M": 1_000_000}


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """Money for a million tokens."""

    tokens_in: float
    tokens_out: float

    @classmethod
    def read(cls, text: str) -> Price | None:
        """`0.15/0.60`: a million tokens in, a million out; None for an empty text."""
        if not text.strip():
            return None
        match = re.fullmatch(rf"\s*\$?{_NUMBER}\s*/\s*\$?{_NUMBER}\s*", text)
        if match is None:
            raise UsageError(
                f"not a price: {text!r}", hint="give the price of a million tokens in and out, as in 0.15/0.60"
            )
        return cls(tokens_in=float(match[1]), tokens_out=float(match[2]))

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """What so many tokens cost."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """The most that one run may spend; None where there is no limit."""

    tokens: int | None = None
    seconds: float | None = None
    """Wall clock from the first request."""
    money: float | None = None

    @classmethod
    def read(cls, text: str) -> Budget:
        """`200k` (tokens), `15min`, `$2`, or several with commas."""
        tokens = seconds = money = None
        for part in (piece.strip() for piece in text.split(",") if piece.strip()):
            if match := _MONEY.fullmatch(part):
                money = float(match[1] or match[2])
            elif match := _TIME.fullmatch(part):
                seconds = float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2][0]]
            elif match := _TOKENS.fullmatch(part):
                tokens = int(float(match[1]) * _SCALE[match[2]])
            else:
                raise UsageError(f"not a budget: {part!r}", hint="give tokens, time or money: 200k, 15min, $2")
        return cls(tokens=tokens, seconds=seconds, money=money)


@dataclass(slots=True)
class _Spent:
    asked: int = 0
    cached: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    estimated: bool = False


@dataclass(slots=True)
class Meter:
    """Counts what is spent, and says when the budget is used up. Written by one thread, read by many."""

    model: str
    budget: Budget = field(default_factory=Budget)
    price: Price | None = None
    _stages: dict[str, _Spent] = field(default_factory=dict)
    _began: float | None = None

    def __post_init__(self) -> None:
        if self.budget.money is not None and self.price is None:
            raise UsageError(
                "a budget in money needs the price of the model",
                hint="set llm_price, as in SYNTH_LLM_PRICE=0.15/0.60 (a million tokens in, a million out)",
            )

    def start(self) -> None:
        """The first request is about to be sent."""
        if self._began is None:
            self._began = time.monotonic()

    def count(self, stage: str, reply: Reply | None, *, cached: bool = False) -> None:
        """One question was answered, or was not (None)."""
        spent = self._stages.setdefault(stage, _Spent())
        if reply is None:
            spent.failed += 1
            return
        if cached:
            spent.cached += 1
            return
        spent.asked += 1
        spent.tokens_in += reply.tokens_in
        spent.tokens_out += reply.tokens_out
        spent.seconds += reply.seconds
        spent.estimated |= reply.estimated

    @property
    def used_up(self) -> str:
        """Which limit was reached, in words; empty while there is something left."""
        stages = list(self._stages.values())
        tokens_in, tokens_out = sum(s.tokens_in for s in stages), sum(s.tokens_out for s in stages)
        if self.budget.tokens is not None and tokens_in + tokens_out >= self.budget.tokens:
            return f"{self.budget.tokens:,} tokens"
        passed = time.monotonic() - self._began if self._began is not None else 0.0
        if self.budget.seconds is not None and passed >= self.budget.seconds:
            return f"{self.budget.seconds:g} seconds"
        spent = self.price.of(tokens_in, tokens_out) if self.price else 0.0
        if self.budget.money is not None and spent >= self.budget.money:
            return f"{self.budget.money:g} in money"
        return ""

    def costs(self) -> tuple[StageCost, ...]:
        """What each stage cost, in the order in which they first asked."""
        return tuple(
            StageCost(
                stage=stage,
                model=self.model,
                asked=spent.asked,
                cached=spent.cached,
                failed=spent.failed,
                tokens_in=spent.tokens_in,
                tokens_out=spent.tokens_out,
                seconds=round(spent.seconds, 3),
                price=self.price.of(spent.tokens_in, spent.tokens_out) if self.price else None,
                estimated=spent.estimated,
            )
            for stage, spent in self._stages.items()
        )
