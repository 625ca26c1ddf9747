"""What a language model cost, as a reader is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import StageCost
from synth.report.text import clean
from synth.report.words import counted

STAGES = {
    "queries": "planning the search",
    "parts": "sub-questions",
    "claims": "reading claims",
    "facets": "sorting claims",
    "verify": "judging claims",
    "split": "taking statements apart",
    "answer": "writing the answer",
    "review": "reviewing",
    "chair": "summing up the reviews",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CostView:
    """One row of the table of costs."""

    stage: str
    asked: int
    cached: int
    failed: int
    tokens: str
    """In and out, "~" before an estimate."""
    seconds: str
    price: str
    """Empty where no price was set."""


def cost_views(costs: Sequence[StageCost]) -> tuple[CostView, ...]:
    """A row a stage, and their sum where there are several."""
    rows = tuple(_row(STAGES.get(cost.stage, clean(cost.stage)), [cost]) for cost in costs)
    return (*rows, _row("together", costs)) if len(rows) > 1 else rows


def cost_line(costs: Sequence[StageCost]) -> str:
    """All of it on one line."""
    row = _row("", costs)
    asked = f"{counted(row.asked, 'question')} to {clean(costs[0].model)}, {row.cached} answered before"
    failed = f", {row.failed} without a usable answer" if row.failed else ""
    return f"{asked}{failed} · {row.tokens} tokens in / out · {row.seconds} s{f' · {row.price}' if row.price else ''}"


def _row(name: str, costs: Sequence[StageCost]) -> CostView:
    about = "~" if any(cost.estimated for cost in costs) else ""
    tokens_in, tokens_out = sum(cost.tokens_in for cost in costs), sum(cost.tokens_out for cost in costs)
    prices = [cost.price for cost in costs if cost.price is not None]
    return CostView(
        stage=name,
        asked=sum(cost.asked for cost in costs),
        cached=sum(cost.cached for cost in costs),
        failed=sum(cost.failed for cost in costs),
        tokens=f"{about}{tokens_in:,} / {about}{tokens_out:,}",
        seconds=f"{sum(cost.seconds for cost in costs):.1f}",
        price=f"{sum(prices):.4f}" if prices else "",
    )
