"""One rerun from end to end: samples are linked to problems, judged and counted, and cited figures held to them."""

from __future__ import annotations

import datetime
import platform
import re
from collections.abc import Sequence

import synth
from synth.records import (
    Assembly,
    Basis,
    CurvePoint,
    Decoding,
    EngineInfo,
    Estimate,
    JudgedFigure,
    Rerun,
    SourceFile,
    TaskCount,
    Variant,
)
from synth.rerun.archives import Archive
from synth.rerun.assembly import usual, variants
from synth.rerun.estimators import UndefinedError
from synth.rerun.judge import Ground, judge, rounds_to, truncates_to
from synth.rerun.linking import Linked
from synth.rerun.metrics import TaskOutcomes, curve, estimate, parse_metric, turn_curve
from synth.rerun.outcomes import (
    Bench,
    Found,
    add_agreement,
    add_public,
    by_pace,
    judge_again,
    judge_samples,
    passes,
    recorded_agreement,
)
from synth.rerun.problems import ProblemSet
from synth.rerun.recipe import Recipe, RecipeFigure, RecipeVariant
from synth.rerun.sandbox.words import layers
from synth.rerun.sources import (
    are_completions,
    chosen,
    decoding_of,
    linked_to,
    open_archive,
    open_problems,
)

_USUAL_METRICS = ("pass@1", "pass@10", "pass@100")
_NO_FILE = SourceFile(path="")
_UNORDERED = re.compile(r"\bset\b|\bfrozenset\b|\bhash\b|\{[^}:]*\}")
"""What a program must hold for its outcome to depend on the order of a set."""
_HASH_SEEDS = (1, 2, 3)
_ORDERED_LIMIT = 4000
"""Samples beyond which that is not looked into: in so many, single samples do not move a figure."""
_LATE_LIMIT = 64
"""Samples beyond which none is given more time: each may take all of it."""


def rerun(recipe: Recipe, bench: Bench, archive: Archive | None = None, problems: ProblemSet | None = None) -> Rerun:
    """Run a recipe, on its own files or on an archive and problems that are given.

    Raises InputError where a file is missing, StageError where foreign code would not be confined.
    """
    notes: list[str] = []
    archive = archive or open_archive(recipe.archive, bench.roots, notes)
    problems = problems or open_problems(recipe.problems, archive, bench.roots, notes)
    samples = chosen(archive, recipe.archive)
    linked = linked_to(samples, problems)
    assembly = recipe.assembly or usual(completions=are_completions(linked, problems))
    found = judge_samples(linked, problems, archive, assembly, recipe, bench)
    add_agreement(found, linked, problems, recipe, bench, notes)
    add_public(found, problems, recipe, bench)
    if recipe.missing_fail:
        drawn = max(len(one.passed) for one in found.outcomes)
        found.outcomes += [TaskOutcomes(task, [], [False] * drawn) for task in linked.missing]
    way = _Way(recipe, bench, archive, problems, linked, assembly, found, decoding_of(recipe, samples))
    agreed = recorded_agreement(found)
    notes += [*(problems.findings if problems else ()), *linked.findings(problems, missing_fail=recipe.missing_fail)]
    if agreed is not None and agreed.agree < agreed.total:
        notes.append(
            f"The archive records {agreed.recorded} samples as correct, this rerun finds {sum(passes(found))}; the two "
            f"agree on {agreed.agree} of {agreed.total}."
        )
    return Rerun(
        name=recipe.name,
        title=recipe.title,
        created=bench.created or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        basis=found.basis,
        figures=way.figures(),
        archive=archive.file,
        problems=problems.file if problems is not None else _NO_FILE,
        tasks=tuple(TaskCount(task=one.task, n=one.counts.n, c=one.counts.c) for one in found.outcomes),
        estimates=tuple(way.estimates.values()),
        assembly=assembly,
        engine=_engine(found.basis, recipe, bench),
        decoding=way.decoding,
        variants=way.variants,
        outcomes=tuple(found.ended.most_common()),
        timeouts=found.timeouts,
        recorded=agreed,
        curve=_curve(found),
        turns=turn_curve(found.outcomes),
        findings=(*archive.findings, *notes),
        note=recipe.note,
        seconds=found.seconds,
    )


class _Way:
    """The recipe's own way of judging, what it estimates, and what other ways would."""

    def __init__(
        self,
        recipe: Recipe,
        bench: Bench,
        archive: Archive,
        problems: ProblemSet | None,
        linked: Linked,
        assembly: Assembly,
        found: Found,
        decoding: Decoding,
    ) -> None:
        self.recipe, self.bench, self.archive, self.problems = recipe, bench, archive, problems
        self.linked, self.assembly, self.found, self.decoding = linked, assembly, found, decoding
        self.estimates, self.undefined = self._estimate(found.outcomes)
        missed = found.basis is Basis.EXECUTED and any(self._open(figure) for figure in recipe.figures)
        self.orders = self._orders() if missed else []
        """Estimates with other orders of sets."""
        self.paces = self._paces() if missed else None
        """Estimates as a slower and as a faster machine would give."""
        self.variants = (*(self._others() if missed else []), *self._recorded())

    def figures(self) -> tuple[JudgedFigure, ...]:
        """The verdict on every figure."""
        ground = Ground(
            decoding=self.decoding,
            same_samples=self.recipe.same_samples,
            items=len(self.found.outcomes),
            samples=min(len(one.passed) for one in self.found.outcomes),
            missing=0 if self.recipe.missing_fail or self.problems is None else len(self.linked.missing),
        )
        return tuple(
            judge(
                figure.cited,
                self.estimates.get(figure.cited.metric),
                ground,
                undefined=self.undefined.get(figure.cited.metric, ""),
                variants={v.name: e for v in self.variants for e in v.estimates if e.metric == figure.cited.metric},
                orders=[one[figure.cited.metric] for one in self.orders if figure.cited.metric in one],
                paces=self._pair(figure.cited.metric),
                untestable=figure.untestable,
            )
            for figure in self.recipe.figures
        )

    def _estimate(self, outcomes: Sequence[TaskOutcomes]) -> tuple[dict[str, Estimate], dict[str, str]]:
        """Estimates of the cited metrics and of the usual ones, and why some cannot be made."""
        made: dict[str, Estimate] = {}
        undefined: dict[str, str] = {}
        limited = any(sample.turn_limit is not None for one in outcomes for sample in one.samples)
        usual_metrics = () if limited else _USUAL_METRICS
        for name in dict.fromkeys([*(figure.cited.metric for figure in self.recipe.figures), *usual_metrics]):
            metric = parse_metric(name)
            assert metric is not None
            try:
                made[name] = estimate(metric, outcomes, self.decoding)
            except UndefinedError as error:
                undefined[name] = f"{name} cannot be estimated: {error}"
        return made, undefined

    def _variant(self, name: str, words: str, outcomes: Sequence[TaskOutcomes]) -> Variant:
        values, _ = self._estimate(outcomes)
        names = dict.fromkeys([*(figure.cited.metric for figure in self.recipe.figures), "pass@1"])
        return Variant(name=name, words=words, estimates=tuple(values[one] for one in names if one in values))

    def _recorded(self) -> list[Variant]:
        """What the archive itself records, where it records all."""
        outcomes = self.found.outcomes
        known = all(sample.recorded is not None for one in outcomes for sample in one.samples)
        if self.found.basis is Basis.RECORDED or not known:
            return []
        recorded = [
            TaskOutcomes(one.task, one.samples, [bool(sample.recorded) for sample in one.samples] or one.passed)
            for one in outcomes
        ]
        return [self._variant("as the archive records it", "its own outcomes, not judged anew", recorded)]

    def _orders(self) -> list[dict[str, Estimate]]:
        """Estimates with other hash seeds: what samples that go by the order of a set of strings then come to."""
        doubtful = {
            task: [
                at
                for at, program in enumerate(sources)
                if _UNORDERED.search(program) and (task, at) not in self.found.endless
            ]
            for task, sources in self.found.programs.items()
        }
        if self.problems is None or not 0 < sum(map(len, doubtful.values())) <= _ORDERED_LIMIT:
            return []
        found = []
        for seed in _HASH_SEEDS:
            judged = judge_again(self.found, doubtful, self.problems, self.recipe, self.bench, seed)
            found.append(self._estimate(judged)[0])
        return found

    def _paces(self) -> tuple[dict[str, Estimate], dict[str, Estimate]] | None:
        """Estimates without the samples that came close to the limit of time, and with those that end soon after it."""
        found = self.found
        if self.problems is None or not found.late | found.close or len(found.late) > _LATE_LIMIT:
            return None
        slower, faster = by_pace(found, self.problems, self.recipe, self.bench)
        return self._estimate(slower)[0], self._estimate(faster)[0]

    def _pair(self, metric: str) -> tuple[Estimate, Estimate] | None:
        if self.paces is None or any(metric not in one for one in self.paces):
            return None
        return self.paces[0][metric], self.paces[1][metric]

    def _others(self) -> list[Variant]:
        """Declared variants, else the usual ones."""
        declared = self.recipe.variants
        if declared is None:
            declared = tuple(RecipeVariant(name=one.name, assembly=one) for one in variants(self.assembly))
        return [self._tried(variant) for variant in declared]

    def _open(self, figure: RecipeFigure) -> bool:
        """Whether a figure can be tested and is not reached."""
        made = self.estimates.get(figure.cited.metric)
        if made is None or figure.untestable is not None or self.recipe.generated is not None:
            return False
        decodings = {self.decoding, figure.cited.decoding}
        unlike = decodings == {Decoding.SAMPLED, Decoding.GREEDY}
        if unlike or (decodings == {Decoding.SAMPLED, Decoding.UNKNOWN} and figure.cited.metric == "pass@1"):
            return False
        return not rounds_to(made, figure.cited) and not truncates_to(made, figure.cited)

    def _tried(self, variant: RecipeVariant) -> Variant:
        archive, problems, linked = self.archive, self.problems, self.linked
        said: list[str] = []
        if variant.archive is not None:
            archive = open_archive(variant.archive, self.bench.roots, [])
            said.append(archive.file.path)
        if variant.problems is not None:
            problems = open_problems(variant.problems, archive, self.bench.roots, [])
            said.append(problems.file.path if problems else "")
        if said:
            linked = linked_to(chosen(archive, variant.archive or self.recipe.archive), problems)
        endless = frozenset() if said else self.found.endless
        found = judge_samples(linked, problems, archive, variant.assembly, self.recipe, self.bench, endless)
        return self._variant(variant.name, ", ".join([*said, variant.assembly.words]), found.outcomes)


def _curve(found: Found) -> tuple[CurvePoint, ...]:
    """pass@k over k, where a problem's samples are draws of one kind."""
    limited = any(sample.turn_limit is not None for one in found.outcomes for sample in one.samples)
    return () if limited or min(len(one.passed) for one in found.outcomes) < 2 else curve(found.outcomes)


def _engine(basis: Basis, recipe: Recipe, bench: Bench) -> EngineInfo:
    if basis is not Basis.EXECUTED:
        name = "answers compared" if basis is Basis.REDERIVED else "recorded outcomes counted"
        return EngineInfo(name=name, version=synth.__version__)
    return EngineInfo(
        name="synth sandbox",
        version=synth.__version__,
        python=platform.python_version(),
        layers=layers(bench.sandbox.state),
        cpu_limit=recipe.cpu,
        memory=recipe.memory << 20,
        workers=bench.sandbox.count,
    )
