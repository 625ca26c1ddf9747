"""Every number that the papers print, with what it measures: cells of tables and numbers in sentences.

Places are found by value, so that looking for a second place costs the same however many papers the library holds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from synth.language.addressed import speaks_to_model
from synth.language.identity import entity_keys
from synth.language.quantities import parse, parse_cell
from synth.language.rows import cell_span
from synth.language.vocabulary import Entity, EntityKind, entities
from synth.language.words import content_words, squash
from synth.records import Cell, CellRef, Document, Quantity, Role, SectionKind, Span, Table, TableRow
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
    labels: tuple[str, ...]
    """Every part of the two paths, squashed, for comparison with names that no recogniser knows."""
    metric: Entity | None
    """The one metric that the paths name, else the caption's."""
    k: int | None
    """The k that the cell is measured at: in its metric ("pass@10") or in a header of its own ("k = 10")."""

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
        """Where the cell stands: the band of its row, then the cell itself."""
        return cell_span(self.document, self.table, self.cell)


@dataclass(slots=True)
class Places:
    """All places of some documents, by value."""

    documents: dict[str, Document] = field(default_factory=dict)
    texts: dict[int, list[TextPlace]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[int, list[CellPlace]] = field(default_factory=lambda: defaultdict(list))
    by_document: dict[str, list[CellPlace]] = field(default_factory=lambda: defaultdict(list))
    _texts_of: dict[str, list[TextPlace]] = field(default_factory=dict)
    """By document."""
    _named: dict[object, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    """By each name that a cell's paths print: document and place in `by_document`."""

    @classmethod
    def of(cls, documents: Iterable[Document], known: Places | None = None) -> Places:
        """Collect the places of `documents`; those of a document that `known` has are taken from there."""
        places = cls()
        for document in documents:
            if known is not None and known.documents.get(document.id) is document:
                texts, cells = known._texts_of[document.id], known.by_document.get(document.id, [])
            else:
                texts, cells = list(text_places(document)), list(cell_places(document))
            places._put(document, texts, cells)
        return places

    def _put(self, document: Document, texts: list[TextPlace], cells: list[CellPlace]) -> None:
        self.documents[document.id] = document
        self._texts_of[document.id] = texts
        for text_place in texts:
            self.texts[_bucket(text_place.fact.quantity.value)].append(text_place)
        if cells:
            self.by_document[document.id] = cells
        for at, cell_place in enumerate(cells):
            self.cells[_bucket(cell_place.quantity.value)].append(cell_place)
            for name in _names(cell_place.labels, cell_place.own):
                self._named[name].append((document.id, at))

    def naming(self, name: str) -> dict[str, list[CellPlace]]:
        """By document, in order, the cells whose paths print this name or one that is the same."""
        found = {at for key in (squash(name), *entity_keys(name)) for at in self._named.get(key, ())}
        by_document: dict[str, list[int]] = defaultdict(list)
        for document, at in found:
            by_document[document].append(at)
        return {one: [cells[at] for at in sorted(by_document[one])]
                for one, cells in self.by_document.items() if one in by_document}  # fmt: skip

    def near_texts(self, quantity: Quantity) -> Iterator[TextPlace]:
        """Numbers in sentences that may equal `quantity`."""
        for bucket in _buckets(quantity):
            yield from self.texts.get(bucket, ())

    def near_cells(self, quantity: Quantity) -> Iterator[CellPlace]:
        """Cells that may equal `quantity`."""
        for bucket in _buckets(quantity):
            yield from self.cells.get(bucket, ())


@lru_cache(maxsize=1 << 14)  # the cells of a row, and of a column, have names in common
def _names(labels: tuple[str, ...], own: tuple[Entity, ...]) -> frozenset[object]:
    return frozenset((*labels, *(key for entity in own for key in entity_keys(entity.text))))


def _bucket(value: float) -> int:
    return math.floor(value) if math.isfinite(value) and abs(value) < 1e15 else 0


def _buckets(quantity: Quantity) -> Sequence[int]:
    reach = max(quantity.half_width, 0.5)
    if reach > 50:  # "1.2M": neighbours by magnitude, not one by one
        return tuple(
            dict.fromkeys((_bucket(quantity.value), _bucket(quantity.value - reach), _bucket(quantity.value + reach)))
        )
    near = range(_bucket(quantity.value - reach), _bucket(quantity.value + reach) + 1)
    if quantity.unit == "%" and 0 not in near:
        return (*near, 0)  # tables print 0.573 where the text says 57.3%
    if not quantity.unit and 0 < quantity.value < 1 and quantity.half_width:
        return (*near, _bucket(quantity.value * 100 - 0.5), _bucket(quantity.value * 100 + 0.5))
    return near


def text_places(document: Document) -> Iterator[TextPlace]:
    """Numbers of all sentences outside the reference list and the title block."""
    skipped = {SectionKind.REFERENCES, SectionKind.FRONT}
    for index, sentence in enumerate(document.sentences):
        if sentence.section >= 0 and document.sections[sentence.section].kind in skipped:
            continue
        if not any(char.isdigit() for char in sentence.text) or speaks_to_model(sentence.text):
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
        column_ks = [_ks(text) for text in columns]
        column_labels = [tuple(squash(part) for part in path) for path in table.header_paths]
        for row in table.rows:
            row_text = " ".join(row.path)
            row_entities = entities(row_text)
            row_ks = _ks(row_text)
            row_labels = tuple(squash(part) for part in row.path)
            for cell in row.cells:
                quantity = parse_cell(cell.text)
                if quantity is None:
                    continue
                own = row_entities + column_entities[cell.column]
                metric = _metric(own, around)
                ks = row_ks | column_ks[cell.column]
                k = (
                    metric.k
                    if metric is not None and metric.k is not None
                    else ks.copy().pop()
                    if len(ks) == 1
                    else None
                )
                yield CellPlace(
                    document=document.id,
                    table=table,
                    row=row,
                    cell=cell,
                    quantity=quantity,
                    row_text=row_text,
                    column_text=columns[cell.column],
                    own=own,
                    around=around,
                    labels=row_labels + column_labels[cell.column],
                    metric=metric,
                    k=k,
                )


def _ks(text: str) -> set[int]:
    return {int(q.value) for q in parse(text) if q.role is Role.K}


def _metric(own: Sequence[Entity], around: Sequence[Entity]) -> Entity | None:
    for source in (own, around):
        found = [entity for entity in source if entity.kind is EntityKind.METRIC]
        if len({(entity.canonical, entity.k) for entity in found}) == 1:
            return found[0]
        if found and source is own:
            return found[-1]
    return None
