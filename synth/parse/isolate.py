"""Documents are parsed in child processes: PyMuPDF is not thread-safe, and a hostile file may crash, hang or bloat.

A fork server imports the parser once; each document gets a fork of its own, with a limit on memory and on wall clock.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from synth.errors import ParseStoppedError, SynthError

Job = TypeVar("Job")

_PRELOADED = (
    "synth.parse.pdf",
    "synth.mupdf",
    "rapidfuzz",
    "markdown_it.main",
    "synth.language.identity",
    "synth.parse.markup.archive",
    "synth.parse.markup.assemble",
    "synth.parse.markup.html",
    "synth.parse.markup.markdown",
    "synth.parse.text_metadata",
)
"""What the fork server imports: a module that is imported late is else imported again for every document."""


@dataclass(slots=True)
class _Running:
    index: int
    process: BaseProcess
    deadline: float


def run(
    task: Callable[[Job], Any], jobs: Sequence[Job], *, workers: int, timeout: float, memory: int
) -> Iterator[tuple[int, Any]]:
    """Run `task(job)` for each job in a process of its own; yield (index of the job, result or SynthError) as they end.

    `task` must be importable by name. `timeout` is wall-clock seconds a job, `memory` MiB of address space that a job
    may add. A job that crashes, hangs or outgrows its limits gives a ParseError; the others go on.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([task.__module__, *_PRELOADED])
    waiting = deque(enumerate(jobs))
    running: dict[Connection, _Running] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(workers, 1):
                index, job = waiting.popleft()
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(target=_child, args=(sender, task, job, memory), daemon=True)
                process.start()
                sender.close()
                running[receiver] = _Running(index, process, time.monotonic() + timeout)
            yield from _collect(running, timeout)
    finally:
        for entry in running.values():
            entry.process.kill()


def _collect(running: dict[Connection, _Running], timeout: float) -> Iterator[tuple[int, Any]]:
    soonest = min(entry.deadline for entry in running.values())
    ready = wait(list(running), timeout=max(soonest - time.monotonic(), 0.0))
    now = time.monotonic()
    for receiver in [c for c in running if c in ready or running[c].deadline <= now]:
        entry = running.pop(receiver)
        if receiver in ready:
            result = _receive(receiver, entry)
        else:
            result = ParseStoppedError(
                f"reading took longer than {timeout:.0f} s", hint="raise parse_timeout in synth.toml"
            )
        entry.process.kill()
        entry.process.join()
        receiver.close()
        yield entry.index, result


def _receive(receiver: Connection, entry: _Running) -> Any:
    try:
        return receiver.recv()
    except EOFError:
        entry.process.join(5)
        code = entry.process.exitcode
        return ParseStoppedError(
            f"the parser crashed (exit code {code})", hint="the file may be damaged; fetch it again"
        )
    except MemoryError:
        return ParseStoppedError("the result does not fit into memory", hint="raise parse_memory in synth.toml")


def _child(sender: Connection, task: Callable[[Job], Any], job: Job, memory: int) -> None:
    try:
        _limit_memory(memory)
        sender.send(task(job))
    except MemoryError:
        sender.send(ParseStoppedError(f"reading needs more than {memory} MiB", hint="raise parse_memory in synth.toml"))
    except SynthError as error:
        sender.send(error)
    except Exception as error:  # a bug in the parser must name itself, not end the run
        sender.send(
            ParseStoppedError(f"the parser failed: {type(error).__name__}: {error}", hint="please report this file")
        )
    finally:
        sender.close()
        sys.stdout.flush()


def _limit_memory(memory: int) -> None:
    """Cap the address space at what is in use now plus `memory` MiB."""
    with open("/proc/self/statm") as statm:  # noqa: PTH123 - one read, no Path needed
        used = int(statm.read().split()[0]) * resource.getpagesize()
    limit = used + memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
