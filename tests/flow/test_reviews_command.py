"""`synth reviews FILE`: concerns on the terminal, as JSON, as pages beside it; errors in one line."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flow_world import inside

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
TIDES = CORPORA / "reviews" / "tides.md"
THREAD = CORPORA / "reviews" / "tides-reviews.md"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library and what the command wrote and said."""
    cwd = tmp_path_factory.mktemp("reviews")
    ran = inside("reviews", THREAD, "--paper", TIDES, "--out", "out", "--library", "library", cwd=cwd)
    assert ran.code == 0, ran.err
    (cwd / "said.txt").write_text(ran.out, encoding="utf-8")
    return cwd


def load(world: Path) -> Any:
    """What reviews.json holds."""
    return json.loads((world / "out" / "reviews.json").read_text(encoding="utf-8"))


def test_every_concern_opens_its_words_its_place_and_its_answer(world: Path) -> None:
    data = load(world)
    text = data["thread"]["text"]
    assert text == THREAD.read_text(encoding="utf-8")
    for one in data["concerns"]:
        for said in (one["said"], *one["repeats"]):
            assert said["text"] == " ".join(text[said["start"] : said["end"]].split())
        assert one["targets"] and one["explanation"] and one["reason"]
        assert bool(one["answers"]) == (one["status"] != "not_answered")
        assert one["status"] != "settled" or any(item["stance"] == "supports" for item in one["evidence"])
    counts = data["counts"]
    assert counts["concerns"] == len(data["concerns"]) == sum(counts.values()) - counts["concerns"]


def test_a_table_of_the_paper_settles_what_the_answer_prints(world: Path) -> None:
    by_words = {one["said"]["text"][:30]: one for one in load(world)["concerns"]}
    neural = by_words["There is no neural baseline. S"]
    assert neural["status"] == "settled" and neural["reason"] == "paper_has_it"
    assert any(item["place"] and item["place"]["quote"].startswith("Table 4") for item in neural["evidence"])
    neighbours = by_words["Why five neighbours in Eq. (2)"]
    assert neighbours["targets"][0]["label"] == "Eq. 2" and neighbours["targets"][0]["named"]
    time = by_words["How long does fitting take for"]
    assert time["status"] == "not_answered" and time["answers"] == []


def test_pages_mark_the_thread_and_load_nothing(world: Path) -> None:
    page = (world / "out" / "reviews.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html.unescape(page) and 'src="http' not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    shown = html.unescape(page)
    markdown = (world / "out" / "reviews.md").read_text(encoding="utf-8")
    assert markdown.startswith("---\ntitle: ")
    for one in load(world)["concerns"]:
        assert one["said"]["text"] in shown and one["said"]["text"][:40] in markdown.replace("\\", "")
    said = (world / "said.txt").read_text(encoding="utf-8")
    assert "not answered" in said and "reviews: out/reviews.html" in said


def test_no_words_are_cut_off(world: Path) -> None:
    for name in ("out/reviews.html", "out/reviews.md", "said.txt"):
        assert "…" not in (world / name).read_text(encoding="utf-8"), name
    table = (world / "out" / "reviews.html").read_text(encoding="utf-8").partition('class="glance"')[2]
    short = re.findall(r'<td><a href="#c\d+">([^<]*)</a>', table)
    for one, words in zip(load(world)["concerns"], short, strict=True):
        assert one["said"]["text"].startswith(html.unescape(words)) and words.endswith((".", "?")), words


def test_they_stand_on_the_card_of_the_paper(world: Path) -> None:
    ran = inside("paper", TIDES, "--reviews", THREAD, "--out", "card", "--library", "library", cwd=world)
    assert ran.code == 0 and "9 concerns" in ran.out, ran.err
    card = json.loads((world / "card" / "card.json").read_text(encoding="utf-8"))
    assert card["reviews"] == load(world)
    page = (world / "card" / "card.html").read_text(encoding="utf-8")
    there = (world / "card" / "reviews.html").read_text(encoding="utf-8")
    named = set(re.findall(r'href="reviews\.html#([^"]+)"', page))
    assert named and named <= set(re.findall(r'\bid="([^"]+)"', there))
    assert "| 9 |" in (world / "card" / "card.md").read_text(encoding="utf-8").partition("## Peer reviews")[2]


def test_without_the_paper_concerns_keep_what_the_reviews_name(world: Path) -> None:
    ran = inside("reviews", THREAD, "--json", "--library", "other", "--fail-on", "open", cwd=world)
    data = json.loads(ran.out)
    assert ran.code == 1 and data["paper"] is None and "not at hand" in data["notes"][0]
    assert "Table 3" in {one["targets"][0]["label"] for one in data["concerns"]}
    # Its library knows the paper now, by title.
    known = json.loads(inside("reviews", THREAD, "--json", "--library", "library", cwd=world).out)
    assert known["paper"] == load(world)["paper"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("none.txt", b"Nothing of interest.\n", "no review"),
        ("nonsense.json", b'{"notes": {"a": [1, 2', "not JSON"),
        ("paper.pdf", b"%PDF-1.4 whatever", "PDF"),
        ("deep.json", b"[" * 200_000, "not JSON"),
    ],
)
def test_what_is_no_thread_is_refused_in_one_line(world: Path, name: str, content: bytes, says: str) -> None:
    (world / name).write_bytes(content)
    ran = inside("reviews", name, "--library", "library", cwd=world)
    assert ran.code == 2 and ran.out == ""
    assert len(ran.err.strip().splitlines()) <= 2 and says in ran.err, ran.err


def test_a_missing_file_is_said(world: Path) -> None:
    ran = inside("reviews", "nowhere.json", "--library", "library", cwd=world)
    assert ran.code == 2 and "no such file" in ran.err
