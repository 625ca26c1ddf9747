"""A paper's card as pages and data: `write` makes the files, `card_dict` the object that programs read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from synth.records import Card, Discussion, Document, Paper
from synth.report import bibliography, forum
from synth.report.build import paper_views
from synth.report.card.machine import card_dict
from synth.report.card.pages import html, markdown
from synth.report.endnote import endnote
from synth.report.files import make_folder, write_atomically
from synth.report.jsontext import to_text

__all__ = ["card_dict", "html", "markdown", "write"]


def write(
    card: Card,
    document: Document,
    paper: Paper,
    out: Path,
    *,
    file: Path | None,
    templates: Path | None,
    discussion: Discussion | None = None,
) -> tuple[Path, ...]:
    """Write every form of the card into `out`; gives the paths, the page first.

    `file` is the PDF that was read: quoted places are shown as pictures of its pages. With `discussion` the concerns of
    its peer reviews stand on the card, and their own pages beside it. Each file is written whole or not at all;
    OutputError says why one could not be.
    """
    make_folder(out)
    files = {paper.id: file} if file is not None else {}
    view = paper_views([paper], {}, out=out, files=files)[paper.id]
    made: dict[str, Callable[[], str]] = {
        "card.html": lambda: html(card, document, view, files, templates, discussion),
        "card.md": lambda: markdown(card, document, view, templates, discussion),
        "card.json": lambda: to_text(card_dict(card, discussion)),
        "paper.bib": lambda: bibliography.bibtex([paper]),
        "paper.ris": lambda: bibliography.ris([paper]),
        "paper.enw": lambda: endnote([paper]),
        "paper.csl.json": lambda: bibliography.csl([paper]),
    }
    for name, text in made.items():
        write_atomically(out / name, text().encode())
    beside: tuple[Path, ...] = ()
    if discussion is not None:
        beside = forum.write(discussion, document, paper, out, file=file, templates=templates)
    return (*(out / name for name in made), *beside)
