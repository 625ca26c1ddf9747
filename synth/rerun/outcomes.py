"""Outcomes of samples: by running them, by comparing their answers, or as an archive records them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from synth.errors import InputError
from synth.records import Agreement, Assembly, Basis, Timeouts
from synth.rerun.answers import final_answer, plain
from synth.rerun.archives import Archive
from synth.rerun.assembly import assemble
from synth.rerun.codet import agreement, generated_tests
from synth.rerun.execution import Journal, Progress, execute
from synth.rerun.linking import Linked
from synth.rerun.metrics import TaskOutcomes, parse_metric
from synth.rerun.problems import Problem, ProblemSet
from synth.rerun.recipe import DataRoots, Recipe
from synth.rerun.sandbox import ENDLESS, Judged, Limits, Sandbox, Suite
from synth.rerun.sources import open_archive

CLOSE = 0.5
"""Share of the CPU time of the limit; beside other work the same program took up to twice as much as alone."""
PATIENCE = 3.0
"""How many times the limit a sample gets that might have ended on a faster machine."""


@dataclass(slots=True)
class Bench:
    """What reruns share: the sandbox, what is known already, where files are."""

    sandbox: Sandbox
    journal: Journal
    progress: Progress
    roots: DataRoots
    created: str = ""


@dataclass(slots=True)
class Found:
    """What one way of judging the samples gave."""

    outcomes: list[TaskOutcomes]
    basis: Basis
    ended: Counter[str] = field(default_factory=Counter)
    timeouts: Timeouts = field(default_factory=Timeouts)
    seconds: float = 0.0
    programs: dict[str, list[str]] = field(default_factory=dict)
    endless: frozenset[tuple[str, int]] = frozenset()
    """Samples (task and place) that ran out of time."""
    late: frozenset[tuple[str, int]] = frozenset()
    """Of these, those that are not proven to run for ever."""
    close: frozenset[tuple[str, int]] = frozenset()
    """Samples that passed, and needed so much of the limit that a slower machine would have stopped them."""


def judge_samples(
    linked: Linked,
    problems: ProblemSet | None,
    archive: Archive,
    assembly: Assembly,
    recipe: Recipe,
    bench: Bench,
    endless: frozenset[tuple[str, int]] = frozenset(),
) -> Found:
    """Outcomes of the samples: by running them, by comparing their answers, or as recorded.

    Samples in `endless` fail without being run: they ran out of time when they were put together otherwise.
    """
    if problems is None or archive.judged:
        return _recorded(linked)
    if any(problem.answer for problem in problems.problems.values()):
        return _rederived(linked, problems)
    programs = {
        task: [assemble(problems.problems[task], sample.text, assembly) for sample in samples]
        for task, samples in linked.samples.items()
    }
    run = {task: [at for at in range(len(sources)) if (task, at) not in endless] for task, sources in programs.items()}
    jobs = {
        task: (problems.problems[task].suite, [programs[task][at] for at in places]) for task, places in run.items()
    }
    done = execute(jobs, bench.sandbox, bench.journal, bench.progress, limits=limits_of(recipe))
    _refuse_broken(done.outcomes, problems)
    outcomes = []
    for task, samples in linked.samples.items():
        passed = [False] * len(samples)
        for at, judged in zip(run[task], done.outcomes[task], strict=True):
            passed[at] = judged.passed
        outcomes.append(TaskOutcomes(task, samples, passed))
    each = [
        ((task, at), judged)
        for task, places in run.items()
        for at, judged in zip(places, done.outcomes[task], strict=True)
    ]
    late = {place for place, judged in each if judged.outcome == "timeout"}
    spent = frozenset(place for place, judged in each if place in late and judged.detail != ENDLESS)
    close = frozenset(place for place, judged in each if judged.passed and judged.cpu > CLOSE * recipe.cpu)
    ended = Counter(judged.outcome for found in done.outcomes.values() for judged in found)
    seconds = sum(judged.cpu for found in done.outcomes.values() for judged in found)
    return Found(outcomes, Basis.EXECUTED, ended, done.timeouts, seconds, programs, endless | late, spent, close)


def judge_again(
    found: Found,
    which: Mapping[str, Sequence[int]],
    problems: ProblemSet,
    recipe: Recipe,
    bench: Bench,
    hash_seed: int,
) -> list[TaskOutcomes]:
    """Outcomes as found, but for the samples of `which` (places by task), which are judged with another hash seed."""
    jobs = {
        task: (problems.problems[task].suite, [found.programs[task][at] for at in places])
        for task, places in which.items()
        if places
    }
    with Sandbox(workers=bench.sandbox.count, walls=bench.sandbox.walls, hash_seed=hash_seed) as other:
        done = execute(
            jobs, other, bench.journal, bench.progress, limits=limits_of(recipe), stage="with another order of sets"
        )
    outcomes = []
    for one in found.outcomes:
        passed = list(one.passed)
        for at, judged in zip(which.get(one.task, ()), done.outcomes.get(one.task, ()), strict=True):
            passed[at] = judged.passed
        outcomes.append(TaskOutcomes(one.task, one.samples, passed))
    return outcomes


def by_pace(
    found: Found, problems: ProblemSet, recipe: Recipe, bench: Bench
) -> tuple[list[TaskOutcomes], list[TaskOutcomes]]:
    """Outcomes as on a slower machine, where what came close to the limit fails, and as on one three times as fast."""
    places: dict[str, list[int]] = {}
    for task, at in sorted(found.late):
        places.setdefault(task, []).append(at)
    jobs = {
        task: (problems.problems[task].suite, [found.programs[task][at] for at in of]) for task, of in places.items()
    }
    limits = limits_of(replace(recipe, cpu=PATIENCE * recipe.cpu))
    done = execute(jobs, bench.sandbox, bench.journal, bench.progress, limits=limits, stage="with more time")
    slower, faster = [], []
    for one in found.outcomes:
        slower.append([ok and (one.task, at) not in found.close for at, ok in enumerate(one.passed)])
        faster.append(list(one.passed))
        for at, judged in zip(places.get(one.task, ()), done.outcomes.get(one.task, ()), strict=True):
            faster[-1][at] = judged.passed
    made = (
        [TaskOutcomes(one.task, one.samples, passed) for one, passed in zip(found.outcomes, new, strict=True)]
        for new in (slower, faster)
    )
    return next(made), next(made)


def _refuse_broken(outcomes: Mapping[str, Sequence[Judged]], problems: ProblemSet) -> None:
    """Where the tests of most problems do not run at all, the problem file is to blame and no figure is computed."""
    broken = [task for task, found in outcomes.items() if found and all(one.outcome == "judge" for one in found)]
    if len(broken) * 2 > len(outcomes):
        why = outcomes[broken[0]][0].detail
        raise InputError(
            f"the tests of {len(broken)} of {len(outcomes)} problems in {problems.file.path} do not run: {why}",
            hint="give a problem file whose tests hold for its own reference solutions",
        )


def limits_of(recipe: Recipe) -> Limits:
    """What one sample may use."""
    return Limits(cpu=recipe.cpu, wall=6 * recipe.cpu + 12, memory=recipe.memory << 20)


def _recorded(linked: Linked) -> Found:
    outcomes = []
    for task, samples in linked.samples.items():
        known = [sample for sample in samples if sample.recorded is not None]
        if len(known) < len(samples):
            raise InputError(f"{task}: some samples have neither text nor outcome", hint="give a whole archive")
        outcomes.append(TaskOutcomes(task, known, [bool(sample.recorded) for sample in known]))
    ended = Counter("passed" if passed else "failed" for one in outcomes for passed in one.passed)
    return Found(outcomes, Basis.RECORDED, ended)


def _rederived(linked: Linked, problems: ProblemSet) -> Found:
    outcomes = []
    for task, samples in linked.samples.items():
        right = plain(problems.problems[task].answer)
        answers = [final_answer(sample.text) for sample in samples]
        outcomes.append(TaskOutcomes(task, samples, [answer == right for answer in answers], answers))
    ended = Counter(
        "passed" if passed else "no answer" if answer is None else "failed"
        for one in outcomes
        for passed, answer in zip(one.passed, one.answers, strict=True)
    )
    return Found(outcomes, Basis.REDERIVED, ended)


def add_agreement(
    found: Found, linked: Linked, problems: ProblemSet | None, recipe: Recipe, bench: Bench, notes: list[str]
) -> None:
    """Consensus sets by generated tests."""
    given = recipe.generated
    if given is None or problems is None or not found.programs:
        return
    archive = open_archive(given.data, bench.roots, notes)
    known = [problems.problems[task] for task in linked.samples]
    tests = generated_tests(archive, known, given.per_sample)
    sets = agreement(found.programs, tests, given, bench.sandbox, bench.journal, bench.progress)
    for one in found.outcomes:
        one.sets = sets[one.task]


def add_public(found: Found, problems: ProblemSet | None, recipe: Recipe, bench: Bench) -> None:
    """Shares of the public tests that samples pass, where a figure selects by them."""
    wanted = [parse_metric(figure.cited.metric) for figure in recipe.figures]
    scored = all(sample.score is not None for one in found.outcomes for sample in one.samples)
    needs = any(
        metric is not None
        and (
            metric.name == "n"
            or (metric.name == "bon" and ("public" in metric.scorer or not (metric.scorer or scored)))
        )
        for metric in wanted
    )
    if not needs or problems is None or not found.programs:
        return
    jobs = {
        task: (public_suite(problems.problems[task]), sources)
        for task, sources in found.programs.items()
        if problems.problems[task].public
    }
    done = execute(jobs, bench.sandbox, bench.journal, bench.progress, limits=limits_of(recipe), stage="public tests")
    for one in found.outcomes:
        judged = done.outcomes.get(one.task)
        if judged:
            size = len(problems.problems[one.task].public)
            one.public = [outcome.bits.count("1") / size for outcome in judged]


def public_suite(problem: Problem) -> Suite:
    """How the public tests of a problem are run: each by itself."""
    return Suite(checks=problem.public, entry=problem.entry, call=False, helpers=problem.prompt, each=True)


def passes(found: Found) -> list[bool]:
    """Whether each sample is correct, over all problems."""
    return [passed for one in found.outcomes for passed in one.passed]


def recorded_agreement(found: Found) -> Agreement | None:
    """The archive's own outcomes beside ours, where it has them."""
    if found.basis is Basis.RECORDED:
        return None
    pairs = [
        (one.task, sample, passed)
        for one in found.outcomes
        for sample, passed in zip(one.samples, one.passed, strict=False)
        if sample.recorded is not None
    ]
    if not pairs:
        return None
    differ = [
        f"{task}: {'solved only as recorded' if sample.recorded else 'solved only in this rerun'}"
        for task, sample, passed in pairs
        if sample.recorded is not passed
    ]
    return Agreement(
        total=len(pairs),
        agree=len(pairs) - len(differ),
        recorded=sum(sample.recorded is True for _, sample, _ in pairs),
        differ=tuple(dict.fromkeys(differ)),
    )
