"""CPU seconds to start: `--help` of every command, and calls that need no model.

    python benchmarks/startup.py --out benchmarks/results/startup.md

Each is run in a process of its own, `--repeats` times, after one run that is not counted (it compiles what Python
has not compiled yet). The library holds some made papers, read and taken in beforehand. Nothing answers on the network.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.made_papers import write_papers  # noqa: E402
from benchmarks.measuring import machine, measured, spread, synth, versions  # noqa: E402
from synth.store import write_atomic  # noqa: E402

LIMIT = 0.5
"""CPU seconds that each may take."""
PAPERS = 20
COMMANDS = (
    "report", "ask", "audit", "refresh", "history", "fetch", "ingest", "corpus", "paper", "reviews", "ledger", "site",
    "mcp", "rerun", "bench", "doctor",
)  # fmt: skip
SHUT = "http://127.0.0.1:9"
"""Where nobody listens."""


def helps() -> Iterator[list[str]]:
    """Every `--help`."""
    yield ["--help"]
    yield ["--version"]
    for command in COMMANDS:
        yield [command, "--help"]


def calls(papers: Path) -> Iterator[list[str]]:
    """Real calls that need no model, in an order in which each finds what it needs."""
    one = str(sorted(papers.glob("*.md"))[0])
    yield ["history"]
    yield ["rerun", "list"]
    yield ["corpus", "create", "shelf"]
    yield ["corpus", "add", "shelf", one]
    yield ["corpus", "list", "shelf"]
    yield ["corpus", "export", "shelf", "--out", "shelf.toml"]
    yield ["doctor", "--offline"]
    yield ["fetch", "missing.bib"]
    yield ["fetch", "2107.03374v2"]
    yield ["ledger"]
    yield ["ledger", "--dataset", "HumanEval"]
    yield ["ledger", "--dataset", "HumanEval", "--json"]
    yield ["paper", one, "--show", "sections,tables"]
    yield ["ingest", str(papers)]


def table(commands: list[list[str]], folder: Path, repeats: int) -> list[str]:
    """A row for each command."""
    env = {"SYNTH_LIBRARY": str(folder / "library"), "SYNTH_ARXIV_URL": SHUT, "SYNTH_ARXIV_FILES_URL": SHUT}
    rows = [f"| command | CPU s | peak memory, MiB | exit code | under {LIMIT} |\n|{'---|' * 5}"]
    for words in commands:
        used = []
        for _ in range(repeats + 1):
            if words[:2] == ["corpus", "create"]:
                shutil.rmtree(folder / "shelf", ignore_errors=True)
            used.append(measured(synth(*words), cwd=folder, env=env, worst=3))
        cpu = [one.cpu for one in used[1:]]
        shown = " ".join(Path(word).name if word.startswith("/") else word for word in words)
        held = "yes" if statistics.median(cpu) < LIMIT else "no"
        memory = spread((one.memory for one in used[1:]), 0)
        rows.append(f"| `synth {shown}` | {spread(cpu)} | {memory} | {used[-1].code} | {held} |")
        print(rows[-1], flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, help="write the Markdown here too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        papers = folder / "papers"
        write_papers(papers, PAPERS)
        env = {"SYNTH_LIBRARY": str(folder / "library")}
        measured(synth("ingest", papers), cwd=folder, env=env)
        measured(synth("ledger"), cwd=folder, env=env)
        helped = table(list(helps()), folder, arguments.repeats)
        called = table(list(calls(papers)), folder, arguments.repeats)
    text = "\n".join(
        [
            "# Start of commands that need no model",
            "",
            "## Help",
            "",
            *helped,
            "",
            f"## Calls, with a library of {PAPERS} made papers",
            "",
            *called,
            "",
            f"Median of {arguments.repeats}, least and most in brackets; each in a process of its own, with what it "
            "starts. `ingest` finds nothing new; `fetch` of an id finds nobody who answers. "
            f"Command: `python benchmarks/startup.py --repeats {arguments.repeats}`. Machine: {machine()}. "
            f"{versions('typer', 'pydantic', 'rich', 'numpy')}.",
            "",
        ]
    )
    if arguments.out:
        write_atomic(arguments.out, text)


if __name__ == "__main__":
    main()
