"""A look at the installation: each finding is one line with a hint."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import synth
from synth import data
from synth.errors import SynthError
from synth.settings import Settings, user_config_file
from synth.store import Library

_NEEDED = (
    "pymupdf", "torch", "sentence-transformers", "faiss-cpu", "bm25s", "langchain", "jinja2", "typst", "arxiv", "typer",
)  # fmt: skip


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    NOTE = "note"
    """Something optional is not there."""
    MISSING = "missing"
    """A report cannot be made without it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor."""

    level: Level
    name: str
    detail: str
    hint: str = ""

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {key: str(value) for key, value in asdict(self).items()}


def examine(settings: Settings, *, network: bool) -> list[Finding]:
    """All findings. With `network`, arXiv's host is tried for at most three seconds."""
    found = [
        Finding(Level.OK, "synth", f"{synth.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores"),
        *_packages(),
        *_bundled(),
        *_stored(settings),
        _device(),
        _configuration(),
        _sandbox(),
    ]
    found += _models(settings)
    if network:
        found.append(_arxiv(settings))
    return found


def _models(settings: Settings) -> Iterator[Finding]:
    """The models that are named, tried on tasks with known answers."""
    if not settings.llm and not settings.nli:
        return
    from synth.workflows.fitness import examine_models

    for name, result in examine_models(settings):
        if isinstance(result, SynthError):
            yield Finding(Level.MISSING, name, result.message, result.hint)
            continue
        hint = "" if result.fit else "not fit for this stage: what it says there will mostly be left out"
        level = Level.OK if result.fit else Level.NOTE
        yield Finding(level, name, f"{result.stage}: {result.detail}", hint)


def _packages() -> Iterator[Finding]:
    versions, absent = [], []
    for name in _NEEDED:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            absent.append(name)
    yield Finding(Level.OK, "packages", ", ".join(versions))
    for name in absent:
        yield Finding(
            Level.MISSING, "packages", f"{name} is not installed", f"{Path(sys.executable).name} -m pip install {name}"
        )


def _bundled() -> Iterator[Finding]:
    for name in ("templates", "corpora"):
        try:
            yield Finding(Level.OK, name, str(data.folder(name)))
        except SynthError as error:
            yield Finding(Level.MISSING, name, error.message, error.hint)


def _embedding(settings: Settings, library: Library | None) -> Finding:
    from synth.index import SentenceEmbedder

    try:
        return Finding(Level.OK, "embedding", SentenceEmbedder(settings.embedding, settings.device, library).name)
    except SynthError as error:
        return Finding(Level.MISSING, "embedding", error.message, error.hint)


def _device() -> Finding:
    # torch takes two seconds to say what the system says at once: that there is no accelerator.
    drivers = (Path("/dev/nvidiactl"), Path("/dev/kfd"), Path("/dev/dxg"))
    if sys.platform == "linux" and not any(path.exists() for path in drivers):
        return Finding(Level.NOTE, "device", "no GPU: models run on the CPU", "the embedded engine needs none")
    try:
        import torch
    except ImportError:
        return Finding(Level.MISSING, "device", "torch is not installed", "pip install torch")
    if torch.cuda.is_available():
        return Finding(Level.OK, "device", f"CUDA, {torch.cuda.get_device_name(0)}")
    return Finding(Level.NOTE, "device", "no GPU: models run on the CPU", "the embedded engine needs none")


def _stored(settings: Settings) -> Iterator[Finding]:
    """Model and library; the library knows the checksum of a model that it has met, which else is that of 90 MB."""
    model: Finding | None = None
    try:
        with Library.open(settings.library) as library:
            model = _embedding(settings, library)
            stats = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in library.stats().items())
        found = Finding(Level.OK, "library", f"{settings.library} ({stats})")
    except SynthError as error:
        found = Finding(Level.MISSING, "library", error.message, error.hint)
    yield model or _embedding(settings, None)
    yield found


def _configuration() -> Finding:
    files = [path for path in (Path("synth.toml"), user_config_file()) if path.is_file()]
    if not files:
        return Finding(Level.OK, "configuration", f"defaults (no synth.toml here, none at {user_config_file()})")
    return Finding(Level.OK, "configuration", ", ".join(str(path) for path in files))


def _sandbox() -> Finding:
    """Which walls stand around foreign code in `synth rerun`."""
    from synth.rerun.sandbox import Sandbox
    from synth.rerun.sandbox.words import layers

    try:
        with Sandbox(workers=1) as sandbox:
            state = sandbox.state
    except SynthError as error:
        return Finding(Level.NOTE, "sandbox", error.message, "`synth rerun` runs samples with --allow-unsafe-code only")
    refused = "; ".join(f"{name}: {why}" for name, why in state["refused"].items())
    if state["safe"]:
        hint = f"refused by the kernel: {refused}" if refused else ""
        return Finding(Level.OK, "sandbox", ", ".join(layers(state)), hint)
    missing = ", ".join(name for name in ("network", "files", "processes") if not state[name])
    return Finding(
        Level.NOTE,
        "sandbox",
        f"no wall around {missing}{f' ({refused})' if refused else ''}",
        "allow user namespaces, or use a kernel with seccomp and Landlock; until then --allow-unsafe-code runs samples",
    )


def _arxiv(settings: Settings) -> Finding:
    parts = urlsplit(settings.arxiv_url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((host, port), timeout=3):
            return Finding(Level.OK, "arXiv", f"{host} answers")
    except OSError as error:
        return Finding(
            Level.NOTE,
            "arXiv",
            f"{host} is unreachable ({error.strerror or error})",
            "local folders and the bundled corpus work without a network",
        )
