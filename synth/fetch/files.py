"""Files that may hold papers: kinds, names, checksums."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from synth.errors import InputError


class FileKind(StrEnum):
    """What a file is, by its name."""

    PDF = "pdf"
    MARKDOWN = "markdown"
    HTML = "html"
    TEX = "tex"
    SOURCE = "source"
    """An archive of TeX source, as arXiv gives it, or a folder of it."""


KINDS = {
    ".pdf": FileKind.PDF,
    ".md": FileKind.MARKDOWN,
    ".markdown": FileKind.MARKDOWN,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".tex": FileKind.TEX,
    ".tar.gz": FileKind.SOURCE,
    ".tgz": FileKind.SOURCE,
    ".tar": FileKind.SOURCE,
    ".gz": FileKind.SOURCE,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalFile:
    """A file that may hold a paper; whether it can be read is for the parser to say."""

    path: Path
    """As reached from what the caller named."""
    size: int
    """Bytes."""
    mtime_ns: int
    """Time of the last change, nanoseconds since 1970."""
    kind: FileKind
    source: Path | None = None
    """TeX source of the same paper beside a PDF: an archive, a file, or a folder."""


def stem_of(path: Path) -> str:
    """Name of a paper's file without its ending: `2409.02392v2` of `2409.02392v2.tar.gz` or of a folder."""
    low = path.name.lower()
    ending = next((ending for ending in KINDS if low.endswith(ending)), "")
    return path.name[: -len(ending)] if ending else path.name


def record_of(path: Path) -> Path:
    """Where the bibliographic record of a paper's file is."""
    return path.with_name(f"{stem_of(path)}.json")


def sha256_source(path: Path) -> str:
    """Checksum of an archive or file, or of all TeX and bibliography files of a folder, with their names."""
    if not path.is_dir():
        return sha256_file(path)
    digest = hashlib.sha256()
    texts = (p for p in path.rglob("*") if p.suffix.lower() in {".tex", ".ltx", ".bbl", ".bib"} and p.is_file())
    for file in sorted(texts):
        digest.update(f"{file.relative_to(path).as_posix()}\0{sha256_file(file)}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def sha256_file(path: Path) -> str:
    """Checksum of a file, 64 hex digits; InputError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", hint="check the file and its permissions") from error
