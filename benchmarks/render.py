"""What it costs to write a report's files, and to look for news where there are none.

    python benchmarks/render.py --out benchmarks/results/render.md

A report on the bundled papers is made in a folder of its own. Its files are written again from `report.json`; beside
the PDF, headless Chromium prints the page to PDF in the same run, where it is installed. A refresh that finds nothing
new stands beside the same report made again from a library that knows all of it. CPU seconds are those of whole
commands and all that they started, for files those of the writing alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.figures import written_by  # noqa: E402

QUESTION = "Does optimising for pass@k degrade pass@1?"


def command(place: Path, *words: str) -> float:
    """CPU seconds of a whole command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith(("SYNTH_", "XDG_"))}, "HOME": str(place)}
    subprocess.run(words, check=True, capture_output=True, env=environment, cwd=place)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def synth(place: Path, *words: str) -> float:
    return command(place, sys.executable, "-c", "from synth.cli import main; main()", *words, "--library", "L", "-q")


def timed(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def printed(place: Path, page: Path) -> float | None:
    """CPU seconds in which Chromium prints a page; None without it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        return None
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    target = place / "printed.pdf"
    folder = f"--user-data-dir={place / 'chromium'}"
    return command(place, found, *words, folder, f"--print-to-pdf={target}", page.as_uri())


def line(name: str, values: Sequence[float]) -> str:
    return f"| {name} | {len(values)} | {statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f}) |"


def measure(place: Path, repeats: int) -> list[str]:
    """The rows of both tables, parted by an empty one."""
    from synth.report import write
    from synth.report.loading import load
    from synth.store.files import sha256_of

    synth(place, "report", QUESTION, "--out", "out")
    out, again = place / "out", place / "again"
    report = load(out / "report.json").report
    bundled = {sha256_of(path): path for path in ROOT.glob("corpora/*/papers/*") if path.is_file()}
    files = {paper.id: bundled[paper.sha256] for paper in report.papers if paper.sha256 in bundled}
    rows = []
    for name, form in (("report.html", "html"), ("report.md", "md"), ("report.json", "json"), ("report.pdf", "pdf")):
        spent = [
            timed(lambda form=form: write(report, again, formats=(form,), files=files))  # type: ignore[misc]
            for _ in range(repeats + 1)
        ]
        rows.append(line(name, spent[1:]))
    prints = [spent for _ in range(repeats + 1) if (spent := printed(place, again / "report.html")) is not None]
    if prints:
        rows.append(line("print of report.html by Chromium", prints[1:]))
    news = [synth(place, "refresh", "out", "--local") for _ in range(repeats)]
    whole = [synth(place, "report", QUESTION, "--out", "other") for _ in range(repeats)]
    rows += ["", line("synth refresh, nothing new", news), line("synth report, all of it known", whole)]
    return rows


def report(rows: Sequence[str]) -> str:
    parted = rows.index("")
    return "\n".join(
        [
            "# Files of a report, and a refresh without news",
            "",
            written_by(),
            "",
            f"Data: a report on the bundled papers ({QUESTION!r}, 40 claims at most). Median and range over runs; the "
            "first one, which loads what is loaded once, does not count. Writing a page includes the pictures of its "
            "places, for the PDF too; Chromium starts anew for each print, as it would for each report.",
            "",
            "| file | runs | CPU seconds |",
            "|---|--:|--:|",
            *rows[:parted],
            "",
            "| command | runs | CPU seconds |",
            "|---|--:|--:|",
            *rows[parted + 1 :],
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5, help="runs of each")
    parser.add_argument("--out", type=Path, help="write the Markdown there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="synth-bench-") as folder:
        text = report(measure(Path(folder), given.repeats))
    print(text)
    if given.out is not None:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
