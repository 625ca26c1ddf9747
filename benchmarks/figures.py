"""What every benchmark writes beside its page: figures for programs, with all that is needed to read them.

`results/NAME.json` holds command, data, machine, versions, commit, date and figures; `page.py` gathers them.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PACKAGES = ("torch", "pymupdf", "faiss-cpu", "bm25s", "typst", "ray")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number."""

    name: str
    value: float
    unit: str = ""
    n: int | None = None
    """How many things it was measured on."""
    low: float | None = None
    high: float | None = None
    """Spread: what `interval` of the result says."""
    peer: str = ""
    peer_value: float | None = None
    """The same of a peer, in the same run."""
    ratio: float | None = None
    """How many times better than the peer."""


def machine() -> str:
    """Cores and processor."""
    names = []
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line]
    model = names[0] if names else platform.processor() or platform.machine()
    return f"{os.cpu_count()} × {model}"


def versions(packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in packages:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """Short id of the commit that was measured; a `+` after it says that the tree had changes."""
    try:
        short = _git("rev-parse", "--short=7", "HEAD")
        dirty = _git("status", "--porcelain", "--untracked-files=no", "--", "synth")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return short + ("+" if dirty else "")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def command() -> str:
    """The command line, as somebody else would type it."""
    script = Path(sys.argv[0]).resolve()
    name = script.relative_to(ROOT) if script.is_relative_to(ROOT) else script
    return " ".join(["python", str(name.parent if name.name == "__main__.py" else name), *sys.argv[1:]])


def write_result(
    name: str, *, title: str, data: str, interval: str, figures: Sequence[Figure], packages: Sequence[str] = PACKAGES
) -> Path:
    """Write `results/NAME.json`. `interval` says what low and high are, or why there are none."""
    path = RESULTS / f"{name}.json"
    made = {
        "schema_version": "1",
        "title": title,
        "command": command(),
        "data": data,
        "interval": interval,
        "machine": machine(),
        "versions": versions(packages),
        "commit": commit(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "figures": [{key: value for key, value in asdict(one).items() if value not in (None, "")} for one in figures],
    }
    path.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def written_by() -> str:
    """The line that says where a page comes from."""
    said = ", ".join(f"{name} {version}" for name, version in versions().items() if name != "python")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return (
        f"Written by `{command()}` on {today}, commit {commit() or 'unknown'}; {machine()}, "
        f"Python {platform.python_version()}, {said}."
    )
