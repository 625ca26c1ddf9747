"""Ray on one machine with two workers, one of them killed, beside the local engine: the same library, at what cost?

    python benchmarks/ray_ingest.py --papers 2000 --timed 300 --repeats 3 --out benchmarks/results/ray.md

First `--papers` made papers go through both engines at the same time, cut to title and abstract unless `--long`;
half-way a worker of Ray is killed with SIGKILL. The checksums of the two libraries are compared. Then `--timed` others
go through one process on one thread and through Ray with two workers, in turns. CPU seconds are those of a command and
of all that it started, Ray's own processes among them. `--papers 0 --timed-papers DIR` times real papers alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.figures import written_by  # noqa: E402
from benchmarks.made_papers import write_papers  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
ONE = {"SYNTH_WORKERS": "1", "OMP_NUM_THREADS": "1"}
TWO = {"SYNTH_WORKERS": "2", "RAY_worker_niceness": "0"}
"""Ray runs its workers below everything else; on a shared machine that would measure the other work."""


@dataclass(slots=True)
class Run:
    """One command."""

    said: dict[str, Any]
    wall: float
    cpu: float
    memory: int
    """Most bytes that its processes had resident at one time, shared pages counted in each."""
    killed: list[int] = field(default_factory=list)


class Watch(threading.Thread):
    """Adds up CPU time of the processes of a command, told by their HOME, and kills a worker when it is told to."""

    def __init__(self, home: Path, kill_when: Any = None) -> None:
        super().__init__(daemon=True)
        self.home, self.kill_when = f"HOME={home}".encode(), kill_when
        self.over = threading.Event()
        self.spent: dict[tuple[int, int], float] = {}
        self.memory = 0
        self.killed: list[int] = []
        self._theirs: dict[tuple[int, int], bool] = {}
        self._servers: set[int] = set()

    def run(self) -> None:
        while not self.over.wait(1):
            self.look()
        self.look()

    def look(self) -> None:
        resident = 0
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                key = (int(entry.name), int(fields[19]))
                if key not in self._theirs:
                    self._theirs[key] = self.home in (entry / "environ").read_bytes().split(b"\0")
                if not self._theirs[key]:
                    continue
                words = (entry / "cmdline").read_bytes()
                # The parser's fork server answers for its children, which mostly live shorter than a look.
                if b"forkserver" in words and int(fields[1]) in self._servers:
                    continue
                if b"forkserver" in words:
                    self._servers.add(key[0])
                self.spent[key] = sum(map(int, fields[11 : 15 if b"forkserver" in words else 13])) / TICKS
                resident += int(fields[21]) * resource.getpagesize()
                if words.startswith(b"ray::Map") and self.kill_when and not self.killed and self.kill_when():
                    os.kill(key[0], signal.SIGKILL)
                    self.killed.append(key[0])
            except (OSError, ValueError):
                continue
        self.memory = max(self.memory, resident)


def ingest(papers: Path, library: Path, *words: str, settings: dict[str, str], kill_when: Any = None) -> Run:
    """Run `synth ingest` in a home of its own."""
    home = library.with_name(f"{library.name}-home")
    home.mkdir()
    watch = Watch(home, kill_when)
    watch.start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SYNTH_", "XDG_", "RAY_"))}
    command = [sys.executable, "-c", "from synth.cli import main; main()", "ingest", str(papers)]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--library", str(library), "--json", "--digest", *words],
        env={**kept, "HOME": str(home), **settings}, capture_output=True, text=True, check=False, cwd=home,
    )  # fmt: skip
    wall = time.perf_counter() - began
    watch.over.set()
    watch.join()
    if done.returncode:
        raise SystemExit(f"{' '.join(words) or 'local'}: exit code {done.returncode}\n{done.stderr}")
    return Run(json.loads(done.stdout), wall, sum(watch.spent.values()), watch.memory, watch.killed)


def write(folder: Path, given: argparse.Namespace, count: int, *, start: int = 0) -> None:
    """Made papers, cut unless they are wanted long."""
    for path in write_papers(folder, count, start=start):
        if not given.long:
            path.write_text(path.read_text(encoding="utf-8").partition("## 1.")[0], encoding="utf-8")


def half_way(library: Path, papers: int) -> Any:
    """Whether half of the shards of a run are there."""
    from synth.workflows.fill.many import BATCH

    def there() -> bool:
        return len(list((library / "shards").glob("*.parquet"))) >= papers // BATCH // 2

    return there


def spread(values: Sequence[float], form: str = "{:,.1f}") -> str:
    if len(values) == 1:
        return form.format(values[0])
    return f"{form.format(statistics.median(values))} ({form.format(min(values))}–{form.format(max(values))})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=2000, help="papers that go through both engines")
    parser.add_argument("--long", action="store_true", help="whole papers, which cost about six times as much")
    parser.add_argument("--timed", type=int, default=300, help="papers of the timed runs")
    parser.add_argument("--timed-papers", type=Path, help="folder of papers to time in place of made ones")
    parser.add_argument("--repeats", type=int, default=3, help="timed runs of each engine")
    parser.add_argument("--out", type=Path, help="write the Markdown there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="synth-bench-") as folder:
        place = Path(folder)
        whole = both(given, place) if given.papers else {}
        few = given.timed_papers.absolute() if given.timed_papers else place / "few"
        if given.timed_papers is None:
            write(few, given, given.timed, start=given.papers)
        one, two = [], []
        for number in range(given.repeats):
            one.append(ingest(few, place / f"one{number}", settings=ONE))
            two.append(ingest(few, place / f"two{number}", "--engine", "ray", settings=TWO))
    text = report(given, whole, one, two)
    print(text)
    if given.out is not None:
        given.out.write_text(text, encoding="utf-8")


def both(given: argparse.Namespace, place: Path) -> dict[str, Run]:
    """The same papers through both engines at one time, a worker killed half-way."""
    papers = place / "papers"
    write(papers, given, given.papers)
    (papers / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    with ThreadPoolExecutor(2) as pool:
        library = place / "many"
        many = pool.submit(
            ingest, papers, library, "--engine", "ray", settings=TWO, kill_when=half_way(library, given.papers)
        )
        alone = pool.submit(ingest, papers, place / "one", settings=ONE)
        whole = {"Ray, two workers, one killed": many.result(), "local, one process": alone.result()}
    print(*(f"{name}: {run.wall:.0f} s, {run.cpu:.0f} CPU s" for name, run in whole.items()), sep="\n", flush=True)
    return whole


def report(given: argparse.Namespace, whole: dict[str, Run], one: Sequence[Run], two: Sequence[Run]) -> str:
    which = ": real papers" if given.timed_papers else ""
    lines = [f"# Ray on one machine, beside one process{which}", "", written_by(), ""]
    return "\n".join([*lines, *(same(given, whole) if whole else []), *speed(given, one, two), ""])


def same(given: argparse.Namespace, whole: dict[str, Run]) -> list[str]:
    digests = {run.said["digest"] for run in whole.values()}
    equal = "equal" if len(digests) == 1 else "**not equal**"
    killed = next(iter(whole.values())).killed
    rows = [
        f"| {name} | {run.said['added']:,} | {run.said['failed']} | {run.said['claims']:,} | "
        f"{run.said['embedded']:,} | {run.cpu:,.0f} | {1000 * run.cpu / run.said['added']:,.0f} | "
        f"{run.memory / 2**20:,.0f} | `{run.said['digest'][:16]}` |"
        for name, run in whole.items()
    ]
    return [
        f"## The same library: {given.papers:,} made papers and a broken PDF",
        "",
        "Made papers (`benchmarks/made_papers.py`, seed 1) have about an eighth of the sentences of a real one"
        + (". " if given.long else "; of each only title and abstract are left, to try the engine on many. ")
        + "Both engines ran at the same time, beside other work; half-way "
        + (f"{len(killed)} worker of Ray was killed with SIGKILL." if killed else "**no worker could be killed**."),
        "",
        "| engine | added | set apart | claims | texts embedded | CPU s | CPU ms each | memory, MiB | checksum |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
        *rows,
        "",
        f"Checksums of all that the libraries know (`--digest`): {equal}.",
        "",
    ]


def speed(given: argparse.Namespace, one: Sequence[Run], two: Sequence[Run]) -> list[str]:
    timed = {run.said["digest"] for run in (*one, *two)}
    papers = f"{one[0].said['papers']:,} {'real' if given.timed_papers else 'other made'} papers"
    ratio = statistics.median([r.wall for r in one]) / statistics.median([r.wall for r in two])
    extra = statistics.median([r.cpu for r in two]) / statistics.median([r.cpu for r in one])
    lines = [
        f"| {name} | {len(runs)} | {spread([r.wall for r in runs])} | {spread([r.cpu for r in runs])} |"
        for name, runs in (("local, one process", one), ("Ray, two workers", two))
    ]
    return [
        f"## Speed: {papers}, in turns",
        "",
        "| engine | runs | seconds, median (range) | CPU seconds, median (range) |",
        "|---|--:|--:|--:|",
        *lines,
        "",
        f"Ray with two workers took {1 / ratio:.2f} of the time of one process: {ratio:.2f} times as fast, its "
        f"start of some seconds and its end included, with {extra:.2f} times the CPU seconds. The machine's two "
        "cores were shared with other work, so that seconds say less than CPU seconds: on two free cores these "
        f"allow {2 / extra:.2f}. The libraries were {'equal' if len(timed) == 1 else '**not equal**'} in all runs.",
        "",
    ]


if __name__ == "__main__":
    main()
