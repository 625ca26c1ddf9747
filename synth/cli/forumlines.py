"""Concerns of peer reviews on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from synth.cli.paperlines import Line, say
from synth.records import ConcernStatus, Discussion
from synth.report.forum.view import ConcernView, concern_views, opening, reviewed, summary
from synth.report.text import clean

_STYLES = {
    ConcernStatus.SETTLED: "green",
    ConcernStatus.CONTRADICTED: "bold red",
    ConcernStatus.ANSWERED: "yellow",
    ConcernStatus.NOT_ANSWERED: "bold yellow",
}
_SAID = 220
_HANG = 5


def show(discussion: Discussion, *, paged: bool, verbose: bool) -> None:
    """Print the concerns by review, as wide as the terminal; with `verbose` whole quotes and all evidence."""
    say(Console(highlight=False, soft_wrap=False), _lines(discussion, paged=paged, verbose=verbose))


def _lines(discussion: Discussion, *, paged: bool, verbose: bool) -> Iterator[Line]:
    yield Text("")
    yield Text(clean(discussion.thread.title) or "Peer reviews", style="bold")
    for review in reviewed(discussion, concern_views(discussion)):
        yield Text("")
        yield Text(clean(review.reviewer), style="bold underline")
        if review.last:
            yield Text(f"last word: “{clean(review.last)}”", style="dim"), 2
        if not review.concerns:
            yield Text("no concern found", style="dim")
        for one in review.concerns:
            yield from _concern(one, paged=paged, verbose=verbose)
    yield Text("")
    yield Text(summary(discussion), style="bold")
    for note in discussion.notes:
        yield Text(clean(note), style="yellow")


def _concern(one: ConcernView, *, paged: bool, verbose: bool) -> Iterator[Line]:
    record = one.record
    said = clean(record.said.text)
    yield Text(f"{one.number:>3}  ", style="dim").append(said if verbose else opening(said, _SAID), style=""), _HANG
    about = Text("     about ", style="dim").append(clean(one.about), style="")
    quote = record.targets[0].quote if record.targets else None
    if paged and quote is not None:
        about.append(f", p. {quote.page}", style="dim")
    yield about, _HANG + 6
    status = Text("     ").append(one.tone.word, style=_STYLES[record.status])
    yield status.append(f"  {clean(record.explanation)}", style="dim"), _HANG + 2
    if not verbose:
        return
    for target in record.targets:
        if target.quote is not None:
            yield Text(f"     {clean(target.label)}: “{clean(target.quote.text)}”", style="dim"), _HANG + 2
    for answer in record.answers:
        yield Text(f"     answer: “{clean(answer.text)}”", style=""), _HANG + 2
    for item in record.evidence:
        yield Text(f"     - {item.kind}: {clean(item.note)}", style="dim"), _HANG + 2
