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
from types import CodeType, FrameType, ModuleType
from typing import Any

FILE = "<program>"
"""Name that programs are compiled under."""
_PURE = frozenset(
    ("abs", "all", "any", "bin", "bool", "chr", "dict", "divmod", "enumerate", "float", "hex", "int", "len", "list",
     "max", "min", "oct", "ord", "pow", "range", "reversed", "round", "sorted", "str", "sum", "tuple", "zip", "set",
     "filter", "map", "isinstance")
)  # fmt: skip
_TYPES = frozenset((int, float, str, bool, type(None), bytes))
_REFUSED = (
    ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await,
    ast.AsyncFor, ast.AsyncFunctionDef,
)  # fmt: skip
_REFUSED_IN_LOOP = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Delete, ast.Match)
_MOST_SECONDS = 0.1
"""CPU seconds that a look may take."""
_LINE = 2e-6
"""Seconds that a traced line costs beside what is measured of it, about."""
_MOST_VALUES = 20_000
_MOST_DEPTH = 8
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
        tree = _parsed(source)
        if tree is not None:
            owned = _loops(tree)
            while frame is not None:
                if frame.f_code.co_filename == FILE and frame.f_trace is None:
                    self._look_at(frame, owned.get(_place(frame.f_code), ()), namespace, tree)
                frame = frame.f_back
        self.seconds += time.process_time() - began

    def stop(self) -> None:
        """Look no more."""
        if self._started:
            sys.settrace(None)

    def _look_at(
        self, frame: FrameType, loops: Sequence[ast.While], namespace: Mapping[str, Any], tree: ast.Module
    ) -> None:
        inside = [loop for loop in loops if loop.lineno <= frame.f_lineno <= _last(loop)]
        found = [(loop, _deciding(loop, frame, namespace, tree)) for loop in inside]
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


def _parsed(source: str) -> ast.Module | None:
    """The program, where nothing in it could end a loop from outside."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return None if any(isinstance(node, _REFUSED) for node in ast.walk(tree)) else tree


def _no_other(*_: Any) -> None:
    """Frames that begin later are not looked at."""


class _Loop:
    """One loop and the states that it was in since it was entered."""

    def __init__(self, loop: ast.While, names: tuple[str, ...]) -> None:
        self.first, self.last = loop.lineno, _last(loop)
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


def _loops(tree: ast.Module) -> dict[tuple[str, int], list[ast.While]]:
    """`while` loops by the function that they stand in: its name and first line."""
    found: dict[tuple[str, int], list[ast.While]] = {}

    def walk(node: ast.AST, owner: tuple[str, int]) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.While):
                found.setdefault(owner, []).append(child)
            if isinstance(child, ast.FunctionDef):
                first = child.decorator_list[0].lineno if child.decorator_list else child.lineno
                walk(child, (child.name, first))
            elif not isinstance(child, ast.Lambda | ast.ClassDef):
                walk(child, owner)

    walk(tree, ("<module>", 1))
    return found


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_name, 1 if code.co_name == "<module>" else code.co_firstlineno


def _last(loop: ast.While) -> int:
    """Last line of the loop's body: its `else` runs after it."""
    return loop.body[-1].end_lineno or loop.lineno


def _deciding(
    loop: ast.While, frame: FrameType, namespace: Mapping[str, Any], tree: ast.Module
) -> tuple[str, ...] | None:
    """Local names that decide how the loop goes on; None where more than they may decide it."""
    if loop.body[0].lineno == loop.lineno:
        return None  # lines do not tell the turns of a loop on one line apart
    parts = [loop.test, *loop.body]
    names = {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}
    code = frame.f_code
    local = set(code.co_varnames) | set(code.co_cellvars)
    if code.co_freevars or code.co_name == "<module>":
        return None
    if not all(_plain(part, local, namespace, tree, 0) for part in parts):
        return None
    return tuple(sorted((names & local) - _collectors(parts, frame.f_locals)))


def _plain(part: ast.AST, local: set[str], namespace: Mapping[str, Any], tree: ast.Module, depth: int) -> bool:
    """Whether what a piece of code does depends on its local names alone and changes nothing else."""
    bound = local | {
        node.arg if isinstance(node, ast.arg) else node.id
        for node in ast.walk(part)
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }
    called = {id(node.func) for node in ast.walk(part) if isinstance(node, ast.Call)}
    for node in ast.walk(part):
        if isinstance(node, _REFUSED_IN_LOOP):
            return False
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops) and not any(_single(side) for side in sides):
                return False
        if isinstance(node, ast.Attribute) and not _is_math(node.value, bound, namespace):
            of_global = isinstance(node.value, ast.Name) and node.value.id not in bound
            if of_global or id(node) not in called:
                return False
    free = [
        node
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in bound
    ]
    return all(_known(node.id, id(node) in called, namespace, tree, depth) for node in free)


def _single(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))


def _is_math(node: ast.expr, bound: set[str], namespace: Mapping[str, Any]) -> bool:
    if not isinstance(node, ast.Name) or node.id in bound:
        return False
    value = namespace.get(node.id)
    return isinstance(value, ModuleType) and value.__name__ == "math"


def _known(name: str, called: bool, namespace: Mapping[str, Any], tree: ast.Module, depth: int) -> bool:
    """Whether a global name is a builtin, `math`, a constant or a function that is plain itself."""
    if name not in namespace:
        return name in _PURE
    value = namespace[name]
    if isinstance(value, ModuleType):
        return value.__name__ == "math"
    if type(value) in _TYPES:
        return True
    if not called or depth >= _MOST_DEPTH:
        return False
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    if getattr(value, "__module__", None) == "math" and not found:
        return callable(value)
    if len(found) != 1 or found[0].decorator_list or getattr(value, "__code__", None) is None:
        return False
    function = found[0]
    arguments = function.args
    if value.__code__.co_firstlineno != function.lineno or arguments.vararg or arguments.kwarg:
        return False
    defaults = [*arguments.defaults, *(one for one in arguments.kw_defaults if one is not None)]
    if not all(isinstance(one, ast.Constant) for one in defaults):
        return False
    own = set(value.__code__.co_varnames) | set(value.__code__.co_cellvars)
    return all(_plain(part, own, namespace, tree, depth + 1) for part in function.body)


def _collectors(parts: list[ast.AST], values: Mapping[str, Any]) -> set[str]:
    """Names that only count or collect: `n += e`, `n -= e`, `found.append(e)`, with themselves nowhere else.

    Their operations cannot fail for reasons of their own: numbers take numbers, texts and lists only grow.
    """
    uses: dict[str, int] = {}
    own: dict[str, int] = {}
    for part in parts:
        for node in ast.walk(part):
            if isinstance(node, ast.Name):
                uses[node.id] = uses.get(node.id, 0) + 1
            name = _collected(node)
            if name:
                own[name] = own.get(name, 0) + 1
    return {
        name for name, count in own.items() if uses[name] == count and type(values.get(name)) in (int, float, list, str)
    }


def _collected(node: ast.AST) -> str:
    """The name that a statement only adds to; empty for others."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub) and isinstance(node.target, ast.Name):
        return node.target.id
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        function = node.value.func
        if isinstance(function, ast.Attribute) and function.attr == "append" and isinstance(function.value, ast.Name):
            return function.value.id
    return ""


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
        if kind in _TYPES:
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
