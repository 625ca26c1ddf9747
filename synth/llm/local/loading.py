"""Weights and tokenizer from a folder or the hub, on the best device there is; said in one line where that fails."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.errors import InputError, MissingDependencyError, NetworkError, StageError

_SAMPLE = 1 << 16
"""Bytes from both ends of each file of weights that go into the model's checksum."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to run."""

    model: Any
    tokenizer: Any
    device: Any
    """A `torch.device`."""
    identity: str
    """Name and checksum of configuration, tokenizer and weights."""


def device_of(name: str) -> Any:
    """The torch device of that name; the best there is where it is empty. InputError where there is none such."""
    import torch

    mps = getattr(torch.backends, "mps", None)
    has_mps = mps is not None and mps.is_available()
    if not name:
        name = "cuda" if torch.cuda.is_available() else "mps" if has_mps else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise InputError(f"no such device: {name}", hint="name cpu, cuda or mps, or leave it empty") from error
    if (device.type == "cuda" and not torch.cuda.is_available()) or (device.type == "mps" and not has_mps):
        raise InputError(f"no {name} device here", hint="leave the device empty, or name cpu")
    return device


def load(name: str, kind: str, device: str = "") -> Loaded:
    """Load `name` (a folder or a hub id) by the transformers class `kind`, such as `AutoModelForCausalLM`.

    16-bit brain floats on a GPU, 32-bit floats on a CPU. Raises InputError where it is no such model, NetworkError
    where the hub does not answer, MissingDependencyError where a library is missing.
    """
    try:
        import torch
        import transformers
        from transformers.utils import logging
    except ImportError as error:
        message = f"models on this machine need {error.name}"
        raise MissingDependencyError(message, hint="pip install torch transformers") from error
    place = Path(name).expanduser()
    if not place.is_dir() and (place.is_absolute() or name.startswith((".", "~")) or name.count("/") != 1):
        raise InputError(f"no folder of a model: {name}", hint="name a folder with config.json, or a hub id ORG/NAME")
    target = device_of(device)
    dtype = torch.float32 if target.type == "cpu" else torch.bfloat16
    logging.disable_progress_bar()
    source = str(place) if place.is_dir() else name
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(source)
        model = getattr(transformers, kind).from_pretrained(source, dtype=dtype)
        model.to(target)
    except torch.OutOfMemoryError as error:
        raise StageError(f"{name} does not fit the memory of {target}", hint="take a smaller model") from error
    except ImportError as error:
        message = f"{name} needs a library that is not installed: {_line(error)}"
        raise MissingDependencyError(message, hint="install what the model's card names") from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise _unloadable(name, place.is_dir(), error) from error
    model.eval()
    checksum = _checksum(place) if place.is_dir() else str(getattr(model.config, "_commit_hash", "") or "")[:12]
    label = place.name if place.is_dir() else name
    return Loaded(model, tokenizer, target, f"{label}@{checksum}")


def _unloadable(name: str, local: bool, error: Exception) -> InputError | NetworkError:
    said = _line(error)
    words = ("connect", "offline", "resolve", "timed out", "reach")
    if not local and any(word in said.lower() for word in words):
        hint = "check the connection, or name a folder that holds the model"
        return NetworkError(f"{name} is not on this machine, and its hub does not answer", hint=hint)
    return InputError(f"{name} cannot be loaded: {said}", hint="name a folder or hub id of a transformers model")


def _line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 160 else text[:159] + "…"


def _checksum(folder: Path) -> str:
    """Of small files all bytes, of weights their size and both ends: gigabytes are not read twice to name a model."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith("."):
            continue
        size = path.stat().st_size
        digest.update(f"{path.name}:{size}:".encode())
        with path.open("rb") as file:
            digest.update(file.read(_SAMPLE))
            if size > 2 * _SAMPLE:
                file.seek(-_SAMPLE, 2)
            digest.update(file.read(_SAMPLE))
    return digest.hexdigest()[:12]
