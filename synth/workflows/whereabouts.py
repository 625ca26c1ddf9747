"""Where the papers of a report are on this machine now: there, elsewhere, gone, or new beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synth.errors import InputError, NoPapersError, SynthError
from synth.fetch import scan, sha256_source
from synth.records import Paper, PaperStatus, Report
from synth.store import Library


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """Where a report's papers come from on this machine."""

    papers: tuple[Path, ...] = ()
    """Folders and files."""
    lists: tuple[Path, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    """File of each paper when it was read, by its id."""

    @classmethod
    def of(cls, kept: Mapping[str, object] | None) -> Inputs:
        """As the library keeps them; empty where it keeps none."""

        def paths(name: str) -> tuple[Path, ...]:
            values = (kept or {}).get(name)
            return tuple(Path(str(one)) for one in values) if isinstance(values, list) else ()

        files = (kept or {}).get("files")
        by_id = {str(key): Path(str(value)) for key, value in files.items()} if isinstance(files, dict) else {}
        return cls(papers=paths("papers"), lists=paths("lists"), files=by_id)

    def as_dict(self) -> dict[str, object]:
        """For the library."""
        return {
            "papers": [str(path.resolve()) for path in self.papers],
            "lists": [str(path.resolve()) for path in self.lists],
            "files": {paper: str(path.resolve()) for paper, path in self.files.items()},
        }

    def holds(self, path: Path) -> bool:
        """Whether a path lies in one of the folders."""
        return any(path.resolve().is_relative_to(folder.resolve()) for folder in self.papers)


@dataclass(slots=True)
class Whereabouts:
    """What is where."""

    files: dict[str, Path] = field(default_factory=dict)
    """File of each paper that is there, by id."""
    gone: dict[str, str] = field(default_factory=dict)
    """Ids of papers that were taken out of the folders of the report, with the reason."""
    missing: list[Paper] = field(default_factory=list)
    """Papers that were fetched, or lay on another machine, and are not here."""
    added: dict[Path, str] = field(default_factory=dict)
    """Files in the folders of the report that it has not read, with their checksums."""
    failed: tuple[Paper, ...] = ()
    """Papers that could not be read, and are still there."""


def locate(report: Report, inputs: Inputs, library: Library, *, seen: Collection[str] = ()) -> Whereabouts:
    """Look for every paper of the report by its checksum; files whose checksum is in `seen` are not new.

    Raises InputError where a folder of the report is not there: a disk that is not mounted takes no paper away.
    """
    there = _in_folders(inputs.papers, library, prefer_tex=bool(report.recipe and report.recipe.prefer_tex))
    found = Whereabouts()
    for paper in report.papers:
        if paper.status is PaperStatus.FAILED:
            continue
        then = inputs.files.get(paper.id)
        if path := there.get(paper.sha256) or _elsewhere(paper, then, inputs, library):
            found.files[paper.id] = path
        elif then is not None and inputs.holds(then):
            found.gone[paper.id] = "its file is not there any more"
        else:
            found.missing.append(paper)
    known = {paper.sha256 for paper in report.papers} | set(seen)
    found.added = {path: digest for digest, path in there.items() if digest not in known}
    failed = [paper for paper in report.papers if paper.status is PaperStatus.FAILED]
    found.failed = tuple(paper for paper in failed if paper.sha256 in there or not (inputs.papers and paper.sha256))
    return found


def _in_folders(folders: Sequence[Path], library: Library, *, prefer_tex: bool) -> dict[str, Path]:
    """Checksum → file, of all papers in the folders."""
    there: dict[str, Path] = {}
    for folder in folders:
        if not folder.exists():
            hint = "bring it back, or say where it is now with --papers DIR"
            raise InputError(f"papers of the report lay in {folder}, which is not there", hint=hint)
        try:
            files = scan([folder])
        except NoPapersError:  # it is empty now
            continue
        known = library.known_files({file.path: (file.size, file.mtime_ns) for file in files})
        for file in files:
            chosen = file.source if prefer_tex and file.source else file.path
            try:
                digest = known.get(chosen) or (
                    sha256_source(chosen) if chosen.is_dir() else library.remember_file(chosen)
                )
            except SynthError:  # it went while it was looked at
                continue
            there.setdefault(digest, chosen)
    return there


def _elsewhere(paper: Paper, then: Path | None, inputs: Inputs, library: Library) -> Path | None:
    """The file outside the folders of the report: where it was read, or where it was seen last."""
    for path in [*([then] if then else []), *library.paths_of(paper.sha256)]:
        try:
            if not inputs.holds(path) and path.is_file() and library.remember_file(path) == paper.sha256:
                return path
        except SynthError:
            continue
    return None
