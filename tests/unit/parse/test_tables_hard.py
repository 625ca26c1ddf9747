"""Tables that are laid out in unusual ways: each number under its row and column, or the table is doubtful."""

from __future__ import annotations

from pathlib import Path

from synth.parse.layout import PageLayout, pages
from synth.parse.tables import FoundTable, read_tables

TOP, MID = "table.hline(stroke: 0.9pt)", "table.hline(stroke: 0.5pt)"
PROSE = "We evaluate every system on the same prompts and report the mean over five seeds of 41.7 points. "
HEAD = '#set page(paper: "a4", margin: 2cm)\n#set text(font: "New Computer Modern", size: 10pt)\n'


def typeset(body: str) -> list[PageLayout]:
    import pymupdf
    import typst

    with pymupdf.open(stream=typst.compile((HEAD + body).encode()), filetype="pdf") as document:
        return list(pages(document))


def read(body: str) -> list[FoundTable]:
    return read_tables(typeset(body), "d")


def only(tables: list[FoundTable]) -> FoundTable:
    assert len(tables) == 1
    return tables[0]


def cells_of(*tables: FoundTable) -> dict[tuple[tuple[str, ...], tuple[str, ...]], str]:
    return {
        (row.path, found.table.header_paths[cell.column]): cell.text
        for found in tables
        for row in found.table.rows
        for cell in row.cells
    }


def table(columns: int, cells: str, options: str = "") -> str:
    return f"#table(columns: {columns}, stroke: none, {options} {cells})\n\n"


def test_header_stands_above_the_first_rule() -> None:
    cells = (
        f"[Model], [HumanEval], [MBPP], table.cell(colspan: 3)[Closed models], {MID}, [Alpha], [1.5], [2.5], [Beta], "
        f"[3.5], [4.5], {MID}, table.cell(colspan: 3)[Open models], {MID}, [Gamma], [5.5], [6.5], [Delta], [7.5], "
        f"[8.5], {MID}"
    )
    found = only(read(f"{PROSE * 2}\n\nTable 1: Results.\n\n{table(3, cells)}{PROSE * 2}"))
    assert cells_of(found)[("Closed models", "Alpha"), ("HumanEval",)] == "1.5"
    assert cells_of(found)[("Open models", "Delta"), ("MBPP",)] == "8.5"
    assert found.table.confidence >= 0.5


def test_arrows_stay_with_the_header_before_them() -> None:
    rows = "[Alpha], [1.5], [2.5], [3.5], [Beta], [4.5], [5.5], [6.5]"
    cells = f"{TOP}, [Model], [Rec. ↓], [F1 ↑], [EM ↑], {MID}, {rows}, {TOP}"
    found = only(read(f"Table 1: Results.\n\n{table(4, cells, 'inset: (x: 3pt),')}{PROSE * 2}"))
    assert found.table.header_paths == (("Model",), ("Rec. ↓",), ("F1 ↑",), ("EM ↑",))


def test_marks_do_not_glue_a_number_to_the_next_column() -> None:
    star = '#super(typographic: false)[#text(font: "Libertinus Serif")[∗]]'
    cells = (
        f"{TOP}, [Model], [Rec.], [EM], {MID}, [Alpha], [13.2{star}], [72.4], [Beta], [11.5], [65.5], "
        f"[Gamma], [12.1{star}], [61.2], {TOP}"
    )
    found = only(read(f"Table 1: Results.\n\n{table(3, cells, 'inset: (x: 2.6pt),')}{PROSE * 2}"))
    assert cells_of(found)[("Alpha",), ("EM",)] == "72.4"
    assert cells_of(found)[("Gamma",), ("EM",)] == "61.2"


def test_header_of_two_rows_is_repeated_in_mid_table() -> None:
    def block(one: str, two: str) -> str:
        spans = f"table.cell(colspan: 2)[{one}], table.cell(colspan: 2)[{two}]"
        return f"table.cell(rowspan: 2)[Model], {spans}, [EM], [F1], [EM], [F1], {MID}"

    cells = (
        f"{TOP}, {block('MBPP', 'APPS')}, [Alpha], [1.5], [2.5], [3.5], [4.5], [Beta], [5.5], [6.5], [7.5], [8.5], "
        f"{MID}, {block('BBH', 'MATH')}, [Alpha], [11.5], [12.5], [13.5], [14.5], [Beta], [15.5], [16.5], [17.5], "
        f"[18.5], {TOP}"
    )
    found = only(read(f"Table 1: Results.\n\n{table(5, cells, 'align: center,')}{PROSE * 2}"))
    assert cells_of(found)[("Alpha",), ("MBPP", "F1")] == "2.5"
    assert cells_of(found)[("Alpha",), ("BBH", "F1")] == "12.5"
    assert cells_of(found)[("Beta",), ("MATH", "EM")] == "17.5"


def test_parts_side_by_side_share_their_caption() -> None:
    def part(metrics: str, values: str) -> str:
        return table(3, f"{TOP}, [Model], {metrics}, {MID}, {values}, {TOP}")

    left = part("[MBPP], [APPS]", "[Alpha], [1.5], [2.5], [Beta], [3.5], [4.5], [Gamma], [9.5], [8.5]")
    right = part("[BBH], [MATH]", "[Alpha], [5.5], [6.5], [Beta], [7.5], [8.5], [Delta], [1.5], [0.5]")
    parts = f"#grid(columns: 2, column-gutter: 1cm, [{left}], [{right}])"
    tables = read(f"#align(center)[Table 1: Results of both parts.\n\n{parts}]\n\n{PROSE * 3}")
    assert [found.table.label for found in tables] == ["Table 1", "Table 1"]
    assert len({found.table.id for found in tables}) == 2
    assert cells_of(*tables)[("Beta",), ("APPS",)] == "4.5"
    assert cells_of(*tables)[("Beta",), ("MATH",)] == "8.5"


def test_unruled_tables_with_captions_side_by_side_stay_apart() -> None:
    def part(number: int, metrics: str, values: str, more: str = "") -> str:
        return f"{table(3, f'[Model], {metrics}, {values}{more}')}Table {number}: Results."

    left = part(1, "[MBPP], [APPS]", "[Alpha], [1.5], [2.5], [Beta], [3.5], [4.5]")
    right = part(2, "[BBH], [MATH]", "[Alpha], [5.5], [6.5], [Beta], [7.5], [8.5]", ", [Gamma], [9.5], [0.5]")
    tables = read(f"{PROSE * 2}\n\n#grid(columns: (1fr, 1fr), column-gutter: 1cm, [{left}], [{right}])\n\n{PROSE * 3}")
    assert [found.table.label for found in tables] == ["Table 1", "Table 2"]
    assert cells_of(tables[1])[("Gamma",), ("MATH",)] == "0.5"
    assert not any("BBH" in path for path in tables[0].table.header_paths)


ROWS = ", ".join(f"[System {n}], [{n}.5], [{n}.7]" for n in range(10, 40))


def test_table_goes_on_over_the_page_with_its_header() -> None:
    cells = f"table.header(repeat: true, {TOP}, [Model], [MBPP], [APPS], {MID}), {ROWS}, {TOP}"
    tables = read(f"#v(17cm)\nTable 1: Results.\n\n{table(3, cells)}{PROSE * 3}")
    assert [(found.page, found.table.label) for found in tables] == [(1, "Table 1"), (2, "Table 1")]
    assert len(cells_of(*tables)) == 60
    assert cells_of(*tables)[("System 39",), ("APPS",)] == "39.7"


def test_table_goes_on_over_the_page_without_its_header() -> None:
    cells = f"{TOP}, [Model], [MBPP], [APPS], {MID}, {ROWS}, {TOP}"
    tables = read(f"#v(17cm)\nTable 1: Results.\n\n{table(3, cells)}{PROSE * 3}")
    assert {found.table.label for found in tables} == {"Table 1"}
    assert cells_of(*tables)[("System 39",), ("APPS",)] == "39.7"


def test_another_table_on_the_next_page_is_no_continuation() -> None:
    first = table(3, f"{TOP}, [Model], [MBPP], [APPS], {MID}, [Alpha], [1.5], [2.5], [Beta], [3.5], [4.5], {TOP}")
    second = first.replace("Alpha", "Gamma")
    tables = read(f"#v(20cm)\nTable 1: Results.\n\n{first}#pagebreak()\nTable 2: Others.\n\n{second}{PROSE * 3}")
    assert [found.table.label for found in tables] == ["Table 1", "Table 2"]


def test_labels_of_groups_without_a_header_of_their_own() -> None:
    rows = (
        "table.cell(rowspan: 3, align: horizon)[Zero-shot], [Gemma 2 9B], [1.5], [2.5], [Codex], [3.5], [4.5], [Phi], "
        "[5.5], [6.5], table.cell(rowspan: 3, align: horizon)[Few-shot], [Gemma 2 9B], [7.5], [8.5], [Codex], [9.5], "
        "[1.1], [Phi], [1.2], [1.3]"
    )
    found = only(
        read(f"Table 1: Results.\n\n{table(4, f'{TOP}, [], [], [MBPP], [APPS], {MID}, {rows}, {TOP}')}{PROSE * 2}")
    )
    assert cells_of(found)[("Zero-shot", "Gemma 2 9B"), ("MBPP",)] == "1.5"
    assert cells_of(found)[("Few-shot", "Gemma 2 9B"), ("APPS",)] == "8.5"
    assert cells_of(found)[("Few-shot", "Phi"), ("APPS",)] == "1.3"


def test_values_of_two_lines_stay_one_cell() -> None:
    rows = "[Alpha], [41.7 \\ (+0.3)], [50.2 \\ (+1.5)], [Beta-\\ 7B], [38.1 \\ (−1.2)], [49.0 \\ (+2.2)]"
    found = only(
        read(f"Table 1: Results.\n\n{table(3, f'{TOP}, [Model], [MBPP], [APPS], {MID}, {rows}, {TOP}')}{PROSE * 2}")
    )
    assert cells_of(found) == {
        (("Alpha",), ("MBPP",)): "41.7 (+0.3)",
        (("Alpha",), ("APPS",)): "50.2 (+1.5)",
        (("Beta-7B",), ("MBPP",)): "38.1 (−1.2)",
        (("Beta-7B",), ("APPS",)): "49.0 (+2.2)",
    }


def test_title_under_a_capital_label_is_no_header() -> None:
    body = "#align(center)[TABLE I \\ RESULTS OF ALL SYSTEMS]\n\n"
    rows = "[Model], [MBPP], [APPS], [Alpha], [1.5], [2.5], [Beta], [3.5], [4.5]"
    found = only(read(f"{body}#align(center)[{table(3, rows)}]\n{PROSE * 3}"))
    assert found.table.caption == "TABLE I RESULTS OF ALL SYSTEMS"
    assert found.table.header_paths == (("Model",), ("MBPP",), ("APPS",))


def test_ruled_table_of_words_is_not_doubtful() -> None:
    rows = "[Alpha], [English], [Yes], [Beta], [Python], [No], [Gamma], [Web pages], [Yes]"
    found = only(
        read(f"Table 1: Data.\n\n{table(3, f'{TOP}, [Set], [Source], [Public], {MID}, {rows}, {TOP}')}{PROSE * 2}")
    )
    assert found.table.confidence >= 0.5
    assert cells_of(found)[("Gamma",), ("Source",)] == "Web pages"


def test_header_cells_that_touch_make_the_table_doubtful() -> None:
    rows = "[Alpha], [1.5], [2.5], [Beta], [3.5], [4.5], [Gamma], [5.5], [6.5]"
    wide = f"{TOP}, [Model], [#box(width: 20pt)[LiveCodeBench]], [#box(width: 20pt)[HumanEval]], {MID}, {rows}, {TOP}"
    for found in read(
        f"Table 1: Results.\n\n{table(3, wide, 'inset: (x: 0pt), align: center, column-gutter: 38.5pt,')}{PROSE}"
    ):
        right = cells_of(found).get((("Alpha",), ("HumanEval",))) == "2.5"
        assert right or found.table.confidence < 0.5


def test_underlines_units_and_marks_for_lower_are_kept() -> None:
    rows = "[Alpha], [*41.7*], [#underline[12.5]], [Beta], [38.1], [10.0]"
    cells = f"{TOP}, [Model], [Acc. (%) ↑], [Time (ms) ↓], {MID}, {rows}, {TOP}"
    found = only(read(f"Table 1: Results.\n\n{table(3, cells)}{PROSE}"))
    by_text = {cell.text: cell for row in found.table.rows for cell in row.cells}
    assert [text for text, cell in by_text.items() if cell.underlined] == ["12.5"]
    assert [text for text, cell in by_text.items() if cell.bold] == ["41.7"]
    assert found.table.header_paths[1:] == (("Acc. (%) ↑",), ("Time (ms) ↓",))


def test_same_pdf_file_gives_the_same_tables(tmp_path: Path) -> None:
    import pymupdf
    import typst

    rows = "[Alpha], [1.5], [2.5], [Beta], [3.5], [4.5]"
    path = tmp_path / "a.pdf"
    path.write_bytes(
        typst.compile(
            (HEAD + f"Table 1: Results.\n\n{table(3, f'{TOP}, [M], [A], [B], {MID}, {rows}, {TOP}')}").encode()
        )
    )
    read_twice = []
    for _ in range(2):
        with pymupdf.open(path) as document:
            read_twice.append(read_tables(list(pages(document)), "d"))
    assert read_twice[0] == read_twice[1]
