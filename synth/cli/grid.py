"""Tables of papers as text for a terminal: nothing is cut off, wide ones are continued below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from synth.report.tables import HeaderCell, bands, header_rows, label_of, outer
from synth.report.text import clean

if TYPE_CHECKING:
    from rich.text import Text

    from synth.records import Cell, Table

_GAP = 2
_WORDY = 14
"""Columns; text wider than this may be wrapped, numbers never are."""
_NARROWEST = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class _Column:
    index: int
    width: int
    right: bool
    """Whether it holds numbers: these are aligned to the right."""


def lines_of(table: Table, width: int) -> Iterator[Text]:
    """The table in lines of at most `width` columns; where it is wider, columns go on in a block below."""
    from rich.text import Text

    groups = _labels(table)
    label = _label_width(table, groups, width)
    parts = bands(table)
    every = _data_columns(table)
    for part in parts:
        used = every if len(parts) == 1 else [column for column in every if column in part.columns]
        columns = [_column(table, index, used, max(_NARROWEST, width - label - _GAP)) for index in used]
        columns = _with_whole_headers(table, columns, max(_NARROWEST, width - label - _GAP))
        blocks = _blocks(table, columns, width - label - _GAP)
        for number, block in enumerate(blocks):
            if number or part is not parts[0]:
                yield Text("")
            if len(blocks) > 1 or len(parts) > 1:
                first = every.index(block[0].index) + 1 if block else 1
                last = every.index(block[-1].index) + 1 if block else 1
                which = f"columns {first}–{last}" if last > first else f"column {first}"
                yield Text(f"{which} of {len(every)}", style="dim")
            yield from _block(table, part.rows, groups, label, block)


def _data_columns(table: Table) -> list[int]:
    filled = {cell.column for row in table.rows for cell in row.cells}
    return [i for i in range(len(table.header_paths)) if i >= table.stub_columns or i in filled]


def _labels(table: Table) -> list[tuple[tuple[str, ...], str]]:
    """Groups and own label of each row."""
    made = []
    for row in table.rows:
        path = tuple(map(clean, label_of(row)))
        made.append((path[:-1], path[-1] if path else ""))
    return made


def _label_width(table: Table, groups: Sequence[tuple[tuple[str, ...], str]], width: int) -> int:
    wanted = max((2 * len(group) + _cells(label) for group, label in groups), default=0)
    wanted = max(wanted, min(_cells(_stub_header(table)), 20))
    return max(min(wanted, max(_NARROWEST, 2 * width // 5)), 1)


def _stub_header(table: Table) -> str:
    paths = table.header_paths[: table.stub_columns]
    return clean(" / ".join(dict.fromkeys(text for path in paths if (text := " › ".join(outer(path))))))


def _column(table: Table, index: int, used: Sequence[int], most: int) -> _Column:
    texts = [clean(cell.text) for row in table.rows for cell in row.cells if cell.column == index]
    numbers = sum(bool(re.match(r"^\W{0,3}\d", text)) for text in texts)
    right = 2 * numbers >= len(texts)
    path = outer(table.header_paths[index])
    leaf = clean(path[-1]) if path else ""
    widest = max(map(_cells, texts), default=0)
    if widest > _WORDY and not right:
        longest = max((_cells(word) for text in texts for word in text.split()), default=0)
        widest = max(min(widest, most // max(1, min(len(used), 2))), min(longest, most))
    head = max((_cells(word) for word in leaf.split()), default=0)
    head = max(head, min(_cells(leaf), max(widest, 12)))
    return _Column(index=index, width=max(1, min(max(widest, head), most)), right=right)


def _with_whole_headers(table: Table, columns: Sequence[_Column], most: int) -> list[_Column]:
    """Columns wide enough for every word of the headers that stand over them."""
    made = list(columns)
    for row in header_rows([tuple(map(clean, table.header_paths[column.index])) for column in columns]):
        for cell in row:
            longest = max((_cells(word) for word in cell.text.split()), default=0)
            wanting = longest - _span(cell, made)
            last = cell.first + cell.columns - 1
            if wanting > 0:
                made[last] = replace(made[last], width=min(made[last].width + wanting, most))
    return made


def _blocks(table: Table, columns: Sequence[_Column], room: int) -> list[list[_Column]]:
    """Columns that fit beside each other; a table is parted between groups of columns where that leaves no gap."""
    blocks: list[list[_Column]] = [[]]
    for column in columns:
        if blocks[-1] and _width([*blocks[-1], column]) > room:
            at = _last_group(table, [*blocks[-1], column])
            whole, rest = blocks[-1][:at], blocks[-1][at:]
            if not whole or 2 * _width(whole) < room:
                whole, rest = blocks[-1], []
            blocks[-1:] = [whole, rest]
        blocks[-1].append(column)
    fitted = [_with_whole_headers(table, block, room) for block in blocks]
    return [wide if _width(wide) <= room else block for wide, block in zip(fitted, blocks, strict=True)]


def _width(columns: Sequence[_Column]) -> int:
    return sum(column.width for column in columns) + _GAP * (len(columns) - 1)


def _last_group(table: Table, columns: Sequence[_Column]) -> int:
    """Place of the first column that shares its outermost header with the last one."""
    heads = [outer(table.header_paths[column.index])[:1] for column in columns]
    at = len(columns) - 1
    while at > 0 and heads[at] and heads[at - 1] == heads[-1]:
        at -= 1
    return at


def _block(
    table: Table,
    rows: Sequence[int],
    groups: Sequence[tuple[tuple[str, ...], str]],
    label: int,
    columns: Sequence[_Column],
) -> Iterator[Text]:
    from rich.text import Text

    total = label + sum(column.width + _GAP for column in columns)
    yield Text("━" * total, style="dim")
    yield from _header(table, label, columns)
    yield Text("─" * total, style="dim")
    said: tuple[str, ...] = ()
    for index in rows:
        (group, name), row = groups[index], table.rows[index]
        shared = next(
            (i for i, (a, b) in enumerate(zip(said, group, strict=False)) if a != b), min(len(said), len(group))
        )
        for level in range(shared, len(group)):
            for line in _wrap(group[level], max(total - 2 * level, 1)):
                yield Text("  " * level + line, style="italic")
        said = (*group, name)  # a row may be the group of those below it
        by_column: dict[int, list[Cell]] = {}
        for cell in row.cells:
            by_column.setdefault(cell.column, []).append(cell)
        yield from _row(name, 2 * len(group), label, [by_column.get(c.index, []) for c in columns], columns)
    yield Text("━" * total, style="dim")


def _row(
    name: str, indent: int, label: int, cells: Sequence[Sequence[Cell]], columns: Sequence[_Column]
) -> Iterator[Text]:
    from rich.text import Text

    indent = min(indent, max(label - _cells(name), label // 2))
    names = _wrap(name, label - indent)
    texts = [
        _wrap(" ".join(clean(cell.text) for cell in place), c.width) for place, c in zip(cells, columns, strict=True)
    ]
    for number in range(max(len(names), *(len(lines) for lines in texts), 1)):
        line = Text(_fill(" " * indent + _at(names, number), label))
        for lines, place, column in zip(texts, cells, columns, strict=True):
            bold, under = any(cell.bold for cell in place), any(cell.underlined for cell in place)
            text = _at(lines, number)
            space = " " * (column.width - _cells(text))
            line.append(" " * _GAP + space * column.right)
            line.append(text, style=f"{'bold ' * bold}{'underline' * under}".strip())
            line.append(space * (not column.right))
        line.rstrip()
        yield line


def _header(table: Table, label: int, columns: Sequence[_Column]) -> Iterator[Text]:
    from rich.text import Text

    rows = header_rows([tuple(map(clean, table.header_paths[column.index])) for column in columns])
    stub = _wrap(_stub_header(table), label)
    for level, row in enumerate(rows):
        leaf = level == len(rows) - 1
        texts = [_wrap(cell.text, _span(cell, columns)) for cell in row]
        height = max(len(lines) for lines in texts)
        names = stub if leaf else []
        height = max(height, len(names))
        for number in range(height):
            line = Text(_fill(_at(_low(names, height), number), label), style="bold")
            for cell, lines in zip(row, texts, strict=True):
                text, wide = _at(_low(lines, height), number), _span(cell, columns)
                right = columns[cell.first].right and cell.columns == 1
                space = wide - _cells(text)
                before = space if right else space // 2 if cell.columns > 1 else 0
                line.append(" " * (_GAP + before) + text + " " * (space - before))
            line.rstrip()
            yield line
        if not leaf:
            rule = " " * label + "".join(
                " " * _GAP + ("─" if cell.text else " ") * _span(cell, columns) for cell in row
            )
            yield Text(rule.rstrip(), style="dim")


def _span(cell: HeaderCell, columns: Sequence[_Column]) -> int:
    covered = columns[cell.first : cell.first + cell.columns]
    return sum(column.width for column in covered) + _GAP * (len(covered) - 1)


def _low(lines: Sequence[str], height: int) -> list[str]:
    """Lines moved to the bottom of their row of the header."""
    return [""] * (height - len(lines)) + list(lines)


def _at(lines: Sequence[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _fill(text: str, width: int) -> str:
    return text + " " * (width - _cells(text))


def _cells(text: str) -> int:
    """Columns of the terminal that the text takes."""
    from rich.cells import cell_len

    return cell_len(text)


def _wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; a word that is longer is broken, nothing is lost."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if _cells(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for char in word:
            if lines[-1] and _cells(lines[-1] + char) > width:
                lines.append("")
            lines[-1] += char
    return lines
