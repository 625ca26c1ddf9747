"""Finds the reference lists of a paper and parts them into entries, by keys, hanging indents or gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from synth.parse.layout import Line, PageLayout
from synth.parse.references.entry import parse_entry
from synth.parse.references.printed import join_entry, soft_stems, without_back_references
from synth.parse.spelling import Vocabulary
from synth.records import Reference

_HEADING = re.compile(
    r"^(?:\d{1,2}\.?\s+|[IVX]{1,5}\.\s+|[A-Z]\.?\s+)?(?:references?(?:\s+and\s+notes)?|bibliography|literature cited"
    r"|works cited|r\s?e\s?f\s?e\s?r\s?e\s?n\s?c\s?e\s?s)\s*:?$",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"^(?:appendi(?:x|ces)|supplement\w*|(?:neurips\s+)?(?:paper\s+)?checklist|acknowledge?ments?|[A-H]\.?(?:\d\.?)*\s+[A-Z]|[A-H]\.?$"
    r"|contents$|biograph|author contributions|ethic|limitations|impact statement|contributions)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\[(\d{1,3})\]|^(\d{1,3})\.(?=\s|$)")
_LABEL = re.compile(r"^\[([^\]\s]{2,14}\d{2,4}[a-z]?)\]")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
"""Words that begin and end compounds written with a hyphen; no syllable is spelled like these at a line's end."""
_FLOAT = re.compile(r"^(?:Figure|Table|Algorithm|Listing)\s+\w{1,3}[:.]")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceBlock:
    """Lines that belong to reference lists, so that the running text leaves them out."""

    lines: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Indices in `PageLayout.lines` by page number; headings are not among them."""
    headings: tuple[tuple[int, int], ...] = ()
    """Page number and line index of each list's heading."""


@dataclass(slots=True)
class _Row:
    """Lines on one baseline of one column."""

    page: int
    column: int
    indices: list[int]
    lines: list[Line]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in sorted(self.lines, key=lambda line: line.x0))

    @property
    def x0(self) -> float:
        return min(line.x0 for line in self.lines)

    @property
    def y0(self) -> float:
        return min(line.y0 for line in self.lines)

    @property
    def y1(self) -> float:
        return max(line.y1 for line in self.lines)

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


def read_references(
    pages: Sequence[PageLayout], *, skip: Mapping[int, frozenset[int]] | None = None
) -> tuple[tuple[Reference, ...], ReferenceBlock]:
    """Entries of every reference list, in order, and the lines that they stand on.

    `skip` names lines (running headers, page numbers) that are not read. Without a list both are empty.
    """
    skip = skip or {}
    vocabulary: Vocabulary | None = None
    references: list[Reference] = []
    taken: dict[int, set[int]] = {}
    headings: list[tuple[int, int]] = []
    for start in _headings(pages, skip):
        if start.page in taken and start.indices[0] in taken[start.page]:
            continue
        rows = list(_rows(pages, skip, from_page=start.page))
        at = next(
            number for number, row in enumerate(rows) if start.indices[0] in row.indices and row.page == start.page
        )
        block = _list_rows(rows, at)
        groups = _entries(block)
        vocabulary = vocabulary or Vocabulary(page.text for page in pages)
        soft = frozenset(
            stem for page in pages if page.number in {row.page for row in block} for stem in soft_stems(page)
        )
        texts = [join_entry([row.text for row in group], vocabulary, soft) for group in groups]
        found = [parse_entry(text) for text in without_back_references(texts) if len(text) > 12]
        if not found or sum(reference.year is not None for reference in found) * 2 < len(found):
            continue
        references.extend(found)
        headings.append((start.page, start.indices[0]))
        for row in block:
            taken.setdefault(row.page, set()).update(row.indices)
    lines = {number: frozenset(indices) for number, indices in taken.items()}
    return tuple(references), ReferenceBlock(lines=lines, headings=tuple(headings))


def read_text_references(text: str) -> tuple[Reference, ...]:
    """Entries of a plain-text or Markdown paper: what follows a heading "References", one entry a paragraph or item."""
    match = re.search(r"^\W*(?:\d+\.?\s+)?(?:references|bibliography)\W*$", text, re.IGNORECASE | re.MULTILINE)
    if not match:
        return ()
    body = text[match.end() :]
    end = re.search(
        r"^#{1,6}\s+\S|^\W*(?:appendix|supplementary material)\b.{0,60}$", body, re.IGNORECASE | re.MULTILINE
    )
    body = body[: end.start()] if end else body
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]\s+|\[\d{1,3}\]|\d{1,3}\.\s))", body)
    plain = [" ".join(re.sub(r"^\s*[-*+]\s+|[*_`]", "", part).split()) for part in parts]
    return tuple(parse_entry(part) for part in plain if len(part) > 20 and _YEAR.search(part))


def _headings(pages: Sequence[PageLayout], skip: Mapping[int, frozenset[int]]) -> list[_Row]:
    """Headings of lists; a running header that says "References" is none."""
    found = []
    for page in pages:
        unread = skip.get(page.number, frozenset())
        for index, line in enumerate(page.lines):
            if index in unread or not line.horizontal or not _HEADING.match(line.text.strip()):
                continue
            found.append((line, _Row(page.number, 0, [index], [line]), line.y1 < page.height * 0.062))
    inside = [row for line, row, margin in found if not margin]
    return inside or [row for _, row, _ in found[:1]]


def _rows(pages: Sequence[PageLayout], skip: Mapping[int, frozenset[int]], *, from_page: int) -> Iterator[_Row]:
    """Rows of the pages from one on, column after column."""
    for page in pages:
        if page.number < from_page:
            continue
        unread = skip.get(page.number, frozenset())
        lines = [
            (index, line)
            for index, line in enumerate(page.lines)
            if index not in unread and line.horizontal and not _page_number(line, page)
        ]
        yield from _page_rows(page, lines)


def _page_number(line: Line, page: PageLayout) -> bool:
    """Whether a line is a page number, or a running header higher than any text area."""
    if line.y1 < page.height * 0.056:
        return True
    edge = line.y0 > page.height * 0.9 or line.y1 < page.height * 0.075
    text = line.text.strip()
    return edge and bool(re.fullmatch(r"\W*[\divx]{1,5}\W*", text)) and not re.fullmatch(r"(?:19|20)\d\d[a-z]?\.", text)


def _page_rows(page: PageLayout, lines: list[tuple[int, Line]]) -> Iterator[_Row]:
    middle = page.width / 2
    wide = [line for _, line in lines if line.x0 < middle - 15 and line.x1 > middle + 15]
    long = [line for _, line in lines if line.x1 - line.x0 > page.width * 0.2]
    two = len(long) > 3 and len(wide) < 0.3 * len(long)
    columns: dict[int, list[_Row]] = {0: [], 1: []}
    for index, line in sorted(lines, key=lambda item: (item[1].y0 + item[1].y1, item[1].x0)):
        column = int(two and (line.x0 + line.x1) / 2 > middle)
        rows = columns[column]
        last = rows[-1] if rows else None
        if last and last.y0 < (line.y0 + line.y1) / 2 < last.y1 and abs(last.y1 - line.y1) < 0.5 * line.size:
            last.indices.append(index)
            last.lines.append(line)
        else:
            rows.append(_Row(page.number, column, [index], [line]))
    yield from columns[0]
    yield from columns[1]


def _list_rows(rows: list[_Row], at: int) -> list[_Row]:
    """Rows of the list whose heading is row `at`: up to the next heading, or a page that cites nothing."""
    after = rows[at + 1 :]
    sizes = Counter(round(row.size * 2) / 2 for row in after[:40])
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    years = {page: _share_of_years(after, page) for page in {row.page for row in after}}
    out: list[_Row] = []
    for row in after:
        text = row.text.strip()
        if _is_heading(row, text, size) or (row.page > rows[at].page and years[row.page] < 0.04):
            break
        if _FLOAT.match(text) or row.size < size - 1.6:
            continue
        out.append(row)
    return out


def _share_of_years(rows: list[_Row], page: int) -> float:
    here = [row.text for row in rows if row.page == page]
    return sum(bool(_YEAR.search(text)) for text in here) / max(len(here), 1)


def _is_heading(row: _Row, text: str, size: float) -> bool:
    if _NUMBER.match(text) or _LABEL.match(text) or "/" in text or _YEAR.search(text):
        return False
    larger = row.lines[0].size >= size + 1.5 and len(text) < 90
    return larger or (row.bold and len(text) < 90 and (bool(_STOP.match(text)) or row.size >= size + 0.7))


def _entries(rows: list[_Row]) -> list[list[_Row]]:
    """Rows parted into entries."""
    if not rows:
        return []
    first = rows[0].text.lstrip()
    for pattern in (_NUMBER, _LABEL):
        if pattern.match(first):
            return _by_key(rows, pattern)
    starts = _starts_by_indent(rows) or _starts_by_gap(rows)
    groups: list[list[_Row]] = []
    for row, start in zip(rows, starts, strict=True):
        if start or not groups:
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def _by_key(rows: list[_Row], pattern: re.Pattern[str]) -> list[list[_Row]]:
    groups: list[list[_Row]] = []
    expected = 0
    for row in rows:
        match = pattern.match(row.text.lstrip())
        number = int(next(group for group in match.groups() if group)) if match and pattern is _NUMBER else None
        # A number at a line's start is a key only in sequence: "[12]" after "[11]", not "2020." of a wrapped line.
        if match and (number is None or not groups or expected <= number <= expected + 3):
            groups.append([row])
            expected = (number or 0) + 1
        elif groups:
            groups[-1].append(row)
    return groups


def _starts_by_indent(rows: list[_Row]) -> list[bool] | None:
    """For each row whether it begins an entry, by hanging indents; None where the list has none."""
    by_column: dict[tuple[int, int], list[_Row]] = {}
    for row in rows:
        by_column.setdefault((row.page, row.column), []).append(row)
    lefts: dict[tuple[int, int], float] = {}
    indents: list[float] = []
    for key, members in by_column.items():
        left = min(row.x0 for row in members)
        beyond = [row.x0 - left for row in members if 4.5 < row.x0 - left < 45]
        if beyond and len(beyond) < len(members):
            lefts[key] = left
            indents.append(median(beyond))
    if not indents or sum(len(by_column[key]) for key in lefts) * 2 < len(rows):
        return None
    for key, members in by_column.items():
        if key in lefts:
            continue
        # Only starts or only continuations: other pages tell where this column's entries begin.
        same = [left for other, left in lefts.items() if other[1] == key[1]]
        left = min(row.x0 for row in members)
        lefts[key] = median(same) if same else left
        if abs(left - lefts[key]) > 4.5 and abs(left - lefts[key] - median(indents)) > 4.5:
            lefts[key] = left
    limit = min(4.0, 0.4 * median(indents))
    return [row.x0 <= lefts[row.page, row.column] + limit for row in rows]


def _starts_by_gap(rows: list[_Row]) -> list[bool]:
    """For each row whether it begins an entry, by blank space before it, else by the form of the text."""
    pitches = [b.y0 - a.y0 for a, b in pairwise(rows) if a.page == b.page and a.column == b.column and b.y0 > a.y0]
    pitch = sorted(pitches)[len(pitches) // 4] if pitches else 12.0
    gaps = [step > 1.3 * pitch for step in pitches]
    by_gap = sum(gaps) >= max(1, len(rows) // 12)
    starts = [True]
    for above, row in pairwise(rows):
        together = above.page == row.page and above.column == row.column
        ended = bool(re.search(r"[.\d)/]$", above.text.rstrip()))
        if together and by_gap:
            starts.append(row.y0 - above.y0 > 1.3 * pitch)
        else:
            short = above.lines[-1].x1 < max(other.lines[-1].x1 for other in rows if other.column == above.column) - 12
            starts.append(ended and (short or not together) and row.text[:1].isupper())
    return starts
