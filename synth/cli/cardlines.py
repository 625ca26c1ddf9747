"""A paper's card on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from synth.cli.paperlines import Line, say
from synth.records import Card, CardField, CardStatement, Document, FieldStatus, Quote
from synth.report.reading import laid_out
from synth.report.text import clean
from synth.report.words import counted, tone_of

_STYLES = {
    FieldStatus.FOUND: "green",
    FieldStatus.PARTIAL: "yellow",
    FieldStatus.NOT_REPORTED: "yellow",
    FieldStatus.MISSING: "dim",
}
_TONES = {"verified": "green", "stated": "cyan", "contradicted": "bold red", "impossible": "bold red"}
_NAME = 24
"""Columns of a field's name."""
_STATUS = 14


def show(card: Card, document: Document, *, verbose: bool) -> None:
    """Print the card, as wide as the terminal; with `verbose` every value with its quote."""
    console = Console(highlight=False, soft_wrap=False)
    say(console, _lines(card, paged=laid_out(document), verbose=verbose))


def _lines(card: Card, *, paged: bool, verbose: bool) -> Iterator[Line]:
    yield Text("")
    yield _scores(card)
    if card.stamp or card.compared:
        cited = (
            f"cited by {len(card.cited_by)} of {counted(card.compared, 'paper')} in the library"
            if card.compared
            else ""
        )
        yield Text(" · ".join(part for part in (clean(card.stamp), cited) if part), style="dim")
    yield Text(card.best_use)
    yield Text(f"main weakness: {clean(card.weakness)}", style="dim")
    for answer in card.answers:
        yield from _section(answer.question)
        yield from _said(answer.statements, paged=paged)
    yield from _section("Protocol signals")
    for field in card.signals:
        yield from _field(field, paged=paged, verbose=verbose)
    for facet in card.facets:
        if verbose or facet.name in ("contributions", "novelty", "future_work"):
            yield from _section(facet.title)
            yield from _said(facet.statements, paged=paged)
    yield from _section("Researcher checklist")
    for item in card.checklist:
        mark = Text("pass  " if item.passed else "gap   ", style="green" if item.passed else "yellow")
        yield mark.append(f"{item.title}: ", style="").append(clean(item.reason), style="dim"), 6
    for title, texts in (("Actions", card.actions), ("Caveats", card.caveats), ("Recommended queries", card.queries)):
        yield from _section(title)
        yield from ((Text(f"- {clean(text)}"), 2) for text in texts)
    if card.related:
        yield from _section("Related papers in the library")
        for one in card.related:
            yield (
                Text(f"{one.score:.2f}  ").append(clean(one.title), style="bold").append(f" ({one.year or 'no year'})"),
                6,
            )
            yield Text(
                "      " + "; ".join(f"{part.name.lower()}: {clean(part.reason)}" for part in one.parts), style="dim"
            )


def _scores(card: Card) -> Text:
    line = Text("Card", style="bold")
    for name, rating in (("trust", card.trust), ("evidence", card.evidence), ("usefulness", card.usefulness)):
        line.append(f" · {name} {rating.level.value} {rating.score:g}/100", style="")
    return line


def _section(title: str) -> Iterator[Line]:
    yield Text("")
    yield Text(title, style="bold")


def _said(statements: Sequence[CardStatement], *, paged: bool) -> Iterator[Line]:
    if not statements:
        yield Text("missing: no sentence of the paper says so outright", style="dim")
    for one in statements:
        line = Text("- " + clean(one.text))
        line.append(_at(one.quote, paged=paged), style="dim")
        if one.verdict is not None:
            tone = tone_of(one.verdict)
            line.append(f" {tone.word.lower()}", style=_TONES.get(tone.key, "dim"))
        yield line, 2


def _field(field: CardField, *, paged: bool, verbose: bool) -> Iterator[Line]:
    status = field.status.value.replace("_", " ")
    line = Text(f"{field.title:<{_NAME}} ")
    line.append(f"{status:<{_STATUS}}", style=_STYLES[field.status])
    values = Text(", ").join(
        Text(clean(value.text)).append(_at(value.evidence[0], paged=paged), style="dim") for value in field.values
    )
    line.append(values if field.values else Text(clean(field.note), style="dim"))
    yield line, _NAME + _STATUS + 1
    if verbose:
        quotes = [value.evidence[0] for value in field.values] or list(field.evidence[:1])
        for quote in dict.fromkeys(quotes):
            yield Text(f"    “{clean(quote.text)}”{_at(quote, paged=paged)}", style="dim"), 4


def _at(quote: Quote, *, paged: bool) -> str:
    return f" (p. {quote.page})" if paged else ""
