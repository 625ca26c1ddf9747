"""The same work on many things, over the cores of the machine."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")
FEW = 48
"""So many things or fewer are done in this process: others would not have started by then."""
_PORTION = 8


def spread(
    work: Callable[[Job], Done],
    jobs: Sequence[Job],
    *,
    workers: int,
    start: Callable[..., None],
    given: tuple[object, ...],
) -> Iterator[Done]:
    """`work(job)` for each job, in order. `start(*given)` comes first in each process; all are importable by name."""
    if len(jobs) <= FEW or workers < 2:
        start(*given)
        yield from map(work, jobs)
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([work.__module__])
    with ProcessPoolExecutor(workers, mp_context=context, initializer=start, initargs=given) as pool:
        yield from pool.map(work, jobs, chunksize=_PORTION)
