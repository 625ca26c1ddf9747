"""The pass@k / pass@1 conflict in a model: samples are drawn and judged, and weigh the gradients of its last layer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import StageError, UsageError
from synth.records import Rerun
from synth.rerun.archives import load_archive
from synth.rerun.conflict import Conflict, from_gradients
from synth.rerun.execution import Journal, Progress
from synth.rerun.linking import link
from synth.rerun.outcomes import Bench, judge_samples
from synth.rerun.problems import Problem, load_problems
from synth.rerun.recipe import Recipe, Sampling
from synth.rerun.run import rerun
from synth.rerun.sampling import question
from synth.rerun.sandbox import Sandbox, Walls
from synth.rerun.sources import path_of
from synth.settings import Settings
from synth.workflows.rerun.recipes import JOURNAL, RerunOptions, drawn, roots
from synth.workflows.rerun.sampling import ModelWriter

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """A problem, what was drawn for it, and which of it passed."""

    problem: Problem
    answers: tuple[str, ...]
    passed: tuple[bool, ...]


def check_plan(recipe: Recipe, options: RerunOptions, settings: Settings) -> Sampling:
    """How samples are drawn for gradients. UsageError where none can be had of such samples."""
    plan = replace(recipe.sampling or Sampling(), **options.sampling)  # type: ignore[arg-type]
    if not (settings.llm or "").startswith("local:"):
        raise UsageError("gradients need the weights of a model", hint="add --llm local:FOLDER_OR_HUB_ID")
    if plan.temperature <= 0 or plan.n < 2:
        raise UsageError(
            "gradients need several samples at a temperature above 0",
            hint="add --samples 32 --temperature 0.7 --top-p 0.95",
        )
    if plan.turn_limit > 1 or plan.candidates > 1:
        raise UsageError("gradients are of single answers", hint="leave --turns and --candidates away")
    return plan


def model_conflict(recipe: Recipe, options: RerunOptions, settings: Settings, show: Progress) -> tuple[Rerun, Conflict]:
    """Draw samples for the problems of `recipe`, judge them, and say what the model's own gradients say.

    Raises UsageError for samples that give no gradients, StageError where no problem is solved by some samples and
    missed by others.
    """
    plan = check_plan(recipe, options, settings)
    chosen = recipe if options.cpu is None else replace(recipe, cpu=options.cpu)
    where = roots(options, settings)
    journal = Journal((options.out or Path("out/rerun")) / JOURNAL)
    try:
        walls = Walls(namespaces=options.namespaces, unsafe=options.unsafe)
        with Sandbox(workers=options.workers or settings.workers or 2, walls=walls) as sandbox:
            bench = Bench(sandbox, journal, show, where)
            chosen = drawn(chosen, options, settings, sandbox, where, show)
            made = rerun(chosen, bench)
            judged = _judged(chosen, bench)
    finally:
        journal.close()
    rates = [sum(one.passed) / len(one.passed) for one in judged]
    if not any(0 < rate < 1 for rate in rates):
        raise StageError(
            "no problem is solved by some samples and missed by others, so that there is no gradient",
            hint="take other problems, more samples, or a higher temperature",
        )
    gradients, name, words = _gradients(judged, plan, settings, show)
    return made, from_gradients(f"{name} on {recipe.title}", words, rates, gradients, plan.seed)


def _judged(recipe: Recipe, bench: Bench) -> list[Judged]:
    """The samples that were drawn, with their outcomes, which the journal holds: nothing is run again."""
    assert recipe.problems is not None and recipe.archive is not None and recipe.assembly is not None
    path = Path(recipe.archive.file)
    problems = load_problems(path_of(recipe.problems, bench.roots), level=recipe.problems.level)
    archive = load_archive(path)
    linked = link(archive.samples, problems)
    found = judge_samples(linked, problems, archive, recipe.assembly, recipe, bench)
    replies: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        replies.setdefault(row["task_id"], []).append(str(row.get("reply", row.get("completion", ""))))
    return [Judged(problems.problems[one.task], tuple(replies[one.task]), tuple(one.passed)) for one in found.outcomes]


def _gradients(judged: Sequence[Judged], plan: Sampling, settings: Settings, show: Progress) -> tuple[Floats, str, str]:
    """Estimates of ∇p, shape (problems, entries), whose they are, and what they are of, in words."""
    import numpy as np

    from synth.llm import open_model
    from synth.llm.local import Local
    from synth.llm.local.gradients import LastLayer
    from synth.llm.prompts import Prompts

    model = open_model(settings.llm, settings, probe=False)
    try:
        local = model.backend
        assert isinstance(local, Local)
        writer = ModelWriter(model, Prompts(settings.prompts), plan)
        split = local.loaded.tokenizer
        layer = LastLayer(local.loaded)
        found = np.zeros((len(judged), layer.length), dtype=np.float32)
        for at, one in enumerate(judged):
            show("gradients", at, len(judged))
            # Equal answers have equal gradients; where all passed or none did, every weight is 0.
            shares: dict[str, float] = {}
            for answer, share in zip(one.answers, leave_one_out(one.passed), strict=True):
                shares[answer] = shares.get(answer, 0.0) + share
            texts = [answer for answer, share in shares.items() if share and answer]
            if texts:
                # What ended an answer (a stop word or token) is no part of it.
                tokens = split(texts, add_special_tokens=False, split_special_tokens=True)["input_ids"]
                found[at] = layer.gradient(
                    local.tokens(writer.prompt(question(one.problem))),
                    tokens,
                    [shares[text] for text in texts],
                    temperature=plan.temperature,
                    top_p=plan.top_p,
                )
        show("gradients", len(judged), len(judged))
    finally:
        model.close()
    mixed = sum(0 < sum(one.passed) < len(one.passed) for one in judged)
    folded = f", folded to {layer.length:,}" if layer.length < layer.size else ""
    what = (
        f"{len(judged)} problems, {plan.n} samples each (T = {plan.temperature:g}, top-p {plan.top_p:g}), {mixed} "
        f"of them solved by some samples only; gradients of the {layer.size:,} parameters of the last layer{folded}"
    )
    return found, model.name, what


def leave_one_out(passed: Sequence[bool]) -> list[float]:
    """(r_i − mean of the other r_j)/n for each sample: weights of ∇ log π that estimate ∇p without bias."""
    n, c = len(passed), sum(passed)
    return [(one - (c - one) / (n - 1)) / n for one in passed]
