"""From a file's text to a thread."""

from __future__ import annotations

import json

from synth.errors import InputError
from synth.forum.openreview import read_notes
from synth.forum.plain import read_plain
from synth.forum.writing import Written
from synth.records import PostKind, ReviewThread

MOST = 4_000_000
"""Characters; the longest threads of a conference have a tenth of it."""
_HINT = "give OpenReview's JSON of one forum, or the reviews and answers as text or Markdown"


def read_thread(text: str, name: str) -> ReviewThread:
    """The thread that a file holds; `name` is for messages. InputError where it holds no review."""
    if len(text) > MOST:
        raise InputError(f"{name}: {len(text) / 1e6:.0f} million characters are no thread of one paper", hint=_HINT)
    written = Written()
    if name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            if name.lower().endswith(".json"):
                raise InputError(f"{name}: not JSON ({_reason(error)})", hint=_HINT) from error
        else:
            return _read_json(data, name, written)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    read_plain(text, written)
    return _checked(written.thread(text), name)


def _read_json(data: object, name: str, written: Written) -> ReviewThread:
    try:
        read_notes(data, written)
    except InputError as error:
        raise InputError(f"{name}: {error.message}", hint=error.hint) from error
    return _checked(written.thread(), name)


def _checked(thread: ReviewThread, name: str) -> ReviewThread:
    if not any(one.kind is PostKind.REVIEW and one.end > one.start for one in thread.posts):
        raise InputError(f"{name}: no review in it", hint=_HINT)
    return thread


def _reason(error: Exception) -> str:
    return str(error).split("\n")[0] if isinstance(error, ValueError) else "nested too deeply"
