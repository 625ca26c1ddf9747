"""Recorded answers of the real services, read from the folder of test data (VCR cassettes and saved feeds)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One request and what came."""

    method: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def cassettes(folder: Path) -> Iterator[Recorded]:
    """Every interaction of every cassette under `folder`, in order."""
    import yaml

    for path in sorted(folder.rglob("*.yaml")):
        for one in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["interactions"]:
            request, response = one["request"], one["response"]
            parts = urlsplit(request["uri"])
            raw = response["body"].get("string", b"") if "body" in response else response.get("content", b"")
            body = raw if isinstance(raw, bytes) else str(raw).encode()
            status = response.get("status") or response.get("status_code")
            yield Recorded(
                method=request["method"],
                host=parts.netloc,
                path=unquote(parts.path),
                query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
                status=status["code"] if isinstance(status, dict) else status,
                body=gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body,
            )


def feeds(folder: Path) -> Iterator[Recorded]:
    """arXiv's recorded feeds."""
    for path in sorted((folder / "arxiv.py_fixtures").glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        parts = urlsplit(value["url"])
        yield Recorded(
            method="GET",
            host=parts.netloc,
            path=parts.path,
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            status=value["status_code"],
            body=value["body"].encode(),
        )
    body = (folder / "findpapers_arxiv-api-search.xml").read_bytes()
    yield Recorded(method="GET", host="export.arxiv.org", path="/api/query", query=(), status=200, body=body)
