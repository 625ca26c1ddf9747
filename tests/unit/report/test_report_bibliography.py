from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
import rispy
from bibtexparser import middlewares
from hypothesis import given
from hypothesis import strategies as st
from report_world import PAPERS

from synth.records import ArxivId, Paper, PaperStatus, Report
from synth.report import bibliography
from synth.report.bibliography import Name, split_name
from synth.report.text import clean

READ = [paper for paper in PAPERS if paper.status is not PaperStatus.FAILED]
CSL_TYPES = {"article", "article-journal", "paper-conference"}
CSL_NAMES = {"family", "given", "non-dropping-particle", "suffix", "literal"}


def untex(text: str) -> str:
    """What TeX prints."""
    names = {"textbackslash": "\\", "textbraceleft": "\0", "textbraceright": "\1", "textasciitilde": "~"}
    names["textasciicircum"] = "^"
    text = re.sub(r"\{\\([A-Za-z]+)\}", lambda found: names[found[1]], text)
    text = re.sub(r"\\([%&#$_])", r"\1", text)
    return text.replace("{", "").replace("}", "").replace("\0", "{").replace("\1", "}")


def people(paper: Paper) -> list[tuple[str, str]]:
    parts = [split_name(author) for author in paper.authors]
    return [(f"{p.particle} {p.family}".strip(), p.given) for p in parts]


def parsed(text: str) -> list[bibtexparser.model.Entry]:
    library = bibtexparser.parse_string(
        text, append_middleware=[middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    )
    assert not library.failed_blocks
    return library.entries


def test_bibtex_round_trips_through_bibtexparser(pages: dict[str, Path]) -> None:
    entries = parsed(pages["bib"].read_text(encoding="utf-8"))
    assert [untex(entry["title"]) for entry in entries] == [clean(paper.title) for paper in READ]
    assert [entry["year"] for entry in entries] == [str(paper.year) for paper in READ]
    for entry, paper in zip(entries, READ, strict=True):
        found = [(untex(" ".join([*n.von, *n.last])), untex(" ".join(n.first))) for n in entry["author"]]
        assert found == people(paper)


def test_arxiv_entries_are_misc_with_eprint(pages: dict[str, Path]) -> None:
    entries = parsed(pages["bib"].read_text(encoding="utf-8"))
    first = entries[0]
    assert (first.entry_type, first["eprint"], first["archivePrefix"]) == ("misc", "2501.00001v2", "arXiv")
    assert first.key == "OkaforEtal2025Optimising"
    assert len({entry.key for entry in entries}) == len(READ)
    assert entries[2].entry_type == "article"


def test_ris_round_trips_through_rispy(pages: dict[str, Path]) -> None:
    entries = rispy.loads(pages["ris"].read_bytes().decode())
    assert [entry["title"] for entry in entries] == [clean(paper.title) for paper in READ]
    assert [entry["year"] for entry in entries] == [str(paper.year) for paper in READ]
    for entry, paper in zip(entries, READ, strict=True):
        found = [tuple(part.strip() for part in (name + ",").split(",")[:2]) for name in entry["authors"]]
        assert found == people(paper)
    assert entries[0]["accession_number"] == "arXiv:2501.00001v2"


def test_csl_has_the_shape_of_the_official_schema(pages: dict[str, Path]) -> None:
    items = json.loads(pages["csl"].read_text(encoding="utf-8"))
    assert [item["title"] for item in items] == [clean(paper.title) for paper in READ]
    for item, paper in zip(items, READ, strict=True):
        assert item["type"] in CSL_TYPES
        assert item["issued"] == {"date-parts": [[paper.year]]}
        assert all(set(name) <= CSL_NAMES and name for name in item["author"])
        found = [
            (
                f"{n.get('non-dropping-particle', '')} {n.get('family', n.get('literal', ''))}".strip(),
                n.get("given", ""),
            )
            for n in item["author"]
        ]
        assert found == people(paper)
        assert all(isinstance(v, str) for k, v in item.items() if k not in ("author", "issued"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Okafor", Name(family="Okafor", given="Ada")),
        ("José van der Berg", Name(family="Berg", given="José", particle="van der")),
        ("Łukasz Świątek Jr.", Name(family="Świątek", given="Łukasz", suffix="Jr.")),
        ("O'Neil, Sean", Name(family="O'Neil", given="Sean")),
        ("Gemini Team", Name(family="Gemini Team", group=True)),
        ("DeepSeek-AI", Name(family="DeepSeek-AI", group=True)),
        ("Xin Ai", Name(family="Ai", given="Xin")),
        ("Plato", Name(family="Plato", group=True)),
        ("Mary-Jane L. Smith III", Name(family="Smith", given="Mary-Jane L.", suffix="III")),
    ],
)
def test_names_are_split(text: str, name: Name) -> None:
    assert split_name(text) == name


def test_keys_are_unique_and_plain() -> None:
    twins = [replace(PAPERS[0], id=f"sha256:{n}") for n in range(3)]
    odd = [Paper(id="x", title="王", authors=("王",)), Paper(id="y", title="", year=None)]
    keys = list(bibliography.keys([*twins, *odd]).values())
    assert len({key.lower() for key in keys}) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", key) for key in keys)


@given(st.text(min_size=1, max_size=60).filter(lambda text: clean(text)))
def test_any_title_survives_bibtex(title: str) -> None:
    paper = Paper(id="p", title=title, authors=("Ada Okafor",), year=2025, arxiv=ArxivId(id="2501.00001"))
    entries = parsed(bibliography.bibtex([paper]))
    assert len(entries) == 1
    assert " ".join(untex(entries[0]["title"]).split()) == " ".join(clean(title).split())


def test_papers_that_could_not_be_read_are_no_references(empty: Report) -> None:
    assert bibliography.bibtex(empty.papers) == ""
    assert bibliography.ris(empty.papers) == ""
    assert json.loads(bibliography.csl(empty.papers)) == []


def test_addresses_are_web_addresses_only() -> None:
    assert bibliography.address(Paper(id="x", title="t", url="javascript:alert(1)")) == ""
    assert bibliography.address(Paper(id="x", title="t", url="https://example.org/a")) == "https://example.org/a"
    assert (
        bibliography.address(Paper(id="x", title="t", doi="10.1/(SICI)<1::A>"))
        == "https://doi.org/10.1/(SICI)%3C1::A%3E"
    )
    assert bibliography.address(PAPERS[0]) == "https://arxiv.org/abs/2501.00001v2"
