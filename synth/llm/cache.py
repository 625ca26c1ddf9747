"""Answers that were paid for once: kept in the library, by everything that could change them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from synth.llm.requests import Reply, Request
from synth.records import content_id

if TYPE_CHECKING:
    from synth.protocols import Keeper

KIND = "llm"


class Answers:
    """A model's answers by request. The sample number is in the key, else k samples would be one answer k times."""

    def __init__(self, library: Keeper | None) -> None:
        self._library = library
        self._here: dict[str, object] = {}

    def get(self, identity: str, request: Request) -> Reply | None:
        """The answer that was kept, None where there is none."""
        key = _key(identity, request)
        kept = self._here.get(key) if self._library is None else self._library.get_json(KIND, key)
        if not isinstance(kept, dict) or not isinstance(kept.get("text"), str):
            return None
        return Reply(
            text=kept["text"],
            tokens_in=int(kept.get("tokens_in", 0)),
            tokens_out=int(kept.get("tokens_out", 0)),
            seconds=float(kept.get("seconds", 0.0)),
            cut=bool(kept.get("cut", False)),
            estimated=bool(kept.get("estimated", False)),
        )

    def put(self, identity: str, request: Request, reply: Reply) -> None:
        """Keep an answer; it is on disk when this returns."""
        value: dict[str, Any] = {
            "text": reply.text,
            "tokens_in": reply.tokens_in,
            "tokens_out": reply.tokens_out,
            "seconds": round(reply.seconds, 3),
            "cut": reply.cut,
            "estimated": reply.estimated,
        }
        if self._library is None:
            self._here[_key(identity, request)] = value
        else:
            # A lone surrogate, which a server may send and SQLite refuses, becomes "?".
            text = reply.text.encode("utf-8", "replace").decode()
            self._library.put_json(KIND, _key(identity, request), {**value, "text": text})


def _key(identity: str, request: Request) -> str:
    options = request.options
    settings = (options.max_tokens, options.temperature, options.top_p, options.seed, options.stop)
    schema = json.dumps(options.schema, sort_keys=True) if options.schema is not None else ""
    parts = (request.prompt.system, request.prompt.user, settings, schema, request.sample)
    return content_id("q", identity, *parts, *(("raw",) if request.prompt.raw else ()))
