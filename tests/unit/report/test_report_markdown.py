from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from report_world import HOSTILE

from synth.records import Report
from synth.report import write
from synth.report.text import clean


@pytest.fixture(scope="module")
def raw(pages: dict[str, Path]) -> str:
    return pages["md"].read_text(encoding="utf-8")


def rendered(raw: str) -> str:
    body = raw.split("\n---\n", 1)[1]
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(body)


def plain(html: str) -> str:
    import html as entities

    return " ".join(entities.unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_front_matter_is_yaml_of_json_strings(raw: str, report: Report) -> None:
    front = raw.split("---\n")[1].splitlines()
    fields = dict(line.split(": ", 1) for line in front if ": " in line)
    assert json.loads(fields["title"]) == report.title
    assert json.loads(fields["question"]) == report.question
    assert json.loads(fields["schema_version"]) == report.schema_version
    assert fields["  verified"] == "2"


def test_no_claim_and_no_quote_is_cut(raw: str, report: Report) -> None:
    shown = plain(rendered(raw))
    for checked in report.claims:
        changed = sum(change.claim == checked.claim.id for change in report.changes.claims) if report.changes else 0
        text = " ".join(clean(checked.claim.text).split())
        assert shown.count(text) == 2 + changed or "<" in text
        if "<" not in checked.claim.quote:
            assert clean(checked.claim.quote) in shown


def test_tables_are_well_formed(raw: str) -> None:
    html = rendered(raw)
    assert html.count("<table>") == 6
    for table in re.findall(r"<table>.*?</table>", html, re.DOTALL):
        widths = {len(re.findall(r"<t[hd]\b", row)) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)}
        assert len(widths) == 1
        assert "<td></td>" not in table


def test_links_lead_to_claims_that_exist(raw: str) -> None:
    html = rendered(raw)
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets
    assert targets == set(re.findall(r'<a id="([^"]+)"', html))


def test_hostile_text_is_shown_and_does_nothing(raw: str) -> None:
    html = rendered(raw)
    assert "<script" not in html and "<img" not in html
    assert "evil.example" not in "".join(re.findall(r'(?:href|src)="[^"]*"', html))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert clean(HOSTILE) in plain(html.replace("&lt;", "‹").replace("&gt;", "›")).replace("‹", "<").replace("›", ">")
    assert not [c for c in raw if ord(c) < 32 and c != "\n"]


def test_corrections_pages_and_cells_are_named(raw: str) -> None:
    assert "**Should read:** The pass@8 objective costs 3.5 points of pass@1 on HumanEval." in raw
    assert "Table 2: Ours, pass@8 objective × HumanEval › p@1 = 58.9" in raw
    assert "https://arxiv.org/pdf/2501.00001v2#page=1" in raw
    assert "The file is encrypted." in raw


def test_no_stray_blank_runs(raw: str) -> None:
    assert "\n\n\n\n" not in raw
    assert not re.search(r"[ \t]+$", raw, re.MULTILINE)


def test_an_empty_report_says_so(empty: Report, tmp_path: Path) -> None:
    raw = write(empty, tmp_path, formats=("md",))["md"].read_text(encoding="utf-8")
    assert "No answer: none of the papers" in raw
    assert "score: null" in raw
