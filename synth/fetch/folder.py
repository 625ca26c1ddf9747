"""Papers that are on disk already."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from synth.errors import InputError, NoPapersError
from synth.fetch.files import KINDS, FileKind, LocalFile, sha256_file
from synth.fetch.pairs import paired, papers_of

__all__ = ["FileKind", "LocalFile", "scan", "sha256_file"]


logger = logging.getLogger(__name__)


def scan(paths: Iterable[Path | str]) -> list[LocalFile]:
    """The papers in these folders and below, and the files named outright; each once, sorted by path.

    Hidden files are left out, links are followed (loops too, once). A PDF and the TeX source of the same name are one
    paper; TeX files that a main file beside or above them puts in are none; of archives in a folder only those named
    by an arXiv id count. Raises InputError for what does not exist or is of no known kind, NoPapersError when nothing
    is found.
    """
    named = [Path(path).expanduser() for path in paths]
    found: dict[Path, LocalFile] = {}
    visited: set[tuple[int, int]] = set()
    folders: dict[str, Path] = {}
    for path in named:
        for file in papers_of(list(_below(path, visited))) if _is_folder(path) else [_named_file(path)]:
            found.setdefault(_real(file.path, folders), file)
    if not found:
        where = ", ".join(str(path) for path in named) or "no folder"
        raise NoPapersError(f"no papers in {where}", hint=f"papers are files named {' '.join(KINDS)}")
    return paired(sorted(found.values(), key=lambda file: file.path.as_posix()))


def _real(path: Path, folders: dict[str, Path]) -> Path:
    """The path without links; `folders` keeps what was found of the folders, since resolving takes a look at each."""
    if path.is_symlink():
        return path.resolve()
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = Path(folder).resolve()
    return folders[folder] / name


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError as error:
        raise InputError(f"no such file or folder: {path}", hint="check the path given to --papers") from error
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {error}", hint="check the path and its permissions") from error


def _named_file(path: Path) -> LocalFile:
    file = _local(path)
    if file is None:
        raise InputError(f"not a paper: {path}", hint=f"papers are files named {' '.join(KINDS)}")
    return file


def _below(folder: Path, visited: set[tuple[int, int]], *, top: bool = True) -> Iterator[LocalFile]:
    try:
        status = folder.stat()
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        if top:
            raise InputError(f"cannot read {folder}: {error.strerror}", hint="check its permissions") from error
        logger.warning("cannot read %s, left out: %s", folder, error.strerror)
        return
    if (status.st_dev, status.st_ino) in visited:
        return
    visited.add((status.st_dev, status.st_ino))
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        if path.is_dir() if entry.is_symlink() else entry.is_dir():
            yield from _below(path, visited, top=False)
        elif file := _local(path):
            yield file


def _local(path: Path) -> LocalFile | None:
    """The record of a regular file (or a link to one) of a known kind."""
    name = path.name.lower()
    kind = next((kind for ending, kind in KINDS.items() if name.endswith(ending)), None)
    if kind is None:
        return None
    try:
        status = path.stat()
    except OSError as error:
        logger.warning("cannot read %s, left out: %s", path, error.strerror)
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return LocalFile(path=path, size=status.st_size, mtime_ns=status.st_mtime_ns, kind=kind)
