"""Judges the programs of one problem: load each, compare what it gives, run the tests; one result a program.

A program shares the process of the one before it. What one of them ends is judged again in a process of its own.
"""

from __future__ import annotations

import signal
import socket
import traceback
from collections.abc import Iterable, Iterator
from typing import Any

from synth.rerun.sandbox.inside import compare
from synth.rerun.sandbox.inside.judge import Sample, StoppedError
from synth.rerun.sandbox.inside.tests import Tests
from synth.rerun.sandbox.inside.wire import SPENT, WireError, decode

_CHUNK = 64
"""Inputs that are sent to a sample at once."""
_PATIENCE = 8
"""Checks of one program that may run out of time before the rest counts as failed too."""
_OUTCOMES = {"wall": "timeout", "timeout": "timeout", "protocol": "refused", "judge": "judge"}


def results(task: dict[str, Any], templates: dict[str, socket.socket]) -> Iterable[dict[str, Any]]:
    """Results of a problem; where its own tests or its reference are of no use, that is the result of every program."""
    try:
        judge = _Programs(task, templates)
    except (StoppedError, Exception) as error:
        why = error.detail if isinstance(error, StoppedError) else _words(error)
        for index in range(len(task["programs"])):
            yield {"index": index, "outcome": "judge", "detail": why[:300], "bits": "", "cpu": 0.0}
    else:
        yield from judge.results()


class _Programs:
    """Judges the programs of one problem."""

    def __init__(self, task: dict[str, Any], templates: dict[str, socket.socket]) -> None:
        self.task = task
        self.templates = templates
        self.limits = task["limits"]
        self.checks = [Tests(source, task["entry"], task["helpers"], call=task["call"]) for source in task["checks"]]
        self.expected: list[Any] | None = None
        self.sample: Sample | None = None
        self.modules = ""
        self.encoded = task["inputs"]
        self.inputs = [decode(args, _no_handles) for args in self.encoded]
        if self.inputs:
            self.expected = self._oracle()

    def results(self) -> Iterable[dict[str, Any]]:
        """One result a program, in order of the programs."""
        waiting = [(index, bool(program["solo"])) for index, program in enumerate(self.task["programs"])]
        while waiting:
            index, solo = waiting.pop(0)
            program = self.task["programs"][index]
            if self.sample is not None and (solo or self.modules != program["modules"]):
                self._end()
            if self.sample is None:
                self._spawn(program["modules"], 1 if solo else len(waiting) + 1)
            result, stopped = self._run(program["source"])
            if stopped is not None or solo:
                ended = self._end()
                if stopped is not None and stopped.outcome == "gone":
                    result["outcome"], result["detail"] = _how(ended, float(self.limits["cpu"]), solo=solo)
                    if not solo and result["outcome"] != "timeout":
                        waiting.insert(0, (index, True))  # what ended it may have come from an earlier program
                        continue
                result["cpu"] = ended.get("cpu", 0.0) if solo else result["cpu"]
            yield {"index": index, **result}
        self._end()

    def _spawn(self, modules: str, programs: int) -> Sample:
        """A fresh process for programs."""
        seconds = len(self.checks) * float(self.limits["cpu"]) if self.task["each"] else 0.0
        limits = {**self.limits, "programs": programs * (1 + int(seconds))}
        self.modules = modules
        self.sample = Sample(self.templates[modules], limits)
        return self.sample

    def _end(self) -> dict[str, Any]:
        """End the process at hand; how it ended."""
        ended = self.sample.end() if self.sample is not None else {}
        self.sample = None
        return ended

    def _run(self, source: str) -> tuple[dict[str, Any], StoppedError | None]:
        """Judge one program: its outcome, and why the sample cannot go on, if it cannot."""
        outcome, detail, bits = "passed", "", ""
        stopped: StoppedError | None = None
        try:
            outcome, detail, bits = self._each(source) if self.task["each"] else self._verdict(source)
        except StoppedError as error:
            stopped = error
            outcome, detail = _OUTCOMES.get(stopped.outcome, stopped.outcome), stopped.detail
        except MemoryError:
            outcome, detail = "judge", "out of memory"
        return {
            "outcome": outcome,
            "detail": detail,
            "bits": bits,
            "cpu": self.sample.seconds if self.sample is not None else 0.0,
        }, stopped

    def _load(self, source: str) -> dict[str, Any]:
        """Run a program; raises what it raises."""
        assert self.sample is not None
        names = sorted({name for tests in self.checks for name in tests.names} | {self.task["entry"] or "_"})
        return self.sample.load(source, names)

    def _verdict(self, source: str) -> tuple[str, str, str]:
        """Outcome, reason and bits of a program that must hold every check."""
        try:
            found = self._load(source)
        except StoppedError:
            raise
        except Exception as error:
            return "load", _words(error), ""
        assert self.sample is not None
        entry = self.task["entry"] if self.task["call"] else ""
        if entry and "callable" not in found.get(entry, {}):
            return "no_entry", f"{entry} is not defined", ""
        if self.expected is not None:
            differs = self._compare(self.sample)
            if differs:
                return "failed", differs, ""
        bits = ""
        for tests in self.checks:
            failed = _run_once(tests, self.sample, found)
            bits += "0" if failed else "1"
            if failed:
                return *failed, bits
        return "passed", "", bits

    def _each(self, source: str) -> tuple[str, str, str]:
        """The same for checks that are told apart: one that does not end fails, and the next gets a fresh start."""
        bits, late = "", 0
        found: dict[str, Any] | None = None
        for tests in self.checks:
            if late >= _PATIENCE:
                bits += "0"
                continue
            try:
                if found is None:
                    found = self._load(source)
                assert self.sample is not None
                bits += "0" if _run_once(tests, self.sample, found) else "1"
            except StoppedError:
                bits, found, late = bits + "0", None, late + 1
                modules = self.modules
                self._end()
                self._spawn(modules, 1)
            except Exception as error:
                return "load", _words(error), "0" * len(self.checks)
        return ("failed" if "0" in bits else "passed"), "", bits

    def _compare(self, sample: Sample) -> str:
        """Why a result is not the expected one; empty where all are."""
        rule, atol = self.task["rule"], float(self.task["atol"])
        assert self.expected is not None
        for number, answer in enumerate(self._answers(sample)):
            if type(answer) is not list or not answer or answer[0] != "v":
                name = str(answer[1])[:80] if type(answer) is list and len(answer) > 1 else "error"
                return f"input {number}: {name}"
            got, args = sample.value(answer[1]), self.inputs[number]
            if not compare.equal(got, self.expected[number], rule, atol, args):
                return f"input {number}: another result"
        return ""

    def _answers(self, sample: Sample) -> Iterator[Any]:
        """What the sample gives for each input; it answers as many at once as fit into a message."""
        at = 0
        while at < len(self.inputs):
            part = self.encoded[at : at + _CHUNK]
            reply = sample.reply({"do": "many", "on": self.task["entry"], "a": part}).get("many")
            if type(reply) is not list or not 0 < len(reply) <= len(part):
                raise StoppedError("protocol", "an answer of the wrong shape")
            yield from reply
            at += len(reply)

    def _oracle(self) -> list[Any]:
        """Expected results: what the reference solution gives for the inputs, run like a sample."""
        sample = Sample(self.templates[""], {**self.limits, "cpu": 60, "wall": 120, "programs": 1})
        try:
            sample.load(self.task["oracle"], [self.task["entry"]])
            found = []
            for answer in self._answers(sample):
                if answer[0] != "v":
                    raise StoppedError("judge", f"the reference solution fails: {answer[1]}")
                found.append(sample.value(answer[1]))
            return found
        finally:
            sample.end()


def _run_once(tests: Tests, sample: Sample, found: dict[str, Any]) -> tuple[str, str] | None:
    """None where the tests hold, else outcome and reason."""
    try:
        tests.run(sample, found)
    except StoppedError:
        raise
    except AssertionError as error:
        return "failed", tests.line(_line_of(error))
    except RecursionError:
        return "error", "RecursionError"
    except Exception as error:
        return "error", _words(error)
    return None


def _line_of(error: BaseException) -> int:
    frames = [frame.lineno or 0 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<tests>"]
    return frames[-1] if frames else 0


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _how(ended: dict[str, Any], limit: float, *, solo: bool) -> tuple[str, str]:
    """Why a sample's process ended."""
    number = ended.get("signal", 0)
    if number == signal.SIGXCPU or (number == signal.SIGKILL and ended.get("cpu", 0.0) >= limit):
        return "timeout", SPENT if solo else "its process was out of CPU time"
    if number == signal.SIGKILL:
        return "refused", "closed its connection"
    return "crashed", f"signal {number}" if number else f"exit {ended.get('exit', '?')}"


def _no_handles(content: dict[str, Any]) -> object:
    raise WireError("no plain data")
