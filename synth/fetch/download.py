"""Downloads a paper's file: resumed where it broke off, checked, and only then given its name."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol
from urllib.parse import urlsplit

from synth.errors import OutputError, RemoteError
from synth.fetch.files import sha256_file
from synth.fetch.http import AgainError, Http

if TYPE_CHECKING:
    import requests

LARGEST = 1024 * 2**20
"""Bytes: an endless answer must not fill the disk."""

OnBytes = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes expected (None where unknown)."""


class Expected(Protocol):
    """What kind of file is wanted."""

    noun: str
    """What a message calls it: "a PDF"."""
    accept: str
    """Media types for the Accept header."""
    gone: str
    """Hint where the server has none."""

    def fits(self, head: bytes) -> bool:
        """Whether a file may begin so; the first bytes may be few."""
        ...

    def complete(self, path: Path) -> bool:
        """Whether a file whose size the server did not say has its own end mark."""
        ...

    def name(self, path: Path, target: Path) -> Path:
        """The name of a whole file at `path` that was asked for as `target`."""
        ...

    def chunks(self, response: requests.Response) -> Iterator[bytes]:
        """The bytes of the file; raises the errors of requests or urllib3."""
        ...


class PdfExpected:
    """A PDF."""

    noun = "a PDF"
    accept = "application/pdf"
    gone = "the paper may be withdrawn, or there is no PDF of this version"

    def fits(self, head: bytes) -> bool:
        """Whether a file may begin so."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF")

    def complete(self, path: Path) -> bool:
        """Whether the file ends as a PDF does."""
        with path.open("rb") as file:
            file.seek(-min(path.stat().st_size, 2048), os.SEEK_END)
            return b"%%EOF" in file.read()

    def name(self, path: Path, target: Path) -> Path:
        """The name asked for."""
        return target

    def chunks(self, response: requests.Response) -> Iterator[bytes]:
        """The bytes of the file."""
        # Small chunks: what a broken connection leaves of a chunk is lost.
        return iter(response.iter_content(CHUNK))


CHUNK = 8 * 1024
PDF = PdfExpected()


@dataclass(frozen=True, kw_only=True, slots=True)
class Downloaded:
    """A file that arrived whole."""

    path: Path
    sha256: str
    bytes: int
    """Size of the file."""
    resumed: bool
    """Part of it came from an earlier, broken download."""


def download(
    url: str, target: Path, *, http: Http, on_bytes: OnBytes | None = None, expected: Expected = PDF
) -> Downloaded:
    """Fetch the file at `url` into `target`, which appears only when it is whole; an older `target` is replaced.

    What arrived before a failure stays in `target` + `.part` and is used by the next call. Raises NetworkError,
    RemoteError (also for anything but what is expected), or OutputError (exit code 3 when the disk is full).
    """
    part = _Part(url, target, on_bytes, expected)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        http.send(url, read=part.receive, headers=part.headers)
        size = part.path.stat().st_size
        digest = sha256_file(part.path)
        target = expected.name(part.path, target)
        part.path.replace(target)
        part.note.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(target, error) from error
    return Downloaded(path=target, sha256=digest, bytes=size, resumed=part.resumed)


def unwritable(path: Path, error: OSError) -> OutputError:
    """The error for a file that cannot be written; its exit code is 3 when the disk is full."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    hint = "free some space and run the command again" if full else "choose a folder that you may write with --out"
    result = OutputError(f"cannot write {path}: {error.strerror or error}", hint=hint)
    if full:
        result.exit_code = 3
    return result


@dataclass(frozen=True, kw_only=True, slots=True)
class _Note:
    """What a later call must know to go on with a part."""

    url: str
    validator: str
    """Strong ETag or Last-Modified of the file that the part belongs to; empty where the server gave none."""
    total: int | None
    """Size of the whole file."""


class _Part:
    """The `.part` file and the note beside it."""

    def __init__(self, url: str, target: Path, on_bytes: OnBytes | None, expected: Expected) -> None:
        self.path = target.with_name(target.name + ".part")
        self.note = target.with_name(target.name + ".part.json")
        self.resumed = False
        self._url = url
        self._host = urlsplit(url).netloc
        self._on_bytes = on_bytes
        self._expected = expected
        self._asked = 0

    def headers(self) -> Mapping[str, str]:
        """Headers for what is still missing; asked before every attempt."""
        # No compression: offsets must count the bytes of the file.
        headers = {"Accept": self._expected.accept, "Accept-Encoding": "identity"}
        note = self._read_note()
        self._asked = self.path.stat().st_size if note and self.path.is_file() else 0
        if note and self._asked:
            headers["Range"] = f"bytes={self._asked}-"
            if note.validator:
                headers["If-Range"] = note.validator
        return headers

    def receive(self, response: requests.Response) -> None:
        """Write the body to the part; AgainError when the file is not whole yet."""
        if response.status_code == 416:  # the part is no part of today's file
            self._drop()
            raise AgainError("the file has changed since the download began")
        if response.status_code not in (200, 206):
            raise self._refused(response.status_code)
        start, total = self._bounds(response)
        if start:
            known = self._read_note()
            if known is None or known.total not in (None, total) or start != self._asked:
                self._drop()
                raise AgainError("the file has changed since the download began")
        self.resumed = start > 0
        note = _Note(url=self._url, validator=_validator(response), total=total)
        self.note.write_text(json.dumps(asdict(note)), encoding="utf-8")
        try:
            with self.path.open("ab" if start else "wb") as out:
                self._write(response, out, start, total)
                out.flush()
                os.fsync(out.fileno())
        except RemoteError:  # what came is of no use to a later call
            self._drop()
            raise
        self._check_whole(total)

    def _write(self, response: requests.Response, out: BinaryIO, start: int, total: int | None) -> None:
        from requests.exceptions import ChunkedEncodingError, ConnectionError
        from urllib3.exceptions import HTTPError

        size = start
        head = b""
        try:
            for chunk in self._expected.chunks(response):
                out.write(chunk)
                size += len(chunk)
                if not start and len(head) < 1024:
                    head += chunk[:1024]
                    self._check_kind(head, response)
                if size > LARGEST:
                    hint = "fetch it by hand and give its folder with --papers"
                    raise RemoteError(f"{self._host} sent more than {LARGEST // 2**20} MiB for one paper", hint=hint)
                if self._on_bytes:
                    self._on_bytes(size, total)
        except (ChunkedEncodingError, ConnectionError, HTTPError) as error:
            raise AgainError(_broke_off(size, total)) from error
        if not size:
            self._check_kind(head, response)

    def _check_kind(self, head: bytes, response: requests.Response) -> None:
        if self._expected.fits(head):
            return
        kind = response.headers.get("Content-Type", "").split(";")[0] or "no content type"
        page = re.match(rb"\s*<(?:!doctype|html|\?xml)", head, re.IGNORECASE)
        what = "a web page" if page else "nothing" if not head else "something else"
        hint = f"open {self._url} in a browser: the file may be withdrawn, or a login page stand in between"
        raise RemoteError(f"{self._host} sent {what} instead of {self._expected.noun} ({kind})", hint=hint)

    def _check_whole(self, total: int | None) -> None:
        size = self.path.stat().st_size
        if total is None:  # then only the file's own end mark can tell
            if not self._expected.complete(self.path):
                raise AgainError(_broke_off(size, total))
        elif size < total:
            raise AgainError(_broke_off(size, total))
        elif size > total:
            self._drop()
            raise AgainError(f"the download has {size:,} bytes instead of {total:,}")

    def _bounds(self, response: requests.Response) -> tuple[int, int | None]:
        """Offset of the first byte that comes, and size of the whole file (None where the server does not say)."""
        if response.status_code == 206:
            match = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "").strip())
            if not match:
                self._drop()
                raise AgainError("an answer to a range request that does not say which range it is")
            return int(match[1]), None if match[2] == "*" else int(match[2])
        length = response.headers.get("Content-Length", "")
        return 0, int(length) if length.isdecimal() else None

    def _refused(self, status: int) -> RemoteError:
        if status in (404, 410):
            noun = self._expected.noun.removeprefix("a ")
            return RemoteError(f"{self._host} has no {noun} at {urlsplit(self._url).path}", hint=self._expected.gone)
        return RemoteError(
            f"{self._host} answered HTTP {status} for {urlsplit(self._url).path}", hint="try again later"
        )

    def _read_note(self) -> _Note | None:
        try:
            note = _Note(**json.loads(self.note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return note if note.url == self._url else None

    def _drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def _broke_off(size: int, total: int | None) -> str:
    return f"the download broke off after {size:,}{f' of {total:,}' if total else ''} bytes"


def _validator(response: requests.Response) -> str:
    """What If-Range may carry: a strong ETag, else Last-Modified."""
    etag = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else response.headers.get("Last-Modified", "")
