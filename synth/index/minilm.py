"""The bundled MiniLM on a CPU, without transformers.

The model is a plain BERT of six layers. Running it on torch directly gives the vectors of sentence-transformers (a test
compares them) at half the time a passage and without an import of 9 CPU seconds, which every new question would pay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.errors import MissingDependencyError
from synth.index.embedding import usable_cores

if TYPE_CHECKING:
    import numpy.typing as npt

_BATCH = 16
"""Small batches stay in the CPU's cache; measured best of 4 to 32."""


class MiniLM:
    """BERT encoder, mean over tokens, unit length."""

    def __init__(self, folder: Path) -> None:
        try:
            import safetensors.torch
            import tokenizers
        except ImportError as error:
            message = f"the embedding model needs {error.name}"
            raise MissingDependencyError(message, hint="pip install sentence-transformers") from error
        self._weights = safetensors.torch.load_file(str(folder / "model.safetensors"))
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._layers = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._size = int(config["hidden_size"])
        self._epsilon = float(config["layer_norm_eps"])
        limits = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        self.max_tokens = int(limits["max_seq_length"])
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def too_long(self, texts: Sequence[str]) -> int:
        """How many of `texts` have more tokens than the model reads."""
        # A token has at least one character, so that most texts need not be counted.
        long = [text for text in texts if len(text) > self.max_tokens]
        return sum(len(encoding.ids) > self.max_tokens for encoding in self._tokenizer.encode_batch(long))

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of `texts`, in order; a text beyond `max_tokens` is cut there."""
        import torch

        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # The last token closes the text and stays when it is cut.
        tokens = [ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]] for ids in encoded]
        batches = list(_batches(tokens))
        result = np.empty((len(texts), self._size), dtype=np.float32)

        def run(batch: list[int]) -> None:
            torch.set_num_threads(1)
            with torch.inference_mode():
                result[batch] = self._forward([tokens[i] for i in batch]).numpy()

        # One batch a core costs less than one batch over all cores: nothing waits for the slowest part of each layer.
        # No more than torch was told to use (OMP_NUM_THREADS): where many processes embed, each has its share.
        before = torch.get_num_threads()
        try:
            with ThreadPoolExecutor(max(1, min(usable_cores(), before, len(batches)))) as pool:
                list(pool.map(run, batches))
        finally:
            torch.set_num_threads(before)
        return result

    def _forward(self, tokens: Sequence[Sequence[int]]) -> Any:
        """Mean of the last layer over each text's tokens, at unit length; shape (texts, size). All are equally long."""
        import torch
        from torch.nn import functional

        weights = self._weights
        ids = torch.tensor(tokens, dtype=torch.long)
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = self._norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for number in range(self._layers):
            x = self._layer(x, number)
        return functional.normalize(x.mean(1), dim=1)

    def _layer(self, x: Any, number: int) -> Any:
        from torch.nn import functional

        name = f"encoder.layer.{number}"
        parts = (self._linear(x, f"{name}.attention.self.{part}") for part in ("query", "key", "value"))
        seen = self._attend(*parts)
        x = self._norm(x + self._linear(seen, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        inner = functional.gelu(self._linear(x, f"{name}.intermediate.dense"))
        return self._norm(x + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _attend(self, query: Any, key: Any, value: Any) -> Any:
        """What each token sees of the others; shapes (texts, tokens, size)."""
        from torch.nn import functional

        rows, width, _ = query.shape
        heads = (one.view(rows, width, self._heads, -1).transpose(1, 2) for one in (query, key, value))
        seen = functional.scaled_dot_product_attention(*heads)
        return seen.transpose(1, 2).reshape(rows, width, self._size)

    def _linear(self, x: Any, name: str) -> Any:
        from torch.nn import functional

        return functional.linear(x, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, x: Any, name: str) -> Any:
        from torch.nn import functional

        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return functional.layer_norm(x, (self._size,), weight, bias, self._epsilon)


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Places of texts of the same length, a few at a time: with nothing padded, no text changes another's vector."""
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    for _, same in groupby(order, key=lambda place: len(tokens[place])):
        places = list(same)
        yield from (places[start : start + _BATCH] for start in range(0, len(places), _BATCH))
