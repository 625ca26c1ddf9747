"""Proof that a program never ends: a loop that comes back to a state it was in before, with nothing else to decide it.

Most samples that run out of time turn in a `while` loop, and many repeat one state (`number //= 10` stays at −1). A
deterministic loop that is twice at one place with equal values never ends, so that its CPU time need not be spent.
What is looked at is narrow, and anything that is not known for sure gives no proof:

- The program holds nothing that could end the loop otherwise: no `try`, `with`, `global`, `nonlocal`, `yield`, `async`.
- In the loop stand plain statements, calls of builtins whose result depends on their arguments alone, of methods of
  plain values, of `math`, and of functions of the program that are made of the same.
- The state is every local name of the loop but those that only count or collect (`n += 1`, `found.append(x)`): no other
  name depends on them, so that they decide nothing. All of it must be plain values; their bytes are compared, with
  what is shared between them, and without sets, whose order has a history.
- Both times the frame is the same, and the loop was not left in between: iterators of `for` loops around it wait.
"""

from __future__ import annotations

import ast
import opcode
import pickle
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any

from synth.rerun.sandbox.inside.deciding import SCALARS, deciding, last_line, loops_of, parsed, place

FILE = "<program>"
"""Name that programs are compiled under."""
_MOST_SECONDS = 0.1
"""CPU seconds that a look may take."""
_LINE = 2e-6
"""Seconds that a traced line costs beside what is measured of it, about."""
_MOST_VALUES = 20_000
_FOR, _WIDE = opcode.opmap["FOR_ITER"], opcode.opmap["EXTENDED_ARG"]


class EndlessError(BaseException):
    """A loop repeats its state; no `except` can be in the program that it is raised in."""


class Watch:
    """Looks at the loops that a program is in, until one repeats its state or the look has taken long enough."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """CPU seconds that the look took: they are not the program's."""
        self._started = False

    def start(self, source: str, namespace: Mapping[str, Any], frame: FrameType | None) -> None:
        """Watch the loops that the frames from `frame` outwards are in now; EndlessError is raised in one of them."""
        if self._started:
            return
        self._started = True
        began = time.process_time()
        tree = parsed(source)
        if tree is not None:
            owned = loops_of(tree)
            while frame is not None:
                if frame.f_code.co_filename == FILE and frame.f_trace is None:
                    self._look_at(frame, owned.get(place(frame.f_code), ()), namespace, tree)
                frame = frame.f_back
        self.seconds += time.process_time() - began

    def stop(self) -> None:
        """Look no more."""
        if self._started:
            sys.settrace(None)

    def _look_at(
        self, frame: FrameType, loops: Sequence[ast.While], namespace: Mapping[str, Any], tree: ast.Module
    ) -> None:
        inside = [loop for loop in loops if loop.lineno <= frame.f_lineno <= last_line(loop)]
        found = [(loop, deciding(loop, frame, namespace, tree)) for loop in inside]
        watched = [_Loop(loop, names) for loop, names in found if names is not None]
        if watched:
            frame.f_trace = self._tracer(watched)
            sys.settrace(_no_other)

    def _tracer(self, loops: list[_Loop]) -> Callable[[FrameType, str, Any], Any]:
        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal loops
            if event == "line":
                began = time.process_time()
                loops = [loop for loop in loops if loop.step(frame)]
                self.seconds += time.process_time() - began + _LINE
                if not loops or self.seconds > _MOST_SECONDS:
                    sys.settrace(None)
                    frame.f_trace_lines = False
                    return None
            return trace

        return trace


def _no_other(*_: Any) -> None:
    """Frames that begin later are not looked at."""


class _Loop:
    """One loop and the states that it was in since it was entered."""

    def __init__(self, loop: ast.While, names: tuple[str, ...]) -> None:
        self.first, self.last = loop.lineno, last_line(loop)
        # A line of the loop itself, not of a loop inside it, whose iterator would be part of the state.
        self.lines = {loop.lineno, loop.body[0].lineno}
        self.names = names
        self.states: set[tuple[int, bytes]] = set()

    def step(self, frame: FrameType) -> bool:
        """Take note of a line that is about to run; False where there is nothing more to learn."""
        if not self.first <= frame.f_lineno <= self.last:
            self.states.clear()
            return True
        if frame.f_lineno not in self.lines or _iterates(frame):
            return True
        state = _state(frame.f_locals, self.names)
        if state is None:
            return False
        key = (frame.f_lasti, state)
        if key in self.states:
            raise EndlessError
        self.states.add(key)
        return True


def _iterates(frame: FrameType) -> bool:
    """Whether a `for` loop is about to take its next item: then its iterator is part of the state."""
    code, at = frame.f_code.co_code, frame.f_lasti
    while code[at] == _WIDE:
        at += 2
    return code[at] == _FOR


def _state(values: Mapping[str, Any], names: tuple[str, ...]) -> bytes | None:
    """The values of `names`, with what they share; None where one is no plain value."""
    chosen = [(name, values[name]) for name in names if name in values]
    waiting: list[Any] = [value for _, value in chosen]
    seen: set[int] = set()
    count = 0
    while waiting:
        value = waiting.pop()
        count += 1
        kind = type(value)
        if count > _MOST_VALUES or (kind is float and value != value):
            return None
        if kind in SCALARS:
            continue
        if id(value) in seen:
            continue
        seen.add(id(value))
        if kind is list or kind is tuple:
            waiting.extend(value)
        elif kind is dict:
            waiting.extend(value.keys())
            waiting.extend(value.values())
        else:
            return None
    return pickle.dumps(chosen, protocol=4)
