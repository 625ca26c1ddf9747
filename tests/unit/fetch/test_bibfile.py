"""Reference lists as reference managers export them, ours among them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synth.errors import InputError
from synth.fetch import read_list
from synth.records import ArxivId, Paper
from synth.report import bibliography

BIBTEX = r"""
@string{acm = "ACM Transactions"}
@comment{jabref-meta: whatever}
@article{luo2023,
  title = {{WizardCoder}: {E}mp{\"o}wering code \& more at 50\% cost},
  author = {Luo, Ziyang and Xu, Can and {The Big Team} and O'Neil, Jr., Jos{\'e}},
  year = 2023, journal = acm, eprint = {2306.08568v1}, archivePrefix = {arXiv},
  file = {Full Text:files/12/a.pdf:application/pdf;Snap:files/13/b.html:text/html},
}
@misc{url2024, title = "Only an address", url = {https://arxiv.org/abs/2401.00001}, year = {2024}}
@inproceedings{doi2020,
  title = {In a {DOI}}, doi = {https://doi.org/10.1145/AbC.1}, booktitle = {Proc. X}, date = {2020-05-06}}
@article{corr, title = {As CoRR}, journal = {arXiv preprint arXiv:2402.00002}, year = {2024}}
@article{doi2020, title = {Another work under a used key}, doi = {10.1145/other}, year = {2021}}
@book{nothing, publisher = {Nobody}}
@article{broken, title = {No end
"""

RIS = """TY  - JOUR
TI  - A title of a journal
AU  - Curie, Marie
AU  - Curie, Pierre
PY  - 2024/05/06/
JO  - Journal of Rays
DO  - 10.5555/RAYS
L1  - files/12/a.pdf
ER  -

TY  - UNPB
T1  - An unpublished one
A1  - Bohr, Niels
AN  - arXiv:2403.00003v2
ER  -

TY  - JOUR
TI  - Cut off
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files" / "12").mkdir(parents=True)
    (tmp_path / "files" / "12" / "a.pdf").write_bytes(b"%PDF-1.5\n%%EOF")
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_bibtex(folder: Path) -> None:
    listed = read_list(write(folder, "refs.bib", BIBTEX))
    papers = [found.paper for found in listed.found]
    assert [paper.id for paper in papers] == [
        "arxiv:2306.08568v1", "arxiv:2401.00001", "doi:10.1145/abc.1", "arxiv:2402.00002", "doi:10.1145/other",
    ]  # fmt: skip
    first = papers[0]
    assert first.title == "WizardCoder: Empöwering code & more at 50% cost"
    assert first.authors == ("Ziyang Luo", "Can Xu", "The Big Team", "José O'Neil Jr.")
    assert (first.year, first.venue) == (2023, "ACM Transactions")
    assert papers[2].date == "2020-05-06"
    assert papers[3].venue == ""  # a preprint server is no journal
    assert listed.files == {"arxiv:2306.08568v1": folder / "files/12/a.pdf"}
    assert len(listed.left_out) == 2
    assert any("broken" in reason for reason in listed.left_out)
    assert any(reason.startswith("nothing:") for reason in listed.left_out)
    assert {one.source for one in first.origins} == {"list"}


def test_ris(folder: Path) -> None:
    listed = read_list(write(folder, "refs.ris", RIS))
    one, two = (found.paper for found in listed.found)
    assert (one.id, one.authors, one.year, one.venue) == (
        "doi:10.5555/rays", ("Marie Curie", "Pierre Curie"), 2024, "Journal of Rays"
    )  # fmt: skip
    assert two.arxiv == ArxivId(id="2403.00003", version=2)
    assert two.title == "An unpublished one"
    assert listed.files == {"doi:10.5555/rays": folder / "files/12/a.pdf"}
    assert listed.left_out == ("1 of 3 entries: they have no end (ER)",)


def test_csl_json(folder: Path) -> None:
    items = [
        {"id": "a", "title": "One", "DOI": "10.5555/A", "issued": {"date-parts": [["2024", 5]]},
         "author": [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}, {"literal": "A Team"}]},
        {"id": "b", "title": "Two", "number": "arXiv:2401.00001v3", "publisher": "arXiv"},
        {"id": "c"}, 7,
    ]  # fmt: skip
    listed = read_list(write(folder, "refs.json", json.dumps(items)))
    one, two = (found.paper for found in listed.found)
    assert (one.id, one.year, one.date, one.authors) == (
        "doi:10.5555/a",
        2024,
        "2024-05",
        ("Ludwig van Beethoven", "A Team"),
    )
    assert two.id == "arxiv:2401.00001v3"
    assert len(listed.left_out) == 2
    assert len(read_list(write(folder, "zotero.json", json.dumps({"items": items}))).found) == 2


def test_a_list_of_ids(folder: Path) -> None:
    lines = ("# my list", "2401.00001v2  # the second version", "", "https://doi.org/10.5555/X", "openreview:abcdef12",
             "nonsense here", "2401.00001v2")  # fmt: skip
    listed = read_list(write(folder, "ids.txt", "\n".join(lines)))
    assert [found.paper.id for found in listed.found] == ["arxiv:2401.00001v2", "doi:10.5555/x", "openreview:abcdef12"]
    assert listed.left_out == ("nonsense here: it is no id",)


def test_what_we_write_we_read(folder: Path) -> None:
    arxiv = ArxivId(id="2401.00001", version=2)
    papers = [
        Paper(
            id="arxiv:2401.00001v2",
            title="On pass@k & 50% of_it in GPT-4",
            authors=("Ada Lovelace", "Ludwig van Beethoven"),
            year=2024,
            arxiv=arxiv,
            url="https://arxiv.org/abs/2401.00001v2",
        ),
        Paper(
            id="doi:10.5555/x",
            title="In a journal",
            authors=("The Big Team",),
            year=2020,
            doi="10.5555/x",
            venue="Journal of X",
        ),
    ]
    written = {".bib": bibliography.bibtex(papers), ".ris": bibliography.ris(papers), ".json": bibliography.csl(papers)}
    for ending, text in written.items():
        listed = read_list(write(folder, f"again{ending}", text))
        assert [found.paper.id for found in listed.found] == [paper.id for paper in papers], ending
        assert [found.paper.title for found in listed.found] == [paper.title for paper in papers], ending
        assert [found.paper.authors for found in listed.found] == [paper.authors for paper in papers], ending
        assert listed.left_out == ()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("refs.docx", b"x", "not a reference list"),
        ("refs.ris", b"not ris at all", "is no RIS file"),
        ("refs.json", b"{", "is no JSON"),
        ("refs.json", b'"text"', "is no CSL-JSON"),
        ("refs.bib", b"\xff\xfe\x00bad", "cannot read"),
    ],
)
def test_what_is_no_list_is_said(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_list(path)
    assert caught.value.hint


def test_an_empty_list_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_text("")
    assert read_list(path).found == ()
