"""Cuts a document into passages: the units that are found, embedded and quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from synth.records import (
    Box,
    Cell,
    Document,
    Passage,
    PassageKind,
    SectionKind,
    Sentence,
    SentenceKind,
    Span,
    Table,
    TableRow,
    content_id,
)

TARGET_WORDS = 120
"""A passage is closed before the sentence that would lift it over this."""
MAX_WORDS = 150
"""No passage has more; a longer sentence is divided."""
MAX_PIECES = 230
"""Bound on the estimated word pieces: MiniLM reads 256, and numbers and formulas break into many."""
CAPTION_WORDS = 25
"""How much of a table's caption goes before each of its rows."""

_SKIPPED = frozenset({SectionKind.REFERENCES, SectionKind.FRONT})
_LABEL = re.compile(r"(?:table|figure|fig\.?|algorithm|listing|tab\.?)\s*[A-Z]?\.?\d+", re.IGNORECASE)
_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


def passages_of(document: Document) -> list[Passage]:
    """Passages of `document` in reading order: text, then captions, then table rows.

    Text passages are whole consecutive sentences of one section (at most 120 words; a longer sentence stands alone and
    is divided at 150 words). Front matter and the reference list are left out. Ids depend on content and place only.
    """
    captions = list(_captions(document))
    captioned = {passage.table for passage in captions}
    said = {table.caption for table in document.tables if table.id in captioned}
    bare = (table for table in document.tables if table.caption.strip() and table.caption not in said)
    rows = (passage for table in document.tables for passage in _rows(document, table))
    return [*_texts(document), *captions, *(p for table in bare for p in _table_caption(document, table)), *rows]


def pieces(text: str) -> int:
    """Estimated number of word pieces of `text`, made without the model's vocabulary.

    Median 1.1 of the true number on papers; no passage of fifteen papers passed 256 where this said 230.
    """
    return sum(map(_word_pieces, text.split()))


@lru_cache(maxsize=1 << 16)
def _word_pieces(word: str) -> int:
    total = 0
    for token in _PIECE.findall(word):
        if token.isdigit():
            total += (len(token) + 1) // 2
        elif token.isascii():
            # Names break into more pieces than words: "Tsvetkov" is four.
            total += 1 + len(token) // (8 if token.islower() else 5)
        else:
            total += len(token)
    return total


def _texts(document: Document) -> Iterator[Passage]:
    """Body text section by section, then footnotes, which interrupt it on the page only."""
    for kind in (SentenceKind.BODY, SentenceKind.FOOTNOTE):
        numbered = [(i, s) for i, s in enumerate(document.sentences) if s.kind is kind and not _skipped(document, s)]
        for _, run in groupby(numbered, key=lambda pair: pair[1].section):
            for chunk in _chunks(list(run)):
                yield from _of_sentences(document, PassageKind.TEXT, chunk)


def _skipped(document: Document, sentence: Sentence) -> bool:
    inside = 0 <= sentence.section < len(document.sections)
    return inside and document.sections[sentence.section].kind in _SKIPPED


def _chunks(run: Sequence[tuple[int, Sentence]]) -> Iterator[list[tuple[int, Sentence]]]:
    chunk: list[tuple[int, Sentence]] = []
    words = size = 0
    for index, sentence in run:
        more, bigger = len(sentence.text.split()), pieces(sentence.text)
        if chunk and (words + more > TARGET_WORDS or size + bigger > MAX_PIECES):
            yield chunk
            chunk, words, size = [], 0, 0
        chunk.append((index, sentence))
        words, size = words + more, size + bigger
    if chunk:
        yield chunk


def _captions(document: Document) -> Iterator[Passage]:
    """One passage a caption: a new one starts at "Table 3", "Figure 1", …"""
    numbered = [(i, s) for i, s in enumerate(document.sentences) if s.kind is SentenceKind.CAPTION]
    groups: list[list[tuple[int, Sentence]]] = []
    for index, sentence in numbered:
        follows = bool(groups) and groups[-1][-1][0] == index - 1 and not _LABEL.match(sentence.text)
        if follows:
            groups[-1].append((index, sentence))
        else:
            groups.append([(index, sentence)])
    by_label: dict[str, list[Table]] = {}
    for table in document.tables:
        by_label.setdefault(_normal(table.label), []).append(table)
    for group in groups:
        label = _LABEL.match(group[0][1].text)
        named = by_label.get(_normal(label.group()), []) if label else []
        # Parts of a table share its label: the first on the caption's page stands for them.
        page = group[0][1].span.page
        part = next((table.id for table in sorted(named, key=lambda table: table.box.page != page)), "")
        for chunk in _chunks(group):
            yield from _of_sentences(document, PassageKind.CAPTION, chunk, table=part)


def _normal(label: str) -> str:
    return re.sub(r"\W+", "", label).casefold().replace("table", "tab")


def _of_sentences(
    document: Document, kind: PassageKind, chunk: Sequence[tuple[int, Sentence]], *, table: str = ""
) -> Iterator[Passage]:
    indices = tuple(index for index, _ in chunk)
    spans = [sentence.span for _, sentence in chunk]
    span = Span(
        document=document.id,
        page=spans[0].page,
        boxes=tuple(box for one in spans for box in one.boxes),
        start=spans[0].start,
        end=spans[-1].end,
    )
    text = " ".join(" ".join(sentence.text.split()) for _, sentence in chunk)
    for part in _divided(text):
        yield _passage(document, kind, part, span, sentences=indices, table=table)


def _divided(text: str) -> Iterator[str]:
    """`text` whole, or cut between words where it is longer than a model reads."""
    if len(text.split()) <= MAX_WORDS and pieces(text) <= MAX_PIECES:
        yield text
        return
    part: list[str] = []
    size = 0
    for word in text.split():
        more = pieces(word)
        if part and (len(part) == MAX_WORDS or size + more > MAX_PIECES):
            yield " ".join(part)
            part, size = [], 0
        part.append(word)
        size += more
    if part:
        yield " ".join(part)


def _table_caption(document: Document, table: Table) -> Iterator[Passage]:
    text = " ".join(table.caption.split())
    if not text.startswith(table.label):
        text = f"{table.label}: {text}"
    for part in _divided(text):
        span = Span(document=document.id, page=table.box.page, boxes=(table.box,))
        yield _passage(document, PassageKind.CAPTION, part, span, table=table.id)


def _rows(document: Document, table: Table) -> Iterator[Passage]:
    head = " ".join(_first_sentence(table.caption).split()[:CAPTION_WORDS])
    if not head.startswith(table.label):
        head = f"{table.label}: {head}".removesuffix(": ")
    for number, row in enumerate(table.rows):
        label = " / ".join(part for part in row.path if part)
        lead = ". ".join(part.rstrip(".:") for part in (head, label) if part)
        pairs = [(cell, _pair(table, cell)) for cell in row.cells if cell.text.strip()]
        for group in _fitting(lead, pairs):
            text = f"{lead} | {'; '.join(pair for _, pair in group)}".removesuffix(" | ")
            for part in _divided(text):
                yield _passage(
                    document,
                    PassageKind.TABLE_ROW,
                    part,
                    _row_span(document, table, row, [cell for cell, _ in group]),
                    table=table.id,
                    place=number,
                )


def _pair(table: Table, cell: Cell) -> str:
    inside = 0 <= cell.column < len(table.header_paths)
    header = " ".join(part for part in table.header_paths[cell.column] if part) if inside else ""
    return f"{header}: {cell.text.strip()}" if header else cell.text.strip()


def _fitting(lead: str, pairs: Iterable[tuple[Cell, str]]) -> Iterator[list[tuple[Cell, str]]]:
    """Groups of cells that fit into a passage behind the lead; a wide row gives several."""
    base_words, base_pieces = len(lead.split()) + 1, pieces(lead) + 1
    group: list[tuple[Cell, str]] = []
    words, size = base_words, base_pieces
    for cell, pair in pairs:
        more, bigger = len(pair.split()), pieces(pair) + 1
        if group and (words + more > MAX_WORDS or size + bigger > MAX_PIECES):
            yield group
            group, words, size = [], base_words, base_pieces
        group.append((cell, pair))
        words, size = words + more, size + bigger
    if group:
        yield group


def _row_span(document: Document, table: Table, row: TableRow, cells: Sequence[Cell]) -> Span:
    boxes: tuple[Box, ...] = tuple(cell.box for cell in cells if cell.box is not None)
    page = boxes[0].page if boxes else table.box.page
    return Span(document=document.id, page=page, boxes=boxes or (table.box,))


def _first_sentence(text: str) -> str:
    flat = " ".join(text.split())
    label = _LABEL.match(flat)
    start = label.end() + 2 if label else 0
    end = re.search(r"[.!?](?=\s+[A-Z])", flat[start:])
    return flat[: start + end.start() + 1] if end else flat


def _passage(
    document: Document,
    kind: PassageKind,
    text: str,
    span: Span,
    *,
    sentences: tuple[int, ...] = (),
    table: str = "",
    place: int = 0,
) -> Passage:
    identity = content_id("p", document.id, kind, table, place, span.page, span.start, span.end, text)
    return Passage(id=identity, document=document.id, kind=kind, text=text, span=span, sentences=sentences, table=table)
