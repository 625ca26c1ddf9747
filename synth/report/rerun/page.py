"""The page of reruns: one file that loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from synth.records import Rerun
from synth.report import pages
from synth.report.files import find_template
from synth.report.rerun.view import view_of
from synth.report.rerun.words import VERDICTS


def html(reruns: Sequence[Rerun], templates: Path | None) -> str:
    """All reruns on one page: a table of figures where there are several, then each by itself."""
    names = ("report.css", "plots.css", "rerun.css")
    style = "\n".join(find_template(name, templates).read_text(encoding="utf-8") for name in names)
    script = find_template("report.js", templates).read_text(encoding="utf-8")
    views = [view_of(rerun, number) for number, rerun in enumerate(reruns, start=1)]
    counts = {tone: sum(figure.tone is tone for view in views for figure in view.figures) for tone in VERDICTS.values()}
    context = {
        "views": views,
        "verdicts": [(tone, count) for tone, count in counts.items() if count],
        "all_verdicts": list(VERDICTS.values()),
        "style": style,
        "script": script,
        "policy": pages.policy(style, script),
    }
    return pages.render("rerun.html.j2", templates, context, escape=True)
