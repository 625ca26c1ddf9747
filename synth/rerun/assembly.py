"""How programs are made of prompts and samples, and which other ways are tried where a figure is not reached."""

from __future__ import annotations

import re
from dataclasses import replace

from synth.records import Assembly
from synth.rerun.problems import Problem

STOPS = ("\nclass", "\ndef", "\n#", "\nif", "\nprint")
"""Stop sequences of Codex (arXiv:2107.03374) for HumanEval."""
TYPING = "from typing import *\n"
IMPORTS = "import math\nimport re\nimport itertools\nimport collections\nimport heapq\n" + TYPING
"""What executors of many papers put before a program."""
FENCES = "fences"
"""Way of cleaning that takes code out of Markdown."""
_FENCE = re.compile(r"```(?:python|py|Python)?[ \t]*\r?\n(.*?)(?:```|\Z)", re.DOTALL)


def assemble(problem: Problem, text: str, assembly: Assembly) -> str:
    """The program that is judged."""
    if "newlines" in assembly.clean:
        text = text.replace("\r\n", "\n")
    if FENCES in assembly.clean:
        text = unfenced(text, problem.entry)
    if problem.prompt and text.startswith(problem.prompt):
        return assembly.preamble + problem.prompt + cut(text[len(problem.prompt) :], assembly.stop)
    alone = assembly.mode == "program" or (assembly.mode == "auto" and defines(text, problem.entry))
    if alone:
        return assembly.preamble + text
    return assembly.preamble + problem.prompt + cut(text, assembly.stop)


def cut(text: str, stops: tuple[str, ...]) -> str:
    """The text up to the first stop sequence."""
    places = [at for stop in stops if (at := text.find(stop)) >= 0]
    return text[: min(places)] if places else text


def defines(text: str, entry: str) -> bool:
    """Whether the text itself defines the function that is asked for, at its left margin."""
    return bool(entry) and bool(re.search(rf"^(?:async +)?def +{re.escape(entry)}\b", text, re.MULTILINE))


def unfenced(text: str, entry: str) -> str:
    """The code of a Markdown answer: the block that defines the function, else the first one, else all."""
    blocks = [found[1] for found in _FENCE.finditer(text)]
    return next((block for block in blocks if defines(block, entry)), blocks[0] if blocks else text)


def usual(*, completions: bool) -> Assembly:
    """How an archive is assembled that comes without a recipe."""
    if completions:
        return Assembly(name="completion", mode="completion", stop=STOPS)
    return Assembly(name="as archived", mode="auto")


def variants(base: Assembly) -> tuple[Assembly, ...]:
    """Other ways that are tried where no recipe names any."""
    found = [
        replace(base, name="with typing", preamble=TYPING),
        replace(base, name="with usual imports", preamble=IMPORTS),
        replace(base, name="bare", preamble=""),
        replace(base, name="out of Markdown", clean=(FENCES, "newlines")),
    ]
    if base.mode == "completion":
        found.append(replace(base, name="without stop sequences", stop=()))
    else:
        found.append(replace(base, name="with its prompt", mode="completion", stop=()))
    return tuple(one for one in found if replace(one, name="") != replace(base, name=""))
