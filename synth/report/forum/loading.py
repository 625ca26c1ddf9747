"""Reads `reviews.json` back: what `machine.discussion_dict` wrote, for pages that show several things of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from synth.records import Discussion

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def read_discussion(data: Mapping[str, Any]) -> Discussion:
    """The discussion, but for the samples of its reruns: of these the file says only what came of them, in a note.

    Raises KeyError, TypeError, AttributeError or pydantic's ValidationError where `data` is something else.
    """
    thread = data["thread"]
    posts = [
        {**post, "fields": [{**one, "name": one["name"] or ""} for one in post["fields"]]} for post in thread["posts"]
    ]
    made = {
        "thread": {**thread, "title": thread["title"] or "", "forum": thread["forum"] or "", "posts": posts},
        "paper": data["paper"] or "",
        "concerns": [_concern(one) for one in data["concerns"]],
        "notes": data["notes"],
    }
    return _adapter().validate_python(made)


@cache
def _adapter() -> TypeAdapter[Discussion]:
    from pydantic import TypeAdapter

    return TypeAdapter(Discussion)


def _concern(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **data,
        "said": _said(data["said"]),
        "repeats": [_said(one) for one in data["repeats"]],
        "answers": [_said(one) for one in data["answers"]],
        "targets": [
            {
                **{name: one[name] for name in ("kind", "label", "named")},
                "quote": _quote(one["place"]),
                "note": one["note"] or "",
            }
            for one in data["targets"]
        ],
        "evidence": [
            {
                **{name: one[name] for name in ("kind", "stance", "note")},
                "quote": _quote(one["place"]),
                "said": _said(one["said"]) if one["said"] else None,
            }
            for one in data["evidence"]
        ],
    }


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "field": data["field"] or ""}


def _quote(data: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if data is None:
        return None
    return {"text": data["quote"], "span": data["span"], "section": data["section"] or "", "where": data["where"]}
