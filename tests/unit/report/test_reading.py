"""What was read, as facts, as JSON and drawn over the pages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.language.words import squash
from synth.parse import Parsed, ParseJob, parse_file
from synth.records import Box, Cell, Document, Table, TableRow
from synth.report.debug import debug_html
from synth.report.files import find_template
from synth.report.marks import KINDS, Mark, marks
from synth.report.reading import PARTS, as_dict, sections
from synth.report.sheets import DrawJob, Sheet, draw_file
from synth.report.tables import HeaderCell, aligned, bands, doubts, header_rows, label_of

PROSE = "Every system answers the same prompts, and we report the mean over five seeds. "
SOURCE = f"""
#set page(paper: "a4", margin: 2.5cm, header: [Proceedings of the Workshop on Made Papers], numbering: "1")
#set text(font: "New Computer Modern", size: 10pt)
#align(center)[#text(17pt)[*Counting Apples with Small Models*]

Ada Example

University of Somewhere]

#align(center)[*Abstract*]

{PROSE * 3}

*1 Introduction*

{PROSE * 4} Earlier work counts pears [1]. #footnote[Pears are not apples, and we do not count them.]
#pagebreak()
*2 Results*

{PROSE * 2}

Table 1: Share of counted apples, in percent.

#table(columns: 4, stroke: none, align: center, table.hline(), table.cell(rowspan: 2)[*Model*],
  table.cell(colspan: 2)[*Orchard*], table.cell(rowspan: 2)[*Market*],
  table.hline(start: 1, end: 3, stroke: 0.5pt), [pass\\@1], [pass\\@10], table.hline(stroke: 0.5pt),
  [Alpha], [41.7], [50.2], [61.0], [Beta 7B], [38.1], [44.4], [*72.5*], table.hline())

{PROSE * 6}
#pagebreak()
*References*

[1] Jane Doe and John Roe. Counting pears with large models. CoRR, abs/2101.00001, 2021.

[2] Mary Major. A history of orchards and of those who count in them. Journal of Fruit, 2019.
"""


@pytest.fixture(scope="session")
def apples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import typst

    path = tmp_path_factory.mktemp("apples") / "apples.pdf"
    path.write_bytes(typst.compile(SOURCE.encode()))
    return path


@pytest.fixture(scope="session")
def read(apples: Path) -> Parsed:
    return parse_file(ParseJob(apples, "0" * 64))


@pytest.fixture(scope="session")
def sheets(apples: Path) -> tuple[Sheet, ...]:
    return draw_file(DrawJob(path=apples))


@pytest.fixture(scope="session")
def drawn(read: Parsed, sheets: tuple[Sheet, ...]) -> dict[int, tuple[Mark, ...]]:
    return marks(read.document, read.paper, sheets)


@pytest.fixture(scope="session")
def page(read: Parsed, sheets: tuple[Sheet, ...]) -> str:
    return debug_html(read.document, read.paper, sheets)


def make(paths: list[tuple[str, ...]], rows: dict[tuple[str, ...], list[str]], **more: Any) -> Table:
    made = tuple(
        TableRow(
            path=path,
            cells=tuple(Cell(text=text, column=column) for column, text in enumerate(texts, start=1) if text),
        )
        for path, texts in rows.items()
    )
    values: dict[str, Any] = {"caption": "Table 1: Scores.", **more}
    box = Box(page=1, x0=0, y0=0, x1=9, y1=9)
    return Table(id="t1", label="Table 1", header_paths=tuple(paths), rows=made, box=box, **values)


SURE = make([("Model",), ("A", "x"), ("A", "y")], {("Alpha",): ["1.0", "2.0"], ("Beta",): ["3.0", "4.0"]})


def test_header_parts_that_neighbours_share_are_one_cell() -> None:
    rows = header_rows([("Params",), ("HumanEval", "pass@1"), ("HumanEval", "pass@10"), ("MBPP", "pass@1")])
    assert [[(c.text, c.first, c.columns) for c in row] for row in rows] == [
        [("", 0, 1), ("HumanEval", 1, 2), ("MBPP", 3, 1)],
        [("Params", 0, 1), ("pass@1", 1, 1), ("pass@10", 2, 1), ("pass@1", 3, 1)],
    ]


def test_equal_leaves_stay_apart() -> None:
    assert header_rows([("x",), ("x",)]) == [[HeaderCell(text="x", first=n, columns=1) for n in (0, 1)]]
    assert header_rows([]) == []


def test_a_second_header_further_down_makes_a_second_band() -> None:
    table = make(
        [("Model",), ("A",), ("B",), ("C",), ("D",)],
        {("p",): ["1", "2"], ("q",): ["3", "4"], ("r",): ["", "", "5", "6"], ("s",): ["", "", "7", "8"]},
    )
    assert [(band.rows, set(band.columns)) for band in bands(table)] == [((0, 1), {1, 2}), ((2, 3), {3, 4})]


def test_gaps_make_no_band() -> None:
    table = make([("M",), ("A",), ("B",)], {("p",): ["1", ""], ("q",): ["", "2"], ("r",): ["3", "4"]})
    assert [band.rows for band in bands(table)] == [(0, 1, 2)]


def test_a_sure_table_has_no_doubts() -> None:
    assert doubts(SURE) == ()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (make([("M",), ("A",)], {("p",): ["text"], ("q",): ["more"]}, confidence=0.4), "no numbers in it"),
        (make([("M",), ()], {("p",): ["1.0"], ("q",): ["2.0"]}, confidence=0.1), "1 of 1 number columns without"),
        (make([("M",), ("A",)], {(): ["1.0"], ("q",): ["2.0"]}, confidence=0.4), "1 of 2 rows without a label"),
        (make([("M",), ("A",), ("A",)], {("p",): ["1", "2"]}, confidence=0.4), "2 columns share the header 'A'"),
        (make([("M",), ("A",)], {("p",): ["1.0 2.0"], ("q",): ["3"]}, confidence=0.4), "1 cell with two numbers"),
        (make([("M",), ("A",)], {("p",): ["1.0"]}, caption="", confidence=0.8), "no caption"),
        (make([("M",), ("A",), ("B",)], {("p",): ["1", ""], ("q",): ["", "2"], ("r",): ["3", ""]}, confidence=0.6),
         "50% of the places are empty"),
        (replace(SURE, confidence=0.3), "labels had to be guessed"),
    ],
)  # fmt: skip
def test_a_doubtful_table_says_why(table: Table, said: str) -> None:
    assert any(said in reason for reason in doubts(table)), doubts(table)


def test_a_size_that_is_a_cell_as_well_is_said_once() -> None:
    table = make([("Model",), ("Params",), ("Score",)], {("Open", "LLaMA", "33B"): ["33B", "21.7"]})
    assert label_of(table.rows[0]) == ("Open", "LLaMA")


def test_cells_stand_at_the_place_of_their_header(read: Parsed) -> None:
    (table,) = read.document.tables
    (made,) = as_dict(read.document, read.paper, ["tables"])["tables"]
    assert made["header_paths"] == [["Model"], ["Orchard", "pass@1"], ["Orchard", "pass@10"], ["Market"]]
    assert [(row["path"], row["cells"]) for row in made["rows"]] == [
        (["Alpha"], ["", "41.7", "50.2", "61.0"]),
        (["Beta 7B"], ["", "38.1", "44.4", "72.5"]),
    ]
    assert aligned(table, 1) == made["rows"][1]["cells"]
    assert [d["text"] for row in made["rows"] for d in row["details"] if d["bold"]] == ["72.5"]
    assert made["page"] == 2 and made["caption"].endswith("in percent.") and not made["doubtful"]


def test_only_what_is_asked_for_is_in_the_json(read: Parsed) -> None:
    for parts in ([], ["tables"], list(PARTS)):
        made = as_dict(read.document, read.paper, parts)
        assert {part for part in PARTS if part in made} == set(parts)
        assert made["schema_version"] and made["counts"]["pages"] == 3
        json.dumps(made, allow_nan=False)


def test_references_count_their_citations(read: Parsed) -> None:
    first, second = as_dict(read.document, read.paper, ["references"])["references"]
    assert (first["arxiv_id"], first["year"], first["citations"], first["cited_on"]) == ("2101.00001", 2021, 1, [1])
    assert second["citations"] == 0 and second["title"].startswith("A history of orchards")


def test_sections_know_the_page_of_their_heading(read: Parsed) -> None:
    pages = {facts.section.title: facts.page for facts in sections(read.document)}
    assert {"Abstract": 1, "1 Introduction": 1, "2 Results": 2, "References": 3}.items() <= pages.items()


def test_every_word_of_the_pages_has_a_mark(sheets: tuple[Sheet, ...], drawn: dict[int, tuple[Mark, ...]]) -> None:
    for sheet in sheets:
        assert sheet.png.startswith(b"\x89PNG") and sheet.words
        boxes = [box for mark in drawn[sheet.number] if mark.kind != "table" for box in mark.boxes]
        for word in (word for word in sheet.words if squash(word.text)):
            x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
            assert any(b.x0 - 1 <= x <= b.x1 + 1 and b.y0 - 1 <= y <= b.y1 + 1 for b in boxes), word


def test_words_without_a_place_in_the_document_are_named(drawn: dict[int, tuple[Mark, ...]]) -> None:
    def texts(kind: str) -> set[str]:
        return {mark.text for page in drawn.values() for mark in page if mark.kind == kind}

    assert {"Abstract", "1 Introduction", "2 Results", "References"} == texts("heading")
    assert {"Model", "Orchard", "pass@1", "pass@10", "Market"} == texts("head")
    assert {"Alpha", "Beta", "7B"} == texts("label")
    assert {"41.7", "50.2", "61.0", "38.1", "44.4", "72.5"} == texts("cell")
    assert "Proceedings of the Workshop on Made Papers" in texts("edge")
    assert len(texts("reference")) == 2 and all(text.startswith("[") for text in texts("reference"))
    assert texts("unbound") == set()
    assert "Counting Apples with Small Models" in texts("front")


def test_a_cell_says_its_paths(drawn: dict[int, tuple[Mark, ...]]) -> None:
    (mark,) = [mark for mark in drawn[2] if mark.text == "44.4"]
    assert mark.where == "Beta 7B  |  Orchard › pass@10"


def test_words_in_a_table_that_are_bound_to_nothing_are_shown(read: Parsed, sheets: tuple[Sheet, ...]) -> None:
    (table,) = read.document.tables
    document = replace(read.document, tables=(replace(table, rows=table.rows[:1]),))
    found = marks(document, read.paper, sheets)
    assert {"Beta", "38.1", "72.5"} <= {mark.text for mark in found[2] if mark.kind == "unbound"}


def test_the_page_needs_nothing_else(page: str) -> None:
    assert page.count("data:image/png;base64,") == 3
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None and policy[1].startswith("default-src &#39;none&#39;")
    bare = re.sub(r"data:image/png;base64,[\w+/=]+", "", page)
    assert not re.search(r"(?:src|href)=\"(?!#)[^\"]*//", bare)
    assert " style=" not in bare and " onclick=" not in bare


def test_each_kind_can_be_switched_off() -> None:
    style = find_template("reading.css", None).read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"body:has(#show-{kind}:not(:checked)) .m.k-{kind} rect" in style
        assert f".k-{kind} {{ --fill:" in style


HOSTILE = 'x</title><script>alert(1)</script>" onload="alert(2)\x1b[2J {{ 7 * 7 }}'


def hostile(document: Document) -> Document:
    table = document.tables[0]
    cells = tuple(replace(cell, text=HOSTILE) for cell in table.rows[0].cells)
    evil = replace(
        table, label=HOSTILE, caption=HOSTILE, notes=(HOSTILE,), confidence=0.2,
        header_paths=tuple((HOSTILE,) for _ in table.header_paths), rows=(TableRow(path=(HOSTILE,), cells=cells),),
    )  # fmt: skip
    return replace(
        document,
        tables=(evil,),
        sentences=tuple(replace(sentence, text=HOSTILE) for sentence in document.sentences),
        sections=tuple(replace(section, title=HOSTILE) for section in document.sections),
        references=tuple(replace(entry, raw=HOSTILE, title=HOSTILE) for entry in document.references),
    )


@pytest.mark.parametrize("pictures", [True, False])
def test_hostile_text_is_shown_as_text(read: Parsed, sheets: tuple[Sheet, ...], pictures: bool) -> None:
    paper = replace(read.paper, title=HOSTILE, authors=(HOSTILE,), id=HOSTILE)
    page = debug_html(hostile(read.document), paper, sheets if pictures else (), undrawn=HOSTILE)
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
    assert '" onload' not in page and "\x1b" not in page and "{{ 7 * 7 }}" in page


def test_a_pdf_that_cannot_be_drawn_still_has_its_boxes(read: Parsed) -> None:
    page = debug_html(read.document, read.paper, (), undrawn="its file is gone")
    assert "could not be drawn: its file is gone" in page and "<img" not in page
    assert page.count('<svg viewBox="0 0 595') == 3 and 'class="m k-cell"' in page


def test_a_paper_without_pages_is_running_text(tmp_path: Path) -> None:
    path = tmp_path / "p.md"
    path.write_text(f"# A title\n\n## Abstract\n\n{PROSE}\n\n## 1 Results\n\n{PROSE}\n")
    read = parse_file(ParseJob(path, "1" * 64))
    page = debug_html(read.document, read.paper, ())
    assert 'class="m said k-abstract"' in page and 'class="m said k-results"' in page
    assert "<svg" not in page and "could not be drawn" not in page


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    service = shutil.which("chromedriver")
    if not browser or not service:
        pytest.skip("Chromium or chromedriver is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
    for flag in (*flags, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(service))
    yield driver
    driver.quit()


@pytest.mark.browser
def test_in_a_browser(driver: Any, page: str, tmp_path: Path) -> None:
    file = tmp_path / "read.html"
    file.write_text(page, encoding="utf-8")
    driver.get(file.as_uri())
    assert driver.get_log("browser") == []
    click = "arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    cell = next(g for g in driver.find_elements("css selector", ".k-cell") if g.get_attribute("data-text") == "44.4")
    driver.execute_script(click, cell)
    assert driver.find_element("id", "panel").text == "Cell Beta 7B | Orchard › pass@10\n44.4"
    driver.execute_script("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")
    assert not driver.find_element("id", "panel").is_displayed()
    rectangle = driver.find_element("css selector", ".k-cell rect")
    assert rectangle.is_displayed()
    driver.find_element("id", "show-cell").click()
    assert not rectangle.is_displayed()
    driver.find_element("id", "all").click()
    assert rectangle.is_displayed()
    over = "const r = s => document.querySelector(s).getBoundingClientRect();"
    sizes = driver.execute_script(
        over + "return [r('.sheet img').width - r('.sheet svg').width, r('.sheet svg').height]"
    )
    assert abs(sizes[0]) < 1 and sizes[1] > 300
    before = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    driver.find_element("id", "theme").click()
    assert driver.execute_script("return getComputedStyle(document.body).backgroundColor") != before
