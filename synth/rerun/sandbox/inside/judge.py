"""A sample that runs elsewhere, as its judge sees it. What tests call is a stand-in that asks the sample's process.

The tests, the expected values and the comparisons never leave this process, and a sample never enters it: objects that
equal everything, patched builtins and forged successes have nothing here to act on. It is confined like a sample, since
test code comes with foreign files too.
"""

from __future__ import annotations

import builtins
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from synth.rerun.sandbox.inside.template import ask
from synth.rerun.sandbox.inside.wire import ENDLESS, SPENT, GoneError, LateError, Wire, WireError, decode, encode


class StoppedError(BaseException):
    """The sample is gone, late or talks nonsense: no test goes on, whatever it catches."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(outcome, detail)
        self.outcome = outcome
        self.detail = detail


class SampleError(Exception):
    """The sample raised an error of a type that is its own."""


class Sample:
    """One process with one or more programs, as the judge sees it."""

    def __init__(self, template: socket.socket, limits: Mapping[str, Any]) -> None:
        self.template = template
        self.limits = limits
        ours, theirs = socket.socketpair()
        with theirs:
            self.pid = int(ask(template, {"spawn": dict(limits)}, theirs)["pid"])
        self.wire = Wire(ours)
        self.seconds = 0.0
        """CPU seconds that the sample says it used since the last load."""
        self.callbacks: dict[int, Callable[..., Any]] = {}

    def load(self, program: str, names: list[str]) -> dict[str, Any]:
        """Run a program; for each name of the tests that it defines, what it is."""
        self.wire.deadline = time.monotonic() + float(self.limits["wall"])
        self.seconds = 0.0
        self.callbacks = {}
        found = self.ask({"do": "load", "program": program, "names": names})
        if type(found) is not dict or not all(type(kind) is dict for kind in found.values()):
            raise StoppedError("protocol", "an answer of the wrong shape")
        return found

    def call(self, on: str | int, args: tuple[object, ...], named: Mapping[str, object], *, sync: bool) -> Any:
        """Call a function or object of the program."""
        message = {
            "do": "call",
            "on": on,
            "a": [encode(arg, self._handle) for arg in args],
            "k": {name: encode(arg, self._handle) for name, arg in named.items()},
        }
        if not sync:
            return self.value(self.ask(message))
        reply = self.reply({**message, "sync": True})
        self._update(args, reply.get("m"))
        return self.value(reply.get("v"))

    def ask(self, message: dict[str, Any]) -> Any:
        """The value in the answer to a request, as it came."""
        return self.reply(message).get("v")

    def reply(self, message: dict[str, Any]) -> dict[str, Any]:
        """The whole answer to a request; an error of the sample is raised here."""
        try:
            self.wire.send(message)
            while True:
                reply = self.wire.receive()
                if type(reply) is not dict:
                    raise StoppedError("protocol", "an answer of the wrong shape")
                if "cb" not in reply:
                    break
                self.wire.send(self._called_back(reply))
        except GoneError:
            raise StoppedError("gone", "the process ended") from None
        except LateError:
            raise StoppedError("wall", "no answer in time") from None
        except WireError as error:
            raise StoppedError("protocol", str(error)) from None
        if "late" in reply:
            spent = reply.get("s")
            self.seconds += spent if type(spent) is float and 0 <= spent < 1e6 else 0.0
            raise StoppedError("timeout", ENDLESS if "endless" in reply else SPENT)
        spent = reply.get("s")
        self.seconds += spent if type(spent) is float and 0 <= spent < 1e6 else 0.0
        if "e" in reply:
            raise raised(reply["e"])
        return reply

    def value(self, content: Any) -> Any:
        """An answer as a value of this process."""
        try:
            return decode(content, self._resolve)
        except WireError as error:
            raise StoppedError("protocol", str(error)) from None

    def end(self) -> dict[str, Any]:
        """Kill and reap the process; how it ended."""
        self.wire.sock.close()
        try:
            return ask(self.template, {"reap": self.pid})
        except (GoneError, OSError):
            return {"gone": True}

    def _called_back(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self.callbacks.get(request["cb"]) if type(request["cb"]) is int else None
        if function is None or type(request.get("a")) is not list:
            raise StoppedError("protocol", "an unknown callback")
        try:
            return {"v": encode(function(*[self.value(arg) for arg in request["a"]]), self._handle)}
        except Exception as error:
            return {"e": f"{type(error).__name__}: {error}"[:300]}

    def _handle(self, value: object) -> dict[str, Any]:
        if isinstance(value, Foreign | Function):
            return {"o": value._number}
        if isinstance(value, Iterator):
            return {"I": [encode(item, self._handle) for item in value]}
        if callable(value):
            number = len(self.callbacks)
            self.callbacks[number] = value
            return {"cb": number}
        raise StoppedError("judge", f"the tests pass a {type(value).__name__}, which cannot be sent to a sample")

    def _resolve(self, content: dict[str, Any]) -> object:
        number, kind = content.get("o"), content.get("kind")
        if type(number) is not int:
            raise WireError("unknown handle")
        if kind == "iterator":
            return Items(self, number)
        if kind == "function":
            return Function(self, number, sync=False)
        return Foreign(self, number)

    def _update(self, args: tuple[object, ...], changed: Any) -> None:
        """Arguments that the sample changed in place, changed here too: the tests may look at them."""
        if type(changed) is not list or len(changed) != len(args):
            raise StoppedError("protocol", "an answer of the wrong shape")
        for arg, content in zip(args, changed, strict=True):
            if content is None:
                continue
            now: Any = self.value(content)
            if type(now) is not type(arg) or now == arg:
                continue
            held: Any = arg
            if isinstance(arg, list | bytearray):
                held[:] = now
            elif isinstance(arg, dict | set):
                held.clear()
                held.update(now)


class Function:
    """Stands for a function or class of the sample."""

    def __init__(self, sample: Sample, number: str | int, *, sync: bool) -> None:
        self._sample, self._number, self._sync = sample, number, sync
        self.__name__ = number if isinstance(number, str) else "function"

    def __call__(self, *args: object, **named: object) -> Any:
        """Call it, there."""
        return self._sample.call(self._number, args, named, sync=self._sync)


class Foreign:
    """Stands for an object that is no data. It equals itself only, whatever its class says."""

    def __init__(self, sample: Sample, number: int) -> None:
        object.__setattr__(self, "_sample", sample)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._sample.value(self._sample.ask({"do": "get", "on": self._number, "name": name}))

    def __setattr__(self, name: str, value: object) -> None:
        content = encode(value, self._sample._handle)
        self._sample.ask({"do": "set", "on": self._number, "name": name, "value": content})

    def __call__(self, *args: object, **named: object) -> Any:
        """Call it, there."""
        return self._sample.call(self._number, args, named, sync=False)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._sample.value(self._sample.ask({"do": "iter", "on": self._number})))

    def __len__(self) -> int:
        length = self._sample.ask({"do": "len", "on": self._number})
        return length if type(length) is int else 0

    def __getitem__(self, key: object) -> Any:
        content = encode(key, self._sample._handle)
        return self._sample.value(self._sample.ask({"do": "item", "on": self._number, "key": content}))


class Items(Iterator[Any]):
    """Stands for an iterator of the sample; fetched as it is used."""

    def __init__(self, sample: Sample, number: int) -> None:
        self._sample, self._number = sample, number
        self._have: list[Any] = []

    def __next__(self) -> Any:
        if not self._have:
            self._have = self._sample.value(self._sample.ask({"do": "next", "on": self._number}))
            if type(self._have) is not list:
                raise StoppedError("protocol", "an answer of the wrong shape")
            self._have.reverse()
        if not self._have:
            raise StopIteration
        return self._have.pop()


def raised(content: Any) -> Exception:
    """The error that a sample raised, as one of the builtin type nearest to it."""
    if type(content) is not list or len(content) != 3 or type(content[2]) is not list:
        return SampleError("an error that cannot be read")
    name, text, ancestors = str(content[0])[:80], str(content[1])[:300], content[2]
    for ancestor in ancestors:
        known = getattr(builtins, ancestor, None) if type(ancestor) is str else None
        if isinstance(known, type) and issubclass(known, Exception) and known is not Exception:
            try:
                return known(text if known.__name__ == name else f"{name}: {text}")
            except TypeError:  # UnicodeDecodeError and its like want more than a text
                break
    return SampleError(f"{name}: {text}")


def stand_in(sample: Sample, name: str, kind: Mapping[str, Any], *, sync: bool) -> Any:
    """What the tests see under a name of the program."""
    if "callable" in kind:
        return Function(sample, name, sync=sync)
    if "module" in kind:
        return __import__(str(kind["module"]), fromlist=["_"])
    return sample.value(kind.get("data"))
