"""Tabulars as written to grids: cells at their ampersands, spans, rules."""

from __future__ import annotations

import re
from collections.abc import Callable

from synth.parse.markup.blocks import Grid, GridCell, squeeze
from synth.parse.markup.texsource import matching

TABULARS = frozenset(
    {"tabular", "tabular*", "tabularx", "tabulary", "longtable", "array", "tblr", "xltabular", "NiceTabular"}
)
_WITH_WIDTH = frozenset({"tabular*", "tabularx", "tabulary", "xltabular"})
_RULE = re.compile(r"\\(?P<name>hline|toprule|midrule|bottomrule|specialrule|Xhline|thickhline|hdashline|hlineB)\b\*?")
_PARTIAL = re.compile(
    r"\\(?P<name>cmidrule|cline|cdashline|cdashlinelr|addlinespace|noalign|rowcolor|arrayrulecolor|morecmidrules|rowfont|"
    r"extracolsep|endhead|endfirsthead|endfoot|endlastfoot|centering|arraystretch|rule|vspace|strut|rowstyle)\b\*?"
)
_OPTIONAL = re.compile(r"\s*(?:\([^()]{0,40}\)|\[[^\[\]]{0,80}\])")
_ARGUMENT = re.compile(r"\s*\{[^{}]{0,200}\}")
_BRACED = {
    ""
    "specialrule": 3, "Xhline": 1, "hlineB": 1, "cmidrule": 1, "cline": 1, "cdashline": 1, "cdashlinelr": 1,
    "noalign": 1,
    "rowcolor": 1, "arrayrulecolor": 1, "rowfont": 1, "vspace": 1, "rule": 2, "rowstyle": 1,
}  # fmt: skip
_SPLIT = re.compile(
    r"\\begin\b|\\end\b|\\\\\*?(?:\s*\[[^\]\n]{0,20}\])?|\\tabularnewline\b|\\cr\b|\\.|[{}&]", re.DOTALL
)
_MULTICOLUMN = re.compile(r"\\(?:multicolumn|SetCell\[c=)\s*(?=\{)")
_MULTIROW = re.compile(r"\\(?:multirow|multirowcell|rotatebox)(?:cell)?\s*(?=[\[{])")


def read_tabular(name: str, inner: str, plain: Callable[[str], str]) -> Grid:
    """The grid of one tabular environment."""
    rows: list[list[GridCell]] = []
    rules: set[int] = set()
    for source in _rows(_without_preamble(name, inner)):
        cells, ruled = _cells(source)
        if ruled:
            rules.add(len(rows))
        if cells is not None:
            rows.append([_cell(cell, plain) for cell in cells])
    return Grid(rows=_opened(rows), rules=frozenset(rules))


def _without_preamble(name: str, inner: str) -> str:
    """The body behind `[pos]`, a width where the environment has one, and the column specification."""
    at = 0
    if match := re.compile(r"\s*\[[^\]]*\]").match(inner):
        at = match.end()
    pairs = matching(inner[at : at + 5000])
    offset = at
    for _ in range(2 if name in _WITH_WIDTH else 1):
        brace = re.compile(r"\s*\{").match(inner, at)
        if brace is None or (close := pairs.get(brace.end() - 1 - offset)) is None:
            break
        at = close + offset + 1
        if match := re.compile(r"\s*\[[^\]]*\]").match(inner, at):
            at = match.end()
    return inner[at:]


def _rows(body: str) -> list[list[str]]:
    """Cells by row: parted where neither a brace nor an inner environment is open."""
    rows: list[list[str]] = [[]]
    depth = nested = last = 0
    for match in _SPLIT.finditer(body):
        token = match[0]
        if token == "{":
            depth += 1
        elif token == "}":
            depth = max(0, depth - 1)
        elif token == "\\begin":
            nested += 1
        elif token == "\\end":
            nested = max(0, nested - 1)
        elif depth == 0 and nested == 0 and (token == "&" or token.startswith(("\\\\", "\\tabularnewline", "\\cr"))):
            rows[-1].append(body[last : match.start()])
            last = match.end()
            if token != "&":
                rows.append([])
    rows[-1].append(body[last:])
    return rows


def _cells(row: list[str]) -> tuple[list[str] | None, bool]:
    ""
    """Cells of a row without the rules before it, and whether one was full; no cells for a row of rules alone."""
    first, ruled = row[0].lstrip(), False
    while match := _RULE.match(first) or _PARTIAL.match(first):
        ruled = ruled or match.re is _RULE
        first = _behind_arguments(match["name"], first[match.end() :]).lstrip()
    if len(row) == 1 and not first.strip():
        return None, ruled
    return [first, *row[1:]], ruled


def _behind_arguments(name: str, text: str) -> str:
    """What follows a rule's arguments; braces behind `hline` are the first cell's own."""
    while match := _OPTIONAL.match(text):
        text = text[match.end() :]
    for _ in range(_BRACED.get(name, 0)):
        if (match := _ARGUMENT.match(text)) is None:
            break
        text = text[match.end() :]
    return text


def _cell(source: str, plain: Callable[[str], str]) -> GridCell:
    colspan = rowspan = 1
    for _ in range(3):
        if match := _MULTICOLUMN.search(source):
            arguments, end = _groups(source, match.end(), 3)
            if len(arguments) < 3:
                break
            colspan = _number(arguments[0])
            source = source[: match.start()] + arguments[2] + source[end:]
        elif match := _MULTIROW.search(source):
            turned = source.startswith("\\rotatebox", match.start())
            arguments, end = _groups(source, match.end(), 2 if turned else 3)
            if len(arguments) < 2:
                break
            if not turned:
                rowspan = _number(arguments[0])
            source = source[: match.start()] + arguments[-1] + source[end:]
        else:
            break
    source = re.sub(r"\\(?:cellcolor|rowcolor|color)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}", " ", source)
    source = re.sub(r"\\rule\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}\s*\{[^{}]*\}|\\vspace\*?\s*\{[^{}]*\}", " ", source)
    return GridCell(
        text=squeeze(plain(source)),
        colspan=colspan,
        rowspan=rowspan,
        bold=bool(re.search(r"\\(?:textbf|bf|bfseries|boldmath|mathbf|bm|best)\b", source)),
        underlined=bool(re.search(r"\\(?:underline|uline|ul|second)\b", source)),
    )


def _groups(source: str, at: int, count: int) -> tuple[list[str], int]:
    """Up to `count` arguments; `*` and `=` count as one, what stands in brackets is skipped."""
    pairs = matching(source)
    found: list[str] = []
    while len(found) < count and at < len(source):
        if source[at].isspace():
            at += 1
        elif source[at] == "[" and (close := source.find("]", at)) > 0:
            at = close + 1
        elif source[at] in "*=":
            found.append(source[at])
            at += 1
        elif source[at] == "{" and at in pairs:
            found.append(source[at + 1 : pairs[at]])
            at = pairs[at] + 1
        else:
            break
    return found, at


def _number(text: str) -> int:
    match = re.search(r"\d{1,3}", text)
    return max(1, min(int(match[0]), 200)) if match else 1


def _opened(rows: list[list[GridCell]]) -> list[list[GridCell]]:
    """TeX writes an empty cell under each multirow cell: take these out, as a span covers them already."""
    covered: dict[int, int] = {}
    out: list[list[GridCell]] = []
    for row in rows:
        kept: list[GridCell] = []
        column = 0
        below: dict[int, int] = {}
        for cell in row:
            if covered.get(column, 0) > 0 and not cell.text and cell.colspan == 1:
                below[column] = covered[column] - 1
                column += 1
                continue
            if column in covered and cell.text:
                _cut(out, column, covered[column])
            for offset in range(cell.colspan):
                below[column + offset] = cell.rowspan - 1
            column += cell.colspan
            kept.append(cell)
        covered = {at: left for at, left in below.items() if left > 0}
        out.append(kept)
    return out


def _cut(rows: list[list[GridCell]], column: int, left: int) -> None:
    """A cell of its own stands under a multirow cell: the span ends above it."""
    for row in reversed(rows):
        at = 0
        for cell in row:
            if at <= column < at + cell.colspan and cell.rowspan > left:
                cell.rowspan -= left
                return
            at += cell.colspan
