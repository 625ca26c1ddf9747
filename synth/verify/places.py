"""Every number that the papers print, with what it measures: cells of tables and numbers in sentences.

Places are found by value, so that looking for a second place costs the same however many papers the library holds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from synth.language.quantities import parse_cell
from synth.language.vocabulary import Entity, entities
from synth.language.words import content_words
from synth.records import Cell, CellRef, Document, Quantity, SectionKind, Span, Table, TableRow
from synth.verify.facts import Fact, facts

DOUBTFUL = 0.5
"""Tables read with less confidence than this confirm and refute nothing."""


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A number in a sentence."""

    document: str
    sentence: int
    """Index in `Document.sentences`."""
    fact: Fact
    words: frozenset[str]
    """Stemmed content words of the sentence."""


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A number in a table cell."""

    document: str
    table: Table
    row: TableRow
    cell: Cell
    quantity: Quantity
    row_text: str
    """The row path as one string."""
    column_text: str
    """The column path as one string."""
    own: tuple[Entity, ...]
    """Entities that the row and column paths name."""
    around: tuple[Entity, ...]
    """Entities that the caption names: they hold for every cell that does not say otherwise."""

    @property
    def ref(self) -> CellRef:
        """Selector of the cell by its paths."""
        return CellRef(
            table=self.table.id,
            label=self.table.label,
            row_path=self.row.path,
            column_path=self.table.header_paths[self.cell.column],
            text=self.cell.text,
        )

    @property
    def span(self) -> Span:
        """Where the cell stands."""
        box = self.cell.box or self.table.box
        return Span(document=self.document, page=box.page, boxes=(box,))


@dataclass(slots=True)
class Places:
    """All places of some documents, by value."""

    documents: dict[str, Document] = field(default_factory=dict)
    texts: dict[int, list[TextPlace]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[int, list[CellPlace]] = field(default_factory=lambda: defaultdict(list))
    by_document: dict[str, list[CellPlace]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Places:
        """Collect the places of `documents`."""
        places = cls()
        for document in documents:
            places.documents[document.id] = document
            for text_place in text_places(document):
                places.texts[_bucket(text_place.fact.quantity.value)].append(text_place)
            for cell_place in cell_places(document):
                places.cells[_bucket(cell_place.quantity.value)].append(cell_place)
                places.by_document[document.id].append(cell_place)
        return places

    def near_texts(self, quantity: Quantity) -> Iterator[TextPlace]:
        """Numbers in sentences that may equal `quantity`."""
        for bucket in _buckets(quantity):
            yield from self.texts.get(bucket, ())

    def near_cells(self, quantity: Quantity) -> Iterator[CellPlace]:
        """Cells that may equal `quantity`."""
        for bucket in _buckets(quantity):
            yield from self.cells.get(bucket, ())


def _bucket(value: float) -> int:
    return math.floor(value) if math.isfinite(value) and abs(value) < 1e15 else 0


def _buckets(quantity: Quantity) -> Sequence[int]:
    reach = max(quantity.half_width, 0.5)
    if reach > 50:  # "1.2M": neighbours by magnitude, not one by one
        return tuple(
            dict.fromkeys((_bucket(quantity.value), _bucket(quantity.value - reach), _bucket(quantity.value + reach)))
        )
    return range(_bucket(quantity.value - reach), _bucket(quantity.value + reach) + 1)


def text_places(document: Document) -> Iterator[TextPlace]:
    """Numbers of all sentences outside the reference list and the title block."""
    skipped = {SectionKind.REFERENCES, SectionKind.FRONT}
    for index, sentence in enumerate(document.sentences):
        if sentence.section >= 0 and document.sections[sentence.section].kind in skipped:
            continue
        if not any(char.isdigit() for char in sentence.text):
            continue
        found = facts(sentence.text)
        if found:
            words = content_words(sentence.text)
            for fact in found:
                yield TextPlace(document.id, index, fact, words)


def cell_places(document: Document) -> Iterator[CellPlace]:
    """Numeric cells of all tables that were read with enough confidence."""
    for table in document.tables:
        if table.confidence < DOUBTFUL:
            continue
        around = entities(table.caption)
        columns = [" ".join(path) for path in table.header_paths]
        column_entities = [entities(text) for text in columns]
        for row in table.rows:
            row_text = " ".join(row.path)
            row_entities = entities(row_text)
            for cell in row.cells:
                quantity = parse_cell(cell.text)
                if quantity is None:
                    continue
                yield CellPlace(
                    document=document.id,
                    table=table,
                    row=row,
                    cell=cell,
                    quantity=quantity,
                    row_text=row_text,
                    column_text=columns[cell.column],
                    own=row_entities + column_entities[cell.column],
                    around=around,
                )
