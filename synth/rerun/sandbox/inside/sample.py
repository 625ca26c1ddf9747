"""The process in which a sample runs. It knows the program and the arguments of each call, and never the tests.

It serves one connection: load a program, call something of it, give the result back as data. All that it says may be a
lie; the judge at the other end believes values only, and compares them itself.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from itertools import islice
from types import FrameType, FunctionType, ModuleType
from typing import Any

from synth.rerun.sandbox.inside.endless import FILE, EndlessError, Watch
from synth.rerun.sandbox.inside.wire import GoneError, Wire, WireError, decode, encode

_TEXT = 300
"""Characters of an error message that are passed on."""
_CHUNK = 64
"""Items of an iterator that are fetched at once."""
_ROOM = 1 << 20
"""Characters of answers that are sent at once, but for one answer alone."""


_LOOK = 0.05
"""CPU seconds after which it is looked at whether the program can end at all."""


class OutOfTimeError(BaseException):
    """The program used up its CPU time; no `except Exception` holds it."""


class Host:
    """Runs programs for the judge."""

    def __init__(self, wire: Wire, seconds: float) -> None:
        self.wire = wire
        self.seconds = seconds
        self.namespace: dict[str, Any] = {}
        self.program = ""
        self.began = 0.0
        self.watch = Watch()
        self.objects: dict[int, Any] = {}
        self.callbacks: dict[int, Any] = {}

    def serve(self) -> None:
        """Answer until the other side closes."""
        signal.signal(signal.SIGPROF, self._tick)
        while True:
            try:
                message = self.wire.receive()
                self._answer(message)
            except GoneError:
                return
            except OutOfTimeError:
                self.wire.send({"late": True, "s": self.seconds})
            except EndlessError:
                self.wire.send({"late": True, "endless": True, "s": time.process_time() - self.began})

    def _answer(self, message: dict[str, Any]) -> None:
        self.began = began = time.process_time()
        self.watch = Watch()
        look = min(_LOOK, self.seconds / 2)
        try:
            signal.setitimer(signal.ITIMER_PROF, look)
            try:
                reply = self._do(message)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
                self.watch.stop()
        except (GoneError, OutOfTimeError, EndlessError):
            raise
        except BaseException as error:  # a sample may raise anything, SystemExit included
            reply = {"e": _described(error)}
        reply["s"] = time.process_time() - began
        try:
            self.wire.send(reply)
        except (WireError, ValueError, TypeError, RecursionError, MemoryError) as error:
            self.wire.send(
                {"e": ["WireError", f"the result cannot be sent: {type(error).__name__}", []], "s": reply["s"]}
            )

    def _tick(self, _: int, frame: FrameType | None) -> None:
        """At first it is looked whether a loop repeats its state; when the time is up, the program ends."""
        left = self.seconds - (time.process_time() - self.began - self.watch.seconds)
        if left <= 0.01 * self.seconds:
            raise OutOfTimeError
        signal.setitimer(signal.ITIMER_PROF, left)
        self.watch.start(self.program, self.namespace, frame)

    def _do(self, message: dict[str, Any]) -> dict[str, Any]:
        verb = message["do"]
        if verb == "load":
            return {"v": self._load(message["program"], message["names"])}
        if verb == "call":
            args = [decode(arg, self._resolve) for arg in message["a"]]
            named = {name: decode(arg, self._resolve) for name, arg in message["k"].items()}
            value = self._target(message["on"])(*args, **named)
            reply = {"v": self._encode(value)}
            if message.get("sync"):  # the tests hold on to the arguments: say what became of them
                reply["m"] = [self._encode(arg) if type(arg) in (list, dict, set, bytearray) else None for arg in args]
            return reply
        if verb == "many":
            return {"many": self._many(self._target(message["on"]), message["a"])}
        if verb == "next":
            return {"v": [self._encode(item) for item in islice(self._target(message["on"]), _CHUNK)]}
        if verb == "get":
            return {"v": self._encode(getattr(self._target(message["on"]), message["name"]))}
        if verb == "set":
            setattr(self._target(message["on"]), message["name"], decode(message["value"], self._resolve))
            return {"v": None}
        if verb == "iter":
            return {"v": self._encode(iter(self._target(message["on"])))}
        if verb == "len":
            return {"v": len(self._target(message["on"]))}
        if verb == "item":
            return {"v": self._encode(self._target(message["on"])[decode(message["key"], self._resolve)])}
        raise WireError("unknown request")

    def _load(self, program: str, names: list[str]) -> dict[str, Any]:
        """Run the program in an empty namespace; say what became of the names that the tests use."""
        self.namespace, self.program = {}, program
        self.objects, self.callbacks = {}, {}
        if "random" in program:
            random.seed(0)
        exec(compile(program, FILE, "exec", dont_inherit=True), self.namespace)
        return {name: self._kind(self.namespace[name]) for name in names if name in self.namespace}

    def _kind(self, value: Any) -> Any:
        if isinstance(value, ModuleType):
            return {"module": value.__name__}
        if callable(value):
            return {"callable": 1}
        return {"data": self._encode(value)}

    def _many(self, target: Any, inputs: list[Any]) -> list[Any]:
        """Answers for the first inputs, as many as fit into a message."""
        found, room = [], _ROOM
        for args in inputs:
            found.append(self._one(target, args))
            room -= _size(found[-1])
            if room < 0:
                break
        return found

    def _one(self, target: Any, args: list[Any]) -> list[Any]:
        try:
            return ["v", self._encode(target(*[decode(arg, self._resolve) for arg in args]))]
        except (OutOfTimeError, EndlessError):
            raise
        except BaseException as error:
            return ["e", *_described(error)]

    def _target(self, on: Any) -> Any:
        return self.namespace[on] if isinstance(on, str) else self.objects[on]

    def _encode(self, value: object) -> Any:
        return encode(value, self._handle)

    def _handle(self, value: object) -> dict[str, Any]:
        number = len(self.objects)
        self.objects[number] = value
        if isinstance(value, Iterator):
            kind = "iterator"
        else:
            kind = "function" if isinstance(value, FunctionType | type) else "object"
        return {"o": number, "kind": kind, "type": str(type(value).__name__)[:80]}

    def _resolve(self, content: dict[str, Any]) -> object:
        if "o" in content:
            return self.objects[content["o"]]
        if "I" in content:
            return iter([decode(item, self._resolve) for item in content["I"]])
        if "cb" in content:
            number = content["cb"]

            def callback(*args: object) -> object:
                self.wire.send({"cb": number, "a": [self._encode(arg) for arg in args]})
                reply = self.wire.receive()
                if "e" in reply:
                    raise RuntimeError(reply["e"])
                return decode(reply["v"], self._resolve)

            return callback
        raise WireError("unknown handle")


def _size(value: Any) -> int:
    """About how long an answer is as text."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return sum(_size(item) for item in value) if len(value) < 1000 else 8 * len(value)
    return sum(_size(item) for item in value.values()) if isinstance(value, dict) else 8


def _described(error: BaseException) -> list[Any]:
    """Type, message and builtin ancestors of an error, as plain strings, whatever its `__str__` does."""
    try:
        text = str.__str__(str(error))[:_TEXT]
    except (OutOfTimeError, EndlessError):
        raise
    except BaseException:
        text = "(its message cannot be read)"
    ancestors = [base.__name__ for base in type.mro(type(error)) if base.__module__ == "builtins"]
    return [str.__str__(type(error).__name__)[:80], text, ancestors]
