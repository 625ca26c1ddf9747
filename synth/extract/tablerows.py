"""Candidate claims from tables: what one row reports on one dataset, said as a sentence.

"GRPO-step450 scores 28.3 pass@1 and 63.9 pass@256 on Omni-MATH-Test (Table 3)". A row says most where it prints both
ends of what is asked about, so the measures that a question names stand in one claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from synth.extract.candidates import Candidate
from synth.extract.results.tables import table_results
from synth.extract.standalone import own_name
from synth.language.quantities import parse
from synth.language.rows import cell_span, printed_row
from synth.language.vocabulary import EntityKind, entities
from synth.language.words import squash
from synth.records import Cell, CellRef, Claim, ClaimType, Document, Paper, Result, Table, TableRow, content_id

CONFIDENT = 0.7
"""Tables read with less confidence than this give no claims."""
WORTH = 0.1
_SORTING = re.compile(
    r"^\W*$|\b(?:models?|methods?|open|closed|source|ours|scores?|acc(?:uracy)?|params?|size|results?|english|code|math|"
    r"k\s*=\s*\d+)\b|^\d+(?:\.\d+)?[BM]$",
    re.IGNORECASE,
)
"""Labels that only sort the rows or repeat what every cell of the table is."""
_OURS = re.compile(r"\s*\(ours\)|^\s*Our\s+", re.IGNORECASE)

Measures = frozenset[str]
"""Metrics as `measure_of` writes them."""


def table_candidates(
    document: Document,
    paper: Paper,
    *,
    asked: Measures = frozenset(),
    about: Callable[[str], bool] = lambda _: False,
) -> Iterator[Candidate]:
    """Claims from the paper's own rows, and from rows whose label is `about` what is asked.

    Rows of other models are left to the papers that introduce them. Where a row prints several of the `asked` measures
    on one dataset, they stand in one claim.
    """
    own = own_name(document, paper)
    pages = {page.number: page.text for page in document.pages}
    for table in document.tables:
        if table.confidence < CONFIDENT or not table.label:
            continue
        results = list(table_results(table, paper.id, document.id, own))
        for row in table.rows:
            said = list(_statements(table, row, results, asked, about))
            quote = printed_row(row, pages.get(table.box.page, "")) if said else ""
            if quote:
                for text, cells in said:
                    yield Candidate(row_claim(document, paper, table, row, cells, quote, text), WORTH)


def measure_of(metric: str, k: int | None) -> str:
    """A metric as a question names it: pass@1 is another thing than pass@k with a larger k."""
    return f"{metric}=1" if k == 1 else metric


def _statements(
    table: Table, row: TableRow, results: Sequence[Result], asked: Measures, about: Callable[[str], bool]
) -> Iterator[tuple[str, list[Cell]]]:
    """What a row reports, as sentences, each with its cells."""
    groups: dict[tuple[str, str], list[tuple[Cell, Result]]] = {}
    for cell in row.cells:
        result = _of(table, row, cell, results)
        if result is not None and ("own" in result.flags or about(" ".join(row.path))):
            groups.setdefault((result.method, result.dataset), []).append((cell, result))
    for (method, _), found in groups.items():
        joined = _ends([(c, r) for c, r in found if measure_of(r.metric, r.k) in asked])
        for pairs in [joined] if len(joined) > 1 else [[one] for one in found]:
            labels = [*row.path, *(part for c, _ in pairs for part in table.header_paths[c.column])]
            if not _unsaid(labels, method):
                numbers = " and ".join(f"{r.value.raw} {_metric(r)}" for _, r in pairs)
                dataset = _printed_dataset(labels, pairs[0][1])
                yield f"{method} scores {numbers} on {dataset} ({table.label}).", [c for c, _ in pairs]


def _printed_dataset(labels: Sequence[str], result: Result) -> str:
    """The dataset as the table prints it, with its split: "Omni-MATH-Train"."""
    for label in labels:
        named = [entity for entity in entities(label) if entity.kind is EntityKind.DATASET]
        if len(named) == 1 and named[0].canonical == result.dataset and len(label.split()) <= 3:
            return label.strip()
    return result.dataset


def _of(table: Table, row: TableRow, cell: Cell, results: Sequence[Result]) -> Result | None:
    """The result of a cell, where all that it measures has a name."""
    column = table.header_paths[cell.column]
    for result in results:
        ref = result.cell
        if ref is not None and (ref.row_path, ref.column_path, ref.text) == (row.path, column, cell.text):
            named = result.method and result.dataset and result.metric and ("@k" not in result.metric or result.k)
            return result if named and "doubtful_table" not in result.flags else None
    return None


def _ends(pairs: list[tuple[Cell, Result]]) -> list[tuple[Cell, Result]]:
    """One cell a measure: of several k, the largest beside 1."""
    kept: dict[str, tuple[Cell, Result]] = {}
    for cell, result in sorted(pairs, key=lambda pair: -(pair[1].k or 0)):
        kept.setdefault(measure_of(result.metric, result.k), (cell, result))
    return sorted(kept.values(), key=lambda pair: pair[0].column)


def _metric(result: Result) -> str:
    return result.metric.replace("@k", f"@{result.k}") if result.k is not None else result.metric


def _unsaid(labels: Sequence[str], method: str) -> bool:
    """Whether a label says something that the statement would leave out: a subject, a split, a training variant."""
    said = squash(method)
    return any(
        squash(label)
        and squash(_OURS.sub("", label)) not in said
        and not entities(label)
        and not _SORTING.search(label)
        for label in labels
    )


def row_claim(
    document: Document, paper: Paper, table: Table, row: TableRow, cells: Sequence[Cell], quote: str, text: str
) -> Claim:
    """What `text` says of some cells of one row, with their places on the page."""
    first = cells[0]
    span = cell_span(document.id, table, first)
    return Claim(
        id=content_id("c", document.id, table.id, row.path, *(str((cell.column, cell.text)) for cell in cells)),
        text=text,
        type=ClaimType.VALUE,
        paper=paper.id,
        span=replace(span, boxes=(*span.boxes, *(cell.box for cell in cells[1:] if cell.box is not None))),
        quote=quote,
        quantities=parse(text),
        entities=tuple(dict.fromkeys(entity.text for entity in entities(text))),
        cell=CellRef(
            table=table.id,
            label=table.label,
            row_path=row.path,
            column_path=table.header_paths[first.column],
            text=first.text,
        ),
        section=table.label,
        flags=("from_table",),
    )
