"""What decides how a `while` loop goes on, read from the program's text: the names, or that more than names may."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import CodeType, FrameType, ModuleType
from typing import Any

_PURE = frozenset(
    ("abs", "all", "any", "bin", "bool", "chr", "dict", "divmod", "enumerate", "float", "hex", "int", "len", "list",
     "max", "min", "oct", "ord", "pow", "range", "reversed", "round", "sorted", "str", "sum", "tuple", "zip", "set",
     "filter", "map", "isinstance")
)  # fmt: skip
SCALARS = frozenset((int, float, str, bool, type(None), bytes))
"""Types of values that hold nothing else."""
_REFUSED = (
    ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await,
    ast.AsyncFor, ast.AsyncFunctionDef,
)  # fmt: skip
_REFUSED_IN_LOOP = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Delete, ast.Match)
_MOST_DEPTH = 8
"""Functions of the program that call each other."""


def parsed(source: str) -> ast.Module | None:
    """The program, where nothing in it could end a loop from outside."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return None if any(isinstance(node, _REFUSED) for node in ast.walk(tree)) else tree


def loops_of(tree: ast.Module) -> dict[tuple[str, int], list[ast.While]]:
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


def place(code: CodeType) -> tuple[str, int]:
    """Name and first line of a function, as `loops_of` has them."""
    return code.co_name, 1 if code.co_name == "<module>" else code.co_firstlineno


def last_line(loop: ast.While) -> int:
    """Last line of the loop's body: its `else` runs after it."""
    return loop.body[-1].end_lineno or loop.lineno


def deciding(
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
    if type(value) in SCALARS:
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
