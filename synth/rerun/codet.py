"""CodeT: tests that a model wrote are run against its samples, and agreement picks among them.

Source: B. Chen et al., "CodeT: Code Generation with Generated Tests", arXiv:2207.10397.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from synth.rerun.archives import Archive
from synth.rerun.assembly import STOPS, cut
from synth.rerun.estimators import ConsensusSet, consensus_sets
from synth.rerun.execution import Journal, Progress, execute
from synth.rerun.problems import Problem
from synth.rerun.recipe import GeneratedTests
from synth.rerun.sandbox import Limits, Sandbox, Suite


def generated_tests(archive: Archive, problems: Sequence[Problem], per_sample: int) -> dict[str, Counter[str]]:
    """Assertions about each problem and how often each was generated: the first `per_sample` of every generation.

    A generation goes on from a prompt that ends in `assert `, and follows its problem's own prompt.
    """
    found: dict[str, Counter[str]] = {problem.task: Counter() for problem in problems}
    by_prompt = sorted(problems, key=lambda problem: -len(problem.prompt))
    owner: dict[str, Problem | None] = {}
    for sample in archive.samples:
        if sample.prompt not in owner:
            owner[sample.prompt] = next((p for p in by_prompt if sample.prompt.startswith(p.prompt)), None)
        problem = owner[sample.prompt]
        if problem is not None:
            found[problem.task].update(assertions(sample.text, problem.entry)[:per_sample])
    return found


def assertions(text: str, entry: str) -> list[str]:
    """The assertions in a generation that name the function and compile."""
    made = []
    for part in f"assert {text}".split("assert "):
        if part.strip() and entry in part:
            one = cut(f"assert {part.strip()}", STOPS).strip()
            if _compiles(one):
                made.append(one)
    return made


def agreement(
    programs: Mapping[str, Sequence[str]],
    tests: Mapping[str, Counter[str]],
    given: GeneratedTests,
    sandbox: Sandbox,
    journal: Journal,
    progress: Progress,
) -> dict[str, tuple[ConsensusSet, ...]]:
    """Consensus sets of each task's programs."""
    names = {task: list(tests.get(task, ())) for task in programs}
    # A test may take `cpu` seconds; what takes longer fails, and the next test gets a fresh process.
    limits = replace(Limits(), cpu=given.cpu, wall=20.0)
    jobs = {
        task: (Suite(checks=tuple(names[task]), call=False, each=True), sources)
        for task, sources in programs.items()
        if names[task]
    }
    done = execute(jobs, sandbox, journal, progress, limits=limits, stage="running generated tests", rejudge=False)
    sets = {}
    for task in programs:
        judged = done.outcomes.get(task, [])
        passed = [
            frozenset(test for test, bit in zip(names[task], one.bits, strict=False) if bit == "1") for one in judged
        ]
        sets[task] = consensus_sets(passed, tests[task]) if passed else ()
    return sets


def _compiles(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(f"def check():\n    {code.replace(chr(10), chr(10) + '    ')}\n", "<generated>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
