"""Words of a discussion on pages."""

from __future__ import annotations

import pytest

from synth.report.forum.view import opening


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Why five?  The number\nlooks arbitrary.", "Why five? The number looks arbitrary."),
        ("No baseline. " + "One is needed to compare with what others do, " * 3 + "as is usual.", "No baseline."),
        ("Words without an end " * 12, " ".join(("Words without an end " * 12).split())),
        ("See Fig. 2 of Smith et al. and say why. " + "More of it follows here. " * 4, None),
        ("", ""),
    ],
)
def test_a_text_is_begun_in_whole_sentences(text: str, begins: str | None) -> None:
    made = opening(text, 60)
    assert made == begins if begins is not None else made == "See Fig. 2 of Smith et al. and say why."
