"""PDF through typst: the template reads the report as data, so nothing that a paper prints is markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from synth.errors import InputError, MissingDependencyError
from synth.report.files import find_template
from synth.report.pictures import Gallery
from synth.report.plots import printed
from synth.report.rerun.view import RerunView
from synth.report.text import printable
from synth.report.view import ClaimView, PaperView, ReportView
from synth.report.view_changes import ChangesView, ClaimChangeView
from synth.report.words import REVIEWERS, RUNGS, TONES


def render(view: ReportView, gallery: Gallery, templates: Path | None) -> bytes:
    """The report as PDF bytes; equal reports give equal bytes on one machine."""
    try:
        import typst
    except ImportError as error:
        raise MissingDependencyError("typst is not installed", hint="pip install typst, or leave pdf out") from error
    template = find_template("report.typ", templates)
    with tempfile.TemporaryDirectory(prefix="synth-pdf-") as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(template.read_bytes())
        data = _data(view, gallery, folder)
        (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        try:
            pages = typst.compile(str(folder / "report.typ"), root=name, format="pdf", timestamp=_moment(view.created))
        except RuntimeError as error:
            message = f"template {template.name} cannot be used: {error}"
            raise InputError(message, hint="mend the template, or leave --templates away") from error
    return bytes(pages)


def _moment(created: str) -> datetime:
    try:
        return datetime.strptime(created, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)


def _data(view: ReportView, gallery: Gallery, folder: Path) -> dict[str, Any]:
    """The view as plain values; pictures of what contradicts a claim lie beside as files."""
    data: dict[str, Any] = {
        field.name: _plain(getattr(view, field.name))
        for field in fields(view)
        if field.name not in ("claims", "facets", "answer", "disagreements", "changes", "reruns")
    }
    data["claims"] = [_claim(claim, gallery, folder) for claim in view.claims]
    data["reruns"] = [_rerun(one, folder) for one in view.reruns]
    data["facets"] = [
        {"title": printable(facet.title), "claims": _numbers(facet.claims), "elsewhere": _numbers(facet.elsewhere)}
        for facet in view.facets
    ]
    data["answer"] = [
        {"text": printable(sentence.text), "claims": _numbers(sentence.claims), "lead": printable(sentence.lead)}
        for sentence in view.answer
    ]
    data["disagreements"] = [
        {
            "subject": printable(disagreement.subject),
            "note": printable(disagreement.note),
            "values": [
                {
                    "paper": printable(value.paper.short),
                    "reference": value.paper.number,
                    "value": printable(value.value),
                    "page": value.page,
                    "quote": printable(value.quote),
                    "cell": printable(value.cell),
                    "claim": value.claim.number if value.claim else None,
                }
                for value in disagreement.values
            ],
        }
        for disagreement in view.disagreements
    ]
    data["changes"] = _changes(view.changes) if view.changes else None
    data["rungs"] = _plain(RUNGS)
    data["tones"] = _plain(TONES)
    data["reviewers"] = REVIEWERS
    return data


def _changes(changes: ChangesView) -> dict[str, Any]:
    """What changed: claims by their numbers, papers by their names."""

    def claims(rows: Sequence[ClaimChangeView]) -> list[dict[str, Any]]:
        return [
            {
                "text": printable(row.text),
                "claim": row.claim.number if row.claim else None,
                "paper": printable(row.paper.short),
                "before": _plain(row.before),
                "before_rung": row.before_rung,
                "after": _plain(row.after),
                "after_rung": row.after_rung,
                "detail": printable(row.detail),
                "evidence": [
                    {
                        "quote": printable(place.quote),
                        "paper": printable(place.paper.short),
                        "page": place.page,
                        "note": printable(place.note),
                    }
                    for place in row.evidence
                ],
            }
            for row in rows
        ]

    return {
        "since": changes.since,
        "headline": changes.headline,
        "kept": changes.kept,
        "not_asked": _plain(changes.not_asked),
        "verdicts": claims(changes.verdicts),
        "reworded": claims(changes.reworded),
        "added": claims(changes.added),
        "dropped": claims(changes.dropped),
        "numbers": [
            {
                "where": printable(row.where),
                "before": printable(row.before),
                "after": printable(row.after),
                "paper": printable(row.paper.short),
                "page": row.page,
            }
            for row in changes.numbers
        ],
        "papers": [
            {"word": row.word, "title": printable(row.title), "before": row.before, "detail": printable(row.detail)}
            for row in changes.papers
        ],
    }


def _numbers(claims: Iterable[ClaimView]) -> list[int]:
    return [claim.number for claim in claims]


def _claim(claim: ClaimView, gallery: Gallery, folder: Path) -> dict[str, Any]:
    data = {
        field.name: _plain(getattr(claim, field.name))
        for field in fields(claim)
        if field.name not in ("paper", "evidence", "reruns")
    }
    data["reruns"] = [
        {
            "figure": _plain(one.figure),
            "title": printable(one.title),
            "command": printable(one.command),
            "plot": _drawn(one.plot, f"claim-{claim.number}-{place}", folder),
        }
        for place, one in enumerate(claim.reruns)
    ]
    data |= {"paper": printable(claim.paper.short), "reference": claim.paper.number}
    data |= {"link": claim.paper.at(claim.page), "level": claim.rung.level}
    data["evidence"] = [
        {
            "paper": printable(place.paper.short),
            "reference": place.paper.number,
            "link": place.paper.at(place.page),
            "page": place.page,
            "quote": printable(place.quote),
            "stance": place.stance.value,
            "stance_word": place.stance_word,
            "relation": place.relation.value,
            "relation_word": place.relation_word,
            "cell": printable(place.cell),
            "note": printable(place.note),
            "pictures": [],
        }
        for place in claim.evidence
    ]
    if claim.tone.key in ("contradicted", "impossible", "disputed"):
        for place, out in zip(claim.evidence, data["evidence"], strict=True):
            if place.stance.value == "contradicts":
                for picture in gallery.of(place):
                    (folder / f"{picture.name}.png").write_bytes(picture.png)
                    out["pictures"].append({"file": f"{picture.name}.png", "width": picture.width / 2})
    return data


def _rerun(one: RerunView, folder: Path) -> dict[str, Any]:
    return {
        "title": printable(one.title),
        "command": printable(f"synth rerun {one.name}"),
        "status": [printable(part) for part in one.status],
        "figures": _plain(one.figures),
        "note": printable(one.note),
        "plot": _drawn(one.curve or one.turns or one.forest, one.anchor, folder),
        "heat": _drawn(one.heat, f"{one.anchor}-heat", folder),
        "heat_words": one.heat_words,
    }


def _drawn(svg: str, name: str, folder: Path) -> str:
    """File of a plot beside the template; empty where there is none."""
    if not svg:
        return ""
    (folder / f"{name}.svg").write_text(printed(svg), encoding="utf-8")
    return f"{name}.svg"


def _plain(value: Any) -> Any:
    """Records as dictionaries, enums as words, text in characters that the fonts have."""
    if isinstance(value, PaperView):
        record = value.record
        extra = {"title": record.title, "year": record.year, "venue": record.venue, "reason": record.reason}
        own = {field.name: getattr(value, field.name) for field in fields(value) if field.name != "record"}
        return _plain(own | extra | {"state": record.status.value})
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return printable(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
