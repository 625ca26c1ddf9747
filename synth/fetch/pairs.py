"""Which files are papers: TeX files that a main file puts in are none, and a PDF with its source is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from synth.fetch.files import FileKind, LocalFile, stem_of
from synth.records import ArxivId

_CLASS = re.compile(
    rb"^[^%\n]*\\document(?:class|style)\b(?!\s*(?:\[[^\]]*\])?\s*\{(?:standalone|subfiles)\})", re.MULTILINE
)
_ARXIV = re.compile(
    r"(?:arxiv[-_:.]?)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?_\d{7}(?:v\d+)?)(?![\d.])", re.IGNORECASE
)
_HEAD = 200_000


def papers_of(files: Sequence[LocalFile]) -> list[LocalFile]:
    """The files of one folder and below that are papers.

    A TeX file without a document class is none where a main file stands beside or above it. An archive may hold
    anything: it is one where its name is an arXiv id, or that of a paper or a record beside it.
    """
    names = {(file.path.parent, stem_of(file.path)) for file in files if file.kind is not FileKind.SOURCE}
    tex = [file.path for file in files if file.kind is FileKind.TEX]
    mains = {path for path in tex if _is_main(path)} if len(tex) > 1 else set(tex)
    roots = {path.parent for path in mains}

    def counts(file: LocalFile) -> bool:
        if file.kind is FileKind.TEX:
            return file.path in mains or roots.isdisjoint(file.path.parents)
        if file.kind is not FileKind.SOURCE:
            return True
        name = stem_of(file.path)
        beside = (file.path.parent, name) in names or file.path.with_name(f"{name}.json").is_file()
        return beside or _identity(name) is not None

    return [file for file in files if counts(file)]


def paired(files: Sequence[LocalFile]) -> list[LocalFile]:
    """The files with the TeX source of a PDF taken out and named beside it: an archive, a file, or a folder.

    They are of one paper where their names are equal but for the ending, or begin with the same version's arXiv id.
    """
    candidates: dict[tuple[Path, str | ArxivId], tuple[int, Path]] = {}
    for file in files:
        for rank, path, name in _as_source(file):
            for key in _keys(name):
                at = (path.parent, key)
                candidates[at] = min(candidates.get(at, (rank, path)), (rank, path))
    sources: dict[Path, Path] = {}
    for file in files:
        if file.kind is FileKind.PDF:
            places = [(file.path.parent, key) for key in _keys(stem_of(file.path))]
            if found := [candidates[at] for at in places if at in candidates]:
                sources[file.path] = min(found)[1]
    taken = set(sources.values())
    if not taken:
        return list(files)
    return [
        replace(file, source=sources.get(file.path))
        for file in files
        if file.path not in taken and taken.isdisjoint(file.path.parents)
    ]


def _as_source(file: LocalFile) -> Iterator[tuple[int, Path, str]]:
    """What a file may be the source of: itself, or each folder that it stands in; with a rank and a name."""
    if file.kind is FileKind.SOURCE:
        yield 0, file.path, stem_of(file.path)
    elif file.kind is FileKind.TEX:
        yield 1, file.path, stem_of(file.path)
        for folder in file.path.parents:
            if folder.name:
                yield 2, folder, folder.name


def _keys(name: str) -> list[str | ArxivId]:
    identity = _identity(name)
    return [name] if identity is None else [name, identity]


def _identity(name: str) -> ArxivId | None:
    """The arXiv id that a name begins with ("arXiv-2409.02392v2", "2409.02392v2_Agents")."""
    match = _ARXIV.match(name)
    try:
        return ArxivId.parse(match[1].replace("_", "/")) if match else None
    except ValueError:
        return None


def _is_main(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(_CLASS.search(file.read(_HEAD)))
    except OSError:
        return False
