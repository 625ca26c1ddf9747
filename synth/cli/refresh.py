"""`synth refresh`: a report on today's papers; `synth history`: its editions."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.reruns import RerunData, RunAgain, Unsafe

if TYPE_CHECKING:
    from synth.settings import Settings
    from synth.workflows.editions import Brought, Line
    from synth.workflows.rerun import RerunOptions

Library_ = Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")]


def refresh(
    reports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="REPORT|DIR...", help="A report.json, or the folder that a report was written into."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every report that was made with the library.")] = False,
    papers: Annotated[
        list[Path] | None,
        typer.Option("--papers", metavar="DIR", help="Where the papers of the report are now; repeatable."),
    ] = None,
    local: Annotated[bool, typer.Option("--local", help="Look at this machine only; ask no source.")] = False,
    rerun: RunAgain = False,
    rerun_data: RerunData = None,
    unsafe: Unsafe = False,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="LEVEL", help="Exit with 1 on a change: never, change.")
    ] = "never",
    watch: Annotated[
        float | None, typer.Option("--watch", min=1, metavar="MINUTES", help="Look again so often, until stopped.")
    ] = None,
    library: Library_ = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing where nothing is new.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Bring reports up to date: what is new is read, and only what it touches is judged again.

    Looks into the folders of the report and asks its sources for papers since
    it was made, new versions, retractions and withdrawals. Where there is
    something new it writes the next edition into the same folder, with a
    section on what changed, changes.json and an Atom feed, changes.atom; the
    library keeps the editions (synth history). With --rerun, and for reports
    made with it, cited figures are run again whose samples came to hand. Where there is nothing new it
    prints one line and writes nothing.

    Exit code 1: something changed, with --fail-on change; 3: no source could
    be reached (what lies on this machine was looked at), or a report failed.

    Example: synth refresh out/report --fail-on change
    """
    from synth import settings
    from synth.cli import reruns as again
    from synth.errors import UsageError

    if fail_on not in ("never", "change"):
        raise UsageError(f"unknown level {fail_on!r}", hint="--fail-on takes never or change")
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    if bool(reports) == everything:
        raise UsageError("name reports, or give --all", hint="synth refresh out/report")
    if papers and (everything or len(reports or ()) > 1):
        raise UsageError("--papers is for one report", hint="synth refresh out/report --papers DIR")
    job = _Job(
        reports=tuple(reports or ()),
        everything=everything,
        papers=tuple(papers or ()),
        settings=settings.load(library=library),
        local=local,
        rerun=again.options(rerun, rerun_data, unsafe),
        as_json=as_json,
        quiet=quiet,
        verbose=verbose,
        watching=watch is not None,
    )
    while True:
        done = job.round()
        if fail_on == "change" and any(one.new for one in done):
            raise typer.Exit(1)
        if watch is None:
            break
        time.sleep(watch * 60)
    if code := max((one.exit_code for one in done), default=0):
        raise typer.Exit(code)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Job:
    """What was asked for."""

    reports: tuple[Path, ...]
    everything: bool
    papers: tuple[Path, ...]
    settings: Settings
    local: bool
    rerun: RerunOptions | None
    as_json: bool
    quiet: bool
    verbose: bool
    watching: bool

    def round(self) -> list[Brought]:
        """All reports once. Whoever watches goes on after an error."""
        from synth.errors import SynthError

        try:
            done = list(self._each())
        except SynthError as error:
            if not self.watching:
                raise
            typer.echo(f"{_now()} {error.message}", err=True)
            return []
        if self.as_json:
            made = {"schema_version": "1", "reports": [_entry(one) for one in done]}
            typer.echo(json.dumps(made, ensure_ascii=False, indent=None if self.watching else 2))
        return done

    def _each(self) -> Iterator[Brought]:
        from synth.cli.report import _progress
        from synth.store import Library, alone
        from synth.workflows.editions import bring_up_to_date, places

        with Library.open(self.settings.library) as library, alone(library, "refresh", told=_waiting):
            for folder in places(self.reports, library, everything=self.everything):
                with _progress(show=not self.quiet, verbose=self.verbose) as progress:
                    one = bring_up_to_date(
                        folder,
                        library,
                        settings=self.settings,
                        progress=progress,
                        papers=self.papers,
                        local=self.local,
                        rerun=self.rerun,
                    )
                if not self.as_json:
                    _say(one, quiet=self.quiet, stamp=f"{_now()} " if self.watching else "")
                yield one


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M")


def _waiting() -> None:
    print("waiting for another refresh of this library …", file=sys.stderr, flush=True)


def _say(one: Brought, *, quiet: bool, stamp: str) -> None:
    """One line where nothing is new; else a line a change."""
    from synth.cli.report import _plain
    from synth.report.changed import headline, lines

    def say(text: str, *, err: bool = False) -> None:
        typer.echo(_plain(text), err=err)

    begin = f"{stamp}{one.folder}: "
    if one.refreshed is None:
        say(f"{begin}{one.error.message} (hint: {one.error.hint})" if one.error else begin, err=True)
        return
    made, changes = one.refreshed, one.refreshed.changes
    if one.offline:
        missed = "nobody could be asked: the network is unreachable"
    else:
        missed = "; ".join(f"not asked: {reason}" for reason in changes.not_asked)
    if not one.new:
        if missed or not quiet:
            say(f"{begin}nothing new since {changes.since[:10]}{f'; {missed}' if missed else ''}", err=bool(missed))
        return
    say(f"{begin}edition {made.report.edition}: {headline(changes)}")
    for line in lines(changes):
        say(f"  {line}")
    say(f"  {changes.kept} verdicts left as before; {made.parsed} files read, {made.embedded} texts embedded")
    say(f"  report: {one.folder / 'report.html'}")
    if missed:
        say(f"  {missed}", err=True)


def _entry(one: Brought) -> dict[str, object]:
    entry: dict[str, object] = {"folder": str(one.folder), "new": one.new}
    if one.refreshed is None:
        return entry | ({"error": one.error.message, "hint": one.error.hint} if one.error else {})
    from synth.report.changed import headline
    from synth.report.machine import changes_dict

    made = one.refreshed
    return entry | {
        "edition": made.report.edition,
        "headline": headline(made.changes),
        "offline": one.offline,
        "parsed": made.parsed,
        "embedded": made.embedded,
        "changes": changes_dict(made.changes),
    }


def history(
    report: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder of a report.  [default: all of the library]")
    ] = None,
    edition: Annotated[
        int | None, typer.Option("--edition", min=1, metavar="N", help="Write this edition out again, with --out.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="Folder for that edition.")] = None,
    library: Library_ = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the editions of reports and what changed from one to the next.

    The library keeps every edition of every report that was made with it.
    With --edition and --out the files of an older one are written again.

    Example: synth history out/report
    """
    from synth import settings
    from synth.cli.report import _plain
    from synth.errors import UsageError
    from synth.store import History, Library
    from synth.workflows.editions import history_of, take_out

    if (edition is None) != (out is None) or (edition is not None and report is None):
        raise UsageError(
            "--edition goes with a report and --out", hint="synth history out/report --edition 1 --out old/"
        )
    values = settings.load(library=library)
    with Library.open(values.library) as opened:
        if report is None:
            kept = History(opened).reports()
            rows = [
                {"folder": str(one.folder), "question": one.question, "editions": one.editions, "checked": one.checked}
                for one in kept
            ]
            if as_json:
                typer.echo(json.dumps({"schema_version": "1", "reports": rows}, ensure_ascii=False, indent=2))
                return
            for one in kept:
                looked = f"looked at {one.checked[:10]}" if one.checked else "never refreshed"
                typer.echo(
                    _plain(f"{one.folder}  {one.editions} edition{'s' * (one.editions > 1)}, {looked}  {one.question}")
                )
            if not kept:
                typer.echo(f"no report was made with the library {values.library}")
            return
        folder = report.parent if report.is_file() else report
        if edition is not None and out is not None:
            written = take_out(folder, edition, out, opened, values)
            typer.echo(f"edition {edition}: {written['html']}")
            return
        editions = history_of(folder, opened)
    if as_json:
        typer.echo(json.dumps(_editions(folder, editions), ensure_ascii=False, indent=2))
        return
    from synth.report.changed import headline

    for line in editions:
        said = headline(line.changes) if line.changes else "made"
        typer.echo(_plain(f"{line.edition.number:>4}  {line.edition.created[:16].replace('T', ' ')}  {said}"))


def _editions(folder: Path, editions: Sequence[Line]) -> dict[str, object]:
    from synth.report.machine import changes_dict

    return {
        "schema_version": "1",
        "folder": str(folder),
        "editions": [
            {
                "edition": line.edition.number,
                "created": line.edition.created,
                "sha256": line.edition.sha256,
                "changes": changes_dict(line.changes) if line.changes else None,
            }
            for line in editions
        ],
    }
