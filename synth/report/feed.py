"""Changes for programs: `changes.json` of the newest edition, and an Atom feed of all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from synth.records import Changes, Report
from synth.report.changed import headline, lines
from synth.report.jsontext import to_text
from synth.report.machine import changes_dict

_ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST = 50
"""Entries of a feed, the newest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One edition in a feed."""

    sha256: str
    """Checksum of its `report.json`: the entry's lasting name."""
    created: str
    changes: Changes


def changes_json(report: Report) -> str:
    """`changes.json`: what is new in this edition."""
    assert report.changes is not None
    return to_text(
        {
            "schema_version": report.schema_version,
            "question": report.question,
            "edition": report.edition,
            "created": report.created,
            "headline": headline(report.changes),
            **changes_dict(report.changes),
        }
    )


def atom(question: str, first: str, entries: Sequence[Entry]) -> str:
    """The feed of a report; `first` is the checksum of its first edition, `entries` are the newest first."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"urn:sha256:{first}")
    _add(feed, "title", question)
    _add(feed, "updated", entries[0].created if entries else "1970-01-01T00:00:00+00:00")
    _add(_add(feed, "author"), "name", "synth")
    for entry in entries[:MOST]:
        row = _add(feed, "entry")
        _add(row, "id", f"urn:sha256:{entry.sha256}")
        _add(row, "title", headline(entry.changes))
        _add(row, "updated", entry.created)
        _add(row, "link").set("href", "report.html#changes")
        _add(row, "content", "\n".join(lines(entry.changes))).set("type", "text")
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = _FORBIDDEN.sub("", text) or None
    return child
