"""A refresh of a report on a folder: files that come, change, go, move, or cannot be read; reports that travel."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import story
from flow_world import Ran, inside, load
from internet import Internet
from loopback import Loopback, free_port
from typeset import markdown

NAMES = ("tern", "plover", "avocet", "dunlin")


@pytest.fixture
def cwd(tmp_path: Path) -> Path:
    """A report on four Markdown papers, and where it was made."""
    papers = tmp_path / "papers"
    papers.mkdir()
    for name in NAMES:
        (papers / f"{name}.md").write_text(markdown(story.manuscript(name)), encoding="utf-8")
    made = run(tmp_path, "report", story.QUESTION, "--papers", "papers", "--out", "out")
    assert made.code == 0, made.err
    return tmp_path


def run(cwd: Path, *words: str | Path, library: str = "lib", **env: str) -> Ran:
    return inside(*words, "--library", library, cwd=cwd, env=env)


def refreshed(cwd: Path, *words: str | Path, **more: str) -> dict[str, Any]:
    """What `refresh --json` says of the one report."""
    done = run(cwd, "refresh", "out", "--local", "--json", *words, **more)
    assert done.code == 0, done.err
    (row,) = json.loads(done.out)["reports"]
    assert isinstance(row, dict)
    return row


def kinds(row: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((one["kind"], one["title"].split(":")[0]) for one in row["changes"]["papers"])


def claims(row: dict[str, Any], kind: str) -> list[str]:
    return [one["text"] for one in row["changes"]["claims"] if one["kind"] == kind]


def write(cwd: Path, name: str, file: str = "", change: Callable[[str], str] = str) -> Path:
    path = cwd / "papers" / f"{file or name}.md"
    path.write_text(change(markdown(story.manuscript(name))), encoding="utf-8")
    return path


def test_a_new_file_costs_the_reading_of_one_file(cwd: Path) -> None:
    before = {claim["id"]: claim for claim in load(cwd / "out")["claims"]}
    write(cwd, "stilt")
    row = refreshed(cwd)
    assert kinds(row) == [("added", "Reinforced Code Models Measured on One Harness")]
    assert row["parsed"] == 1
    after = {claim["id"]: claim for claim in load(cwd / "out")["claims"]}
    same = [one for one in before if after.get(one) == before[one]]
    assert row["changes"]["kept"] == len(same) >= len(before) // 2
    assert all("PloverLM-7B" in text for text in claims(row, "verdict"))
    assert claims(row, "verdict")
    assert refreshed(cwd)["new"] is False


def test_a_file_with_other_contents_is_compared_with_what_it_was(cwd: Path) -> None:
    write(cwd, "plover", change=lambda text: text.replace("63.7", "65.2"))
    row = refreshed(cwd)
    assert [kind for kind, _ in kinds(row)] == ["new_version"]
    assert {(one["before"], one["after"]) for one in row["changes"]["numbers"]} == {("63.7", "65.2")}
    assert all("65.2" in text for text in claims(row, "number"))
    assert len(claims(row, "number")) >= 2
    assert not claims(row, "added")
    assert not claims(row, "dropped")
    assert refreshed(cwd)["new"] is False


def test_what_a_paper_no_longer_says_is_dropped_and_what_it_now_says_is_added(cwd: Path) -> None:
    old = "On MBPP, PloverLM-7B keeps a pass@100 of 84.9."
    new = "Reinforcement learning raises pass@1 of PloverLM-7B on HumanEval from 58.1 to 69.4."
    write(cwd, "plover", change=lambda text: text.replace(old, new).replace("| 84.9 |", "| – |"))
    row = refreshed(cwd)
    assert any("69.4" in text for text in claims(row, "added"))
    assert all("84.9" in text for text in claims(row, "dropped"))
    assert claims(row, "dropped")


def test_a_file_that_went_takes_its_claims_with_it(cwd: Path) -> None:
    (cwd / "papers" / "dunlin.md").unlink()
    before = [one["text"] for one in load(cwd / "out")["claims"] if "DunlinCoder" in one["text"]]
    assert before
    row = refreshed(cwd)
    assert kinds(row) == [("gone", "DunlinCoder")]
    assert sorted(claims(row, "dropped")) == sorted(before)
    assert (row["parsed"], row["changes"]["judged"]) == (0, 0)
    assert not any("Dunlin" in paper["title"] for paper in load(cwd / "out")["papers"])


def test_a_file_under_another_name_is_the_same_file(cwd: Path) -> None:
    (cwd / "papers" / "dunlin.md").rename(cwd / "papers" / "curriculum.md")
    assert refreshed(cwd)["new"] is False


def test_a_copy_of_a_paper_is_no_new_paper_and_is_looked_at_once(cwd: Path) -> None:
    write(cwd, "dunlin", file="copy", change=lambda text: text + "\nPrinted on paper.\n")
    row = refreshed(cwd)
    assert (row["new"], row["parsed"]) == (False, 1)
    again = refreshed(cwd)
    assert (again["new"], again["parsed"]) == (False, 0)


def test_a_file_that_cannot_be_read_is_said_once_and_read_when_it_is_mended(cwd: Path) -> None:
    broken = cwd / "papers" / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing")
    row = refreshed(cwd)
    assert kinds(row) == [("not_read", "broken.pdf")]
    assert load(cwd / "out")["counts"]["papers_failed"] == 1
    assert refreshed(cwd)["new"] is False
    broken.write_bytes(story.file_of("ruff"))
    row = refreshed(cwd)
    assert [kind for kind, _ in kinds(row)] == ["added"]
    assert load(cwd / "out")["counts"]["papers_failed"] == 0


def test_a_folder_that_is_not_mounted_takes_no_paper_away(cwd: Path) -> None:
    before = (cwd / "out" / "report.json").read_bytes()
    (cwd / "papers").rename(cwd / "moved")
    done = run(cwd, "refresh", "out", "--local")
    assert done.code == 2
    assert "which is not there (hint: bring it back, or say where it is now with --papers DIR)" in done.err
    assert (cwd / "out" / "report.json").read_bytes() == before
    assert refreshed(cwd, "--papers", "moved")["new"] is False
    assert refreshed(cwd)["new"] is False  # where they are now was kept
    for path in (cwd / "moved").iterdir():
        path.unlink()
    done = run(cwd, "refresh", "out", "--local")
    assert done.code == 2
    assert "none of the papers of the report is there any more" in done.err
    assert (cwd / "out" / "report.json").read_bytes() == before


def test_a_report_that_travels_says_what_it_lacks(cwd: Path) -> None:
    """Only `report.json` comes along; its papers are found by their checksums, wherever they lie."""
    other = cwd / "elsewhere"
    other.mkdir()
    shutil.copy(cwd / "out" / "report.json", other / "report.json")
    lost = run(cwd, "refresh", "elsewhere/report.json", "--local", library="fresh")
    assert lost.code == 2
    assert "is not on this machine" in lost.err
    assert "--papers DIR" in lost.err
    write(cwd, "stilt")
    done = run(cwd, "refresh", "elsewhere/report.json", "--local", "--papers", "papers", "--json", library="fresh")
    (row,) = json.loads(done.out)["reports"]
    assert kinds(row) == [("added", "Reinforced Code Models Measured on One Harness")]
    here = refreshed(cwd)
    times = {"since"}
    assert {key: row["changes"][key] for key in row["changes"].keys() - times} == {
        key: here["changes"][key] for key in here["changes"].keys() - times
    }


def test_all_reports_of_a_library_and_one_that_went(cwd: Path) -> None:
    made = run(cwd, "report", "Does a curriculum help?", "--papers", "papers/dunlin.md", "--out", "second")
    assert made.code == 0, made.err
    write(cwd, "stilt")
    done = run(cwd, "refresh", "--all", "--local")
    assert done.code == 0, done.err
    assert f"{cwd / 'out'}: edition 2: 1 new paper" in done.out
    assert f"{cwd / 'second'}: nothing new" in done.out
    shutil.rmtree(cwd / "second")
    done = run(cwd, "refresh", "--all", "--local", "--quiet")
    assert done.code == 2
    assert done.out == ""
    assert len(done.lines) == 1
    assert "second: cannot read" in done.err


def test_findings_are_an_exit_code(cwd: Path) -> None:
    assert run(cwd, "refresh", "out", "--local", "--fail-on", "change").code == 0
    write(cwd, "stilt")
    assert run(cwd, "refresh", "out", "--local", "--fail-on", "change").code == 1
    assert run(cwd, "refresh", "out", "--local", "--fail-on", "change").code == 0


def test_whoever_watches_gets_a_line_a_round(cwd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing new, a new paper, an error that does not end it, and nothing new again."""
    naps = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 1:
            write(cwd, "stilt")
        elif len(naps) == 2:
            (cwd / "papers").rename(cwd / "away")
        elif len(naps) == 3:
            (cwd / "away").rename(cwd / "papers")
        else:
            raise KeyboardInterrupt

    monkeypatch.setattr("synth.cli.refresh.time.sleep", sleep)
    done = run(cwd, "refresh", "out", "--local", "--watch", "60")
    assert naps == [3600] * 4
    said = [line for line in done.out.splitlines() if not line.startswith("  ")]
    assert [line.split(" out: ")[1][:11] for line in said] == ["nothing new", "edition 2: ", "nothing new"]
    assert [line for line in done.lines if "which is not there" in line]
    assert done.code == 130


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["refresh"], "name reports, or give --all"),
        (["refresh", "out", "--all"], "name reports, or give --all"),
        (["refresh", "--all"], "no report was made with the library"),
        (["refresh", "out", "--fail-on", "much"], "unknown level 'much'"),
        (["refresh", "a", "b", "--papers", "c"], "--papers is for one report"),
        (["refresh", "nowhere"], "cannot read nowhere"),
        (["history", "nowhere"], "the library knows no report in nowhere"),
        (["history", "--edition", "1"], "--edition goes with a report and --out"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_a_hint(words: list[str], said: str, tmp_path: Path) -> None:
    done = run(tmp_path, *words)
    assert done.code == 2
    assert said in done.err
    assert len(done.lines) <= 2


def test_a_report_on_a_folder_hears_of_withdrawals_and_new_versions_too(loopback: Loopback, tmp_path: Path) -> None:
    net = Internet(loopback)
    story.begin(net)
    papers = tmp_path / "papers"
    papers.mkdir()
    for name in ("tern", "godwit", "curlew"):
        fetched = inside(
            "fetch", story.identifier(name), "--out", "papers", "--library", "lib", cwd=tmp_path, env=net.environment()
        )
        assert fetched.code == 0, fetched.err
    assert run(tmp_path, "report", story.QUESTION, "--papers", "papers", "--out", "out", **net.environment()).code == 0
    story.new_version(net)
    story.withdrawal(net)
    done = run(tmp_path, "refresh", "out", "--json", **net.environment())
    (row,) = json.loads(done.out)["reports"]
    assert [kind for kind, _ in kinds(row)] == ["new_version", "withdrawn"]
    assert {request.path for request in loopback.requests if "openalex" in request.path} == set()
    again = run(tmp_path, "refresh", "out", **net.environment())
    assert again.out.startswith("out: nothing new"), again.out + again.err
    off = net.environment(SYNTH_ARXIV_URL=f"http://127.0.0.1:{free_port()}/api")
    done = run(tmp_path, "refresh", "out", **off)
    assert done.code == 3
    assert len(done.lines) == 1
