"""The ledger as JSON and CSV: one row a result, with its place; what papers print cannot leave its field."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from synth.records import Paper, Quantity, Result
from synth.records.ledger import Difference, Ledger
from synth.report.text import clean

SCHEMA_VERSION = "1"
COLUMNS = (
    "dataset", "metric", "k", "method", "value", "unit", "printed", "uncertainty", "setting", "paper", "arxiv_id",
    "version", "title", "page", "table", "row_path", "column_path", "cell", "sentence", "flags", "differs",
)  # fmt: skip
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def metric_of(result: Result | Difference) -> str:
    """The metric as a reader writes it: "pass@10"."""
    name = result.metric
    return f"{name.removesuffix('@k')}@{result.k}" if name.endswith("@k") and result.k is not None else name


def as_dict(ledger: Ledger, asked: Mapping[str, object]) -> dict[str, Any]:
    """The object that `synth ledger --json` prints."""
    papers = {paper.id: paper for paper in ledger.papers}
    numbers = {id(result): number for number, result in enumerate(ledger.results)}
    return {
        "schema_version": SCHEMA_VERSION,
        "asked": dict(asked),
        "counts": {
            "papers": len(ledger.papers),
            "papers_failed": len(ledger.failed),
            "results": len(ledger.results),
            "results_in_all": ledger.total,
            "metric_not_stated": ledger.unstated,
            "differences": len(ledger.differences),
        },
        "papers": [_paper(paper) for paper in (*ledger.papers, *ledger.failed)],
        "measures": [
            {"dataset": m.dataset, "metric": m.metric, "k": m.k, "results": len(m.results)} for m in ledger.measures
        ],
        "results": [_result(result, papers) for result in ledger.results],
        "differences": [
            {
                "kind": d.kind.value,
                "method": d.method,
                "dataset": d.dataset,
                "metric": d.metric,
                "k": d.k,
                "note": d.note,
                "results": [{**_result(r, papers), "listed": numbers.get(id(r))} for r in d.results],
            }
            for d in ledger.differences
        ],
    }


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.id,
        "arxiv_id": paper.arxiv.id if paper.arxiv else None,
        "version": paper.arxiv.version if paper.arxiv else None,
        "title": paper.title,
        "year": paper.year,
        "status": paper.status.value,
        "reason": paper.reason,
    }


def _result(result: Result, papers: Mapping[str, Paper]) -> dict[str, Any]:
    paper = papers.get(result.paper)
    cell = result.cell
    return {
        "method": result.method,
        "dataset": result.dataset,
        "metric": result.metric,
        "k": result.k,
        "value": _quantity(result.value),
        "uncertainty": _quantity(result.uncertainty) if result.uncertainty else None,
        "setting": list(result.setting),
        "paper": result.paper,
        "version": paper.arxiv.version if paper and paper.arxiv else None,
        "page": result.span.page if result.span else None,
        "cell": {
            "table": cell.label,
            "row_path": list(cell.row_path),
            "column_path": list(cell.column_path),
            "text": cell.text,
        }
        if cell
        else None,
        "quote": result.quote,
        "flags": list(result.flags),
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {"raw": quantity.raw, "value": quantity.value, "half_width": quantity.half_width, "unit": quantity.unit}


def to_csv(ledger: Ledger) -> str:
    """One line a result under a line of names; text that a spreadsheet would run as a formula is quoted with "'"."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(ledger))
    return out.getvalue()


def _rows(ledger: Ledger) -> Iterator[list[str]]:
    papers = {paper.id: paper for paper in ledger.papers}
    differing = {id(r): d.kind.value for d in ledger.differences for r in d.results}
    for result in ledger.results:
        paper, cell = papers.get(result.paper), result.cell
        arxiv = paper.arxiv if paper else None
        yield [
            _text(result.dataset),
            _text(result.metric),
            "" if result.k is None else str(result.k),
            _text(result.method),
            repr(result.value.value),
            result.value.unit,
            _text(result.value.raw),
            repr(result.uncertainty.value) if result.uncertainty else "",
            _text("; ".join(result.setting)),
            _text(result.paper),
            arxiv.id if arxiv else "",
            str(arxiv.version or "") if arxiv else "",
            _text(paper.title) if paper else "",
            str(result.span.page) if result.span else "",
            _text(cell.label) if cell else "",
            _text(" / ".join(cell.row_path)) if cell else "",
            _text(" / ".join(cell.column_path)) if cell else "",
            _text(cell.text) if cell else "",
            "" if cell else _text(result.quote),
            " ".join(result.flags),
            differing.get(id(result), ""),
        ]


def _text(text: str) -> str:
    text = clean(text)
    number = re.fullmatch(r"[-+−]?[\d.,]+%?", text)
    return f"'{text}" if _FORMULA.match(text) and not number else text
