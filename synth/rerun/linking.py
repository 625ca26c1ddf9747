"""Which problem a sample is of, and what does not fit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.rerun.archives import Sample
from synth.rerun.problems import Problem, ProblemSet


@dataclass(frozen=True, slots=True)
class Linked:
    """Samples by problem."""

    samples: dict[str, list[Sample]]
    """By the problem's name, in the order of the problem file; only problems with a sample."""
    missing: tuple[str, ...]
    """Problems without a sample."""
    strangers: tuple[str, ...]
    """Names in the archive that no problem has."""

    def findings(self, problems: ProblemSet | None, *, missing_fail: bool) -> list[str]:
        """What a reader must know of it."""
        found: list[str] = []
        if problems is None:
            return found
        if self.missing:
            what = "count as failed" if missing_fail else "are left out"
            found.append(f"{len(self.missing)} of {len(problems.problems)} problems have no sample and {what}.")
        if self.strangers:
            names = ", ".join(self.strangers[:5])
            more = f" and {len(self.strangers) - 5} more" if len(self.strangers) > 5 else ""
            count = len(self.strangers)
            found.append(f"{count} tasks of the archive are in no problem of {problems.file.path}: {names}{more}.")
        return found


def link(samples: Sequence[Sample], problems: ProblemSet) -> Linked:
    """Find each sample's problem: by name or number, its prompt, its function, or its place in the benchmark."""
    by_prompt = {problem.prompt.strip(): problem for problem in problems.problems.values() if problem.prompt.strip()}
    by_entry: dict[str, Problem | None] = {}
    for problem in problems.problems.values():
        by_entry[problem.entry] = None if problem.entry in by_entry else problem
    order = list(problems.problems.values())
    found: dict[str, list[Sample]] = {}
    strangers: dict[str, str] = {}
    for sample in samples:
        owner = _problem(sample, problems, by_prompt, by_entry, order)
        if owner is None:
            strangers[sample.task or sample.prompt] = sample.name
        else:
            found.setdefault(owner.task, []).append(sample)
    ordered = {task: found[task] for task in problems.problems if task in found}
    missing = tuple(task for task in problems.problems if task not in found)
    return Linked(ordered, missing, tuple(strangers.values()))


def _problem(
    sample: Sample,
    problems: ProblemSet,
    by_prompt: dict[str, Problem],
    by_entry: dict[str, Problem | None],
    order: Sequence[Problem],
) -> Problem | None:
    if sample.task.startswith("#") and sample.task[1:].isdigit():
        place = int(sample.task[1:])
        return order[place] if place < len(order) else None
    if sample.task:
        problem = problems.find(sample.task)
        # A number alone may be that of another benchmark's task: the function must be the same where it is known.
        if problem is None or not sample.entry or not problem.entry or sample.entry == problem.entry:
            return problem
    by_text = by_prompt.get(sample.prompt.strip()) if sample.prompt else None
    if by_text is not None:
        return by_text
    return by_entry.get(sample.entry) if sample.entry else None
