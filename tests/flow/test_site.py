"""The site of a small library: what is written, what is left as it is, what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flow_world import CORPUS, inside

PAPERS = [CORPUS / "papers" / f"digest-{name}.pdf" for name in ("02-wizardcoder", "10-comparison")]


def rows(site: Path, name: str) -> list[dict[str, Any]]:
    """A list of the site, read as the browser reads it."""
    head = json.loads(re.fullmatch(r'SYNTH\.list\("[^"]+",(.*)\);\n', (site / f"data/{name}.js").read_text())[1])
    found = []
    for number in range(head["pieces"]):
        text = (site / f"data/{name}-{number}.js").read_text()
        piece = json.loads(re.fullmatch(r'SYNTH\.rows\("[^"]+",\d+,(.*)\);\n', text)[1])
        for row in piece["r"]:
            for at in head["repeated"]:
                row[at] = [piece["s"][n] for n in row[at]] if isinstance(row[at], list) else piece["s"][row[at]]
            found.append(dict(zip(head["columns"], row, strict=True)))
    assert len(found) == head["count"]
    return found


def papers_given() -> list[str]:
    return [word for path in PAPERS for word in ("--papers", str(path))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cwd = tmp_path_factory.mktemp("site")
    ran = inside("site", "build", "out", *papers_given(), "--library", "library", "--title", "Two digests", cwd=cwd)
    assert ran.code == 0, ran.err
    assert "2 papers" in ran.out and ran.out.splitlines()[-1] == "site: out/index.html"
    return cwd / "out"


def test_links_of_pages_and_lists_lead_somewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) >= 6 and (site / ".nojekyll").exists()
    for page in pages:
        text = page.read_text()
        ids = set(re.findall(r'\bid="([^"]+)"', text))
        for href in re.findall(r'(?:href|src)="([^"]+)"', text):
            path, _, anchor = href.replace("&amp;", "&").partition("#")
            if path.startswith(("https://", "data:")):
                continue
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), f"{href} in {page.name}"
            if anchor and "=" not in anchor and target.suffix == ".html":
                found = ids if target == page else set(re.findall(r'\bid="([^"]+)"', target.read_text()))
                assert anchor in found or anchor.startswith("i-"), f"{href} in {page.name}"
    for name in ("papers", "claims"):
        for row in rows(site, name):
            path, _, anchor = row["href"].partition("#")
            assert not anchor or f'id="{anchor}"' in (site / path).read_text(), row["href"]


def test_pages_ask_for_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text()
        assert "default-src 'none'" in text
        assert not re.search(r'(?:src|srcset)="(?:https?:)?//', text)
        assert not re.search(r'<link[^>]+href="https?:', text)
        assert not re.search(r"\sstyle=|\son\w+=", text), page.name
        assert len(text.encode()) < 300_000


def test_a_second_build_writes_only_what_changed(site: Path) -> None:
    cwd = site.parent
    again = inside(
        "site", "build", "out", *papers_given(), "--library", "library", "--title", "Two digests", "--json", cwd=cwd
    )
    said = json.loads(again.out)
    assert (said["papers"], said["written"], said["removed"]) == (2, 0, 0)
    (site / "p").joinpath("stray.html").write_text("not ours")
    one = inside(
        "site", "build", "out", *papers_given()[:2], "--library", "library", "--title", "Two digests", "--json", cwd=cwd
    )
    said = json.loads(one.out)
    assert said["papers"] == 1 and said["removed"] > 1
    assert len([page for page in site.glob("p/*.html") if page.name != "stray.html"]) == 1
    assert (site / "p/stray.html").exists(), "files that synth did not write are left alone"
    (site / "p/stray.html").unlink()
    back = inside("site", "build", "out", *papers_given(), "--library", "library", "--title", "Two digests", cwd=cwd)
    assert back.code == 0 and len(list(site.glob("p/*.html"))) == 2


@pytest.mark.parametrize("what", ["full", "file"])
def test_a_folder_with_something_else_is_left_alone(what: str, tmp_path: Path) -> None:
    if what == "full":
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    else:
        (tmp_path / "mine").write_text("years of work")
    ran = inside("site", "build", "mine", *papers_given(), "--library", "library", cwd=tmp_path)
    assert ran.code == 2 and len(ran.lines) == 2 and ran.lines[1].startswith("  hint: ")
    assert [path.read_text() for path in tmp_path.rglob("mine*") if path.is_file()] + [
        path.read_text() for path in tmp_path.glob("mine/*")
    ] == ["years of work"]


def test_an_empty_library_is_said(tmp_path: Path) -> None:
    ran = inside("site", "build", "out", "--library", "library", cwd=tmp_path)
    assert ran.code == 2 and "has no papers" in ran.lines[0]
