"""Tables typeset in known styles, and pages that hold none: every number under its row and column, or nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from synth.parse.layout import Line, PageLayout, Rule, Word, pages
from synth.parse.tables import FoundTable, read_tables

TOP, MID = "table.hline(stroke: 0.9pt)", "table.hline(stroke: 0.5pt)"
PROSE = "We evaluate every system on the same prompts and report the mean over five seeds of 41.7 points. "


def typeset(folder: Path, body: str, head: str = "") -> list[PageLayout]:
    import pymupdf
    import typst

    source = f'#set page(paper: "a4", margin: 2cm)\n#set text(font: "New Computer Modern", size: 10pt)\n{head}\n{body}'
    with pymupdf.open(stream=typst.compile(source.encode()), filetype="pdf") as document:
        return list(pages(document))


def cells_of(found: FoundTable) -> dict[tuple[tuple[str, ...], tuple[str, ...]], str]:
    table = found.table
    return {(row.path, table.header_paths[cell.column]): cell.text for row in table.rows for cell in row.cells}


def only(tables: list[FoundTable]) -> FoundTable:
    assert len(tables) == 1
    return tables[0]


def booktabs(rows: str, columns: int = 3) -> str:
    return (
        f"Table 1: Results of all systems.\n\n#table(columns: {columns}, stroke: none, align: center, {TOP}, "
        f"[*Model*], [*HumanEval*], [*MBPP*], {MID}, {rows}, {TOP})\n\n{PROSE * 3}"
    )


PLAIN = booktabs("[Alpha], [41.7], [50.2], [Beta 7B], [38.1], [–], [*Gamma*], [*62.0*], [60.9]")


def test_decimals_stand_under_their_row_and_column(tmp_path: Path) -> None:
    found = only(read_tables(typeset(tmp_path, PLAIN), "d1"))
    assert cells_of(found) == {
        (("Alpha",), ("HumanEval",)): "41.7",
        (("Alpha",), ("MBPP",)): "50.2",
        (("Beta 7B",), ("HumanEval",)): "38.1",
        (("Beta 7B",), ("MBPP",)): "–",
        (("Gamma",), ("HumanEval",)): "62.0",
        (("Gamma",), ("MBPP",)): "60.9",
    }
    assert found.table.label == "Table 1"
    assert found.table.caption == "Table 1: Results of all systems."
    assert found.table.confidence >= 0.9


def test_bold_and_place_of_a_cell_are_kept(tmp_path: Path) -> None:
    found = only(read_tables(typeset(tmp_path, PLAIN), "d1"))
    bold = {cell.text for row in found.table.rows for cell in row.cells if cell.bold}
    assert bold == {"62.0"}
    box = next(cell.box for row in found.table.rows for cell in row.cells if cell.text == "41.7")
    assert box is not None
    assert found.box.x0 < box.x0 < box.x1 < found.box.x1
    assert found.box.y0 < box.y0 < box.y1 < found.box.y1


def test_lines_of_table_and_caption_are_named_and_prose_is_not(tmp_path: Path) -> None:
    layouts = typeset(tmp_path, PLAIN)
    found = only(read_tables(layouts, "d1"))
    lines = layouts[0].lines
    consumed = " ".join(lines[i].text for i in sorted(found.consumed))
    assert {"HumanEval", "Gamma", "60.9"} <= set(consumed.split())
    assert "seeds" not in consumed
    assert [lines[i].text for i in found.caption_lines] == ["Table 1: Results of all systems."]


def test_equal_content_gives_equal_ids_and_another_document_another_id(tmp_path: Path) -> None:
    layouts = typeset(tmp_path, PLAIN)
    first, again, other = (only(read_tables(layouts, name)).table.id for name in ("d1", "d1", "d2"))
    assert first == again != other


def test_spanning_headers_become_paths(tmp_path: Path) -> None:
    body = (
        f"Table 2: Scores.\n\n#table(columns: 5, stroke: none, align: center, {TOP}, table.cell(rowspan: 2)[*Model*], "
        "table.cell(colspan: 2)[*HumanEval*], table.cell(colspan: 2)[*MBPP*], "
        "table.hline(start: 1, end: 3), table.hline(start: 3, end: 5), "
        f"[pass\\@1], [pass\\@10], [pass\\@1], [pass\\@10], {MID}, "
        f"[Alpha], [1.5], [2.5], [3.5], [4.5], [Beta], [5.5], [6.5], [7.5], [8.5], {TOP})"
    )
    cells = cells_of(only(read_tables(typeset(tmp_path, body), "d")))
    assert cells[("Alpha",), ("HumanEval", "pass@10")] == "2.5"
    assert cells[("Beta",), ("MBPP", "pass@1")] == "7.5"


def test_section_rows_come_first_in_the_row_path(tmp_path: Path) -> None:
    rows = (
        f"table.cell(colspan: 3)[Closed-source models], {MID}, [Alpha], [1.5], [2.5], [Beta], [3.5], [4.5], {MID}, "
        f"table.cell(colspan: 3)[Open-source models], {MID}, [Alpha], [5.5], [6.5]"
    )
    cells = cells_of(only(read_tables(typeset(tmp_path, booktabs(rows)), "d")))
    assert cells[("Closed-source models", "Alpha"), ("MBPP",)] == "2.5"
    assert cells[("Open-source models", "Alpha"), ("MBPP",)] == "6.5"


def test_label_in_the_middle_of_a_group_belongs_to_all_its_rows(tmp_path: Path) -> None:
    body = (
        f"Table 3: Scores.\n\n#table(columns: 3, stroke: none, {TOP}, [*Setting*], [*Model*], [*MBPP*], {MID}, "
        f"table.cell(rowspan: 3, align: horizon)[Zero-shot], [Alpha], [1.5], [Beta], [2.5], [Gamma], [3.5], {MID}, "
        f"table.cell(rowspan: 2, align: horizon)[Few-shot], [Alpha], [4.5], [Beta], [5.5], {TOP})"
    )
    cells = cells_of(only(read_tables(typeset(tmp_path, body), "d")))
    assert cells[("Zero-shot", "Alpha"), ("MBPP",)] == "1.5"
    assert cells[("Zero-shot", "Gamma"), ("MBPP",)] == "3.5"
    assert cells[("Few-shot", "Alpha"), ("MBPP",)] == "4.5"


def test_header_repeated_in_mid_table_starts_new_columns(tmp_path: Path) -> None:
    first, second = "[Alpha], [1.5], [2.5], [Beta], [3.5], [4.5]", "[Alpha], [5.5], [6.5]"
    rows = f"{first}, {MID}, [*Model*], [*APPS*], [*GSM8K*], {MID}, {second}"
    cells = cells_of(only(read_tables(typeset(tmp_path, booktabs(rows)), "d")))
    assert cells[("Alpha",), ("HumanEval",)] == "1.5"
    assert cells[("Alpha",), ("APPS",)] == "5.5"
    assert cells[("Alpha",), ("GSM8K",)] == "6.5"


def test_deviations_stay_in_their_cell(tmp_path: Path) -> None:
    rows = "[Alpha], [41.7 ± 0.3], [50.2 (+1.5)], [Beta], [38.1 ± 1.2], [49.0 (−0.3)]"
    cells = cells_of(only(read_tables(typeset(tmp_path, booktabs(rows)), "d")))
    assert cells[("Alpha",), ("HumanEval",)] == "41.7 ± 0.3"
    assert cells[("Beta",), ("MBPP",)] == "49.0 (−0.3)"


def test_superscript_plus_of_a_header_is_kept(tmp_path: Path) -> None:
    rows = "[Alpha], [1.5], [2.5], [Beta], [3.5], [4.5]"
    body = booktabs(rows).replace("[*MBPP*]", "[HE#super(typographic: false)[+]]").replace("[*HumanEval*]", "[HE]")
    headers = only(read_tables(typeset(tmp_path, body), "d")).table.header_paths
    assert headers[1:] == (("HE",), ("HE+",))


def test_continued_table_takes_the_header_over(tmp_path: Path) -> None:
    rest = f"#pagebreak()\nTable 1 (continued): Results.\n\n#table(columns: 3, stroke: none, align: center, {TOP}, "
    rest += f"[Delta 7B], [7.5], [8.5], [Epsilon], [38.1], [9.5], [Omega], [9.9], [50.0], {TOP})"
    tables = read_tables(typeset(tmp_path, PLAIN + rest), "d")
    assert [found.page for found in tables] == [1, 2]
    assert cells_of(tables[1])[("Delta 7B",), ("MBPP",)] == "8.5"
    assert len({found.table.id for found in tables}) == 2


def test_turned_table_reads_like_an_upright_one(tmp_path: Path) -> None:
    upright = cells_of(only(read_tables(typeset(tmp_path, PLAIN), "d")))
    for angle in ("90deg", "-90deg"):
        layouts = typeset(tmp_path, f"#rotate({angle}, reflow: true)[#box(width: 20cm)[{PLAIN}]]")
        found = only(read_tables(layouts, "d"))
        assert cells_of(found) == upright
        box = next(cell.box for row in found.table.rows for cell in row.cells if cell.text == "38.1")
        line = next(line for line in layouts[0].lines if line.text == "38.1")
        assert box is not None
        assert (box.x0, box.y0) == pytest.approx((line.x0, line.y0), abs=0.1)


def test_two_tables_side_by_side_stay_apart(tmp_path: Path) -> None:
    left = booktabs("[Alpha], [1.5], [2.5], [Beta], [3.5], [4.5]").replace(PROSE * 3, "")
    right = left.replace("Table 1", "Table 2").replace("Alpha", "Gamma").replace("1.5", "9.5")
    tables = read_tables(typeset(tmp_path, f"#grid(columns: 2, column-gutter: 1cm, [{left}], [{right}])"), "d")
    assert [found.table.label for found in tables] == ["Table 1", "Table 2"]
    assert cells_of(tables[1])[("Gamma",), ("HumanEval",)] == "9.5"
    assert not any("Gamma" in row.path for row in tables[0].table.rows)


def test_sentence_about_a_table_is_no_caption(tmp_path: Path) -> None:
    body = f"{PROSE * 2}\n\nTable 3 shows the results in full. {PROSE * 2}\n\nTable 4, 5, and 6 say the same. {PROSE}"
    assert read_tables(typeset(tmp_path, body), "d") == []


def test_plot_with_grid_lines_and_tick_labels_is_no_table(tmp_path: Path) -> None:
    lines = "".join(f"#place(dx: 40pt, dy: {20 * n}pt, line(length: 200pt, stroke: 0.4pt))" for n in range(6))
    ticks = "".join(f"#place(dx: 15pt, dy: {20 * n - 4}pt)[{0.9 - n / 10:.1f}]" for n in range(6))
    below = "".join(f"#place(dx: {40 + 40 * n}pt, dy: 106pt)[{2000 * n}]" for n in range(6))
    body = f"#block(height: 125pt)[{lines}{ticks}{below}]\nFigure 2: Accuracy during training.\n\n{PROSE * 3}"
    assert read_tables(typeset(tmp_path, body), "d") == []


def test_columns_that_cannot_be_parted_make_the_table_doubtful(tmp_path: Path) -> None:
    # Pairs of numbers with one space between them, under one header.
    rows = (
        "[Alpha], [41.7 50.2], [1.5], [Beta], [38.1 49.0], [2.5], [Gamma], [35.5 7.0], [3.5], [Delta], [1.0 17.2], [9]"
    )
    found = only(read_tables(typeset(tmp_path, booktabs(rows)), "d"))
    assert found.table.confidence < 0.5


def word(text: str, x: float, y: float) -> Word:
    return Word(text, x, y, x + 5 * len(text), y + 9, 9.0)


def line(text: str, x: float, y: float) -> Line:
    words = tuple(word(part, x + 40 * n, y) for n, part in enumerate(text.split()))
    return Line(words, 0, 1, words[0].x0, y, words[-1].x1, y + 9, 9.0, False, False)


def layout(lines: list[Line], rules: list[Rule]) -> PageLayout:
    return PageLayout(number=1, width=612, height=792, rotation=0, text="", lines=lines, rules=rules)


def test_page_of_twenty_thousand_rules_ends_soon() -> None:
    rules = [Rule(10 + n % 500, 5 + (n * 7) % 780, 30 + n % 500, 5 + (n * 7) % 780) for n in range(20_000)]
    lines = [line("Table 1: Results", 50, 40), *(line("a 1.5 2.5 3.5", 50, 60 + 12 * n) for n in range(50))]
    start = time.process_time()
    read_tables([layout(lines, rules)], "d")
    assert time.process_time() - start < 15


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line("Table 1: Results", 50, 40)],
        [line("Table 1: Results", 50, 40), line("x", 50, 60)],
        [line("Table 1: Results", 50, 40)] * 40,
        [replace(line("Table 1: Results", 50, 40), horizontal=False)] * 20,
        [line("1", 50, 40 + n) for n in range(300)],
        [line("Table 1: a", 50, 792), line("1.0 2.0", -500, -100), line("3.0 4.0", 9000, 9000)],
    ],
)
@pytest.mark.parametrize(
    "rules", [[], [Rule(0, 0, 0, 0)] * 5, [Rule(40, 50 + 10 * n, 300, 50 + 10 * n) for n in range(9)]]
)
def test_odd_pages_do_not_raise(lines: list[Line], rules: list[Rule]) -> None:
    for found in read_tables([layout(lines, rules)], "d"):
        assert 0.0 <= found.table.confidence <= 1.0
