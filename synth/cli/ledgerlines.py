"""The ledger on a terminal: one line a result, and below what does not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synth.cli.grid import _cells, _fill, _wrap
from synth.records.ledger import Difference, DifferenceKind, Ledger, Measure
from synth.report.results import metric_of
from synth.report.text import clean
from synth.report.words import counted

if TYPE_CHECKING:
    from rich.text import Text

    from synth.compose.ledger import Wanted
    from synth.records import Paper, Result

_SUMMARY_LINES = 40
"""Pairs of dataset and metric that a summary lists; --verbose lists all."""
_KINDS = {
    DifferenceKind.VERSIONS: "Versions that differ",
    DifferenceKind.ACROSS: "Papers that differ",
    DifferenceKind.INSIDE: "Papers that differ with themselves",
}
_MARKS = {"differs": "≠", "repeated": "↻", "doubtful_table": "?"}
_MEANING = {
    "differs": "≠ another place prints another number",
    "repeated": "↻ its label or sentence cites another work: may be that work’s number",
    "doubtful_table": "? from a table that was read with doubt",
}


def show(ledger: Ledger, wanted: Wanted, *, quiet: bool, verbose: bool, csv: Path | None) -> None:
    """Print the ledger, as wide as the terminal."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    page = _Page(ledger, console.width, verbose)
    lines = page.summary() if wanted.anything else page.whole()
    for line in lines:
        console.print(line, no_wrap=True, crop=False, overflow="ignore")
    if quiet:
        return
    for line in page.foot(csv):
        console.print(line, no_wrap=True, crop=False, overflow="ignore")


def _names(papers: Sequence[Paper]) -> dict[str, str]:
    """How each paper is called in a line: authors and year, with the version where there is one."""
    from synth.language.naming import paper_names

    names = paper_names(papers)
    return {
        paper.id: clean(names[paper.id]) + (f" v{paper.arxiv.version}" if paper.arxiv and paper.arxiv.version else "")
        for paper in papers
    }


@dataclass(frozen=True, slots=True)
class _Row:
    marks: str
    method: str
    value: str
    paper: str
    where: str
    setting: str


class _Page:
    """What is printed of a ledger."""

    def __init__(self, ledger: Ledger, width: int, verbose: bool) -> None:
        self.ledger = ledger
        self.width = max(width, 40)
        self.verbose = verbose
        self.names = _names(ledger.papers)
        self.differing = {id(result) for d in ledger.differences for result in d.results}

    def whole(self) -> Iterator[Text]:
        """Every result, by what it measures, then what does not agree."""
        from rich.text import Text

        if not self.ledger.measures:
            yield from self._nothing()
            return
        for number, measure in enumerate(self.ledger.measures):
            if number:
                yield Text("")
            yield from self._measure(measure)
        yield from self._differences()

    def summary(self) -> Iterator[Text]:
        """How many results there are, by dataset and metric."""
        from rich.text import Text

        measures = [m for m in self.ledger.measures if m.dataset] or list(self.ledger.measures)
        shown = measures if self.verbose else measures[:_SUMMARY_LINES]
        rows = [
            (
                clean(m.dataset) or "not stated",
                clean(metric_of(m.results[0])) or "not stated",
                str(len(m.results)),
                str(len({r.paper for r in m.results})),
                str(len({r.method for r in m.results})),
            )
            for m in shown
        ]
        head = ("dataset", "metric", "results", "papers", "methods")
        widths = [max(map(_cells, column)) for column in zip(head, *rows, strict=True)]
        room = self.width - sum(widths[2:]) - 8
        widths[1] = min(widths[1], max(8, room // 2))
        widths[0] = min(widths[0], max(8, room - widths[1]))
        for number, row in enumerate((head, *rows)):
            yield from self._cells(row, widths, style="bold" if number == 0 else "", right=(2, 3, 4))
        if len(measures) > len(shown):
            yield Text(f"… and {counted(len(measures) - len(shown), 'pair')} more; -v lists all", style="dim")
        counts = {kind: sum(d.kind is kind for d in self.ledger.differences) for kind in _KINDS}
        for kind, title in _KINDS.items():
            if counts[kind]:
                yield Text(f"{title}: {counted(counts[kind], 'measurement')}", style="yellow")

    def foot(self, csv: Path | None) -> Iterator[Text]:
        """Marks, counts, and what could not be read."""
        from rich.text import Text

        results = self.ledger.results
        used = {name for result in results for name in self._marks_of(result)}
        for name, meaning in _MEANING.items():
            if name in used:
                yield from self._prose(meaning, style="dim")
        yield Text("")
        of_all = "" if len(results) == self.ledger.total else f" of {self.ledger.total}"
        tables = sum(result.cell is not None for result in results)
        yield from self._prose(
            f"{len(results)}{of_all} results ({tables} from tables, {len(results) - tables} from text) in "
            f"{len({r.paper for r in results})} of {counted(len(self.ledger.papers), 'paper')}"
        )
        if self.ledger.unstated:
            more = counted(self.ledger.unstated, "more result")
            yield from self._prose(f"{more} whose metric is not stated; without --metric they are listed", style="dim")
        for paper in self.ledger.failed:
            yield from self._prose(f"not read: {clean(paper.title)}: {clean(paper.reason)}", style="yellow")
        if csv is not None:
            yield Text(f"written: {clean(str(csv))}", style="bold")

    def _nothing(self) -> Iterator[Text]:
        yield from self._prose("no result fits; without filters, synth ledger lists the datasets and metrics it knows")

    def _marks_of(self, result: Result) -> list[str]:
        found = ["differs"] if id(result) in self.differing else []
        return found + [name for name in ("repeated", "doubtful_table") if name in result.flags]

    def _measure(self, measure: Measure) -> Iterator[Text]:
        from rich.text import Text

        metric = clean(metric_of(measure.results[0])) or "metric not stated"
        papers = len({result.paper for result in measure.results})
        head = Text(f"{clean(measure.dataset) or 'dataset not stated'} · {metric}", style="bold")
        head.append(f"  {counted(len(measure.results), 'result')}, {counted(papers, 'paper')}", style="dim")
        yield head
        yield Text("━" * self.width, style="dim")
        yield from self._rows([(self._row(r), r) for r in measure.results])

    def _row(self, result: Result) -> _Row:
        spread = f" ±{result.uncertainty.raw.lstrip('± ')}" if result.uncertainty else ""
        page = f"p. {result.span.page}" if result.span else ""
        place = clean(result.cell.label) or "table" if result.cell else "text"
        return _Row(
            marks="".join(_MARKS[name] for name in self._marks_of(result)),
            method=clean(result.method),
            value=clean(result.value.raw) + spread,
            paper=self.names.get(result.paper, clean(result.paper)),
            where=f"{page} {place}".strip(),
            setting=clean("; ".join(result.setting)),
        )

    def _rows(self, rows: Sequence[tuple[_Row, Result]], indent: int = 0) -> Iterator[Text]:
        """Columns for marks, method, value, paper, place and, where there is room, setting; else it goes below."""
        from rich.text import Text

        widths = [
            max(_cells(text) for text in column) for column in zip(*(self._columns(r) for r, _ in rows), strict=True)
        ]
        wide = self.width >= 120
        room = self.width - indent - widths[0] - widths[2] - widths[4] - 8
        setting = min(max(_cells(row.setting) for row, _ in rows), room // 3) if wide else 0
        room -= setting + 2 * bool(setting)
        widths[3] = min(widths[3], max(12, room * 2 // 5))
        widths[1] = min(widths[1], max(12, room - widths[3]))
        for row, result in rows:
            texts = [*self._columns(row), *([row.setting] if setting else [])]
            style = "yellow" if "≠" in row.marks else "dim" if "?" in row.marks else ""
            yield from self._cells(
                texts, [*widths, *([setting] if setting else [])], style=style, right=(2,), indent=indent
            )
            if row.setting and not setting:
                yield from self._prose(row.setting, style="dim", indent=indent + widths[0] + 4)
            if self.verbose:
                yield from self._place(result, indent + widths[0] + 4)
        yield Text("")

    @staticmethod
    def _columns(row: _Row) -> list[str]:
        return [row.marks, row.method, row.value, row.paper, row.where]

    def _place(self, result: Result, indent: int) -> Iterator[Text]:
        if result.cell is not None:
            row, column = " › ".join(result.cell.row_path), " › ".join(result.cell.column_path)
            said = f"row: {clean(row)} | column: {clean(column)} | cell: {clean(result.cell.text)}"
        else:
            said = f"“{clean(result.quote)}”"
        yield from self._prose(said, style="dim", indent=indent)

    def _differences(self) -> Iterator[Text]:
        from rich.text import Text

        for kind, title in _KINDS.items():
            found = [d for d in self.ledger.differences if d.kind is kind]
            if found:
                yield Text(f"{title} ({len(found)})", style="bold yellow")
                yield Text("━" * self.width, style="dim")
            for difference in found:
                yield from self._difference(difference)

    def _difference(self, difference: Difference) -> Iterator[Text]:
        measured = f"{clean(difference.dataset)} {clean(metric_of(difference))}".strip()
        yield from self._prose(f"{clean(difference.method)} · {measured}", style="bold")
        yield from self._prose(difference.note, style="dim", indent=2)
        yield from self._rows([(self._row(result), result) for result in difference.results], indent=2)

    def _prose(self, text: str, *, style: str = "", indent: int = 0) -> Iterator[Text]:
        from rich.text import Text

        for line in _wrap(text, max(self.width - indent, 20)):
            yield Text(" " * indent + line, style=style)

    def _cells(
        self, texts: Sequence[str], widths: Sequence[int], *, style: str, right: tuple[int, ...], indent: int = 0
    ) -> Iterator[Text]:
        """One row of columns; what does not fit goes on below, nothing is cut off."""
        from rich.text import Text

        wrapped = [_wrap(text, max(width, 1)) for text, width in zip(texts, widths, strict=True)]
        for number in range(max(map(len, wrapped))):
            parts = []
            for index, (lines, width) in enumerate(zip(wrapped, widths, strict=True)):
                text = lines[number] if number < len(lines) else ""
                parts.append(" " * (width - _cells(text)) + text if index in right else _fill(text, width))
            yield Text((" " * indent + "  ".join(parts)).rstrip(), style=style)
