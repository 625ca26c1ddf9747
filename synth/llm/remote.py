"""Models behind a server, asked through LangChain's chat-model interface.

Retries are ours and not the clients', so that a `Retry-After` stops all requests and not only the one that was told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from synth.errors import InputError, MissingDependencyError
from synth.llm.pool import Gate, side_by_side
from synth.llm.requests import Fault, Options, Outcome, Prompt, Reply, Request, Trouble
from synth.llm.troubles import Failure, failure_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TRIES = 5
LONGEST_WAIT = 120.0
"""A server that asks to wait longer than this many seconds is not waited for."""
CHARS_PER_TOKEN = 4
"""For servers that do not count tokens; such counts are marked as estimated."""
_AGAIN = frozenset({Trouble.UNREACHABLE, Trouble.RATE_LIMITED, Trouble.TIMEOUT, Trouble.SERVER})
_SEEDED = frozenset({"openai", "azure_openai", "ollama", "mistralai", "together", "groq", "deepseek", "xai"})
"""Providers whose LangChain class takes a seed."""


def open_chat(provider: str, model: str, *, url: str, key: str, timeout: float) -> BaseChatModel:
    """LangChain's chat model for a provider; no request is made.

    Raises MissingDependencyError where the provider's package is not installed, InputError where it is unknown or has
    no key.
    """
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"timeout": timeout, "max_retries": 0}
    if url:
        given["base_url"] = url
    if key:
        given["api_key"] = key
    elif url and provider == "openai":
        given["api_key"] = "none"  # servers of one's own ask for no key, and the client insists on one
    if provider == "openai":
        given["stream_usage"] = True
        given["use_responses_api"] = False
    try:
        chat: BaseChatModel = init_chat_model(model, model_provider=provider, **given)
    except ImportError as error:
        package = f"langchain-{provider.replace('_', '-')}"
        message = f"models of {provider} need a package that is not installed ({error.name or package})"
        raise MissingDependencyError(message, hint=f"pip install {package}") from error
    except Exception as error:  # each provider's client has its own errors for a missing key or a bad URL
        raise _cannot_open(provider, error) from error
    if provider == "openai" and getattr(chat, "client", True) is None:
        raise _no_key(provider)
    return chat


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


class Remote:
    """Runs requests against a server, at most `parallel` at a time."""

    def __init__(self, chat: BaseChatModel, identity: str, *, parallel: int, url: str = "", wait: float = 1.0) -> None:
        self.identity = identity
        self.chat = chat
        self._parallel = parallel
        self._url = url
        self._provider = identity.partition(":")[0]
        self._gate = Gate()
        self._wait = wait
        self._reached = False
        """Whether the server answered once."""
        self._plain = False
        """Whether the server has no JSON-schema mode, so that the schema stands in the prompt."""
        self._warm = True
        """Whether the server takes a temperature."""

    @property
    def schema_mode(self) -> str:
        """How answers are held to a schema: `json_schema` by the server, or `prompt`."""
        return "prompt" if self._plain else "json_schema"

    def answer(self, requests: Sequence[Request], halted: Callable[[], bool]) -> Iterator[tuple[int, Outcome]]:
        """See `Backend`."""

        def one(request: Request) -> Outcome:
            if halted():
                return Fault(trouble=Trouble.BUDGET, message="the budget is used up")
            return self._ask(request)

        yield from side_by_side(one, requests, most=self._parallel, gate=self._gate)

    def close(self) -> None:
        """Nothing is kept open."""

    def _ask(self, request: Request) -> Outcome:
        failure = Failure(Trouble.SERVER, "the server gave no answer")
        left = TRIES
        while left > 0:
            if not self._gate.wait():
                return Fault(trouble=Trouble.BUDGET, message="stopped")
            began, sent = time.monotonic(), (self._plain, self._warm)
            try:
                reply = self._send(request, began)
                self._reached = True
                return reply
            except Exception as error:  # LangChain passes on each client's own errors
                failure = failure_of(error)
                if self._adapted(failure, request.options, *sent):
                    continue
            left -= 1
            never = failure.trouble is Trouble.UNREACHABLE and not self._reached  # is not there, rather than away
            if failure.trouble not in _AGAIN or never or left == 0:
                break
            pause = failure.retry_after
            if pause is not None and pause > LONGEST_WAIT:
                message = f"{self._named} asks to wait {pause:.0f} seconds"
                return Fault(trouble=Trouble.RATE_LIMITED, message=message)
            self._gate.close_for(pause if pause is not None else self._wait * 2 ** (TRIES - 1 - left))
        return Fault(trouble=failure.trouble, message=self._said(failure))

    def _send(self, request: Request, began: float) -> Reply:
        """One try. Streams, so that the time limit is for the next part and not for the whole answer."""
        whole: Any = None
        for part in self._bound(request.options).stream(self._messages(request.prompt, request.options)):
            piece = part.get("raw") if isinstance(part, dict) else part
            if piece is not None:
                whole = piece if whole is None else whole + piece
        metadata = getattr(whole, "response_metadata", None) or {}
        reason = str(metadata.get("finish_reason") or metadata.get("stop_reason") or "")
        if whole is None or (self._provider == "openai" and not reason):
            raise BrokenOffError("the answer broke off")
        text = _text(whole)
        usage = getattr(whole, "usage_metadata", None) or {}
        sent = len(request.prompt.system) + len(request.prompt.user)
        counted = bool(usage.get("output_tokens") or usage.get("input_tokens"))
        return Reply(
            text=text,
            tokens_in=int(usage.get("input_tokens", 0)) if counted else sent // CHARS_PER_TOKEN,
            tokens_out=int(usage.get("output_tokens", 0)) if counted else len(text) // CHARS_PER_TOKEN,
            seconds=time.monotonic() - began,
            cut=reason.lower() in ("length", "max_tokens"),
            estimated=not counted,
        )

    def _bound(self, options: Options) -> Any:
        given: dict[str, Any] = {"max_tokens": options.max_tokens}
        if self._warm:
            given["temperature"] = options.temperature
            if options.top_p < 1:
                given["top_p"] = options.top_p
        if options.stop:
            given["stop"] = list(options.stop)
        if options.seed is not None and self._provider in _SEEDED:
            given["seed"] = options.seed
        if self._url and self._provider == "openai":
            # The client renames max_tokens as OpenAI does; other servers know the old name.
            given["extra_body"] = {"max_tokens": options.max_tokens}
        if options.schema is None or self._plain:
            return self.chat.bind(**given)
        form = dict(options.schema)
        return self.chat.with_structured_output(form, method="json_schema", include_raw=True, **given)

    def _messages(self, prompt: Prompt, options: Options) -> list[tuple[str, str]]:
        if options.schema is not None and self._plain:
            prompt = prompt.asking_for(options.schema)
        return [*([("system", prompt.system)] if prompt.system else []), ("human", prompt.user)]

    def _adapted(self, failure: Failure, options: Options, plain: bool, warm: bool) -> bool:
        """Whether the server rejected a parameter that can be done without; it is then left out from now on.

        `plain` and `warm` are what held when the request was sent: others may have learned it meanwhile.
        """
        if failure.trouble is not Trouble.REFUSED:
            return False
        said = failure.message.lower()
        if options.schema is not None and not plain and any(word in said for word in _SCHEMA_WORDS):
            self._plain = True
            return True
        if warm and "temperature" in said:
            self._warm = False
            return True
        return False

    @property
    def _named(self) -> str:
        host = urlsplit(self._url).netloc if self._url else ""
        return f"the server at {host}" if host else self._provider

    def _said(self, failure: Failure) -> str:
        named, model = self._named, self.identity.partition(":")[2].partition("@")[0]
        detail = f": {failure.message}" if failure.message else ""
        return {
            Trouble.UNREACHABLE: f"{named} does not answer{detail}",
            Trouble.KEY: f"{named} does not accept the key{detail}",
            Trouble.UNKNOWN_MODEL: f"{named} has no model {model}{detail}",
            Trouble.RATE_LIMITED: f"{named} is over its limit of requests{detail}",
            Trouble.TIMEOUT: f"{named} did not answer in time",
            Trouble.TOO_LONG: f"the prompt is too long for {model}",
        }.get(failure.trouble, f"{named} failed{detail}")


_SCHEMA_WORDS = ("response_format", "json_schema", "schema", "structured", "grammar", "guided")


class BrokenOffError(ConnectionError):
    """A stream that ended without saying so."""


def _text(message: Any) -> str:
    """What a message says; thoughts and other parts that are not text are left out."""
    content = message.content
    if isinstance(content, str):
        return content
    parts = (part if isinstance(part, str) else part.get("text", "") for part in content)
    return "".join(part for part in parts if isinstance(part, str))
