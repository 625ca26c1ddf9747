"""What a command costs: CPU seconds and memory of it and of all that it starts, and on which machine."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SYNTH_TEST_DATA", ROOT.parent / "shared" / "data"))

# Runs a command as the parent of all that it leaves behind (36: PR_SET_CHILD_SUBREAPER), and writes what they used. The
# parser's fork server outlives its command and would be counted by nobody.
_WRAPPER = """
import ctypes, os, resource, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
code = subprocess.call(sys.argv[2:])
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    file.write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
raise SystemExit(code)
"""


@dataclass(frozen=True, slots=True)
class Used:
    """What a command used."""

    cpu: float
    """CPU seconds of it and of all that it started."""
    memory: float
    """MiB of the process that had most."""
    wall: float
    """Seconds from start to end."""
    out: str
    err: str
    code: int


def counting(command: Sequence[str | Path], file: Path) -> list[str]:
    """The command line that runs `command` and writes into `file` what it and all that it started used; see `counts`.

    It ends when the last of them has ended, with the exit code of `command`.
    """
    return [sys.executable, "-c", _WRAPPER, str(file), *map(str, command)]


def counts(file: Path) -> tuple[float, float]:
    """CPU seconds of a command and all that it started, and MiB of the process that had most; the file is removed."""
    cpu, memory = file.read_text().split()
    file.unlink()
    return float(cpu), int(memory) / 1024


def measured(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None, worst: int = 1) -> Used:
    """Run a command to its end. CalledProcessError where its code is above `worst`: 1 says that findings are none."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYNTH_")}
    file = cwd / f".used-{os.getpid()}"
    began = time.monotonic()
    done = subprocess.run(
        counting(command, file), cwd=cwd, env={**kept, **(env or {})}, capture_output=True, text=True, check=False
    )
    wall = time.monotonic() - began
    if not 0 <= done.returncode <= worst:
        raise subprocess.CalledProcessError(done.returncode, [*map(str, command)], done.stdout, done.stderr)
    cpu, memory = counts(file)
    return Used(cpu, memory, wall, done.stdout, done.stderr, done.returncode)


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
