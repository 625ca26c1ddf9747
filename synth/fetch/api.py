"""JSON services: one host, paced, answers kept, refusals told in the words of the service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from synth.errors import InputError, RemoteError
from synth.fetch.access import Access, Answers
from synth.fetch.http import AgainError, read_all

if TYPE_CHECKING:
    import requests


class Api:
    """A JSON service under `base`."""

    def __init__(
        self, access: Access, *, name: str, base: str, headers: Mapping[str, str] | None = None, refused: str = ""
    ) -> None:
        self.answers = Answers(access.http(name), access)
        self.headers = {"Accept": "application/json", **(headers or {})}
        self._base = base.rstrip("/")
        self._refused = refused
        """Hint for the user when the service refuses."""

    def close(self) -> None:
        """Close the connection."""
        self.answers.http.close()

    def get(self, path: str, parameters: Mapping[str, str | int] | None = None) -> Any:
        """The object that the service sends, None where it knows no such thing (404).

        Raises NetworkError, RemoteError, or InputError where the service calls the request bad.
        """
        return self._ask(path, parameters, None)

    def post(self, path: str, parameters: Mapping[str, str | int], body: object) -> Any:
        """The same for a question that is too long for an address."""
        return self._ask(path, parameters, json.dumps(body, sort_keys=True).encode())

    def secret(self, path: str, body: object) -> Any:
        """The answer to a POST of which nothing may be kept: a login."""
        url = f"{self._base}{path}"
        post = json.dumps(body).encode()
        return json.loads(self.answers.http.send(url, read=self._read, headers=lambda: self.headers, post=post))

    def _ask(self, path: str, parameters: Mapping[str, str | int] | None, post: bytes | None) -> Any:
        query = urlencode({name: value for name, value in (parameters or {}).items() if value != ""})
        url = f"{self._base}{path}{'?' if query else ''}{query}"
        try:
            body = self.answers.get(url, read=self._read, headers=lambda: self.headers, post=post)
        except RemoteError as error:
            if self._refused and ("429" in error.message or "fewer" in error.message):
                raise RemoteError(error.message, hint=self._refused) from error
            raise
        return json.loads(body)

    def _read(self, response: requests.Response) -> bytes:
        """The body of a good answer; `null` for "no such thing"."""
        host = urlsplit(response.url).netloc
        body = read_all(response)
        status = response.status_code
        if status in (404, 410):
            return b"null"
        if status in (400, 422):
            raise InputError(f"{host} calls the request bad: {_said(body)}", hint="use plain words")
        if status in (401, 403):
            raise RemoteError(f"{host} refuses (HTTP {status}: {_said(body)})", hint=self._refused or "try again later")
        if status != 200:
            raise RemoteError(f"{host} answered HTTP {status}: {_said(body)}", hint="try again later")
        try:
            json.loads(body)
        except (ValueError, RecursionError) as error:
            if body.lstrip()[:1] in (b"{", b"["):
                raise AgainError("the answer is cut off or broken") from error
            hint = "a proxy or a login page may stand in between; open the address in a browser"
            raise RemoteError(f"{host} answered with something other than JSON: {_said(body)}", hint=hint) from error
        return body


def _said(body: bytes) -> str:
    """What an error says, in one short line."""
    text = body[:2000].decode("utf-8", "replace")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        text = str(value.get("message") or value.get("error") or text)
    return " ".join(text.split())[:120] or "no reason given"
