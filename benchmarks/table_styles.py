"""Tables in many styles, typeset by Typst, with the row path, column path and value of every number known."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MODELS = [
    "Codex-12B", "StarCoder", "GPT-4", "GPT-3.5 Turbo", "Llama 2 70B Chat", "Mistral 7B", "Qwen2.5-Coder-7B",
    "DeepSeek-V3", "PaLM 540B", "CodeT5+", "InCoder-6B", "WizardCoder", "Phi-1.5", "SantaCoder", "Gemma 2 9B",
    "OLMo 7B Instruct", "Yi-34B", "Random baseline", "Human", "CodeGen-Mono 16B",
]  # fmt: skip
DATASETS = ["HumanEval", "MBPP", "MATH-500", "GSM8K", "AIME 2024", "LiveCodeBench", "APPS", "BBH", "DS-1000"]
METRICS = ["pass@1", "pass@10", "F1", "EM", "Prec.", "Rec.", "BLEU", "Acc."]
LOREM = (
    "We evaluate every system on the same prompts and report the mean over five seeds. The gap between the two "
    "settings stays small once the budget is held fixed, which agrees with earlier findings of 41.7 points. "
    "Larger models gain less from additional samples, and the order of systems does not change in 2024. "
)


@dataclass
class Truth:
    """One number and where it stands."""

    label: str
    row: tuple[str, ...]
    column: tuple[str, ...]
    value: str


@dataclass
class Sheet:
    """One document of the benchmark."""

    name: str
    source: str
    truth: list[Truth] = field(default_factory=list)


@dataclass
class Spec:
    """A table as numbers, before it gets a style."""

    headers: list[tuple[str, ...]]
    rows: list[tuple[tuple[str, ...], list[str]]]
    stub_heads: list[str]


def esc(text: str) -> str:
    return "".join("\\" + c if c in "#$*_@<>[]\\`~" else c for c in text)


def number(rng: random.Random, kind: str) -> str:
    if kind == "percent":
        return f"{rng.uniform(0, 100):.1f}%"
    if kind == "pm":
        return f"{rng.uniform(0, 100):.1f} ± {rng.uniform(0, 3):.1f}"
    if kind == "paren":
        return f"{rng.uniform(0, 100):.2f} ({rng.uniform(0, 100):.2f})"
    if kind == "int":
        return f"{rng.randint(1, 99999):,}"
    if kind == "arrow":
        return f"{rng.uniform(0, 100):.1f} {rng.choice('↑↓')}"
    return f"{rng.uniform(0, 100):.1f}"


def spec(
    rng: random.Random, columns: int, rows: int, *, kind: str = "plain", deep: int = 0, holes: float = 0.0
) -> Spec:
    """`deep` > 0: groups of that many metrics under each dataset."""
    if deep:
        sets, metrics = rng.sample(DATASETS, max(1, columns // deep)), rng.sample(METRICS, deep)
        headers = [(d, m) for d in sets for m in metrics]
    else:
        headers = [(d,) for d in rng.sample(DATASETS, columns)]
    body = []
    for model in rng.sample(MODELS, rows):
        values = ["–" if rng.random() < holes else number(rng, kind) for _ in headers]
        body.append(((model,), values))
    return Spec(headers, body, ["Model"])


def truth_of(table: Spec, label: str) -> list[Truth]:
    return [
        Truth(label, path, table.headers[c], value)
        for path, values in table.rows
        for c, value in enumerate(values)
        if value and value[0].isdigit()
    ]


def header_cells(table: Spec, *, rules: bool = True, bold: bool = True, trim: bool = False) -> list[str]:
    """Typst cells of the header, in one or two rows."""
    stub = len(table.stub_heads)
    mark = (lambda text: f"[*{esc(text)}*]") if bold else (lambda text: f"[{esc(text)}]")
    if len(table.headers[0]) == 1:
        return [mark(text) for text in table.stub_heads] + [mark(path[0]) for path in table.headers]
    out = [f"table.cell(rowspan: 2, align: horizon + left){mark(text)}" for text in table.stub_heads]
    lines, at = [], 0
    while at < len(table.headers):
        end = at
        while end < len(table.headers) and table.headers[end][0] == table.headers[at][0]:
            end += 1
        out.append(f"table.cell(colspan: {end - at}, align: center){mark(table.headers[at][0])}")
        lines.append(f"table.hline(start: {stub + at}, end: {stub + end}, stroke: 0.4pt)")
        at = end
    return out + (lines if rules else []) + [f"[{esc(path[1])}]" for path in table.headers]


def typst_table(table: Spec, cells: list[str], options: str = "", *, align: str = "center") -> str:
    stub = len(table.stub_heads)
    columns = stub + len(table.headers)
    aligns = ", ".join(["left"] * stub + [align] * len(table.headers))
    inner = ",\n  ".join(cells)
    look = f"columns: {columns}, stroke: none, align: ({aligns}), inset: (x: 5pt, y: 2.6pt)"
    return f"#table({look}, {options}\n  {inner})\n"


TOP, MID = "table.hline(stroke: 0.9pt)", "table.hline(stroke: 0.5pt)"


def plain_rows(table: Spec, *, between: str = "") -> list[str]:
    cells = []
    for n, (path, values) in enumerate(table.rows):
        if between and n:
            cells.append(between)
        cells += [f"[{esc(part)}]" for part in path] + [f"[{esc(value)}]" for value in values]
    return cells


def page(body: str, *, columns: int = 1, size: float = 9.5, flipped: bool = False) -> str:
    return (
        f'#set page(paper: "a4", margin: 2.2cm, columns: {columns}, flipped: {str(flipped).lower()})\n'
        f'#set text(font: "New Computer Modern", size: {size}pt, hyphenate: false)\n#set par(justify: true)\n'
        f"#show table: set par(justify: false)\n{body}\n"
    )


def caption(label: str, text: str = "Main results of all systems under the same budget.") -> str:
    return f"#align(center)[{label}: {text}]\n"


def placed(table: str, label: str, above: bool) -> str:
    body = f"#align(center)[#block[{table}]]\n"
    return f"{caption(label)}{body}" if above else f"{body}{caption(label)}"


def around(table: str, times: int = 2) -> str:
    return f"{LOREM * times}\n\n{table}\n\n{LOREM * times}"


Style = Callable[[random.Random, str], tuple[str, list[Truth]]]


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
        three_levels, stacked_heads, grid_levels, blanks, transposed, notes_below, indented, two_stacked, three_levels,
        stacked_heads, grid_levels, blanks, transposed, notes_below, indented, two_stacked,
    )
}  # fmt: skip


def typeset(folder: Path, copies: int, seed: int = 7) -> list[tuple[Path, Sheet]]:
    """Write `copies` PDFs of every style into `folder`."""
    import typst

    made = []
    for name, style in STYLES.items():
        for copy in range(copies):
            source, truth = style(random.Random(f"{seed}-{name}-{copy}"), "Table 1")
            path = folder / f"{name}-{copy}.pdf"
            path.write_bytes(typst.compile(source.encode()))
            made.append((path, Sheet(name, source, truth)))
    return made
