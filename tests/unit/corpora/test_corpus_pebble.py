"""PebbleEval: its files come from its script, its problems hold, and its paper prints what its samples give but for one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pymupdf
import pytest

from synth.rerun.estimators import Counts, mean_pass_at_k

CORPUS = Path(__file__).resolve().parents[3] / "corpora" / "pebble"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pebble_build", CORPUS / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(CORPUS))  # it imports its problems from beside itself
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(CORPUS))
    return module


def test_the_files_are_those_of_the_script(build: ModuleType, tmp_path: Path) -> None:
    build.build(tmp_path)
    for path in sorted(tmp_path.rglob("*.*")):
        committed = CORPUS / path.relative_to(tmp_path)
        if path.suffix == ".pdf":
            with pymupdf.open(path) as made, pymupdf.open(committed) as kept:
                assert [p.get_text() for p in made] == [p.get_text() for p in kept], "run corpora/pebble/build.py"
        else:
            assert path.read_bytes() == committed.read_bytes(), "run corpora/pebble/build.py"


def test_right_bodies_are_right_and_wrong_ones_wrong(build: ModuleType) -> None:
    assert len(build.PROBLEMS) >= 20
    for one in build.PROBLEMS:
        for code, right in [*((c, True) for c in one.right), *((c, False) for c in one.wrong)]:
            scope: dict[str, object] = {}
            exec(build.prompt(one) + build.body(code, "note"), scope)
            assert _passes(one.tests, scope) is right, (one.name, code)


def _passes(tests: tuple[str, ...], scope: dict[str, object]) -> bool:
    try:
        return all(eval(test, scope) for test in tests)
    except Exception:
        return False


def test_the_paper_prints_what_the_counts_give_but_for_the_planted_one(build: ModuleType) -> None:
    with pymupdf.open(CORPUS / "papers" / "pebble-eval.pdf") as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
    rows = {"Tern-1B": build.TERN, "Heron-7B": build.HERON, "Heron-7B-PKO": build.HERON_PKO}
    wrong = []
    for name, right in rows.items():
        counts = [Counts(build.SAMPLES, c) for c in right]
        values = [f"{100 * float(mean_pass_at_k(counts, k)):.1f}" for k in (1, 5, 10, 20)]
        if f"{name} {' '.join(values)}" not in text:
            wrong.append((name, values))
    assert wrong == [("Heron-7B", ["49.8", "82.5", "91.0", "95.8"])]
    assert "Heron-7B 49.8 82.5 94.0 95.8" in text
    assert f"solves {sum(build.HERON_GREEDY)} of the {len(build.HERON)} problems, 50.0%" in text
