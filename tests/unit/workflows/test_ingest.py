"""Files to documents through the library: read once, failures remembered, duplicates told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typst

from synth.errors import InputError
from synth.settings import Settings
from synth.store import Library
from synth.workflows.ingest import Ingested, ingest

SOURCE = """
#set page(width: 15cm, height: 20cm)
#align(center, text(17pt, weight: "bold")[A Study of {name} Sampling])
#align(center)[Ann Adams]
#heading[Abstract]
We study the estimators of success for {name}. Optimising for one attempt differs from optimising for many. Many samples
are drawn for each problem, and the share of those that pass is counted. The estimator is unbiased for every number.
"""


def paper(path: Path, name: str) -> Path:
    path.write_bytes(typst.compile(SOURCE.replace("{name}", name).encode()))
    return path


def read(folder: Path, library: Path) -> tuple[Ingested, list[tuple[str, int, int]]]:
    said: list[tuple[str, int, int]] = []
    with Library.open(library) as opened:
        settings = Settings(library=library, workers=2)
        return ingest([folder], opened, settings, lambda *step: said.append(step)), said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    paper(made / "a.pdf", "Greedy")
    paper(made / "b.pdf", "Nucleus")
    return made


def test_papers_in_the_order_of_their_files(folder: Path, tmp_path: Path) -> None:
    found, said = read(folder, tmp_path / "library")
    assert [paper.title for _, paper in found.pairs] == ["A Study of Greedy Sampling", "A Study of Nucleus Sampling"]
    assert found.parsed == 2 and not found.failed
    assert [found.files[paper.id].name for _, paper in found.pairs] == ["a.pdf", "b.pdf"]
    assert [step for step in said if step[0] == "reading papers"] == [("reading papers", n, 2) for n in range(3)]


def test_what_was_read_is_not_read_again(folder: Path, tmp_path: Path) -> None:
    first, _ = read(folder, tmp_path / "library")
    (folder / "a.pdf").rename(folder / "renamed.pdf")
    paper(folder / "c.pdf", "Beam")
    again, _ = read(folder, tmp_path / "library")
    assert again.parsed == 1  # only the new one
    assert {document.id for document, _ in first.pairs} < {document.id for document, _ in again.pairs}
    assert any(found.path.endswith("renamed.pdf") for _, found in again.pairs)


def test_a_failure_is_remembered_with_its_reason(folder: Path, tmp_path: Path) -> None:
    (folder / "zero.pdf").write_bytes(b"")
    first, _ = read(folder, tmp_path / "library")
    again, _ = read(folder, tmp_path / "library")
    assert again.parsed == 0
    for found in (first, again):
        assert [(row.title, row.reason) for row in found.failed] == [("zero.pdf", "the file is empty (0 bytes)")]


def test_the_same_paper_twice_is_told(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "a.pdf", folder / "copy.pdf")
    found, _ = read(folder, tmp_path / "library")
    assert len(found.pairs) == 2
    assert [(row.title, row.reason) for row in found.failed] == [("copy.pdf", "the same paper as a.pdf")]


def test_a_file_that_vanished_between_two_runs(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path / "library")
    (folder / "a.pdf").unlink()
    found, _ = read(folder, tmp_path / "library")
    assert [row.title for _, row in found.pairs] == ["A Study of Nucleus Sampling"]


def test_a_file_that_cannot_be_opened_is_a_row(folder: Path, tmp_path: Path) -> None:
    (folder / "dangling.pdf").symlink_to(folder / "nowhere.pdf")
    found, _ = read(folder, tmp_path / "library")
    assert len(found.pairs) == 2
    assert all(row.title == "dangling.pdf" and row.reason for row in found.failed)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read(tmp_path / "nowhere", tmp_path / "library")


def test_a_record_beside_the_file_names_the_paper(folder: Path, tmp_path: Path) -> None:
    record = {"title": "x"}
    (folder / "a.json").write_text(json.dumps(record))  # not a record of ours: left alone
    found, _ = read(folder, tmp_path / "library")
    assert found.pairs[0][1].title == "A Study of Greedy Sampling"
