"""A model on this machine behind the same interface as one behind a server."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from synth.errors import InputError
from synth.llm.local.batches import Room, TooLargeError, in_batches
from synth.llm.local.constrain import Grammar
from synth.llm.local.decoder import Decoder, Sampling
from synth.llm.local.loading import Loaded, load
from synth.llm.requests import Fault, Options, Outcome, Prompt, Reply, Request, Trouble

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_ROWS = 64
"""Rows of a batch that are answered at one time."""


def open_local(name: str, device: str) -> Local:
    """Load a causal language model from a folder or the hub; see `load` for errors."""
    return Local(load(name, "AutoModelForCausalLM", device))


class Local:
    """Runs requests in batches; see `Backend`."""

    def __init__(self, loaded: Loaded, *, rows: int = MOST_ROWS) -> None:
        self.loaded = loaded
        self.decoder = Decoder(loaded)
        self.identity = f"local:{loaded.identity}"
        self.rows = rows
        self._grammar: Grammar | None = None
        self._free = False
        """Whether the tokenizer cannot be held to a form, so that the schema stands in the prompt."""

    @property
    def schema_mode(self) -> str:
        """How answers are held to a schema: `grammar`, or `prompt` where the tokenizer is of a kind without one."""
        return "prompt" if self._free else "grammar"

    @property
    def chat(self) -> BaseChatModel:
        """The same model as a LangChain chat model."""
        from synth.llm.local.chat import LocalChat

        return LocalChat(backend=self)

    def answer(self, requests: Sequence[Request], halted: Callable[[], bool]) -> Iterator[tuple[int, Outcome]]:
        """See `Backend`; requests with equal options share batches."""
        groups: dict[str, list[int]] = defaultdict(list)
        for index, request in enumerate(requests):
            options = request.options
            key = repr((options.max_tokens, options.temperature, options.top_p, options.stop, options.schema))
            groups[key].append(index)
        for indices in groups.values():
            yield from self._group(requests, indices, halted)

    def close(self) -> None:
        """Memory is freed with the model."""

    def tokens(self, prompt: Prompt) -> list[int]:
        """A prompt in the model's own chat form, or as it is; control tokens inside it are plain text."""
        tokenizer = self.loaded.tokenizer
        if prompt.raw:
            return list(tokenizer(prompt.user, split_special_tokens=True)["input_ids"])
        if not tokenizer.chat_template:
            text = f"{prompt.system}\n\n{prompt.user}\n\n" if prompt.system else f"{prompt.user}\n\n"
            return list(tokenizer(text, split_special_tokens=True)["input_ids"])
        messages = [{"role": "user", "content": prompt.user}]
        if prompt.system:
            messages.insert(0, {"role": "system", "content": prompt.system})
        try:
            return self._chat_form(messages)
        except Exception:  # templates without a system role say so each in their own way
            return self._chat_form([{"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"}])

    def _chat_form(self, messages: list[dict[str, str]]) -> list[int]:
        ids = self.loaded.tokenizer.apply_chat_template(
            messages,
            add_generation_prompt=True,
            tokenize=True,
            return_dict=False,
            sanitize_control_tokens=True,
            enable_thinking=False,
        )
        return [int(token) for token in ids]

    def _group(
        self, requests: Sequence[Request], indices: Sequence[int], halted: Callable[[], bool]
    ) -> Iterator[tuple[int, Outcome]]:
        options = requests[indices[0]].options
        grammar = self._held_to(options)
        asked = [requests[index].prompt for index in indices]
        if options.schema is not None and grammar is None:
            asked = [prompt.asking_for(options.schema) for prompt in asked]
        prompts = [self.tokens(prompt) for prompt in asked]
        fits = []
        for place, index in enumerate(indices):
            if len(prompts[place]) + 1 > self.decoder.context:
                yield index, Fault(trouble=Trouble.TOO_LONG, message="the prompt is too long for this model")
            else:
                fits.append(place)
        most = options.max_tokens
        lengths = [len(prompts[place]) + most for place in fits]
        room = Room(self.decoder.room(), self.rows)

        def run(batch: list[int]) -> list[Reply]:
            places = [fits[at] for at in batch]
            return self._run([prompts[p] for p in places], [requests[indices[p]] for p in places], options)

        done: set[int] = set()
        if fits and not halted():
            for batch, replies in in_batches(lengths, run, room):
                for number, at in enumerate(batch):
                    done.add(at)
                    if isinstance(replies, TooLargeError):
                        fault = Fault(trouble=Trouble.TOO_LONG, message="the prompt does not fit into memory")
                        yield indices[fits[at]], fault
                    else:
                        yield indices[fits[at]], replies[number]
                if halted():
                    break
        for at, place in enumerate(fits):
            if at not in done:
                yield indices[place], Fault(trouble=Trouble.BUDGET, message="the budget is used up")

    def _run(self, prompts: list[list[int]], requests: list[Request], options: Options) -> list[Reply]:
        began = time.monotonic()
        most = min(options.max_tokens, self.decoder.context - max(map(len, prompts)))
        grammar = self._held_to(options)
        constraint = grammar.rows(options.schema, len(prompts)) if grammar and options.schema is not None else None
        decode = self.loaded.tokenizer.decode

        def stopped(row: int, tokens: list[int]) -> bool:
            return any(stop in decode(tokens[-16:], skip_special_tokens=True) for stop in options.stop)

        answers = self.decoder.generate(
            prompts,
            most=most,
            sampling=Sampling(options.temperature, options.top_p, self._generators(prompts, requests)),
            constraint=constraint,
            stopped=stopped if options.stop else None,
        )
        seconds = (time.monotonic() - began) / len(prompts)
        return [
            Reply(
                text=_until(decode(tokens, skip_special_tokens=True), options.stop),
                tokens_in=len(prompt),
                tokens_out=len(tokens),
                seconds=seconds,
                cut=len(tokens) >= most,
            )
            for prompt, tokens in zip(prompts, answers, strict=True)
        ]

    def _held_to(self, options: Options) -> Grammar | None:
        """What holds answers to their form; None where none is asked for or this tokenizer cannot."""
        if options.schema is None or self._free:
            return None
        if self._grammar is None:
            try:
                width = int(self.loaded.model.get_output_embeddings().weight.shape[0])
                self._grammar = Grammar(self.loaded.tokenizer, width)
            except InputError:
                self._free = True
        return self._grammar

    def _generators(self, prompts: list[list[int]], requests: list[Request]) -> list[Any]:
        """A source of chance for each row that depends on its prompt, seed and sample number alone."""
        import torch

        out = []
        for prompt, request in zip(prompts, requests, strict=True):
            key = f"{request.options.seed or 0}:{request.sample}:{prompt}"
            seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") >> 1
            out.append(torch.Generator(device=self.loaded.device).manual_seed(seed))
        return out


def _until(text: str, stops: Sequence[str]) -> str:
    for stop in stops:
        text = text.partition(stop)[0]
    return text
