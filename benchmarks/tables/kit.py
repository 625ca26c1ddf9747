"""What all typeset tables are made of: names, numbers, Typst cells, and the truth about every number."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

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
    also: tuple[str, ...] = ()
    """Words of the row that a reader may count among its labels: a backbone, a size."""
    exact: bool = False
    """Whether a row path may hold nothing else."""


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
