"""A real HTTP server on this machine that speaks OpenAI's chat protocol, with a mind that a test gives it.

def test_x(model_server):
    model_server.mind["claims"] = lambda asked: {"claims": []}        # an answer a task, by the schema's title
    model_server.faults += [Fault(status=429, headers={"Retry-After": "0"})]   # before anything is answered
    ... --llm openai:made-up --llm-url {model_server.url} ...
    assert model_server.asked("claims")
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

MODEL = "made-up"
_FENCED = re.compile(r"<([a-z]+)-([0-9a-f]{10})([^>]*)>\n(.*?)\n</\1-\2>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, kw_only=True)
class Fenced:
    """A piece of data in a prompt."""

    name: str
    attributes: Mapping[str, str]
    text: str


@dataclass(frozen=True, kw_only=True)
class Call:
    """What the server was asked."""

    task: str
    """Title of the schema; empty where none was sent."""
    system: str
    user: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    time: float

    @property
    def fenced(self) -> list[Fenced]:
        return [
            Fenced(name=m[1], attributes=dict(_ATTRIBUTE.findall(m[3])), text=m[4]) for m in _FENCED.finditer(self.user)
        ]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something other than an answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "no"
    code: str = ""
    delay: float = 0.0
    """Seconds before the first byte."""
    raw: str | None = None
    """Text of the answer, whatever was asked."""
    cut: bool = False
    """Break the connection in the middle of the stream."""


Mind = Callable[[Call], object]


class ModelServer:
    """The server; a task without a mind gets an empty object."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.mind: dict[str, Mind] = {}
        self.faults: list[Fault] = []
        """Taken one by one before anything is answered, the probe too."""
        self.calls: list[Call] = []
        self.key = ""
        """The only key that is taken; any, where it is empty."""
        self.schemas = True
        """Whether it has a JSON-schema mode."""
        self.counts_tokens = True
        self.pause = 0.0
        """Seconds before each answer."""
        self.open = 0
        self.most_open = 0
        self._lock = threading.Lock()

    def asked(self, task: str) -> list[Call]:
        return [call for call in self.calls if call.task == task]

    def next_fault(self) -> Fault | None:
        with self._lock:
            return self.faults.pop(0) if self.faults else None

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

    def answer(self, call: Call) -> str:
        made = self.mind[call.task](call) if call.task in self.mind else ("ready" if not call.task else {})
        return made if isinstance(made, str) else json.dumps(made, ensure_ascii=False)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.world.counted(), suppress(BrokenPipeError, ConnectionResetError):
            self._respond(body)

    def _respond(self, body: dict[str, Any]) -> None:
        said = {message["role"]: message["content"] for message in body["messages"]}
        form = body.get("response_format") or {}
        in_prompt = re.findall(r'"title": "([a-z_]+)"', said.get("system", ""))  # a server without schemas
        call = Call(
            task=form.get("json_schema", {}).get("name", "") or next(iter(in_prompt[-1:]), ""),
            system=said.get("system", ""),
            user=said.get("user", ""),
            body=body,
            headers={name.lower(): value for name, value in self.headers.items()},
            time=time.monotonic(),
        )
        self.world.calls.append(call)
        if fault := self.world.next_fault():
            time.sleep(fault.delay)
            if fault.status != 200:
                self._error(fault.status, fault.message, fault.code, fault.headers)
                return
            self._say(body, fault.raw if fault.raw is not None else self.world.answer(call), cut=fault.cut)
            return
        if self.world.key and call.headers.get("authorization") != f"Bearer {self.world.key}":
            self._error(401, "Incorrect API key provided", "invalid_api_key")
        elif body["model"] != MODEL:
            self._error(404, f"The model {body['model']} does not exist", "model_not_found")
        elif form and not self.world.schemas:
            self._error(400, "response_format is not supported by this model", "unsupported_parameter")
        else:
            time.sleep(self.world.pause)
            self._say(body, self.world.answer(call))

    def _error(self, status: int, message: str, code: str = "", headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps({"error": {"message": message, "type": "error", "code": code}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _say(self, body: dict[str, Any], text: str, *, cut: bool = False) -> None:
        limit = body.get("max_completion_tokens") or body.get("max_tokens") or 10**9
        pieces = re.findall(r"\S+\s*|\s+", text)
        reason = "length" if len(pieces) > limit else "stop"
        pieces = pieces[:limit]
        usage = {"prompt_tokens": len(str(body["messages"]).split()), "completion_tokens": len(pieces)}
        usage["total_tokens"] = sum(usage.values())
        if not body.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": "".join(pieces)}, "finish_reason": reason}
            data = json.dumps(self._frame("chat.completion", [choice], usage=usage)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        deltas = [{"role": "assistant", "content": ""}, *({"content": "".join(p)} for p in _batches(pieces, 8))]
        for number, delta in enumerate(deltas):
            if cut and number == len(deltas) // 2:
                self.connection.close()
                return
            self._event([{"index": 0, "delta": delta, "finish_reason": None}])
        self._event([{"index": 0, "delta": {}, "finish_reason": reason}])
        if self.world.counts_tokens and (body.get("stream_options") or {}).get("include_usage"):
            self._event([], usage=usage)
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, choices: list[dict[str, Any]], **more: object) -> None:
        frame = self._frame("chat.completion.chunk", choices, **more)
        self.wfile.write(f"data: {json.dumps(frame)}\n\n".encode())
        self.wfile.flush()

    @staticmethod
    def _frame(kind: str, choices: list[dict[str, Any]], **more: object) -> dict[str, Any]:
        return {"id": "c1", "object": kind, "created": 1, "model": MODEL, "choices": choices, **more}

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


def _batches(pieces: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(pieces), size):
        yield pieces[start : start + size]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


@contextmanager
def serving() -> Iterator[ModelServer]:
    """A server for as long as the block lasts."""
    server = _Server(("127.0.0.1", 0), _Handler)
    world = ModelServer(f"http://127.0.0.1:{server.server_address[1]}/v1")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"world": world})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A server of its own for each test."""
    with serving() as world:
        yield world
