"""Cards of fifteen real papers against fields that were read by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from card_fields import HALVES, checked, faults, without_evidence

from synth.card import Read, read_fields
from synth.parse import Parsed, ParseJob, parse_file

LEAST = 0.90


@pytest.fixture(scope="module")
def cards(test_data: Path) -> Mapping[str, Read]:
    """Fields of every paper, by name of its file."""
    made = {}
    for path in sorted((test_data / "papers").glob("*.pdf")):
        parsed = parse_file(ParseJob(path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest()))
        assert isinstance(parsed, Parsed), path.name
        made[path.stem] = read_fields(parsed.document, parsed.paper)
    return made


def test_nine_fields_in_ten_are_right(cards: Mapping[str, Read]) -> None:
    wanted = [one for half in HALVES for one in checked(half)]
    assert len(wanted) == 150 and len({one.paper for one in wanted}) == 15
    wrong = [f"{one.paper} {one.name}: {found}" for one in wanted if (found := faults(one, *cards[one.paper]))]
    assert len(wrong) <= (1 - LEAST) * len(wanted), "\n".join(wrong)


def test_no_field_without_evidence_but_missing_ones(cards: Mapping[str, Read]) -> None:
    for paper, (signals, facets) in cards.items():
        assert not list(without_evidence(signals)), paper
        assert all(one.quote.text == one.text for facet in facets for one in facet.statements), paper
