"""One model, whoever runs it: answers from the library first, then from the model, counted and within the budget."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from synth.errors import InputError, NetworkError, RemoteError, SynthError
from synth.llm.cache import Answers
from synth.llm.prompts import Prompts
from synth.llm.requests import Backend, Fault, Options, Outcome, Prompt, Reply, Request, Trouble
from synth.records import Asked, StageCost

if TYPE_CHECKING:
    from pydantic import BaseModel

    from synth.llm.budget import Meter

T = TypeVar("T")

_THOUGHT_ENDS = "</think>"


class Model:
    """A language model. `ask` fills in forms for a stage, `complete` gives free text; both answer in order.

    With `optional`, a model that fails for good leaves every later question unanswered, and `down` says why; without
    it, that is a NetworkError, a RemoteError or an InputError. What was answered before is kept either way.
    """

    def __init__(
        self,
        name: str,
        backend: Backend,
        *,
        answers: Answers,
        prompts: Prompts,
        meter: Meter,
        options: Options | None = None,
        optional: bool = False,
    ) -> None:
        self.name = name
        self.backend = backend
        self.down = ""
        """Why the model cannot be asked any more, one line; empty while it can."""
        self.dropped: dict[str, int] = {}
        """How many questions got no answer, by reason."""
        self._answers = answers
        self._prompts = prompts
        self._meter = meter
        self._options = options or Options()
        self._optional = optional

    def ask(
        self, task: str, items: Sequence[Mapping[str, object]], answer: type[T], *, sample: int = 0
    ) -> list[Asked[T]]:
        """See `ChatModel`. An answer that is not in the form is asked for once more, with what was wrong with it."""
        options = replace(self._options, schema=form_of(answer, task))
        rendered = [self._prompts.render(task, item) for item in items]
        first = [Request(prompt=one.prompt, options=options, sample=sample) for one in rendered]
        outcomes = self._outcomes(first, task)
        read = [_read(outcome, answer) for outcome in outcomes]
        wrong = [index for index, (value, error) in enumerate(read) if value is None and error]
        if wrong:
            again = [_once_more(first[index], outcomes[index], read[index][1]) for index in wrong]
            for index, outcome in zip(wrong, self._outcomes(again, task), strict=True):
                outcomes[index] = outcome
                read[index] = _read(outcome, answer)
        out = []
        for one, outcome, (value, error) in zip(rendered, outcomes, read, strict=True):
            reason = "" if value is not None else _reason(outcome, error)
            if reason:
                self.dropped[reason] = self.dropped.get(reason, 0) + 1
                if reason == Trouble.MALFORMED:
                    self._meter.count(task, None)
            out.append(Asked(value=value, prompt=one.version, reason=reason))
        return out

    def complete(
        self,
        prompts: Sequence[Prompt],
        *,
        options: Options | None = None,
        samples: Sequence[int] | None = None,
        stage: str = "complete",
    ) -> list[Reply | None]:
        """Free answers to `prompts`, in order; None where there is none.

        `samples` numbers independent answers to equal prompts; without it each prompt is answered once.
        """
        numbers = samples if samples is not None else [0] * len(prompts)
        requests = [
            Request(prompt=prompt, options=options or self._options, sample=number)
            for prompt, number in zip(prompts, numbers, strict=True)
        ]
        return [outcome if isinstance(outcome, Reply) else None for outcome in self._outcomes(requests, stage)]

    def version(self, task: str) -> str:
        """Hash of the prompt file of `task`."""
        return self._prompts.version(task)

    def costs(self) -> tuple[StageCost, ...]:
        """What each stage asked and what it cost."""
        return tuple(replace(cost, prompt=self._prompts.version_of(cost.stage)) for cost in self._meter.costs())

    @property
    def used_up(self) -> str:
        """Which limit of the budget was reached, in words; empty while there is something left."""
        return self._meter.used_up

    def probe(self) -> None:
        """One short question, never kept: that the server answers, takes the key and has the model.

        Raises NetworkError, RemoteError or InputError.
        """
        options = Options(max_tokens=16)
        request = Request(prompt=Prompt(user="Answer with the word ready."), options=options)
        for _, outcome in self.backend.answer([request], lambda: False):
            if isinstance(outcome, Fault):
                raise _error(outcome)

    def close(self) -> None:
        """Let go of connections and memory."""
        self.backend.close()

    def _outcomes(self, requests: Sequence[Request], stage: str) -> list[Outcome]:
        """An outcome for each request: kept answers first, then new ones, each kept as soon as it is there."""
        outcomes: list[Outcome | None] = []
        for request in requests:
            known = self._answers.get(self.backend.identity, request)
            outcomes.append(known)
            if known is not None:
                self._meter.count(stage, known, cached=True)
        # Equal requests are sent once.
        places: dict[tuple[Prompt, int], list[int]] = {}
        for index, request in enumerate(requests):
            if outcomes[index] is None:
                places.setdefault((request.prompt, request.sample), []).append(index)
        todo = [requests[indices[0]] for indices in places.values()]
        if todo and not self.down:
            self._meter.start()
            indices_of = list(places.values())
            for number, outcome in self.backend.answer(todo, lambda: bool(self._meter.used_up) or bool(self.down)):
                self._take(todo[number], outcome, stage)
                for index in indices_of[number]:
                    outcomes[index] = outcome
        lost = Fault(trouble=Trouble.UNREACHABLE, message=self.down)
        return [outcome if outcome is not None else lost for outcome in outcomes]

    def _take(self, request: Request, outcome: Outcome, stage: str) -> None:
        if isinstance(outcome, Reply):
            self._answers.put(self.backend.identity, request, outcome)
            self._meter.count(stage, outcome)
            return
        self._meter.count(stage, None)
        if outcome.trouble.ends_the_run and not self.down:
            self.down = outcome.message
            if not self._optional:
                raise _error(outcome)


def form_of(answer: type[Any], task: str) -> dict[str, Any]:
    """JSON schema of a pydantic model, closed and with every field required, as strict servers ask."""
    schema: dict[str, Any] = answer.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        if part.get("type") == "object":
            part["additionalProperties"] = False
            part["required"] = list(part.get("properties", {}))
    return {**schema, "title": task}


def _read(outcome: Outcome, answer: type[T]) -> tuple[T | None, str]:
    """The answer in its form, or what is wrong with it; neither where there was no answer."""
    if isinstance(outcome, Fault):
        return None, ""
    form: type[BaseModel] = answer  # type: ignore[assignment]
    text = outcome.text.rpartition(_THOUGHT_ENDS)[2]
    start = text.find("{")
    if start < 0:
        return None, "there is no JSON object in it"
    try:
        value, _ = json.JSONDecoder().raw_decode(text[start:])
    except (ValueError, RecursionError) as error:
        return None, "it ends before it is complete; answer more briefly" if outcome.cut else f"not JSON: {error}"
    try:
        return form.model_validate(value), ""  # type: ignore[return-value]
    except ValueError as error:  # pydantic's ValidationError is one
        return None, " ".join(str(error).split())[:600]


def _once_more(request: Request, outcome: Outcome, error: str) -> Request:
    said = outcome.text if isinstance(outcome, Reply) else ""
    user = (
        f"{request.prompt.user}\n\nYour last answer could not be used: {error}.\n"
        f"It began: {said[:300]!r}\nAnswer again, with one JSON object in the form that was asked for."
    )
    return Request(
        prompt=Prompt(system=request.prompt.system, user=user), options=request.options, sample=request.sample
    )


def _reason(outcome: Outcome, error: str) -> str:
    if isinstance(outcome, Fault):
        return outcome.trouble.value
    return Trouble.MALFORMED.value if error else ""


def _error(fault: Fault) -> SynthError:
    """The error that a user sees; a run that goes on from the library is always possible."""
    later = "the same command goes on from what was answered"
    if fault.trouble is Trouble.UNREACHABLE:
        return NetworkError(fault.message, hint="start the server or mend --llm-url; --llm-optional does without it")
    if fault.trouble is Trouble.KEY:
        return InputError(fault.message, hint="set the provider's key in the environment, or SYNTH_LLM_KEY")
    if fault.trouble is Trouble.UNKNOWN_MODEL:
        return InputError(fault.message, hint="check the model's name in --llm, and --llm-url")
    return RemoteError(fault.message, hint=f"try again later: {later}")
