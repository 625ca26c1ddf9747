"""What the tables of a LaTeX source say: row labels, column headers and numbers, as ground truth for its PDF."""

from __future__ import annotations

import re

from kit import Truth

_TABLE = re.compile(r"\\begin\{table\*?\}(.*?)\\end\{table\*?\}", re.DOTALL)
_TABULAR = re.compile(
    r"\\begin\{tabular[x*]?\}(?:\[[^]]*\])?\{((?:[^{}]|\{[^{}]*\})*)\}(.*?)\\end\{tabular[x*]?\}", re.DOTALL
)
_RULE = re.compile(r"\\(?:hline|midrule|toprule|bottomrule|specialrule(?:\{[^}]*\}){3}|addlinespace(?:\[[^]]*\])?)")
_PARTIAL = re.compile(r"\\(?:cmidrule|cline)(?:\([^)]*\))?\{[^}]*\}")
_SPAN = re.compile(r"\\multicolumn\{(\d+)\}\{[^{}]*\}\{(.*)\}\s*$", re.DOTALL)
_ROWS = re.compile(r"\\multirow\{(-?\d+)\}\{[^{}]*\}\{(.*)\}\s*$", re.DOTALL)


def plain(text: str) -> str:
    """A cell's text without LaTeX commands."""
    text = re.sub(
        r"\\rule\{[^}]*\}\{[^}]*\}|\\vspace\{[^}]*\}|\\(?:citep?|citet|ref|label)\*?(?:\[[^]]*\])?\{[^}]*\}", " ", text
    )
    for old, new in (
        (r"\pm", "±"),
        (r"\cdot", "·"),
        (r"\times", "×"),
        ("---", "—"),
        (r"\epsilon", "ε"),
        (r"\dmodel", "dmodel"),
    ):
        text = text.replace(old, new)
    text = re.sub(r"\^\{([^}]*)\}", r"^\1", text)
    text = text.replace(r"\dff", "dff")
    for _ in range(3):
        text = re.sub(r"\\[a-zA-Z]+\*?\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\(?:bf|it|em|small|boldmath|centering|textbf)\b", "", text)
    text = re.sub(r"\\([%#&_$])", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"[{}$~]|\\[a-zA-Z]+", "", text)).strip()


def latex_truth(source: str) -> list[Truth]:
    """Numbers of every table of the source, in the order of the tables."""
    source = re.sub(r"(?<!\\)%.*", "", source)
    truth: list[Truth] = []
    number = 0
    for block in _TABLE.findall(source):
        tabulars = _TABULAR.findall(block)
        if not tabulars or "\\caption" not in block:
            continue
        number += 1
        for _, body in tabulars:
            truth += _tabular(body, f"Table {number}")
    return truth


def _tabular(body: str, label: str) -> list[Truth]:
    rows, header_end = _grid(body)
    if not rows:
        return []
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    paths = [tuple(dict.fromkeys(t for row in rows[:header_end] if (t := row[c]))) for c in range(width)]
    numeric = [sum(bool(re.match(r"^\d", row[c])) for row in rows[header_end:]) for c in range(width)]
    filled = [sum(bool(row[c]) for row in rows[header_end:]) for c in range(width)]
    stub = 1
    while stub < width and filled[stub] and numeric[stub] < 0.5 * filled[stub]:
        stub += 1
    truth = []
    for row in rows[header_end:]:
        path = tuple(part for part in row[:stub] if part)
        truth += [Truth(label, path, paths[c], row[c]) for c in range(stub, width) if re.match(r"^\d", row[c])]
    return truth


def _grid(body: str) -> tuple[list[list[str]], int]:
    body = _PARTIAL.sub("", body)
    rows: list[list[str]] = []
    header_end = 0
    pending: dict[int, tuple[int, str]] = {}
    for piece in re.split(r"\\\\(?:\[[^]]*\])?", body):
        if _RULE.search(piece) and rows and not header_end:
            header_end = len(rows)
        piece = _RULE.sub("", piece)
        if not piece.strip(" \n\t&"):
            continue
        row: list[str] = []
        for raw in re.split(r"(?<!\\)&", piece):
            cell, span = raw.strip(), 1
            if match := _SPAN.search(cell):
                span, cell = int(match[1]), match[2]
            if match := _ROWS.search(cell):
                pending[len(row)] = (int(match[1]), plain(match[2]))
                cell = match[2]
            text = plain(cell)
            # A spanning header belongs to all its columns, a spanning value to the first.
            row += [text] * span if not header_end else [text] + [""] * (span - 1)
        for column, (left, text) in list(pending.items()):
            if column < len(row) and not row[column]:
                row[column] = text
            pending[column] = (left - 1, text)
            if left <= 1:
                del pending[column]
        rows.append(row)
    return rows, header_end or 1
