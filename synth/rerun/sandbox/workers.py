"""Worker processes: what they may see, how they are started and ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from synth.errors import StageError
from synth.rerun.sandbox.inside.wire import GoneError, LateError, Wire, WireError
from synth.rerun.sandbox.work import Limits, Walls

MODULES = ("numpy",)
"""Packages beside the standard library that samples may import, where this Python has them."""
_BOOTSTRAP = Path(__file__).with_name("inside") / "bootstrap.py"
_FAREWELL = 2.0
"""Seconds that a worker without work may take to end."""
_START = 60.0
"""Seconds that a worker may take to confine itself."""
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""All but the hash seed: nothing of the user's environment reaches a sample. -I would ignore the hash seed too."""
_FOREIGN = ("site-packages", "dist-packages", "__pycache__", "ensurepip", "idlelib", "test")


@dataclass(slots=True)
class Worker:
    """A confined process and the connection to it."""

    process: subprocess.Popen[bytes]
    wire: Wire
    point: Path
    """Folder that its view is mounted on."""
    state: dict[str, Any]
    """Layers in force, in its own words."""

    def end(self) -> None:
        """Let it go, and kill what does not; its template and samples die with it."""
        self.wire.sock.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=_FAREWELL if self.state else 0)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.point, ignore_errors=True)


def start(walls: Walls, limits: Limits, hash_seed: int) -> tuple[Worker, Walls]:
    """A worker with as many layers as the kernel gives, and the layers that it was started with.

    Raises StageError where none starts.
    """
    tried = [walls, replace(walls, namespaces=False)] if walls.namespaces else [walls]
    why = ""
    for choice in tried:
        worker, why = _spawn(choice, limits, hash_seed)
        if worker is not None:
            return worker, choice
    raise StageError(f"the sandbox did not start: {why}", hint="`synth doctor` says what this machine gives")


def _spawn(walls: Walls, limits: Limits, hash_seed: int) -> tuple[Worker | None, str]:
    ours, theirs = socket.socketpair()
    point = Path(tempfile.mkdtemp(prefix="synth-rerun-"))
    point.chmod(0o755)
    packages = _packages()
    folders = sorted({str(path.parent) for path in packages})
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-s", "-S", "-P", str(_BOOTSTRAP), str(theirs.fileno()), *folders],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**_ENVIRONMENT, "PYTHONHASHSEED": str(hash_seed)},
            cwd="/",
            start_new_session=True,
        )
    worker = Worker(process, Wire(ours), point, {})
    worker.wire.deadline = time.monotonic() + _START
    try:
        worker.wire.send(_config(walls, limits, point, packages))
        answer = worker.wire.receive()
    except (GoneError, LateError, WireError) as error:
        worker.end()
        return None, f"it ended while it confined itself ({type(error).__name__})"
    if "ready" not in answer:
        worker.end()
        return None, str(answer.get("why", "unknown"))
    worker.state = answer["ready"]
    return worker, ""


def _config(walls: Walls, limits: Limits, point: Path, packages: list[Path]) -> dict[str, Any]:
    library = Path(sysconfig.get_path("stdlib"))
    system = [Path(name) for name in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")]
    shared = list(Path(sys.base_prefix, "lib").glob("libpython*"))
    parts = [child for child in library.iterdir() if child.name not in _FOREIGN]
    return {
        "runner": os.getpid(),
        "namespaces": walls.namespaces,
        "landlock": walls.landlock,
        "seccomp": walls.seccomp,
        "unsafe": walls.unsafe,
        "point": str(point),
        "readable": _both([library, *system, *shared, *packages]),
        "hidden": [str(library / name) for name in _FOREIGN if (library / name).is_dir()],
        "parts": _both([*parts, *system, *shared, *packages]),
        "listable": [str(library), *sorted({str(path.parent) for path in packages})],
        "scratch": limits.scratch,
        "memory": limits.memory,
        "file": limits.file,
    }


def _both(paths: list[Path]) -> list[str]:
    """The paths that exist, as they are named and where they lie."""
    found = [path for path in paths if path.exists()]
    return sorted({str(path) for path in found} | {str(path.resolve()) for path in found})


def _packages() -> list[Path]:
    """Folders of the packages that samples may import; of numpy also its libraries, which lie beside it."""
    found: list[Path] = []
    for name in MODULES:
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            folder = Path(spec.submodule_search_locations[0])
            found += [folder, *(beside for beside in [folder.with_name(f"{name}.libs")] if beside.is_dir())]
    return found
