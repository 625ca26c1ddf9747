"""One process at a time where two would undo each other's work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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
    with alone_in(library.folder, work, "the library", lock=f"{work}.lock", wait=wait, told=told):
        yield


@contextmanager
def alone_in(
    folder: Path,
    work: str,
    what: str,
    *,
    lock: str,
    wait: float = LONGEST_WAIT,
    told: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """The same for any folder, which a user knows as `what`; `lock` is the name of a file in it."""
    from filelock import FileLock, Timeout

    held = FileLock(folder / lock)
    try:
        try:
            held.acquire(timeout=0)
        except Timeout:
            told()
            held.acquire(timeout=wait)
    except Timeout as error:
        message = f"another {work} has used {what} {folder} for {wait:.0f} s"
        raise LibraryError(
            message, hint="wait until it is done, or choose another folder with --library DIR"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise OutputError(f"cannot write {held.lock_file}: {error}", hint="choose a folder you may write to") from error
    try:
        yield
    finally:
        held.release()
