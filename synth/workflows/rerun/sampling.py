"""Samples for reruns from a language model: what the llm room offers, as the rerun stage asks for it."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError, StageError
from synth.records import Assembly, Decoding
from synth.rerun.assembly import FENCES, STOPS
from synth.rerun.execution import Journal, Progress
from synth.rerun.outcomes import Bench, limits_of
from synth.rerun.problems import load_problems
from synth.rerun.recipe import DataFile, DataRoots, Recipe, Sampling
from synth.rerun.sampling import Drawing, SampleFile, draw_samples
from synth.rerun.sandbox import Sandbox
from synth.rerun.sources import path_of
from synth.settings import Settings
from synth.store import Library

if TYPE_CHECKING:
    from synth.llm.model import Model
    from synth.llm.prompts import Prompts
    from synth.llm.requests import Prompt, Reply


class ModelWriter:
    """A model that writes programs, and rates them; see `Writer`."""

    def __init__(self, model: Model, prompts: Prompts, plan: Sampling) -> None:
        from synth.llm.requests import Options

        self.name = model.name
        self._local = _local(model)
        self.chat = not self._local or (plan.prompt != "completion" and (plan.prompt == "chat" or _chats(model)))
        self._model, self._prompts = model, prompts
        stop = plan.stop or (() if self.chat else STOPS)
        self._options = Options(
            max_tokens=plan.max_tokens, temperature=plan.temperature, top_p=plan.top_p, seed=plan.seed, stop=stop
        )

    def write(self, asked: Sequence[Mapping[str, object]], numbers: Sequence[int]) -> list[str | None]:
        """See `Writer`."""
        prompts = [self.prompt(question) for question in asked]
        if self._local:  # its chance depends on the number already
            return _texts(self._model.complete(prompts, options=self._options, samples=numbers, stage="program"))
        texts: list[str | None] = [None] * len(prompts)
        for number in dict.fromkeys(numbers):  # a server that heeds seeds would answer one seed alike
            places = [at for at, own in enumerate(numbers) if own == number]
            options = replace(self._options, seed=(self._options.seed or 0) + number)
            replies = self._model.complete(
                [prompts[at] for at in places], options=options, samples=[number] * len(places), stage="program"
            )
            for at, text in zip(places, _texts(replies), strict=True):
                texts[at] = text
        return texts

    def rate(self, asked: Sequence[Mapping[str, object]]) -> list[str | None]:
        """See `Writer`."""
        options = replace(self._options, max_tokens=16, temperature=0.0, stop=())
        prompts = [self._prompts.render("program_rating", question).prompt for question in asked]
        return _texts(self._model.complete(prompts, options=options, stage="program_rating"))

    def prompt(self, question: Mapping[str, object]) -> Prompt:
        """What the model is given."""
        from synth.llm.requests import Prompt

        if self.chat:
            return self._prompts.render("program", question).prompt
        before = str(question["before"])
        head = str(question["prompt"])
        if not before:
            return Prompt(user=head, raw=True)
        # A model that only goes on is shown its first try as it would stand in a file, and begins anew below it.
        failed = "".join(f"# fails: {test}\n" for test in question["failed"])  # type: ignore[attr-defined]
        return Prompt(user=f"{head}{before}\n\n# The function above is wrong.\n{failed}\n{head}", raw=True)


def _local(model: Model) -> bool:
    from synth.llm.local import Local

    return isinstance(model.backend, Local)


def _chats(model: Model) -> bool:
    """Whether a model on this machine has a chat form."""
    from synth.llm.local import Local

    return isinstance(model.backend, Local) and bool(model.backend.loaded.tokenizer.chat_template)


def _texts(replies: Sequence[Reply | None]) -> list[str | None]:
    return [None if reply is None else reply.text.rpartition("</think>")[2] for reply in replies]


def draw_for(
    recipe: Recipe,
    settings: Settings,
    sandbox: Sandbox,
    where: DataRoots,
    out: Path,
    progress: Progress,
    limit: int = 0,
) -> Recipe:
    """The recipe with an archive of samples drawn for it from the model that the settings name.

    Answers are kept in the library and rows in `out`, so that a run that was stopped goes on. `limit` takes only the
    first problems. Raises InputError without problems or a model, StageError where the model gave no samples.
    """
    from synth.llm import open_model
    from synth.llm.prompts import Prompts

    plan = recipe.sampling or Sampling()
    if recipe.problems is None:
        raise InputError("samples need problems to be drawn for", hint="give a problem file with --problems FILE")
    problems = load_problems(path_of(recipe.problems, where), level=recipe.problems.level)
    wanted = list(problems.problems.values())[: limit or None]
    with Library.open(settings.library) as library:
        model = open_model(settings.llm, settings, library)
        try:
            writer = ModelWriter(model, Prompts(settings.prompts), plan)
            assembly = _assembly(recipe, chat=writer.chat)
            file = SampleFile(out / _file_name(recipe, plan, model, problems.file.md5))
            bench = Bench(sandbox, Journal(), progress, where)
            drawing = Drawing(plan, assembly, writer, bench, limits_of(recipe))
            began = time.monotonic()
            lacking = draw_samples(wanted, drawing, file, progress)
            speed = _speed(model, time.monotonic() - began)
            why = model.down or model.used_up
        finally:
            model.close()
    if not file.counts:
        raise StageError(f"{settings.llm} gave no samples{f': {why}' if why else ''}", hint="see `synth doctor --llm`")
    note = _note(plan, model.name, len(wanted), lacking, speed)
    return replace(
        recipe,
        archive=DataFile(file=str(file.path.absolute())),
        decoding=Decoding.GREEDY if _greedy(plan) else Decoding.SAMPLED,
        same_samples=False,
        assembly=assembly,
        note=f"{recipe.note} {note}".strip(),
    )


def _assembly(recipe: Recipe, *, chat: bool) -> Assembly:
    """Answers of a chat are whole functions in Markdown; others go on from the prompt, as the recipe says."""
    if chat:
        preamble = recipe.assembly.preamble if recipe.assembly else ""
        return Assembly(name="as sampled", mode="auto", preamble=preamble, clean=(FENCES, "newlines"))
    return recipe.assembly or Assembly(name="as sampled", mode="completion", stop=STOPS)


def _file_name(recipe: Recipe, plan: Sampling, model: Model, problems: str) -> str:
    """A name for every way of sampling, so that samples of two are never mixed."""
    parts = json.dumps([asdict(plan), model.backend.identity, problems, model.version("program")], sort_keys=True)
    name = re.sub(r"[^\w.-]+", "-", f"{recipe.name or 'samples'}-{model.name}").strip("-")
    return f"{name}-{hashlib.sha256(parts.encode()).hexdigest()[:8]}.jsonl"


def _greedy(plan: Sampling) -> bool:
    return plan.temperature == 0 and plan.n == 1 and plan.candidates == 1


_STOPS = {"public": "its public tests pass", "hidden": "its hidden tests pass", "never": "all are used"}


def _note(plan: Sampling, name: str, problems: int, lacking: Sequence[str], speed: str) -> str:
    """How the samples were drawn, for the reader."""
    turns = f", up to {plan.turn_limit} turns until {_STOPS[plan.stop_rule]}" if plan.turn_limit > 1 else ""
    best = f", best of {plan.candidates} each turn by {plan.verifier}" if plan.candidates > 1 else ""
    how = "greedy" if _greedy(plan) else f"T = {plan.temperature:g}, top-p {plan.top_p:g}, seed {plan.seed}"
    note = f"{problems} problems, {plan.n} a problem drawn from {name}: {how}{turns}{best}."
    if lacking:
        note += f" The model gave no whole answers for {len(lacking)} of them."
    return f"{note} {speed}".strip()


def _speed(model: Model, seconds: float) -> str:
    """Tokens a second of what was drawn in this run, beside what the memory of this machine allows at most."""
    from synth.llm.local import Local
    from synth.llm.local.speed import most_tokens

    written = sum(cost.tokens_out for cost in model.costs() if cost.asked > cost.cached)
    if not written:
        return ""
    said = f"{written:,} tokens written, {written / seconds:,.0f} a second"
    if isinstance(model.backend, Local):
        most = most_tokens(model.backend.loaded, model.backend.rows)
        said += f"; reading the weights once a step for {model.backend.rows} rows allows {most:,.0f} at most"
    return f"{said}."
