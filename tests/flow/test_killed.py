"""`kill -9` at random moments of a fetch, a first report and a refresh: nothing is lost, and nothing is there twice.

Twenty moments with SYNTH_SLOW=1 (about 150 CPU seconds), a few without.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import story
from flow_world import inside
from internet import Internet
from killing import run_until
from loopback import Loopback
from typeset import markdown

SLOW = bool(os.environ.get("SYNTH_SLOW"))
FOUR = ("tern", "plover", "avocet", "dunlin")


def moments(steps: int, count: int, *, few: int) -> list[int]:
    """Steps to be killed at, spread at random over the whole of the work; the same in every run."""
    drawn = random.Random(20261128)
    bounds = [1 + steps * one // count for one in range(count + 1)]
    spread = [drawn.randrange(low, max(high, low + 1)) for low, high in pairwise(bounds)]
    return spread if SLOW else drawn.sample(spread, few)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file that is no leftover of a download or of a write, records without where they lie."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not path.name.startswith(".")}


def untimed(path: Path) -> Any:
    """A report without the time it was made."""
    report = json.loads(path.read_text(encoding="utf-8"))
    del report["created"]
    return report


def sound(library: Path) -> None:
    """No row of the library is damaged or points nowhere."""
    connection = sqlite3.connect(library / "library.sqlite")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()


def papers(cwd: Path, *names: str) -> None:
    folder = cwd / "papers"
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.md").write_text(markdown(story.manuscript(name)), encoding="utf-8")


def test_a_fetch(loopback: Loopback, tmp_path: Path) -> None:
    net = Internet(loopback)
    story.begin(net)
    wanted = [story.identifier(name) for name in story.FIRST]
    words = ("fetch", *wanted, "--out", "papers", "--library", "lib")
    steps = run_until(0, *words, cwd=tmp_path, env=net.environment()).steps
    whole = tree(tmp_path / "papers")
    assert len(whole) == 12
    killed = 0
    for moment in moments(steps, 7, few=2):
        shutil.rmtree(tmp_path / "papers")
        shutil.rmtree(tmp_path / "lib")
        killed += run_until(moment, *words, cwd=tmp_path, env=net.environment()).killed
        there = {path.stem for path in (tmp_path / "papers").glob("[!.]*.json")}
        loopback.requests.clear()
        again = inside(*words, cwd=tmp_path, env=net.environment())
        assert again.code == 0, (moment, again.err)
        assert tree(tmp_path / "papers") == whole, moment
        asked = {request.path.rpartition("/")[2].removesuffix(".pdf") for request in loopback.requests}
        assert not there & asked, moment  # what was whole is not fetched twice
        sound(tmp_path / "lib")
    assert killed


def test_a_first_report(tmp_path: Path) -> None:
    papers(tmp_path, *FOUR)
    words = ("report", story.QUESTION, "--papers", "papers", "--out", "out", "--library", "lib")
    steps = run_until(0, *words, cwd=tmp_path).steps
    whole = untimed(tmp_path / "out" / "report.json")
    killed = 0
    for moment in moments(steps, 6, few=1):
        shutil.rmtree(tmp_path / "out")
        shutil.rmtree(tmp_path / "lib")
        killed += run_until(moment, *words, cwd=tmp_path).killed
        again = inside(*words, cwd=tmp_path)
        assert again.code == 0, (moment, again.err)
        assert untimed(tmp_path / "out" / "report.json") == whole, moment
        sound(tmp_path / "lib")
        kept = json.loads(inside("history", "out", "--library", "lib", "--json", cwd=tmp_path).out)
        assert [one["edition"] for one in kept["editions"]] == [1], moment
    assert killed


def test_a_refresh(tmp_path: Path) -> None:
    papers(tmp_path, *FOUR)
    where = ("--out", "out", "--library", "lib")
    assert inside("report", story.QUESTION, "--papers", "papers", *where, cwd=tmp_path).code == 0
    papers(tmp_path, "stilt")
    for name in ("out", "lib"):
        shutil.copytree(tmp_path / name, tmp_path / f"{name}-before")
    first = (tmp_path / "out" / "report.json").read_bytes()
    words = ("refresh", "out", "--local", "--library", "lib")
    steps = run_until(0, *words, cwd=tmp_path).steps
    whole = untimed(tmp_path / "out" / "report.json")
    assert whole["edition"] == 2
    killed = 0
    for moment in moments(steps, 7, few=1):
        for name in ("out", "lib"):
            shutil.rmtree(tmp_path / name)
            shutil.copytree(tmp_path / f"{name}-before", tmp_path / name)
        killed += run_until(moment, *words, cwd=tmp_path).killed
        left = tmp_path / "out" / "report.json"
        assert left.read_bytes() == first or untimed(left) == whole, moment  # one edition or the other, never half
        again = inside(*words, cwd=tmp_path)
        assert again.code == 0, (moment, again.err)
        assert untimed(left) == whole, moment
        sound(tmp_path / "lib")
        kept = json.loads(inside("history", "out", "--library", "lib", "--json", cwd=tmp_path).out)
        assert [one["edition"] for one in kept["editions"]] == [1, 2], moment
        feed = ElementTree.fromstring((tmp_path / "out" / "changes.atom").read_text())
        assert len(feed.findall("{*}entry")) == 1, moment
        assert inside(*words, cwd=tmp_path).out.startswith("out: nothing new"), moment
    assert killed


def test_two_refreshes_at_once(tmp_path: Path) -> None:
    """One waits for the other and says so, or comes after it; there is one new edition."""
    papers(tmp_path, *FOUR)
    where = ("--out", "out", "--library", "lib")
    assert inside("report", story.QUESTION, "--papers", "papers", *where, cwd=tmp_path).code == 0
    papers(tmp_path, "stilt")
    start = "import sys; sys.argv[0] = 'synth'; from synth.cli import main; main()"
    command = [sys.executable, "-c", start, "refresh", "out", "--local", "--library", "lib"]
    both = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=900) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    firsts = sorted(out.splitlines()[0] for out, _ in said)
    assert firsts[0].startswith("out: edition 2: 1 new paper"), said
    assert firsts[1].startswith("out: nothing new"), said
    sound(tmp_path / "lib")
    kept = json.loads(inside("history", "out", "--library", "lib", "--json", cwd=tmp_path).out)
    assert [one["edition"] for one in kept["editions"]] == [1, 2]
