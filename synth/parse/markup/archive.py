"""Sources of papers as arXiv hands them out: a tar (gzipped or not), one gzipped TeX file, or a folder.

What is unpacked goes to a folder that lives as long as the reading. Members with a path outside it, links, devices and
anything that is no text of TeX are left out; an archive that swells beyond its limits is refused.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from synth.errors import ParseError
from synth.parse.markup.texsource import without_comments

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of text that are written out."""
MAX_STREAM = 2 * 1024 * 1024 * 1024
"""Bytes that an archive may hold in all: its pictures are passed over, but have to be unpacked to be passed."""
MAX_MEMBERS = 10_000
ARCHIVES = (".tar.gz", ".tgz", ".tar", ".gz")
_TEXTS = frozenset({".tex", ".ltx", ".bbl", ".bib", ".tikz", ".json", ".xxx", ""})
_USUAL = ("main", "ms", "paper", "root", "article", "arxiv", "manuscript", "template")
_CLASS = re.compile(r"^[^%\n]*\\document(?:class|style)\b", re.MULTILINE)
_DAMAGED = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError)


def is_source(path: Path) -> bool:
    """Whether a path is an archive or a folder rather than a text."""
    return path.name.lower().endswith(ARCHIVES) or path.is_dir()


@contextmanager
def main_of(path: Path) -> Iterator[Path]:
    """The file that TeX would be called with, for as long as the block runs; a plain file is itself.

    Raises ParseError where the archive is damaged, too large, or holds no TeX.
    """
    if path.is_dir():
        yield main_file(path, path.name)
    elif is_source(path):
        with tempfile.TemporaryDirectory(prefix="synth-source-") as folder:
            _unpack(path, Path(folder))
            yield main_file(Path(folder), path.name)
    else:
        yield path


def main_file(folder: Path, name: str) -> Path:
    """The main file among those of a folder; ParseError, which calls the source `name`, where there is none."""
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".tex", ".ltx"} and _is_plain(p, folder))
    if len(files) > MAX_MEMBERS:
        raise ParseError(f"{name}: more than {MAX_MEMBERS:,} TeX files are no paper", hint="name the paper's main file")
    texts = {path: without_comments(_head(path)) for path in files}
    mains = [path for path, text in texts.items() if _CLASS.search(text) and "{standalone}" not in text[:2000]]
    if not mains:
        pdf = next((p.name for p in sorted(folder.rglob("*.pdf"))), "")
        hint = "fetch the PDF instead" if not pdf else f"read {pdf} instead"
        raise ParseError(f"{name}: no main TeX file in it", hint=hint)
    if told := _told(folder, mains):
        return told
    # What another file puts in is no main file, though it may be written so that it can stand alone.
    inputs = {
        PurePosixPath(match[1].strip()).stem
        for text in texts.values()
        for match in re.finditer(r"\\(?:input|include|subfile)\s*\{([^{}\n]{1,200})\}", text)
    }

    def rank(path: Path) -> tuple[bool, bool, bool, int, int, str]:
        usual = path.stem.lower() in _USUAL
        whole = "\\begin{document}" in texts[path] and bool(re.search(r"\\(?:icml)?title\b", texts[path]))
        size = path.stat().st_size
        depth = len(path.relative_to(folder).parts)
        return path.stem in inputs, not whole, not (usual or path.with_suffix(".bbl").exists()), depth, -size, str(path)

    return min(mains, key=rank)


def _is_plain(path: Path, folder: Path) -> bool:
    """Whether a path is a file inside the folder that no system wrote beside the writer's own ("._main.tex")."""
    inside = path.relative_to(folder).parts
    if any(part.startswith((".", "__MACOSX")) for part in inside):
        return False
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(200_000).decode("utf-8", "replace")


def _told(folder: Path, mains: list[Path]) -> Path | None:
    """The main file that the submission's own list names (00README)."""
    named: list[str] = []
    try:
        if (listing := folder / "00README.json").is_file():
            sources = json.loads(listing.read_text(encoding="utf-8")).get("sources", [])
            named = [str(s["filename"]) for s in sources if s.get("usage") == "toplevel" and "filename" in s]
        elif (listing := folder / "00README.XXX").is_file():
            lines = listing.read_text(encoding="utf-8", errors="replace").splitlines()
            named = [line.split()[0] for line in lines if line.split()[1:2] == ["toplevelfile"]]
    except (ValueError, AttributeError, TypeError, OSError):
        return None
    return next((path for path in mains if path.relative_to(folder).as_posix() in named), None)


def _unpack(path: Path, folder: Path) -> None:
    if path.stat().st_size == 0:
        raise ParseError(f"{path.name}: the file is empty (0 bytes)", hint="fetch it again")
    try:
        with path.open("rb") as raw:
            head = raw.read(512)
            raw.seek(0)
            if head.startswith(b"\x1f\x8b"):
                with gzip.open(raw) as inner:
                    _unpack_stream(path, inner, folder)
            else:
                _unpack_stream(path, raw, folder)
    except _DAMAGED as error:
        reason = " ".join(str(error).split())[:80]
        raise ParseError(f"{path.name}: a damaged archive ({reason})", hint="fetch it again") from error


def _unpack_stream(path: Path, stream: io.BufferedIOBase, folder: Path) -> None:
    head = stream.read(512)
    stream.seek(0)
    if head[257:262] == b"ustar" or _old_tar(head):
        _unpack_tar(path, stream, folder)
        return
    if head.startswith((b"%PDF", b"PK\x03\x04")) or head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        kind = {b"%": "a PDF", b"P": "a zip archive"}.get(head[:1], "a web page")
        raise ParseError(f"{path.name}: {kind}, no TeX source", hint="fetch it again, or fetch the PDF")
    body = stream.read(MAX_UNPACKED + 1)
    if len(body) > MAX_UNPACKED:
        raise _too_large(path)
    (folder / "main.tex").write_bytes(body)


def _old_tar(head: bytes) -> bool:
    """Whether a header without the sign "ustar" is one of a tar of old: its checksum tells."""
    try:
        return len(head) == 512 and bool(tarfile.TarInfo.frombuf(head, "utf-8", "replace").name)
    except tarfile.TarError:
        return False


def _unpack_tar(path: Path, stream: io.BufferedIOBase, folder: Path) -> None:
    written = passed = count = 0
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            count += 1
            passed += member.size
            if count > MAX_MEMBERS or passed > MAX_STREAM:
                raise _too_large(path)
            target = _target(folder, member)
            if target is None:
                continue
            written += member.size
            if written > MAX_UNPACKED:
                raise _too_large(path)
            data = archive.extractfile(member)
            if data is None:
                continue
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data.read())
            except OSError:  # a name that is too long, or a file where a folder would have to be
                continue


def _target(folder: Path, member: tarfile.TarInfo) -> Path | None:
    """Where a member goes; None for what is no text, no plain file, or would land elsewhere."""
    name = PurePosixPath(member.name.replace("\\", "/"))
    if not member.isreg() or name.is_absolute() or ".." in name.parts or "\x00" in member.name:
        return None
    if name.suffix.lower() not in _TEXTS or re.match(r"^[A-Za-z]:", member.name):
        return None
    if any(part.startswith(("._", "__MACOSX")) for part in name.parts):
        return None
    return folder.joinpath(*name.parts)


def _too_large(path: Path) -> ParseError:
    return ParseError(f"{path.name}: too large for the source of a paper", hint="name the paper's main file")
