"""Loops that are proven endless, and loops that must not be: those that end, and those that might."""

from __future__ import annotations

import contextlib
import random
import signal
import sys
import textwrap
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from synth.rerun.sandbox import ENDLESS, SPENT, Judged, Limits, Sandbox, Suite, Task
from synth.rerun.sandbox.inside.endless import FILE, EndlessError, Watch


class TooLongError(Exception):
    """A program took longer than a test waits."""


@contextlib.contextmanager
def patience(seconds: float) -> Iterator[None]:
    """TooLongError after so many CPU seconds."""

    def late(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def proven(source: str, after: int = 5, seconds: float = 2.0) -> bool | None:
    """Whether the look, begun after so many lines, proves that f() never ends; None where it neither ends nor is."""
    namespace: dict[str, Any] = {}
    exec(compile(source, FILE, "exec"), namespace)
    watch = Watch()
    lines = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename != FILE:
            return None
        lines += event == "line"
        if lines < after:
            return trace
        one: FrameType | None = frame
        while one is not None and one.f_code.co_filename == FILE:
            one.f_trace = None  # as it is where nothing else traces
            one = one.f_back
        sys.settrace(None)
        watch.start(source, namespace, frame)
        return frame.f_trace

    before = sys.gettrace()
    try:
        with patience(seconds):
            sys.settrace(trace)
            namespace["f"]()
    except EndlessError:
        return True
    except TooLongError:
        return None
    finally:
        sys.settrace(before)
    return False


def function(body: str, before: str = "") -> str:
    return f"{textwrap.dedent(before)}\ndef f():\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"


ENDS_NEVER = [
    function("n = -7\na = b = 0\nwhile n:\n    if n % 2:\n        a += 1\n    else:\n        b += 1\n    n //= 10"),
    function("s = 'abc'\nwhile len(s) > 2:\n    s = ''.join(sorted(s))"),
    function("x, total, steps = 3.5, 0.0, 0\nwhile x > 0:\n    x *= 10\n    total += x\n    x //= 10\n    steps += 1"),
    function("a = []\nwhile True:\n    for x in [1, 2]:\n        if x > 2:\n            break\n    a.append(x)"),
    function("i = 0\nwhile i < 3:\n    i = half(i) * 2", "def half(n):\n    while n > 1: n -= 2\n    return n"),
    function("d = {'a': 1}\nwhile d['a']:\n    d['a'] = 3 - d['a']"),
    function("for k in range(3):\n    i = 0\n    while i < 5:\n        i += 1\n        if i == 4:\n            i = 2"),
    function("x = 2\nwhile x < 9:\n    x = math.isqrt(x) + 1\n", "import math"),
]  # fmt: skip
"""Endless, and so plain that it is seen."""
NOT_PROVEN = {
    "a counter decides": function("n = 0\nwhile n < 400:\n    n += 1"),
    "an iterator moves": function(
        "it = iter([0] * 300 + [1])\nx = 0\nwhile not x:\n    x = next(it)"
    ),
    "a loop around it moves": function(
        "for x in [1] * 200:\n    i = 0\n    while i < 3:\n        i += 1"
    ),
    "a loop inside it moves": function(
        "done = False\nwhile not done:\n    for x in [0] * 300:\n        y = x\n    done = True"
    ),
    "a list is walked": function("a = [0] * 300\nwhile a:\n    a.pop()"),
    "a list is shared": function(
        "a = []\nb = a\nwhile len(b) < 300:\n    a.append(0)"
    ),
    "a global counts": function(
        "while more():\n    pass", "C = [0]\ndef more():\n    C[0] += 1\n    return C[0] < 300"
    ),
    "a default counts": function(
        "while more():\n    x = 1", "def more(c=[]):\n    c.append(0)\n    return len(c) < 300"
    ),
    "an object counts": function(
        "b = Box()\nwhile b.more():\n    x = 1",
        "class Box:\n    n = 0\n    def more(self):\n        self.n += 1\n        return self.n < 300",
    ),
    "a closure counts": function(
        "n = 0\ndef more():\n    nonlocal n\n    n += 1\n    return n < 300\nwhile more():\n    x = 1"
    ),
    "chance decides": function("while random.random() < 0.99:\n    x = 1", "import random"),
    "the clock decides": function(
        "end = time.time() + 0.02\nwhile time.time() < end:\n    x = 1", "import time"
    ),
    "an error ends it": function(
        "n = 0\ntry:\n    while True:\n        n += 1\n        [0][n > 300]\nexcept IndexError:\n    return n"
    ),
    "a set has a history": function(
        "s = set(range(300))\nwhile s:\n    s.pop()"
    ),
    "objects are told apart": function(
        "a = [0]\nn = 0\nwhile a is not None and n < 300:\n    b = [0]\n    n += a is not b"
    ),
    "one line": function("n = 0\nwhile n < 300: n += 1"),
    "a float that is no number": function(
        "x = float('nan')\nn = 0\nwhile x != 1 and n < 300:\n    n += 1"
    ),
    "a collector is read": function("s = ''\nwhile not s.endswith('b' * 30):\n    s += 'b'"),
}  # fmt: skip


@pytest.mark.parametrize("source", ENDS_NEVER)
@pytest.mark.parametrize("after", [5, 11, 40])
def test_loops_that_repeat_their_state_are_proven_endless(source: str, after: int) -> None:
    assert proven(source, after) is True


@pytest.mark.parametrize("name", NOT_PROVEN)
@pytest.mark.parametrize("after", [3, 4, 5, 6, 11])
def test_loops_that_end_are_not(name: str, after: int) -> None:
    assert proven(NOT_PROVEN[name], after) is False


def programs() -> Iterator[str]:
    """Loops over a few small numbers; most end, many do not."""
    rng = random.Random(5)
    names = ["a", "b", "c"]
    for _ in range(300):
        lines = [f"{name} = {rng.randint(-2, 5)}" for name in names] + ["n = 0", "seen = []"]
        lines.append(f"for k in range({rng.randint(1, 3)}):")
        lines.append(f"    while {rng.choice(names)} {rng.choice(['<', '!=', '>'])} {rng.randint(-3, 6)}:")
        for _ in range(rng.randint(1, 4)):
            left, right = rng.choice(names), rng.choice(names)
            change = rng.choice(
                [
                    f"{left} = ({left} * {rng.randint(1, 3)} + {right}) % {rng.randint(2, 9)}",
                    f"{left} {rng.choice(['+', '-'])}= {rng.choice([right, '1', '2'])}",
                    f"{left} //= {rng.randint(2, 4)}",
                    "n += 1",
                    f"seen.append({right})",
                    f"for j in range({right} % 3):\n            {left} += 1",
                    f"while {left} > {rng.randint(2, 5)}:\n            {left} -= 1",
                    "if n > 40:\n            break",
                ]
            )
            lines.append(f"        {change}")
        yield function("\n".join(lines))


def test_no_program_that_ends_is_called_endless() -> None:
    said: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for source in programs():
        found = proven(source, after=12, seconds=0.02)
        said[found] += 1
        if found:
            # The same without a look: it must not end, however long one waits here.
            assert ends(source) is False, source
    assert said[True] > 50 and said[False] > 50, said


def ends(source: str) -> bool:
    namespace: dict[str, Any] = {}
    exec(compile(source, FILE, "exec"), namespace)
    try:
        with patience(0.01):
            namespace["f"]()
    except TooLongError:
        return False
    return True


def test_in_the_sandbox_a_proof_spares_the_time() -> None:
    limits = Limits(cpu=1.5)
    programs = (
        "def g(n):\n    while n:\n        n //= 10\n    return 0\n",
        "def g(n):\n    while True:\n        n += 1\n        if n < 0:\n            return n\n",
        "def g(n):\n    m = 0\n    while m < 900000:\n        m += 1\n    return 0\n",
    )
    suite = Suite(checks=("def check(candidate):\n    assert candidate(-1) == 0\n",), entry="g")
    found: dict[int, Judged] = {}
    with Sandbox(workers=1) as sandbox:
        if not sandbox.state["safe"]:
            pytest.skip(f"this machine does not confine foreign code: {sandbox.state}")
        sandbox.run([Task("t", suite, programs)], lambda _, at, judged: found.update({at: judged}), limits=limits)
    assert (found[0].outcome, found[0].detail) == ("timeout", ENDLESS) and found[0].cpu < 0.7
    assert found[1].outcome == "timeout" and found[1].detail == SPENT and found[1].cpu >= 1.4
    assert found[2].passed
