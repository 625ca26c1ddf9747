"""One process at a time where two would undo each other's work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from synth.errors import LibraryError, OutputError
from synth.store.library import Library

LONGEST_WAIT = 600.0
"""Seconds to wait for another process."""


@contextmanager
def alone(
    library: Library, work: str, *, wait: float = LONGEST_WAIT, told: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Do `work` while no other process does it with this library; `told` is called once when it must be waited for.

    A process that dies gives the lock back. Raises LibraryError where the wait was in vain.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(library.folder / f"{work}.lock")
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            told()
            lock.acquire(timeout=wait)
    except Timeout as error:
        message = f"another {work} has used the library {library.folder} for {wait:.0f} s"
        raise LibraryError(
            message, hint="wait until it is done, or choose another folder with --library DIR"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise OutputError(f"cannot write {lock.lock_file}: {error}", hint="choose a folder you may write to") from error
    try:
        yield
    finally:
        lock.release()
