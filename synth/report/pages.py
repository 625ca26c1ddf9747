"""Markdown and HTML: templates filled from the view, everything that papers print escaped."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from synth.errors import InputError
from synth.records import Counts, Rung
from synth.report import text
from synth.report.files import find_template, template_folders
from synth.report.pictures import Gallery, Picture, mark_of
from synth.report.view import EvidenceView, ReportView
from synth.report.words import REVIEWERS, RUNGS, TONES, counted

if TYPE_CHECKING:
    import jinja2


_STYLES = ("report.css", "plots.css", "rerun.css")


def html(view: ReportView, gallery: Gallery, templates: Path | None) -> str:
    """One file that needs nothing else: styles, script and pictures inside, the network forbidden."""
    style = "\n".join(find_template(name, templates).read_text(encoding="utf-8") for name in _STYLES)
    script = find_template("report.js", templates).read_text(encoding="utf-8")
    shown: set[str] = set()

    def first(picture: Picture) -> bool:
        """Whether the page holds the bytes here; later places point to them."""
        new = picture.name not in shown
        shown.add(picture.name)
        return new

    return render(
        "report.html.j2",
        templates,
        {
            "view": view,
            "style": style,
            "script": script,
            "policy": policy(style, script),
            "pictures": gallery.of,
            "mark": mark_of,
            "first": first,
            "described": _described,
        },
        escape=True,
    )


def markdown(view: ReportView, counts: Counts, templates: Path | None) -> str:
    """GitHub's Markdown with YAML front matter."""
    return render("report.md.j2", templates, {"view": view, "counts": counts}, escape=False)


def policy(style: str, script: str) -> str:
    """A content security policy under which the page's own style and script run, and nothing is fetched."""

    def digest(content: str) -> str:
        return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode("ascii")

    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def inline() -> Callable[[Picture], dict[str, str]]:
    """Attributes that show a picture: its bytes stand in the page once, later places point to them."""
    shown: set[str] = set()

    def source(picture: Picture) -> dict[str, str]:
        if picture.name in shown:
            return {"data-same": picture.name}
        shown.add(picture.name)
        return {"id": picture.name, "src": picture.data_uri}

    return source


def _described(evidence: EvidenceView, picture: Picture) -> str:
    return f"Page {picture.page} of {evidence.paper.short}, marked: {evidence.quote}"


def render(name: str, templates: Path | None, context: dict[str, object], *, escape: bool) -> str:
    """A template filled from `context`; InputError where it cannot be used."""
    import jinja2

    environment = _environment(tuple(template_folders(templates)), escape=escape)
    try:
        page = environment.get_template(name).render(**context, rungs=RUNGS, tones=TONES, reviewers=REVIEWERS)
    except jinja2.TemplateError as error:
        where = getattr(error, "name", None) or name
        message = f"template {where} cannot be used: {error}"
        raise InputError(message, hint="mend the template, or leave --templates away") from error
    return page.rstrip() + "\n"


@cache
def _environment(folders: tuple[Path, ...], *, escape: bool) -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=escape,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["md"] = text.markdown
    environment.filters["clean"] = text.clean
    environment.filters["shown"] = text.shown
    environment.filters["counted"] = counted
    # A JSON string is a YAML string.
    environment.filters["yaml"] = lambda value: json.dumps(text.clean(value), ensure_ascii=False)
    environment.globals["level"] = lambda rung: Rung(rung).level
    return environment
