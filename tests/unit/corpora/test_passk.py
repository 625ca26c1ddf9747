"""The bundled corpus: its PDFs come from its sources, and its planted errors stand where the list says."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from pathlib import Path
from types import ModuleType

import pymupdf
import pytest

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT / "corpora" / "passk"
PAPERS = CORPUS / "papers"


def load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("passk_build", CORPUS / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load_build()
MANIFEST = build.read("corpus.toml")
PLANTED = build.read("planted.toml")


def pages(path: Path) -> list[str]:
    with pymupdf.open(path) as document:
        return [page.get_text() for page in document]


def flat(text: str) -> str:
    """One line without hyphens, so that a line break inside a word or a compound makes no difference."""
    return re.sub(r"[\s\u00ad‐-]+", " ", re.sub(r"[‐-]\n", "-", unicodedata.normalize("NFKC", text)))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad‐-]+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("passk")
    build.build(folder)
    return folder


def test_manifest_lists_every_paper_with_its_checksum() -> None:
    assert [paper["file"] for paper in MANIFEST["paper"]] == sorted(path.name for path in PAPERS.glob("*.pdf"))
    for paper in MANIFEST["paper"]:
        assert paper["sha256"] == build.sha256(PAPERS / paper["file"]), f"run corpora/passk/build.py: {paper['file']}"


def test_a_build_from_source_has_the_text_of_the_committed_papers(rebuilt: Path) -> None:
    names = [paper["file"] for paper in MANIFEST["paper"]]
    assert sorted(path.name for path in rebuilt.iterdir()) == names
    for name in names:
        assert pages(rebuilt / name) == pages(PAPERS / name), f"run corpora/passk/build.py: {name}"


def test_two_builds_are_equal_byte_for_byte(rebuilt: Path, tmp_path: Path) -> None:
    for again in build.build(tmp_path):
        assert again.read_bytes() == (rebuilt / again.name).read_bytes()


@pytest.mark.parametrize("paper", MANIFEST["paper"], ids=lambda paper: paper["file"])
def test_a_digest_names_itself_its_authors_and_its_sources(paper: dict) -> None:
    text = pages(PAPERS / paper["file"])
    front = flat(text[0])
    with pymupdf.open(PAPERS / paper["file"]) as document:
        assert document.metadata["title"] == paper["title"]
        assert document.metadata["author"] == "synth project digests"
        assert 2 <= document.page_count <= 3
    assert flat(paper["title"]) in front
    assert "in our own words" in front
    assert "synth project digests" in front
    everything = squeezed("".join(text))
    for arxiv in paper["arxiv"]:
        assert f"arXiv:{arxiv}" in everything
    for part in ("Abstract", "1 Introduction", "Results", "Discussion", "Limitations", "References", "Table 1: "):
        assert part in flat("".join(text)), part


@pytest.mark.parametrize("error", PLANTED["planted"], ids=lambda error: error["kind"])
def test_a_planted_error_stands_on_its_page(error: dict) -> None:
    found = [
        number
        for number, text in enumerate(pages(PAPERS / error["file"]), start=1)
        if squeezed(error["printed"]) in squeezed(text)
    ]
    assert found == [error["page"]]


def test_each_kind_of_error_is_planted_once() -> None:
    kinds = [error["kind"] for error in PLANTED["planted"]]
    assert len(kinds) == len(set(kinds)) == 8


def test_real_disagreements_stand_in_their_papers() -> None:
    for entry in PLANTED["disagreement"]:
        text = squeezed("".join("".join(pages(PAPERS / name)) for name in entry["files"]))
        for printed in entry["printed"]:
            assert squeezed(printed) in text, printed


def test_the_papers_do_not_betray_their_errors() -> None:
    for path in PAPERS.glob("*.pdf"):
        text = flat("".join(pages(path))).lower()
        assert not re.search(r"plant|deliberate|on purpose|intentional", text), path.name


def test_readme_tables_are_made_from_the_lists() -> None:
    assert (CORPUS / "README.md").read_text(encoding="utf-8") == build.readme(), "run corpora/passk/build.py"


def test_the_greedy_error_is_impossible_and_its_correction_is_not() -> None:
    possible = {f"{100 * count / 164:.1f}" for count in range(165)}
    assert "79.6" not in possible
    assert "79.3" in possible
