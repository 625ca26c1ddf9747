"""A document that hangs, crashes, bloats or raises costs one row; the others are done."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from synth.errors import InputError, ParseError, ParseStoppedError, SynthError
from synth.parse.isolate import run


def task(job: str) -> str:
    """What a parser may do to its process."""
    if job == "sleep":
        time.sleep(60)
    if job == "exit":
        os._exit(3)
    if job == "abort":
        os.abort()
    if job == "allocate":
        return str(len(bytearray(1 << 31)))
    if job == "recurse":
        return task(job) + "x"
    if job == "raise":
        raise RuntimeError("no such glyph")
    if job == "refuse":
        raise ParseError("scanned", hint="run OCR on it first")
    if job == "input":
        raise InputError("not usable")
    if job == "big":
        return "x" * (8 << 20)  # more than a pipe holds
    return job.upper()


def outcomes(jobs: list[str], *, timeout: float = 30, memory: int = 512, workers: int = 2) -> dict[str, object]:
    found = {jobs[index]: result for index, result in run(task, jobs, workers=workers, timeout=timeout, memory=memory)}
    assert set(found) == set(jobs)
    return found


def test_results_come_back_whole() -> None:
    found = outcomes(["a", "b", "big"])
    assert found["a"] == "A" and found["b"] == "B"
    assert found["big"] == "x" * (8 << 20)


def test_nothing_to_do() -> None:
    assert list(run(task, [], workers=2, timeout=1, memory=64)) == []


def test_one_that_hangs_is_stopped_and_the_others_are_done() -> None:
    start = time.monotonic()
    found = outcomes(["sleep", "a", "b"], timeout=3)
    assert time.monotonic() - start < 25
    assert isinstance(found["sleep"], ParseStoppedError)
    assert found["sleep"].message == "reading took longer than 3 s" and found["sleep"].hint
    assert found["a"] == "A" and found["b"] == "B"


@pytest.mark.parametrize("job", ["exit", "abort"])
def test_one_that_crashes(job: str) -> None:
    found = outcomes([job, "a"])
    error = found[job]
    assert isinstance(error, ParseStoppedError)
    assert error.message.startswith("the parser crashed (exit code") and error.hint
    assert found["a"] == "A"


def test_one_that_outgrows_its_memory() -> None:
    found = outcomes(["allocate", "a"], memory=256)
    error = found["allocate"]
    assert isinstance(error, ParseStoppedError)
    assert error.message == "reading needs more than 256 MiB" and error.hint
    assert found["a"] == "A"


@pytest.mark.parametrize(("job", "says"), [("raise", "RuntimeError: no such glyph"), ("recurse", "RecursionError")])
def test_a_bug_names_itself(job: str, says: str) -> None:
    found = outcomes([job, "a"])
    error = found[job]
    assert isinstance(error, ParseError) and says in error.message
    assert found["a"] == "A"


def test_expected_errors_keep_their_kind_and_their_hint() -> None:
    found = outcomes(["refuse", "input"])
    assert isinstance(found["refuse"], ParseError) and not isinstance(found["refuse"], ParseStoppedError)
    assert found["refuse"].message == "scanned"
    assert found["refuse"].hint == "run OCR on it first"
    assert isinstance(found["input"], InputError)


def test_a_stopped_reading_is_told_from_a_file_that_cannot_be_read() -> None:
    """The first is tried again in the next run, the second is remembered."""
    found = outcomes(["exit", "refuse"])
    assert [isinstance(found[job], ParseStoppedError) for job in ("exit", "refuse")] == [True, False]
    assert all(isinstance(error, SynthError) for error in found.values())


def test_children_are_gone_when_the_caller_stops_early() -> None:
    jobs = ["a", "sleep"]
    results = run(task, jobs, workers=2, timeout=60, memory=256)
    assert next(results) == (0, "A")
    start = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 5
    while any(_lives_for_us(status) for status in Path("/proc").glob("[0-9]*/status")):
        assert time.monotonic() - start < 10, "a parser outlives its caller"
        time.sleep(0.05)


def _lives_for_us(status: Path) -> bool:
    """A live grandchild of this process, by way of the fork server, that is not a zombie."""
    try:
        lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        parent = Path(f"/proc/{int(lines['PPid'])}/status").read_text()
        state = lines["State"][0]
    except (OSError, KeyError, ValueError):
        return False
    return state != "Z" and f"PPid:\t{os.getpid()}\n" in parent and "python" in lines["Name"]
