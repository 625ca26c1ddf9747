from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pymupdf
import pytest
from report_world import HOSTILE, PAPERS

from synth.records import Report
from synth.report import write
from synth.report.text import clean

VOID = {"meta", "img", "input", "br", "use", "link", "path", "rect", "circle"}


class Page(HTMLParser):
    """Elements with their attributes, the text, and whether every element that opens is closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(pages: dict[str, Path]) -> Page:
    return Page(pages["html"].read_text(encoding="utf-8"))


def words(text: str) -> str:
    return " ".join(text.split())


def test_elements_nest_and_ids_are_unique(page: Page) -> None:
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_link_inside_the_page_has_a_target(page: Page) -> None:
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    inside = [a["href"] or "" for a in [*page.all("a"), *page.all("use")] if (a["href"] or "").startswith("#")]
    targets = {href[1:] for href in inside if not href.startswith("#filter?")}
    assert targets <= ids
    assert {image["data-same"] for image in page.all("img") if "data-same" in image} <= ids


def test_no_claim_is_cut(page: Page, report: Report) -> None:
    shown = words(page.text)
    for checked in report.claims:
        assert words(clean(checked.claim.text)) in shown
        assert words(clean(checked.claim.quote)) in shown
        assert words(clean(checked.verdict.explanation)) in shown
    for sentence in report.answer:
        assert sentence.text in shown


def test_answer_stands_before_claims_and_claims_before_the_rest(page: Page) -> None:
    sections = [a["id"] for a in page.all("section") if a.get("class") != "facet"]
    assert sections == [
        *("answer", "changes", "claims", "disagreements", "all-claims", "not-checked", "quality"),
        *("method", "search", "limitations", "references", "export"),
    ]


def test_failed_papers_are_rows_with_their_reason(page: Page) -> None:
    shown = words(page.text)
    assert "The file is encrypted." in shown
    assert shown.count("could not be read") >= 3


def test_hostile_text_is_shown_and_does_nothing(page: Page) -> None:
    assert words(clean(HOSTILE)) in words(page.text)
    assert len(page.all("script")) == 1
    assert not [a for _, a in page.elements if any(name.startswith("on") for name in a)]
    assert all(image["src"].startswith("data:image/png") for image in page.all("img") if "src" in image)
    assert not [a for a in page.all("a") if "evil" in (a["href"] or "")]


def test_the_page_fetches_nothing(page: Page, pages: dict[str, Path]) -> None:
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'; img-src data:;")
    assert not page.all("link") and not page.all("iframe")
    assert not any("style" in attributes for _, attributes in page.elements)
    text = pages["html"].read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(", text)


def test_pictures_are_embedded_once_small_and_described(page: Page) -> None:
    images = page.all("img")
    sources = [image["src"] for image in images if "src" in image]
    assert len(sources) == len(set(sources)) >= 8
    assert len(images) > len(sources), "a strip shown twice is held once"
    for source in sources:
        data = base64.b64decode((source or "").partition(",")[2])
        assert len(data) < 60_000
        assert pymupdf.Pixmap(data).width > 100
    assert all(re.match(r"Page \d+ of .+, marked: .+", image["alt"] or "") for image in images)
    assert all(image["loading"] == "lazy" and image["decoding"] == "async" for image in images)


def test_pages_of_papers_are_linked_by_version(page: Page) -> None:
    hrefs = {a["href"] for a in page.all("a")}
    assert "https://arxiv.org/pdf/2501.00001v2#page=1" in hrefs
    assert "https://arxiv.org/abs/2501.00001v2" in hrefs


def test_verdicts_are_words_and_marks(page: Page, report: Report) -> None:
    shown = words(page.text)
    for word in ("Verified", "Stated only", "Contradicted", "Impossible", "Disputed", "Not enough evidence"):
        assert word in shown
    for word in ("Abstained", "Source unavailable", "Not checkable", "Should read", "not calibrated", "6.7/10"):
        assert word in shown
    assert "Table 2: Ours, pass@8 objective × HumanEval › p@1 = 58.9" in shown


def test_an_empty_report_says_so(empty: Report, tmp_path: Path) -> None:
    path = write(empty, tmp_path, formats=("html",))["html"]
    page = Page(path.read_text(encoding="utf-8"))
    assert page.open == []
    assert "No answer: none of the papers" in page.text
    assert "No claim is listed." in page.text


def test_local_files_are_linked_relative_to_the_page(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "papers" / "my paper.pdf"
    file.parent.mkdir()
    file.write_bytes(b"not a PDF at all")
    out = tmp_path / "out"
    path = write(report, out, formats=("html",), files={PAPERS[3].id: file})["html"]
    assert 'href="../papers/my%20paper.pdf#page=3"' in path.read_text(encoding="utf-8")
