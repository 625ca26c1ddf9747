"""Sequence classifiers for pairs of texts: natural language inference, or supported against not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from synth.errors import InputError, StageError
from synth.llm.local.batches import Room, TooLargeError, in_batches
from synth.llm.local.loading import Loaded
from synth.llm.scoring.raw import NEVER, Logits, Pair

_OPEN = re.compile(r"neutral|not.?enough|unknown|nei\b", re.IGNORECASE)
_AGAINST = re.compile(r"contradict|refute", re.IGNORECASE)
_NOT = re.compile(r"not|non|un(?=support)", re.IGNORECASE)
_FOR = re.compile(r"entail|support|consistent|faithful", re.IGNORECASE)
TOKENS_GPU, TOKENS_CPU = 65_536, 4_096
"""Tokens of the first batch; memory decides about later ones."""


class Classifier:
    """A sequence classifier; see `RawScorer`."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.name = f"nli:{loaded.identity.partition('@')[0]}"
        self.identity = f"nli:{loaded.identity}"
        self._columns = label_columns(loaded.model.config.id2label, self.name)
        limit = int(getattr(loaded.model.config, "max_position_embeddings", 0) or 512)
        self._longest = min(int(loaded.tokenizer.model_max_length), limit, 2048)
        self._room = Room(TOKENS_CPU if loaded.device.type == "cpu" else TOKENS_GPU)

    def logits(self, pairs: Sequence[Pair]) -> list[Logits]:
        """Three logits for each pair; a passage that is too long is cut, a claim never."""
        tokenizer = self.loaded.tokenizer
        encoded = [
            tokenizer(passage, claim, truncation="only_first", max_length=self._longest) for passage, claim in pairs
        ]
        lengths = [len(one["input_ids"]) for one in encoded]

        def run(batch: list[int]) -> list[Logits]:
            import torch

            inputs = tokenizer.pad([dict(encoded[index]) for index in batch], return_tensors="pt")
            with torch.inference_mode():
                rows = self.loaded.model(**inputs.to(self.loaded.device)).logits.float().cpu()
            return [self._three(row.tolist()) for row in rows]

        return collected(in_batches(lengths, run, self._room), len(pairs), self.name)

    def _three(self, row: Sequence[float]) -> Logits:
        values = [row[column] if column is not None else NEVER for column in self._columns]
        return values[0], values[1], values[2]


def label_columns(labels: Mapping[int, str], name: str) -> tuple[int | None, int | None, int | None]:
    """Columns of supported, contradicted and open; InputError where the labels do not say which is which."""
    found: dict[str, int] = {}
    for column, label in labels.items():
        text = str(label)
        negated = bool(_NOT.search(text)) and bool(_FOR.search(text))
        if _OPEN.search(text) or negated:
            kind = "open"
        elif _AGAINST.search(text):
            kind = "against"
        elif _FOR.search(text):
            kind = "for"
        else:
            continue
        found.setdefault(kind, int(column))
    if not found and len(labels) == 2:
        found = {"open": 0, "for": 1}  # the custom of fact-checking heads: 1 is supported
    if "for" not in found or len(found) < 2:
        listed = ", ".join(map(str, labels.values()))
        hint = "take a classifier with labels such as entailment, neutral, contradiction"
        raise InputError(f"{name} has no labels that say supported or not: {listed}", hint=hint)
    return found["for"], found.get("against"), found.get("open")


def collected(batches: Any, count: int, name: str) -> list[Logits]:
    """Results of batches in the order of the items; StageError where one item does not fit into memory."""
    out: list[Logits | None] = [None] * count
    for batch, results in batches:
        if isinstance(results, TooLargeError):
            raise StageError(f"memory is too small for {name}", hint="take a smaller model or another device") from None
        for index, result in zip(batch, results, strict=True):
            out[index] = result
    return [one for one in out if one is not None]
