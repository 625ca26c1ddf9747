"""From the name of a model to something that can be asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import UsageError
from synth.llm.budget import Budget, Meter, Price
from synth.llm.cache import Answers
from synth.llm.model import Model
from synth.llm.prompts import Prompts
from synth.llm.requests import Backend, Options
from synth.settings import Settings

if TYPE_CHECKING:
    from synth.protocols import Keeper

LOCAL = "local"


def open_model(spec: str, settings: Settings, library: Keeper | None = None, *, probe: bool = True) -> Model:
    """The model that `spec` names, ready to be asked; answers are kept in `library`, without one in memory.

    Raises UsageError for a name that is none, InputError for a missing key or unknown model, MissingDependencyError,
    NetworkError and RemoteError where the server does not do its part. With `probe`, one short question finds that out
    before any work.
    """
    provider, name = parse_spec(spec)
    meter = Meter(spec, Budget.read(settings.budget), Price.read(settings.llm_price))
    prompts = Prompts(settings.prompts)
    backend = _local(name, settings) if provider == LOCAL else _remote(provider, name, settings)
    model = Model(
        f"{provider}:{Path(name).name}" if provider == LOCAL and Path(name).is_dir() else spec,
        backend,
        answers=Answers(library),
        prompts=prompts,
        meter=meter,
        options=Options(max_tokens=settings.llm_tokens),
        optional=settings.llm_optional,
    )
    if probe:
        model.probe()
    return model


def _local(name: str, settings: Settings) -> Backend:
    from synth.llm.local import open_local

    return open_local(name, settings.device)


def _remote(provider: str, name: str, settings: Settings) -> Backend:
    from synth.llm.chats import Chats
    from synth.llm.remote import Remote

    chats = Chats(
        provider,
        name,
        url=settings.llm_url,
        key=settings.llm_key,
        timeout=settings.llm_timeout,
        connect=settings.timeout,
    )
    chats.of(Options(max_tokens=settings.llm_tokens))  # a missing package or key is said at once
    identity = f"{provider}:{name}@{settings.llm_url}" if settings.llm_url else f"{provider}:{name}"
    return Remote(chats, identity, parallel=settings.llm_parallel)


def parse_spec(spec: str) -> tuple[str, str]:
    """Provider and model of `PROVIDER:MODEL`; UsageError where it is not of that form."""
    provider, colon, name = spec.partition(":")
    if not colon or not provider.strip() or not name.strip() or not provider.replace("-", "_").isidentifier():
        raise UsageError(f"not a model: {spec!r}", hint="give PROVIDER:MODEL, as in openai:gpt-5-mini or local:FOLDER")
    return provider.strip().replace("-", "_").lower(), name.strip()
