"""The runner: gives problems to workers, believes results only with the nonce of their task, replaces what fails."""

from __future__ import annotations

import secrets
import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from synth.errors import StageError
from synth.rerun.sandbox.harmless import harmless
from synth.rerun.sandbox.inside.wire import GoneError, LateError, WireError
from synth.rerun.sandbox.work import Judged, Limits, Task, Walls
from synth.rerun.sandbox.workers import MODULES, Worker, start

Receive = Callable[[Task, int, Judged], None]
_SILENCE = 150.0
"""Seconds beyond a sample's own limit after which a worker that says nothing is replaced."""


@dataclass(slots=True)
class _Job:
    """A task, or what is left of it."""

    task: Task
    left: list[int]
    """Programs that have no result yet."""
    sent: list[int] = field(default_factory=list)
    """Programs as the worker numbers them."""
    nonce: str = ""
    failed: int = -1
    """Program at which a judge or a worker ended."""


@dataclass(slots=True)
class _Place:
    """A worker and what it is at."""

    worker: Worker
    job: _Job | None = None
    heard: float = 0.0


class Sandbox:
    """Judges programs in confined worker processes. Use it as a context manager."""

    def __init__(
        self, *, workers: int = 2, limits: Limits | None = None, walls: Walls | None = None, hash_seed: int = 0
    ) -> None:
        self.limits = limits or Limits()
        self.walls = walls or Walls()
        self.count = max(1, workers)
        self.hash_seed = hash_seed
        """Of all processes: it sets the order of sets of strings."""
        self._places: list[_Place] = []

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        for place in self._places:
            place.worker.end()
        self._places = []

    @property
    def state(self) -> dict[str, Any]:
        """Layers in force, as a worker says it: `namespaces`, `landlock_abi`, `seccomp`, `safe`, …"""
        if not self._places:
            self._places.append(self._start())
        return self._places[0].worker.state

    def run(self, tasks: Iterable[Task], receive: Receive, *, limits: Limits | None = None) -> None:
        """Judge all programs of `tasks`; `receive` is called once for each, as they end.

        Raises StageError where foreign code would not be confined.
        """
        waiting = deque(_Job(task, list(range(len(task.programs)))) for task in tasks if task.programs)
        if not waiting:
            return
        self._require_safe()
        run = _Run(waiting, receive, limits or self.limits)
        while len(self._places) < min(self.count, len(waiting)):
            self._places.append(self._start())
        with selectors.DefaultSelector() as selector:
            for place in self._places:
                selector.register(place.worker.wire.sock, selectors.EVENT_READ, place)
                run.give(place)
            while any(place.job for place in self._places):
                ready = {id(key.data) for key, _ in selector.select(timeout=1.0)}
                for place in self._places:
                    if place.job is None or (run.hear(place) if id(place) in ready else run.patient(place)):
                        continue
                    selector.unregister(place.worker.wire.sock)
                    place.worker.end()
                    run.lost(place)
                    place.worker = self._start().worker
                    selector.register(place.worker.wire.sock, selectors.EVENT_READ, place)
                    run.give(place)

    def _start(self) -> _Place:
        worker, self.walls = start(self.walls, self.limits, self.hash_seed)
        return _Place(worker)

    def _require_safe(self) -> None:
        if self.state["safe"] or self.walls.unsafe:
            return
        missing = [name for name in ("network", "files", "processes") if not self.state[name]]
        raise StageError(
            f"this machine does not confine foreign code: no wall around {', '.join(missing)}",
            hint="`synth doctor` names the layers; --allow-unsafe-code runs it all the same, with your rights",
        )


@dataclass(slots=True)
class _Run:
    """One call of `Sandbox.run`."""

    waiting: deque[_Job]
    receive: Receive
    limits: Limits

    def give(self, place: _Place) -> None:
        """Send the next job, if there is one."""
        place.heard = time.monotonic()
        place.job = self.waiting.popleft() if self.waiting else None
        if place.job is None:
            return
        place.job.nonce = secrets.token_hex(16)
        place.job.sent = list(place.job.left)
        try:
            place.worker.wire.deadline = place.heard + _SILENCE
            place.worker.wire.send(self._message(place.job))
        except (GoneError, LateError):
            pass  # noticed when it is read from
        except WireError:
            for index in place.job.left:
                self.receive(place.job.task, index, Judged("judge", "too large to send"))
            self.give(place)

    def hear(self, place: _Place) -> bool:
        """Take the messages that are there; False where the worker is of no more use."""
        wire = place.worker.wire
        wire.deadline = time.monotonic() + _SILENCE
        try:
            while True:
                message = wire.receive()
                place.heard = time.monotonic()
                self._take(place, message)
                if place.job is None or not wire.pending:
                    return True
        except (GoneError, LateError, WireError, KeyError, TypeError, ValueError):
            return False

    def patient(self, place: _Place) -> bool:
        """Whether a silent worker may go on."""
        return time.monotonic() - place.heard < self.limits.wall + _SILENCE

    def lost(self, place: _Place) -> None:
        """Put back what is left of a job whose judge or worker ended; a program that did so twice has no verdict."""
        job = place.job
        if job is None or not job.left:
            return
        if job.failed == job.left[0]:
            self.receive(job.task, job.left.pop(0), Judged("judge", "the tests ended their own process"))
        if job.left:
            job.failed = job.left[0]
            self.waiting.appendleft(job)

    def _take(self, place: _Place, message: dict[str, Any]) -> None:
        job = place.job
        assert job is not None
        if "broken" in message:  # the judge died and another one has taken its place
            self.lost(place)
            self.give(place)
            return
        if not secrets.compare_digest(str(message["nonce"]), job.nonce):
            raise ValueError("not of this task")
        if "end" in message:
            if job.left:
                raise ValueError("results are missing")
            self.give(place)
            return
        index = job.sent[message["index"]]
        job.left.remove(index)
        outcome, detail = str(message["outcome"])[:20], str(message["detail"])[:300]
        self.receive(job.task, index, Judged(outcome, detail, str(message["bits"]), float(message["cpu"])))

    def _message(self, job: _Job) -> dict[str, Any]:
        suite, limits = job.task.suite, self.limits
        return {
            "id": job.task.key,
            "nonce": job.nonce,
            "checks": suite.checks,
            "entry": suite.entry,
            "call": suite.call,
            "helpers": suite.helpers,
            "inputs": list(suite.inputs),
            "oracle": suite.oracle,
            "rule": suite.rule,
            "atol": suite.atol,
            "each": suite.each,
            "judge_modules": [name for name in MODULES if any(name in check for check in suite.checks)],
            "programs": [_described(job.task.programs[index], job.task.solo) for index in job.sent],
            "limits": {
                "cpu": limits.cpu,
                "wall": limits.wall,
                "memory": limits.memory,
                "file": limits.file,
                "judge": int(60 + (2 + limits.cpu) * len(job.sent)),
            },
        }


def _described(program: str, solo: bool) -> dict[str, Any]:
    return {
        "source": program,
        "solo": solo or not harmless(program),
        "modules": ",".join(name for name in MODULES if name in program),
    }
