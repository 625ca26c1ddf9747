"""Bounded concurrency: the one place where requests run side by side, and wait together when one is told to wait."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_LOOK_UP = 0.5
"""Seconds after which a wait for answers looks up, so that Ctrl-C is heard whichever thread it reached."""
T = TypeVar("T")
R = TypeVar("R")


class Gate:
    """A door that all workers pass before each try; a server's "wait" closes it for all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opens = 0.0
        self._stopped = threading.Event()

    def close_for(self, seconds: float) -> None:
        """Let nobody through for so long; a longer wait that is set already stays."""
        with self._lock:
            self._opens = max(self._opens, time.monotonic() + seconds)

    def stop(self) -> None:
        """Let those who wait go on at once, and all later ones not wait at all."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether nobody is to begin anything any more."""
        return self._stopped.is_set()

    def wait(self) -> bool:
        """Wait until the gate is open; False when it was stopped."""
        while not self._stopped.is_set():
            with self._lock:
                left = self._opens - time.monotonic()
            if left <= 0:
                return True
            self._stopped.wait(left)
        return False


def side_by_side(work: Callable[[T], R], items: Sequence[T], *, most: int, gate: Gate) -> Iterator[tuple[int, R]]:
    """Run `work` on all items, at most `most` at a time; yields index and result as each is done.

    When the caller stops early (an error, Ctrl-C), what has not begun never begins, and sleepers wake. Requests that
    are under way are not waited for: the threads end with the process.
    """
    done: queue.SimpleQueue[tuple[int, R | None, BaseException | None]] = queue.SimpleQueue()
    waiting = iter(range(len(items)))
    lock = threading.Lock()

    def labour() -> None:
        while not gate.stopped:
            with lock:
                index = next(waiting, None)
            if index is None:
                return
            try:
                done.put((index, work(items[index]), None))
            except BaseException as error:  # raised where the result is awaited
                done.put((index, None, error))

    for number in range(min(most, len(items))):
        threading.Thread(target=labour, name=f"model-{number}", daemon=True).start()
    left = len(items)
    try:
        while left:
            try:
                index, result, error = done.get(timeout=_LOOK_UP)
            except queue.Empty:
                continue
            left -= 1
            if error is not None:
                raise error
            yield index, result  # type: ignore[misc]
    finally:
        if left:
            gate.stop()
