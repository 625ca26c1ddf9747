"""Corpora: a folder of papers with a manifest that says which files they are, so that they can be had elsewhere.

The manifest is `corpus.toml`, the files lie in `papers/` beside it. Each row names a file with its checksum, its id
with the version, and the bibliographic record that stands beside the file: equal manifests are equal corpora.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from synth.errors import InputError, NoPapersError
from synth.fetch.batch import read_record
from synth.fetch.files import record_of, sha256_file
from synth.fetch.folder import scan
from synth.fetch.records import paper_adapter
from synth.records import Paper

MANIFEST = "corpus.toml"
PAPERS = "papers"


class FileState(StrEnum):
    """What has become of a file of a corpus."""

    PRESENT = "present"
    MISSING = "missing"
    CHANGED = "changed"
    """It has another checksum than the manifest says, or another record."""
    UNLISTED = "unlisted"
    """It is no file of the corpus, and lies among them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One paper of a corpus."""

    file: str
    """Name in the folder of the papers."""
    sha256: str
    title: str = ""
    id: str = ""
    """`arxiv:2306.08568v1`, `doi:…`: what it can be fetched by; empty where it can only be handed on."""
    source: str = ""
    """Archive of its TeX source beside it; empty where there is none."""
    source_sha256: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)
    """The bibliographic record, as it was fetched; empty where there is none."""

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Its files, each with its checksum."""
        return ((self.file, self.sha256), *([(self.source, self.source_sha256)] if self.source else []))

    @property
    def paper(self) -> Paper | None:
        """The bibliographic record."""
        return paper_adapter().validate_python(dict(self.record)) if self.record else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Corpus:
    """A manifest, and where it lies."""

    folder: Path
    name: str
    text: str
    """The manifest as it stands."""
    entries: tuple[Entry, ...]

    @property
    def papers(self) -> Path:
        """Folder of the files."""
        return self.folder / PAPERS

    def state(self, entry: Entry) -> FileState:
        """What has become of the files of one paper."""
        for name, digest in entry.files:
            path = self.papers / name
            if not path.is_file():
                return FileState.MISSING
            if sha256_file(path) != digest:
                return FileState.CHANGED
        if entry.record:
            record = read_record(record_of(self.papers / entry.file))
            if record is None or _record_fields(record) != entry.record:
                return FileState.CHANGED
        return FileState.PRESENT

    def unlisted(self) -> list[Path]:
        """Papers among the files that the manifest does not name."""
        try:
            files = scan([self.papers]) if self.papers.is_dir() else []
        except NoPapersError:
            return []
        known = {(self.papers / name).resolve() for entry in self.entries for name, _ in entry.files}
        there = (path for file in files for path in (file.path, file.source) if path is not None)
        return [path for path in there if path.resolve() not in known]

    def problems(self) -> Iterator[tuple[str, FileState]]:
        """Names of files that keep the corpus from being what its manifest says."""
        for entry in self.entries:
            if (state := self.state(entry)) is not FileState.PRESENT:
                yield entry.file, state
        yield from ((path.relative_to(self.papers).as_posix(), FileState.UNLISTED) for path in self.unlisted())


def read_corpus(path: Path) -> Corpus:
    """The corpus in `path`, a folder or its manifest. Raises InputError where there is none that can be read."""
    from pydantic import ValidationError

    file = path / MANIFEST if path.is_dir() else path
    try:
        text = file.read_bytes().decode("utf-8")  # not read_text: the manifest is handed on as it stands
        data = tomllib.loads(text)
        entries = tuple(_entry(row) for row in data.get("paper", []))
        name = str(data.get("name") or file.resolve().parent.name)
        for entry in entries:
            _ = entry.paper
    except FileNotFoundError:
        raise InputError(f"no corpus in {path}", hint=f"synth corpus create {path}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        said = f"it lacks {error}" if isinstance(error, KeyError) else str(error).splitlines()[0]
        raise InputError(f"cannot read {file}: {said}", hint="a corpus.toml is what synth corpus makes") from error
    return Corpus(folder=file.parent, name=name, text=text, entries=entries)


def _entry(row: Mapping[str, Any]) -> Entry:
    own = {name: str(row[name]) for name in ("title", "id", "source", "source_sha256") if name in row}
    entry = Entry(file=str(row["file"]), sha256=str(row["sha256"]), record=dict(row.get("record", {})), **own)
    for name, _ in entry.files:
        if Path(name).name != name or name.startswith("."):
            raise ValueError(f"{name!r} is no plain name of a file")  # a manifest of somebody else writes nowhere else
    return entry


def entry_of(path: Path, source: Path | None) -> Entry:
    """The row of a file that lies in a corpus. Raises InputError where it cannot be read."""
    record = read_record(record_of(path))
    own = _record_fields(record) if record else {}
    return Entry(
        file=path.name,
        sha256=sha256_file(path),
        title=record.title if record else "",
        id=record.id if record and record.id.partition(":")[0] in ("arxiv", "doi", "openreview") else "",
        source=source.name if source else "",
        source_sha256=sha256_file(source) if source else "",
        record=own,
    )


def _record_fields(paper: Paper) -> dict[str, Any]:
    """What a record says, without where its file lies on this machine, and without what is not known."""
    dumped = paper_adapter().dump_python(paper, mode="json", exclude_defaults=True)
    return {name: value for name, value in dumped.items() if name not in ("path", "sha256", "status", "reason")}


def head_of(name: str, title: str) -> str:
    """The first lines of a new manifest."""
    lines = ["# `synth corpus create DIR --from` this file makes the corpus again.", f"name = {_value(name)}"]
    return "\n".join([*lines, *([f"title = {_value(title)}"] if title else [])]) + "\n"


def rows_of(entries: Sequence[Entry]) -> str:
    """Rows to be put at the end of a manifest."""
    out = []
    for entry in entries:
        fields = {"file": entry.file, "title": entry.title, "id": entry.id, "sha256": entry.sha256}
        fields |= {"source": entry.source, "source_sha256": entry.source_sha256}
        lines = ["", "[[paper]]", *(f"{name} = {_value(value)}" for name, value in fields.items() if value)]
        if entry.record:
            lines += ["[paper.record]", *(f"{name} = {_value(value)}" for name, value in entry.record.items())]
        out.append("\n".join(lines) + "\n")
    return "".join(out)


def _value(value: object) -> str:
    """A value as TOML; what is None is left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(one)}" for name, one in value.items() if one is not None) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    # JSON's escapes are TOML's, but for the one control character that JSON leaves as it is.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
