"""A static look at a program: may it share a process with other samples of its problem?

This is no wall. A program that gets past it still sees no test, reaches nothing, and cannot make a wrong result right;
it could at most disturb the samples judged after it in the same process. Whatever the look does not know is doubtful
and runs alone.
"""

from __future__ import annotations

import re
import sys

_SHARED = frozenset(
    ("math", "cmath", "typing", "collections", "itertools", "functools", "heapq", "bisect", "string", "re", "copy",
     "operator", "random", "statistics", "datetime", "fractions", "dataclasses", "enum", "numbers", "time", "hashlib",
     "json", "textwrap", "abc", "calendar", "numpy")
)  # fmt: skip
"""Modules that leave nothing behind when functions of them are called."""
_RISKY = sys.stdlib_module_names - _SHARED
_TEXT = re.compile(
    r"""(?<![\w"'])[rRbBuU]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
    r"""|\#[^\n]*""",
    re.DOTALL,
)
"""Comments and strings but formatted ones, which hold code."""
_DOUBTFUL = re.compile(
    r"""
    __                                               # dunder names reach classes, frames and builtins
    | [^\x00-\x7f]                                   # identifiers are normalised: a wide letter is a letter
    | \b(?:exec|eval|compile|globals|locals|vars|getattr|setattr|delattr|open|breakpoint|async|await)\b
    | \.\s*(?:f_|gi_|tb_|co_|cr_|ag_)                # frames and code objects
    | \b\w+\s*\.\s*\w+\s*(?:,[^=\n]*)?(?:[-+*/%&|^]|//|\*\*|<<|>>)?=(?!=)   # attributes of modules and classes
    | \b(?:for|del)\s+\w+\s*\.
    | \b(?:seed|setstate|cache_clear)\b
    """,
    re.VERBOSE,
)
_IMPORT = re.compile(r"^\s*from\s+([\w.]+)\s+import\b|^\s*import\s+([^\n;]+)|\bimport\b", re.MULTILINE)


def harmless(program: str) -> bool:
    """Whether nothing in the text looks as if it reached beyond the program itself."""
    code = _TEXT.sub('""', program)
    if _DOUBTFUL.search(code):
        return False
    if "import" not in code:
        return True
    for found in _IMPORT.finditer(code):
        names = [found[1]] if found[1] else (found[2] or "sys").split(",")
        if any(_root(name) in _RISKY for name in names):
            return False
    return True


def _root(name: str) -> str:
    words = name.split()
    return words[0].split(".")[0] if words else "sys"
