"""Places that may answer a question: sentences and rows of tables, each with what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from synth.extract.answering.sought import Sought
from synth.language.addressed import speaks_to_model
from synth.protocols import Retriever
from synth.records import Document, Hit, Paper, PassageKind, SectionKind, SentenceKind, Table, TableRow

PASSAGES, ROWS = 24, 24
"""Passages of text and captions, and rows of tables, that are looked through for one question."""
SUBJECTS, OF_SUBJECT = 3, 400
"""Of so few papers that a question is about, all is looked through: at most so many passages and rows each."""
AROUND = 2
"""Sentences before and after one that belong to its context."""
LEAST_WORDS, MOST_WORDS = 5, 80
DOUBTFUL = 0.5
"""Tables read with less confidence than this answer nothing."""
_TEXT, _ROWS = (PassageKind.TEXT, PassageKind.CAPTION), (PassageKind.TABLE_ROW,)
_SKIPPED = frozenset({SectionKind.FRONT, SectionKind.REFERENCES})


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A sentence or a row of a table that may be the answer."""

    document: Document
    paper: Paper
    text: str
    """The sentence, or the row as "caption. label | header: value; …"."""
    before: str
    """What says of what it speaks: its heading and the sentence before; the caption of a table."""
    near: str
    """All that stands right around it: two sentences before and after, its heading; caption and headers of a table."""
    cosine: float
    """Of the question and the passage that it stands in; 0 where that has no vector."""
    sentence: int = -1
    """Index in `Document.sentences`, -1 for a row."""
    table: Table | None = None
    row: TableRow | None = None


def search(sought: Sought, retriever: Retriever, subjects: Sequence[str] = ()) -> list[Hit]:
    """Passages that fit the question, in all papers, and again in those that it is about (ids of documents)."""
    hits = [
        *retriever.search(sought.text, limit=PASSAGES, kinds=_TEXT),
        *retriever.search(sought.text, limit=ROWS, kinds=_ROWS),
    ]
    for subject in subjects if len(subjects) <= SUBJECTS else ():
        for kinds in (_TEXT, _ROWS):
            hits += retriever.search(sought.text, limit=OF_SUBJECT, kinds=kinds, documents=[subject])
    return hits


def places_of(hits: Iterable[Hit], by_id: Mapping[str, tuple[Document, Paper]]) -> list[Place]:
    """The places in the passages of the documents in `by_id`, each once, in the order of the hits."""
    found: dict[tuple[object, ...], Place] = {}
    for hit in hits:
        if hit.passage.document not in by_id:
            continue
        document, paper = by_id[hit.passage.document]
        if hit.passage.kind is PassageKind.TABLE_ROW:
            if (document.id, hit.passage.id) not in found and (place := _row(hit, document, paper)) is not None:
                found[document.id, hit.passage.id] = place
            continue
        for index in hit.passage.sentences:
            if (document.id, index) not in found and (place := _sentence(index, hit, document, paper)) is not None:
                found[document.id, index] = place
    return list(found.values())


def neighbours(document: Document, index: int, reach: int) -> list[int]:
    """Indices of the sentence and of those around it that belong to the same running text or caption."""
    middle = document.sentences[index]
    caption = middle.kind is SentenceKind.CAPTION
    around = range(max(index - reach, 0), min(index + reach + 1, len(document.sentences)))
    return [
        i
        for i in around
        if document.sentences[i].section == middle.section
        and (document.sentences[i].kind is SentenceKind.CAPTION) is caption
    ]


def _sentence(index: int, hit: Hit, document: Document, paper: Paper) -> Place | None:
    sentence = document.sentences[index]
    section = document.sections[sentence.section] if sentence.section >= 0 else None
    if (section and section.kind in _SKIPPED) or not LEAST_WORDS <= len(sentence.text.split()) <= MOST_WORDS:
        return None
    if speaks_to_model(sentence.text) or len({box.page for box in sentence.span.boxes}) > 1:
        return None
    heading = section.title if section else ""
    around = [i for i in neighbours(document, index, AROUND) if i != index]
    last = [document.sentences[i].text for i in around if i == index - 1]
    return Place(
        document=document,
        paper=paper,
        text=sentence.text,
        before=" ".join([heading, *last]),
        near=" ".join([heading, *(document.sentences[i].text for i in around)]),
        cosine=hit.cosine or 0.0,
        sentence=index,
    )


def _row(hit: Hit, document: Document, paper: Paper) -> Place | None:
    table = next((one for one in document.tables if one.id == hit.passage.table), None)
    if table is None or table.confidence < DOUBTFUL:
        return None
    boxes = set(hit.passage.span.boxes)
    row = next((row for row in table.rows if any(cell.box in boxes for cell in row.cells if cell.box)), None)
    if row is None:  # formats without pages have no boxes; of labels that begin alike the longest is meant
        named = [row for row in table.rows if row.path and all(part in hit.passage.text for part in row.path)]
        row = max(named, key=lambda row: len(" ".join(row.path)), default=None)
    if row is None:
        return None
    headers = " ".join(" ".join(table.header_paths[cell.column]) for cell in row.cells)
    return Place(
        document=document,
        paper=paper,
        text=hit.passage.text,
        before=table.caption,
        near=f"{table.caption} {headers}",
        cosine=hit.cosine or 0.0,
        table=table,
        row=row,
    )
