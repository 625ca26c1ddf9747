"""`synth audit`: a report that somebody else wrote in, its statements checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synth.cli.models import Budget, Llm, LlmOptional, LlmUrl, Nli, PromptFolder
from synth.cli.reruns import RerunData, RunAgain, Unsafe

if TYPE_CHECKING:
    from rich.console import Console

    from synth.records import Audit, AuditCounts, AuditedClaim, Paper
    from synth.workflows.audit import AuditMade

FAIL_LEVELS = ("never", "contradicted", "disputed", "unverified")
_SHOWN = 12
"""Findings of one kind and statements printed on the terminal; the page has all."""


def audit(
    file: Annotated[Path, typer.Argument(help="The report: Markdown, text, HTML, PDF, DOCX, JSON or LaTeX.")],
    papers: Annotated[
        list[Path] | None,
        typer.Option("--papers", metavar="DIR", help="Folder or file of its sources; repeatable."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the audit.")] = Path("out/audit"),
    network: Annotated[
        bool | None,
        typer.Option(
            "--fetch/--offline",
            help="Fetch cited arXiv papers that are not at hand, or use no network.  "
            "[default: fetch where no --papers are given]",
            show_default=False,
        ),
    ] = None,
    library: Annotated[Path | None, typer.Option("--library", metavar="DIR", help="Folder of the library.")] = None,
    embedding: Annotated[
        str | None,
        typer.Option("--embedding", metavar="MODEL", help="sentence-transformers model: hub name or folder."),
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
    as_json: Annotated[bool, typer.Option("--json", help="Print audit.json on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
) -> None:
    """Check the statements of a report against the papers that it cites or is about.

    Writes audit.html, audit.md, audit.json and audit.sarif. A source that
    cannot be had is a finding; what depends on it is not guessed at.
    Exit code 3: the network was to be used and did not answer; the audit
    is written all the same.

    Example: synth audit report.md --papers papers/ --fail-on contradicted
    """
    from synth import settings
    from synth.cli import reruns
    from synth.errors import UsageError

    if fail_on not in FAIL_LEVELS:
        raise UsageError(f"unknown level {fail_on!r}", hint=f"--fail-on takes {', '.join(FAIL_LEVELS)}")
    if quiet and verbose:
        raise UsageError("--quiet and --verbose exclude each other", hint="give one of them")
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
    from synth.cli.report import _progress
    from synth.report.audit import write_audit
    from synth.report.files import make_folder
    from synth.workflows.audit import make_audit

    make_folder(out)  # an output that cannot be written is said before the work, not after it
    with _progress(show=not quiet, verbose=verbose) as progress:
        made = make_audit(file, papers or [], settings=values, progress=progress, fetch=network, rerun=again)
        progress("writing the audit", 0, 1)
        written = write_audit(made.audit, out, source=file, files=made.files, templates=values.templates)
    if as_json:
        typer.echo(written["json"].read_text(encoding="utf-8"))
    elif not quiet:
        _print_summary(made, written["html"])
    if _fails(made.audit.counts, fail_on):
        raise typer.Exit(1)
    if made.network is not None:
        raise made.network


def _fails(counts: AuditCounts, level: str) -> bool:
    if level == "never":
        return False
    found = counts.contradicted
    if level in ("disputed", "unverified"):
        found += counts.disputed
    if level == "unverified":
        found = counts.statements - counts.supported
    return found > 0


def _print_summary(made: AuditMade, page: Path) -> None:
    from rich.console import Console
    from rich.text import Text

    from synth.cli import reruns
    from synth.report.text import clean
    from synth.report.words import counted

    console = Console(highlight=False, soft_wrap=False)
    audit = made.audit
    console.print()
    console.print(Text(clean(audit.title or audit.file), style="bold", overflow="fold"))
    console.print()
    _print_wrong(console, audit)
    _print_findings(console, audit)
    _print_counts(console, audit.counts)
    if said := reruns.summary([one for claim in audit.claims for one in claim.reruns]):
        console.print(said)
    sources = counted(sum(paper.status != "failed" for paper in audit.papers), "source")
    console.print(f"{sources} used · {made.parsed} files read, {made.fetched} fetched in this run")
    if audit.score is not None:
        console.print(f"quality score of the report {audit.score}/10")
    if audit.costs:
        from synth.report.costs import cost_line

        console.print(Text(clean(cost_line(audit.costs)), overflow="fold"))
    console.print(Text(f"audit: {page}", style="bold"), soft_wrap=True)


def _print_wrong(console: Console, audit: Audit) -> None:
    """Statements that a source or arithmetic contradicts, each with what it should say and where that stands."""
    from rich.padding import Padding
    from rich.text import Text

    from synth.report.text import clean

    names = {paper.id: paper for paper in audit.papers}
    wrong = [a for a in audit.claims if a.verdict.label.value in ("contradicted", "impossible", "disputed")]
    for audited in wrong[:_SHOWN]:
        verdict = audited.verdict
        head = Text.assemble((f"{verdict.label.value}  ", "bold red"), (clean(audited.statement.where), "dim"))
        console.print(head)
        console.print(Padding(Text(clean(audited.statement.text), overflow="fold"), (0, 0, 0, 2), expand=False))
        if verdict.correction:
            said = Text.assemble(("should read  ", "bold green"), clean(verdict.correction.text), overflow="fold")
            console.print(Padding(said, (0, 0, 0, 2), expand=False))
        if place := _evidence(audited, names):
            console.print(Padding(Text(place, style="dim", overflow="fold"), (0, 0, 0, 2), expand=False))
        console.print()
    if len(wrong) > _SHOWN:
        console.print(f"{len(wrong) - _SHOWN} more of these on the page\n")


def _evidence(audited: AuditedClaim, papers: dict[str, Paper]) -> str:
    """The first place that speaks against the statement: the row of a table, or a sentence."""
    from synth.report.text import clean

    against = [place for place in audited.verdict.evidence if place.stance.value == "contradicts"]
    for place in against or audited.verdict.evidence:
        name = f"“{papers[place.paper].title}”" if place.paper in papers else place.paper
        return clean(f"{name}, p. {place.page}: {place.quote}")
    return clean(audited.verdict.explanation)


def _print_findings(console: Console, audit: Audit) -> None:
    from rich.table import Table
    from rich.text import Text

    from synth.report.audit.words import FINDINGS, finding_words
    from synth.report.text import clean

    if not audit.findings:
        return
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="yellow")
    table.add_column(overflow="fold")
    kinds = dict.fromkeys([*FINDINGS, *(finding.kind for finding in audit.findings)])
    for kind in kinds:
        members = [finding for finding in audit.findings if finding.kind == kind]
        for finding in members[:3]:
            table.add_row(kind.replace("_", " "), Text(clean(finding.message)))
        if len(members) > 3:
            table.add_row("", Text(f"{len(members) - 3} more: {finding_words(kind)[0].lower()}", style="dim"))
    console.print(table)
    console.print()


def _print_counts(console: Console, counts: AuditCounts) -> None:
    from synth.report.audit.words import percent

    console.print(
        f"{counts.checked} of {counts.statements} statements checked: [green]{counts.supported} supported[/], "
        f"[red]{counts.contradicted} contradicted or impossible[/], [yellow]{counts.disputed} disputed[/]; "
        f"{counts.not_enough_evidence} not found in the source, {counts.source_unavailable} without source, "
        f"{counts.not_checkable + counts.abstained} not checkable"
    )
    console.print(
        f"citations: precision {percent(counts.citation_precision)}, recall {percent(counts.citation_recall)}, "
        f"{counts.uncited} statements uncited; {counts.works_found} of {counts.cited_works} cited works at hand"
    )
