"""Of many papers those are read that a question needs, whatever the size of the library."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.made_papers import write_papers
from synth import settings
from synth.extract import all_claims
from synth.index.lexical import tokens_of
from synth.index.stacked import Shelved, StackedIndex
from synth.parse import ParseJob, parse_file
from synth.store import Library, Stackable, Stacks
from synth.verify.numbers import required
from synth.workflows import stacks as product
from synth.workflows.ingest import hold
from synth.workflows.stacks import Many, stack, stacks_of

QUIET = lambda stage, done, total: None  # noqa: E731


class WordVectors:
    """An embedder for which texts are near that share words; counts what it was asked."""

    name = "words@1"

    def __init__(self) -> None:
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked += len(texts)
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in tokens_of(text):
                row[int(hashlib.sha256(term.encode()).hexdigest(), 16) % 64] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("papers")
    write_papers(made, 30, seed=5)
    return made


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Library:
    opened = Library.open(tmp_path / "library")
    for path in sorted(folder.iterdir()):
        read = parse_file(ParseJob(path, hashlib.sha256(path.read_bytes()).hexdigest()))
        opened.put_document(read.document, read.paper)
    return opened


def many_of(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Many, dict[Path, tuple[str, str]]]:
    monkeypatch.setattr(product, "LARGE", 10)
    held = hold([folder], library, settings.Settings(library=library.folder), QUIET)
    found = Many.of(held.keys, library, WordVectors(), QUIET)  # type: ignore[arg-type]
    assert found is not None
    return found, {path: key for key, path in held.keys.items()}


def test_the_paper_that_a_question_names_is_read(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, keys = many_of(library, folder, monkeypatch)
    assert many.count == 30
    for path in sorted(folder.iterdir())[::7]:
        method = path.read_text().split(":")[0].split(",")[0].removeprefix("# ")
        assert many.nearest([f"What does {method} reach?"], 1) == [keys[path]]
    assert len(many.nearest(["process supervision", "unit tests"], 7)) == 7


def test_papers_that_print_the_same_figure_are_witnesses(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, keys = many_of(library, folder, monkeypatch)
    texts = {keys[path]: path.read_text() for path in folder.iterdir()}
    called = 0
    for key in texts:
        document, paper = library.get_document(*key) or pytest.fail("not kept")
        for claim in all_claims(document, paper):
            named = [
                (f"| {fact.method.text} |", fact.dataset.text)
                for fact in required(claim)
                if fact.method and fact.dataset
            ]
            for witness in many.witnesses([claim], {key}) if named else ():
                assert witness != key
                assert any(method in texts[witness] and dataset in texts[witness] for method, dataset in named)
                called += 1
    assert called > 20


def test_papers_are_put_in_once_and_stay_when_the_library_is_opened_again(library: Library) -> None:
    embedder = WordVectors()
    keys = library.reading_keys()
    assert stack(keys, stacks_of(library, embedder.name), library, embedder, QUIET) == 30  # type: ignore[arg-type]
    asked = embedder.asked
    with Library.open(library.folder) as again:
        assert stack(keys, stacks_of(again, embedder.name), again, embedder, QUIET) == 0  # type: ignore[arg-type]
        assert embedder.asked == asked
        assert (
            len(stacks_of(again, embedder.name).vectors(64)) == stacks_of(again, embedder.name).stacked().counts.sum()
        )


def paper(name: str, *texts: str) -> Stackable:
    vectors = WordVectors().embed(texts)
    return Stackable(key=(name, "p"), terms=[tokens_of(text) for text in texts], vectors=vectors, figures=())


def nearest(stacks: Stacks, query: str, limit: int = 1) -> list[str]:
    there = stacks.stacked()
    shelved = Shelved(there.passages, there.lengths, there.vectors, there.counts)
    index = StackedIndex(shelved, stacks, stacks.vectors(64))
    return [there.keys[place][0] for place in index.nearest([query], WordVectors().embed([query]), limit)]


def test_what_is_taken_out_or_replaced_is_found_no_more(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        stacks = Stacks(library, model="m", maker="1")
        stacks.put([paper(f"p{n}", f"word{n} common text", f"more{n} of it") for n in range(8)])
        assert [nearest(stacks, f"more{n} word{n}") for n in range(8)] == [[f"p{n}"] for n in range(8)]
        stacks.put([paper("p3", "quite another thing")])
        assert nearest(stacks, "another thing") == ["p3"]
        assert nearest(stacks, "word3 more3") != ["p3"]
        size = stacks.file.stat().st_size
        stacks.drop([("p0", "p"), ("p1", "p"), ("p2", "p"), ("p4", "p")])
        assert stacks.file.stat().st_size < size  # the gaps were closed
        assert nearest(stacks, "word5 more5") == ["p5"]
        assert set(nearest(stacks, "common text", 9)) == {"p3", "p5", "p6", "p7"}
        assert stacks.missing([("p0", "p"), ("p5", "p")]) == [("p0", "p")]


def test_vectors_of_a_process_that_died_are_written_over(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        stacks = Stacks(library, model="m", maker="1")
        stacks.put([paper("a", "first words")])
        with stacks.file.open("ab") as file:  # it wrote its vectors, and not the row that says whose they are
            file.write(b"\x01" * 64 * 4 * 3)
        stacks.put([paper("b", "second thing")])
        assert nearest(stacks, "second thing") == ["b"]
        assert np.allclose(np.linalg.norm(stacks.vectors(64), axis=1), 1)
