"""How many numbers of tables are bound to the right row and column, by us and by three other readers.

    python benchmarks/tables [--copies 2] [--peers] [--out benchmarks/results/tables.md]

Sets: PDFs with their LaTeX source; tables that we typeset ourselves, in a development half that the reader was tuned
on and a held-out half (other seeds; other themes too); hand-checked cells of real papers. The first and the last need
the test data (SYNTH_TEST_DATA). The other readers need `pip install pymupdf4llm pdfplumber`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import texthemes  # noqa: E402
import venues  # noqa: E402
from kit import Truth  # noqa: E402
from latex import latex_truth  # noqa: E402
from readers import PEERS, synth  # noqa: E402
from score import DOUBTFUL, Score, Unit, score_ours, score_peer  # noqa: E402
from themes import Paper, typeset, typeset_latex  # noqa: E402

from synth.parse.tables import FoundTable  # noqa: E402

HEAD = "| tables | numbers found | found | precision | doubtful | CPU s a page |"
RULE = "|---|---|---|---|---|---|"


def test_data() -> Path | None:
    folder = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def machine() -> str:
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


class Comparison:
    """One set read by everyone."""

    def __init__(self, peers: Sequence[str]) -> None:
        self.ours, self.same = Score(), Score()
        self.peers = {name: Score() for name in peers}

    def add(self, path: Path, truth: Sequence[Truth], *, strict: bool, with_peers: bool = True) -> Score:
        score = score_ours(path, truth, strict=strict)
        self.ours.add(score)
        if with_peers and self.peers:
            self.same.add(score)
            for name, peer in self.peers.items():
                peer.add(score_peer(PEERS[name](path), truth))
        return score

    def lines(self, name: str) -> list[str]:
        out = [self.ours.line(f"**{name}**: synth")]
        if not self.same.pages:
            return out
        if self.peers and self.same.pages != self.ours.pages:
            out.append(self.same.line("the part that the others read: synth"))
        return out + [peer.line(f"the same files: {reader}") for reader, peer in self.peers.items()]


def score_papers(folder: Path, peers: Sequence[str]) -> tuple[list[str], list[str]]:
    """Hand-checked cells, and what all papers take."""
    wanted = {}
    for path in sorted((ROOT / "tests/unit/parse/table_triples").glob("*.toml")):
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        wanted[listed["paper"]] = listed["triple"]
    score, others = Score(), {name: Score() for name in peers}
    lines = []
    for path in sorted((folder / "papers").glob("*.pdf")):
        tables, count, seconds = synth(path)
        triples = wanted.get(path.name, ())
        score.units.append(Unit(found=sum(_holds(tables, t) for t in triples), truth=len(triples)))
        score.pages += count
        score.seconds += seconds
        score.tables += len(tables)
        doubtful = [found.table.label for found in tables if found.table.confidence < DOUBTFUL]
        score.doubtful += len(doubtful)
        lines.append(
            f"| {path.stem} | {count} | {len(tables)} | {', '.join(doubtful) or '–'} | {seconds / count:.3f} |"
        )
        for name, other in others.items():
            read = PEERS[name](path)
            other.pages += read.pages
            other.seconds += read.seconds
            other.tables += len(read.grids)
    rows = [score.line("**hand-checked cells of 15 real papers** (intervals by paper): synth")]
    for name, other in others.items():
        rows.append(f"| the same papers, time only: {name} | – | – | – | – | – | {other.seconds / other.pages:.3f} |")
    return rows, lines


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
    parser.add_argument("--copies", type=int, default=2, help="documents of each theme")
    parser.add_argument("--peers", action="store_true", help="run pymupdf4llm, pdfplumber and PyMuPDF's default too")
    parser.add_argument("--peer-copies", type=int, default=1, help="documents of each theme that the others read")
    parser.add_argument("--half", choices=["development", "second round", "held-out", "all"], default="all")
    parser.add_argument("--no-papers", action="store_true", help="leave the real papers out")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/tables.md")
    parser.add_argument("--misses", action="store_true", help="print every number that was missed")
    options = parser.parse_args()
    report = run(options)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(report, encoding="utf-8")
    print(report)


def _sets(place: Path, options: argparse.Namespace) -> Iterator[tuple[str, bool, list[Paper]]]:
    """Name of each typeset set, whether the others read it too, and its papers."""
    wanted = ["development", "held-out"] if options.half == "all" else [options.half]
    if "development" in wanted:
        yield "Typst, development", False, typeset(place, "development", options.copies)
    if "held-out" in wanted:
        for half in ("held-out seeds", "held-out themes"):
            yield f"Typst, {half}", True, typeset(place, half, options.copies)
    if not venues.available():
        print("pdflatex is not installed: the tables that it would typeset are left out", file=sys.stderr)
        return
    for part, themes in (
        ("development", texthemes.DEVELOPMENT),
        ("second round", texthemes.SECOND),
        ("held-out", texthemes.HELD_OUT),
    ):
        if part in wanted or (part == "second round" and "development" in wanted):
            yield f"LaTeX, {part}", part == "held-out", typeset_latex(place, themes, part, options.copies)


def run(options: argparse.Namespace) -> str:
    peers = list(PEERS) if options.peers else []
    folder = test_data()
    rows: list[str] = []
    misses: list[str] = []
    themes: list[tuple[str, str, Score]] = []
    if folder is not None:
        latex = Comparison(peers)
        for source in sorted((folder / "latex_pairs").glob("*/*.tex")):
            pdf = next(iter(source.parent.glob("*.pdf")), None)
            truth = latex_truth(source.read_text(encoding="utf-8", errors="replace"))
            if pdf is not None and truth:
                latex.add(pdf, truth, strict=False)
        rows += latex.lines("PDFs with LaTeX source")
        misses += latex.ours.misses
    with tempfile.TemporaryDirectory() as place:
        for name, mine, papers_ in _sets(Path(place), options):
            set_, names = Comparison(peers), {}
            for number, paper in enumerate(papers_):
                # The others were not tuned on the development half: the held-out halves are where all are compared.
                beside = mine and number % options.copies < options.peer_copies
                score = set_.add(paper.path, paper.truth, strict=True, with_peers=beside)
                names.setdefault(paper.name, Score()).add(score)
            rows += set_.lines(name)
            themes += [(name, theme, score) for theme, score in names.items()]
            misses += set_.ours.misses
    papers: list[str] = []
    if folder is not None and not options.no_papers:
        checked, papers = score_papers(folder, peers[:1])
        rows += checked
    if options.misses:
        print("\n".join(misses), file=sys.stderr)
    return _report(rows, themes, papers)


def _report(rows: list[str], themes: list[tuple[str, str, Score]], papers: list[str]) -> str:
    command = " ".join(["python benchmarks/tables", *sys.argv[1:]])
    out = [
        "# Tables: numbers under the right row and column",
        "",
        f"Written by `{command}` on {date.today().isoformat()}; {machine()}.",
        "",
        "*Found*: numbers whose cell stands under the right row path and the whole right header path. *Precision*: of",
        "the numbers that are read in tables not marked doubtful (confidence at least 0.5), those bound right; a table",
        "that is none counts as wrong. In brackets 95% intervals: 1,000 bootstrap draws of tables. The other readers",
        "give grids without paths and are scored generously: the label anywhere to the left, each part of the header",
        "anywhere above. The reader was tuned on the LaTeX pairs and on the development half only.",
        "",
        f"| set and reader {HEAD}",
        f"|---{RULE}",
        *rows,
        "",
        "## By theme",
        "",
        f"| half | theme {HEAD}",
        f"|---|---{RULE}",
        *(score.line(f"{half} | {name}") for half, name, score in themes),
    ]
    if papers:
        title = "| paper | pages | tables | doubtful | CPU s a page |"
        out += ["", "## Real papers", "", title, "|---|---|---|---|---|", *papers]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main()
