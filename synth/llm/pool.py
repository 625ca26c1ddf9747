"""Bounded concurrency: the one place where requests run side by side, and wait together when one is told to wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

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

    When the caller stops early (an error, Ctrl-C), what has not begun never begins, and sleepers wake.
    """
    if not items:
        return
    pool = ThreadPoolExecutor(max(1, min(most, len(items))), thread_name_prefix="model")
    waiting: dict[Future[R], int] = {}
    done = False
    try:
        waiting = {pool.submit(work, item): index for index, item in enumerate(items)}
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=waiting.__getitem__):
                yield waiting.pop(future), future.result()
        done = True
    finally:
        if not done:
            gate.stop()
        pool.shutdown(wait=done, cancel_futures=True)
