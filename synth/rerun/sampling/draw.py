"""Draws samples from a model, problem by problem: n rollouts each, of one turn or several."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from synth.records import Assembly
from synth.rerun.execution import Progress, execute
from synth.rerun.outcomes import Bench, public_suite
from synth.rerun.problems import Problem
from synth.rerun.recipe import Sampling
from synth.rerun.sampling.archive import SampleFile
from synth.rerun.sampling.turns import Rollout, Tried, pick, tried
from synth.rerun.sandbox import Judged, Limits, Suite

if TYPE_CHECKING:
    from synth.protocols import Writer

TOGETHER = 128
"""Answers that are asked for at one time: a batch for a model on this machine, requests side by side for a server."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Drawing:
    """What drawing needs, and its steps."""

    def __init__(self, plan: Sampling, assembly: Assembly, writer: Writer, bench: Bench, limits: Limits) -> None:
        self.plan, self.assembly, self.writer = plan, assembly, writer
        self._bench, self._limits = bench, limits

    def rollouts(self, problems: Sequence[Problem]) -> list[Rollout]:
        """n rollouts of each problem, all taken a turn further together until each has ended.

        A problem for which the model gave no answer has fewer.
        """
        plan = self.plan
        found = [Rollout(problem, number) for problem in problems for number in range(plan.n)]
        for turn in range(plan.turn_limit):
            going = [one for one in found if not one.ended]
            if not going:
                break
            self._turn(going, turn)
        return [one for one in found if one.turns]

    def _turn(self, going: Sequence[Rollout], turn: int) -> None:
        plan = self.plan
        asked = [rollout for rollout in going for _ in range(plan.candidates)]
        # A number of its own for every answer, so that none is taken for another, and equal runs draw equal answers.
        numbers = [
            (rollout.number * plan.turn_limit + turn) * plan.candidates + candidate
            for rollout in going
            for candidate in range(plan.candidates)
        ]
        texts = self.writer.write([self._question(rollout) for rollout in asked], numbers)
        made: dict[int, list[Tried]] = {}
        for rollout, text in zip(asked, texts, strict=True):
            if text is not None:
                made.setdefault(id(rollout), []).append(tried(rollout.problem, text, self.assembly))
        pairs = [(rollout, one) for rollout in going for one in made.get(id(rollout), [])]
        self._judge(pairs)
        for rollout in going:
            candidates = made.get(id(rollout), [])
            if candidates:
                rollout.take(pick(candidates, plan.verifier), plan)
            else:
                rollout.ended = True  # no answer will come

    def _question(self, rollout: Rollout) -> dict[str, object]:
        last = rollout.last
        asked = question(rollout.problem)
        if last is not None:
            asked |= {"before": last.text, "failed": list(last.failed) if self.plan.feedback == "public" else []}
        return asked

    def _judge(self, pairs: Sequence[tuple[Rollout, Tried]]) -> None:
        """What the plan needs to know of the programs: public tests, hidden ones, the model's own opinion."""
        plan = self.plan
        several = plan.turn_limit > 1
        picks, told = plan.candidates > 1, "public" in (plan.stop_rule, plan.feedback)
        if (picks and "public" in plan.verifier) or (several and told):
            self._public(pairs)
        if several and (plan.stop_rule == "hidden" or plan.submissions > 1):
            self._hidden(pairs)
        if picks and "model" in plan.verifier:
            questions = [{"prompt": rollout.problem.prompt, "program": one.text} for rollout, one in pairs]
            for (_, one), text in zip(pairs, self.writer.rate(questions), strict=True):
                number = _NUMBER.search(text or "")
                one.score = min(100.0, float(number[0])) if number else 0.0

    def _public(self, pairs: Sequence[tuple[Rollout, Tried]]) -> None:
        shown = [pair for pair in pairs if pair[0].problem.public]
        for rollout, one, judged in self._run(shown, public_suite):
            checks = rollout.problem.public
            held = judged.bits.ljust(len(checks), "0")
            one.public = held.count("1") / len(checks)
            one.failed = tuple(check for check, bit in zip(checks, held, strict=False) if bit != "1")

    def _hidden(self, pairs: Sequence[tuple[Rollout, Tried]]) -> None:
        for _, one, judged in self._run(pairs, lambda problem: problem.suite):
            one.solves = judged.passed

    def _run(
        self, pairs: Sequence[tuple[Rollout, Tried]], suite: Callable[[Problem], Suite]
    ) -> list[tuple[Rollout, Tried, Judged]]:
        by_task: dict[str, list[tuple[Rollout, Tried]]] = {}
        for rollout, one in pairs:
            by_task.setdefault(rollout.problem.task, []).append((rollout, one))
        jobs = {
            task: (suite(group[0][0].problem), [one.program for _, one in group]) for task, group in by_task.items()
        }
        bench = self._bench
        done = execute(jobs, bench.sandbox, bench.journal, lambda *_: None, limits=self._limits).outcomes
        return [
            (rollout, one, judged)
            for task, group in by_task.items()
            for (rollout, one), judged in zip(group, done[task], strict=True)
        ]


def question(problem: Problem) -> dict[str, object]:
    """What a writer is asked in the first turn; see `Writer.write`."""
    return {
        "prompt": problem.prompt,
        "entry": problem.entry,
        "public": list(problem.public),
        "before": "",
        "failed": [],
    }


def draw_samples(problems: Sequence[Problem], drawing: Drawing, file: SampleFile, progress: Progress) -> list[str]:
    """Draw what the archive lacks; gives the problems for which the model did not give all answers.

    Problems are taken in their order, some at a time, and written as soon as all their rollouts have ended.
    """
    plan = drawing.plan
    waiting = [problem for problem in problems if file.counts[problem.task] < plan.n]
    at_once = max(1, TOGETHER // (plan.n * plan.candidates))
    lacking: list[str] = []
    for start in range(0, len(waiting), at_once):
        progress("drawing samples", start * plan.n, len(waiting) * plan.n)
        part = waiting[start : start + at_once]
        made = drawing.rollouts(part)
        for problem in part:
            rows = [one.row(plan, chat=drawing.writer.chat) for one in made if one.problem is problem]
            if len(rows) < plan.n:
                lacking.append(problem.task)
            else:
                file.add(rows)
    progress("drawing samples", len(waiting) * plan.n, len(waiting) * plan.n)
    return lacking
