"""Ray on one machine with two workers: the same library as the local engine, whatever happens to the workers."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flow_world import inside, synth

from benchmarks.made_papers import write_papers

pytestmark = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed (extra: ray)")

POISON = """
import os, signal
import synth.extract
whole = synth.extract.all_claims
def all_claims(document, paper):
    if "poisonous" in paper.title:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(document, paper)
synth.extract.all_claims = all_claims
"""
"""What a worker runs when it starts: one paper kills it."""
TWO = {"SYNTH_WORKERS": "2"}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "papers"
    write_papers(folder, 20)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    return folder


@pytest.fixture(scope="module")
def local(papers: Path) -> dict[str, Any]:
    ran = inside("ingest", papers, "--library", papers.parent / "L", "--json", "--digest", cwd=papers.parent)
    assert ran.code == 0, ran.err
    return said(ran.out)


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short path, for Ray's sockets."""
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def said(out: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(out)
    del made["library"]
    return made


def ours(home: Path, name: bytes) -> list[int]:
    """Processes of a command with that home whose command line begins with `name`."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cmdline").read_bytes().startswith(name):
                environment = (entry / "environ").read_bytes().split(b"\0")
                if f"HOME={home}".encode() in environment:
                    found.append(int(entry.name))
        except OSError:
            continue
    return found


def ports(home: Path) -> set[str]:
    """Addresses, as the kernel writes them, on which processes of a command with that home listen."""
    listening: dict[str, str] = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                listening[f"socket:[{fields[9]}]"] = fields[1].partition(":")[0]
    found = set()
    for process in ours(home, b""):
        for file in Path(f"/proc/{process}/fd").iterdir():
            try:
                found.add(listening.get(str(file.readlink()), ""))
            except OSError:
                continue
    return found - {""}


def kill_a_worker(home: Path, marks: Path, killed: list[int], heard: set[str]) -> None:
    """Once a paper is being worked on, a worker is killed."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and not killed:
        if marks.is_dir() and any(marks.iterdir()) and (found := ours(home, b"ray::Map")):
            heard |= ports(home)
            os.kill(found[0], signal.SIGKILL)
            killed.append(found[0])
        time.sleep(0.01)


def test_a_killed_worker_changes_nothing(papers: Path, local: dict[str, Any], tmp_path: Path) -> None:
    killed: list[int] = []
    heard: set[str] = set()
    killer = threading.Thread(
        target=kill_a_worker, args=(tmp_path / "home", tmp_path / "L/shards/attempts", killed, heard)
    )
    killer.start()
    words = ("ingest", papers, "--library", tmp_path / "L", "--engine", "ray", "--json", "--digest")
    ran = synth(*words, cwd=tmp_path, env=TWO)
    killer.join()
    assert ran.code == 0, ran.err
    assert killed
    assert said(ran.out) == local
    assert ran.err == ""
    assert not (tmp_path / "L/shards").exists()
    assert ours(tmp_path / "home", b"ray::") == []
    assert heard <= {"0100007F", "0000000000000000FFFF00000100007F"}, "it listens to other machines"
    assert heard


def test_a_paper_that_kills_workers_is_set_apart(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    found = sorted(papers.glob("*.md"))[:9]
    for path in found:
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(text.replace("# ", "# A poisonous ", 1) if path == found[2] else text)
    (tmp_path / "sitecustomize.py").write_text(POISON, encoding="utf-8")
    words = ("ingest", folder, "--library", tmp_path / "L", "--engine", "ray", "--json")
    ran = synth(*words, "--shards", tmp_path / "S", cwd=tmp_path, env={**TWO, "PYTHONPATH": str(tmp_path)})
    assert ran.code == 0, ran.err
    made = said(ran.out)
    assert (made["added"], made["failed"]) == (8, 1)
    assert [(Path(row["path"]).name, row["reason"]) for row in made["not_added"]] == [
        (found[2].name, "3 workers died at it")
    ]
    again = said(synth(*words, "--shards", tmp_path / "S", cwd=tmp_path, env=TWO).out)  # nothing kills any more
    assert (again["known"], again["added"], again["failed"]) == (8, 1, 0)


def test_shards_are_kept_and_merged_later(papers: Path, local: dict[str, Any], tmp_path: Path) -> None:
    import pyarrow.dataset

    words = ("ingest", papers, "--library", tmp_path / "L", "--engine", "ray", "--shards", tmp_path / "S", "--json")
    first = said(synth(*words, "--no-merge", cwd=tmp_path, env=TWO).out)
    assert first["claims"] == local["claims"]
    rows = pyarrow.dataset.dataset(tmp_path / "S", format="parquet").to_table(["title", "claims", "vectors"])
    assert rows.num_rows == 21
    claims = [json.loads(text)["claims"] for text in rows.column("claims").to_pylist() if text]
    assert sum(map(len, claims)) == local["claims"]
    assert len(rows.column("vectors")[0].as_py()[0]) == 384
    shards = sorted((tmp_path / "S").glob("*.parquet"))
    shards[0].unlink()  # as if the run had been killed before it was written
    again = synth(*words, "--digest", cwd=tmp_path, env=TWO)
    assert said(again.out) == local


def test_a_cluster_with_a_gpu(papers: Path, local: dict[str, Any], tmp_path: Path, short: Path) -> None:
    """Ray is told of a GPU that is not there: its stages are apart, and torch takes the CPU."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    home = tmp_path / "home"  # where Ray keeps the token that both need
    home.mkdir()
    loopback = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
    environment = {**bare, **loopback, "HOME": str(home)}
    ray = [sys.executable, "-m", "ray.scripts.scripts"]
    start = ["start", "--head", "--num-cpus=2", "--num-gpus=1", "--include-dashboard=false", "--disable-usage-stats"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = ["--node-ip-address=127.0.0.1", f"--port={port}", f"--temp-dir={short}", "--block"]
    store = f"--object-store-memory={128 * 2**20}"
    cluster = subprocess.Popen([*ray, *start, *where, store], env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.2)
        words = ("ingest", papers, "--library", tmp_path / "L", "--engine", "ray", "--address", f"127.0.0.1:{port}")
        ran = synth(*words, "--json", "--digest", cwd=tmp_path, env={"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"})
    finally:
        cluster.terminate()
        cluster.wait(60)
    assert ran.code == 0, ran.err
    assert said(ran.out) == local


def test_a_cluster_that_is_not_there(papers: Path, tmp_path: Path) -> None:
    words = ("ingest", papers, "--library", tmp_path / "L", "--engine", "ray", "--address", "127.0.0.1:1")
    ran = synth(*words, cwd=tmp_path)
    assert ran.code == 3
    assert ran.lines[0].startswith("synth: cannot use the cluster at 127.0.0.1:1: ")
    assert len(ran.lines) == 2
