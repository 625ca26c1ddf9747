"""`synth fetch` over several sources, ids of all kinds and reference lists: the command against a loopback internet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fetch_world import PDF
from internet import Internet, Work
from loopback import Loopback, Reply, free_port
from typer.testing import CliRunner, Result

from synth.cli.app import app
from synth.fetch import read_record


@pytest.fixture
def net(loopback: Loopback) -> Internet:
    world = Internet(loopback)
    world.add(
        Work(
            arxiv="2601.00001", doi="10.5555/pub.1", title="Rewards for code, in print", abstract="rewards", pdfs=[PDF]
        ),
        Work(doi="10.5555/open.2", title="Rewards with an open copy", abstract="rewards", pdfs=[PDF + b"2\n%%EOF"]),
        Work(doi="10.5555/closed.3", title="Rewards behind a wall", abstract="rewards"),
        Work(arxiv="2601.00004", title="Another thing", abstract="starlings", pdfs=[PDF]),
    )
    return world


@pytest.fixture
def run(net: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in net.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[Result, Any]:
        done = CliRunner().invoke(
            app, ["fetch", *words, "--library", str(tmp_path / "lib"), "--out", "papers", "--json"]
        )
        return done, json.loads(done.stdout) if done.stdout else None

    return run


def states(summary: Any) -> dict[str, str]:
    return {row.get("id", row["asked"]): row["status"] for row in summary["papers"]}


def test_several_sources_give_each_work_once(run: Any, net: Internet, tmp_path: Path) -> None:
    done, summary = run("rewards", "--search", "arxiv,openalex,semanticscholar,crossref")
    assert done.exit_code == 3  # one could not be had
    assert states(summary) == {
        "arxiv:2601.00001v1": "downloaded", "doi:10.5555/open.2": "downloaded", "doi:10.5555/closed.3": "failed",
    }  # fmt: skip
    assert summary["duplicates"] == 7
    assert [row["source"] for row in summary["searched"]] == ["arxiv", "openalex", "semanticscholar", "crossref"]
    assert [row["found"] for row in summary["searched"]] == [1, 3, 3, 3]
    (failed,) = [row for row in summary["papers"] if row["status"] == "failed"]
    assert "no open copy" in failed["reason"]
    names = sorted(path.name for path in (tmp_path / "papers").iterdir())
    assert names == ["2601.00001v1.json", "2601.00001v1.pdf", "doi_10.5555_open.2.json", "doi_10.5555_open.2.pdf"]
    record = read_record(tmp_path / "papers" / "2601.00001v1.json")
    assert record is not None
    assert record.doi == "10.5555/pub.1"
    assert {one.source for one in record.origins} >= {"arxiv", "crossref"}
    asked = len(net.loopback.requests)
    _, summary = run("rewards", "--search", "arxiv,openalex,semanticscholar,crossref")
    assert sorted(states(summary).values()) == ["failed", "present", "present"]
    assert len(net.loopback.requests) == asked  # answers are kept, files are there


def test_ids_of_all_kinds(run: Any) -> None:
    done, summary = run("10.5555/open.2", "https://doi.org/10.5555/PUB.1", "2601.00004", "10.5555/unknown.9")
    assert states(summary) == {
        "arxiv:2601.00004v1": "downloaded", "doi:10.5555/unknown.9": "failed", "doi:10.5555/open.2": "downloaded",
        "arxiv:2601.00001v1": "downloaded",
    }  # fmt: skip
    assert done.exit_code == 2  # an id that nobody knows


def test_a_reference_list(run: Any, tmp_path: Path) -> None:
    (tmp_path / "here.pdf").write_bytes(PDF)
    (tmp_path / "refs.bib").write_text(
        "@misc{a, title={Another thing}, eprint={2601.00004}, archivePrefix={arXiv}}\n"
        "@article{b, title={Attached}, doi={10.5555/at.1}, file={x:here.pdf:application/pdf}}\n"
        "@article{c, title={Rewards with an open copy}, doi={10.5555/open.2}}\n"
        "@book{d, publisher={Nobody}}\n"
    )
    done, summary = run("refs.bib")
    assert states(summary) == {
        "refs.bib": "failed", "doi:10.5555/at.1": "present", "arxiv:2601.00004v1": "downloaded",
        "doi:10.5555/open.2": "downloaded",
    }  # fmt: skip
    assert done.exit_code == 2
    (attached,) = [row for row in summary["papers"] if row.get("id") == "doi:10.5555/at.1"]
    assert attached["path"] == "here.pdf"


def test_a_source_that_refuses_is_a_row_and_the_rest_is_done(run: Any, net: Internet) -> None:
    net.loopback.route("/openalex/works", Reply(status=403, body=b'{"message": "key"}'))
    done, summary = run("starlings", "--search", "openalex,arxiv")
    assert done.exit_code == 3
    assert states(summary) == {"starlings (openalex)": "failed", "arxiv:2601.00004v1": "downloaded"}
    assert summary["searched"][0]["note"].startswith("not asked: ")


def test_a_copy_that_is_a_web_page_is_no_paper(run: Any, net: Internet, tmp_path: Path) -> None:
    net.loopback.below("/open/", Reply(body=b"<html>Log in</html>", headers={"Content-Type": "text/html"}))
    done, summary = run("10.5555/open.2")
    assert done.exit_code == 3
    assert "web page instead of a PDF" in summary["papers"][0]["reason"]
    assert not list((tmp_path / "papers").glob("*.pdf"))


def test_only_what_is_new(run: Any, net: Internet) -> None:
    net.works[3].date = "2026-05-01"
    _, summary = run("starlings", "--since", "2026-06-01")
    assert states(summary) == {"starlings (arxiv)": "nothing"}
    _, summary = run("starlings", "--since", "2026-04-01")
    assert states(summary) == {"arxiv:2601.00004v1": "downloaded"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x", "--search", "scopus"], "unknown source 'scopus'"),
        (["x", "--since", "yesterday"], "not a day: 'yesterday'"),
        (["nowhere.bib"], "no such reference list: nowhere.bib"),
    ],
)
def test_wrong_usage(run: Any, words: list[str], said: str) -> None:
    done, _ = run(*words)
    assert said in str(done.exception)
    assert getattr(done.exception, "exit_code", None) == 2


def test_offline_is_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = f"http://127.0.0.1:{free_port()}"
    for name in ("ARXIV", "OPENALEX", "CROSSREF"):
        monkeypatch.setenv(f"SYNTH_{name}_URL", gone)
    done, _ = run("rewards", "--search", "arxiv,openalex,crossref")
    assert done.exit_code == 3
    assert len(done.stderr.splitlines()) == 3
    assert all("network unreachable" in line for line in done.stderr.splitlines())
