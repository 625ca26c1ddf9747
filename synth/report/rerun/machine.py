"""A rerun as JSON: names that a program may rely on, values in percent, unrounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from synth.records import ClaimRerun, Estimate, JudgedFigure, Rerun, SourceFile
from synth.report.jsontext import to_text


def dumps(reruns: Sequence[Rerun]) -> str:
    """`rerun.json` as text: one rerun as it is; of several the first, with all of them under `reruns`."""
    first = as_dict(reruns[0])
    return to_text(first if len(reruns) == 1 else {**first, "reruns": [as_dict(one) for one in reruns]})


def as_dict(rerun: Rerun) -> dict[str, Any]:
    """The object of one rerun; `claim`, `verdict` and `reason` are those of its main figure."""
    main = rerun.main
    return {
        "schema_version": rerun.schema_version,
        "recipe": rerun.name or None,
        "title": rerun.title,
        "created": rerun.created,
        "claim": main.cited.text if main else None,
        "verdict": main.verdict.value if main else None,
        "reason": main.reason if main else None,
        "explanation": main.explanation if main else None,
        "claims": [figure_dict(figure) for figure in rerun.figures],
        "basis": rerun.basis.value,
        "archive": _file(rerun.archive),
        "problems": _file(rerun.problems),
        "n_problems": rerun.n_problems,
        "n_samples": rerun.n_samples,
        "decoding": rerun.decoding.value,
        "estimates": {one.metric: _estimate(one) for one in rerun.estimates},
        "assembly": {**asdict(rerun.assembly), "words": rerun.assembly.words},
        "variants": [
            {"name": one.name, "words": one.words, "estimates": {e.metric: _estimate(e) for e in one.estimates}}
            for one in rerun.variants
        ],
        "engine": asdict(rerun.engine),
        "outcomes": dict(rerun.outcomes),
        "timeouts": asdict(rerun.timeouts),
        "recorded": asdict(rerun.recorded) if rerun.recorded else None,
        "curve": [asdict(point) for point in rerun.curve],
        "turns": [asdict(point) for point in rerun.turns],
        "problem_counts": [asdict(task) for task in rerun.tasks],
        "findings": list(rerun.findings),
        "note": rerun.note,
        "cpu_seconds": rerun.seconds,
    }


def claim_rerun_dict(one: ClaimRerun) -> dict[str, Any]:
    """What a rerun says of one number of a claim."""
    return {"recipe": one.recipe, "number": one.printed, "basis": one.basis.value, **figure_dict(one.figure)}


def figure_dict(figure: JudgedFigure) -> dict[str, Any]:
    """A cited figure with its verdict."""
    cited = figure.cited
    return {
        "claim": cited.text,
        "metric": cited.metric,
        "value": cited.value,
        "printed": cited.printed,
        "decoding": cited.decoding.value,
        "arxiv_id": cited.arxiv or None,
        "where": cited.where,
        "model": cited.model,
        "dataset": cited.dataset,
        "verdict": figure.verdict.value,
        "reason": figure.reason,
        "explanation": figure.explanation,
        "variant": figure.variant or None,
        "estimate": _estimate(figure.estimate) if figure.estimate else None,
    }


def _estimate(one: Estimate) -> dict[str, Any]:
    return {
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "exact": one.exact,
        "standard_error_of_sampling": one.spread,
        "interval": one.interval,
    }


def _file(file: SourceFile) -> dict[str, Any]:
    return {"path": file.path, "sha256": file.sha256, "md5": file.md5, "format": file.format}
