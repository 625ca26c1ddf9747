"""`synth ingest` as a user runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from flow_world import CORPUS, inside


def test_papers_are_read_once_and_a_broken_one_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    found = sorted((CORPUS / "papers").glob("*.pdf"))[:1]
    for file in found:
        shutil.copy(file, folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    first = inside("ingest", folder, "--library", tmp_path / "L", "--json", "--digest", cwd=tmp_path)
    assert first.code == 0, first.err
    said = json.loads(first.out)
    assert (said["papers"], said["added"], said["failed"]) == (2, 1, 1)
    assert said["claims"] == sum(said["verdicts"].values()) > 0
    assert [Path(row["path"]).name for row in said["not_added"]] == ["broken.pdf"]
    again = inside("ingest", folder, "--library", tmp_path / "L", "--digest", cwd=tmp_path)
    assert "2 papers: 0 added; 1 known before; 1 set apart" in again.out
    assert f"digest  {said['digest']}" in again.out


def test_nothing_to_read_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    ran = inside("ingest", "broken.pdf", "--library", tmp_path / "L", cwd=tmp_path)
    assert ran.code == 2
    assert ran.lines[0].startswith("synth: none of 1 papers could be read (broken.pdf: ")
    assert inside("ingest", "nowhere", "--library", tmp_path / "L", cwd=tmp_path).code == 2
