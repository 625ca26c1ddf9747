"""`synth ask`: a question in, the places that answer it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.models import Budget, Llm, LlmOptional, LlmUrl, PromptFolder
from synth.cli.report import _progress

if TYPE_CHECKING:
    from rich.console import Console

    from synth.records import Answer, AnswerPlace

FAIL_LEVELS = ("never", "unanswered")
_STYLES = {"supported": "green", "contradicted": "red", "impossible": "red", "disputed": "yellow"}


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    papers: Annotated[
        list[Path] | None,
        typer.Option("--papers", metavar="DIR", help="Folder or file of papers; repeatable.  [default: the library]"),
    ] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    llm: Llm = None,
    llm_url: LlmUrl = None,
    llm_optional: LlmOptional = False,
    budget: Budget = None,
    prompts: PromptFolder = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="LEVEL", help=f"Exit with 1 on: {', '.join(FAIL_LEVELS)}.")
    ] = "never",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the answer.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print checks and neighbouring sentences.")] = False,
) -> None:
    """Answer a question from papers at hand, with the places that say it.

    Each place has its page and a verdict: whether another place says the
    same. Where no place says what is asked, the answer is that there is
    none. With --llm a model words the answer; what it says is held to its
    quotes.

    Example: synth ask "How many problems does HumanEval have?" --papers papers/
    """
    from synth import settings
    from synth.errors import UsageError

    if fail_on not in FAIL_LEVELS:
        raise UsageError(f"unknown level {fail_on!r}", hint=f"--fail-on takes {', '.join(FAIL_LEVELS)}")
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    if not question.strip():
        raise UsageError("the question is empty", hint='synth ask "How many problems does HumanEval have?"')
    values = settings.load(
        library=library,
        llm=llm,
        llm_url=llm_url,
        llm_optional=llm_optional or None,
        budget=budget,
        prompts=prompts,
    )
    from synth.workflows.ask import ask as answer_it

    with _progress(show=not quiet, verbose=verbose) as progress:
        answer = answer_it(question, papers or [], settings=values, progress=progress)
    if as_json:
        from synth.report.answers import as_dict
        from synth.report.jsontext import to_text

        typer.echo(to_text(as_dict(answer)), nl=False)
    else:
        _show(answer, quiet=quiet, verbose=verbose)
    if fail_on == "unanswered" and not answer.answered:
        raise typer.Exit(1)


def _show(answer: Answer, *, quiet: bool, verbose: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from synth.language.naming import paper_names
    from synth.report.text import clean
    from synth.report.words import counted

    console = Console(highlight=False)
    names = paper_names(answer.papers)
    console.print()
    if not answer.answered:
        console.print(Text(f"Not in these papers. {clean(answer.explanation)}", style="yellow", overflow="fold"))
        if answer.nearest:
            console.print(Text("\nNearest, and no answer:\n", style="dim"))
    for place in answer.places or answer.nearest:
        _show_place(console, place, names, verbose=verbose)
    if quiet:
        return
    for note in answer.notes:
        console.print(Text(clean(note), style="yellow", overflow="fold"))
    failed = [paper for paper in answer.papers if paper.status == "failed"]
    lost = f", {len(failed)} could not be read" if failed else ""
    console.print(f"{counted(len(answer.papers) - len(failed), 'paper')} looked through{lost}")
    if answer.costs:
        from synth.report.costs import cost_line

        console.print(Text(clean(cost_line(answer.costs)), overflow="fold"))


def _show_place(console: Console, place: AnswerPlace, names: dict[str, str], *, verbose: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from synth.report.text import clean
    from synth.report.words import tone_of

    claim, verdict = place.checked.claim, place.checked.verdict
    tone = tone_of(verdict)
    # For a reader of an answer "abstained" is a riddle: the place stands on its page, and no more is known.
    label = "located" if tone.key == "abstained" and verdict.rung.level else tone.word.lower()
    style = _STYLES.get(verdict.label.value, "dim")
    where = f"{names.get(claim.paper, claim.paper)}, p. {claim.span.page}"
    console.print(Padding(Text(clean(claim.text), style="bold", overflow="fold"), (0, 0, 0, 2), expand=False))
    console.print(Padding(Text.assemble((clean(where), ""), "  ", (label, style)), (0, 0, 0, 4), expand=False))
    lines = []
    if verdict.correction:
        lines.append(("should read  ", "green", verdict.correction.text))
    if verdict.label.value in _STYLES:
        lines.append(("", "dim", verdict.explanation))
    if claim.text != claim.quote and (verbose or "read_by_model" in claim.flags):
        lines.append(("quote  ", "dim", f"“{claim.quote}”"))
    if verbose:
        lines += [("before  ", "dim", place.before)] if place.before else []
        lines += [("after  ", "dim", place.after)] if place.after else []
        lines += [] if verdict.label.value in _STYLES else [("", "dim", verdict.explanation)]
    for head, look, text in lines:
        said = Text.assemble((head, look), (clean(text), "dim"), overflow="fold")
        console.print(Padding(said, (0, 0, 0, 4), expand=False))
    console.print()
