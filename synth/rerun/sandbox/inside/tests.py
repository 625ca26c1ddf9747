"""Tests of a problem, compiled once and run against many programs.

They see what the program defines as stand-ins that ask its process (`judge.py`), so that tests and expected values
never leave this one.
"""

from __future__ import annotations

import ast
import builtins
import random
import re
from collections.abc import Mapping
from types import CodeType
from typing import Any

from synth.rerun.sandbox.inside.judge import Sample, stand_in

_BUILTINS = frozenset(dir(builtins))
_MODULES = frozenset(
    ("math", "cmath", "random", "re", "string", "itertools", "functools", "collections", "operator", "copy", "sys",
     "time", "datetime", "heapq", "bisect", "typing", "json", "statistics", "decimal", "fractions", "numpy")
)  # fmt: skip
"""Modules that tests may use under a name that the program imported."""


class Tests:
    """Test code, compiled once and run against many programs."""

    def __init__(self, source: str, entry: str, helpers: str, *, call: bool) -> None:
        self.source = source
        self.entry = entry
        """Function that is asked for: always the program's own."""
        self.call = call
        """Whether `check` is left to be called with it."""
        self.random = "random" in source
        tree = ast.parse(source)
        self.code = compile(tree, "<tests>", "exec", dont_inherit=True)
        self.names = sorted(_named(self.code) - _BUILTINS | ({entry} if entry else set()))
        """Names that the tests may take from the program."""
        self.sync = any(
            isinstance(arg, ast.Name | ast.Starred | ast.Attribute | ast.Subscript)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            for arg in call.args
        )
        """Whether arguments may be looked at after a call."""
        self.helpers = _helpers(helpers, set(self.names) - {entry}) if helpers else {}

    def run(self, sample: Sample, found: Mapping[str, Any]) -> None:
        """Run the tests once; whatever this raises is the verdict. `found` is what `Sample.load` said of `names`."""
        scope: dict[str, Any] = {"__name__": "tests"}
        for name, kind in found.items():
            # What the problem's own prompt defines is taken from it, where the program has it as well.
            if "module" in kind and str(kind["module"]).split(".")[0] not in _MODULES:
                continue
            trusted = self.helpers.get(name)
            scope[name] = trusted if trusted is not None else stand_in(sample, name, kind, sync=self.sync)
        if self.random:
            random.seed(0)
        exec(self.code, scope)
        if self.call and self.entry:
            scope["check"](scope[self.entry])

    def line(self, number: int) -> str:
        """A line of the tests, for a message."""
        lines = self.source.splitlines()
        return lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""


def _named(code: CodeType) -> set[str]:
    """Names that the code or a function in it may look up, attributes included: asking for too many does no harm."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _named(constant)
    return found


def _helpers(prompt: str, names: set[str]) -> dict[str, Any]:
    """What the prompt defines of `names`; the unfinished function at its end is given a body."""
    names = {name for name in names if re.search(rf"^(?:def|class) {name}\b|^{name} =", prompt, re.MULTILINE)}
    if not names:
        return {}
    for text in (prompt + "\n    pass\n", prompt):
        scope: dict[str, Any] = {"__name__": "prompt"}
        try:
            exec(compile(text, "<prompt>", "exec", dont_inherit=True), scope)
        except Exception:
            continue
        return {name: scope[name] for name in names if name in scope}
    return {}
