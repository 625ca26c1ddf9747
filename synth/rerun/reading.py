"""Reads the files that reruns stand on: JSON or JSON lines, plain, gzipped, or in a zip (`file.zip!member`)."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from synth.errors import InputError
from synth.records import SourceFile

MAX_BYTES = 2 << 30
"""A file that unpacks to more is refused."""


@dataclass(frozen=True)
class Content:
    """A file and what is in it."""

    path: Path
    member: str
    """Name inside the zip, empty where the file is none."""
    packed: bytes
    data: bytes
    """Unpacked."""

    @property
    def name(self) -> str:
        """For messages and records: the file's name, with the member where there is one."""
        return f"{self.path.name}!{self.member}" if self.member else self.path.name

    @cached_property
    def value(self) -> Any:
        """What the JSON says; of JSON lines a list with one entry a line. InputError where it is neither."""
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"{self.name} is no text: {error.reason}", hint=_FORMATS) from error
        if not text.strip():
            raise InputError(f"{self.name} is empty", hint=_FORMATS)
        lines = [line for line in text.split("\n") if line.strip()]
        try:
            first = json.loads(lines[0])
        except ValueError:
            first = None
        if first is None or len(lines) == 1:
            try:
                return json.loads(text)
            except ValueError as error:
                raise InputError(f"{self.name} is no JSON: {error}", hint=_FORMATS) from error
        return [self._line(number, line) for number, line in enumerate(lines, start=1)]

    def _line(self, number: int, line: str) -> Any:
        try:
            return json.loads(line)
        except ValueError as error:
            raise InputError(f"{self.name}, line {number}, is no JSON: {error}", hint=_FORMATS) from error

    def rows(self) -> list[dict[str, Any]]:
        """The entries, where each is an object; InputError otherwise."""
        value = self.value
        rows = value if isinstance(value, list) else [value]
        if not rows or not all(isinstance(row, dict) for row in rows):
            raise InputError(f"{self.name} is no list of objects", hint=_FORMATS)
        return rows

    def source(self, kind: str) -> SourceFile:
        """The file as a record names it."""
        return SourceFile(
            path=self.name,
            sha256=hashlib.sha256(self.packed).hexdigest(),
            md5=hashlib.md5(self.data, usedforsecurity=False).hexdigest(),
            format=kind,
        )


_FORMATS = "give JSON, JSON lines, either of them gzipped or in a zip (file.zip!member)"


def read(path: str | Path) -> Content:
    """Read a file; InputError says why it cannot be."""
    text, _, member = str(path).partition("!")
    file = Path(text).expanduser()
    try:
        packed = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}", hint="name an existing file") from error
    try:
        if packed[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(packed)) as stream:
                return Content(file, "", packed, _limited(stream.read(MAX_BYTES + 1), file))
        if packed[:4] == b"PK\x03\x04":
            return _member(file, member, packed)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise InputError(f"{file.name} is damaged: {error}", hint="fetch it again") from error
    return Content(file, "", packed, packed)


def _member(file: Path, member: str, packed: bytes) -> Content:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".json", ".jsonl"))]
        if member and member not in names:
            raise InputError(f"{file.name} holds no {member}", hint=f"it holds {', '.join(names) or 'no JSON'}")
        if not member and len(names) != 1:
            example = f"{file.name}!{names[0]}" if names else "file.zip!member"
            raise InputError(f"{file.name} holds {len(names)} files of JSON", hint=f"name one: {example}")
        name = member or names[0]
        with archive.open(name) as stream:
            return Content(file, name, packed, _limited(stream.read(MAX_BYTES + 1), file))


def _limited(data: bytes, file: Path) -> bytes:
    if len(data) > MAX_BYTES:
        raise InputError(f"{file.name} unpacks to more than {MAX_BYTES >> 30} GiB", hint="give a smaller file")
    return data
