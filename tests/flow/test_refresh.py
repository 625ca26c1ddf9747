"""The refresh story: six papers, a report; then the world goes on, and the next edition says what changed, no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import story
from flow_world import ROOT, Ran, inside, load, synth
from internet import Internet
from loopback import free_port, serving

from synth.report.machine import schema

SOURCES = "arxiv,openalex,semanticscholar,crossref"
NEXT_DOOR = "2026-12-05T09:00:00+00:00"


@dataclass(frozen=True, kw_only=True)
class Told:
    """The story told to its end."""

    net: Internet
    cwd: Path
    first: dict[str, Any]
    first_text: str
    refreshed: Ran
    second: dict[str, Any]
    summary: dict[str, Any]
    """What `refresh --json` said."""


def run(net: Internet, cwd: Path, *words: str | Path, **env: str) -> Ran:
    return inside(*words, "--library", "lib", cwd=cwd, env=net.environment(**env))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    cwd = tmp_path_factory.mktemp("story")
    with serving() as loopback:
        net = Internet(loopback)
        story.begin(net)
        made = run(net, cwd, "report", story.QUESTION, "--search", SOURCES, "--limit", "10", "--out", "out")
        assert made.code == 0, made.err
        first = (cwd / "out" / "report.json").read_text(encoding="utf-8")
        story.go_on(net)
        refreshed = run(net, cwd, "refresh", "out", "--json")
        assert refreshed.code == 0, refreshed.err
        (summary,) = json.loads(refreshed.out)["reports"]
        yield Told(
            net=net,
            cwd=cwd,
            first=json.loads(first),
            first_text=first,
            refreshed=refreshed,
            second=load(cwd / "out"),
            summary=summary,
        )


def test_the_first_report_has_six_papers_and_nothing_that_changed(told: Told) -> None:
    assert told.first["edition"] == 1
    assert told.first["changes"] is None
    assert {paper["arxiv_id"] for paper in told.first["papers"]} == {story.identifier(name) for name in story.FIRST}
    assert told.first["recipe"]["sources"] == SOURCES.split(",")
    assert told.first["recipe"]["queries"]


def test_exactly_what_happened_to_papers_is_said(told: Told) -> None:
    jsonschema.validate(told.second, schema())
    assert told.second["edition"] == 2
    said = sorted((row["kind"], row["paper"], row["before"]) for row in told.second["changes"]["papers"])
    ids = {name: f"arxiv:{story.identifier(name)}" for name in (*story.FIRST, *story.NEW)}
    assert said == sorted(
        [
            ("added", f"{ids['stilt']}v1", ""),
            ("added", f"{ids['ruff']}v1", ""),
            ("new_version", f"{ids['godwit']}v2", f"{ids['godwit']}v1"),
            ("withdrawn", f"{ids['curlew']}v1", f"{ids['curlew']}v1"),
        ]
    )
    assert "weights that were evaluated" in next(
        row["detail"] for row in told.second["changes"]["papers"] if row["kind"] == "withdrawn"
    )


FLIPS = {
    "PloverLM-7B": (("supported", "consistent"), ("disputed", "consistent"), "stilt"),
    "TernCoder-7B": (("supported", "corroborated"), ("supported", "consistent"), "curlew"),
    "AvocetCoder-3B": (("supported", "consistent"), ("supported", "corroborated"), "ruff"),
}
"""Model of a claim → its verdict before and after, and the paper that did it."""


def test_exactly_the_verdicts_flip_that_the_news_touch(told: Told) -> None:
    """Stilt contradicts plover, ruff repeats avocet, the withdrawal of curlew leaves tern without a second paper."""
    moved = {}
    for row in told.second["changes"]["claims"]:
        if row["kind"] == "verdict":
            (model,) = [model for model in FLIPS if model in row["text"]]
            before, after = row["before"], row["after"]
            moved.setdefault(model, set()).add(((before["label"], before["rung"]), (after["label"], after["rung"])))
    assert moved == {model: {(before, after)} for model, (before, after, _) in FLIPS.items()}


def test_each_flip_names_the_evidence_that_did_it(told: Told) -> None:
    rows = [row for row in told.second["changes"]["claims"] if row["kind"] == "verdict"]
    for row in rows:
        cause = next(cause for model, (_, _, cause) in FLIPS.items() if model in row["text"])
        assert {place["paper"] for place in row["evidence"]} == {f"arxiv:{story.identifier(cause)}v1"}, row["text"]
        assert all(place["quote"] and place["page"] == 1 for place in row["evidence"])


def test_the_committed_example_tells_the_same(told: Told) -> None:
    """`examples/refresh` holds what this story gave; `tell.py` there writes it again."""
    example = json.loads((ROOT / "examples" / "refresh" / "changes.json").read_text(encoding="utf-8"))
    changes = told.second["changes"]
    assert example["papers"] == changes["papers"]
    moved = [
        {
            (row["text"], row["before"]["label"], row["after"]["label"])
            for row in one["claims"]
            if row["kind"] == "verdict"
        }
        for one in (example, changes)
    ]
    assert moved[0] == moved[1], "run examples/refresh/tell.py"


def test_numbers_of_the_new_version_stand_side_by_side(told: Told) -> None:
    changes = told.second["changes"]
    (claim,) = [row for row in changes["claims"] if row["kind"] == "number"]
    assert "GodwitCoder-13B" in claim["text"]
    assert claim["detail"] == claim["text"].replace("64.9", "66.5") != claim["text"]
    assert {(row["before"], row["after"]) for row in changes["numbers"]} == {("66.5", "64.9")}
    cells = [row for row in changes["numbers"] if row["where"].startswith("Table 1")]
    assert [(row["where"], row["claim"]) for row in cells] == [("Table 1: GodwitCoder-13B × pass@1", claim["claim"])]
    assert len(changes["numbers"]) == 3  # the cell, and the two sentences that say it


def test_nothing_else_changed(told: Told) -> None:
    """Every claim is there; those that no changed paper bears on are the same to the letter."""
    changes = told.second["changes"]
    assert {row["kind"] for row in changes["claims"]} == {"verdict", "number"}  # ruff repeats, and adds nothing
    news = {row["paper"] for row in changes["papers"]} | {row["before"] for row in changes["papers"]}
    after = {claim["text"]: claim for claim in told.second["claims"]}
    spoken_of = {row["text"] for row in changes["claims"]} | {row["detail"] for row in changes["claims"]}
    assert len(told.second["claims"]) == len(told.first["claims"])
    same = 0
    for claim in told.first["claims"]:
        if claim["text"] in spoken_of:
            continue
        now = after[claim["text"]]
        assert (now["verdict"], now["rung"], now["reason"]) == (claim["verdict"], claim["rung"], claim["reason"])
        if now == claim:
            same += 1
        else:
            assert news & {place["paper"] for place in now["evidence"]}, claim["text"]
    assert same == changes["kept"]
    assert same >= len(told.first["claims"]) // 3


def test_only_what_is_new_was_read(told: Told) -> None:
    assert told.summary["parsed"] == 3  # two new papers and a new version


def test_a_fresh_report_on_the_same_papers_judges_the_same(told: Told, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in ("tern", "godwit_v2", "plover", "avocet", "dunlin", "stilt", "ruff"):
        (folder / f"{name}.pdf").write_bytes(story.file_of(name))
    made = run(told.net, tmp_path, "report", story.QUESTION, "--papers", folder, "--out", "out")
    assert made.code == 0, made.err
    fresh = {claim["text"]: (claim["verdict"], claim["rung"]) for claim in load(tmp_path / "out")["claims"]}
    mine = {claim["text"]: (claim["verdict"], claim["rung"]) for claim in told.second["claims"]}
    assert len(mine.keys() & fresh.keys()) >= 8
    assert {text: mine[text] for text in mine.keys() & fresh.keys()} == {
        text: fresh[text] for text in mine.keys() & fresh.keys()
    }


def test_pages_and_feed_say_it(told: Told) -> None:
    out = told.cwd / "out"
    html, md = ((out / name).read_text(encoding="utf-8") for name in ("report.html", "report.md"))
    for page in (html, md):
        assert "What changed" in page
        assert "2 new papers, 1 new version, 1 withdrawal, " in page
    machine = json.loads((out / "changes.json").read_text(encoding="utf-8"))
    assert machine["edition"] == 2
    assert machine["papers"] == told.second["changes"]["papers"]
    feed = ElementTree.parse(out / "changes.atom").getroot()
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert [one.text for one in feed.findall("a:entry/a:title", atom)] == [machine["headline"]]
    assert "disputed" in (feed.findtext("a:entry/a:content", "", atom))


def test_again_nothing_is_new_and_nothing_is_written(told: Told) -> None:
    before = {path: path.stat().st_mtime_ns for path in (told.cwd / "out").iterdir()}
    again = run(told.net, told.cwd, "refresh", "out", "--fail-on", "change")
    assert again.code == 0, again.err
    assert again.out.splitlines() == [f"out: nothing new since {told.second['created'][:10]}"]
    assert {path: path.stat().st_mtime_ns for path in (told.cwd / "out").iterdir()} == before


def test_nothing_new_costs_under_two_cpu_seconds_and_reads_nothing(told: Told) -> None:
    asked = len(told.net.loopback.requests)
    done = synth("refresh", "out", "--library", "lib", "--json", cwd=told.cwd, env=told.net.environment())
    assert done.code == 0, done.err
    (row,) = json.loads(done.out)["reports"]
    assert (row["new"], row["parsed"], row["embedded"]) == (False, 0, 0)
    assert done.cpu < 2, done.cpu
    paths = {request.path for request in told.net.loopback.requests[asked:]}
    assert not any(path.startswith(("/pdf/", "/open/")) for path in paths)


def test_the_library_keeps_both_editions(told: Told, tmp_path: Path) -> None:
    listed = run(told.net, told.cwd, "history", "out", "--json")
    rows = json.loads(listed.out)["editions"]
    assert [row["edition"] for row in rows] == [1, 2]
    assert rows[1]["changes"]["previous"] == rows[0]["sha256"]
    said = run(told.net, told.cwd, "history", "out").out.splitlines()
    assert len(said) == 2
    assert said[1].endswith("3 numbers printed otherwise")
    taken = run(told.net, told.cwd, "history", "out", "--edition", "1", "--out", tmp_path / "old")
    assert taken.code == 0, taken.err
    assert (tmp_path / "old" / "report.json").read_text(encoding="utf-8") == told.first_text
    assert str(told.cwd / "out") in run(told.net, told.cwd, "history").out


def test_offline_the_files_are_looked_at_and_one_line_says_so(told: Told) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    names = ("ARXIV", "OPENALEX", "SEMANTICSCHOLAR", "CROSSREF", "ARXIV_OAI", "ARXIV_FILES")
    off = {f"SYNTH_{name}_URL": nowhere for name in names}
    done = run(told.net, told.cwd, "refresh", "out", **off)
    assert done.code == 3
    assert len(done.lines) == 1
    assert "the network is unreachable" in done.err
    assert run(told.net, told.cwd, "refresh", "out", "--local", **off).code == 0
