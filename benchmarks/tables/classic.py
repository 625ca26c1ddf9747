"""Thirty-three styles of tables, one function each; development set."""

from __future__ import annotations

import random

from kit import (
    DATASETS,
    LOREM,
    METRICS,
    MID,
    MODELS,
    TOP,
    Spec,
    Style,
    Truth,
    around,
    caption,
    esc,
    header_cells,
    number,
    page,
    placed,
    plain_rows,
    spec,
    truth_of,
    typst_table,
)  # fmt: skip


def booktabs(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 5, 8, kind=rng.choice(["plain", "percent", "int"]), holes=0.1)
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, rng.random() < 0.5))), truth_of(table, label)


def grid(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 7, kind="plain")
    body = typst_table(table, header_cells(table) + plain_rows(table)).replace("stroke: none", "stroke: 0.5pt")
    return page(around(placed(body, label, True))), truth_of(table, label)


def grid_wrapped(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 3, 5)
    table.rows = [((f"{path[0]} with a much longer name",), values) for path, values in table.rows]
    body = typst_table(table, header_cells(table) + plain_rows(table)).replace("stroke: none", "stroke: 0.5pt")
    body = body.replace("columns: 4", "columns: (70pt, auto, auto, auto)")
    return page(around(placed(body, label, True))), truth_of(table, label)


def no_rules(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 6)
    body = typst_table(table, header_cells(table) + plain_rows(table))
    return page(around(placed(body, label, True))), truth_of(table, label)


def header_rule(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 5, 6, kind="percent")
    body = typst_table(table, [*header_cells(table), MID, *plain_rows(table)])
    return page(around(placed(body, label, False))), truth_of(table, label)


def multi_level(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 6, 8, deep=rng.choice([2, 3]))
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, rng.random() < 0.5))), truth_of(table, label)


def multi_level_unruled(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 6, 6, deep=rng.choice([2, 3]))
    cells = [TOP, *header_cells(table, rules=False), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, True))), truth_of(table, label)


def sections(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 9, kind="plain", holes=0.05)
    n = 1 + len(table.headers)
    style = rng.choice(["centred", "italic", "bold"])
    cells, rows = [TOP, *header_cells(table), MID], []
    for at, (path, values) in enumerate(table.rows):
        name = ["Closed-source models", "Open-source models", "Ours"][at // 3]
        if at % 3 == 0:
            text = {"centred": esc(name), "italic": f"_{name}_", "bold": f"*{name}*"}[style]
            where = "center" if style == "centred" else "left"
            cells += [*([MID] if at else []), f"table.cell(colspan: {n}, align: {where})[{text}]"]
            cells += [MID] if style == "centred" else []
        cells += [f"[{esc(path[0])}]"] + [f"[{esc(v)}]" for v in values]
        rows.append(((name, *path), values))
    table.rows = rows
    return page(around(placed(typst_table(table, [*cells, TOP]), label, True))), truth_of(table, label)


def grouped(rng: random.Random, label: str, *, middle: bool = True, ruled: bool = True) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 9)
    table.stub_heads = ["Setting", "Model"]
    cells, rows = [TOP, *header_cells(table), MID], []
    for at, (path, values) in enumerate(table.rows):
        name = ["Zero-shot", "Few-shot", "Fine-tuned"][at // 3]
        if at % 3 == 0:
            where = "horizon + left" if middle else "top + left"
            cells += [*([MID] if at and ruled else []), f"table.cell(rowspan: 3, align: {where})[{name}]"]
        cells += [f"[{esc(path[0])}]"] + [f"[{esc(v)}]" for v in values]
        rows.append(((name, *path), values))
    table.rows = rows
    return page(around(placed(typst_table(table, [*cells, TOP]), label, False))), truth_of(table, label)


def grouped_top(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    return grouped(rng, label, middle=False)


def grouped_unruled(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    return grouped(rng, label, ruled=False)


def deviations(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 7, kind=rng.choice(["pm", "paren", "arrow"]))
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, True))), truth_of(table, label)


def two_columns(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 3, 7, kind="plain", holes=0.1)
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    body = around(placed(typst_table(table, cells), label, rng.random() < 0.5), 3)
    return page(body + "\n\n" + LOREM * 6, columns=2, size=9), truth_of(table, label)


def two_columns_unruled(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 3, 6)
    body = around(placed(typst_table(table, header_cells(table) + plain_rows(table)), label, False), 3)
    return page(body + "\n\n" + LOREM * 6, columns=2, size=9), truth_of(table, label)


def across_columns(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 8, 7, deep=2)
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    inner = placed(typst_table(table, cells, align="right"), label, False)
    body = f'#place(top, scope: "parent", float: true)[{inner}]\n' + LOREM * 12
    return page(body, columns=2, size=9), truth_of(table, label)


def side_by_side(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    parts, truth = [], []
    above = rng.random() < 0.5
    for at in range(2):
        name = f"Table {at + 1}"
        table = spec(rng, 2, rng.choice([4, 5]))
        cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
        text = f"{name}: Results of part {at + 1}."
        body = f"#align(center)[#block[{typst_table(table, cells)}]]"
        parts.append(f"[{text}\n\n{body}]" if above else f"[{body}\n\n{text}]")
        truth += truth_of(table, name)
    return page(around(f"#grid(columns: (1fr, 1fr), column-gutter: 14pt, {', '.join(parts)})")), truth


def rotated(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 6, 8, deep=2)
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    inner = placed(typst_table(table, cells), label, True)
    angle = rng.choice(["-90deg", "90deg"])
    return page(f"#rotate({angle}, reflow: true)[#box(width: 20cm)[{inner}]]"), truth_of(table, label)


def continued(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 12)
    first, rest = Spec(table.headers, table.rows[:6], ["Model"]), Spec(table.headers, table.rows[6:], ["Model"])
    one = typst_table(first, [TOP, *header_cells(first), MID, *plain_rows(first), TOP])
    two = typst_table(rest, [TOP, *plain_rows(rest), TOP])
    body = f"{around(placed(one, label, True))}\n#pagebreak()\n{caption(f'{label} (continued)', 'Main results.')}"
    return page(f"{body}#align(center)[#block[{two}]]\n\n{LOREM}"), truth_of(table, label)


def repeated_header(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    names = rng.sample(DATASETS, 8)
    upper, lower = spec(rng, 4, 5), spec(rng, 4, 5)
    upper.headers, lower.headers = [(n,) for n in names[:4]], [(n,) for n in names[4:]]
    cells = [TOP, *header_cells(upper), MID, *plain_rows(upper), MID]
    cells += [*header_cells(lower), MID, *plain_rows(lower), TOP]
    body = around(placed(typst_table(upper, cells), label, True))
    return page(body), truth_of(upper, label) + truth_of(lower, label)


def wrapped_labels(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 6)
    tail = "(trained with reinforcement learning)"
    table.rows = [((f"{path[0]} {tail}" if n % 2 else path[0],), v) for n, (path, v) in enumerate(table.rows)]
    body = typst_table(table, [TOP, *header_cells(table), MID, *plain_rows(table), TOP])
    return page(around(placed(body.replace("columns: 5", "columns: (95pt, auto, auto, auto, auto)"), label, True))), (
        truth_of(table, label)
    )


def footnote_marks(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 7)
    truth = truth_of(table, label)
    cells = plain_rows(table)
    for at in range(1, len(cells), 7):
        if cells[at][1].isdigit():
            cells[at] = cells[at][:-1] + "#super[†]]"
    body = typst_table(table, [TOP, *header_cells(table), MID, *cells, TOP])
    return page(around(placed(body, label, True))), truth


def bars(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 6, 6, deep=2)
    lines = ", ".join(f"table.vline(x: {x}, stroke: 0.4pt)" for x in (1, 3, 5))
    cells = [lines, TOP, *header_cells(table, rules=False), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, True))), truth_of(table, label)


def sizes(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 7)
    table.stub_heads = ["Model", "Params"]
    table.rows = [((*path, rng.choice(["7B", "13B", "70B", "1.5B"])), values) for path, values in table.rows]
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, False))), truth_of(table, label)


def tight(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 7, 7)
    cells = [TOP, *header_cells(table, bold=False), MID, *plain_rows(table), TOP]
    body = typst_table(table, cells, align="right").replace("x: 5pt", "x: 1.8pt")
    return page(around(placed(body, label, True)), size=8), truth_of(table, label)


def numeric_header(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 5, 6)
    table.headers = [(k,) for k in ("1", "5", "10", "50", "100")]
    cells = [TOP, *header_cells(table, bold=False), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, True))), truth_of(table, label)


def three_levels(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 8, 6)
    tops, metrics = rng.sample(DATASETS, 2), rng.sample(METRICS, 2)
    table.headers = [(top, shot, metric) for top in tops for shot in ("Zero-shot", "5-shot") for metric in metrics]
    cells = [TOP, "table.cell(rowspan: 3, align: horizon)[*Model*]"]
    cells += [f"table.cell(colspan: 4)[*{esc(top)}*]" for top in tops]
    cells += ["table.hline(start: 1, end: 5)", "table.hline(start: 5, end: 9)"]
    cells += [f"table.cell(colspan: 2)[{shot}]" for _ in tops for shot in ("Zero-shot", "5-shot")]
    cells += [f"[{esc(path[2])}]" for path in table.headers]
    body = typst_table(table, [*cells, MID, *plain_rows(table), TOP]).replace("x: 5pt", "x: 3pt")
    return page(around(placed(body, label, True)), size=8), truth_of(table, label)


def stacked_heads(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 5, 7, kind="percent")
    shots = [rng.choice(["(0-shot)", "(5-shot)", "(greedy)"]) for _ in table.headers]
    heads = ["[*Model*]"] + [f"[*{esc(path[0])}* \\ {shot}]" for path, shot in zip(table.headers, shots, strict=True)]
    table.headers = [(f"{path[0]} {shot}",) for path, shot in zip(table.headers, shots, strict=True)]
    body = typst_table(table, [TOP, *heads, MID, *plain_rows(table), TOP])
    return page(around(placed(body, label, False))), truth_of(table, label)


def grid_levels(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 6, 6, deep=2)
    body = typst_table(table, header_cells(table, rules=False) + plain_rows(table)).replace(
        "stroke: none", "stroke: 0.4pt"
    )
    return page(around(placed(body, label, True))), truth_of(table, label)


def blanks(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 6, 9)
    table.rows = [(path, [v if rng.random() < 0.55 else "" for v in values]) for path, values in table.rows]
    table.rows = [(path, values if any(values) else ["1.0", *values[1:]]) for path, values in table.rows]
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, True))), truth_of(table, label)


def transposed(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 7)
    table.headers = [(name,) for name in rng.sample(MODELS, 4)]
    table.rows = [
        ((f"{d} ({rng.choice(METRICS)})",), v) for d, (_, v) in zip(rng.sample(DATASETS, 7), table.rows, strict=True)
    ]
    table.stub_heads = ["Benchmark"]
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    return page(around(placed(typst_table(table, cells), label, False))), truth_of(table, label)


def notes_below(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 6)
    table.rows.insert(3, (("Average of the three",), [number(rng, "plain") for _ in table.headers]))
    cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
    note = "#text(size: 7.5pt)[† Trained on 1,000 more samples in 2024; values of 41.7 and above are significant.]"
    body = f"{caption(label, LOREM)}#align(center)[#block[{typst_table(table, cells)}]]\n{note}\n"
    return page(around(body)), truth_of(table, label)


def indented(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    table = spec(rng, 4, 8)
    cells, rows, parent = [TOP, *header_cells(table), MID], [], ""
    for n, (path, values) in enumerate(table.rows):
        inset = n % 3 != 0
        name = f"+ {path[0]}" if inset else path[0]
        parent = parent if inset else name
        cells.append("[#h(8pt)\\" + esc(name) + "]" if inset else f"[{esc(name)}]")
        cells += [f"[{esc(v)}]" for v in values]
        rows.append((((parent, name) if inset else (name,)), values))
    table.rows = rows
    return page(around(placed(typst_table(table, [*cells, TOP]), label, True))), truth_of(table, label)


def two_stacked(rng: random.Random, label: str) -> tuple[str, list[Truth]]:
    """Two tables of one width below each other, captions below."""
    truth, body = [], ""
    for name in ("Table 1", "Table 2"):
        table = spec(rng, 4, 4)
        cells = [TOP, *header_cells(table), MID, *plain_rows(table), TOP]
        columns = "columns: (100pt, 80pt, 80pt, 80pt, 80pt)"
        body += placed(typst_table(table, cells).replace("columns: 5", columns), name, False) + "\n"
        truth += truth_of(table, name)
    return page(body + LOREM * 2), truth


STYLES: dict[str, Style] = {
    style.__name__: style
    for style in (
        booktabs, grid, grid_wrapped, no_rules, header_rule, multi_level, multi_level_unruled, sections, grouped,
        grouped_top, grouped_unruled, deviations, two_columns, two_columns_unruled, across_columns, side_by_side,
        rotated, continued, repeated_header, wrapped_labels, footnote_marks, bars, sizes, tight, numeric_header,
        three_levels, stacked_heads, grid_levels, blanks, transposed, notes_below, indented, two_stacked,
    )
}  # fmt: skip
