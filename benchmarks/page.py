"""Gathers what the benchmark commands wrote into `docs/benchmarks.md`, with what the same figures were before.

    python benchmarks/page.py              # the page, from benchmarks/results and history.csv
    python benchmarks/page.py --history    # first take up what commits since have changed in the results

Commands write `results/NAME.md`. `headlines.toml` says which cells of which tables are the figures that stand for a
result, so that older versions of a table are read in the same way. Beside the page, `results/figures.json` holds the
same for programs.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
HEADLINES = ROOT / "benchmarks" / "headlines.toml"
HISTORY = RESULTS / "history.csv"
PAGE = ROOT / "docs" / "benchmarks.md"
SHOWN = 6
"""So many values of one figure are shown over commits, the newest last."""

_NUMBER = r"[-+−]?\d[\d,]*(?:\.\d+)?"
_SPREAD = re.compile(rf"[\[(]({_NUMBER})\s*[,–]\s*({_NUMBER})[\])]")
_COUNT = re.compile(rf"^({_NUMBER}) of ({_NUMBER})")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as a table prints it."""

    shown: str
    """The value with its unit."""
    value: float
    spread: str = ""
    n: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a Markdown file."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the first table of the page."""

    result: str
    figure: str
    cell: Cell
    peer: str = ""
    ratio: str = ""


def tables_of(text: str) -> Iterator[Table]:
    heading, lines = "", text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith(("#", "**")):
            heading = line.strip("#* ")
        if line.startswith("|") and at + 1 < len(lines) and re.fullmatch(r"\|[\s:|-]+\|", lines[at + 1].strip()):
            end = at + 2
            while end < len(lines) and lines[end].strip().startswith("|"):
                end += 1
            yield Table(heading, _cells(line), tuple(_cells(one) for one in lines[at + 2 : end]))
            at = end
        at += 1


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))


def find(text: str, row: str, column: str, *, table: str = "", n: str = "") -> Cell | None:
    """The cell in the row that begins with `row` and the column that begins with `column`; None where there is none.

    A row may name two cells with ` / `. `table` is the beginning of its heading, `n` the column that says how many.
    """
    wanted = row.split(" / ")
    for one in tables_of(text):
        at = _place(column, one.columns)
        if at is None or not one.heading.startswith(table):
            continue
        for cells in one.rows:
            plain = [cell.strip("*` ") for cell in cells]
            if len(cells) > at and all(plain[i].startswith(word) for i, word in enumerate(wanted)):
                counted = next((plain[i] for i, name in enumerate(one.columns) if n and name.startswith(n)), "")
                return read(cells[at], counted)
    return None


def _place(column: str, columns: Sequence[str]) -> int | None:
    """Where a column is: by the beginning of its name, or `@3` for the fourth."""
    if column.startswith("@"):
        return int(column[1:]) if int(column[1:]) < len(columns) else None
    return next((i for i, name in enumerate(columns) if name.startswith(column)), None)


def read(cell: str, n: str = "") -> Cell | None:
    """A printed figure: its value, its spread in brackets, and of how many."""
    spread = _SPREAD.search(cell)
    bare = " ".join((cell[: spread.start()] + cell[spread.end() :] if spread else cell).split()).strip("*` ")
    count = _COUNT.match(bare)
    if count is not None:
        n = n or count[2]
    if count is not None and "." in count[1]:  # a share of so many, not a count
        count, bare = None, count[1]
    number = re.search(_NUMBER, bare)
    if number is None:
        return None
    value = float(number[0].replace(",", "").replace("−", "-"))
    if count is not None:
        share = re.search(rf":\s*({_NUMBER})%", bare)
        value = float(share[1]) if share else 100 * value / float(count[2].replace(",", ""))
        bare = f"{count[1]} of {count[2]}" if spread or not share else f"{share[1]}%"
    return Cell(bare, value, f"{spread[1]}–{spread[2]}" if spread else "", n)


def headlines() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(HEADLINES.read_text(encoding="utf-8"))


def taken(name: str, text: str, wanted: Sequence[dict[str, str]]) -> Iterator[Row]:
    """The figures of one result in one of its versions."""
    for one in wanted:
        where = {"table": one.get("table", ""), "n": one.get("n", "")}
        cell = find(text, one["row"], one["column"], **where)
        if cell is None:
            continue
        if "of" in one:  # how many, where no column says so: a pattern of what does
            said = re.search(one["of"], text)
            cell = Cell(cell.shown, cell.value, cell.spread, cell.n or (said[1] if said else ""))
        peer = ratio = ""
        if "peer" in one:
            column = one.get("peer_column", one["column"])
            other = find(text, one.get("peer_row", one["peer"]), column, table=where["table"])
            peer = f"{one['peer']}: {other.shown}" if other else ""
            ratio = _ratio(cell, other, one.get("better", "more")) if other else ""
        if "unit" in one:
            cell = Cell(f"{cell.shown} {one['unit']}", cell.value, cell.spread, cell.n)
        yield Row(name, one["name"], cell, peer, ratio)


def _ratio(cell: Cell, other: Cell, better: str) -> str:
    """How many times better than the peer."""
    above, below = (cell.value, other.value) if better == "more" else (other.value, cell.value)
    return f"{above / below:.2f}×" if below else ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a result comes from, as it says itself; empty where it does not say."""

    title: str
    command: str
    date: str
    machine: str
    commit: str


def source_of(text: str) -> Source:
    flat = " ".join(text.split())
    command = re.search(r"(?:Written by|Command:)\s+`([^`]+)`", flat) or re.search(r"`(python benchmarks/[^`]+)`", flat)
    date = re.search(r"\bon (\d{4}-\d\d-\d\d)", flat)
    machine = re.search(r"Machine: ([^|]*?Python [\d.]*\d)", flat) or re.search(
        r"on \d{4}-\d\d-\d\d(?:, commit [^;]*)?; (.*?)\.(?: [A-Z*]| ##| \||$)", flat
    )
    commit = re.search(r", commit ([0-9a-f]{7}\+?)", flat)
    found = [match[1] if match else "" for match in (command, date, machine, commit)]
    return Source(text.splitlines()[0].strip("# "), *found)


def history() -> list[dict[str, str]]:
    """Older values: commit, date, result, figure, value, oldest first."""
    if not HISTORY.is_file():
        return []
    with HISTORY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def take_up() -> None:
    """Write into `history.csv` what the commits of the results say."""
    rows = []
    named = headlines()
    for name, wanted in ((path.stem, named.get(path.stem, [])) for path in sorted(RESULTS.glob("*.md"))):
        path = f"benchmarks/results/{name}.md"
        log = _git("log", "--reverse", "--format=%h %cs", "--abbrev=7", "--", path)
        for line in log.splitlines():
            commit, date = line.split()
            text = _git("show", f"{commit}:{path}")
            for row in taken(name, text, wanted):
                rows.append((date, commit, name, row.figure, row.cell.shown, f"{row.cell.value:.6g}"))
        if log:
            rows.append((date, commit, name, "", "", ""))
    kept, last = [], dict[tuple[str, str], str]()
    for row in sorted(rows, key=lambda one: (one[2], one[3])):  # stable: commits stay in their order
        if last.get((row[2], row[3])) != row[5]:
            kept.append(row)
        last[row[2], row[3]] = row[5]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("date", "commit", "result", "figure", "shown", "value"))
    writer.writerows(kept)
    HISTORY.write_text(out.getvalue(), encoding="utf-8")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def gathered() -> tuple[list[Row], dict[str, Source]]:
    """All figures, and where each result comes from."""
    rows: list[Row] = []
    sources = {}
    wanted = headlines()
    for path in sorted(RESULTS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        rows += taken(path.stem, text, wanted.get(path.stem, ()))
        sources[path.stem] = source_of(text)
    return rows, sources


def render() -> str:
    """The page."""
    rows, sources = gathered()
    older = history()
    committed = {row["result"]: f"{row['commit']}, {row['date']}" for row in older if not row["figure"]}
    figures = [
        f"| {row.figure} | {row.cell.shown} | {row.cell.spread} | {row.cell.n} | {row.peer} | {row.ratio} | "
        f"[{row.result}](../benchmarks/results/{row.result}.md) |"
        for row in rows
    ]
    places = [
        f"| [{one.title}](../benchmarks/results/{name}.md) | `{one.command}` | {one.date} | {one.machine} | "
        f"{one.commit} | {committed.get(name, '')} |"
        for name, one in sources.items()
    ]
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Made by `python benchmarks/page.py` (`make figures`) from what the benchmark commands wrote; not written "
            "by hand. Each figure stands in the result that it links to, with its data, what was tuned on what, and "
            "what is weak. Spread is a 95% interval or a range, as the result says. A peer was measured in the same "
            "run; the ratio is how many times better than it. For programs: `benchmarks/results/figures.json`.",
            "",
            "| figure | value | spread | n | peer | ratio | result |",
            "|---|--:|---|--:|---|--:|---|",
            *figures,
            "",
            "## Where they come from",
            "",
            "| result | command | date | machine and versions | commit measured | last committed |",
            "|---|---|---|---|---|---|",
            *places,
            "",
            "An empty field is one that the result does not name.",
            "",
            "## Over commits",
            "",
            "Values of these figures as results were committed, newest last; those that never changed are left out "
            "(`benchmarks/results/history.csv` has all). Speeds of different days were measured on a shared machine.",
            "",
            "| figure | result | values |",
            "|---|---|---|",
            *over_commits(older),
            "",
        ]
    )


def as_json() -> str:
    """The figures for programs."""
    rows, sources = gathered()
    made = {
        "schema_version": "1",
        "figures": [
            {
                "name": row.figure, "value": row.cell.value, "shown": row.cell.shown, "spread": row.cell.spread or None,
                "n": row.cell.n or None, "peer": row.peer or None, "ratio": row.ratio or None, "result": row.result,
            }
            for row in rows
        ],
        "results": {name: asdict(one) for name, one in sources.items()},
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def over_commits(rows: Sequence[dict[str, str]]) -> Iterator[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if not row["figure"]:  # the newest commit of a result, whatever it changed
            continue
        said = f"{row['shown']} ({row['commit']})"
        found.setdefault((row["figure"], row["result"]), []).append(said)
    for (figure, result), values in found.items():
        if len(values) > 1:
            more = "… → " if len(values) > SHOWN else ""
            yield f"| {figure} | {result} | {more}{' → '.join(values[-SHOWN:])} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--history", action="store_true", help="read the commits of the results first; needs git")
    parser.add_argument("--check", action="store_true", help="end with 1 where the page is not what this makes")
    given = parser.parse_args()
    if given.history:
        take_up()
    made = {PAGE: render(), RESULTS / "figures.json": as_json()}
    if given.check:
        old = [path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
        if old:
            raise SystemExit(f"out of date: {', '.join(str(p.relative_to(ROOT)) for p in old)}; run make figures")
        return
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT), file=sys.stderr)


if __name__ == "__main__":
    main()
