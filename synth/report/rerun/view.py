"""What the pages of a rerun show, in the order and the words that they show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.records import Basis, Estimate, JudgedFigure, Rerun, SourceFile
from synth.report import plots
from synth.report.rerun.words import BASES, DECODINGS, OUTCOMES, VERDICTS
from synth.report.text import clean
from synth.report.words import Tone, counted


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureView:
    """A cited figure and its verdict."""

    text: str
    source: str
    """Paper and place, empty where the user typed it."""
    decoding: str
    tone: Tone
    reason: str
    explanation: str
    estimate: str
    """ "73.78 (95% 67.1 to 80.5)", empty where there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EstimateView:
    """A row of the table of estimates."""

    metric: str
    value: str
    interval: str
    kind: str
    exact: str
    spread: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RerunView:
    """A rerun as pages show it."""

    anchor: str
    title: str
    name: str
    created: str
    version: str
    schema_version: str
    status: tuple[str, ...]
    figures: tuple[FigureView, ...]
    estimates: tuple[EstimateView, ...]
    forest: str
    """Plots are SVG, escaped already; empty where there is nothing to draw."""
    curve: str
    turns: str
    heat: str
    heat_words: str
    variants: tuple[tuple[str, str, str], ...]
    """Name, what it is, what it gives."""
    outcomes: tuple[tuple[str, int], ...]
    facts: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    note: str


def view_of(rerun: Rerun, number: int = 1) -> RerunView:
    """The view of one rerun."""
    never = sum(task.c == 0 for task in rerun.tasks)
    always = sum(task.c == task.n for task in rerun.tasks)
    return RerunView(
        anchor=f"rerun-{number}",
        title=clean(rerun.title),
        name=rerun.name,
        created=rerun.created.replace("T", " ").replace("+00:00", " UTC"),
        version=rerun.engine.version,
        schema_version=rerun.schema_version,
        status=_status(rerun),
        figures=tuple(figure_view(figure) for figure in rerun.figures),
        estimates=tuple(_estimate(one) for one in rerun.estimates),
        forest=forest(rerun.figures),
        curve=curve(rerun),
        turns=turns(rerun),
        heat=plots.heat_map(rerun.tasks) if len(rerun.tasks) > 1 else "",
        heat_words=(
            f"Of {counted(len(rerun.tasks), 'problem')}, {never} {'is' if never == 1 else 'are'} never solved and "
            f"{always} always; the darker, the more of a problem's samples are right."
        ),
        variants=tuple(
            (clean(one.name), clean(one.words), ", ".join(f"{e.metric} {e.value:.2f}" for e in one.estimates))
            for one in rerun.variants
        ),
        outcomes=tuple((OUTCOMES.get(name, name), number) for name, number in rerun.outcomes),
        facts=tuple((name, clean(text)) for name, text in _facts(rerun) if text),
        findings=tuple(clean(finding) for finding in rerun.findings),
        note=clean(rerun.note),
    )


def figure_view(figure: JudgedFigure) -> FigureView:
    """A figure with its verdict."""
    cited = figure.cited
    paper = f"arXiv:{cited.arxiv}" if cited.arxiv else ""
    return FigureView(
        text=clean(cited.text),
        source=clean(", ".join(part for part in (paper, cited.where) if part)),
        decoding=DECODINGS[cited.decoding],
        tone=VERDICTS[figure.verdict],
        reason=figure.reason.replace("_", " "),
        explanation=clean(figure.explanation),
        estimate=interval(figure.estimate),
    )


def interval(estimate: Estimate | None) -> str:
    """An estimate with its interval; empty where there is none."""
    if estimate is None:
        return ""
    return f"{estimate.value:.2f} (95% {estimate.low:.1f} to {estimate.high:.1f})"


def forest(figures: Sequence[JudgedFigure], *, width: int = plots.WIDTH) -> str:
    """Cited figures beside their estimates; those that cannot be compared are left out."""
    rows = [
        plots.Row(
            label=figure.cited.metric,
            cited=figure.cited.value,
            value=figure.estimate.value,
            low=figure.estimate.low,
            high=figure.estimate.high,
            tone=VERDICTS[figure.verdict].key,
        )
        for figure in figures
        if figure.estimate is not None
    ]
    return plots.forest_plot(rows, width=width)


def curve(rerun: Rerun) -> str:
    """pass@k over k with the cited figures."""
    return plots.curve_plot(rerun.curve, _marks(rerun, "pass@"), x_name="k")


def turns(rerun: Rerun) -> str:
    """Share solved over turns with the cited figures."""
    return plots.curve_plot(rerun.turns, _marks(rerun, "success@"), x_name="turns", log=False)


def _marks(rerun: Rerun, prefix: str) -> list[plots.Mark]:
    found = []
    for figure in rerun.figures:
        k = figure.cited.metric.removeprefix(prefix)
        if figure.cited.metric.startswith(prefix) and k.isdigit():
            label = f"cited {figure.cited.printed}"
            tone = VERDICTS[figure.verdict].key
            found.append(plots.Mark(x=int(k), value=figure.cited.value, label=label, tone=tone))
    return found


def _status(rerun: Rerun) -> tuple[str, ...]:
    parts = [counted(rerun.n_problems, "problem"), counted(rerun.n_samples, "sample")]
    drawn = {task.n for task in rerun.tasks}
    if len(drawn) == 1:
        parts[1] += f", {next(iter(drawn))} a problem" if drawn != {1} else ""
    return (*parts, BASES[rerun.basis])


def _estimate(one: Estimate) -> EstimateView:
    return EstimateView(
        metric=one.metric,
        value=f"{one.value:.2f}",
        interval=f"{one.low:.1f} to {one.high:.1f}",
        kind=one.interval,
        exact=one.exact if len(one.exact) <= 24 else "",
        spread=f"± {1.96 * one.spread:.2f}" if one.spread else "",
    )


def _facts(rerun: Rerun) -> list[tuple[str, str]]:
    engine = rerun.engine
    facts = [
        ("Samples", _file(rerun.archive)),
        ("Problems", _file(rerun.problems) if rerun.problems.path else ""),
        ("Decoding", DECODINGS[rerun.decoding]),
    ]
    if rerun.basis is Basis.EXECUTED:
        again = rerun.timeouts
        facts += [
            ("Assembly", rerun.assembly.words),
            ("Sandbox", ", ".join(engine.layers)),
            (
                "Limits",
                f"{engine.cpu_limit:g} CPU seconds and {engine.memory >> 20} MiB a sample, Python {engine.python}; "
                f"{again.first} samples ran out of time or never end, {again.cured} of them ended when judged alone",
            ),
        ]
    if rerun.recorded is not None:
        same = rerun.recorded
        facts.append(
            ("The archive's own marks", f"agree with these outcomes on {same.agree:,} of {same.total:,} samples")
        )
        if same.differ:
            more = f" and {len(same.differ) - 6} more" if len(same.differ) > 6 else ""
            facts.append(("They differ on", "; ".join(same.differ[:6]) + more))
    return facts


def _file(file: SourceFile) -> str:
    parts = [file.path]
    if file.format:
        parts.append(file.format)
    if file.sha256:
        parts.append(f"SHA-256 {file.sha256[:12]}…")
    if file.md5:
        parts.append(f"MD5 of its content {file.md5[:12]}…")
    return ", ".join(parts)
