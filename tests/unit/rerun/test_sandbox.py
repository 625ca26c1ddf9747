"""What tests may ask of a program that runs elsewhere, and what becomes of it."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import StageError
from synth.rerun.sandbox import Judged, Limits, Sandbox, Suite, Task, Walls
from synth.rerun.sandbox.harmless import harmless
from synth.rerun.sandbox.inside.wire import WireError, decode, encode


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, limits=Limits(cpu=1.0, wall=30.0)) as made:
        if not made.state["safe"]:
            pytest.skip(f"this machine does not confine foreign code: {made.state}")
        yield made


def judge(sandbox: Sandbox, suite: Suite, *programs: str, solo: bool = False) -> list[Judged]:
    found: dict[int, Judged] = {}
    sandbox.run([Task("t", suite, programs, solo)], lambda task, index, judged: found.__setitem__(index, judged))
    assert sorted(found) == list(range(len(programs)))
    return [found[index] for index in range(len(programs))]


def outcomes(sandbox: Sandbox, suite: Suite, *programs: str) -> list[str]:
    return [judged.outcome for judged in judge(sandbox, suite, *programs)]


CHECK = Suite(checks=("def check(candidate):\n    assert candidate([3, 1, 2]) == [1, 2, 3]\n",), entry="order")


def test_outcomes(sandbox: Sandbox) -> None:
    found = judge(
        sandbox,
        CHECK,
        "def order(x):\n    return sorted(x)\n",
        "def order(x):\n    return x\n",
        "def order(x):\n    return x.nothing\n",
        "def order(x)\n    return x\n",
        "def other(x):\n    return sorted(x)\n",
        "def order(x):\n    while x: pass\n",
        "import os\ndef order(x):\n    os._exit(0)\n",
        "def order(x):\n    return sorted(x)  # after all of these\n",
    )
    assert [one.outcome for one in found] == [
        "passed", "failed", "error", "load", "no_entry", "timeout", "crashed", "passed",
    ]  # fmt: skip
    assert found[1].detail == "assert candidate([3, 1, 2]) == [1, 2, 3]"
    assert "AttributeError" in found[2].detail and "SyntaxError" in found[3].detail
    assert found[6].detail == "exit 0"


def test_each_check_is_told_apart(sandbox: Sandbox) -> None:
    tests = Suite(checks=("assert f(1) == 1", "assert f(2) == 4", "assert g(1)", "assert f(3) == 9"), each=True)
    found = judge(sandbox, tests, "def f(x):\n    return x * x\n", "def f(x):\n    return x\n")
    assert [one.bits for one in found] == ["1101", "1000"]
    assert [one.outcome for one in found] == ["failed", "failed"]


def test_types_are_checked_before_equality(sandbox: Sandbox) -> None:
    tests = Suite(checks=("def check(c):\n    assert c(1) == '1'\n",), entry="f")
    always = (
        "class A(str):\n    def __eq__(self, o): return True\n    __hash__ = str.__hash__\ndef f(x): return A('2')\n"
    )
    honest = "class A(str):\n    pass\ndef f(x): return A('1')\n"
    assert outcomes(sandbox, tests, always, honest) == ["failed", "passed"]


def test_helpers_of_the_prompt_are_not_taken_from_the_program(sandbox: Sandbox) -> None:
    prompt = "import math\n\ndef encode(s):\n    return s[::-1]\n\ndef decode(s):\n    '''Undo encode.'''\n"
    tests = Suite(checks=("def check(c):\n    assert c(encode('ab')) == 'ab'\n",), entry="decode", helpers=prompt)
    forged = "def encode(s): return s\ndef decode(s): return s\n"
    assert outcomes(sandbox, tests, prompt + "    return s[::-1]\n", forged) == ["passed", "failed"]
    # A program that lacks the helper fails, as it would when both ran in one namespace.
    assert outcomes(sandbox, tests, "def decode(s): return s[::-1]\n") == ["error"]


def test_names_that_the_tests_take_from_the_program(sandbox: Sandbox) -> None:
    tests = Suite(checks=("assert math.floor(f(2.5)) == 2 and LIMIT == 7 and g(1) == [1]",))
    program = "import math\nLIMIT = 7\ndef f(x): return x\ng = lambda x: [x]\n"
    assert outcomes(sandbox, tests, program, program.replace("import math", "")) == ["passed", "error"]


def test_objects_of_the_program(sandbox: Sandbox) -> None:
    tests = Suite(
        checks=(
            "root = Node(1)\nroot.left = Node(2)\nroot.left.left = Node(3)\n"
            "assert depth(root) == 3 and root.left.value == 2\nassert root != Node(1) and root == root\n",
        )
    )
    program = """
class Node:
    def __init__(self, value): self.value, self.left, self.right = value, None, None
    def __eq__(self, other): return True
def depth(n): return 0 if n is None else 1 + max(depth(n.left), depth(n.right))
"""
    assert outcomes(sandbox, tests, program) == ["passed"]


def test_functions_of_the_tests_are_called_back(sandbox: Sandbox) -> None:
    tests = Suite(checks=("seen = []\nassert keep(lambda x: seen.append(x) or x > 1, [1, 2, 3]) == [2, 3]\n"
                          "assert seen == [1, 2, 3]\n",))  # fmt: skip
    assert outcomes(sandbox, tests, "def keep(f, xs):\n    return [x for x in xs if f(x)]\n") == ["passed"]


def test_arguments_changed_in_place(sandbox: Sandbox) -> None:
    tests = Suite(checks=("xs = [3, 1, 2]\nassert order(xs) is None\nassert xs == [1, 2, 3]\n",))
    assert outcomes(sandbox, tests, "def order(x):\n    x.sort()\n", "def order(x):\n    sorted(x)\n") == [
        "passed", "failed",
    ]  # fmt: skip


def test_iterators_and_other_results(sandbox: Sandbox) -> None:
    tests = Suite(
        checks=(
            "assert list(gen(300)) == list(range(300))\nassert next(gen(2)) == 0\nassert gen(1) != [0]\n"
            "assert keys() == {1, 2} and counted('aab')['a'] == 2 and half() * 2 == 1\n"
            "try:\n    raises()\nexcept KeyError:\n    pass\nelse:\n    assert False\n",
        )
    )
    program = """
from collections import Counter
from fractions import Fraction
def gen(n): return (i for i in range(n))
def keys(): return {1: 0, 2: 0}.keys()
def counted(text): return Counter(text)
def half(): return Fraction(1, 2)
class Mine(KeyError): pass
def raises(): raise Mine("x")
"""
    assert outcomes(sandbox, tests, program) == ["passed"]


def test_inputs_are_compared_with_a_reference(sandbox: Sandbox) -> None:
    def inputs(*args: list[object]) -> tuple[object, ...]:
        return tuple([encode(arg, lambda value: {}) for arg in one] for one in args)

    tests = Suite(entry="f", inputs=inputs([1], [2], [100]), oracle="def f(x): return x / 3\n")
    nearly = "def f(x): return x / 3 + 1e-9\n"
    off = "def f(x): return x / 3 + 1e-3\n"
    late = "def f(x): return x / 3 if x < 50 else None\n"
    found = judge(sandbox, tests, "def f(x): return x / 3\n", nearly, off, late)
    assert [one.outcome for one in found] == ["passed", "passed", "failed", "failed"]
    assert found[3].detail == "input 2: another result"


def test_numpy_where_it_is(sandbox: Sandbox) -> None:
    tests = Suite(checks=("def check(c):\n    assert c([1, 2, 3]) == 2\n    assert c([0]) == 0\n",), entry="f")
    program = "import numpy as np\ndef f(x):\n    return np.mean(np.array(x))\n"
    assert outcomes(sandbox, tests, program, program) == ["passed", "passed"]


def test_a_sample_leaves_nothing_for_the_next(sandbox: Sandbox) -> None:
    tests = Suite(checks=("def check(c):\n    assert c(1) is None\n",), entry="f")
    leaves = "import os\ndef f(x):\n    try:\n        os.mkdir('d'); open('d/left', 'w')\n    except OSError: pass\n"
    looks = "import os\ndef f(x):\n    return [e for e in os.listdir('.') if os.path.exists('d')] or None\n"
    assert outcomes(sandbox, tests, leaves, looks) == ["passed", "passed"]


def test_alone_and_together_agree(sandbox: Sandbox) -> None:
    rng = random.Random(4)
    programs = [
        f"def order(x):\n    return {rng.choice(['sorted(x)', 'x', 'x[::-1]', 'y'])}  # {i}\n" for i in range(30)
    ]
    together = [one.outcome for one in judge(sandbox, CHECK, *programs)]
    assert together == [one.outcome for one in judge(sandbox, CHECK, *programs, solo=True)]


def test_tests_that_end_their_own_process_give_no_verdict(sandbox: Sandbox) -> None:
    tests = Suite(checks=("import os\nif f() == 2:\n    os._exit(0)\n",))
    programs = [f"def f(): return {value}\n" for value in (1, 2, 3)]
    assert outcomes(sandbox, tests, *programs) == ["passed", "judge", "passed"]


def test_tests_run_confined_too(sandbox: Sandbox) -> None:
    tests = Suite(checks=(f"import os\nassert not os.path.exists({__file__!r})\n", "import socket\nsocket.socket()\n"))
    found = judge(sandbox, tests, "def f(): return 1\n")[0]
    assert found.bits == "10" and "PermissionError" in found.detail


def test_nothing_runs_unconfined_unless_asked() -> None:
    open_walls = {"namespaces": False, "landlock": False, "seccomp": False}
    program = ("def f():\n    return 1\n",)
    task = Task("t", Suite(checks=("assert f() == 1",)), program)
    found: list[Judged] = []
    with Sandbox(workers=1, walls=Walls(**open_walls)) as sandbox, pytest.raises(StageError) as error:
        sandbox.run([task], lambda *result: found.append(result[2]))
    assert (
        "no wall around network, files, processes" in error.value.message and "--allow-unsafe-code" in error.value.hint
    )
    assert found == []
    with Sandbox(workers=1, walls=Walls(**open_walls, unsafe=True)) as sandbox:
        sandbox.run([task], lambda *result: found.append(result[2]))
    assert [one.outcome for one in found] == ["passed"]


@pytest.mark.parametrize(
    "program",
    [
        "import math\nfrom typing import List\ndef f(x: List[int]):\n    return math.floor(x[0])\n",
        "def f(x):\n    '''Open the list, use eval? naïve.'''\n    return x.a == 2\n",
        "from collections import Counter, deque\nimport re, string\ndef f(x):\n    return re.sub('a', \"b # c\", x)\n",
        "import requests\ndef f(x): return x\n",
    ],
)  # fmt: skip
def test_harmless_programs_share_a_process(program: str) -> None:
    assert harmless(program)


@pytest.mark.parametrize(
    "program",
    [
        "import os\n", "import math, sys\n", "from os import path\n", "x = ().__class__\n", "eval('1')\n",
        "f'{eval(\"1\")}'\n", "import gc\n",
        "import math\nmath.pi = 3\n", "import math\nmath.pi, x = 3, 4\n", "import math\nfor math.pi in [1]: pass\n",
        "getattr(str, 'x')\n", "ｅval('1')\n", "x.gi_frame\n", "import random\nrandom.seed(1)\n", "open('x')\n",
        "import importlib; importlib.import_module('os')\n", "x = 1; import os\n", "import(\nos)\n", "del x.y\n",
    ],
)  # fmt: skip
def test_doubtful_programs_run_alone(program: str) -> None:
    assert not harmless(program)


atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(max_size=8)
    | st.complex_numbers(allow_nan=False)
    | st.fractions()
    | st.dates()
    | st.datetimes()
)
hashable = st.integers() | st.text(max_size=3)
data = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(hashable, inner, max_size=3)
        | st.sets(hashable, max_size=4)
        | st.frozensets(hashable, max_size=3)
    ),
    max_leaves=12,
)


@given(data)
@settings(max_examples=150, deadline=None)
def test_values_arrive_as_they_were(value: object) -> None:
    import json

    arrived = decode(json.loads(json.dumps(encode(value, lambda other: {}))), lambda content: None)
    assert arrived == value and type(arrived) is type(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*"itdCOsFbBcrqDYTHWen/", "vk", "vv", "vi", "o"]), inner, max_size=2)
    ),
    max_leaves=15,
)


@given(json_values)
@settings(max_examples=300, deadline=None)
def test_no_message_breaks_the_decoder(value: object) -> None:
    def resolve(content: dict[str, object]) -> object:
        raise WireError("handle")

    with contextlib.suppress(WireError):
        decode(value, resolve)
