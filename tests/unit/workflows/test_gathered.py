"""When a search counts as offline: nobody answered, and that because nobody could be reached."""

from __future__ import annotations

from synth.errors import NetworkError, RemoteError, SynthError
from synth.records import SearchLog
from synth.workflows.search import Gathered

GONE, BUSY = NetworkError("network unreachable: a"), RemoteError("a refused")
FOLDER = SearchLog(source="folder", query="papers", found=3, kept=3)


def row(source: str, note: str = "") -> SearchLog:
    return SearchLog(source=source, query="rewards", found=0, kept=0, date="2026-11-28T09:00:00+00:00", note=note)


def gathered(errors: list[SynthError], *rows: SearchLog) -> Gathered:
    return Gathered(log=[FOLDER, *rows], errors=errors)


def test_nobody_could_be_reached() -> None:
    assert gathered([GONE, GONE], row("arxiv", "not asked"), row("openalex", "not asked")).offline


def test_one_that_answered_is_enough() -> None:
    assert not gathered([GONE], row("arxiv"), row("openalex", "not asked")).offline


def test_a_refusal_is_an_answer() -> None:
    assert not gathered([GONE, BUSY], row("arxiv", "not asked"), row("openalex", "not asked")).offline


def test_nothing_asked() -> None:
    assert not gathered([]).offline
