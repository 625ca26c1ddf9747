"""Tables on a terminal: whole at every width."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from synth.cli.grid import lines_of
from synth.records import Box, Cell, Table, TableRow

BOX = Box(page=1, x0=0, y0=0, x1=9, y1=9)


def table(paths: list[tuple[str, ...]], rows: list[tuple[tuple[str, ...], list[str]]], stub: int = 1) -> Table:
    made = tuple(
        TableRow(
            path=path, cells=tuple(Cell(text=t, column=c, bold=t == "9.9") for c, t in enumerate(texts, stub) if t)
        )
        for path, texts in rows
    )
    return Table(id="t", label="", caption="", header_paths=tuple(paths), rows=made, box=BOX, stub_columns=stub)


def text(made: Table, width: int) -> list[str]:
    return [line.plain for line in lines_of(made, width)]


GROUPED = table(
    [("Model",), ("HumanEval", "pass@1"), ("HumanEval", "pass@10"), ("Size",)],
    [(("Closed", "GPT"), ["67.0", "80.1", "–"]), (("Closed", "PaLM"), ["26.2", "9.9", "540B"]), (("Ours",), ["1.5"])],
)


def test_headers_span_their_columns_and_groups_head_their_rows() -> None:
    assert text(GROUPED, 80) == [
        "━━━━━━━━━━━━━━━━━━━━━━━━━━━━━",
        "           HumanEval",
        "        ───────────────",
        "Model   pass@1  pass@10  Size",
        "─────────────────────────────",
        "Closed",
        "  GPT     67.0     80.1     –",
        "  PaLM    26.2      9.9  540B",
        "Ours       1.5",
        "━━━━━━━━━━━━━━━━━━━━━━━━━━━━━",
    ]


def test_bold_is_kept() -> None:
    bold = [line.plain[s.start : s.end] for line in lines_of(GROUPED, 80) for s in line.spans if s.style == "bold"]
    assert bold == ["9.9"]


def test_wide_tables_go_on_below() -> None:
    wide = table([("Model",), *((f"column{n}",) for n in range(1, 13))], [(("Alpha",), [f"{n}.5" for n in range(12)])])
    lines = text(wide, 40)
    assert [line for line in lines if line.startswith("columns")] == [
        "columns 1–3 of 12", "columns 4–6 of 12", "columns 7–9 of 12", "columns 10–12 of 12",
    ]  # fmt: skip
    assert sum(line.startswith("Alpha") for line in lines) == 4


def test_a_second_header_block_is_printed_as_its_own() -> None:
    made = table(
        [("M",), ("A",), ("B",), ("C",), ("D",)],
        [(("p",), ["1", "2"]), (("q",), ["3", "4"]), (("p",), ["", "", "5", "6"]), (("q",), ["", "", "7", "8"])],
    )
    lines = text(made, 80)
    assert lines.count("") == 1
    assert lines[lines.index("columns 3–4 of 4") + 2].split() == ["M", "C", "D"]


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M", "Sk", "Lm")), min_size=1, max_size=24)
phrases = st.lists(words, min_size=1, max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(30, 150), st.integers(1, 9), st.integers(1, 5))
def test_nothing_is_lost_and_nothing_is_wider_than_the_terminal(
    data: st.DataObject, width: int, columns: int, rows: int
) -> None:
    paths = [(data.draw(phrases),) for _ in range(columns + 1)]
    body = [((data.draw(phrases),), [data.draw(phrases) for _ in range(columns)]) for _ in range(rows)]
    lines = text(table(paths, body), width)
    assert max(map(cell_len, lines)) <= width
    letters = "".join("".join(lines).split())
    for path in paths[1:]:
        assert all(letters.count(char) >= path[0].count(char) for char in set(path[0]) - {" "})
    for _, texts in body:
        wanted = "".join(texts).replace(" ", "")
        assert all(letters.count(char) >= wanted.count(char) for char in set(wanted))


@pytest.mark.parametrize("hostile", ["\x1b[31mred\x1b[0m", "a\x07b\x9bc", "x\u202ey", "[bold]z[/bold]"])
def test_control_characters_do_not_reach_the_terminal(hostile: str) -> None:
    lines = text(table([(hostile,), (hostile,)], [((hostile,), [hostile])]), 60)
    assert not any(char in line for line in lines for char in "\x1b\x07\x9b\u202e")
    if hostile.startswith("[bold]"):
        assert sum(hostile in line for line in lines) == 2
