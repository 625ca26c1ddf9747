"""How long a site of many papers takes to build, how heavy its pages are, and how soon its search answers.

    python benchmarks/site.py --papers 5000

Papers are made by benchmarks/made_papers.py and read into a new library first; that is not counted. Then the site is
built three times: from a library that never made one, again with nothing new, and again with one paper more. Search is
timed in Chromium, from the event of the key to the frame that shows the rows, with the lists loaded. `--library DIR`
takes a library of made papers that was read before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "benchmarks" / "results" / "site.md"
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests"), str(ROOT / "tests" / "flow")]

QUERIES = {
    "papers": (
        "verifier",
        "curriculum sampling",
        "pass@1 code",
        "coder 7",
        "entropy of the policy",
        "lindqvar",
        "2073",
        "x",
    ),
    "claims": ("humaneval", "pass@1 of 51", "higher than", "coder-7b gsm8k", "mmlu", "e"),
    "b/HumanEval": ("coder-7b", "51.8", "greedy", "a", "table 1"),
    "disagreements": ("humaneval", "mbpp 13b", "lindqvar", "a"),
}
WAIT = """
const [text, done] = arguments, box = document.getElementById('q');
const started = performance.now();
box.value = text;
box.dispatchEvent(new Event('input', {bubbles: true}));
requestAnimationFrame(() => { const c = new MessageChannel();
  const ms = parseFloat(document.querySelector('[data-list]').dataset.ms);
  c.port1.onmessage = () => done([performance.now() - started, ms]);
  c.port2.postMessage(0); });
"""
"""From the event to after the next frame is painted; beside it what the search itself took."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """One build."""

    what: str
    wall: float
    cpu: float
    written: int
    files: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--few", type=int, default=200, help="papers of a second library, to time cards alone")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--keep", type=Path, help="folder that the site stays in")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = _measure(given, Path(folder))
    OUT.write_text(lines, encoding="utf-8")
    print(lines)


def _measure(given: argparse.Namespace, folder: Path) -> str:
    from flow_world import synth

    library = folder / "library"
    if given.library:
        shutil.copytree(given.library, library)
    else:
        from made_papers import write_papers

        write_papers(folder / "made", given.papers, seed=given.seed)
        _read(folder / "made", library, folder)
    site = given.keep or folder / "site"
    runs = []

    def build(what: str) -> None:
        started = time.monotonic()
        ran = synth("site", "build", site, "--library", library, "--json", cwd=folder, timeout=7200)
        wall = time.monotonic() - started
        assert ran.code == 0, ran.err
        said = json.loads(ran.out)
        runs.append(Built(what=what, wall=wall, cpu=ran.cpu, written=said["written"], files=said["files"]))
        print(runs[-1], file=sys.stderr, flush=True)
        counts.update(papers=said["papers"], **said["counts"])

    counts: dict[str, int] = {}
    kept = _cards(library)
    build(f"first, {kept:,} cards kept from before" if kept else "first, no card made before")
    build("again, nothing new")
    said = "We reach a pass@1 of 12.3 on HumanEval."
    (folder / "one.md").write_text(f"# One more paper\n\nA. Example\n\n## Abstract\n\n{said}\n", encoding="utf-8")
    _read(folder / "one.md", library, folder)
    build("again, one paper more")
    return _report(runs, counts, _weights(site), _searches(site, folder), _few(folder, given), given)


def _cards(library: Path) -> int:
    from synth.store import Library

    with Library.open(library) as opened:
        return int(opened.rows("SELECT count(*) FROM judgements WHERE kind = 'card'")[0][0])


def _few(folder: Path, given: argparse.Namespace) -> tuple[int, float, float]:
    """How many papers, and the CPU seconds of their first build and of one with nothing new."""
    from flow_world import synth
    from made_papers import write_papers

    (folder / "few").mkdir()
    write_papers(folder / "few" / "made", given.few, seed=given.seed + 1)
    _read(folder / "few" / "made", folder / "few" / "library", folder)
    words = ("site", "build", folder / "few" / "site", "--library", folder / "few" / "library", "-q")
    first, again = (synth(*words, cwd=folder, timeout=7200) for _ in range(2))
    assert (first.code, again.code) == (0, 0), first.err + again.err
    return given.few, first.cpu, again.cpu


def _read(papers: Path, library: Path, folder: Path) -> None:
    from flow_world import synth

    ran = synth("ledger", "--papers", papers, "--library", library, "-q", cwd=folder, timeout=36000)
    assert ran.code == 0, ran.err


def _weights(site: Path) -> dict[str, tuple[int, int, int]]:
    """Count, median and most bytes of pages, pieces of lists, style and scripts."""
    kinds = {
        "pages": site.rglob("*.html"),
        "pieces of lists": site.glob("data/**/*.js"),
        "style and scripts": site.glob("assets/*"),
    }
    sizes = {name: sorted(path.stat().st_size for path in found) for name, found in kinds.items()}
    return {name: (len(found), int(statistics.median(found)), found[-1]) for name, found in sizes.items()}


def _searches(site: Path, folder: Path) -> dict[str, tuple[int, list[float], list[float], float]]:
    """For each list its rows, milliseconds to the painted answer and of the search alone, seconds to load it whole.

    Each is the least of five tries: other work on the machine lengthens a try and never shortens it.
    """
    from browser import chromium, size, until

    found = {}
    with chromium(folder / "chromium") as driver:
        size(driver, 1280, 900)
        for name, queries in QUERIES.items():
            page = site / f"{name}.html"
            if not page.exists():
                continue
            driver.get(page.as_uri())
            until(lambda: driver.execute_script("return document.querySelector('[data-list]').dataset.ready === 'yes'"))
            started = time.monotonic()
            driver.find_element("id", "q").send_keys("zzz")
            deadline = time.monotonic() + 120
            while "0 of" not in driver.find_element("id", "count").text and time.monotonic() < deadline:
                time.sleep(0.02)
            loaded = time.monotonic() - started
            time.sleep(2)
            times = [
                _timed(driver, query[: end + 1]) for query in queries for end in range(len(query)) for _ in range(2)
            ]
            rows = driver.execute_script("return document.getElementById('count').textContent.split(' of ').pop()")
            found[name] = (
                int("".join(c for c in rows if c.isdigit())),
                [a for a, _ in times],
                [b for _, b in times],
                loaded,
            )
    return found


def _timed(driver: Any, query: str) -> tuple[float, float]:
    tries = [driver.execute_async_script(WAIT, query) for _ in range(5)]
    return min(float(painted) for painted, _ in tries), min(float(searched) for _, searched in tries)


def _report(
    runs: Sequence[Built],
    counts: dict[str, int],
    weights: dict[str, tuple[int, int, int]],
    searches: dict[str, tuple[int, list[float], list[float], float]],
    few: tuple[int, float, float],
    given: argparse.Namespace,
) -> str:
    made = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number)
    at: Callable[[list[float], float], float] = lambda values, share: sorted(values)[int(share * (len(values) - 1))]  # noqa: E731
    builds = "\n".join(
        f"| {run.what} | {run.cpu:.0f} | {run.wall:.0f} | {run.written:,} of {run.files:,} |" for run in runs
    )
    sizes = "\n".join(
        f"| {name} | {count:,} | {middle / 1000:.0f} | {most / 1000:.0f} |"
        for name, (count, middle, most) in weights.items()
    )
    answers = "\n".join(
        f"| {name} | {rows:,} | {len(painted)} | {at(painted, 0.5):.0f} | {at(painted, 0.95):.0f} | {max(painted):.0f} "
        f"| {at(searched, 0.5):.0f} | {max(searched):.0f} | {loaded:.1f} |"
        for name, (rows, painted, searched, loaded) in searches.items()
    )
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    load = f"load {os.getloadavg()[2]:.0f} over a quarter of an hour"
    return f"""# Sites of many papers

`python benchmarks/site.py --papers {given.papers}` on {machine}, beside other work ({load}).
Made papers, seed {given.seed}: {made}.

## Building

One build each. CPU seconds are those of all processes, which the cores share on a machine that does nothing
else; wall seconds are lengthened by the other work. Reading the papers is not counted; making their cards is, the first
time.

| build | CPU s | wall s | files written |
|---|--:|--:|--:|
{builds}

{few[0]:,} other papers: the first build took {few[1]:.0f} CPU s, {1000 * (few[1] - few[2]) / few[0]:.0f} ms a paper
more than one with nothing new ({few[2]:.0f} CPU s): the card, its page, the embedding of title and abstract (which
larger libraries go without) and the start of the processes.

## Weight

| files | number | median kB | most kB |
|---|--:|--:|--:|
{sizes}

## Search

Milliseconds in Chromium from the event of a key to the frame that shows the answer, for each beginning of each query;
of each the least of five tries, because other work lengthens them. "Search" is the time to search, count and make
the rows alone. "Loading" is the time to load the whole list and answer the first query, in seconds.

| list | rows | answers | median ms | 95% ms | most ms | search, median ms | search, most ms | loading s |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
{answers}
"""


if __name__ == "__main__":
    main()
