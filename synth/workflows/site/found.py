"""What a site shows beside papers: reports of the library; reports, audits, reruns and reviews that lie in folders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.errors import InputError, SynthError
from synth.language.identity import entity_key
from synth.records import Discussion, JudgedFigure, Report, Rerun, RerunVerdict, Result
from synth.report.forum.loading import read_discussion
from synth.report.loading import read
from synth.report.rerun.loading import read_rerun
from synth.report.site.reports import ShownAudit, ShownEdition, ShownReport, ShownRerun
from synth.report.site.tables import Rerun as RerunMark
from synth.report.site.view import PaperEntry, Slugs
from synth.store import History, Library
from synth.workflows.whereabouts import Inputs

NAMES = ("report.json", "audit.json", "rerun.json", "reviews.json")
"""Files that are looked for in folders."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What there is beside papers."""

    reports: tuple[ShownReport, ...] = ()
    audits: tuple[ShownAudit, ...] = ()
    reruns: tuple[ShownRerun, ...] = ()
    discussions: tuple[tuple[Path, Discussion], ...] = ()
    """Peer reviews that were taken apart, each with its file."""
    unread: tuple[str, ...] = ()
    """Files that could not be read, each with the reason."""


def find(folders: Sequence[Path], library: Library, *, pictures: bool) -> Found:
    """Reports of the library, and what lies in `folders` and below. InputError where one of them is not there."""
    slugs, unread = Slugs(), list[str]()
    reports: dict[str, ShownReport] = {}
    for kept in History(library).reports():
        history = History(library)
        texts = [history.text(kept.folder, edition.number) for edition in history.editions(kept.folder)]
        files = Inputs.of(kept.inputs).files if pictures else {}
        _add(reports, [text for text in texts if text], dict(files), str(kept.folder), slugs, unread)
    audits, reruns, discussions = list[ShownAudit](), list[Rerun](), list[tuple[Path, Discussion]]()
    for path in _files(folders):
        try:
            text = path.read_text(encoding="utf-8")
            data = json.loads(text)
            if path.name == "report.json":
                _add(reports, [text], {}, str(path.parent), slugs, unread, library=library if pictures else None)
            elif path.name == "audit.json":
                audits.append(_audit(data, path, slugs))
            elif path.name == "reviews.json":
                discussions.append((path, read_discussion(data)))
            else:
                reruns += [read_rerun(one) for one in data.get("reruns") or [data]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            unread.append(f"{path}: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
    for report in reports.values():
        reruns += report.editions[-1].report.reruns
    return Found(
        reports=tuple(reports.values()),
        audits=tuple(audits),
        reruns=tuple(_once(reruns, slugs)),
        discussions=tuple(discussions),
        unread=tuple(unread),
    )


def _files(folders: Sequence[Path]) -> Iterable[Path]:
    for folder in folders:
        if not folder.exists():
            raise InputError(
                f"no such folder: {folder}", hint="name folders of reports, audits, reruns and reviews with --with DIR"
            )
        if folder.is_file():
            yield folder
            continue
        yield from sorted(path for name in NAMES for path in folder.rglob(name) if path.is_file())


def _add(
    reports: dict[str, ShownReport],
    texts: Sequence[str],
    files: dict[str, Path],
    place: str,
    slugs: Slugs,
    unread: list[str],
    *,
    library: Library | None = None,
) -> None:
    """Take in a report, unless the same was found before."""
    editions: list[ShownEdition] = []
    for text in texts:
        try:
            editions.append(ShownEdition(report=read(json.loads(text), place), text=text))
        except SynthError as error:
            unread.append(error.message)
    if not editions or editions[-1].text in reports:
        return
    report = editions[-1].report
    if library is not None:
        files = _known(report, library)
    there = {paper: path for paper, path in files.items() if path.is_file()}
    slug = slugs.of(" ".join((report.title or report.question).lower().split()[:8]))
    reports[editions[-1].text] = ShownReport(slug=slug, editions=tuple(editions), files=there)


def _known(report: Report, library: Library) -> dict[str, Path]:
    """Files of a report's papers that the library has seen."""
    found = {}
    for paper in report.papers:
        for path in library.paths_of(paper.sha256) if paper.sha256 else ():
            if path.is_file():
                found[paper.id] = path
                break
    return found


def _audit(data: Any, path: Path, slugs: Slugs) -> ShownAudit:
    page = path.with_name("audit.html")
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if not (isinstance(data, dict) and {"claims", "counts", "findings", "created"} <= data.keys()):
        raise ValueError("no audit of synth")
    return ShownAudit(slug=slugs.of(str(data["title"] or data["file"]).lower()), data=data, page=text)


def discussions_of(
    found: Sequence[tuple[Path, Discussion]], entries: Sequence[PaperEntry]
) -> tuple[dict[str, Discussion], tuple[str, ...]]:
    """The discussion of each paper of the site, by its id, and those that are not shown, with the reason."""
    known = {entry.paper.id for entry in entries}
    shown: dict[str, Discussion] = {}
    lost = []
    for path, one in found:
        if one.paper not in known:
            lost.append(f"{path}: its paper is not on this site")
        elif one.paper not in shown:
            shown[one.paper] = one
        elif one != shown[one.paper]:
            lost.append(f"{path}: other reviews of the same paper are shown")
    return shown, tuple(lost)


def _once(reruns: Iterable[Rerun], slugs: Slugs) -> Iterable[ShownRerun]:
    """The newest rerun of each recipe."""
    newest: dict[tuple[str, str], Rerun] = {}
    for one in sorted(reruns, key=lambda rerun: rerun.created):
        newest[(one.name, one.title)] = one
    for one in newest.values():
        yield ShownRerun(slug=slugs.of((one.name or one.title).lower() or "rerun"), rerun=one)


def marks(
    results: Iterable[Result], reruns: Sequence[ShownRerun], papers: dict[str, PaperEntry]
) -> dict[int, RerunMark]:
    """What reruns say of results, by the result's `id()`: the cited figure of that paper, model, dataset and metric."""
    figures = [(shown, figure) for shown in reruns for figure in shown.rerun.figures if _decided(figure)]
    found: dict[int, RerunMark] = {}
    if not figures:
        return found
    for result in results:
        for shown, figure in figures:
            if _is_cited(result, figure, papers):
                agrees = figure.verdict.agrees
                found[id(result)] = RerunMark(agrees=agrees, href=shown.href, words=figure.explanation)
                break
    return found


def _decided(figure: JudgedFigure) -> bool:
    return figure.verdict.agrees or figure.verdict is RerunVerdict.NOT_REPRODUCED


def _is_cited(result: Result, figure: JudgedFigure, papers: dict[str, PaperEntry]) -> bool:
    cited = figure.cited
    metric = f"{result.metric.removesuffix('@k')}@{result.k}" if result.k is not None else result.metric
    if metric != cited.metric or abs(result.value.value - cited.value) > 1e-9:
        return False
    if cited.dataset and cited.dataset.casefold() != result.dataset.casefold():
        return False
    entry = papers.get(result.paper)
    if cited.arxiv and not (entry and entry.paper.arxiv and entry.paper.arxiv.id == cited.arxiv):
        return False
    return bool(cited.model) and entity_key(cited.model) == entity_key(result.method)
