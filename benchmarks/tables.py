"""How many numbers of tables are bound to the right row and column, by us and by pymupdf4llm.

    python benchmarks/tables.py [--copies 3] [--peer] [--out benchmarks/results/tables.md]

Three sets: tables typeset by `table_styles.py`, whose truth is known; PDFs with their LaTeX source; and hand-checked
cells of real papers. The last two need the test data (SYNTH_TEST_DATA).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import pymupdf  # noqa: E402
from table_latex import latex_truth  # noqa: E402
from table_styles import Truth, typeset  # noqa: E402

from synth.parse.layout import pages  # noqa: E402
from synth.parse.tables import FoundTable, read_tables  # noqa: E402
from synth.parse.tables.rows import is_number, is_size  # noqa: E402

DOUBTFUL = 0.5


@dataclass
class Score:
    """Counts of one set and one reader."""

    found: int = 0
    truth: int = 0
    right: int = 0
    """Numbers of tables not marked doubtful that are bound right."""
    said: int = 0
    pages: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.found += other.found
        self.truth += other.truth
        self.right += other.right
        self.said += other.said
        self.pages += other.pages
        self.seconds += other.seconds
        self.misses += other.misses

    def line(self, name: str) -> str:
        share = f"{self.found / self.truth:.3f}" if self.truth else "–"
        precision = f"{self.right / self.said:.3f}" if self.said else "–"
        speed = f"{self.seconds / self.pages:.3f}" if self.pages else "–"
        return f"| {name} | {self.found} of {self.truth} | {share} | {precision} | {speed} |"


def norm(text: str) -> str:
    """Letters and digits only: spaces, marks and citations do not tell two labels apart."""
    return re.sub(r"[^\w.%+±]+|_", "", re.sub(r"\[\d+\]", "", text)).lower()


def digits(text: str) -> str:
    return re.sub(r"[\s†‡*∗–—]+", "", text)


def binds(truth: Truth, row: Sequence[str], column: Sequence[str], value: str) -> bool:
    """Whether a cell says the truth: same digits, same column header, every part of the row's label."""
    if digits(truth.value) != digits(value) or norm("".join(truth.column)) != norm("".join(column)):
        return False
    have = {norm(part) for part in row} | {norm("".join(row))}
    return all(norm(part) in have for part in truth.row)


def read_ours(path: Path) -> tuple[list[FoundTable], int, float]:
    start = time.process_time()
    with pymupdf.open(path) as document:
        layouts = list(pages(document))
        return read_tables(layouts, "d"), len(layouts), time.process_time() - start


def score_ours(path: Path, truth: Sequence[Truth]) -> Score:
    tables, count, seconds = read_ours(path)
    printed = {item.value for item in truth}
    said = [
        (found.table.label, row.path, found.table.header_paths[cell.column], cell.text, found.table.confidence)
        for found in tables
        for row in found.table.rows
        for cell in row.cells
        if is_number(cell.text) and (not is_size(cell.text) or cell.text in printed)
    ]
    score = Score(truth=len(truth), pages=count, seconds=seconds)
    for item in truth:
        if any(label == item.label and binds(item, row, column, value) for label, row, column, value, _ in said):
            score.found += 1
        else:
            score.misses.append(
                f"{path.name} {item.label}: {' / '.join(item.row)} × {' / '.join(item.column)} = {item.value}"
            )
    labels = {item.label for item in truth}
    for label, row, column, value, sure in said:
        if sure >= DOUBTFUL and label in labels:
            score.said += 1
            score.right += any(item.label == label and binds(item, row, column, value) for item in truth)
    return score


def score_peer(path: Path, truth: Sequence[Truth]) -> Score:
    """pymupdf4llm: generous, since its grid has no paths: label anywhere left, header parts anywhere above."""
    import pymupdf4llm

    start = time.process_time()
    read = json.loads(pymupdf4llm.to_json(str(path)))
    score = Score(truth=len(truth), pages=len(read["pages"]), seconds=time.process_time() - start)
    grids = [b["table"]["extract"] for p in read["pages"] for b in p["boxes"] if b.get("table")]
    used: set[tuple[int, int, int]] = set()
    for item in truth:
        where = next(
            (at for at in _cells(grids) if at not in used and _peer_binds(item, grids[at[0]], at[1], at[2])), None
        )
        if where is not None:
            used.add(where)
            score.found += 1
    values = [at for at in _cells(grids) if is_number(str(grids[at[0]][at[1]][at[2]] or ""))]
    score.said, score.right = len(values), len(used)
    return score


def _cells(grids: list[list[list[str | None]]]) -> list[tuple[int, int, int]]:
    return [(g, r, c) for g, grid in enumerate(grids) for r, row in enumerate(grid) for c in range(len(row))]


def _peer_binds(item: Truth, grid: list[list[str | None]], row: int, column: int) -> bool:
    value = str(grid[row][column] or "")
    if digits(item.value) != digits(value):
        return False
    left = {norm(str(text or "")) for text in grid[row][:column]}
    if norm(item.row[-1]) not in left and norm("".join(item.row)) not in left:
        return False
    above = [str(grid[r][column] or "") for r in range(row)]
    for part in item.column:
        here = any(norm(part) in norm(text) for text in above if text)
        spread = any(norm(part) in norm(str(grid[r][c] or "")) for r in range(min(row, 3)) for c in range(column))
        if not here and not (spread and part != item.column[-1]):
            return False
    return True


def test_data() -> Path | None:
    folder = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def score_papers(folder: Path) -> tuple[Score, list[str]]:
    """Hand-checked cells, and the time that the tables of all papers take."""
    score, lines = Score(), []
    wanted = {}
    for path in sorted((ROOT / "tests/unit/parse/table_triples").glob("*.toml")):
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        wanted[listed["paper"]] = listed["triple"]
    for path in sorted((folder / "papers").glob("*.pdf")):
        tables, count, seconds = read_ours(path)
        score.pages += count
        score.seconds += seconds
        doubtful = [found.table.label for found in tables if found.table.confidence < DOUBTFUL]
        lines.append(
            f"| {path.stem} | {count} | {len(tables)} | {', '.join(doubtful) or '–'} | {seconds / count:.3f} |"
        )
        for triple in wanted.get(path.name, ()):
            score.truth += 1
            score.found += _holds(tables, triple)
    return score, lines


def _holds(tables: Sequence[FoundTable], triple: dict[str, object]) -> bool:
    words = lambda name: [str(word) for word in triple[name]]  # type: ignore[attr-defined]  # noqa: E731
    for found in tables:
        if found.table.label != triple["table"] or found.page != triple["page"]:
            continue
        for row in found.table.rows:
            for cell in row.cells:
                path = found.table.header_paths[cell.column]
                if (
                    cell.text == triple["value"]
                    and all(any(word in part for part in row.path) for word in words("row"))
                    and all(any(word in part for part in path) for word in words("column"))
                ):
                    return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=3, help="documents of each style")
    parser.add_argument("--peer", action="store_true", help="run pymupdf4llm on the same files too")
    parser.add_argument("--peer-copies", type=int, default=1, help="documents of each style that the peer reads")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/tables.md")
    parser.add_argument("--misses", action="store_true", help="print every number that was missed")
    options = parser.parse_args()
    report = run(options)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(report, encoding="utf-8")
    print(report)


def run(options: argparse.Namespace) -> str:
    styles: dict[str, Score] = {}
    ours, peer = Score(), Score()
    same = Score()
    with tempfile.TemporaryDirectory() as folder:
        for number, (path, sheet) in enumerate(typeset(Path(folder), options.copies)):
            score = score_ours(path, sheet.truth)
            styles.setdefault(sheet.name, Score()).add(score)
            ours.add(score)
            if options.peer and number % options.copies < options.peer_copies:
                same.add(score)
                peer.add(score_peer(path, sheet.truth))
    out = [
        "# Tables: numbers under the right row and column",
        "",
        "Written by `python benchmarks/tables.py`. *Found*: numbers whose cell stands under the right row path and the",
        "whole right header path. *Precision*: of the numbers in tables not marked doubtful (confidence at least 0.5).",
        "",
        "| set | found | share | precision | CPU s a page |",
        "|---|---|---|---|---|",
        ours.line(f"typeset in {len(styles)} styles"),
    ]
    if options.peer:
        out += [same.line("the part of it that pymupdf4llm read: synth"), peer.line("the same files: pymupdf4llm")]
    latex, latex_peer = Score(), Score()
    folder = test_data()
    papers: list[str] = []
    if folder is not None:
        for source in sorted((folder / "latex_pairs").glob("*/*.tex")):
            pdf = next(iter(source.parent.glob("*.pdf")), None)
            truth = latex_truth(source.read_text(encoding="utf-8", errors="replace"))
            if pdf is None or not truth:
                continue
            latex.add(score_ours(pdf, truth))
            if options.peer:
                latex_peer.add(score_peer(pdf, truth))
        out.append(latex.line("PDFs with LaTeX source"))
        if options.peer:
            out.append(latex_peer.line("the same files: pymupdf4llm"))
        checked, papers = score_papers(folder)
        out.append(checked.line("hand-checked cells of real papers"))
    out += ["", "## By style", "", "| style | found | share | precision | CPU s a page |", "|---|---|---|---|---|"]
    out += [score.line(name.replace("_", " ")) for name, score in styles.items()]
    if papers:
        out += [
            "",
            "## Real papers",
            "",
            "| paper | pages | tables | doubtful | CPU s a page |",
            "|---|---|---|---|---|",
            *papers,
        ]
    if options.misses:
        print("\n".join(ours.misses + latex.misses), file=sys.stderr)
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main()
