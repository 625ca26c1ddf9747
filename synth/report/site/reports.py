"""Reports with their editions, audits and reruns, as a site shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.records import Report, Rerun
from synth.report import pages as report_pages
from synth.report.build import build, date_words
from synth.report.changed import headline
from synth.report.pictures import Gallery, draw
from synth.report.rerun import page as rerun_page
from synth.report.rerun.words import VERDICTS
from synth.report.site.output import SiteFolder, fingerprint
from synth.report.site.pages import Link, Shell, render
from synth.report.site.view import ClaimEntry
from synth.report.text import clean
from synth.report.words import counted

_LOCAL = re.compile(r'<a class="at" href="(?!https?:|#)[^"]*"[^>]*>(.*?)</a>')
"""A link from a page to a paper on the machine that wrote it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownEdition:
    """One edition of a report."""

    report: Report
    text: str
    """Its `report.json`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownReport:
    """A report with all its editions."""

    slug: str
    editions: tuple[ShownEdition, ...]
    """The newest last."""
    files: Mapping[str, Path]
    """PDFs of its papers for pictures, by their ids."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownAudit:
    """An audit, as its files say."""

    slug: str
    data: Mapping[str, Any]
    """Its `audit.json`."""
    page: str
    """Its `audit.html`, empty where that is gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRerun:
    """A rerun, and where it was found."""

    slug: str
    rerun: Rerun

    @property
    def href(self) -> str:
        """Its page, from the root of the site."""
        return f"x/{self.slug}.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class EditionView:
    """One line of a report's history."""

    number: int
    created: str
    what: str
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportLine:
    """A report in the list."""

    title: str
    question: str
    href: str
    status: tuple[str, ...]
    editions: tuple[EditionView, ...]
    answer: str


def claims_of(one: ShownReport) -> list[ClaimEntry]:
    """The statements of the newest edition."""
    view = build(one.editions[-1].report, out=Path(), files={})
    return [
        ClaimEntry(
            text=claim.text,
            tone=claim.tone.key,
            level=_level(claim.rung.level, claim.tone.key),
            href=f"{_edition(one, -1)}#{claim.anchor}",
            kind="report",
            paper=claim.paper.record.id,
            name=claim.paper.short,
            page=claim.page,
            why=claim.explanation,
        )
        for claim in view.claims
    ]


def _level(level: int, tone: str) -> int:
    return level if tone in ("verified", "stated") else 0


def _edition(one: ShownReport, at: int) -> str:
    return f"r/{one.slug}/edition-{one.editions[at].report.edition}.html"


def audit_claims(one: ShownAudit) -> list[ClaimEntry]:
    """The statements of an audit that were judged."""
    found = []
    for number, claim in enumerate(one.data["claims"], start=1):
        verdict = str(claim["verdict"])
        tone = (
            "verified"
            if claim.get("verified")
            else {"supported": "stated", "not_enough_evidence": "unknown"}.get(verdict, verdict)
        )
        tone = {"source_unavailable": "unavailable", "not_checkable": "uncheckable"}.get(tone, tone)
        found.append(
            ClaimEntry(
                text=clean(str(claim.get("source_text") or claim["text"])),
                tone=tone,
                level=0,
                href=f"a/{one.slug}.html#c{number}" if one.page else "reports.html",
                kind="audit",
                paper=clean(str(one.data["title"] or one.data["file"])),
                name=clean(str(one.data["title"] or one.data["file"])),
                why=clean(str(claim["explanation"])),
            )
        )
    return found


def write_reports(
    folder: SiteFolder,
    shell: Shell,
    templates: Path | None,
    *,
    reports: Sequence[ShownReport],
    audits: Sequence[ShownAudit],
    reruns: Sequence[ShownRerun],
) -> tuple[Link, ...]:
    """Write the pages of reports, audits and reruns and the page that lists them; gives links to the first of each."""
    lines = [_write_report(folder, one, templates) for one in reports]
    for audit in audits:
        if audit.page:
            folder.write(f"a/{audit.slug}.html", _LOCAL.sub(r'<span class="at">\1</span>', audit.page))
    for rerun in reruns:
        folder.write(rerun.href, rerun_page.html([rerun.rerun], templates))
    audit_lines = [_audit_line(one) for one in audits]
    context = {
        "title": "Reports",
        "kind": "reports",
        "section": "reports",
        "reports": lines,
        "audits": audit_lines,
        "reruns": [_rerun_line(one) for one in reruns],
    }
    folder.write("reports.html", render("reports", shell, templates, context))
    links = [Link(href=line.editions[0].href, name=line.title, words=" · ".join(line.status)) for line in lines[:4]]
    links += [
        Link(href=one["href"] or "reports.html", name=f"Audit: {one['title']}", words=" · ".join(one["status"]))
        for one in audit_lines[:2]
    ]
    return tuple(links)


def _write_report(folder: SiteFolder, one: ShownReport, templates: Path | None) -> ReportLine:
    editions = []
    for at, edition in enumerate(one.editions):
        report, name = edition.report, _edition(one, at)
        made_from = fingerprint(edition.text, report.version, repr(sorted(one.files)))
        if not folder.holds(name, made_from):
            view = build(report, out=Path(), files={})
            gallery = draw(view, one.files) if one.files else Gallery()
            folder.write(name, report_pages.html(view, gallery, templates), made_from)
        folder.write(f"r/{one.slug}/edition-{report.edition}.json", edition.text)
        what = headline(report.changes) if report.changes else "first edition"
        editions.append(EditionView(number=report.edition, created=date_words(report.created), what=what, href=name))
    report = one.editions[-1].report
    counts = report.counts
    return ReportLine(
        title=clean(report.title) or clean(report.question),
        question=clean(report.question),
        href=editions[-1].href,
        status=(
            counted(counts.papers, "paper"),
            counted(counts.claims, "claim"),
            f"{counts.verified} verified",
            f"{counts.contradicted} contradicted or impossible",
            *([f"score {report.score:.1f}/10"] if report.score is not None else []),
        ),
        editions=tuple(reversed(editions)),
        answer=" ".join(clean(sentence.text) for sentence in report.answer[:2]),
    )


def _audit_line(one: ShownAudit) -> dict[str, Any]:
    counts = one.data["counts"]
    return {
        "title": clean(str(one.data["title"] or one.data["file"])),
        "href": f"a/{one.slug}.html" if one.page else "",
        "created": date_words(str(one.data["created"])),
        "status": (
            f"{counts['checked']} of {counted(int(counts['statements']), 'statement')} checked",
            f"{counts['supported']} supported",
            f"{counts['contradicted']} contradicted or impossible",
            counted(len(one.data["findings"]), "finding"),
        ),
    }


def _rerun_line(one: ShownRerun) -> dict[str, Any]:
    rerun = one.rerun
    return {
        "title": clean(rerun.title) or clean(rerun.name),
        "href": one.href,
        "created": date_words(rerun.created),
        "status": (counted(rerun.n_problems, "problem"), counted(rerun.n_samples, "sample")),
        "estimates": ", ".join(f"{one.metric} {one.value:.2f}" for one in rerun.estimates[:3]),
        "figures": [
            {
                "text": clean(figure.cited.text),
                "tone": VERDICTS[figure.verdict],
                "rerun": f"{figure.estimate.value:.2f}" if figure.estimate else "",
                "why": clean(figure.explanation),
            }
            for figure in rerun.figures
        ],
    }


def mentions_of(reports: Sequence[ShownReport]) -> dict[str, tuple[Link, ...]]:
    """Reports that list statements of a paper, by the paper's id."""
    found: dict[str, list[Link]] = {}
    for one in reports:
        report = one.editions[-1].report
        for paper in dict.fromkeys(checked.claim.paper for checked in report.claims):
            link = Link(href=f"../{_edition(one, -1)}", name=clean(report.title) or clean(report.question))
            found.setdefault(paper, []).append(link)
    return {paper: tuple(links) for paper, links in found.items()}
