"""Models behind a server, asked through LangChain's chat-model interface.

Retries are ours and not the clients', so that a `Retry-After` stops all requests and not only the one that was told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from synth.llm.chats import Chats
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


class Remote:
    """Runs requests against a server, at most `parallel` at a time."""

    def __init__(self, chats: Chats, identity: str, *, parallel: int, wait: float = 1.0) -> None:
        self.identity = identity
        self._chats = chats
        self._parallel = parallel
        self._url = chats.url
        self._provider = chats.provider
        self._gate = Gate()
        self._wait = wait
        self._reached = False
        """Whether the server answered once."""
        self._plain = False
        """Whether the server has no JSON-schema mode, so that the schema stands in the prompt."""
        self._warm = True
        """Whether the server takes a temperature."""

    @property
    def chat(self) -> BaseChatModel:
        """The model as LangChain has it."""
        return self._chats.of(Options(), warm=self._warm)

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
        chat = self._chats.of(options, warm=self._warm)
        if options.schema is None or self._plain:
            return chat
        return chat.with_structured_output(dict(options.schema), method="json_schema", include_raw=True)

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
