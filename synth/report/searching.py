"""The search log in the words of a page, and the way from records to read papers as a diagram (PRISMA 2020)."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import Report, ScreenedOut, ScreenReason, SearchLog
from synth.report.notices import NAMES
from synth.report.text import clean
from synth.report.words import counted

REASONS = {
    ScreenReason.UNRELATED: "do not come near the question",
    ScreenReason.BEYOND_LIMIT: "are less near than those that were read",
    ScreenReason.RETRACTED: "are retracted",
    ScreenReason.WITHDRAWN: "are withdrawn",
    ScreenReason.NO_COPY: "have no copy that may be read freely",
    ScreenReason.NOT_RETRIEVED: "could not be fetched",
}
"""Why papers were left out, after their number."""
_ONE = {"do ": "does ", "are ": "is ", "have ": "has ", "could": "could"}
SOURCES = {
    "arxiv": "arXiv",
    "openalex": "OpenAlex",
    "semanticscholar": "Semantic Scholar",
    "crossref": "Crossref",
    "openreview": "OpenReview",
    "folder": "folder",
    "list": "reference list",
    "corpus": "corpus",
}
_NOT_HAD = (ScreenReason.NO_COPY, ScreenReason.NOT_RETRIEVED)
_WIDE = 40
"""Characters of a line in a box of the diagram."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogView:
    """One row of the search log."""

    source: str
    query: str
    when: str
    found: str
    kept: int
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutView:
    """A paper that was found and not read."""

    title: str
    year: str
    sources: str
    why: str
    score: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of the way: what stays, and what leaves it."""

    kept: tuple[str, ...]
    """Lines; the first says what is counted."""
    left: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A box of the diagram, in its units."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]
    """Baseline and text."""
    side: bool
    """Whether it holds what was left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagram:
    """Boxes, and the arrows between them."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[int, int, int, int], ...]
    """x1, y1, x2, y2."""
    described: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchView:
    """Everything that a page says about how papers were found."""

    log: tuple[LogView, ...]
    steps: tuple[str, ...]
    """The way in sentences, for pages without a diagram; empty where nothing was searched for."""
    out: tuple[OutView, ...]
    diagram: Diagram | None


def search_view(report: Report) -> SearchView:
    """How the papers of `report` were found."""
    steps = _steps(report)
    out = report.screening.out if report.screening else ()
    return SearchView(
        log=tuple(_row(log) for log in report.search),
        steps=tuple(_sentence(step) for step in steps),
        out=tuple(_out(one) for one in out),
        diagram=_diagram(steps) if steps else None,
    )


def _row(log: SearchLog) -> LogView:
    total = f" of {log.total:,}" if log.total is not None and log.total > log.found else ""
    return LogView(
        source=SOURCES.get(log.source, clean(log.source)),
        query=clean(log.query),
        when=log.date[:10] or "–",
        found=f"{log.found:,}{total}",
        kept=log.kept,
        note=clean(log.note),
    )


def _out(one: ScreenedOut) -> OutView:
    why, detail = _single(one.reason), clean(one.detail)
    for key, name in NAMES.items():
        detail = f"{name}{detail.removeprefix(key)}" if detail.startswith(key) else detail
    return OutView(
        title=clean(one.title),
        year=str(one.year or ""),
        sources=", ".join(SOURCES.get(name, clean(name)) for name in one.sources),
        why=f"{why} ({detail})" if detail else why,
        score="" if one.score is None else f"{one.score:.2f}",
    )


def _single(reason: ScreenReason) -> str:
    """The reason for one paper: "is retracted"."""
    words = REASONS[reason]
    for many, one in _ONE.items():
        if words.startswith(many):
            return one + words.removeprefix(many)
    return words


def _steps(report: Report) -> list[Step]:
    screening = report.screening
    if screening is None:
        return []
    found = Counter[str]()
    for log in report.search:
        if log.source != "folder":
            found[SOURCES.get(log.source, clean(log.source))] += log.found
    folders = sum(log.kept for log in report.search if log.source == "folder")
    early = [one for one in screening.out if one.reason not in _NOT_HAD]
    late = [one for one in screening.out if one.reason in _NOT_HAD]
    counts = report.counts
    with_claims = len({checked.claim.paper for checked in report.claims})
    read = [counted(counts.papers, "paper") + " read"]
    if folders:
        read.append(f"{folders:,} of them from folders")
    return [
        Step(
            kept=(counted(screening.identified, "record") + " found", *(f"{n}: {c:,}" for n, c in found.items())),
            left=(counted(screening.duplicates, "duplicate") + " merged",) if screening.duplicates else (),
        ),
        Step(
            kept=(counted(screening.screened, "work"), "title and abstract compared with the question"),
            left=_left(early, "left out"),
        ),
        Step(
            kept=(counted(screening.screened - len(early), "paper") + " sought",),
            left=_left(late, "not had"),
        ),
        Step(
            kept=tuple(read),
            left=(f"{counts.papers_failed:,} could not be read",) if counts.papers_failed else (),
        ),
        Step(kept=(f"{counted(with_claims, 'paper')} with claims in the report",)),
    ]


def _left(out: Sequence[ScreenedOut], word: str) -> tuple[str, ...]:
    if not out:
        return ()
    counts = Counter(one.reason for one in out)
    lines = (
        f"{count:,} {_single(reason) if count == 1 else REASONS[reason]}"
        for reason in ScreenReason
        if (count := counts[reason])
    )
    return (f"{len(out):,} {word}", *lines)


def _sentence(step: Step) -> str:
    kept = _joined(step.kept)
    return f"{kept}; {_joined(step.left)}." if step.left else f"{kept}."


def _joined(lines: Sequence[str]) -> str:
    return f"{lines[0]} ({'; '.join(lines[1:])})" if len(lines) > 1 else lines[0]


def _diagram(steps: Sequence[Step]) -> Diagram:
    """What stays goes down on the left, what leaves goes to the right."""
    line, pad, gap, width, between = 17, 11, 26, 300, 48
    boxes: list[Box] = []
    arrows: list[tuple[int, int, int, int]] = []
    y = 1
    for number, step in enumerate(steps):
        kept, left = _wrapped(step.kept), _wrapped(step.left)
        height = 2 * pad + line * max(len(kept), len(left)) - 4
        boxes.append(_box(1, y, width, height, kept, side=False))
        if left:
            boxes.append(_box(1 + width + between, y, width, height, left, side=True))
            arrows.append((1 + width, y + height // 2, width + between - 5, y + height // 2))
        if number + 1 < len(steps):
            arrows.append((1 + width // 2, y + height, 1 + width // 2, y + height + gap - 6))
        y += height + gap
    described = " ".join(_sentence(step) for step in steps)
    return Diagram(
        width=2 * width + between + 2,
        height=y - gap + 1,
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        described=described,
    )


def _box(x: int, y: int, width: int, height: int, lines: Sequence[str], *, side: bool) -> Box:
    first = y + 22
    placed = tuple((first + 17 * number, text) for number, text in enumerate(lines))
    return Box(x=x, y=y, width=width, height=height, lines=placed, side=side)


def _wrapped(lines: Sequence[str]) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(line, _WIDE)]
