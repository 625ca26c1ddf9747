"""One host, one connection, a pause between requests: held over all processes that share a folder."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from synth.errors import OutputError, StageError

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
"""Seconds: the longest pause that is kept, so that a clock set back cannot stop the program."""
LONGEST_QUEUE = 600.0
"""Seconds to wait for another process to give the connection back."""


class Pacer:
    """Lets one request to a host through at a time, at least `spacing` seconds after the one before.

    The state is two files in `folder`: `NAME.lock`, held while a request runs, and `NAME.next`, the time (seconds
    since 1970) before which no request may start. A process that dies gives its lock back.
    """

    def __init__(self, folder: Path, *, name: str, spacing: float) -> None:
        self.spacing = spacing
        self._name = name
        self._lock = folder / f"{name}.lock"
        self._next = folder / f"{name}.next"

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the connection and for the pause to end, then hold the connection.

        Raises StageError when another process keeps the connection too long, OutputError when the folder is not
        writable.
        """
        from filelock import FileLock, Timeout

        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            # A new object each time: FileLock objects are re-entrant, and two threads must not share one.
            lock = FileLock(self._lock, timeout=LONGEST_QUEUE)
            lock.acquire()
        except Timeout as error:
            message = f"another process has held the connection to {self._name} for {LONGEST_QUEUE:.0f} s"
            raise StageError(message, hint="wait for it to end, or stop it") from error
        except (OSError, NotImplementedError) as error:
            raise _unwritable(self._lock, error) from error
        try:
            self._wait()
            self.postpone(self.spacing)
            yield
        finally:
            lock.release()

    def postpone(self, seconds: float) -> None:
        """Let no request start for the next `seconds` (at most LONGEST_PAUSE); call it inside a turn."""
        try:
            self._next.write_text(f"{time.time() + min(seconds, LONGEST_PAUSE):.3f}\n", encoding="ascii")
        except OSError as error:
            raise _unwritable(self._next, error) from error

    def _wait(self) -> None:
        try:
            pause = float(self._next.read_text(encoding="ascii")) - time.time()
        except (OSError, ValueError):  # never written, or cut off by a crash
            return
        if pause > 0:
            logger.debug("waiting %.1f s before the next request to %s", pause, self._name)
            time.sleep(min(pause, LONGEST_PAUSE))


def _unwritable(path: Path, error: Exception) -> OutputError:
    return OutputError(f"cannot write {path}: {error}", hint="choose a folder that you may write with --library")
