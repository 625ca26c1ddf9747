"""Any sentence-transformers model, from a folder, on any device."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synth.errors import InputError, MissingDependencyError, StageError

if TYPE_CHECKING:
    import numpy.typing as npt

_BATCH_CPU = 8
_BATCH_GPU = 128


class TransformerEngine:
    """A sentence-transformers model; its import costs about 9 CPU seconds, so it is made only when a text is new."""

    def __init__(self, folder: Path, device: str = "") -> None:
        try:
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging
        except ImportError as error:
            message = f"the embedding model needs {error.name}"
            raise MissingDependencyError(message, hint="pip install sentence-transformers") from error
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        transformers_logging.disable_progress_bar()
        if device.startswith("cuda") and not torch.cuda.is_available():
            raise InputError("no CUDA device here", hint="leave the device empty, or name cpu")
        try:
            # The folder is complete, so the hub is never asked.
            self._model = SentenceTransformer(str(folder), device=device or None, local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            hint = "name a folder or a hub name of a sentence-transformers model"
            raise StageError(f"the embedding model in {folder} cannot be loaded: {error}", hint=hint) from error
        self._batch = _BATCH_CPU if self._model.device.type == "cpu" else _BATCH_GPU
        self.max_tokens = int(self._model.max_seq_length or 512)

    def too_long(self, texts: Sequence[str]) -> int:
        """How many of `texts` have more tokens than the model reads."""
        long = [text for text in texts if len(text) > self.max_tokens]
        if not long:
            return 0
        return sum(len(ids) > self.max_tokens for ids in self._model.tokenizer(long, truncation=False)["input_ids"])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of `texts`, in order; the library sorts them by length."""
        vectors = self._model.encode(
            list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)
