"""How papers were found, and what is known of their standing, on every page."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest

from synth.records import Notice, NoticeKind, Paper, Report
from synth.report.machine import schema
from synth.report.notices import licence_name, notice_views, notice_words
from synth.report.searching import search_view


def test_the_way_in_sentences(report: Report) -> None:
    assert search_view(report).steps == (
        "9 records found (arXiv: 9; OpenAlex: 0); 2 duplicates merged.",
        "7 works (title and abstract compared with the question); 3 left out (2 do not come near the question; "
        "1 is retracted).",
        "4 papers sought; 1 not had (1 could not be fetched).",
        "3 papers read (3 of them from folders); 2 could not be read.",
        "3 papers with claims in the report.",
    )


def test_the_diagram_has_a_box_for_each_step_and_each_loss(report: Report) -> None:
    diagram = search_view(report).diagram
    assert diagram is not None
    main = [box for box in diagram.boxes if not box.side]
    side = [box for box in diagram.boxes if box.side]
    assert (len(main), len(side), len(diagram.arrows)) == (5, 4, 8)
    for upper, lower in pairwise(main):
        assert upper.y + upper.height < lower.y
    for box in diagram.boxes:
        assert 0 < box.x < box.x + box.width < diagram.width
        assert box.y + box.height < diagram.height
        assert all(box.y < y < box.y + box.height and len(line) <= 40 for y, line in box.lines)


def test_without_a_search_there_is_no_way(report: Report) -> None:
    view = search_view(replace(report, screening=None))
    assert view.steps == ()
    assert view.diagram is None
    assert [row.source for row in view.log] == ["folder", "arXiv", "OpenAlex"]


def test_pages_show_the_log_and_the_notices(pages: dict[str, Path]) -> None:
    html = pages["html"].read_text(encoding="utf-8")
    assert '<td data-label="Found">9 of 1,200</td>' in html
    assert "not asked: HTTP 403 &lt;b&gt;key&lt;/b&gt;" in html
    assert "4 papers found and not read" in html
    assert "Retracted (Retraction Watch, 2026-05-01): &lt;script&gt;" in html
    assert 'href="https://arxiv.org/abs/2503.00003v4"' in html
    assert 'href="https://doi.org/10.1234/notice%3C9%3E"' in html
    assert "CC BY 4.0" in html
    markdown = pages["md"].read_text(encoding="utf-8")
    assert "**A newer version exists (arXiv, 2026-06-01)** <https://arxiv.org/abs/2503.00003v4>" in markdown
    assert "1. 9 records found" in markdown
    assert "Birds, found by arXiv: does not come near the question; nearness 0.10" in markdown
    data = json.loads(pages["json"].read_text(encoding="utf-8"))
    jsonschema.validate(data, schema())
    assert data["screening"]["out"][0]["reason"] == "not_retrieved"
    assert [notice["kind"] for paper in data["papers"] for notice in paper["notices"]] == ["retracted", "newer_version"]


@pytest.mark.parametrize(
    ("licence", "name"),
    [
        ("http://creativecommons.org/licenses/by-nc-sa/4.0/", "CC BY-NC-SA 4.0"),
        ("cc-by", "CC BY"),
        ("CCBYNCND", "CC BY-NC-ND"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0"),
        ("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", "arXiv licence"),
        ("https://www.springer.com/tdm", "https://www.springer.com/tdm"),
        ("", ""),
    ],
)
def test_names_of_licences(licence: str, name: str) -> None:
    assert licence_name(licence) == name


def test_the_gravest_notice_comes_first() -> None:
    kinds = [NoticeKind.NEWER, NoticeKind.CORRECTED, NoticeKind.RETRACTED]
    paper = Paper(id="a", title="A", notices=tuple(Notice(kind=kind, source="crossref") for kind in kinds))
    assert [view.kind for view in notice_views(paper)] == ["retracted", "corrected", "newer_version"]
    assert paper.grave is not None
    assert notice_words(paper.grave) == "Retracted (Crossref)"
    withdrawn = Paper(id="a", title="A", withdrawn=True, source="arxiv")
    assert withdrawn.grave is not None
    assert withdrawn.grave.kind is NoticeKind.WITHDRAWN
