"""The schema allows what the records can say: every value of every enum, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest

from synth.records import CheckStatus, ClaimType, PaperStatus, Relation, Role, Rung, Stance, VerdictLabel
from synth.report.machine import schema


def _enums(node: Any) -> Iterator[frozenset[str]]:
    if isinstance(node, dict):
        if isinstance(values := node.get("enum"), list):
            yield frozenset(value for value in values if value is not None)
        for child in node.values():
            yield from _enums(child)
    elif isinstance(node, list):
        for child in node:
            yield from _enums(child)


@pytest.mark.parametrize(
    "kind",
    [CheckStatus, ClaimType, PaperStatus, Relation, Role, Rung, Stance, VerdictLabel],
    ids=lambda kind: kind.__name__,
)
def test_the_schema_knows_every_value(kind: type[StrEnum]) -> None:
    assert frozenset(member.value for member in kind) in set(_enums(schema()))
