"""Where a benchmark's figures come from: command, date, commit, machine, versions, in the line that `page.py` reads."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("torch", "pymupdf", "faiss-cpu", "bm25s", "typst", "ray")


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


def written_by() -> str:
    """The line that says where a page comes from."""
    said = ", ".join(f"{name} {version}" for name, version in versions().items() if name != "python")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return (
        f"Written by `{command()}` on {today}, commit {commit() or 'unknown'}; {machine()}, "
        f"Python {platform.python_version()}, {said}."
    )
