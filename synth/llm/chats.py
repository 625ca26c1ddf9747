"""LangChain's chat models of one provider, one for each way of answering that is asked for.

Settings go in when a model is made: what `with_structured_output` and `bind` take differs from provider to provider,
and some of them drop what they do not know without a word.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from synth.errors import InputError, MissingDependencyError
from synth.llm.requests import Options

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_SEEDED = frozenset({"openai", "azure_openai", "ollama", "mistralai", "together", "groq", "deepseek", "xai"})
"""Providers whose class takes a seed."""


class Chats:
    """Chat models of one provider and name. No request is made here.

    `timeout` are seconds to wait for the next part of an answer, `connect` for a connection. Making one raises
    MissingDependencyError where the provider's package is not installed, InputError where the provider is unknown or
    has no key.
    """

    def __init__(
        self, provider: str, model: str, *, url: str = "", key: str = "", timeout: float = 120.0, connect: float = 10.0
    ) -> None:
        self.provider = provider
        self.url = url
        self._model = model
        self._key = key
        self._timeout = timeout
        self._connect = connect
        self._lock = threading.Lock()
        self._made: dict[tuple[Options, bool], BaseChatModel] = {}

    def of(self, options: Options, *, warm: bool = True) -> BaseChatModel:
        """The chat model that answers so; without `warm` no temperature is named, for servers that take none."""
        key = (replace(options, schema=None), warm)
        with self._lock:
            if key not in self._made:
                self._made[key] = self._make(options, warm)
            return self._made[key]

    def _make(self, options: Options, warm: bool) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on parameters that a class hands on as they are
                chat: BaseChatModel = init_chat_model(
                    self._model, model_provider=self.provider, **self._given(options, warm)
                )
        except ImportError as error:
            package = f"langchain-{self.provider.replace('_', '-')}"
            message = f"models of {self.provider} need a package that is not installed ({error.name or package})"
            raise MissingDependencyError(message, hint=f"pip install {package}") from error
        except Exception as error:  # each provider's client has its own errors for a missing key or a bad URL
            raise _cannot_open(self.provider, error) from error
        if self.provider == "openai" and getattr(chat, "client", True) is None:
            raise _no_key(self.provider)
        return chat

    def _given(self, options: Options, warm: bool) -> dict[str, Any]:
        given: dict[str, Any] = {"timeout": self._timeout, "max_retries": 0, "max_tokens": options.max_tokens}
        if warm:
            given["temperature"] = options.temperature
            if options.top_p < 1:
                given["top_p"] = options.top_p
        if options.stop:
            given["stop"] = list(options.stop)
        if options.seed is not None and self.provider in _SEEDED:
            given["seed"] = options.seed
        if self.url:
            given["base_url"] = self.url
        if self._key:
            given["api_key"] = self._key
        if self.provider == "openai":
            from openai import Timeout

            given["timeout"] = Timeout(self._timeout, connect=min(self._connect, self._timeout))
            given |= {"stream_usage": True, "use_responses_api": False}
            if self.url:
                # Servers of one's own ask for no key, and the client insists on one; it renames max_tokens as OpenAI
                # does, and other servers know the old name.
                given.setdefault("api_key", "none")
                given["extra_body"] = {"max_tokens": options.max_tokens}
        if self.provider == "ollama":
            given["num_predict"] = given.pop("max_tokens")
            given["client_kwargs"] = {"timeout": given.pop("timeout")}
            del given["max_retries"]
        return given


def _cannot_open(provider: str, error: Exception) -> InputError:
    text = " ".join(str(error).split())
    if isinstance(error, ValueError) and text.lower().startswith("unsupported provider"):
        hint = "providers are openai, anthropic, google_genai, ollama, … as in LangChain, or local for a folder"
        return InputError(f"unknown provider of models: {provider}", hint=hint)
    if "key" in text.lower() or "credential" in text.lower():
        return _no_key(provider)
    return InputError(f"the model of {provider} cannot be used: {text[:200]}", hint="check --llm and --llm-url")


def _no_key(provider: str) -> InputError:
    return InputError(
        f"no key for {provider}",
        hint=f"set {provider.upper()}_API_KEY or SYNTH_LLM_KEY; a server of your own is named with --llm-url",
    )
