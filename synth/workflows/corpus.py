"""Corpora made, added to, made again elsewhere, and handed on: the work of `synth corpus`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from synth.errors import InputError, NoPapersError, SynthError
from synth.fetch import Fetched, scan, write_record
from synth.fetch.batch import record_bytes
from synth.fetch.corpus import (
    MANIFEST,
    PAPERS,
    Corpus,
    Entry,
    FileState,
    entry_of,
    head_of,
    read_corpus,
    rows_of,
)
from synth.fetch.files import KINDS, LocalFile, record_of, sha256_file
from synth.report.files import make_folder, write_atomically
from synth.settings import Settings
from synth.store import alone_in
from synth.workflows.fetching import Fetching

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every file in an archive: equal corpora give equal archives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What became of one paper."""

    name: str
    entry: Entry | None = None
    error: SynthError | None = None
    known: bool = False
    """Whether it was there already."""


def create(folder: Path, name: str, title: str) -> Corpus:
    """An empty corpus. Raises InputError where there is one already."""
    if (folder / MANIFEST).exists():
        raise InputError(f"{folder} is a corpus already", hint=f"synth corpus add {folder} PAPER…")
    make_folder(folder / PAPERS)
    write_atomically(folder / MANIFEST, head_of(name or folder.resolve().name, title).encode())
    return read_corpus(folder)


def add(
    corpus: Corpus, what: Sequence[str], settings: Settings, *, sources: tuple[str, ...] = ("arxiv",), limit: int = 10
) -> Iterator[Row]:
    """Put papers into a corpus: files, folders, and what `synth fetch` takes. A row each, as soon as it is kept."""
    local = [Path(text) for text in what if Path(text).expanduser().exists() and not text.lower().endswith(_LISTS)]
    asked = [text for text in what if Path(text) not in local]
    for text in asked:
        if text.lower().endswith(tuple(KINDS)) and " " not in text:
            raise InputError(f"no such file: {text}", hint="check the path")

    known = {entry.sha256: entry for entry in corpus.entries}
    text = corpus.text

    def kept(place: Callable[[], tuple[Path, Path | None]], name: str) -> Row:
        """Put one paper in while nobody else does: two that add at once must lose neither a row nor a file."""
        nonlocal text
        with alone_in(corpus.folder, "synth corpus add", "the corpus", lock=".corpus.lock"):
            there = (corpus.folder / MANIFEST).read_bytes().decode("utf-8")
            if there != text:
                known.update({entry.sha256: entry for entry in read_corpus(corpus.folder).entries})
            entry = entry_of(*place())
            if twin := known.get(entry.sha256):
                return Row(name=name, entry=twin, known=True)
            # Rows are put at the end, one by one: what somebody wrote into the manifest stays, a kill loses nothing.
            text = there.rstrip("\n") + "\n" + rows_of([entry])
            write_atomically(corpus.folder / MANIFEST, text.encode())
            known[entry.sha256] = entry
            return Row(name=name, entry=entry)

    for file in scan(local) if local else []:
        try:
            if (twin := known.get(sha256_file(file.path))) and (corpus.papers / twin.file).is_file():
                yield Row(name=file.path.name, entry=twin, known=True)
            else:
                yield kept(partial(_copied, file, corpus), file.path.name)
        except SynthError as error:
            yield Row(name=file.path.name, error=error)
    for row in Fetching(asked, settings, corpus.papers, sources=sources, limit=limit) if asked else []:
        yield _fetched(row, corpus) or kept(partial(_placed, row, corpus), row.asked)


_LISTS = (".bib", ".ris", ".json", ".txt")


def _fetched(row: Fetched, corpus: Corpus) -> Row | None:
    """The row of a paper that did not come; None for one that did."""
    if row.error is not None:
        return Row(name=row.asked, error=row.error)
    if row.path is None:
        return Row(name=row.asked, error=NoPapersError(f"no paper found for {row.asked!r}", hint="ask in other words"))
    return None


def _placed(row: Fetched, corpus: Corpus) -> tuple[Path, Path | None]:
    """The file of a fetched paper in the corpus; that of a reference list may lie elsewhere."""
    assert row.path is not None
    if row.path.parent == corpus.papers:
        return row.path, None
    path, source = _copied(scan([row.path])[0], corpus)
    if row.paper is not None:
        write_record(record_of(path), replace(row.paper, path=str(path), sha256=sha256_file(path)))
    return path, source


def _copied(file: LocalFile, corpus: Corpus) -> tuple[Path, Path | None]:
    """The copies of a file and of its source in the corpus."""
    if file.path.suffix.lower() == ".tex" and len(list(file.path.parent.glob("*.tex"))) > 1:
        hint = f"tar -czf {file.path.stem}.tar.gz *.tex, and add that"
        raise InputError(f"{file.path.name}: one of several TeX files that belong together", hint=hint)
    path = _copy(file.path, corpus.papers)
    if record_of(file.path).is_file():
        _copy(record_of(file.path), corpus.papers, record_of(path).name)
    source = file.source if file.source and file.source.is_file() else None
    return path, _copy(source, corpus.papers) if source else None


def _copy(path: Path, folder: Path, name: str = "") -> Path:
    """A copy of a file; under another name where another file has its own."""
    target = folder / (name or path.name)
    if path.resolve() == target.resolve():
        return target
    if not name and target.exists() and sha256_file(target) != (digest := sha256_file(path)):
        target = folder / f"{digest[:8]}-{path.name}"
    try:
        write_atomically(target, path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}", hint="check its permissions") from error
    return target


def rebuild(folder: Path, manifest: Corpus, papers: Sequence[Path], settings: Settings) -> Iterator[Row]:
    """Make the corpus of a manifest in `folder`, from files under `papers` and from where they can be fetched.

    The same again goes on where it stopped. A file with another checksum than the manifest's is not taken.
    """
    here = folder / MANIFEST
    if (
        here.exists()
        and here.read_bytes() != manifest.text.encode()
        and here.resolve() != (manifest.folder / MANIFEST).resolve()
    ):
        raise InputError(f"{folder} is another corpus already", hint="choose another folder")
    make_folder(folder / PAPERS)
    write_atomically(here, manifest.text.encode())
    corpus = replace(manifest, folder=folder)
    at_hand = {sha256_file(path): path for file in (scan(papers) if papers else []) for path in _both(file)}
    for entry in corpus.entries:
        try:
            there = corpus.state(entry) is FileState.PRESENT
            if not there:
                _bring(entry, corpus, {**at_hand, **_beside(manifest, entry)}, settings)
            if paper := entry.paper:
                path = corpus.papers / entry.file
                write_record(record_of(path), replace(paper, path=str(path), sha256=entry.sha256))
            yield Row(name=entry.id or entry.file, entry=entry, known=there)
        except SynthError as error:
            yield Row(name=entry.id or entry.file, entry=entry, error=error)


def _both(file: LocalFile) -> list[Path]:
    return [path for path in (file.path, file.source) if path is not None and path.is_file()]


def _beside(manifest: Corpus, entry: Entry) -> dict[str, Path]:
    """The files of a corpus that was handed on whole."""
    if manifest.state(entry) is not FileState.PRESENT:
        return {}
    return {digest: manifest.papers / name for name, digest in entry.files}


def _bring(entry: Entry, corpus: Corpus, at_hand: dict[str, Path], settings: Settings) -> None:
    """Copy the files of a paper, or fetch them; raises SynthError where they are not to be had."""
    for name, digest in entry.files:
        path = corpus.papers / name
        if path.is_file() and sha256_file(path) == digest:
            continue
        if found := at_hand.get(digest):
            write_atomically(path, found.read_bytes())
            continue
        if not entry.id:
            raise InputError(f"{name} has no id that it could be fetched by", hint="give its folder with --papers DIR")
        row = next(iter(Fetching([entry.id], settings, corpus.papers, tex=name == entry.source)), None)
        if row is None or row.error is not None or row.path is None:
            error = row.error if row else None
            raise error or InputError(f"{entry.id} was not found", hint="give its folder with --papers DIR")
        if sha256_file(row.path) != digest:
            row.path.unlink()
            record_of(row.path).unlink(missing_ok=True)
            message = f"{entry.id} is another file there than in the corpus"
            raise InputError(message, hint="get it from who made the corpus, and give its folder with --papers DIR")
        if row.path != path:
            row.path.replace(path)
            record_of(row.path).unlink(missing_ok=True)


def whole(corpus: Corpus) -> None:
    """Raises InputError where a corpus is not what its manifest says, NoPapersError where it is empty."""
    if not corpus.entries:
        raise NoPapersError(f"no paper in the corpus {corpus.folder}", hint=f"synth corpus add {corpus.folder} PAPER…")
    problems = list(corpus.problems())
    if problems:
        name, state = problems[0]
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        add_it = f"synth corpus add {corpus.folder} {corpus.papers / name}"
        again = f"synth corpus create {corpus.folder} --from {corpus.folder / MANIFEST}"
        hint = add_it if state is FileState.UNLISTED else again
        raise InputError(f"{corpus.folder} is not what its manifest says: {name} is {state}{more}", hint=hint)


def export(corpus: Corpus, out: Path) -> int:
    """Write a corpus into a file: its manifest (.toml), or all of it (.zip). Gives how many papers are in it.

    Equal corpora give equal files. Raises InputError where a file is missing, OutputError.
    """
    if out.suffix not in (".toml", ".zip"):
        raise InputError(f"cannot export into {out}", hint="end it on .toml for the manifest, on .zip for all files")
    make_folder(out.parent)
    if out.suffix == ".toml":
        write_atomically(out, corpus.text.encode())
        return len(corpus.entries)
    whole(corpus)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {MANIFEST: corpus.text.encode()}
        for entry in corpus.entries:
            files |= {f"{PAPERS}/{name}": (corpus.papers / name).read_bytes() for name, _ in entry.files}
            if paper := entry.paper:
                files[f"{PAPERS}/{record_of(Path(entry.file))}"] = record_bytes(replace(paper, sha256=entry.sha256))
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"{corpus.name}/{name}", _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    write_atomically(out, buffer.getvalue())
    return len(corpus.entries)
