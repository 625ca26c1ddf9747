"""A place that answers, as a claim: what it says, its words on the page, and its cell."""

from __future__ import annotations

from synth.extract.answering.places import Place
from synth.extract.answering.rarity import Rarity
from synth.extract.answering.sought import Named, Sought
from synth.extract.standalone import Standalone, own_name, stand_alone
from synth.extract.tablerows import row_claim
from synth.extract.worth import claim_type
from synth.language.quantities import parse
from synth.language.rows import printed_row
from synth.language.vocabulary import entities
from synth.language.words import content_words
from synth.records import Cell, Claim, Table, TableRow, content_id

MOST_CELLS = 6
"""Cells of a row that are said where the question names none of its columns."""


def claim_of(place: Place, sought: Sought, rarity: Rarity) -> Claim | None:
    """The claim that a place makes; None for a row that its page does not print in one stretch."""
    if place.table is not None and place.row is not None:
        return _of_row(place, place.table, place.row, sought, rarity)
    document, paper = place.document, place.paper
    sentence = document.sentences[place.sentence]
    alone = stand_alone(sentence.text, own=own_name(document, paper), authors=paper.cited_as)
    text = alone.text if isinstance(alone, Standalone) else " ".join(sentence.text.split())
    quantities = parse(text)
    return Claim(
        id=content_id("c", document.id, sentence.span.start, sentence.text),
        text=text,
        type=claim_type(text, quantities),
        paper=paper.id,
        span=sentence.span,
        quote=sentence.text,
        quantities=quantities,
        entities=tuple(dict.fromkeys(entity.text for entity in entities(text))),
        section=document.sections[sentence.section].title if sentence.section >= 0 else "",
        flags=alone.flags if isinstance(alone, Standalone) else ("in_context",),
    )


def _of_row(place: Place, table: Table, row: TableRow, sought: Sought, rarity: Rarity) -> Claim | None:
    pages = {page.number: page.text for page in place.document.pages}
    quote = printed_row(row, pages.get(table.box.page, ""))
    cells = _asked_cells(table, row, sought, rarity)
    if not quote or not cells:
        return None
    label = " / ".join(part for part in row.path if part)
    said = "; ".join(f"{_header(table, cell)} {cell.text}".strip() for cell in cells)
    text = f"{label}: {said} ({table.label})." if table.label else f"{label}: {said}."
    return row_claim(place.document, place.paper, table, row, cells, quote, text)


def _asked_cells(table: Table, row: TableRow, sought: Sought, rarity: Rarity) -> list[Cell]:
    """The cells whose headers name most of what the question names; all, up to a number, where none does."""
    cells = [cell for cell in row.cells if cell.text.strip()]
    wanted = sought.words | content_words(" ".join(sought.names))

    def fit(cell: Cell) -> float:
        header = _header(table, cell)
        named = sum(map(Named(header).has, sought.names))
        return named + rarity.covered(wanted, content_words(header))

    best = max(map(fit, cells), default=0.0)
    return [cell for cell in cells if fit(cell) == best][:MOST_CELLS] if best else cells[:MOST_CELLS]


def _header(table: Table, cell: Cell) -> str:
    return " ".join(part for part in table.header_paths[cell.column] if part)
