"""Markdown and HTML of a discussion: templates filled from the record; what reviews and papers print is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from synth.records import Discussion, Document
from synth.report import pages
from synth.report.files import find_template
from synth.report.forum import view
from synth.report.pictures import draw_places, of_quote
from synth.report.reading import laid_out
from synth.report.view import EvidenceView, PaperView

SCRIPTS = ("report.js", "concerns.js")
_STYLES = ("report.css", "card.css", "concerns.css")


def html(
    discussion: Discussion,
    document: Document | None,
    paper: PaperView | None,
    files: Mapping[str, Path],
    templates: Path | None,
) -> str:
    """One file that needs nothing else: styles, script and pictures inside, the network forbidden."""
    style = "\n".join(find_template(name, templates).read_text(encoding="utf-8") for name in _STYLES)
    script = "\n".join(find_template(name, templates).read_text(encoding="utf-8") for name in SCRIPTS)
    context = {
        **_context(discussion, document, paper),
        **_pictured(discussion, paper, files),
        "source": pages.inline(),
        "described": lambda quote, picture: f"Page {picture.page}, marked: {quote.text}",
        "thread": view.thread_views(discussion),
        "style": style,
        "script": script,
        "policy": pages.policy(style, script),
    }
    return pages.render("concerns.html.j2", templates, context, escape=True)


def markdown(discussion: Discussion, document: Document | None, paper: PaperView | None, templates: Path | None) -> str:
    """GitHub's Markdown with YAML front matter."""
    return pages.render("concerns.md.j2", templates, _context(discussion, document, paper), escape=False)


def _context(discussion: Discussion, document: Document | None, paper: PaperView | None) -> dict[str, object]:
    return {
        "paper": paper,
        "record": paper.record if paper else None,
        "title": (paper.record.title if paper else "") or discussion.thread.title or "Peer reviews",
        "laid_out": document is not None and laid_out(document),
        **forum_context(discussion),
    }


def forum_context(discussion: Discussion) -> dict[str, object]:
    """What the list of concerns needs, on its own page and on a card."""
    views = view.concern_views(discussion)
    return {
        "discussion": discussion,
        "concerns": views,
        "reviewed": view.reviewed(discussion, views),
        "counts_of": view.counts(discussion),
        "summary": view.summary(discussion),
        "sources": view.SOURCES,
        "stance_word": view.stance_word,
        "thread_anchor": view.anchor,
    }


def section(discussion: Discussion, paper: PaperView, files: Mapping[str, Path]) -> dict[str, object]:
    """What the list of concerns needs on the page of a card, which has its own `source` and `described`."""
    return {**forum_context(discussion), **_pictured(discussion, paper, files)}


def _pictured(discussion: Discussion, paper: PaperView | None, files: Mapping[str, Path]) -> dict[str, object]:
    """Pictures of the places that concerns are about."""
    if paper is None:
        return {"pictures_of": lambda _: ()}
    gallery = draw_places(places(discussion, paper), files)
    return {"pictures_of": lambda quote: gallery.of(of_quote(quote, paper))}


def places(discussion: Discussion, paper: PaperView | None) -> Iterator[EvidenceView]:
    """Every place of the paper that the page shows."""
    for concern in discussion.concerns if paper else ():
        for quote in (*(one.quote for one in concern.targets), *(one.quote for one in concern.evidence)):
            if quote is not None and paper is not None:
                yield of_quote(quote, paper)
