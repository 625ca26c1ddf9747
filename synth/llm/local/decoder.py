"""A decoder model run in batches: one pass over prompts, then token by token, what they have in common read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from synth.llm.local.loading import Loaded

LEAST_PREFIX = 32
"""Tokens that prompts must have in common for them to be read once."""
_SHARE_OF_MEMORY = 0.7
"""Of the free memory of a GPU, for keys, values and activations."""
_CPU_TOKENS = 16_384
_ACTIVATIONS = 12
"""Hidden vectors per token that a layer holds at one time, about."""


class Constraint(Protocol):
    """What a row may say next."""

    def mask(self, rows: Sequence[int], width: int, device: Any) -> Any:
        """Which of `width` tokens each of `rows` may take; bool, shape (rows, width)."""
        ...

    def take(self, row: int, token: int) -> bool:
        """Row `row` says `token`; whether it is complete after that."""
        ...


@dataclass(slots=True)
class Sampling:
    """How the next token of each row is chosen."""

    temperature: float
    top_p: float
    generators: Sequence[Any]
    """One `torch.Generator` a row, so that a row's answer does not depend on its batch."""


@dataclass(slots=True)
class _Read:
    """Prompts that were read: what comes next, and what is remembered of them."""

    logits: Any
    cache: Any
    mask: Any
    positions: Any
    """Of the next token of each row."""


class Decoder:
    """Runs a causal language model."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self._model = loaded.model
        config = loaded.model.config
        self._config = config.get_text_config() if hasattr(config, "get_text_config") else config
        self.context = int(getattr(self._config, "max_position_embeddings", 0) or 1 << 20)
        self.stops = frozenset(_stops(loaded))
        pad = loaded.tokenizer.pad_token_id
        self._pad = int(pad if pad is not None else next(iter(self.stops), 0))

    def room(self) -> int:
        """Tokens whose keys, values and activations fit into the memory that is free now."""
        import torch

        if self.loaded.device.type != "cuda":
            return _CPU_TOKENS
        free, _ = torch.cuda.mem_get_info(self.loaded.device)
        config = self._config
        heads = int(getattr(config, "num_key_value_heads", None) or config.num_attention_heads)
        size = int(getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads)
        kept = 2 * int(config.num_hidden_layers) * heads * size * 2
        passing = _ACTIVATIONS * int(config.hidden_size) * 2
        return max(int(_SHARE_OF_MEMORY * free / (kept + passing)), 1)

    def next_logits(self, prompts: Sequence[Sequence[int]]) -> Any:
        """Logits of the token after each prompt; shape (prompts, vocabulary), 32-bit floats."""
        import torch

        with torch.inference_mode():
            return self._read(prompts, keep=False).logits

    def generate(
        self,
        prompts: Sequence[Sequence[int]],
        *,
        most: int,
        sampling: Sampling,
        constraint: Constraint | None = None,
        stopped: Callable[[int, list[int]], bool] | None = None,
    ) -> list[list[int]]:
        """Up to `most` new tokens for each prompt, stop tokens left out.

        `stopped(row, tokens)` ends a row early. Rows that are done leave the batch once half of it is.
        """
        import torch

        with torch.inference_mode():
            read = self._read(prompts, keep=True)
            out: list[list[int]] = [[] for _ in prompts]
            rows = list(range(len(prompts)))
            """Which prompt each row of the batch answers."""
            live = [True] * len(rows)
            for step in range(most):
                tokens = self._choose(read.logits, rows, live, sampling, constraint)
                for at, (row, token) in enumerate(zip(rows, tokens, strict=True)):
                    if not live[at]:
                        continue
                    complete = constraint.take(row, token) if constraint else False
                    if token in self.stops:
                        live[at] = False
                        continue
                    out[row].append(token)
                    if complete or (stopped is not None and stopped(row, out[row])):
                        live[at] = False
                left = sum(live)
                if not left or step == most - 1:
                    break
                if left <= len(rows) // 2:
                    keep = [at for at, alive in enumerate(live) if alive]
                    read, tokens = _kept(read, keep), [tokens[at] for at in keep]
                    rows, live = [rows[at] for at in keep], [True] * left
                self._step(read, tokens)
            return out

    def _read(self, prompts: Sequence[Sequence[int]], *, keep: bool) -> _Read:
        """One pass over the prompts; their common beginning is read for all of them at once."""
        import torch
        from transformers import DynamicCache

        device = self.loaded.device
        shared = common_prefix(prompts) if len(prompts) > 1 else 0
        shared = shared if shared >= LEAST_PREFIX else 0
        rests = [list(prompt[shared:]) for prompt in prompts]
        width = max(map(len, rests))
        ids = torch.full((len(rests), width), self._pad, dtype=torch.long)
        mask = torch.zeros(len(rests), shared + width, dtype=torch.long)
        mask[:, :shared] = 1
        for row, rest in enumerate(rests):
            # Padded between the common beginning and the rest, so that the last token of each row is the last column.
            ids[row, width - len(rest) :] = torch.tensor(rest, dtype=torch.long)
            mask[row, shared + width - len(rest) :] = 1
        ids, mask = ids.to(device), mask.to(device)
        cache: Any = DynamicCache(config=self._config) if keep or shared else None
        if shared:
            start = torch.tensor([list(prompts[0][:shared])], dtype=torch.long, device=device)
            self._model(input_ids=start, past_key_values=cache, use_cache=True, logits_to_keep=1)
            cache.batch_repeat_interleave(len(prompts))
        positions = (mask.cumsum(-1) - 1).clamp(min=0)
        output = self._model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=positions[:, shared:],
            past_key_values=cache,
            use_cache=cache is not None,
            logits_to_keep=1,
        )
        return _Read(output.logits[:, -1].float(), cache, mask, positions[:, -1] + 1)

    def _step(self, read: _Read, tokens: Sequence[int]) -> None:
        import torch

        ids = torch.tensor(tokens, dtype=torch.long, device=self.loaded.device)[:, None]
        read.mask = torch.cat([read.mask, torch.ones_like(read.mask[:, :1])], dim=1)
        output = self._model(
            input_ids=ids,
            attention_mask=read.mask,
            position_ids=read.positions[:, None],
            past_key_values=read.cache,
            use_cache=True,
            logits_to_keep=1,
        )
        read.logits = output.logits[:, -1].float()
        read.positions = read.positions + 1

    def _choose(
        self,
        logits: Any,
        rows: Sequence[int],
        live: Sequence[bool],
        sampling: Sampling,
        constraint: Constraint | None,
    ) -> list[int]:
        import torch

        if constraint is not None:
            asked = [row for row, alive in zip(rows, live, strict=True) if alive]
            allowed = torch.ones_like(logits, dtype=torch.bool)
            places = [at for at, alive in enumerate(live) if alive]
            allowed[places] = constraint.mask(asked, logits.shape[-1], logits.device)
            logits = logits.masked_fill(~allowed, float("-inf"))
        if sampling.temperature <= 0:
            return [int(token) for token in logits.argmax(dim=-1).tolist()]
        chances = torch.softmax(logits / sampling.temperature, dim=-1)
        if sampling.top_p < 1:
            chances = nucleus(chances, sampling.top_p)
        return [
            int(torch.multinomial(chances[at], 1, generator=sampling.generators[row]).item()) if live[at] else self._pad
            for at, row in enumerate(rows)
        ]


def common_prefix(prompts: Sequence[Sequence[int]]) -> int:
    """Tokens with which all prompts begin, at least one of each prompt left over."""
    first, shortest = prompts[0], min(map(len, prompts))
    shared = shortest - 1
    for prompt in prompts[1:]:
        shared = next((i for i in range(shared) if prompt[i] != first[i]), shared)
    return max(shared, 0)


def _kept(read: _Read, keep: Sequence[int]) -> _Read:
    import torch

    index = torch.tensor(keep, device=read.mask.device)
    read.cache.batch_select_indices(index)
    return _Read(read.logits[index], read.cache, read.mask[index], read.positions[index])


def nucleus(chances: Any, top_p: float) -> Any:
    """Chances without the unlikely tokens that together have less than 1 - `top_p`."""
    ordered, places = chances.sort(dim=-1, descending=True)
    before = ordered.cumsum(dim=-1) - ordered
    kept = ordered.masked_fill(before >= top_p, 0.0)
    return chances.new_zeros(chances.shape).scatter(-1, places, kept)


def _stops(loaded: Loaded) -> set[int]:
    """Tokens that end an answer, by the model's own settings and the tokenizer's."""
    found: set[int] = set()
    settings = getattr(loaded.model, "generation_config", None)
    for value in (getattr(settings, "eos_token_id", None), loaded.tokenizer.eos_token_id):
        found.update(value if isinstance(value, list | tuple) else [value] if value is not None else [])
    return {int(token) for token in found}
