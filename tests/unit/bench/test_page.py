"""The page of benchmarks is what its command makes, and figures are read as tables print them."""

from __future__ import annotations

import pytest

from benchmarks import page
from benchmarks.page import PAGE, RESULTS, Cell, as_json, find, read, render, taken

TABLE = """# Some result

Written by `python benchmarks/some.py --n 3` on 2026-11-01, commit abc1234; A Chip, Python 3.11.7, torch 2.0. And more.

## One

| judge | n | right | CPU s |
|---|--:|--:|--:|
| **ours** (new) | 1,200 | 0.94 [0.91, 0.96] | 2.5 |
| peer | 1,200 | 0.47 [0.44, 0.50] | 10.0 |

**Two**

| part | judge | right |
|---|---|---|
| test | ours | 18 of 20: 90.0% [69.9, 97.2] |
"""


def test_the_page_is_what_the_command_makes() -> None:
    stale = "run make figures: benchmarks/results has changed"
    assert PAGE.read_text(encoding="utf-8") == render(), stale
    assert (RESULTS / "figures.json").read_text(encoding="utf-8") == as_json(), stale


def test_every_result_has_a_figure_and_every_headline_is_found() -> None:
    wanted = page.headlines()
    names = {path.stem for path in RESULTS.glob("*.md")}
    rows, sources = page.gathered()
    for name in names & set(wanted):
        assert [row.figure for row in rows if row.result == name] == [one["name"] for one in wanted[name]], name
    assert set(sources) == names


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("94.7% [92.8, 96.1]", Cell("94.7%", 94.7, "92.8–96.1")),
        ("0.993 (0.974–1.000)", Cell("0.993", 0.993, "0.974–1.000")),
        ("80 of 80", Cell("80 of 80", 100.0, "", "80")),
        ("18 of 20: 90.0% [69.9, 97.2]", Cell("18 of 20", 90.0, "69.9–97.2", "20")),
        ("0.9996 [0.9994, 0.9997] of 9,813", Cell("0.9996", 0.9996, "0.9994–0.9997", "9,813")),
        ("33.3 CPU s", Cell("33.3 CPU s", 33.3)),
        ("1,234 (900–2,000)", Cell("1,234", 1234.0, "900–2,000")),
        ("–", None),
    ],
)
def test_cells(cell: str, meant: Cell | None) -> None:
    assert read(cell) == meant


def test_figures_and_peers() -> None:
    assert find(TABLE, "test / ours", "right", table="Two") == Cell("18 of 20", 90.0, "69.9–97.2", "20")
    assert find(TABLE, "nobody", "right") is None
    more = {"name": "share right", "row": "ours", "column": "right", "n": "n", "peer": "peer"}
    less = {"name": "cost", "row": "ours", "column": "@3", "peer": "the peer", "peer_row": "peer", "better": "less"}
    rows = list(taken("some", TABLE, [more, less]))
    assert [(row.cell.shown, row.cell.n, row.peer, row.ratio) for row in rows] == [
        ("0.94", "1,200", "peer: 0.47", "2.00×"),
        ("2.5", "", "the peer: 10.0", "4.00×"),
    ]


def test_where_a_result_comes_from() -> None:
    source = page.source_of(TABLE)
    assert (source.title, source.command) == ("Some result", "python benchmarks/some.py --n 3")
    assert (source.date, source.commit) == ("2026-11-01", "abc1234")
    assert source.machine == "A Chip, Python 3.11.7, torch 2.0"


def test_over_commits_only_what_changed() -> None:
    def row(figure: str, shown: str, commit: str) -> dict[str, str]:
        return {"figure": figure, "result": "some", "shown": shown, "commit": commit}

    rows = [row("a", "1", "c1"), row("a", "2", "c2"), row("b", "1", "c1"), row("", "", "c2")]
    assert list(page.over_commits(rows)) == ["| a | some | 1 (c1) → 2 (c2) |"]
