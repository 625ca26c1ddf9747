"""OpenReview: submissions, and their reviews and rebuttals as a document of their own (https://docs.openreview.net).

The search answers anybody; papers and their discussions only users, whose name and password are settings.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from synth.errors import RemoteError, SynthError
from synth.fetch.access import Access
from synth.fetch.api import Api
from synth.fetch.ids import work_ids
from synth.fetch.sources import fields
from synth.fetch.sources.source import Answer, Standing
from synth.records import Found, Paper

PAGE = 100
_HINT = "set openreview_user and openreview_password, or leave openreview out of --search"
_KINDS = (
    ("Meta_Review", "Meta-review"), ("Official_Review", "Review"), ("Decision", "Decision"), ("Rebuttal", "Rebuttal"),
    ("Author", "Rebuttal"), ("Official_Comment", "Comment"), ("Public_Comment", "Public comment"), ("Review", "Review"),
)  # fmt: skip
_LEFT_OUT = frozenset(("title", "pdf", "code_of_conduct", "first_time_reviewer", "supplementary_material", "_bibtex"))


class OpenReview:
    """The source `openreview`."""

    name = "openreview"

    def __init__(self, access: Access) -> None:
        settings = access.settings
        self._api = Api(access, name="openreview", base=settings.openreview_url, refused=_HINT)
        self._user, self._password = settings.openreview_user, settings.openreview_password
        self._files = settings.openreview_url.replace("://api2.", "://").rstrip("/")
        self._entered = not self._user

    @property
    def stale(self) -> str:
        """Day of the oldest kept answer that was used because nobody answered; empty where there was none."""
        return self._api.answers.stale

    def close(self) -> None:
        """Close the connection."""
        self._api.close()

    def search(self, query: str, *, limit: int, since: datetime.date | None = None) -> Answer:
        """Submissions that have the words."""
        self._enter()
        plain = " ".join(query.replace('"', " ").split())
        parameters: dict[str, str | int] = {"term": plain, "type": "terms", "content": "all", "source": "forum"}
        found: dict[str, Found] = {}
        total, partial, offset = None, "", 0
        while len(found) < limit:
            try:
                page = self._api.get("/notes/search", {**parameters, "limit": min(limit, PAGE), "offset": offset})
            except SynthError as error:
                if not found:
                    raise
                partial = error.message
                break
            notes = fields.items(fields.mapping(page).get("notes"))
            total = fields.number(fields.mapping(page).get("count"))
            for note in notes:
                one = self._found(note)
                if one is None or (since and one.paper.date and one.paper.date < since.isoformat()):
                    continue
                if len(found) < limit:
                    found.setdefault(one.paper.id, replace(one, rank=len(found) + 1))
            offset += len(notes)
            if not notes or offset >= (total or 0):
                break
        return Answer(found=tuple(found.values()), total=total, asked=plain, partial=partial)

    def lookup(self, ids: Sequence[str]) -> dict[str, Found]:
        """Submissions by `openreview:…`."""
        self._enter()
        found: dict[str, Found] = {}
        for one in ids:
            if one.startswith("openreview:"):
                page = self._api.get("/notes", {"id": one.partition(":")[2]})
                for note in fields.items(fields.mapping(page).get("notes")):
                    if (record := self._found(note)) is not None:
                        found[one] = record
        return found

    def standing(self, papers: Sequence[Paper]) -> dict[str, Standing]:
        """Nothing: that a submission was taken back from one venue does not say that the paper was."""
        return {}

    def discussion(self, paper: Paper) -> str:
        """Reviews, rebuttals and decision of a submission as Markdown; empty where there are none.

        The paper is its only reference, so that a review that repeats a number of the paper counts as a repetition.
        """
        forum = next((one.partition(":")[2] for one in paper.ids if one.startswith("openreview:")), "")
        if not forum:
            return ""
        self._enter()
        page = self._api.get("/notes", {"forum": forum})
        notes = [n for n in fields.items(fields.mapping(page).get("notes")) if fields.text(n.get("id")) != forum]
        parts = [part for note in sorted(notes, key=_order) if (part := _as_markdown(note))]
        if not parts:
            return ""
        authors = ", ".join(paper.authors)
        entry = f"1. {authors}. {paper.title}. {paper.year or ''}. https://openreview.net/forum?id={forum}"
        head = f"# Reviews and rebuttals of: {_plain(paper.title)}\n\nOpenReview, forum {forum}."
        return "\n\n".join([head, *parts, "## References", entry]) + "\n"

    def _enter(self) -> None:
        if self._entered:
            return
        answer = fields.mapping(self._api.secret("/login", {"id": self._user, "password": self._password}))
        token = fields.text(answer.get("token"))
        if not token:
            raise RemoteError("OpenReview does not know this user and password", hint=_HINT)
        self._api.headers["Authorization"] = f"Bearer {token}"
        self._entered = True

    def _found(self, note: dict[str, Any]) -> Found | None:
        content = {name: _value(value) for name, value in fields.mapping(note.get("content")).items()}
        own = fields.text(note.get("forum")) or fields.text(note.get("id"))
        title = fields.text(content.get("title"))
        if not own or not title or fields.text(note.get("replyto")):
            return None
        stamp = (
            fields.number(note.get("pdate")) or fields.number(note.get("cdate")) or fields.number(note.get("tcdate"))
        )
        date = _date(stamp)
        authors = content.get("authors")
        paper = Paper(
            id=f"openreview:{own}",
            title=title,
            authors=fields.names(authors if isinstance(authors, list) else ()),
            year=fields.year(date[:4]),
            date=date,
            venue=fields.text(content.get("venue")),
            abstract=fields.text(content.get("abstract")),
            url=f"https://openreview.net/forum?id={own}",
            licence=fields.text(note.get("license")),
            source="openreview",
            ids=work_ids(None, "", f"openreview:{own}"),
        )
        return Found(
            paper=replace(paper, origins=fields.originated(paper, "openreview")),
            sources=("openreview",),
            pdf=f"{self._files}/pdf?id={own}" if content.get("pdf") else "",
            preprint=True,
        )


def _value(value: Any) -> Any:
    """Version 2 of the interface wraps every field in an object."""
    return value.get("value") if isinstance(value, dict) else value


def _date(milliseconds: int | None) -> str:
    if milliseconds is None or not 0 < milliseconds < 10**14:
        return ""
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC).date().isoformat()


def _order(note: dict[str, Any]) -> tuple[int, str]:
    return fields.number(note.get("cdate")) or 0, fields.text(note.get("id"))


def _as_markdown(note: dict[str, Any]) -> str:
    """One reply as a section: its kind, who signed it, and each field as a paragraph."""
    invitations = note.get("invitations")
    calls = [fields.text(one) for one in invitations] if isinstance(invitations, list) else []
    calls.append(fields.text(note.get("invitation")))
    kind = next((word for mark, word in _KINDS if any(call.rpartition("/-/")[2].find(mark) >= 0 for call in calls)), "")
    signed = note.get("signatures")
    who = fields.text(signed).rpartition("/")[2].replace("_", " ")
    if who.startswith("Authors") and kind == "Comment":
        kind = "Rebuttal"
    content = fields.mapping(note.get("content"))
    lines = []
    for name, value in content.items():
        words = _value(value)
        if name in _LEFT_OUT or words in (None, "", []):
            continue
        said = "; ".join(map(str, words)) if isinstance(words, list) else str(words)
        label = name.replace("_", " ").strip().capitalize()
        lines.append(f"**{label}.** {_body(said)}")
    if not kind or not lines:
        return ""
    return "\n\n".join([f"## {kind}{f' ({_plain(who)})' if who else ''}", *lines])


def _body(text: str) -> str:
    """A field's text; its own headings must not become sections of the document."""
    return re.sub(r"^#+\s*", "", text.replace("\r\n", "\n").strip(), flags=re.MULTILINE)


def _plain(text: str) -> str:
    return re.sub(r"[#*_`\[\]<>]+", " ", text).strip()
