"""Tables as papers set them: turned words, coloured rows, labels of several lines, gains beside values."""

from __future__ import annotations

import pytest

from synth.parse.layout import pages
from synth.parse.tables import FoundTable, read_tables

TOP, MID = "table.hline(stroke: 0.9pt)", "table.hline(stroke: 0.5pt)"
PROSE = "We evaluate every system on the same prompts and report the mean over five seeds of 41.7 points. "
HEAD = '#set page(paper: "a4", margin: 2cm)\n#set text(font: "New Computer Modern", size: 10pt)\n'
CAPTION = "Table 1: Results.\n\n"


def read(body: str, head: str = HEAD) -> list[FoundTable]:
    import pymupdf
    import typst

    with pymupdf.open(stream=typst.compile((head + body).encode()), filetype="pdf") as document:
        return read_tables(list(pages(document)), "d")


def only(body: str, head: str = HEAD) -> FoundTable:
    tables = read(body, head)
    assert len(tables) == 1
    assert tables[0].table.confidence >= 0.5
    return tables[0]


def cells_of(found: FoundTable) -> dict[tuple[tuple[str, ...], tuple[str, ...]], str]:
    table = found.table
    return {(row.path, table.header_paths[cell.column]): cell.text for row in table.rows for cell in row.cells}


def table(columns: int | str, cells: str, options: str = "") -> str:
    return f"#table(columns: {columns}, stroke: none, {options} {cells})\n\n"


def test_rows_set_in_under_a_head_end_where_they_are_set_out_again() -> None:
    inset = "#h(10pt)"
    cells = (
        f"{TOP}, [Trait], [Drug], [Placebo], {MID}, [Age, years], [63.2], [61.9], [Sex], [], [], [{inset}Male], "
        f"[51.5], [48.0], [{inset}Female], [48.5], [52.0], [Weight, kg], [71.3], [70.8], {TOP}"
    )
    cells_read = cells_of(only(f"{CAPTION}{table(3, cells)}{PROSE * 2}"))
    assert cells_read[("Sex", "Female"), ("Placebo",)] == "52.0"
    assert cells_read[("Age, years",), ("Drug",)] == "63.2"
    assert cells_read[("Weight, kg",), ("Drug",)] == "71.3"


def test_turned_heads_and_turned_group_labels() -> None:
    def turned(text: str) -> str:
        return f"#rotate(-90deg, reflow: true)[{text}]"

    heads = ", ".join(f"[{turned(name)}]" for name in ("HumanEval", "MBPP", "APPS"))
    rows = ", ".join(f"[System {n}], [{n}.5], [{n}.6], [{n}.7]" for n in (1, 2, 3))
    more = ", ".join(f"[System {n}], [{n}.5], [{n}.6], [{n}.7]" for n in (4, 5, 6))
    group = "table.cell(rowspan: 3, align: horizon)"
    cells = (
        f"{TOP}, [Setting], [Model], {heads}, {MID}, {group}[{turned('Closed')}], {rows}, {MID}, "
        f"{group}[{turned('Open')}], {more}, {TOP}"
    )
    found = only(f"{CAPTION}{table(5, cells, 'align: bottom,')}{PROSE * 2}")
    assert found.table.header_paths == (("Setting",), ("Model",), ("HumanEval",), ("MBPP",), ("APPS",))
    assert cells_of(found)[("Closed", "System 1"), ("APPS",)] == "1.7"
    assert cells_of(found)[("Open", "System 6"), ("MBPP",)] == "6.6"


def test_marks_in_a_turned_table_do_not_become_digits() -> None:
    mark = "#super(typographic: false)[1]"
    rows = f"[Alpha], [66,136{mark}], [2.5], [Beta], [9,952], [3.5{mark}], [Gamma], [4,100], [5.5]"
    body = f"{CAPTION}{table(3, f'{TOP}, [Model], [MBPP], [APPS], {MID}, {rows}, {TOP}')}"
    found = only(f"#rotate(-90deg, reflow: true)[#box(width: 16cm)[{body}]]")
    assert cells_of(found)[("Alpha",), ("MBPP",)] == "66,136"
    assert cells_of(found)[("Beta",), ("APPS",)] == "3.5"


def test_short_caption_at_the_margin_belongs_to_the_table_in_the_middle() -> None:
    rows = f"{TOP}, [], [(1)], [(2)], {MID}, [Age], [0.644], [1.579], [Urban], [0.627], [0.931], {TOP}"
    found = only(f"{CAPTION}#align(center)[{table(3, rows)}]\n{PROSE * 3}")
    assert found.table.label == "Table 1"
    assert cells_of(found)[("Urban",), ("(2)",)] == "0.931"


def test_table_across_both_columns_without_rules_is_not_cut_at_the_gutter() -> None:
    names = [f"[Set {n}]" for n in range(8)]
    rows = ", ".join(f"[System {m}], " + ", ".join(f"[{m}{n}.5]" for n in range(8)) for m in range(1, 6))
    wide = table(9, f"[Model], {', '.join(names)}, {rows}", "inset: (x: 3pt),")
    body = f'#place(top, scope: "parent", float: true)[{wide}#align(left)[#h(3cm)Table 1: Results.]]\n{PROSE * 60}'
    found = only(body, HEAD.replace("margin: 2cm", "margin: 2cm, columns: 2"))
    assert cells_of(found)[("System 5",), ("Set 7",)] == "57.5"


def test_coloured_header_above_the_first_rule_is_the_tables() -> None:
    fill = "fill: (x, y) => if y < 2 { luma(210) },"
    cells = (
        "table.cell(rowspan: 2, align: horizon)[Model], table.cell(colspan: 2)[MBPP], [EM], [F1], "
        f"table.cell(colspan: 3)[*Closed models*], {MID}, [Alpha], [1.5], [2.5], [Beta], [3.5], [4.5], {MID}, "
        f"table.cell(colspan: 3)[*Open models*], {MID}, [Gamma], [5.5], [6.5], [Delta], [7.5], [8.5]"
    )
    found = only(f"{table(3, cells, fill)}{CAPTION}{PROSE * 3}")
    assert cells_of(found)[("Open models", "Delta"), ("MBPP", "F1")] == "8.5"


def test_wrapped_labels_of_parts_side_by_side() -> None:
    left = table(
        "(60pt, auto, auto)", f"{TOP}, [Model], [EM], [F1], {MID}, [Qwen2.5-Coder], [1.5], [2.5], [Phi], [3.5], [4.5]"
    )
    right = table(3, f"{TOP}, [Model], [APPS], [BBH], {MID}, [Alpha], [5.5], [6.5], [Beta], [7.5], [8.5]")
    tables = read(
        f"#align(center)[{CAPTION}#grid(columns: 2, column-gutter: 30pt, [{left}], [{right}])]\n\n{PROSE * 3}"
    )
    cells = {key: value for found in tables for key, value in cells_of(found).items()}
    assert cells[("Qwen2.5-Coder",), ("F1",)] == "2.5"
    assert cells[("Beta",), ("BBH",)] == "8.5"


def test_gains_beside_values_are_no_columns_and_no_doubt() -> None:
    rows = ", ".join(f"[System {n}], [*{n}.5* ↓{n}.2], [{n}.6 ↑{n}.1]" for n in range(1, 6))
    found = only(f"{CAPTION}{table(3, f'{TOP}, [Model], [MBPP], [APPS], {MID}, {rows}, {TOP}')}{PROSE * 2}")
    assert cells_of(found)[("System 4",), ("MBPP",)] == "4.5 ↓4.2"
    bold = [cell.text for row in found.table.rows for cell in row.cells if cell.bold]
    assert bold == [f"{n}.5 ↓{n}.2" for n in range(1, 6)]


@pytest.mark.parametrize("look", ["align: center", "align: left"])
def test_section_row_right_below_the_header_is_not_the_headers(look: str) -> None:
    def section(name: str) -> str:
        return f"table.cell(colspan: 4, {look})[_{name}_]"

    cells = (
        f"{TOP}, [Model], [HumanEval], [MBPP], [APPS], {section('Closed-source models')}, [Alpha], [1.5], [2.5], "
        f"[3.5], [Beta], [4.5], [5.5], [6.5], {section('Open-source models')}, [Gamma], [7.5], [8.5], [9.5], [Delta], "
        f"[1.1], [1.2], [1.3], {TOP}"
    )
    found = only(f"{CAPTION}{table(4, cells, 'align: center,')}{PROSE * 2}")
    assert found.table.header_paths == (("Model",), ("HumanEval",), ("MBPP",), ("APPS",))
    assert cells_of(found)[("Closed-source models", "Alpha"), ("MBPP",)] == "2.5"
    assert cells_of(found)[("Open-source models", "Delta"), ("APPS",)] == "1.3"


def test_whole_numbers_head_columns_of_decimals_without_a_rule() -> None:
    rows = ", ".join(f"[System {n}], [{n}.51], [{n}.62], [{n}.73]" for n in range(1, 6))
    found = only(f"{CAPTION}{table(4, f'[Model], [1], [10], [100], {rows}')}{PROSE * 2}")
    assert cells_of(found)[("System 5",), ("100",)] == "5.73"


def test_broken_group_label_beside_values_is_one_label() -> None:
    rows = ", ".join(f"[System {n}], [{n}.5], [{n}.6]" for n in (1, 2))
    group = "table.cell(rowspan: 2, align: horizon)[Zero- \\ shot]"
    more = "table.cell(rowspan: 2, align: horizon)[Few- \\ shot]"
    cells = f"{TOP}, [Setting], [Model], [MBPP], [APPS], {MID}, {group}, {rows}, {MID}, {more}, {rows}, {TOP}"
    found = only(f"{CAPTION}{table(4, cells)}A few-shot and a zero-shot setting. {PROSE * 2}")
    assert cells_of(found)[("Zero-shot", "System 2"), ("APPS",)] == "2.6"
    assert cells_of(found)[("Few-shot", "System 1"), ("MBPP",)] == "1.5"


def test_spaced_out_prose_after_a_caption_is_no_table() -> None:
    lines = "\n\n".join(
        line.replace(" ", " #h(9pt) ")
        for line in ("read the following table", "and then write code", "to answer it well")
    )
    assert not read(f"{PROSE * 2}\n\nTable 4: The ablation study.\n\n{lines}\n\n{PROSE * 2}")
