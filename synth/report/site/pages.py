"""The pages of a site, filled from templates; every page is a pure function of what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import synth
from synth.records import Card, CheckedClaim, Discussion, Paper, RelatedPaper
from synth.report import bibliography, pages
from synth.report.build import paper_views, tallies_of
from synth.report.card.pages import card_context, shown_places
from synth.report.claims import claim_view
from synth.report.files import find_template
from synth.report.forum.pages import section
from synth.report.forum.view import thread_views
from synth.report.pictures import Picture, draw_places, mark_of
from synth.report.site.output import SiteFolder, fingerprint
from synth.report.site.view import ON_PAGE, claims_page, thread_page

STYLES = ("report.css", "card.css", "plots.css", "rerun.css", "concerns.css", "site/site.css")
SCRIPTS = ("site/lists.js", "site/kinds.js", "site/site.js")
TEMPLATES = (
    "report.macros.html.j2", "card.head.html.j2", "card.body.html.j2", "site/base.html.j2", "site/paper.html.j2",
    "site/claims_of.html.j2", "site/thread.html.j2", "concerns.list.html.j2",
)  # fmt: skip
"""What the page of a paper is made with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """What every page of a site shows around its content."""

    title: str
    version: str = synth.__version__


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link with what stands behind it."""

    href: str
    name: str
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperPage:
    """All that the page of one paper is made from, but for its card."""

    paper: Paper
    slug: str
    name: str
    """How lists name it."""
    related: tuple[RelatedPaper, ...] = ()
    addresses: Mapping[str, str] | None = None
    """Slug of the page of each related paper, by its id."""
    measured: tuple[Link, ...] = ()
    """Result tables that it stands in."""
    disagreements: int = 0
    claims: int = 0
    """Claims that its pages of claims list."""
    verdicts: str = ""
    """Checksum of what they say."""
    mentions: tuple[Link, ...] = ()
    """Reports and audits that list statements of it."""
    discussion: Discussion | None = None
    """Its peer reviews, where they were taken apart."""


def render(
    template: str, shell: Shell, templates: Path | None, context: Mapping[str, object], *, depth: int = 0
) -> str:
    """A page of the site; `depth` is how many folders it lies below the root."""
    around: dict[str, object] = {
        "site": shell,
        "base": "../" * depth,
        "kind": "",
        "section": "",
        "listing": "",
        "lead": "",
        "count": "",
        "row_kind": "",
        "first": "",
    }
    return pages.render(f"site/{template}.html.j2", templates, {**around, **context}, escape=True)


def write_assets(folder: SiteFolder, templates: Path | None) -> None:
    """Style, scripts and the file that keeps GitHub Pages from leaving files out."""

    def text(name: str) -> str:
        return find_template(name, templates).read_text(encoding="utf-8")

    folder.write("assets/site.css", "\n".join(text(name) for name in STYLES))
    folder.write("assets/site.js", "\n".join(text(name) for name in SCRIPTS))
    folder.write("assets/theme.js", text("site/theme.js"))
    folder.write(".nojekyll", "")


def made_with(templates: Path | None) -> str:
    """Checksum of the templates of a paper's page."""
    return fingerprint(synth.__version__, *(find_template(name, templates).read_bytes() for name in TEMPLATES))


def paper_page(
    page: PaperPage,
    card: Card,
    shell: Shell,
    *,
    paged: bool,
    pages_read: int,
    file: Path | None,
    templates: Path | None,
) -> tuple[str, dict[str, bytes]]:
    """The page of a paper, and the pictures that it shows by their name; `file` is the PDF to draw them from."""
    paper = page.paper
    view = paper_views([paper], {}, out=Path(), files={})[paper.id]
    files = {paper.id: file} if file is not None else {}
    pictures: dict[str, bytes] = {}

    def source(picture: Picture) -> dict[str, str]:
        name = f"pictures/{page.slug}/{fingerprint(picture.png)[:12]}.png"
        pictures[name] = picture.png
        return {"src": f"../{name}"}

    whole = replace(card, related=page.related)
    addresses = page.addresses or {}
    context = {
        "title": paper.title or paper.id,
        "kind": "paper",
        "section": "papers",
        **card_context(whole, paged, pages_read, view),
        **shown_places(whole, view, files, source),
        "paper_at": lambda id_: f"{addresses[id_]}.html" if id_ in addresses else "",
        "measured": page.measured,
        "disagreements": page.disagreements,
        "mentions": page.mentions,
        "called": page.name,
        "claims": page.claims,
        "claims_href": f"../{claims_page(page.slug, 1)}",
        "discussion": None,
        **(section(page.discussion, view, files) if page.discussion else {}),
        "thread_page": f"../{thread_page(page.slug)}",
        "bibtex": bibliography.bibtex([paper]),
        "ris": bibliography.ris([paper]),
    }
    return render("paper", shell, templates, context, depth=1), pictures


def thread_of(page: PaperPage, discussion: Discussion, shell: Shell, templates: Path | None) -> tuple[str, str]:
    """The page of a whole thread of reviews, concerns and answers marked where they stand: its name and its text."""
    context = {
        "title": f"Peer reviews of {page.paper.title or page.paper.id}",
        "kind": "thread",
        "section": "papers",
        "back": f"../p/{page.slug}.html",
        "discussion": discussion,
        "thread": thread_views(discussion),
    }
    return thread_page(page.slug), render("thread", shell, templates, context, depth=1)


def claim_pages(
    page: PaperPage,
    claims: Sequence[CheckedClaim],
    shell: Shell,
    *,
    paged: bool,
    file: Path | None,
    templates: Path | None,
) -> tuple[dict[str, str], dict[str, bytes]]:
    """The pages that list all claims of a paper with their evidence, and the pictures that they show, by name."""
    view = paper_views([page.paper], {}, out=Path(), files={})[page.paper.id]
    papers = {page.paper.id: view}
    views = [claim_view(one, number, papers, {}) for number, one in enumerate(claims, start=1)]
    files = {page.paper.id: file} if file is not None else {}
    gallery = draw_places((place for one in views for place in one.evidence), files)
    pictures: dict[str, bytes] = {}

    def source(picture: Picture) -> dict[str, str]:
        name = f"pictures/{page.slug}/{fingerprint(picture.png)[:12]}.png"
        pictures[name] = picture.png
        return {"src": f"../{name}"}

    names = list(dict.fromkeys(claims_page(page.slug, number) for number in range(1, len(views) + 1)))
    made = {}
    for part, name in enumerate(names):
        context = {
            "title": f"Claims of {page.paper.title or page.paper.id}",
            "kind": "claims-of",
            "section": "papers",
            "paper": view,
            "back": f"../p/{page.slug}.html",
            "claims": views[part * ON_PAGE : (part + 1) * ON_PAGE],
            "tallies": tallies_of([one.tone for one in views]),
            "parts": [Link(href=f"../{other}", name=str(n)) for n, other in enumerate(names, start=1)],
            "part": part + 1,
            "laid_out": paged,
            "pictures": gallery.of,
            "mark": mark_of,
            "source": source,
        }
        made[name] = render("claims_of", shell, templates, context, depth=1)
    return made, pictures


def write_list(
    folder: SiteFolder, shell: Shell, templates: Path | None, *, name: str, heading: str, lead: str = "", search: str
) -> None:
    """The page that shows a list; it has the list's name."""
    context = {"listing": name, "section": name, "kind": "list", "title": heading, "heading": heading, "lead": lead}
    page = render("list", shell, templates, {**context, "search": search})
    folder.write(f"{name}.html", page)
