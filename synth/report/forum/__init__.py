"""Peer reviews as pages and data: `write` makes the files, `discussion_dict` the object that programs read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from synth.records import Discussion, Document, Paper
from synth.report.build import paper_views
from synth.report.files import make_folder, write_atomically
from synth.report.forum.machine import discussion_dict
from synth.report.forum.pages import html, markdown
from synth.report.jsontext import to_text

__all__ = ["discussion_dict", "html", "markdown", "write"]


def write(
    discussion: Discussion,
    document: Document | None,
    paper: Paper | None,
    out: Path,
    *,
    file: Path | None,
    templates: Path | None,
) -> tuple[Path, ...]:
    """Write every form of the discussion into `out`; gives the paths, the page first.

    `file` is the PDF of the paper: places are shown as pictures of its pages. Each file is written whole or not at all;
    OutputError says why one could not be.
    """
    make_folder(out)
    files = {paper.id: file} if paper is not None and file is not None else {}
    view = paper_views([paper], {}, out=out, files=files)[paper.id] if paper is not None else None
    made: dict[str, Callable[[], str]] = {
        "reviews.html": lambda: html(discussion, document, view, files, templates),
        "reviews.md": lambda: markdown(discussion, document, view, templates),
        "reviews.json": lambda: to_text(discussion_dict(discussion)),
    }
    for name, text in made.items():
        write_atomically(out / name, text().encode())
    return tuple(out / name for name in made)
