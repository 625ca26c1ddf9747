"""Peer reviews on a site: on the page of their paper, with the thread beside it."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from flow_world import CORPUS, inside

from synth.report.forum import discussion_dict
from synth.report.forum.loading import read_discussion

REVIEWS = CORPUS.parent / "reviews"
DIGEST = CORPUS / "papers" / "digest-02-wizardcoder.pdf"
BUILD = ("site", "build", "out", "--papers", REVIEWS / "tides.md", "--papers", DIGEST, "--library", "library")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cwd = tmp_path_factory.mktemp("reviewed")
    thread = ("reviews", REVIEWS / "tides-reviews.md", "--library", "library", "-q", "--out")
    assert inside(*thread, "told/bound", "--paper", REVIEWS / "tides.md", cwd=cwd).code == 0
    assert inside(*thread, "told/again", "--paper", REVIEWS / "tides.md", cwd=cwd).code == 0
    free = cwd / "told" / "free"
    free.mkdir()
    data = json.loads((cwd / "told/bound/reviews.json").read_text())
    (free / "reviews.json").write_text(json.dumps({**data, "paper": None}))
    (cwd / "told" / "odd").mkdir()
    (cwd / "told/odd/reviews.json").write_text('{"thread": {}}')
    ran = inside(*BUILD, "--with", "told", cwd=cwd)
    assert ran.code == 0 and ", 1 review thread\n" in ran.out, ran.err
    assert "its paper is not on this site" in ran.err and "odd/reviews.json" in ran.err and len(ran.lines) == 2
    return cwd


def test_each_concern_opens_its_place_and_its_words_in_the_thread(world: Path) -> None:
    (thread,) = (world / "out" / "t").glob("*.html")
    page = (world / "out" / "p" / thread.name).read_text(encoding="utf-8")
    shown = html.unescape(page)
    there = set(re.findall(r'\bid="([^"]+)"', thread.read_text(encoding="utf-8")))
    links = re.findall(rf'href="\.\./t/{re.escape(thread.name)}#([^"]+)"', page)
    assert links and set(links) <= there
    data = json.loads((world / "told/bound/reviews.json").read_text(encoding="utf-8"))
    for number, one in enumerate(data["concerns"], start=1):
        card = shown.partition(f'id="c{number}"')[2].partition("</details>")[0]
        assert one["said"]["text"] in card and one["explanation"] in card
        assert all(target["label"] in card for target in one["targets"])
        assert all(target["place"]["quote"] in card for target in one["targets"] if target["place"])
        assert (">None.<" in card) == (not one["answers"])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) and 'href="#reviews"' in page
    others = [path for path in (world / "out" / "p").glob("*.html") if path.name != thread.name]
    assert others and all('id="reviews"' not in path.read_text(encoding="utf-8") for path in others)


def test_a_file_is_read_back_whole(world: Path) -> None:
    data = json.loads((world / "told/bound/reviews.json").read_text(encoding="utf-8"))
    assert discussion_dict(read_discussion(data)) == data


def test_they_stay_with_the_next_build_and_go_with_their_folder(world: Path) -> None:
    same = json.loads(inside(*BUILD, "--with", "told/bound", "--json", cwd=world).out)
    assert (same["written"], same["removed"]) == (0, 0) and len(list((world / "out" / "t").iterdir())) == 1
    without = json.loads(inside(*BUILD, "--json", cwd=world).out)
    assert without["removed"] == 1 and without["counts"]["review threads"] == 0
    assert all('id="reviews"' not in path.read_text() for path in (world / "out" / "p").glob("*.html"))
