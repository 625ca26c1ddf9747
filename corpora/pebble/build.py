"""Writes PebbleEval: its problems, archives of three scripted models whose success on each problem is set here, its paper.

`python corpora/pebble/build.py` gives the same bytes every time; `--out DIR` writes them elsewhere.
"""

from __future__ import annotations

import argparse
import json
import random
import textwrap
from pathlib import Path

from problems import PROBLEMS, Pebble

HERE = Path(__file__).parent
SAMPLES = 20
ROLLOUTS = 5
TURNS = 4
BUILT = 1795132800
"""Seconds since 1970 of 2026-11-20 00:00 UTC: a fixed date makes equal sources give equal PDFs."""
# Right samples of 20, problem by problem.
TERN = (18, 15, 11, 9, 12, 7, 4, 6, 3, 2, 5, 2, 1, 8, 0, 1, 0, 0, 1, 0, 0, 0, 1, 3)
HERON = (20, 19, 20, 17, 18, 16, 11, 15, 9, 8, 14, 9, 6, 17, 5, 7, 2, 3, 6, 1, 0, 2, 4, 10)
# The same model as it might come out of training for pass@k: easy problems lose, hard ones gain.
HERON_PKO = (14, 13, 13, 12, 12, 11, 9, 11, 8, 8, 10, 8, 7, 12, 6, 7, 5, 5, 6, 4, 3, 4, 5, 9)
# Whether the one greedy answer is right.
HERON_GREEDY = (1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
# Turn in which each of five rollouts is solved, 0 for never.
HERON_TURNS = tuple(
    tuple((0 if (7 * i + 3 * j) % 20 >= 8 + h // 2 else 1 + (i + j) % TURNS if h < 18 else 1) for j in range(ROLLOUTS))
    for i, h in enumerate(HERON)
)


def prompt(one: Pebble) -> str:
    return f'def {one.name}({one.arguments}):\n    """{one.text}\n\n    Example: {one.tests[0]}\n    """\n'


def body(code: str, note: str) -> str:
    """A completion: the body, with a remark that tells samples apart."""
    return f"    # {note}\n{textwrap.indent(code, '    ')}\n"


def problem_rows() -> list[dict[str, object]]:
    rows = []
    for number, one in enumerate(PROBLEMS):
        tests = "\n".join(f"    assert {test.replace(f'{one.name}(', 'candidate(')}" for test in one.tests)
        rows.append(
            {
                "task_id": f"Pebble/{number}",
                "prompt": prompt(one),
                "entry_point": one.name,
                "canonical_solution": textwrap.indent(one.right[0], "    ") + "\n",
                "test": f"def check(candidate):\n{tests}\n",
                "public_tests": [f"assert {one.tests[0]}"],
            }
        )
    return rows


def samples(counts: tuple[int, ...], n: int, seed: int) -> list[dict[str, object]]:
    rng = random.Random(seed)
    rows = []
    for number, (one, right) in enumerate(zip(PROBLEMS, counts, strict=True)):
        hits = [True] * right + [False] * (n - right)
        rng.shuffle(hits)
        for place, hit in enumerate(hits):
            code = rng.choice(one.right if hit else one.wrong)
            rows.append({"task_id": f"Pebble/{number}", "completion": body(code, f"sample {place + 1}")})
    return rows


def rollouts(turns: tuple[tuple[int, ...], ...], seed: int) -> list[dict[str, object]]:
    rng = random.Random(seed)
    rows = []
    for number, (one, solved) in enumerate(zip(PROBLEMS, turns, strict=True)):
        for place, turn in enumerate(solved):
            code = rng.choice(one.right if turn else one.wrong)
            row: dict[str, object] = {"task_id": f"Pebble/{number}", "completion": body(code, f"rollout {place + 1}")}
            rows.append({**row, "turn": turn or None})
    return rows


def files() -> dict[str, list[dict[str, object]]]:
    """Name of each file → its rows."""
    return {
        "problems.jsonl": problem_rows(),
        "tern-1b.jsonl": samples(TERN, SAMPLES, 1),
        "heron-7b.jsonl": samples(HERON, SAMPLES, 2),
        "heron-7b-greedy.jsonl": samples(HERON_GREEDY, 1, 3),
        "heron-7b-turns.jsonl": rollouts(HERON_TURNS, 4),
        "heron-7b-pko.jsonl": samples(HERON_PKO, SAMPLES, 5),
    }


def build(out: Path) -> None:
    """Write all files into a folder."""
    import typst

    (out / "papers").mkdir(parents=True, exist_ok=True)
    for name, rows in files().items():
        (out / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    typst.compile(
        str(HERE / "src" / "pebble.typ"),
        output=str(out / "papers" / "pebble-eval.pdf"),
        root=str(HERE.parent),  # it takes the look of the digests from corpora/passk
        font_paths=[],
        ignore_system_fonts=True,
        timestamp=BUILT,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE, help="write into this folder")
    build(parser.parse_args().out)


if __name__ == "__main__":
    main()
