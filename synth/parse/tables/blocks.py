"""Which rows of a table are its header, and where a header stands again in mid-table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.parse.layout import Rule
from synth.parse.tables.columns import Column, column_of, dense_rows
from synth.parse.tables.rows import Chunk, Row, is_blank, is_number
from synth.parse.tables.tokens import Token, overlap


@dataclass(slots=True)
class Parts:
    """What was found in a region before its cells are bound."""

    head: list[Row]
    body: list[Row]
    columns: list[Column]
    full: list[Rule]
    pieces: list[Rule]
    verticals: list[Rule]
    notes: list[str]
    tokens: list[Token]


def header_end(rows: Sequence[Row], inner: Sequence[Rule]) -> int:
    """Index of the first row of the body."""
    end = _ruled_header_end(rows, inner)
    while 1 < end < len(rows) and _is_section(rows[end - 1], rows[: end - 1], rows[end:]):
        end -= 1
    return end


def _is_section(row: Row, heads: Sequence[Row], body: Sequence[Row]) -> bool:
    """Whether the last row above the values is a section row."""
    if len(row.chunks) != 1 or row.numbers:
        return False
    chunk, most, below = row.chunks[0], max(len(head.chunks) for head in heads), body[0]
    if sum(overlap(chunk.x0, chunk.x1, value.x0, value.x1) > 2 for value in below.chunks[1:]) >= 2 and most >= 3:
        # Centred over values of several columns that have their heads already.
        return True
    if row.x0 > below.x0 + 6:
        return False
    # A label where the header has one for labels already.
    first = [head for head in heads if head.chunks[0].x0 <= row.x0 + 3 and head.chunks[0].x1 < row.x1 + 40]
    return most >= 2 and (bool(first) or any(_looks_like(row, other) for other in body[1:]))


def _looks_like(row: Row, other: Row) -> bool:
    """Whether two rows of a label alone are set alike, and not like most labels: a section row has others below it."""
    if len(other.chunks) != 1 or other.numbers or abs(other.x0 - row.x0) > 1.5:
        return False
    one, two = row.chunks[0], other.chunks[0]
    return one.bold == two.bold and one.italic == two.italic and (one.bold or one.italic) and one.text[:1].isupper()


def _ruled_header_end(rows: Sequence[Row], inner: Sequence[Rule]) -> int:
    dense = {id(row) for row in dense_rows(rows) if row.numbers or _numeric_tokens(row) >= 2}
    first_dense = next((n for n, row in enumerate(rows) if id(row) in dense), None)
    for rule in inner:
        end = sum(row.yc < rule.y0 for row in rows)
        if end == 0 or end >= len(rows):
            continue
        band = [n for n in range(end) if id(rows[n]) in dense]
        if not band:
            # Where no row has values, nothing tells a further band of words from the body.
            return _more_header(rows, end, inner, dense) if dense else end
        if len(band) == 1 and band[0] == end - 1 and not _decimal(rows[band[0]]):
            # Counts, years or values of k head the columns.
            return end
        break
    if first_dense is None:
        return 1
    if first_dense == 0 and _counts_head(rows):
        return 1
    while first_dense and _is_label_row(rows[first_dense - 1], rows[first_dense]):
        first_dense -= 1
    return first_dense


def _numeric_tokens(row: Row) -> int:
    return sum(is_number(token.text) for token in row.tokens)


def _decimal(row: Row) -> bool:
    return any("." in token.text and is_number(token.text) for token in row.tokens)


def _counts_head(rows: Sequence[Row]) -> bool:
    """Whether the first row holds whole numbers over columns of decimals: values of k, years, sizes."""
    if len(rows) < 3 or _decimal(rows[0]) or _numeric_tokens(rows[0]) < 2:
        return False
    decimals = [
        sum("." in chunk.text and is_number(chunk.text) for chunk in row.chunks) >= 0.6 * max(1, row.numbers)
        for row in rows[1:]
        if row.numbers
    ]
    return bool(decimals) and sum(decimals) >= 0.8 * len(decimals)


def _is_label_row(row: Row, below: Row) -> bool:
    """A single label directly above the first values is a section row, not a header."""
    return len(row.chunks) == 1 and not row.numbers and row.x0 <= below.x0 + 6 and row.x1 < (below.x0 + below.x1) / 2


def _more_header(rows: Sequence[Row], end: int, inner: Sequence[Rule], dense: set[int]) -> int:
    """A second band of several words and no values, between full rules, belongs to the header."""
    cells = max(len(row.chunks) for row in rows[:end])
    for rule in inner:
        after = sum(row.yc < rule.y0 for row in rows)
        if after <= end or after >= len(rows):
            continue
        band = rows[end:after]
        if (
            len(band) > 3
            or any(id(row) in dense for row in band)
            or max(len(row.chunks) for row in band) < max(3, cells)
        ):
            break
        if any(is_blank(chunk.text) for row in band for chunk in row.chunks):
            break
        end = after
    return end


def header_blocks(parts: Parts) -> list[tuple[list[Row], list[Row]]]:
    """The table's header and body; several where a header of other columns is repeated in mid-table."""
    blocks = [(parts.head, list[Row]())]
    stub_text = _first_text(parts.head, parts.columns)
    edges = [rule.y0 for rule in parts.full]
    cells = max((len(row.chunks) for row in parts.head), default=0)
    band_of = [sum(y < row.yc for y in edges) for row in parts.body]
    at = 0
    while at < len(parts.body):
        row = parts.body[at]
        band = [n for n in range(at, len(parts.body)) if band_of[n] == band_of[at]]
        whole = at == 0 or band_of[at - 1] != band_of[at]
        later = any(r.numbers for r in parts.body[at + 1 :])
        size = 0
        if at and later and whole and _is_band_of_heads([parts.body[n] for n in band], cells, stub_text, parts):
            size = len(band)
        elif at and later and _is_stub_between(parts, at, stub_text):
            # The head of the labels stands between the names of the groups and those of the columns.
            size = 2
        elif at and later and _wordy(row):
            again = bool(stub_text) and _breadth(row, parts.columns) >= max(3, 0.6 * cells)
            same_stub = again and _first_text([row], parts.columns) == stub_text
            size = int(same_stub or (len(row.chunks) >= 2 and _repeats(row, parts)))
        if not size:
            blocks[-1][1].append(row)
            at += 1
            continue
        head = list(parts.body[at : at + size])
        before = blocks[-1][1]
        levels = size <= 2 and len(parts.head) > 1
        while levels and len(before) > 1 and len(before[-1].chunks) > 1 and _wordy(before[-1]):
            # Names of groups of columns above the row that repeats the labels' own header.
            head.insert(0, before.pop())
        if len(blocks) > 1 and not blocks[-1][1]:
            # Another row of the header that began just above.
            blocks[-1][0].extend(head)
        else:
            blocks.append((head, []))
        at += size
    return [block for block in blocks if block[1]]


def _is_stub_between(parts: Parts, at: int, stub_text: str) -> bool:
    rows = parts.body[at - 1 : at + 2]
    if len(rows) < 3 or len(rows[1].chunks) != 1 or rows[1].chunks[0].text != stub_text:
        return False
    return all(len(row.chunks) > 1 and _wordy(row) for row in (rows[0], rows[2]))


def _wordy(row: Row) -> bool:
    return not any(is_number(chunk.text) or is_blank(chunk.text) for chunk in row.chunks)


def _is_band_of_heads(band: Sequence[Row], cells: int, stub_text: str, parts: Parts) -> bool:
    """Whether all that stands between two full rules names columns."""
    most = max(len(row.chunks) for row in band)
    if len(band) > 4 or not all(_wordy(row) for row in band) or most < 3:
        return False
    return most >= 0.7 * cells and (len(band) > 1 or _first_text(band, parts.columns) == stub_text)


def _repeats(row: Row, parts: Parts) -> bool:
    """Whether a row in mid-table says again what the header says over its columns."""
    said = {(chunk.text, column_of(chunk, parts.columns)) for head in parts.head[-2:] for chunk in head.chunks}
    again = [(chunk.text, at) for chunk in row.chunks if (at := column_of(chunk, parts.columns)) > 0]
    return bool(again) and all(item in said for item in again)


def _breadth(row: Row, columns: Sequence[Column]) -> int:
    """Over how many columns the words of a row stand; neighbouring heads may stand as close as words do."""
    return len({column_of(Chunk([token]), columns) for token in row.tokens})


def _first_text(rows: Sequence[Row], columns: Sequence[Column]) -> str:
    """What heads the labels: runs of words that begin over their column."""
    return " ".join(row.chunks[0].text for row in rows if row.chunks[0].x0 < columns[0].x1)
