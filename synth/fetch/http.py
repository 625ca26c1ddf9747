"""The one way to the network: polite, bounded in time, and clear about what went wrong."""

from __future__ import annotations

import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from synth import __version__
from synth.errors import InputError, NetworkError, RemoteError, SynthError
from synth.fetch.pace import Pacer

if TYPE_CHECKING:
    import requests

logger = logging.getLogger(__name__)
T = TypeVar("T")

USER_AGENT = f"synth/{__version__}"
BUSY = frozenset({429, 500, 502, 503, 504})
"""Statuses that may pass when asked again."""
LARGEST_ANSWER = 64 * 2**20
"""Bytes: no page of metadata is larger."""
CONNECT_WITHIN = 4.0
"""Seconds for the name, and as many again for the connection: unreachable is said within ten."""


class AgainError(Exception):
    """Raised by a reader of a body: the answer is useless, but the next may be good."""

    def __init__(self, reason: str, *, limited: bool = False) -> None:
        super().__init__(reason)
        self.limited = limited
        """The host asks for fewer requests."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long to insist."""

    attempts: int = 4
    """Requests for one answer, the first included."""
    base: float = 3.0
    """Seconds before the second attempt (doubled for each further one, times 0.5 to 1.5 by chance)."""
    longest: float = 60.0
    """Seconds of waiting in all; a Retry-After beyond what is left ends it at once."""


class Http:
    """A connection to one host that paces, retries, and raises SynthErrors only.

    Not for use by several threads. Once the host cannot be reached, or keeps asking for fewer requests, every
    further call fails at once with the same error: make a new object to try anew.
    """

    def __init__(self, *, pacer: Pacer, timeout: float = 10.0, patience: Patience | None = None) -> None:
        import requests

        self.down: SynthError | None = None
        """Why further calls are of no use, None while they may be."""
        self._pacer = pacer
        self._timeout = timeout
        self._patience = patience or Patience()
        self._answered = False
        self._connect: dict[str, float] = {}
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def send(
        self,
        url: str,
        *,
        read: Callable[[requests.Response], T],
        headers: Callable[[], Mapping[str, str]] = dict,
        post: bytes | None = None,
    ) -> T:
        """What `read` makes of the answer to a GET, or to a POST of the JSON in `post`.

        The body is not yet read when `read` gets the answer. Busy answers and broken connections are tried again,
        `headers` asked anew each time; `read` may ask for that with AgainError; a POST must therefore be one that may
        be repeated. Raises NetworkError when nothing answers, RemoteError when nothing useful does.
        """
        deadline = time.monotonic() + self._patience.longest
        for attempt in range(1, self._patience.attempts + 1):
            if self.down is not None:
                raise self.down
            try:
                return self._once(url, headers, read, post)
            except _RetryError as trouble:
                pause = trouble.after if trouble.after is not None else self._backoff(attempt)
                if attempt == self._patience.attempts or time.monotonic() + pause > deadline:
                    raise self._give_up(trouble, attempt) from trouble
                logger.info("%s; asking again in %.1f s", trouble, pause)
                time.sleep(pause)
        raise AssertionError("unreachable")  # the last attempt returns or raises

    def _backoff(self, attempt: int) -> float:
        # Chance keeps several waiting programs from coming back at the same moment.
        return self._patience.base * 2.0 ** (attempt - 1) * random.uniform(0.5, 1.5)

    def _give_up(self, trouble: _RetryError, attempt: int) -> SynthError:
        tries = f" ({attempt} attempts)" if attempt > 1 else ""
        if trouble.network:
            return NetworkError(f"{trouble}{tries}", hint="check the connection and run the command again")
        wait = f" and asks to wait {trouble.after:.0f} s" if trouble.after else ""
        error = RemoteError(f"{trouble}{wait}{tries}", hint="try again later; what is done is kept")
        if trouble.limited:
            self.down = error
        return error

    def _once(
        self,
        url: str,
        headers: Callable[[], Mapping[str, str]],
        read: Callable[[requests.Response], T],
        post: bytes | None,
    ) -> T:
        import requests

        host = urlsplit(url).netloc
        with self._pacer.turn():
            try:
                timeouts = (self._connect_timeout(url), self._timeout)
                sent = dict(headers())
                if post is not None:
                    sent.setdefault("Content-Type", "application/json")
                method = "GET" if post is None else "POST"
                with self._session.request(
                    method, url, headers=sent, data=post, stream=True, timeout=timeouts
                ) as response:
                    self._answered = True
                    if response.status_code in BUSY:
                        raise self._busy(host, response)
                    return read(response)
            except AgainError as error:
                raise _RetryError(f"{host}: {error}", limited=error.limited) from error
            except requests.exceptions.ReadTimeout as error:
                raise _RetryError(f"{host} did not answer within {self._timeout:g} s", network=True) from error
            except requests.exceptions.SSLError as error:
                raise RemoteError(f"{host} has no valid certificate: {error}", hint="check clock and proxy") from error
            except (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
                raise self._broken(host, error) from error
            except requests.exceptions.RequestException as error:
                if isinstance(error, ValueError):  # InvalidURL, MissingSchema, …: never sent
                    hint = "check the settings whose names end in _url"
                    raise InputError(f"not a web address: {bare(url)}", hint=hint) from error
                raise RemoteError(f"{host}: {_reason(error)}", hint="try again later") from error

    def _busy(self, host: str, response: requests.Response) -> _RetryError:
        after = retry_after(response.headers.get("Retry-After"))
        if after is not None:
            self._pacer.postpone(after)  # the other processes wait too
        what = f"{host} answered HTTP {response.status_code}"
        return _RetryError(what, after=after, limited=response.status_code == 429)

    def _broken(self, host: str, error: Exception) -> Exception:
        """What a failed connection means: not reachable at all, or interrupted."""
        if not _unreachable(error):
            return _RetryError(f"{host} broke the connection: {_reason(error)}", network=True)
        if self._answered:  # it was there a moment ago
            return _RetryError(f"network unreachable: {host} ({_reason(error)})", network=True)
        return self._no_network(host, _reason(error))

    def _no_network(self, host: str, reason: str) -> NetworkError:
        hint = "check the connection; papers that are on disk are read without it"
        self.down = NetworkError(f"network unreachable: {host} ({reason})", hint=hint)
        return self.down

    def _connect_timeout(self, url: str) -> float:
        """Seconds for one address of the host, so that all of its addresses together stay within bounds.

        The resolver of the C library knows no timeout of its own: it is asked in a thread.
        """
        import requests.utils

        parts = urlsplit(url)
        host = parts.hostname or ""
        if not host or requests.utils.get_environ_proxies(url):  # the proxy looks the name up
            return min(self._timeout, CONNECT_WITHIN)
        if host not in self._connect:
            found: list[int | OSError] = []
            thread = threading.Thread(target=_count_addresses, args=(host, found), daemon=True)
            thread.start()
            thread.join(min(self._timeout, CONNECT_WITHIN))
            count = found[0] if found else OSError("no answer from the name server")
            if isinstance(count, OSError):
                raise self._no_network(host, _reason(count))
            self._connect[host] = max(0.5, min(self._timeout, CONNECT_WITHIN) / count)
        return self._connect[host]


class _RetryError(Exception):
    def __init__(
        self, message: str, *, after: float | None = None, network: bool = False, limited: bool = False
    ) -> None:
        super().__init__(message)
        self.after = after
        self.network = network
        self.limited = limited


def read_all(response: requests.Response) -> bytes:
    """The whole body; RemoteError when it is larger than any page of metadata."""
    body = bytearray()
    for chunk in response.iter_content(64 * 1024):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            size = LARGEST_ANSWER // 2**20
            raise RemoteError(
                f"{urlsplit(response.url).netloc} sent more than {size} MiB", hint="check the address in the settings"
            )
    return bytes(body)


def bare(url: str) -> str:
    """The address without its query, which may hold a key."""
    return url.partition("?")[0]


def retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for (a number, or a date), None where it says nothing readable."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _count_addresses(host: str, found: list[int | OSError]) -> None:
    try:
        found.append(len(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)) or 1)
    except (OSError, UnicodeError) as error:
        found.append(error if isinstance(error, OSError) else OSError(str(error)))


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what caused it: requests and urllib3 wrap in `reason`, `args` and `__cause__` alike."""
    seen: list[BaseException] = []
    queue: list[object] = [error]
    while queue:
        item = queue.pop(0)
        if isinstance(item, BaseException) and item not in seen:
            seen.append(item)
            queue += [getattr(item, "reason", None), *item.args, item.__cause__, item.__context__]
    return seen


def _unreachable(error: BaseException) -> bool:
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

    kinds = (ConnectTimeoutError, NewConnectionError, ProxyError, ConnectionRefusedError)
    return any(isinstance(item, kinds) for item in _chain(error))


def _reason(error: BaseException) -> str:
    """The innermost cause in a few words: `Connection refused` rather than five nested objects."""
    for item in reversed(_chain(error)):
        if isinstance(item, OSError) and item.strerror:
            return item.strerror
    return str(_chain(error)[-1]) or type(error).__name__
