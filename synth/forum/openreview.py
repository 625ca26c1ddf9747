"""Threads as OpenReview gives them: the notes of one forum, in the shape of either version of its interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from synth.errors import InputError
from synth.forum.fields import inner_fields
from synth.forum.writing import Written
from synth.records import PostKind

_HINT = "give the answer of OpenReview's /notes?forum=ID, or the notes of one forum"
_MOST = 5000
"""Notes; a busy forum has two hundred."""
_KINDS = (
    ("meta_review", PostKind.META), ("metareview", PostKind.META), ("decision", PostKind.META),
    ("acceptance", PostKind.META),
    ("official_review", PostKind.REVIEW), ("rebuttal", PostKind.AUTHORS), ("comment", PostKind.COMMENT),
    ("review", PostKind.REVIEW),
    ("question", PostKind.COMMENT),
)  # fmt: skip
_LEFT_OUT = frozenset(("pdf", "code_of_conduct", "supplementary_material", "_bibtex", "paperhash", "authorids"))
_ANSWERS = frozenset(("comment", "rebuttal", "response", "reply", "author_response", "metareview", "decision"))
"""Fields that hold the words of a post that is no review."""


@dataclass(slots=True)
class _Note:
    id: str
    replyto: str
    kind: PostKind
    author: str
    content: Mapping[str, str]
    order: tuple[int, int]
    replies: list[_Note] = field(default_factory=list)


def read_notes(data: Any, written: Written) -> None:
    """Read the notes of one forum into `written`. InputError where there are none, or of more than one forum."""
    notes = list(_notes(data))
    if not notes:
        raise InputError("no notes in the JSON", hint=_HINT)
    if len(notes) > _MOST:
        raise InputError(f"{len(notes)} notes are no thread of one paper (at most {_MOST})", hint=_HINT)
    forums = {_text(one.get("forum")) for one in notes} - {""}
    if len(forums) > 1:
        raise InputError(f"the notes are of {len(forums)} papers", hint=_HINT)
    written.forum = next(iter(forums), "")
    wrapped = any(isinstance(value, dict) and "value" in value for one in notes for value in _content(one).values())
    written.source = "openreview-v2" if wrapped or any("invitations" in one for one in notes) else "openreview-v1"
    read = [_read(one, count) for count, one in enumerate(notes)]
    for raw, one in zip(notes, read, strict=True):
        if one is None and not _text(raw.get("replyto")) and not written.title:
            written.title = " ".join(_value(_content(raw).get("title")).split())
    kept = [one for one in read if one is not None]
    _write(kept, written)


def _notes(data: Any) -> Iterator[Mapping[str, Any]]:
    """Every note with its replies, wherever the shape keeps them, each once."""
    seen: set[str] = set()
    waiting = [data]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting = [*one, *waiting]
            continue
        if not isinstance(one, dict):
            continue
        if isinstance(one.get("content"), dict):
            known = _text(one.get("id"))
            if not known or known not in seen:
                seen.add(known)
                yield one
        details = one.get("details")
        for holder in (one, details if isinstance(details, dict) else {}):
            waiting += [holder[name] for name in ("notes", "replies", "directReplies", "note") if name in holder]


def _read(raw: Mapping[str, Any], count: int) -> _Note | None:
    """A reply; None for the submission itself and for notes that say nothing."""
    calls = raw.get("invitations")
    named = [*map(_text, calls)] if isinstance(calls, list) else []
    named.append(_text(raw.get("invitation")))
    last = [call.rpartition("/-/")[2].lower() for call in named if call]
    kind = next((kind for mark, kind in _KINDS if any(mark in call for call in last)), None)
    replyto = _text(raw.get("replyto"))
    if not replyto or raw.get("ddate"):
        return None
    signed = raw.get("signatures")
    who = _text(signed[0] if isinstance(signed, list) and signed else signed).rstrip("/").rpartition("/")[2]
    if who.lower().startswith("author"):
        kind = PostKind.AUTHORS
    if kind is None:
        return None
    content = {
        name: text
        for name, value in _content(raw).items()
        if name.lower() not in _LEFT_OUT and (text := _value(value).strip())
    }
    stamp = next((raw[name] for name in ("cdate", "tcdate", "tmdate", "mdate") if isinstance(raw.get(name), int)), 0)
    author = "Authors" if kind is PostKind.AUTHORS else who.replace("_", " ").strip() or "Somebody"
    return _Note(_text(raw.get("id")) or f"#{count}", replyto, kind, author, content, (stamp, count))


def _write(notes: Sequence[_Note], written: Written) -> None:
    """Reviews in the order of their dates, each with the replies below it; then what belongs to no review."""
    known = {one.id: one for one in notes}
    top = []
    for one in sorted(notes, key=lambda one: one.order):
        parent = known.get(one.replyto)
        if parent is None or parent is one:
            top.append(one)
        else:
            parent.replies.append(one)
    rank = {PostKind.REVIEW: 0, PostKind.AUTHORS: 1, PostKind.COMMENT: 1, PostKind.META: 2}
    done: set[str] = set()
    for one in sorted(top, key=lambda one: (rank[one.kind], one.order)):
        _put(one, None, written, done)
    for one in notes:  # replies that go round in a circle hang on nothing
        if one.id not in done:
            _put(one, None, written, done)


def _put(note: _Note, review: int | None, written: Written, done: set[str]) -> None:
    waiting = [(note, review)]
    while waiting:
        one, under = waiting.pop(0)
        if one.id in done:
            continue
        done.add(one.id)
        kind = one.kind
        if kind is PostKind.REVIEW and under is not None:
            kind = PostKind.COMMENT  # a review of a review
        at = written.post(kind, one.author, _shown(one), review=under)
        own = at if kind is PostKind.REVIEW else under
        waiting = [*((reply, own) for reply in one.replies), *waiting]


def _shown(note: _Note) -> list[tuple[str, str]]:
    """Fields of a note with their text; the headings of what is no review are not needed."""
    if note.kind is PostKind.REVIEW:
        texts = [(name.replace("_", " ").strip().capitalize(), text) for name, text in note.content.items()]
        return [one for name, text in texts if name != "Title" for one in inner_fields(name, text)]
    words = [("", text) for name, text in note.content.items() if name.lower() in _ANSWERS and len(text) > 1]
    return words or [("", text) for name, text in note.content.items() if name.lower() != "title"]


def _content(note: Mapping[str, Any]) -> Mapping[str, Any]:
    content = note.get("content")
    return {str(name): value for name, value in content.items()} if isinstance(content, dict) else {}


def _value(value: Any) -> str:
    """A field's text; version 2 wraps it in an object."""
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, list):
        return "; ".join(_value(one) for one in value)
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
