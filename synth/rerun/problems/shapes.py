"""One reader for each shape of problem file: a row in, a `Problem` out."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import Any

from synth.rerun.problems.mbpp_types import typed
from synth.rerun.problems.model import Problem, task_number
from synth.rerun.sandbox import Suite
from synth.rerun.sandbox.inside.wire import encode

_CALLS_CHECK = re.compile(r"^check\(", re.MULTILINE)
_AS_SET = frozenset(
    ("similar_elements", "find_char_long", "common_in_nested_lists", "extract_singly", "larg_nnum",
     "intersection_array", "find_dissimilar", "Diff")
)  # fmt: skip
_FOUND = frozenset(("check_str", "text_match_three", "text_starta_endb"))
_RULES = {
    "are_equivalent": "anything",
    "sum_div": "zero_too",
    "surface_Area": "pyramid",
    "digit_distance_nums": "digits",
    "find_zero": "root",
    **dict.fromkeys(_AS_SET, "as_set"),
    **dict.fromkeys(_FOUND, "found"),
}
"""Functions whose results are compared by a rule of their own (EvalPlus)."""


def humaneval(row: dict[str, Any], level: str) -> Problem:
    """HumanEval and files of its shape: `test` defines `check(candidate)`, and may call it itself."""
    test, entry, prompt = str(row["test"]), str(row["entry_point"]), str(row.get("prompt", ""))
    public = row.get("given_tests") or row.get("public_tests") or examples(prompt)
    return Problem(
        task=str(row.get("task_id", row.get("name", ""))),
        prompt=prompt,
        entry=entry,
        suite=Suite(checks=(test,), entry=entry, call=not _CALLS_CHECK.search(test), helpers=prompt),
        public=tuple(str(one) for one in public),
        reference=_reference(row, prompt, entry),
    )


def examples(prompt: str) -> list[str]:
    """Examples in the docstring as assertions: each `>>> call` whose result is one line that is a literal."""
    found = []
    lines = [line.strip() for line in prompt.splitlines()]
    for line, result in pairwise(lines):
        if line.startswith(">>> "):
            try:
                ast.literal_eval(result)
                ast.parse(line[4:], mode="eval")
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                continue
            found.append(f"assert {line[4:]} == {result}")
    return found


def evalplus(row: dict[str, Any], level: str) -> Problem:
    """HumanEval+ and MBPP+: inputs, and a reference whose results are the expected ones.

    `level` is `base` (the original inputs) or `plus` (those and the added ones).
    """
    task, entry, prompt = str(row["task_id"]), str(row["entry_point"]), str(row.get("prompt", ""))
    inputs = [*row["base_input"], *(row.get("plus_input") or [] if level != "base" else [])]
    number = task_number(task) or 0
    mbpp = task.lower().startswith("mbpp")
    wanted = [typed(number, list(args)) for args in inputs] if mbpp else inputs
    reference = _reference(row, prompt, entry)
    rule = _RULES.get(entry, "exact")
    return Problem(
        task=task,
        prompt=prompt,
        entry=entry,
        suite=Suite(
            entry=entry,
            inputs=tuple([encode(arg, _no_handle) for arg in args] for args in wanted),
            oracle=reference,
            rule=rule if mbpp or rule == "root" else "exact",
            atol=float(row.get("atol") or 0),
        ),
        public=tuple(re.findall(r"^assert .+$", prompt, re.MULTILINE)) if mbpp else (),
        reference=reference,
    )


def mbpp(row: dict[str, Any], level: str) -> Problem:
    """MBPP as its authors published it: a list of assertions, and code that sets them up."""
    tests = [str(test) for test in row["test_list"]]
    setup = str(row.get("test_setup_code") or "") + "\n".join(row.get("test_imports") or [])
    code = str(row.get("code", ""))
    called = re.search(r"\bassert\b[^\w]*(?:\w+\()*?(\w+)\(", tests[0]) if tests else None
    defined = re.findall(r"^def\s+(\w+)", code, re.MULTILINE)
    entry = next((name for name in defined if tests and re.search(rf"\b{name}\s*\(", tests[0])), "")
    entry = entry or (called[1] if called else "")
    return Problem(
        task=f"MBPP/{row['task_id']}" if str(row["task_id"]).isdigit() else str(row["task_id"]),
        prompt=str(row.get("text") or row.get("prompt") or ""),
        entry=entry,
        suite=Suite(checks=("\n".join([setup.replace("\r\n", "\n"), *tests]),), entry=entry, call=False),
        public=tuple(tests[:1]),
        reference=code.replace("\r\n", "\n"),
    )


def question(row: dict[str, Any], level: str) -> Problem:
    """GSM8K: a question and its worked answer, whose last line is `#### NUMBER`."""
    text = str(row["question"])
    return Problem(task=text, prompt=text, answer=str(row["answer"]).rpartition("####")[2].strip())


def _reference(row: dict[str, Any], prompt: str, entry: str) -> str:
    solution = str(row.get("canonical_solution", ""))
    if not solution:
        return ""
    return solution if re.search(rf"^def\s+{re.escape(entry)}\b", solution, re.MULTILINE) else prompt + solution


def _no_handle(value: object) -> dict[str, Any]:
    raise ValueError(f"an input is a {type(value).__name__}, which is no data")
