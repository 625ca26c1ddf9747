"""`synth report`: a question in, a checked report out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.models import Budget, Llm, LlmOptional, LlmUrl, Nli, PromptFolder
from synth.cli.reruns import RerunData, RunAgain, Unsafe

if TYPE_CHECKING:
    from synth.records import Report

FAIL_LEVELS = ("never", "contradicted", "disputed", "unverified")


def report(
    question: Annotated[str, typer.Argument(help="The research question, in quotes.")],
    papers: Annotated[
        list[Path] | None,
        typer.Option(
            "--papers", metavar="DIR", help="Folder or file of papers; repeatable.  [default: the bundled papers]"
        ),
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="DIR", help="A corpus; it must be what its manifest says.")
    ] = None,
    search: Annotated[
        str | None,
        typer.Option(
            "--search",
            metavar="NAMES",
            help="Search for papers too: arxiv, openalex, semanticscholar, crossref, openreview, or all.",
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="At most so many papers of a search.")] = 20,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Search only for papers since that day.")
    ] = None,
    refs: Annotated[
        list[Path] | None,
        typer.Option("--refs", metavar="FILE", help="Reference list (.bib, .ris, .json, .txt) to fetch; repeatable."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the report.")] = Path(
        "out/report"
    ),
    claims: Annotated[int, typer.Option("--claims", min=1, max=500, help="At most so many listed claims.")] = 40,
    source: Annotated[
        str, typer.Option("--source", metavar="pdf|tex", help="What is read of a paper that has both side by side.")
    ] = "pdf",
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    embedding: Annotated[
        str | None,
        typer.Option("--embedding", metavar="MODEL", help="sentence-transformers model: hub name or folder."),
    ] = None,
    until_score: Annotated[
        float | None,
        typer.Option("--until-score", min=0, max=10, metavar="N", help="Do more until the reviewers give N of 10."),
    ] = None,
    llm: Llm = None,
    llm_url: LlmUrl = None,
    llm_optional: LlmOptional = False,
    nli: Nli = None,
    budget: Budget = None,
    prompts: PromptFolder = None,
    rerun: RunAgain = False,
    rerun_data: RerunData = None,
    unsafe: Unsafe = False,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="LEVEL", help=f"Exit with 1 on findings: {', '.join(FAIL_LEVELS)}.")
    ] = "never",
    as_json: Annotated[bool, typer.Option("--json", help="Print report.json on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Answer a research question from papers; every claim is anchored in its source and checked.

    Writes report.html, report.md, report.pdf, report.json and the references
    as BibTeX, RIS and CSL-JSON. What was read once is not read again.

    With --search it plans queries, asks the sources, merges what they give,
    reads the nearest papers that may be read freely, and says what it left
    out and why. Without --papers, --corpus, --search and --refs it reads the bundled
    papers, and no network is used. With --rerun it runs cited figures again
    whose samples are at hand, in a sandbox.
    Exit code 3: none of the sources could be reached; the rest was done.

    Example: synth report "Does RL raise pass@k?" --papers papers/ --out out/
    """
    from synth import settings
    from synth.cli import reruns
    from synth.errors import UsageError

    if fail_on not in FAIL_LEVELS:
        raise UsageError(f"unknown level {fail_on!r}", hint=f"--fail-on takes {', '.join(FAIL_LEVELS)}")
    if source not in ("pdf", "tex"):
        raise UsageError(f"unknown source {source!r}", hint="--source takes pdf or tex")
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
    if not question.strip():
        raise UsageError("the question is empty", hint='synth report "Does RL raise pass@k?"')
    again = reruns.options(rerun, rerun_data, unsafe)
    values = settings.load(
        library=library,
        embedding=embedding,
        llm=llm,
        llm_url=llm_url,
        llm_optional=llm_optional or None,
        nli=nli,
        budget=budget,
        prompts=prompts,
    )
    from synth.cli.fetch import read_day
    from synth.fetch import named
    from synth.fetch.corpus import read_corpus
    from synth.report.files import make_folder
    from synth.store import Library
    from synth.workflows.corpus import whole
    from synth.workflows.editions import publish
    from synth.workflows.report import make_report
    from synth.workflows.search import Search
    from synth.workflows.whereabouts import Inputs

    make_folder(out)  # an output that cannot be written is said before the work, not after it
    searching = search is not None or bool(refs)
    wanted = Search(
        sources=named(search) if search else (), limit=limit, since=read_day(since), lists=tuple(refs or ())
    )
    sources = [*(papers or ())]
    if corpus is not None:
        known = read_corpus(corpus)
        whole(known)
        sources.append(known.papers)
    if not sources and not searching:
        sources = _bundled_papers()
    with _progress(show=not quiet, verbose=verbose) as progress:
        made = make_report(
            question,
            sources,
            settings=values,
            limit=claims,
            progress=progress,
            prefer_tex=source == "tex",
            search=wanted if searching else None,
            until_score=until_score,
            rerun=again,
            corpus=known.name if corpus is not None else "",
        )
        progress("writing the report", 0, 1)
        inputs = Inputs(papers=tuple(sources), lists=tuple(refs or ()), files=made.files)
        with Library.open(values.library) as kept:
            written = publish(made.report, out, kept, inputs=inputs, settings=values, left_out=made.left_out)
    if as_json:
        typer.echo(written["json"].read_text(encoding="utf-8"))
    elif not quiet:
        _print_summary(made.report, written["html"], parsed=made.parsed, embedded=made.embedded)
    if made.offline:
        raise typer.Exit(3)  # what lies on this machine was read; the search could not be done
    if _fails(made.report, fail_on):
        raise typer.Exit(1)


def _bundled_papers() -> list[Path]:
    from synth.data import folder

    return [folder("corpora") / name / "papers" for name in ("passk", "pebble")]


def _print_summary(report: Report, page: Path, *, parsed: int, embedded: int) -> None:
    from rich.console import Console
    from rich.text import Text

    from synth.cli import reruns
    from synth.workflows.assemble import ONLY_NEAR

    console = Console(highlight=False, soft_wrap=False)
    counts = report.counts
    console.print()
    if ONLY_NEAR in report.not_checked:
        console.print(Text(ONLY_NEAR, style="yellow"))
    for sentence in report.answer:
        console.print(Text(_plain("• " + sentence.text), overflow="fold"))
    console.print()
    failed = f" ({counts.papers_failed} could not be read)" if counts.papers_failed else ""
    console.print(
        f"{counts.claims} claims from {len({c.claim.paper for c in report.claims})} of {counts.papers} papers{failed}: "
        f"[green]{counts.verified} verified[/], [red]{counts.contradicted} contradicted or impossible[/], "
        f"[yellow]{counts.disputed} disputed[/], {counts.not_enough_evidence} with not enough evidence, "
        f"{counts.abstained} not judged",
    )
    if said := reruns.summary([one for claim in report.claims for one in claim.reruns]):
        console.print(said)
    for log in report.search:
        if log.note:
            console.print(Text(_plain(f"{log.source}: {log.note}"), style="yellow"))
    for paper in report.papers:
        if paper.grave:
            console.print(Text(_plain(f"{paper.grave.kind}: {paper.title}"), style="red"))
        if paper.reason:
            console.print(Text(_plain(f"not read: {paper.title}: {paper.reason}"), style="yellow"))
    if report.score is not None:
        console.print(f"score {report.score}/10 · {parsed} files read, {embedded} texts embedded in this run")
    if report.costs:
        from synth.report.costs import cost_line

        console.print(Text(_plain(cost_line(report.costs)), overflow="fold"))
    console.print(Text(f"report: {page}", style="bold"), soft_wrap=True)


def _plain(text: str) -> str:
    """Text without control characters: what a paper says must not steer the terminal."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _fails(report: Report, level: str) -> bool:
    counts = report.counts
    if level == "never":
        return False
    found = counts.contradicted
    if level in ("disputed", "unverified"):
        found += counts.disputed
    if level == "unverified":
        found += counts.claims - counts.verified - counts.contradicted - counts.disputed
    return found > 0


@contextmanager
def _progress(*, show: bool, verbose: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Progress on stderr: a live line on a terminal, a line a stage with --verbose, nothing otherwise."""
    if not show or not (sys.stderr.isatty() or verbose):
        yield lambda stage, done, total: None
        return
    if not sys.stderr.isatty():
        yield _verbose_lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def update(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                for task in list(tasks.values()):
                    bar.update(task, visible=False)  # type: ignore[arg-type]
                tasks[stage] = bar.add_task(stage, total=max(total, 1))
            bar.update(tasks[stage], completed=done, total=max(total, 1))  # type: ignore[arg-type]

        yield update


def _verbose_lines() -> Callable[[str, int, int], None]:
    said: set[str] = set()

    def line(stage: str, done: int, total: int) -> None:
        if stage not in said:
            said.add(stage)
            print(f"{stage}{f' ({total})' if total > 1 else ''} …", file=sys.stderr, flush=True)

    return line
