"""Markdown and HTML of a card: templates filled from the record, everything that the paper prints escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from synth.records import Card, CardField, CardStatement, Discussion, Document, FieldStatus, Quote, Relation
from synth.report import pages
from synth.report.claims import evidence_view
from synth.report.files import find_template
from synth.report.forum.pages import SCRIPTS, forum_context, section
from synth.report.pictures import Picture, draw_places, mark_of, of_quote
from synth.report.reading import laid_out
from synth.report.view import EvidenceView, PaperView
from synth.report.words import Tone, tone_of

STATUS_TONES = {
    FieldStatus.FOUND: Tone(key="verified", word="found", meaning="The paper says it outright."),
    FieldStatus.PARTIAL: Tone(key="disputed", word="partial", meaning="The paper says a part of it, or promises it."),
    FieldStatus.NOT_REPORTED: Tone(
        key="unknown",
        word="not reported",
        meaning="The paper does it and leaves this open; the quote shows what it does.",
    ),
    FieldStatus.MISSING: Tone(key="abstained", word="missing", meaning="Nothing in the paper speaks of it."),
}
_QUOTED = 3
"""Places that are shown for one value."""


def html(
    card: Card,
    document: Document,
    paper: PaperView,
    files: Mapping[str, Path],
    templates: Path | None,
    discussion: Discussion | None = None,
) -> str:
    """One file that needs nothing else: styles, script and pictures inside, the network forbidden.

    With `discussion` the concerns of its peer reviews stand on it.
    """
    names = ("report.css", "card.css", *(("concerns.css",) if discussion else ()))
    style = "\n".join(find_template(name, templates).read_text(encoding="utf-8") for name in names)
    scripts = SCRIPTS if discussion else SCRIPTS[:1]
    script = "\n".join(find_template(name, templates).read_text(encoding="utf-8") for name in scripts)
    source = pages.inline()
    context = {
        **card_context(card, laid_out(document), _pages_read(document), paper),
        **shown_places(card, paper, files, source),
        **(section(discussion, paper, files) if discussion else {"discussion": None}),
        "style": style,
        "script": script,
        "policy": pages.policy(style, script),
    }
    return pages.render("card.html.j2", templates, context, escape=True)


def shown_places(
    card: Card, paper: PaperView, files: Mapping[str, Path], source: Callable[[Picture], dict[str, str]]
) -> dict[str, object]:
    """The quoted places of a card with their pictures; `source` gives the attributes that show a picture."""
    gallery = draw_places((*(of_quote(quote, paper) for quote in _quotes(card)), *_all_others(card, paper)), files)
    return {
        "pictures": lambda quote: gallery.of(of_quote(quote, paper)),
        "place_pictures": gallery.of,
        "others": lambda one: _others(one, paper),
        "mark": mark_of,
        "source": source,
        "described": lambda quote, picture: f"Page {picture.page}, marked: {quote.text}",
        "paper_at": lambda _: "",
    }


def markdown(
    card: Card, document: Document, paper: PaperView, templates: Path | None, discussion: Discussion | None = None
) -> str:
    """GitHub's Markdown with YAML front matter."""
    context = card_context(card, laid_out(document), _pages_read(document), paper)
    context |= forum_context(discussion) if discussion else {"discussion": None}
    return pages.render("card.md.j2", templates, context, escape=False)


def _pages_read(document: Document) -> int:
    return len(document.pages) - len(document.failures)


def card_context(card: Card, paged: bool, pages_read: int, paper: PaperView) -> dict[str, object]:
    """What the templates of a card are filled from, but for `shown_places`; `paged` says that it has pages."""
    return {
        "card": card,
        "paper": paper,
        "record": paper.record,
        "laid_out": paged,
        "status": STATUS_TONES,
        "tone": lambda verdict: tone_of(verdict),
        "counts": checked(card),
        "pages_read": pages_read,
        "quoted": _QUOTED,
        "grouped": grouped,
    }


def grouped(field: CardField, places: int = _QUOTED) -> list[tuple[str, tuple[Quote, ...]]]:
    """Values of a field that stand on the same places, named together, with these places."""
    found: dict[tuple[int, ...], tuple[list[str], tuple[Quote, ...]]] = {}
    for value in field.values:
        shown = value.evidence[:places]
        names, _ = found.setdefault(tuple(hash((one.span, one.text)) for one in shown), ([], shown))
        names.append(value.text)
    return [(", ".join(names), shown) for names, shown in found.values()]


def checked(card: Card) -> tuple[int, int]:
    """How many of the card's sentences were checked, and how many of them are verified."""
    verdicts = {
        one.quote.span.start: one.verdict
        for facet in card.facets
        for one in facet.statements
        if one.verdict is not None
    }
    return len(verdicts), sum(verdict.verified for verdict in verdicts.values())


def _statements(card: Card) -> Iterator[CardStatement]:
    for facet in card.facets:
        yield from facet.statements


def _quotes(card: Card) -> Iterator[Quote]:
    """Every place that the page shows."""
    for field in card.signals:
        for value in field.values:
            yield from value.evidence[:_QUOTED]
        yield from field.evidence[:_QUOTED]
    for one in _statements(card):
        yield one.quote


def _others(one: CardStatement, paper: PaperView) -> list[EvidenceView]:
    """The places beside its own that a verdict on a sentence stands on."""
    if one.verdict is None:
        return []
    papers = {paper.record.id: paper}
    return [evidence_view(place, papers) for place in one.verdict.evidence if place.relation is not Relation.SOURCE]


def _all_others(card: Card, paper: PaperView) -> Iterator[EvidenceView]:
    for one in _statements(card):
        yield from _others(one, paper)
