"""Pages from a report: Markdown, HTML, PDF, JSON, BibTeX, RIS and CSL-JSON; a page is a pure function of its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from synth.errors import UsageError
from synth.records import Report

NAMES = {
    "md": "report.md",
    "html": "report.html",
    "pdf": "report.pdf",
    "json": "report.json",
    "bib": "references.bib",
    "ris": "references.ris",
    "csl": "references.json",
}
"""Format → name of its file."""
FORMATS = tuple(NAMES)


def write(
    report: Report,
    out: Path,
    *,
    formats: Sequence[str] = FORMATS,
    files: Mapping[str, Path] | None = None,
    templates: Path | None = None,
) -> dict[str, Path]:
    """Write `report` into the folder `out`, one file a format; gives format → path.

    `files` maps `Paper.id` to the file that was read: quoted places are shown as pictures of its pages; a paper
    without a file has none. `templates` is a folder whose templates replace the bundled ones of the same name. Each
    file is written whole or not at all; OutputError says why one could not be.
    """
    unknown = [name for name in formats if name not in NAMES]
    if unknown:
        raise UsageError(f"unknown format {unknown[0]!r}", hint=f"known formats: {', '.join(NAMES)}")
    from synth.report.files import make_folder, write_atomically

    make_folder(out)
    written: dict[str, Path] = {}
    for name, content in _contents(report, out, files or {}, templates).items():
        if name in formats:
            path = out / NAMES[name]
            write_atomically(path, content())
            written[name] = path
    return written


def _contents(
    report: Report, out: Path, files: Mapping[str, Path], templates: Path | None
) -> dict[str, Callable[[], bytes]]:
    """Format → what makes its bytes; nothing is built or drawn before a format needs it."""
    from functools import cache

    from synth.report import bibliography, build, machine, pages, pdf, pictures
    from synth.report.view import ReportView

    @cache
    def view() -> ReportView:
        return build.build(report, out=out, files=files)

    @cache
    def gallery() -> pictures.Gallery:
        return pictures.draw(view(), files)

    return {
        "md": lambda: pages.markdown(view(), report.counts, templates).encode(),
        "html": lambda: pages.html(view(), gallery(), templates).encode(),
        "bib": lambda: bibliography.bibtex(report.papers).encode(),
        "ris": lambda: bibliography.ris(report.papers).encode(),
        "csl": lambda: bibliography.csl(report.papers).encode(),
        "pdf": lambda: pdf.render(view(), gallery(), templates),
        # Last: whoever finds it finds the other files of the same edition, even when the program was killed before.
        "json": lambda: machine.dumps(report).encode(),
    }
