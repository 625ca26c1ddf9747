"""Errors of many clients in one form: what kind of trouble, and how long the server asks to wait."""

from __future__ import annotations

import email.utils
import time
from dataclasses import dataclass
from typing import Any

from synth.llm.requests import Trouble


@dataclass(frozen=True, slots=True)
class Failure:
    """One try that failed."""

    trouble: Trouble
    message: str
    retry_after: float | None = None
    """Seconds that the server asks to wait."""


def failure_of(error: BaseException) -> Failure:
    """What an error of a client means, by LangChain's classes first, by its HTTP status else.

    LangChain's integrations sort most errors since 1.7; those that do not still carry a status or a telling class name.
    """
    from langchain_core import exceptions as known

    kinds: tuple[tuple[str, Trouble], ...] = (
        ("ContextOverflowError", Trouble.TOO_LONG),
        ("ModelAuthenticationError", Trouble.KEY),
        ("ModelPermissionDeniedError", Trouble.KEY),
        ("ModelNotFoundError", Trouble.UNKNOWN_MODEL),
        ("ModelRateLimitError", Trouble.RATE_LIMITED),
        ("ModelTimeoutError", Trouble.TIMEOUT),
        ("ModelConnectionError", Trouble.UNREACHABLE),
        ("ModelInvalidRequestError", Trouble.REFUSED),
        ("ModelAPIError", Trouble.SERVER),
    )
    trouble = next((kind for name, kind in kinds if isinstance(error, getattr(known, name, ()))), None)
    status = _status(error)
    if trouble in (None, Trouble.SERVER) and status is not None:
        trouble = _of_status(status)
    return Failure(trouble or _of_name(error), _line(error), _retry_after(error))


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    for value in (getattr(error, "status_code", None), getattr(response, "status_code", None)):
        if isinstance(value, int):
            return value
    code = getattr(error, "code", None)
    return code if isinstance(code, int) and 400 <= code < 600 else None


def _of_status(status: int) -> Trouble:
    named = {
        401: Trouble.KEY,
        403: Trouble.KEY,
        404: Trouble.UNKNOWN_MODEL,
        408: Trouble.TIMEOUT,
        413: Trouble.TOO_LONG,
        429: Trouble.RATE_LIMITED,
    }
    return named.get(status, Trouble.SERVER if status >= 500 else Trouble.REFUSED)


def _of_name(error: BaseException) -> Trouble:
    names = " ".join(kind.__name__ for kind in type(error).__mro__).lower()
    if "timeout" in names:
        return Trouble.TIMEOUT
    if "brokenoff" in names or "protocol" in names:
        return Trouble.SERVER
    if "connect" in names or "network" in names or "transport" in names:
        return Trouble.UNREACHABLE
    return Trouble.SERVER


def _retry_after(error: BaseException) -> float | None:
    """The header `Retry-After`, in seconds or as a date, or the finer `retry-after-ms`."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    try:
        if fine := headers.get("retry-after-ms"):
            return max(float(fine) / 1000, 0.0)
        said = headers.get("retry-after")
        if not said:
            return None
        try:
            return max(float(said), 0.0)
        except ValueError:
            return max(email.utils.parsedate_to_datetime(said).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError):
        return None


def _line(error: BaseException) -> str:
    """The server's own words where it gave some, on one line."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    text = said if isinstance(said, str) and said else str(error)
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return text if len(text) <= 200 else text[:199] + "…"
