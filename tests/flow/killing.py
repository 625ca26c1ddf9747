"""Commands that kill themselves with SIGKILL at a given moment: at the Nth step that anything outside could see.

A step is a file opened for writing, renamed, removed or made, a connection, or an SQL statement of another kind than
the one before. So moments lie in the work, not in the start of the interpreter, and no test depends on the speed of a
machine.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_START = """
import os, signal, sqlite3, sys
last, count, dying = int(sys.argv[1]), 0, os.getpid()

def step():
    global count
    count += 1
    if count == last and os.getpid() == dying:
        os.kill(dying, signal.SIGKILL)

class Statements:
    before = ""
    def __call__(self, sql):
        kind = sql[:24]
        if kind != self.before:
            self.before = kind
            step()

def hook(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, str) and flags & (os.O_WRONLY | os.O_RDWR) and not path.startswith("/dev/"):
            step()
    elif event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "socket.connect"):
        step()

def connect(*arguments, **more):
    made = open_(*arguments, **more)
    made.set_trace_callback(Statements())
    return made

open_, sqlite3.connect = sqlite3.connect, connect
sys.addaudithook(hook)
sys.argv = ["synth", *sys.argv[2:]]
sys.dont_write_bytecode = True
from synth.cli import main
try:
    main()
finally:
    if os.getpid() == dying:
        with open("steps", "w") as file:
            file.write(str(count))
"""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A command that has ended, or was ended."""

    killed: bool
    code: int
    err: str
    steps: int
    """How many steps it made; 0 where it was killed."""


def run_until(step: int, *words: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ended:
    """Run `synth` until it is about to make that step; 0 lets it come to its end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SYNTH_", "XDG_"))}
    (cwd / "home").mkdir(exist_ok=True)
    (cwd / "steps").unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", _START, str(step), *map(str, words)],
        cwd=cwd,
        env={**kept, "HOME": str(cwd / "home"), "NO_COLOR": "1", **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _, err = process.communicate(timeout=900)
    finally:  # what it started is of its own session, and of nobody else
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    killed = process.returncode == -signal.SIGKILL
    steps = 0 if killed else int((cwd / "steps").read_text())
    return Ended(killed=killed, code=process.returncode, err=err, steps=steps)
