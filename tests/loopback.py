"""A real HTTP server on this machine that answers as a test tells it to.

def test_x(loopback):
    loopback.route("/api", Reply(status=503), Reply(body=b"fine"))   # in turn, the last one again and again
    ... loopback.url + "/api" ...
    assert [request.path for request in loopback.requests] == ["/api", "/api"]
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the server was asked."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    time: float
    """`time.monotonic()` when it came in."""
    body: bytes = b""
    """What was posted."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds before the first byte."""
    cut: int | None = None
    """Close the connection after so many bytes of the body, its full length announced."""
    announce: bool = True
    """Say how long the body is."""


Answer = Reply | Callable[[Request], Reply]


class Loopback:
    """The server; a path without a route answers 404."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Request] = []
        self._routes: dict[str, list[Answer]] = {}
        self._below: dict[str, Answer] = {}
        self._lock = threading.Lock()
        self.open = 0
        self.most_open = 0
        """Most requests that were being answered at one time."""

    def route(self, path: str, *answers: Answer) -> str:
        """Answer GETs of `path` with `answers` in turn, the last one for ever; gives the whole URL."""
        self._routes[path] = list(answers)
        return self.url + path

    def below(self, prefix: str, answer: Answer) -> str:
        """Answer every request whose path begins with `prefix` and has no route; gives the whole URL."""
        self._below[prefix] = answer
        return self.url + prefix

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            answers = self._routes.get(request.path)
            if not answers:
                prefixes = [prefix for prefix in self._below if request.path.startswith(prefix)]
                answers = [self._below[max(prefixes, key=len)]] if prefixes else []
            if not answers:
                return Reply(status=404, body=b"<html>not here</html>", headers={"Content-Type": "text/html"})
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer if isinstance(answer, Reply) else answer(request)

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self.open += 1
            self.most_open = max(self.most_open, self.open)
        try:
            yield
        finally:
            with self._lock:
                self.open -= 1


def ranged(body: bytes, *, etag: str = "", cut: int | None = None) -> Callable[[Request], Reply]:
    """A file that can be asked for from an offset on (`Range`, `If-Range`)."""

    def answer(request: Request) -> Reply:
        headers = {"Content-Type": "application/pdf", **({"ETag": etag} if etag else {})}
        match = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        if not match or request.headers.get("if-range", etag) != etag:
            return Reply(body=body, headers=headers, cut=cut)
        start = int(match[1])
        if start >= len(body):
            return Reply(status=416, headers={"Content-Range": f"bytes */{len(body)}"})
        headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return Reply(status=206, body=body[start:], headers=headers, cut=cut)

    return answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    loopback: Loopback

    def do_POST(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        request = Request(
            path=parts.path,
            query={name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()},
            headers={name.lower(): value for name, value in self.headers.items()},
            time=time.monotonic(),
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        with self.loopback.counted(), suppress(BrokenPipeError, ConnectionResetError):
            self._send(self.loopback.answer(request))

    def _send(self, reply: Reply) -> None:
        time.sleep(reply.delay)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.announce:
            self.send_header("Content-Length", str(len(reply.body)))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut])
        if reply.cut is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """A server of its own for each test."""
    with serving() as world:
        yield world


@contextmanager
def serving() -> Iterator[Loopback]:
    """A server while the block runs."""
    server = _Server(("127.0.0.1", 0), _Handler)
    world = Loopback(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"loopback": world})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield world
    server.shutdown()
    server.server_close()


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
