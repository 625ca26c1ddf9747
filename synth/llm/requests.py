"""What goes to a model and what comes back, whoever runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt:
    """A system message and a user message; the system message may be empty."""

    user: str
    system: str = ""
    raw: bool = False
    """Whether a model on this machine goes on from `user` as it stands, without its chat form; servers are chats."""

    def asking_for(self, schema: Mapping[str, Any]) -> Prompt:
        """The prompt with the schema in it, for models that cannot be held to one."""
        form = json.dumps(schema, ensure_ascii=False)
        system = f"{self.system}\n\nAnswer with one JSON object of this schema and nothing else:\n{form}".strip()
        return replace(self, system=system)


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How an answer is made; part of every cache key."""

    max_tokens: int = 1024
    temperature: float = 0.0
    """0 takes the likeliest token."""
    top_p: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None
    """JSON schema with a `title` that the answer must have; None for free text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One prompt and how to answer it. Requests that differ only in `sample` ask for independent answers."""

    prompt: Prompt
    options: Options = Options()
    sample: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A model's answer."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    """From sending the request to the last token; of a batch, its share."""
    cut: bool = False
    """Whether it ended at `max_tokens`."""
    estimated: bool = False
    """Whether tokens were estimated from characters."""


class Trouble(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"
    KEY = "key"
    """The key is missing, wrong or not allowed to do this."""
    UNKNOWN_MODEL = "unknown_model"
    RATE_LIMITED = "rate_limited"
    """Still over the limit after all tries, or the server asks to wait too long."""
    TIMEOUT = "timeout"
    SERVER = "server"
    """The server reports an error of its own, after all tries."""
    TOO_LONG = "too_long"
    """The prompt does not fit the model's context."""
    REFUSED = "refused"
    """The server rejects this request."""
    MALFORMED = "malformed"
    """Not in the form that was asked for, twice."""
    BUDGET = "budget"

    @property
    def ends_the_run(self) -> bool:
        """Whether other requests will fare no better."""
        return self in (Trouble.UNREACHABLE, Trouble.KEY, Trouble.UNKNOWN_MODEL, Trouble.RATE_LIMITED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A request without an answer."""

    trouble: Trouble
    message: str
    """One line for the user."""


Outcome = Reply | Fault


class Backend(Protocol):
    """What runs a model: a server that is asked over the network, or weights on this machine."""

    identity: str
    """Model, and where it runs: part of every cache key."""

    def answer(self, requests: Sequence[Request], halted: Callable[[], bool]) -> Iterator[tuple[int, Outcome]]:
        """Answer all requests, each with its index as soon as it is there, in any order.

        `halted` is asked before each start; once it says yes, what has not begun is a Fault `budget`.
        """
        ...

    def close(self) -> None:
        """Let go of connections and memory."""
        ...
