"""The first page of a site, and the page that says what its marks mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from synth.records import Paper
from synth.report.site.lists import BAD, short
from synth.report.site.output import SiteFolder
from synth.report.site.pages import Link, Shell, render
from synth.report.site.view import ClaimEntry, PaperEntry
from synth.report.text import clean
from synth.report.words import counted

_MOST = 8


def write_home(
    folder: SiteFolder,
    shell: Shell,
    templates: Path | None,
    *,
    entries: Sequence[PaperEntry],
    claims: Sequence[ClaimEntry],
    names: Mapping[str, str],
) -> None:
    """Write `index.html`: what there is, and what a reader should look at first."""
    newest = sorted(entries, key=lambda one: (-(one.paper.year or 0), one.paper.date, one.paper.title))[:_MOST]
    wrong = [claim for claim in claims if claim.tone in BAD]
    verified = sum(claim.tone == "verified" for claim in claims)
    status = (
        counted(len(entries), "paper"),
        f"{counted(len(claims), 'statement')} checked",
        f"{verified:,} verified",
        f"{len(wrong):,} contradicted or impossible",
    )
    page = render(
        "index",
        shell,
        templates,
        {
            "title": "Overview",
            "kind": "index",
            "status": status,
            "papers": len(entries),
            "newest": [
                Link(
                    href=one.href,
                    name=clean(one.paper.title),
                    words=" · ".join(filter(None, (one.authors, str(one.paper.year or "")))),
                )
                for one in newest
            ],
            "wrong": [
                Link(href=one.href, name=short(one.text, 200), words=names.get(one.paper) or one.name)
                for one in wrong[:_MOST]
            ],
            "wrong_count": len(wrong),
        },
    )
    folder.write("index.html", page)


def write_about(
    folder: SiteFolder, shell: Shell, templates: Path | None, *, papers: int, failed: Sequence[Paper]
) -> None:
    """Write `about.html`: what the marks mean, and which papers could not be read."""
    page = render("about", shell, templates, {"title": "About", "kind": "about", "papers": papers, "failed": failed})
    folder.write("about.html", page)
