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
    """One line, with every run of spaces and hyphens as one space."""
    return re.sub(r"[\s\u00ad‐-]+", " ", unicodedata.normalize("NFKC", text))


def squeezed(text: str) -> str:
    """Without spaces and hyphens, so that a line break inside a word or a compound makes no difference."""
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


# Where each source paper lies among the test data. 2602.21189 and 2207.10397 are not there.
SOURCES = {
    "2107.03374": "papers/2107.03374v2_Codex.pdf",
    "2304.12244": "papers/2304.12244v2_WizardLM.pdf",
    "2306.08568": "papers/2306.08568v1_WizardCoder.pdf",
    "2308.09583": "papers/2308.09583v1_WizardMath.pdf",
    "2406.11931": "papers/2406.11931_DeepSeek-Coder-V2.pdf",
    "2409.02392": "text_papers/2409.02392v2.md",
    "2501.12948": "papers/2501.12948_DeepSeek-R1.pdf",
    "2502.20380": "text_papers/2502.20380.md",
    "2503.14476": "papers/2503.14476_DAPO.pdf",
    "2503.23383": "papers/2503.23383_ToRL.pdf",
    "2503.24290": "papers/2503.24290_ORZ.pdf",
    "2504.13837": "papers/2504.13837v2_Limit_of_RLVR.pdf",
    "2506.03524": "papers/2506.03524_Seed-Coder.pdf",
}
# Decimals that a digest computes (differences) or measures (an archive executed again), by number of the digest.
COMPUTED = {
    "01": {"38.14", "0.61"},
    "03": {"40.3", "8.2"},
    "04": {"3.2", "41.0", "44.0"},
    "05": {"15.7", "8.8"},
    "10": {"22.12", "50.38", "73.78"},
}
WRONG = {"01": {"26.22"}, "02": {"52.8"}, "03": {"25.8"}, "10": {"79.6"}}


def decimals(text: str) -> set[str]:
    return {found.lstrip("0") for found in re.findall(r"(?<![\d.:])\d+\.\d+(?![\d.])", text)}


# The tables of digest 09 are computed, and a test below computes them again.
QUOTING = [paper for paper in MANIFEST["paper"] if "conflict" not in paper["file"]]


@pytest.mark.parametrize("paper", QUOTING, ids=lambda paper: paper["file"])
def test_every_decimal_of_a_digest_stands_in_its_sources(paper: dict, test_data: Path) -> None:
    number = paper["file"].split("-")[1]
    sources = [test_data / SOURCES[arxiv] for arxiv in paper["arxiv"] if arxiv in SOURCES]
    texts = [path.read_text() if path.suffix == ".md" else "".join(pages(path)) for path in sources]
    known = decimals(" ".join(texts))
    known |= {f"{float('0' + value):.2f}".lstrip("0") for value in known}  # 22.4 in the source is 22.40 in a column
    body = re.sub(r"(?m)^\d\.\d (?=[A-Z])", "", "".join(pages(PAPERS / paper["file"])).split("\nReferences")[0])
    unknown = decimals(body) - known - {value.lstrip("0") for value in COMPUTED.get(number, set())}
    assert unknown == WRONG.get(number, set())


def weight(k: int, p: float) -> float:
    return k * (1 - p) ** (k - 1)


def test_the_computed_tables_of_digest_09_follow_from_their_formulas() -> None:
    text = squeezed("".join(pages(PAPERS / "digest-09-passk-pass1-conflict.pdf")))
    samples = (1, 2, 4, 8, 32)
    for p in (0.02, 0.05, 0.20):
        row = f"{p:.2f}" + "".join(f"{weight(k, p):.3f}" for k in samples)
        assert row in text
    assert "0.501.0001.0000.5000.0621.5⋅10" in text
    assert f"{weight(32, 0.5):.1e}" == "1.5e-08"
    for share, easy in ((0.3, 0.8), (0.1, 0.8), (0.1, 0.5), (0.02, 0.5)):
        means = [(1 - share) * weight(k, easy) - share * weight(k, 0.05) for k in samples]
        row = f"{share:.0%}{easy:.2f}" + "".join(f"{mean:.3f}".replace("-", "−") for mean in means)
        assert row in text
    for easy, hard, at8, at32 in ((0.8, 0.15, "4", "19"), (0.85, 0.1, "5", "24"), (0.9, 0.05, "6", "30")):
        ratio = (1 - hard) / (1 - easy)
        low, low_exponent = f"{ratio**7:.1e}".split("e+")
        high, high_exponent = f"{ratio**31:.1e}".split("e+")
        assert (low_exponent.lstrip("0"), high_exponent) == (at8, at32)
        assert f"{easy:.2f}{hard:.2f}{low}⋅10{at8}{high}⋅10{at32}" in text
