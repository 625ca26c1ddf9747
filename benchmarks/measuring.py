"""What a command costs: CPU seconds and memory of it and of all that it starts, and on which machine."""

from __future__ import annotations

import ctypes
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))
_SUBREAPER = 36

# Runs a command as the parent of all that it leaves behind, and writes what they used.
_WRAPPER = f"""
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl({_SUBREAPER}, 1, 0, 0, 0)
code = subprocess.call(sys.argv[2:])
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    file.write(f"{{used.ru_utime + used.ru_stime}} {{used.ru_maxrss}}")
raise SystemExit(code)
"""


@dataclass(frozen=True, slots=True)
class Used:
    """What a command used."""

    cpu: float
    """CPU seconds of it and of all that it started."""
    memory: float
    """MiB of the process that had most."""
    out: str
    code: int


def measured(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None) -> Used:
    """Run a command to its end. CalledProcessError where it ends with 2 or more, which no finding does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYNTH_")}
    file = cwd / f".used-{os.getpid()}"
    done = subprocess.run(
        [sys.executable, "-c", _WRAPPER, str(file), *map(str, command)],
        cwd=cwd,
        env={**kept, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode > 1:
        raise subprocess.CalledProcessError(done.returncode, [*map(str, command)], done.stdout, done.stderr)
    cpu, memory = file.read_text().split()
    file.unlink()
    return Used(float(cpu), int(memory) / 1024, done.stdout, done.returncode)


def synth(*words: str | Path) -> list[str | Path]:
    """The command line of synth in this environment."""
    return [sys.executable, "-c", "from synth.cli import main; main()", *words]


def spread(values: Iterable[float], digits: int = 2) -> str:
    """Median, with least and most where they were measured more than once."""
    found = sorted(values)
    middle = f"{statistics.median(found):.{digits}f}"
    return middle if len(found) == 1 else f"{middle} [{found[0]:.{digits}f}–{found[-1]:.{digits}f}]"


def machine() -> str:
    """Processor, cores and interpreter."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"


def versions(*packages: str) -> str:
    """Packages with their versions in this environment."""
    found = []
    for name in packages:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def be_reaper() -> None:
    """Become the parent of what a child leaves behind, so that its use is counted here."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
