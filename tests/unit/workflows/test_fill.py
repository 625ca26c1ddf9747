"""Papers into a library: each once, whole, by itself; what cannot be done is set apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from synth import extract
from synth.errors import NoPapersError
from synth.parse import ParseJob
from synth.records import Claim, Document, Paper
from synth.settings import Settings
from synth.store import ClaimShelf, Library, content_digest
from synth.workflows.fill import Filled, State, fill, onepaper
from synth.workflows.fill import folders as filling
from synth.workflows.fill.onepaper import judge_of, open_embedder, texts_of
from synth.workflows.ingest import ingest
from synth.workflows.stacks import stacks_of

PAPER = """# {title}

## Abstract

We study {topic}. Model-{number}B reaches a pass@1 of {value} on HumanEval. Sampling more programs costs more tokens.

## Results

On HumanEval, Model-{number}B reaches a pass@1 of {value}, compared with 33.6 for StarCoder-15B. {shared}

## References

[1] A. Nobody. Nothing at all. 2020.
"""
SHARED = "A larger temperature raises the diversity of programs and lowers the share of correct ones."
TOPICS = ("temperature", "rewards", "unit tests", "long prompts")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number, topic in enumerate(TOPICS, start=1):
        text = PAPER.format(title=f"On {topic}", topic=topic, number=number, value=40.5 + number, shared=SHARED)
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return folder


def run(library: Path, *paths: Path) -> Filled:
    return fill(paths, Settings(library=library), lambda *_: None)


def digest(folder: Path) -> str:
    with Library.open(folder) as library:
        return content_digest(library)


def test_a_paper_is_read_embedded_and_checked_once(papers: Path, tmp_path: Path) -> None:
    filled = run(tmp_path / "L", papers)
    assert [row.state for row in filled.rows] == [State.ADDED] * 4
    assert filled.verdicts["supported"] >= 4  # each paper says its figure twice
    before = digest(tmp_path / "L")
    again = run(tmp_path / "L", papers)
    assert [row.state for row in again.rows] == [State.KNOWN] * 4
    assert (again.embedded, again.verdicts.total(), digest(tmp_path / "L")) == (0, 0, before)
    with Library.open(tmp_path / "L") as library:
        embedder = open_embedder("", "", library)
        for paper in library.papers():
            document = library.documents_of(paper.sha256)[0]
            checked = ClaimShelf(library).get(document.id, judge_of(embedder.name))
            assert checked
            texts = texts_of(document, paper, [one.claim for one in checked])
            keys = [onepaper.text_key(text) for text in texts]
            assert len(library.get_embeddings(embedder.name, keys)) == len(texts)


def test_a_large_library_is_made_ready_for_questions(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "LARGE", 3)
    run(tmp_path / "few", papers / "1.md")
    before = run(tmp_path / "L", papers).embedded
    with Library.open(tmp_path / "L") as library, Library.open(tmp_path / "few") as few:
        name = open_embedder("", "", library).name
        assert stacks_of(library, name).missing(library.reading_keys()) == []
        assert stacks_of(few, name).missing(few.reading_keys()) == few.reading_keys()
        assert library.stats()["embeddings"] <= before  # all that the stacks hold was embedded with its paper


def test_equal_papers_make_equal_libraries_wherever_they_lie(papers: Path, tmp_path: Path) -> None:
    run(tmp_path / "L", papers)
    run(tmp_path / "M", papers / "1.md")  # as if it had been stopped there
    assert digest(tmp_path / "M") != digest(tmp_path / "L")
    moved = papers.rename(tmp_path / "elsewhere")
    run(tmp_path / "M", moved)
    assert digest(tmp_path / "M") == digest(tmp_path / "L")


def test_what_cannot_be_read_is_set_apart_and_not_tried_again(papers: Path, tmp_path: Path) -> None:
    (papers / "0.pdf").write_bytes(b"%PDF-1.7\nnothing of use")
    (papers / "copy.md").write_bytes((papers / "1.md").read_bytes())
    filled = run(tmp_path / "L", papers)
    assert [row.state for row in filled.rows] == [State.FAILED, *[State.ADDED] * 4, State.COPY]
    assert filled.failed[0].reason
    again = run(tmp_path / "L", papers)
    assert again.failed == filled.failed
    with pytest.raises(NoPapersError, match=r"none of 1 papers .*0\.pdf"):
        run(tmp_path / "L", papers / "0.pdf")


def test_a_bug_costs_one_paper_and_that_one_is_tried_again(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = extract.all_claims

    def stumbling(document: Document, paper: Paper) -> Sequence[Claim]:
        if "rewards" in paper.title:
            raise ZeroDivisionError("no such share")
        return whole(document, paper)

    monkeypatch.setattr(extract, "all_claims", stumbling)
    filled = run(tmp_path / "L", papers)
    assert [row.path.name for row in filled.failed] == ["2.md"]
    assert "ZeroDivisionError: no such share" in filled.failed[0].reason
    monkeypatch.setattr(extract, "all_claims", whole)
    assert [row.state for row in run(tmp_path / "L", papers).rows].count(State.ADDED) == 1


def test_a_paper_read_for_a_report_is_not_read_again(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path / "L") as library:
        ingest([papers], library, Settings(library=tmp_path / "L"), lambda *_: None)
    run(tmp_path / "M", papers)
    read: list[ParseJob] = []
    monkeypatch.setattr(filling, "parse_files", lambda jobs, **_: iter(read.extend(jobs) or ()))
    assert run(tmp_path / "L", papers).count(State.ADDED) == 4
    assert read == []
    assert digest(tmp_path / "L") == digest(tmp_path / "M")
