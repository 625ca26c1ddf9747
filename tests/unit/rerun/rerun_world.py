"""A small benchmark and archives of it in every shape, made as they are needed."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

PROBLEMS = [
    ("add", "a, b", "Add two numbers.", "return a + b", ["add(1, 2) == 3", "add(-1, 1) == 0"]),
    ("double", "x", "Twice x.", "return 2 * x", ["double(4) == 8", "double(0) == 0"]),
    ("first", "xs: List[int]", "First item.", "return xs[0]", ["first([5, 6]) == 5"]),
    ("root", "x", "Square root.", "return math.sqrt(x)", ["abs(root(9) - 3) < 1e-9"]),
]
"""name, arguments, docstring, body, assertions."""
WRONG = "    return None\n"


def rows() -> list[dict[str, Any]]:
    """Rows of a problem file of HumanEval's shape."""
    found = []
    for number, (name, arguments, text, body, checks) in enumerate(PROBLEMS):
        head = "from typing import List\n\n\n" if "List" in arguments else "import math\n\n\n" if "math" in body else ""
        tests = "".join(f"    assert {check.replace(name + '(', 'candidate(')}\n" for check in checks)
        found.append(
            {
                "task_id": f"Tiny/{number}",
                "prompt": f'{head}def {name}({arguments}):\n    """ {text} """\n',
                "entry_point": name,
                "canonical_solution": f"    {body}\n",
                "test": f"def check(candidate):\n{tests}",
                "public_tests": [f"assert {checks[0]}"],
            }
        )
    return found


def right(number: int) -> str:
    return f"    {PROBLEMS[number][3]}\n"


def whole(number: int, text: str | None = None) -> str:
    """The function by itself, without its prompt's imports."""
    name, arguments, _, body, _ = PROBLEMS[number]
    return f"def {name}({arguments}):\n{text if text is not None else f'    {body}' + chr(10)}"


def write_lines(path: Path, values: list[Any]) -> Path:
    text = "".join(json.dumps(value) + "\n" for value in values)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("samples.jsonl", text)
    else:
        path.write_text(text)
    return path


def problem_file(folder: Path, name: str = "problems.jsonl") -> Path:
    return write_lines(folder / name, rows())


def samples(counts: list[int], n: int) -> list[dict[str, Any]]:
    """n samples a problem, of which `counts` are right; each is written in its own way."""
    return [
        {"task_id": f"Tiny/{task}", "completion": (right(task) if i < c else WRONG) + f"    # {i}\n"}
        for task, c in enumerate(counts)
        for i in range(n)
    ]
