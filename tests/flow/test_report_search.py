"""`synth report --search`: from a question to papers on a loopback internet, with a search log; offline it says so."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import jsonschema
import pytest
import story
from flow_world import Ran, inside, load
from internet import Internet, Work
from loopback import Loopback, Reply, free_port

from synth.report.machine import schema

SOURCES = "arxiv,openalex,semanticscholar,crossref"


@pytest.fixture
def net(loopback: Loopback) -> Internet:
    world = Internet(loopback)
    world.add(*(story.work(name) for name in ("tern", "curlew", "plover")))
    world.add(
        Work(
            doi="10.5555/closed.1",
            title="Rewards for pass@1 behind a wall",
            abstract="Reinforcement learning raises pass@1 and pass@k on HumanEval and MBPP.",
        ),
        Work(
            doi="10.5555/taken.2",
            title="Reinforcement learning and pass@1, too good to be true",
            abstract="Reinforcement learning raises pass@1 and pass@k.",
            retracted="10.5555/notice.3",
        ),
        Work(
            arxiv="2603.00999", title="Starlings over the North Sea", abstract="Birds pass HumanEval Sands in autumn."
        ),
        Work(
            arxiv="2603.00998",
            title="Reinforcement learning of pass@1 without a file",
            abstract="Reinforcement learning and pass@1 on HumanEval.",
        ),
    )
    return world


def run(net: Internet, cwd: Path, *words: str, question: str = story.QUESTION, **env: str) -> Ran:
    arguments = ("report", question, "--library", "lib", "--out", "out", *words)
    return inside(*arguments, cwd=cwd, env=net.environment(**env))


def test_the_way_from_a_question_to_papers_is_told(net: Internet, tmp_path: Path) -> None:
    net.works[1].withdrawn = ""
    net.works[0].licence = "http://creativecommons.org/licenses/by-sa/4.0/"
    done = run(net, tmp_path, "--search", SOURCES, "--limit", "2")
    assert done.code == 0, done.err
    report = load(tmp_path / "out")
    jsonschema.validate(report, schema())
    log = report["search"]
    assert {row["source"] for row in log} == set(SOURCES.split(","))
    assert all(row["date"] and row["query"] and row["note"] == "" for row in log)
    assert any(row["kept"] for row in log)
    screening = report["screening"]
    assert screening["identified"] == sum(row["found"] for row in log)
    assert screening["identified"] - screening["duplicates"] == screening["screened"]
    assert screening["read"] == len(report["papers"]) == 2
    assert screening["screened"] == screening["read"] + len(screening["out"])
    reasons = {one["title"]: one["reason"] for one in screening["out"]}
    assert reasons.pop("Rewards for pass@1 behind a wall") == "no_open_copy"
    assert reasons.pop("Reinforcement learning and pass@1, too good to be true") == "retracted"
    assert reasons.pop("Reinforcement learning of pass@1 without a file", "not_retrieved") == "not_retrieved"
    assert set(reasons.values()) <= {"beyond_limit", "unrelated", "not_retrieved"}
    for paper in report["papers"]:
        assert paper["origins"]["title"] == "arxiv"
        assert len(paper["ids"]) == 3  # arXiv's, OpenAlex's and Semantic Scholar's
        assert paper["licence"].startswith("http://creativecommons.org/")
        assert paper["notices"] == []
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert f"{screening['identified']} records found" in page
    assert re.search(r"<svg viewBox[^>]* role=\"img\" aria-label=\"\d+ records found", page)
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "From records to papers:" in text
    assert "is retracted (Retraction Watch, 2026-05-01)" in text
    assert not (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"<")
    asked = len(net.loopback.requests)
    again = run(net, tmp_path, "--search", SOURCES, "--limit", "2")
    assert again.code == 0, again.err
    assert "0 files read, 0 texts embedded" in again.out
    # Answers are kept and papers are there; only what could not be had is tried again.
    assert {request.path for request in net.loopback.requests[asked:]} <= {"/pdf/2603.00998v1"}


def test_a_folder_and_a_search_read_each_paper_once(net: Internet, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for name in ("tern", "plover"):
        path = tmp_path / "mine" / f"{story.identifier(name)}v1.pdf"
        path.write_bytes(story.file_of(name))
    net.loopback.route("/openalex/works", Reply(status=403, body=b'{"message": "key"}'))
    done = run(net, tmp_path, "--papers", "mine", "--search", "arxiv,openalex", "--limit", "5")
    assert done.code == 0, done.err
    report = load(tmp_path / "out")
    titles = [paper["title"] for paper in report["papers"] if paper["status"] == "read"]
    assert len(titles) == len(set(titles))
    assert not [paper for paper in report["papers"] if "same paper" in paper["reason"]]
    (refused,) = [row for row in report["search"] if row["source"] == "openalex"]
    assert refused["note"].startswith("not asked: ")
    assert "openalex: not asked" in done.out
    assert report["search"][0] | {"source": "folder", "query": "mine", "found": 2, "kept": 2} == report["search"][0]


def test_a_reference_list_is_read(net: Internet, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(
        f"@misc{{a, title={{{story.manuscript('tern').title}}}, eprint={{{story.identifier('tern')}}}, "
        "archivePrefix={arXiv}}\n"
    )
    done = run(net, tmp_path, "--refs", "refs.bib")
    assert done.code == 0, done.err
    report = load(tmp_path / "out")
    assert [paper["arxiv_id"] for paper in report["papers"]] == [story.identifier("tern")]
    assert report["search"][0]["source"] == "list"


def test_reviews_are_documents_that_only_repeat(net: Internet, tmp_path: Path) -> None:
    paper = net.by_arxiv(story.identifier("tern"))
    paper.openreview = "fOrUmTern"
    paper.replies = [
        {
            "id": "r1", "forum": "fOrUmTern", "replyto": "fOrUmTern", "cdate": 1,
            "invitations": ["Conf/Submission1/-/Official_Review"], "signatures": ["Conf/Submission1/Reviewer_x"],
            "content": {"summary": {"value": "On HumanEval, TernCoder-7B reaches a pass@1 of 61.4, the authors say."}},
        }
    ]  # fmt: skip
    net.works[:] = [paper]
    done = run(net, tmp_path, "--search", "arxiv,openreview", "--limit", "3")
    assert done.code == 0, done.err
    report = load(tmp_path / "out")
    by_id = {one["id"]: one for one in report["papers"]}
    assert "openreview:fOrUmTern#reviews" in by_id
    places = [place for claim in report["claims"] for place in claim["evidence"]]
    reviews = [place for place in places if place["paper"].endswith("#reviews") and place["relation"] != "source"]
    assert all(place["relation"] in ("repetition", "same_paper") for place in reviews)
    assert not any(claim["rung"] == "corroborated" for claim in report["claims"])


def test_offline_a_search_is_one_line_and_a_folder_goes_on(net: Internet, tmp_path: Path) -> None:
    gone = {f"SYNTH_{name}_URL": f"http://127.0.0.1:{free_port()}" for name in ("ARXIV", "OPENALEX", "CROSSREF")}
    start = time.monotonic()
    done = run(net, tmp_path, "--search", "arxiv,openalex,crossref", **gone)
    assert time.monotonic() - start < 20  # given up within ten seconds; the rest is start-up on a busy machine
    assert done.code == 3
    assert len(done.lines) == 2, done.err
    assert done.lines[0].startswith("synth: network unreachable: ")
    assert "--papers" in done.lines[1]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "tern.pdf").write_bytes(story.file_of("tern"))
    done = run(net, tmp_path, "--papers", "mine", "--search", "arxiv,openalex,crossref", **gone)
    assert done.code == 3, done.err
    assert "arxiv: not asked: network unreachable" in " ".join(done.out.split())
    report = load(tmp_path / "out")
    assert report["claims"]
    assert all("network unreachable" in row["note"] for row in report["search"][1:])
    json.dumps(report["screening"])
