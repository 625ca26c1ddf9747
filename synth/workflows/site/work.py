"""What is done for each paper of a site, in a process of its own where there are many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from synth.records import CheckedClaim, Paper
from synth.report.site.output import fingerprint, write_file
from synth.report.site.pages import PaperPage, Shell, claim_pages, paper_page, thread_of
from synth.report.site.view import PaperEntry, entry_of
from synth.store import ClaimShelf, Library
from synth.workflows.fill.onepaper import JUDGE
from synth.workflows.site.cards import keep_card


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A paper as the library has read it."""

    sha256: str
    parser: str
    paper: Paper
    slug: str
    file: Path | None
    """The PDF, for pictures; None where there is none or none are wanted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """Files of a site that one paper gave."""

    files: tuple[tuple[str, str], ...]
    """Name, and what it was made from."""


@dataclass(slots=True)
class _Desk:
    library: Library
    out: Path
    shell: Shell
    templates: Path | None


_DESK: list[_Desk] = []


def start(library: Path, out: Path, shell: Shell, templates: Path | None) -> None:
    """Open what the work needs, once a process."""
    while _DESK:
        _DESK.pop().library.close()
    _DESK.append(_Desk(Library.open(library), out, shell, templates))


def stop() -> None:
    """Let go of the library, in a process that goes on."""
    while _DESK:
        _DESK.pop().library.close()


def read_one(reading: Reading) -> PaperEntry | None:
    """The entry of a paper, its card and results kept in the library; None where it cannot be read back."""
    kept = keep_card(reading.sha256, reading.parser, reading.paper, _DESK[0].library)
    if kept is None:
        return None
    return entry_of(
        reading.paper,
        kept.card,
        kept.references,
        _claims(kept.document),
        document=kept.document,
        slug=reading.slug,
        paged=kept.paged,
    )


def _claims(document: str) -> tuple[CheckedClaim, ...] | None:
    return ClaimShelf(_DESK[0].library).newest(document, JUDGE)


def draw_one(job: tuple[Reading, PaperPage, str]) -> Drawn:
    """Write the page of a paper and its pictures."""
    reading, page, made_from = job
    desk = _DESK[0]
    kept = keep_card(reading.sha256, reading.parser, reading.paper, desk.library)
    if kept is None:
        return Drawn(files=())
    text, pictures = paper_page(
        page,
        kept.card,
        desk.shell,
        paged=kept.paged,
        pages_read=kept.pages,
        file=reading.file,
        templates=desk.templates,
    )
    texts = {f"p/{page.slug}.html": text}
    if claims := _claims(kept.document):
        lists, more = claim_pages(
            page, claims, desk.shell, paged=kept.paged, file=reading.file, templates=desk.templates
        )
        texts |= lists
        pictures |= more
    if page.discussion is not None:
        name, content = thread_of(page, page.discussion, desk.shell, desk.templates)
        texts[name] = content
    for name, content in texts.items():
        write_file(desk.out, name, content.encode("utf-8", "replace"))
    for picture, png in pictures.items():
        write_file(desk.out, picture, png)
    return Drawn(
        files=(
            *((name, made_from) for name in texts),
            *((picture, fingerprint(png)) for picture, png in pictures.items()),
        )
    )
