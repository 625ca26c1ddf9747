"""Figures as a user types them: "pass@100 = 73.7", "greedy pass@1: 29.7%", "10@100 of 12.5"."""

from __future__ import annotations

import re

from synth.errors import UsageError
from synth.records import Cited, Decoding
from synth.rerun.metrics import parse_metric
from synth.rerun.recipe import RecipeFigure

_CLAIM = re.compile(
    r"\s*(?P<decoding>greedy|sampled)?\s*(?P<metric>\S.*?)\s*(?:=|:|\bis\b|\bof\b)\s*(?P<value>\d+(?:\.\d+)?)\s*%?\s*",
    re.IGNORECASE,
)


def is_figure(text: str) -> bool:
    """Whether `text` states a figure, and is not the id of a claim."""
    return _CLAIM.fullmatch(text) is not None


def parse_figure(text: str) -> RecipeFigure:
    """The figure that `text` states. UsageError says what is wrong."""
    found = _CLAIM.fullmatch(text)
    metric = parse_metric(found["metric"]) if found else None
    if found is None or metric is None:
        raise UsageError(
            f"cannot read the figure {text!r}", hint='--claim "pass@100 = 73.7", --claim "greedy pass@1 = 29.7"'
        )
    if float(found["value"]) > 100:
        raise UsageError(f"{found['value']} is no percentage", hint='give percent: --claim "pass@100 = 73.7"')
    decoding = Decoding(found["decoding"].lower()) if found["decoding"] else Decoding.UNKNOWN
    words = f"{decoding.value} " if found["decoding"] else ""
    return RecipeFigure(
        cited=Cited(
            text=f"{words}{metric} = {found['value']}", metric=str(metric), printed=found["value"], decoding=decoding
        )
    )
