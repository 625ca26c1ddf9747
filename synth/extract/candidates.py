"""Candidate claims: sentences that stand alone, and results in tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from synth.extract.standalone import Standalone, own_name, stand_alone
from synth.extract.worth import claim_type, worth
from synth.language.quantities import parse, parse_cell
from synth.language.rows import cell_span, printed_row
from synth.language.vocabulary import Entity, EntityKind, Sameness, entities, same_entity
from synth.language.words import squash
from synth.records import (
    Cell,
    CellRef,
    Claim,
    ClaimType,
    Document,
    Paper,
    Role,
    SectionKind,
    SentenceKind,
    Table,
    TableRow,
    content_id,
)

CONFIDENT = 0.7
"""Tables read with less confidence than this give no claims."""
_OURS = re.compile(r"\s*\(ours\)|^\s*Our\s+", re.IGNORECASE)
_GENERIC = re.compile(
    r"^\W*$|\b(?:models?|methods?|open|closed|source|ours|scores?|acc(?:uracy)?|params?|size|results?|english|code|math|"
    r"k\s*=\s*\d+)\b|^\d+(?:\.\d+)?[BM]$",
    re.IGNORECASE,
)
"""Labels that only sort the rows or repeat what every cell of the table is."""
_SKIPPED = frozenset({SectionKind.FRONT, SectionKind.REFERENCES})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that may be listed, before its fit to the question is known."""

    claim: Claim
    worth: float


def sentence_candidates(
    document: Document, paper: Paper, indices: Iterable[int], refused: Counter[str]
) -> Iterator[Candidate]:
    """Claims from the named sentences; counts in `refused` why the others give none."""
    own = own_name(document, paper)
    authors = paper.cited_as
    for index in indices:
        sentence = document.sentences[index]
        section = document.sections[sentence.section] if sentence.section >= 0 else None
        kind = section.kind if section else SectionKind.OTHER
        if kind in _SKIPPED or sentence.kind is SentenceKind.FOOTNOTE:
            continue
        if len({box.page for box in sentence.span.boxes}) > 1:
            refused["runs over two pages"] += 1
            continue
        result = stand_alone(sentence.text, own=own, authors=authors)
        if not isinstance(result, Standalone):
            refused[result] += 1
            continue
        quantities = parse(result.text)
        value = worth(result.text, quantities, kind, section.title if section else "")
        if value < 0:
            refused["reports no finding"] += 1
            continue
        yield Candidate(
            Claim(
                id=content_id("c", document.id, sentence.span.start, sentence.text),
                text=result.text,
                type=claim_type(result.text, quantities),
                paper=paper.id,
                span=sentence.span,
                quote=sentence.text,
                quantities=quantities,
                entities=tuple(dict.fromkeys(entity.text for entity in entities(result.text))),
                section=section.title if section else "",
                flags=result.flags,
            ),
            value,
        )


def table_candidates(document: Document, paper: Paper) -> Iterator[Candidate]:
    """One claim for each numeric cell of the paper's own rows that names its dataset and metric."""
    own = own_name(document, paper)
    pages = {page.number: page.text for page in document.pages}
    for table in document.tables:
        if table.confidence < CONFIDENT or not table.label:
            continue
        for row in table.rows:
            said = [(cell, text) for cell in row.cells if (text := _cell_statement(table, row, cell, own))]
            quote = printed_row(row, pages.get(table.box.page, "")) if said else ""
            if quote:
                for cell, text in said:
                    yield _cell_candidate(document, paper, table, row, cell, quote, text)


def _cell_candidate(
    document: Document, paper: Paper, table: Table, row: TableRow, cell: Cell, quote: str, text: str
) -> Candidate:
    ref = CellRef(
        table=table.id,
        label=table.label,
        row_path=row.path,
        column_path=table.header_paths[cell.column],
        text=cell.text,
    )
    claim = Claim(
        id=content_id("c", document.id, table.id, row.path, cell.column, cell.text),
        text=text,
        type=ClaimType.VALUE,
        paper=paper.id,
        span=cell_span(document.id, table, cell),
        quote=quote,
        quantities=parse(text),
        entities=tuple(dict.fromkeys(entity.text for entity in entities(text))),
        cell=ref,
        section=table.label,
        flags=("from_table",),
    )
    return Candidate(claim, 0.1)


def _cell_statement(table: Table, row: TableRow, cell: Cell, own: str) -> str:
    """A sentence such as "WizardCoder scores 57.3 pass@1 on HumanEval (Table 1)"; empty where a part is unnamed."""
    method = _own_label((*row.path, *table.header_paths[cell.column]), own)
    quantity = parse_cell(cell.text) if method else None
    if quantity is None:
        return ""
    column = " ".join(table.header_paths[cell.column])
    named = (*entities(" ".join(row.path)), *entities(column))
    around = entities(table.caption)
    dataset = _only(named, around, EntityKind.DATASET)
    metric = _only(named, around, EntityKind.METRIC)
    if metric.lower() == "pass@k":
        ks = {int(q.value) for q in parse(column) if q.role is Role.K}
        metric = f"pass@{ks.pop()}" if len(ks) == 1 else ""
    if not dataset or not metric or _unsaid(row, table.header_paths[cell.column], method):
        return ""
    return f"{method} scores {quantity.raw} {metric} on {dataset} ({table.label})."


def _unsaid(row: TableRow, column: Sequence[str], method: str) -> bool:
    """Whether a label says something that the statement would leave out: a subject, a split, a training variant."""
    said = squash(method)
    labels = (*row.path, *column)
    return any(
        squash(label)
        and squash(_OURS.sub("", label)) not in said
        and not entities(label)
        and not _GENERIC.search(label)
        for label in labels
    )


def _own_label(labels: Sequence[str], own: str) -> str:
    """The label that names the paper's own model, with a size that stands in a column of its own; else empty.

    Rows of other models are left to the papers that introduce them.
    """
    if not own:
        return ""
    for label in labels:
        name = label.strip(" *†‡")
        if name.lower() in {"ours", "our model", "ours (full)"}:
            name = own
        if same_entity(own, _OURS.sub("", name)) is not Sameness.DIFFERENT:
            size = next((part for part in labels if re.fullmatch(r"\d+(?:\.\d+)?[BM]", part)), "")
            name = _OURS.sub("", name).strip()
            return f"{name} {size}" if size and size not in name else name
    return ""


def _only(named: Sequence[Entity], around: Sequence[Entity], kind: EntityKind) -> str:
    """The one thing of a kind that the paths name, else the one that the caption names; empty where there are two."""
    for source in (named, around):
        found = {(e.canonical, e.k): e.text for e in source if e.kind is kind}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            return ""
    return ""
