"""Markdown and HTML of an audit: templates filled from the view, everything that others wrote escaped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.records import AuditCounts, VerdictLabel
from synth.report import pages
from synth.report.audit.view import AuditedView, AuditView
from synth.report.files import find_template
from synth.report.pictures import Picture, draw_places, mark_of
from synth.report.view import EvidenceView, PaperView

_L = VerdictLabel
GROUPS = (
    ("Contradicted or impossible", (_L.CONTRADICTED, _L.IMPOSSIBLE)),
    ("Disputed", (_L.DISPUTED,)),
    ("Not found in the source", (_L.NOT_ENOUGH_EVIDENCE,)),
    ("Supported", (_L.SUPPORTED,)),
    ("Source unavailable", (_L.SOURCE_UNAVAILABLE,)),
    ("Abstained", (_L.ABSTAINED,)),
    ("Not checkable", (_L.NOT_CHECKABLE,)),
)
"""Heading and verdicts of each part of the list: what is wrong comes first."""


_STYLES = ("report.css", "audit.css", "plots.css", "rerun.css")


def html(view: AuditView, files: Mapping[str, Path], templates: Path | None) -> str:
    """One file that needs nothing else: styles, script and pictures inside, the network forbidden."""
    style = "\n".join(find_template(name, templates).read_text(encoding="utf-8") for name in _STYLES)
    script = find_template("report.js", templates).read_text(encoding="utf-8")
    gallery = draw_places((place for audited in view.claims for place in audited.claim.evidence), files)
    shown: set[str] = set()

    def first(picture: Picture) -> bool:
        """Whether the page holds the bytes here; later places point to them."""
        new = picture.name not in shown
        shown.add(picture.name)
        return new

    context = {
        "view": view,
        "groups": grouped(view),
        "style": style,
        "script": script,
        "policy": pages.policy(style, script),
        "pictures": gallery.of,
        "mark": mark_of,
        "first": first,
        "described": _described,
        "flat": flat,
    }
    return pages.render("audit.html.j2", templates, context, escape=True)


def markdown(view: AuditView, counts: AuditCounts, templates: Path | None) -> str:
    """GitHub's Markdown with YAML front matter."""
    context = {"view": view, "groups": grouped(view), "counts": counts, "flat": flat}
    return pages.render("audit.md.j2", templates, context, escape=False)


def grouped(view: AuditView) -> list[tuple[str, str, list[AuditedView]]]:
    """Heading, anchor and statements of each part that has any."""
    parts = []
    for number, (title, labels) in enumerate(GROUPS, start=1):
        if members := [audited for audited in view.claims if audited.claim.label in labels]:
            parts.append((title, f"s{number}", members))
    return parts


def flat(paper: PaperView) -> bool:
    """Whether the paper was read from a file without pages, so that there is none to name or to open."""
    return paper.record.path.lower().endswith((".md", ".markdown", ".html", ".htm", ".tex", ".txt"))


def _described(evidence: EvidenceView, picture: Picture) -> str:
    return f"Page {picture.page} of {evidence.paper.short}, marked: {evidence.quote}"
