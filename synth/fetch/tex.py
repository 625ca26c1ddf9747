"""The TeX source of a paper, as arXiv hands it out: what may come, and what it is called on disk.

arXiv sends a gzipped tar, one gzipped TeX file, or, where the authors gave no TeX, the PDF. The bytes are kept as they
came; the checksum stands beside the file in the form of `sha256sum`.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from synth.fetch.download import CHUNK, unwritable
from synth.fetch.files import sha256_file

if TYPE_CHECKING:
    import requests

ENDINGS = (".tar.gz", ".gz", ".tar", ".tex", ".pdf")
_GZIP = b"\x1f\x8b"
_TEX = re.compile(rb"^\s*(?:%|\\)|\\document(?:class|style)\b")


class SourceExpected:
    """A paper's source; also a PDF, which arXiv sends for papers that came as one."""

    noun = "a TeX source"
    accept = "application/gzip, application/x-eprint-tar, application/x-eprint, application/pdf;q=0.5"
    gone = "the paper may be withdrawn; try it without --source tex"

    def fits(self, head: bytes) -> bool:
        """Whether a file may begin so."""
        if head.startswith((_GZIP, b"%PDF")):
            return True
        if re.match(rb"\s*<", head):
            return False
        return head[257:262] == b"ustar" or bool(_TEX.search(head))

    def complete(self, path: Path) -> bool:
        """Whether the file is whole: a gzip stream tells by its checksum, a PDF by its end mark."""
        with path.open("rb") as file:
            head = file.read(4)
            if head.startswith(b"%PDF"):
                file.seek(-min(path.stat().st_size, 2048), 2)
                return b"%%EOF" in file.read()
        if not head.startswith(_GZIP):
            return True
        try:
            with gzip.open(path) as stream:
                while stream.read(1024 * 1024):
                    pass
        except (OSError, EOFError, zlib.error):
            return False
        return True

    def name(self, path: Path, target: Path) -> Path:
        """`target` with the ending of what came."""
        return target.with_name(target.name + _ending(path))

    def chunks(self, response: requests.Response) -> Iterator[bytes]:
        """The bytes of the file, not unpacked: arXiv calls the compression of its archives an encoding."""
        return iter(response.raw.stream(CHUNK, decode_content=False))


SOURCE = SourceExpected()


def _ending(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(b"%PDF"):
        return ".pdf"
    if not head.startswith(_GZIP):
        return ".tar" if head[257:262] == b"ustar" else ".tex"
    try:
        with gzip.open(path) as stream:
            inner = stream.read(512)
    except (OSError, EOFError, zlib.error):
        inner = b""
    return ".tar.gz" if inner[257:262] == b"ustar" else ".gz"


def present_source(folder: Path, stem: str) -> tuple[Path, str] | None:
    """The source that was fetched under this name and is as it was, with its checksum."""
    for ending in ENDINGS:
        path = folder / f"{stem}{ending}"
        try:
            noted = _note_of(path).read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError):
            continue
        if noted and path.is_file() and sha256_file(path) == noted[0]:
            return path, noted[0]
    return None


def note_source(path: Path, digest: str) -> None:
    """Keep the checksum of a source beside it. Raises OutputError."""
    note = _note_of(path)
    try:
        note.write_text(f"{digest}  {path.name}\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(note, error) from error


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")
