"""What changed, on every page, for programs and in the feed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pymupdf
import pytest
from report_world import HOSTILE

from synth.records import Changes, ClaimChangeKind, PaperChangeKind, Report
from synth.report.build import build
from synth.report.changed import headline, lines
from synth.report.feed import MOST, Entry, atom, changes_json

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def changes(report: Report) -> Changes:
    assert report.changes is not None
    return report.changes


def test_all_of_it_in_one_line(changes: Changes) -> None:
    assert headline(changes) == (
        "1 new paper, 1 new version, 1 retraction, 1 paper gone, 1 file that cannot be read, 1 verdict changed, "
        "1 claim with another number, 1 claim added, 1 claim dropped, 1 number printed otherwise"
    )
    assert headline(replace(changes, papers=(), claims=(), numbers=())) == "nothing new"


def test_every_kind_has_words() -> None:
    from synth.report import changed

    assert set(changed._PAPERS) == set(changed._WORDS) == set(PaperChangeKind)
    assert set(changed._CLAIMS) == set(ClaimChangeKind)


def test_one_line_a_change(changes: Changes) -> None:
    said = lines(changes)
    assert len(said) == len(changes.papers) + len(changes.claims) + len(changes.numbers)
    assert said[0] == "new version: Tries (version 2)"
    assert said[5].startswith("verified, consistent → disputed, faithful: ")
    assert "Before: The pass@8 objective costs 3.4 points." in said[6]
    assert said[7].startswith("added: ")
    assert said[-1] == "59.1 → 58.9: Table 2: Ours | theirs × HumanEval"
    assert not any("\x1b" in line or "\u202e" in line for line in said)


def test_pages_show_each_change(report: Report, pages: dict[str, Path]) -> None:
    with pymupdf.open(pages["pdf"]) as document:
        pdf = " ".join("".join(page.get_text() for page in document).split())
    html, md = (pages[name].read_text(encoding="utf-8") for name in ("html", "md"))
    for text in (html, md, pdf):
        assert "Edition 2, since 2026-05-01 10:00 UTC" in text
        assert "7 verdicts left as before; 4 claims were judged" in text
        for title in ("Verdicts that changed", "Numbers that versions print differently", "Claims dropped"):
            assert title in text
        assert "59.1" in text
        assert "Not asked: openalex: HTTP 403" in text
    assert 'href="#changes"' in html
    assert '<s class="figure">59.1</s>' in html


def test_what_did_not_move_shows_one_verdict(report: Report) -> None:
    view = build(report, out=Path(), files={})
    assert view.changes is not None
    (moved,) = view.changes.verdicts
    assert moved.before is not None
    assert moved.after is not None
    (same,) = view.changes.reworded
    assert same.before is None
    assert same.after is not None
    (gone,) = view.changes.dropped
    assert gone.claim is None
    assert gone.before is not None


def test_a_first_edition_has_no_such_section(report: Report) -> None:
    first = replace(report, changes=None, edition=1)
    assert build(first, out=Path(), files={}).changes is None


def test_for_programs(report: Report, changes: Changes) -> None:
    data = json.loads(changes_json(report))
    assert (data["edition"], data["created"], data["headline"]) == (2, report.created, headline(changes))
    assert [row["kind"] for row in data["claims"]] == ["verdict", "number", "added", "dropped"]
    assert data["claims"][0]["evidence"][0]["quote"]


def test_the_feed_is_well_formed_whatever_papers_say(report: Report, changes: Changes) -> None:
    entries = [
        Entry(sha256=f"{n:064x}", created=f"2026-06-{n % 28 + 1:02}T00:00:00+00:00", changes=changes) for n in range(60)
    ]
    feed = ElementTree.fromstring(atom(report.question + HOSTILE, "ab" * 32, entries))
    assert feed.findtext("a:id", "", ATOM) == f"urn:sha256:{'ab' * 32}"
    assert feed.findtext("a:updated", "", ATOM) == entries[0].created
    rows = feed.findall("a:entry", ATOM)
    assert len(rows) == MOST
    ids = [row.findtext("a:id", "", ATOM) for row in rows]
    assert len(set(ids)) == MOST
    content = rows[0].findtext("a:content", "", ATOM)
    assert "<script>" in content  # as text: the content says that it is plain
    assert len(content.splitlines()) == len(lines(changes))
    empty = ElementTree.fromstring(atom("Q", "cd" * 32, []))
    assert empty.findall("a:entry", ATOM) == []
