"""`synth paper FILE`: the card on the terminal, as JSON, and as files beside it."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from flow_world import CORPUS, synth

DIGEST = CORPUS / "papers" / "digest-09-passk-pass1-conflict.pdf"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of two digests, and the card of one of them."""
    cwd = tmp_path_factory.mktemp("card")
    others = sorted((CORPUS / "papers").glob("digest-0[78]*.pdf"))
    ran = synth("paper", others[0], "--show", "sections", "--library", cwd / "library", cwd=cwd)
    assert ran.code == 0, ran.err
    ran = synth("paper", DIGEST, "--out", cwd / "out", "--library", cwd / "library", cwd=cwd)
    assert ran.code == 0, ran.err
    (cwd / "said.txt").write_text(ran.out, encoding="utf-8")
    return cwd


def test_the_terminal_shows_the_card(world: Path) -> None:
    said = (world / "said.txt").read_text(encoding="utf-8")
    at = [
        said.index(word)
        for word in ("Card · trust", "What are the key results?", "Protocol signals", "checklist", "card:")
    ]
    assert at == sorted(at)


def test_json_holds_the_card_with_its_evidence(world: Path) -> None:
    ran = synth("paper", DIGEST, "--json", "--library", world / "library", cwd=world)
    assert ran.code == 0 and ran.err == "", ran.err
    card = json.loads(ran.out)["card"]
    assert card == json.loads((world / "out" / "card.json").read_text(encoding="utf-8"))
    for field in card["signals"].values():
        quotes = [quote for value in field["values"] for quote in value["evidence"]] + field["evidence"]
        assert bool(quotes) == (field["status"] != "missing")
        assert all(quote["page"] >= 1 and quote["quote"] for quote in quotes)
    assert card["usefulness"]["score"] == pytest.approx(sum(p["points"] for p in card["usefulness"]["parts"]), abs=0.06)
    assert [one["title"] for one in card["related"]] and all(len(one["parts"]) == 3 for one in card["related"])
    only = synth("paper", DIGEST, "--show", "tables", "--json", "--library", world / "library", cwd=world)
    assert "card" not in json.loads(only.out)


def test_files_stand_beside_the_page(world: Path) -> None:
    out = world / "out"
    names = {path.name for path in out.iterdir()}
    assert names == {"card.html", "card.md", "card.json", "paper.bib", "paper.ris", "paper.enw", "paper.csl.json"}
    page = html.unescape((out / "card.html").read_text(encoding="utf-8"))
    assert "default-src 'none'" in page and "<script src" not in page and 'src="http' not in page
    assert (out / "card.md").read_text(encoding="utf-8").startswith("---\ntitle: ")
    endnote = (out / "paper.enw").read_text(encoding="utf-8").splitlines()
    assert endnote[0].startswith("%0 ") and any(line.startswith("%T ") for line in endnote)


def test_a_card_that_cannot_be_written_is_one_line(world: Path) -> None:
    blocked = world / "file"
    blocked.write_text("here", encoding="utf-8")
    ran = synth("paper", DIGEST, "--out", blocked, "--library", world / "library", cwd=world)
    assert ran.code == 2 and "cannot write" in ran.err and len(ran.err.splitlines()) <= 2
