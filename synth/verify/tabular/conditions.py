"""Conditions that a statement names and a table may not: "pass@3", "turn 2", "T = 4".

A number measured under a condition that no label and no caption names is another number, and the cell does not speak
against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from synth.verify.tabular.view import View

_AT_K = re.compile(r"\b([A-Za-z]+)\s?@\s?(\d+|[A-Za-z])\b")
_STAGE = re.compile(r"\b(turn|round|iteration|iter|epoch|stage|step|T|N|K|k)\s?(?:=\s?|\s)(\d+)\b")
_PLAIN_K = frozenset({("pass", "1"), ("p", "1"), ("acc", "1"), ("accuracy", "1")})
"""What a share of solved problems is, where nothing is said."""


def unnamed_condition(text: str, view: View) -> str | None:
    """The first condition of `text` that the table does not name, as printed; None where it names them all."""
    named = " ".join(
        (
            view.table.caption,
            *(part for row in view.row_labels for part in row),
            *(part for column in view.column_labels for part in column),
        )
    )
    there = set(_conditions(named))
    ks = {str(place.k) for place in view.places if place.k is not None}
    for name, number, printed in _printed(text):
        at_k = "@" in printed
        if (name, number) in there or (at_k and ((name, number) in _PLAIN_K or number in ks)):
            continue
        bare = rf"(?<![\w.]){re.escape(number)}(?![\w.])"
        if not at_k and re.search(rf"\b{name}s?\b", named, re.IGNORECASE) and re.search(bare, named):
            continue  # a header "Turn" over columns "1", "2"
        return printed
    return None


def _conditions(text: str) -> Iterator[tuple[str, str]]:
    return ((name, number) for name, number, _ in _printed(text))


def _printed(text: str) -> Iterator[tuple[str, str, str]]:
    for pattern in (_AT_K, _STAGE):
        for found in pattern.finditer(text):
            yield found[1].lower(), found[2], found[0]
