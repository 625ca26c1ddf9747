"""Editions of reports on disk and in the library: written, kept, looked up, brought up to date."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError, NetworkError, SynthError
from synth.records import Changes, Report
from synth.report.loading import Loaded, load, read, read_changes
from synth.settings import Settings
from synth.store import Edition, History, Library
from synth.workflows.ingest import Progress
from synth.workflows.refresh import LEFT_OUT, Refreshed, refresh
from synth.workflows.whereabouts import Inputs

if TYPE_CHECKING:
    from synth.workflows.rerun import RerunOptions

CHANGES = "changes.json"
FEED = "changes.atom"


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """One report after a refresh."""

    folder: Path
    refreshed: Refreshed | None = None
    """None where it could not be refreshed."""
    error: SynthError | None = None

    @property
    def new(self) -> bool:
        """Whether there is a new edition."""
        return self.refreshed is not None and self.refreshed.new

    @property
    def offline(self) -> bool:
        """Whether none of its sources could be reached; what lies on this machine was looked at."""
        if self.refreshed is None:
            return False
        recipe, errors = self.refreshed.report.recipe, self.refreshed.not_asked
        asked = set(recipe.sources if recipe else ()) or set(errors)
        return bool(errors) and asked <= set(errors) and all(isinstance(e, NetworkError) for e in errors.values())

    @property
    def exit_code(self) -> int:
        """2 or 3 where it could not be refreshed, 3 where none of its sources could be reached."""
        return self.error.exit_code if self.error else 3 if self.offline else 0


def places(named: Sequence[Path], library: Library, *, everything: bool) -> list[Path]:
    """Folders of the reports that are meant. Raises InputError where there is none."""
    if not everything:
        return [path.parent if path.is_file() else path for path in named]
    kept = [one.folder for one in History(library).reports()]
    if not kept:
        raise InputError(f"no report was made with the library {library.folder}", hint='synth report "QUESTION" first')
    return kept


def bring_up_to_date(
    folder: Path,
    library: Library,
    *,
    settings: Settings,
    progress: Progress,
    papers: Sequence[Path] = (),
    local: bool = False,
    created: str = "",
    rerun: RerunOptions | None = None,
) -> Brought:
    """Refresh the report in `folder`, and write the new edition where there is one.

    `papers` are folders to look into, in place of those that the library remembers. With `local` no source is asked.
    With `rerun` figures are run again whose samples are at hand.
    """
    history = History(library)
    try:
        loaded = load(folder)
        kept = history.of(folder)
        inputs = Inputs.of(kept.inputs if kept else None)
        if papers:
            inputs = replace(inputs, papers=tuple(papers))
        # Also mends a history whose last refresh was killed between the two.
        remember(loaded.report, folder, library, text=loaded.text, inputs=inputs if papers or not kept else None)
        made = refresh(
            loaded,
            inputs,
            library,
            settings=_as_asked(settings, loaded),
            progress=progress,
            created=created,
            local=local,
            rerun=rerun,
        )
        inputs = replace(inputs, files={**inputs.files, **made.files})
        if made.new:
            progress("writing the report", 0, 1)
            publish(made.report, folder, library, inputs=inputs, settings=settings)
        else:
            remember(loaded.report, folder, library, text=loaded.text, inputs=inputs)
        history.checked(folder, datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))
        return Brought(folder=folder, refreshed=made)
    except SynthError as error:
        return Brought(folder=folder, error=error)


def _as_asked(settings: Settings, loaded: Loaded) -> Settings:
    """The settings with the models that the report was made with: an edition compares with the one before it."""
    recipe = loaded.report.recipe
    if recipe is None:
        return settings
    return replace(settings, embedding=recipe.embedding, llm=recipe.llm, nli=recipe.nli)


def publish(
    report: Report,
    folder: Path,
    library: Library,
    *,
    inputs: Inputs,
    settings: Settings,
    left_out: Sequence[str] = (),
) -> dict[str, Path]:
    """Write an edition into `folder`, with what changed for programs, and keep it in the library.

    `left_out` are checksums of papers that were at hand and not read: a refresh must not take them for new.
    `report.json` comes last: a program that is killed before it leaves the edition before, and does all of it again.
    """
    from synth.report import write
    from synth.report.feed import Entry, atom, changes_json
    from synth.report.files import make_folder, write_atomically
    from synth.report.machine import dumps

    text = dumps(report)
    if left_out:
        library.put_json(LEFT_OUT, hashlib.sha256(text.encode()).hexdigest(), list(left_out))
    changed, feed = folder / CHANGES, folder / FEED
    make_folder(folder)
    if report.changes is None:
        for path in (changed, feed):  # of a report that stood in this folder before
            path.unlink(missing_ok=True)
    else:
        digest = hashlib.sha256(text.encode()).hexdigest()
        before = [one for one in History(library).editions(folder) if one.number < report.edition]
        entries = [Entry(sha256=digest, created=report.created, changes=report.changes)]
        entries += [
            Entry(sha256=one.sha256, created=one.created, changes=read_changes(one.changes))
            for one in reversed(before)
            if one.changes is not None
        ]
        write_atomically(changed, changes_json(report).encode())
        write_atomically(feed, atom(report.question, before[0].sha256 if before else digest, entries).encode())
    written = write(report, folder, files=inputs.files, templates=settings.templates)
    remember(report, folder, library, text=text, inputs=inputs)
    return written


def remember(report: Report, folder: Path, library: Library, *, text: str, inputs: Inputs | None) -> None:
    """Keep an edition in the library, where it is not kept yet."""
    from synth.report.machine import changes_dict

    History(library).put(
        folder,
        text,
        number=report.edition,
        created=report.created,
        question=report.question,
        inputs=inputs.as_dict() if inputs else None,
        changes=changes_dict(report.changes) if report.changes else None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One edition of a report, for a list."""

    edition: Edition
    changes: Changes | None


def history_of(folder: Path, library: Library) -> list[Line]:
    """Editions of the report in `folder`, oldest first. Raises InputError where the library knows none."""
    if (folder / "report.json").is_file():  # the last refresh may have been killed before it was kept
        loaded = load(folder)
        remember(loaded.report, folder, library, text=loaded.text, inputs=None)
    editions = History(library).editions(folder)
    if not editions:
        raise InputError(f"the library knows no report in {folder}", hint="synth history lists those that it knows")
    return [Line(edition=one, changes=read_changes(one.changes) if one.changes else None) for one in editions]


def take_out(folder: Path, number: int, out: Path, library: Library, settings: Settings) -> dict[str, Path]:
    """Write the files of an older edition of the report in `folder` into `out`. Raises InputError."""
    from synth.report import write
    from synth.report.files import write_atomically

    history = History(library)
    text = history.text(folder, number)
    if text is None:
        raise InputError(f"there is no edition {number} of the report in {folder}", hint=f"synth history {folder}")
    kept = history.of(folder)
    files = {one: path for one, path in Inputs.of(kept.inputs if kept else None).files.items() if path.exists()}
    written = write(read(json.loads(text)), out, files=files, templates=settings.templates)
    write_atomically(written["json"], text.encode())  # to the letter: numbers come back as 10.0 that were 10
    return written
