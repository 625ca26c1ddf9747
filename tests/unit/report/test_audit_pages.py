"""An audit's page and text: everything is shown, nothing that others wrote is markup, nothing is loaded."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from audit_world import FINDINGS, make_audit, write_source
from report_world import A, B

from synth.errors import InputError, UsageError
from synth.records import Audit, AuditCounts
from synth.report.audit import NAMES, write_audit
from synth.report.audit.build import difference


@pytest.fixture(scope="module")
def audit(pdfs: dict[str, Path]) -> Audit:
    return make_audit(pdfs[A], pdfs[B])


@pytest.fixture(scope="module")
def written(audit: Audit, pdfs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("audit")
    return write_audit(audit, folder / "out", source=write_source(folder, audit), files=pdfs)


class Page(HTMLParser):
    """Tags, their attributes, and the text outside scripts and styles."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page(written: dict[str, Path]) -> Page:
    return Page(written["html"].read_text(encoding="utf-8"))


def test_every_format_is_written(written: dict[str, Path]) -> None:
    assert {path.name for path in written.values()} == set(NAMES.values())
    assert all(path.stat().st_size > 500 for path in written.values())


def test_one_format_alone_and_an_unknown_one(audit: Audit, tmp_path: Path) -> None:
    assert set(write_audit(audit, tmp_path, formats=["sarif"])) == {"sarif"}
    assert [path.name for path in tmp_path.iterdir()] == ["audit.sarif"]
    with pytest.raises(UsageError):
        write_audit(audit, tmp_path, formats=["doc"])


def test_hostile_text_is_no_markup(page: Page) -> None:
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert all(a.get("src", "data:image/png").startswith("data:image/png") for tag, a in page.tags if tag == "img")
    assert "<script>alert(1)</script>" in page.text
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", page.text)


def test_nothing_can_be_loaded(page: Page) -> None:
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; img-src data:;") and "unsafe" not in policy
    assert not [tag for tag, _ in page.tags if tag in ("link", "iframe", "object", "base")]


def test_statements_findings_and_figures_are_shown(page: Page, audit: Audit) -> None:
    cards = [a for tag, a in page.tags if tag == "details" and "claim" in a.get("class", "")]
    assert len(cards) == len(audit.claims)
    for words in ("55% checked", "2 contradicted", "50% citation precision", "9% citation recall", "9 uncited"):
        assert words in page.text
    for finding in FINDINGS[:2]:
        assert finding.message in page.text
    assert "Brand new" in page.text
    assert "its own marks: verified ×, confidence 0.03" in page.text
    assert "not at hand" in page.text
    assert "Extracted Claims, row 2, line 6" in page.text


def test_what_is_wrong_stands_first_with_its_correction(page: Page) -> None:
    text = page.text
    shown = text[text.index("How to read a statement") :]
    assert shown.index("The pass@8 objective costs 5.3 points") < shown.index("Training for pass@8 lowers the pass@1")
    assert "The pass@8 objective costs 5.3 3.5 points of pass@1" in text
    assert {"ins", "del"} <= {tag for tag, _ in page.tags}


def test_evidence_has_pictures_marked_by_stance(page: Page) -> None:
    assert len([a for tag, a in page.tags if tag == "img" and a.get("id")]) >= 3
    marks = {a["class"] for tag, a in page.tags if tag == "li" and "place" in a.get("class", "")}
    assert "place mark-contradicts" in marks and "place mark-supports" in marks
    assert "place mark-source" not in marks


def test_a_statement_without_a_source_shows_no_evidence_of_its_own(page: Page) -> None:
    assert "unknown paper" not in page.text
    assert "no source" in page.text


def test_ids_are_unique_and_links_lead_somewhere(page: Page) -> None:
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    inside = {a["href"][1:] for tag, a in page.tags if tag == "a" and a.get("href", "").startswith("#")}
    assert {target for target in inside if not target.startswith("filter?")} <= set(ids)


def test_markdown_escapes_and_has_front_matter(written: dict[str, Path]) -> None:
    text = written["md"].read_text(encoding="utf-8")
    head = text.split("---\n")[1]
    assert "  contradicted: 2\n" in head and "  citation_precision: 0.5000\n" in head
    body = text.split("---\n", 2)[2]
    assert "<script>" not in re.sub(r"\\<script>", "", body)
    assert "\x1b" not in text and "\u202e" not in text
    assert "**Should read:** The pass@8 objective costs 3.5 points of pass@1 on HumanEval. (delta)" in text
    assert text.index("Statement 2: Contradicted") < text.index("Statement 1: Supported")


def test_an_audit_of_nothing_says_so(audit: Audit, tmp_path: Path) -> None:
    counts = AuditCounts(**dict.fromkeys(AuditCounts.__dataclass_fields__, 0))
    counts = replace(counts, citation_precision=None, citation_recall=None)
    empty = replace(audit, claims=(), works=(), papers=(), findings=(), limitations=(), matches=(), counts=counts)
    made = write_audit(empty, tmp_path)
    assert "No statement that could be checked was found" in Page(made["html"].read_text(encoding="utf-8")).text
    assert "citation_recall: null" in made["md"].read_text(encoding="utf-8")


def test_a_template_of_ones_own_replaces_the_bundled_one(audit: Audit, tmp_path: Path) -> None:
    (tmp_path / "audit.md.j2").write_text("{{ view.claims | length }} statements", encoding="utf-8")
    made = write_audit(audit, tmp_path / "out", formats=["md"], templates=tmp_path)
    assert made["md"].read_text(encoding="utf-8") == "11 statements\n"
    (tmp_path / "audit.md.j2").write_text("{{ nothing.there }}", encoding="utf-8")
    with pytest.raises(InputError):
        write_audit(audit, tmp_path / "out", formats=["md"], templates=tmp_path)


def test_a_correction_is_shown_as_what_changes() -> None:
    pieces = difference("reaches 83.9 on MATH, 51.2 on GSM8K.", "reaches 51.2 on MATH, 83.9 on GSM8K.")
    assert "".join(text for kind, text in pieces if kind != "gone") == "reaches 51.2 on MATH, 83.9 on GSM8K."
    assert "".join(text for kind, text in pieces if kind != "new") == "reaches 83.9 on MATH, 51.2 on GSM8K."
    assert [text for kind, text in pieces if kind == "new"] == ["51.2", "83.9"]
    assert difference("equal", "equal") == (("same", "equal"),)
