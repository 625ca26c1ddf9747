"""Whether two bibliographic records are one work."""

from __future__ import annotations

from synth.language.works import same_work
from synth.records import ArxivId, Paper, Reference


def test_same_work() -> None:
    paper = Paper(
        id="x", title="On Things: A Study", year=2021, arxiv=ArxivId(id="2101.00001", version=3), doi="10.1/ABC"
    )
    assert same_work(Reference(raw="", title="other", arxiv=ArxivId(id="2101.00001")), paper)
    assert not same_work(Reference(raw="", title="On things: a study", arxiv=ArxivId(id="2101.00002")), paper)
    assert same_work(Reference(raw="", doi="10.1/abc"), paper)
    assert same_work(Reference(raw="", title="On things – a study.", year=2020), paper)
    assert not same_work(Reference(raw="", title="On things: a study", year=2015), paper)
    assert not same_work(Reference(raw="", title="On other things entirely", year=2021), paper)
