"""Answers held to a JSON schema while they are made: tokens that would leave it cannot be chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from synth.errors import InputError, MissingDependencyError


class Grammar:
    """JSON schemas over one tokenizer, compiled once each."""

    def __init__(self, tokenizer: Any, vocabulary: int) -> None:
        try:
            import llguidance
            import llguidance.hf
        except ImportError as error:
            message = "answers in a form need llguidance"
            raise MissingDependencyError(message, hint="pip install llguidance") from error
        self._guidance = llguidance
        try:
            self._tokenizer = llguidance.hf.from_tokenizer(tokenizer, n_vocab=max(vocabulary, len(tokenizer)))
        except ValueError as error:
            message = "this model's tokenizer cannot be held to a form"
            raise InputError(message, hint="take a model with a fast tokenizer (tokenizer.json)") from error
        self._compiled: dict[str, str] = {}

    def rows(self, schema: Mapping[str, Any], count: int) -> Rows:
        """A constraint for `count` rows, each with an answer of its own to make."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._compiled:
            self._compiled[key] = self._guidance.LLMatcher.grammar_from_json_schema(
                key, overrides={"whitespace_flexible": False}
            )
        matchers = [self._guidance.LLMatcher(self._tokenizer, self._compiled[key]) for _ in range(count)]
        if matchers and matchers[0].is_error():
            raise InputError(f"the form cannot be used: {matchers[0].get_error()[:160]}", hint="see prompts/README.md")
        return Rows(matchers)


class Rows:
    """One matcher a row; see `Constraint`."""

    def __init__(self, matchers: Sequence[Any]) -> None:
        self._matchers = matchers

    def mask(self, rows: Sequence[int], width: int, device: Any) -> Any:
        """Which tokens each row may take; bool, shape (rows, width)."""
        import llguidance.numpy as tools
        import torch

        bits = tools.allocate_token_bitmask(len(rows), width)
        for place, row in enumerate(rows):
            tools.fill_next_token_bitmask(self._matchers[row], bits, place)
        packed = torch.from_numpy(bits).to(device)
        shifts = torch.arange(32, dtype=torch.int32, device=device)
        return ((packed[:, :, None] >> shifts) & 1).bool().reshape(len(rows), -1)[:, :width]

    def take(self, row: int, token: int) -> bool:
        """Row `row` says `token`; whether its answer is complete."""
        matcher = self._matchers[row]
        matcher.consume_token(token)
        return bool(matcher.is_stopped() or (matcher.is_accepting() and not matcher.is_error()))
