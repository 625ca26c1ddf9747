"""A discussion as JSON: names that a program may rely on."""

from __future__ import annotations

from typing import Any

from synth.records import Concern, ConcernEvidence, ConcernStatus, Discussion, Quote, Said, Target
from synth.records.forum import FORUM_SCHEMA_VERSION
from synth.report.machine import span_dict


def discussion_dict(discussion: Discussion) -> dict[str, Any]:
    """The object that `reviews.json` holds. Offsets are into the thread's text, which is in it."""
    thread = discussion.thread
    return {
        "schema_version": FORUM_SCHEMA_VERSION,
        "paper": discussion.paper or None,
        "thread": {
            "id": thread.id,
            "source": thread.source,
            "title": thread.title or None,
            "forum": thread.forum or None,
            "posts": [
                {
                    "kind": post.kind.value,
                    "author": post.author,
                    "review": post.review,
                    "fields": [{"name": one.name or None, "start": one.start, "end": one.end} for one in post.fields],
                }
                for post in thread.posts
            ],
            "text": thread.text,
        },
        "counts": {
            "concerns": len(discussion.concerns),
            **{status.value: discussion.count(status) for status in ConcernStatus},
        },
        "concerns": [_concern(one) for one in discussion.concerns],
        "notes": list(discussion.notes),
    }


def _concern(concern: Concern) -> dict[str, Any]:
    return {
        "id": concern.id,
        "reviewer": concern.reviewer,
        "status": concern.status.value,
        "reason": concern.reason,
        "explanation": concern.explanation,
        "said": _said(concern.said),
        "repeats": [_said(one) for one in concern.repeats],
        "targets": [_target(one) for one in concern.targets],
        "answers": [_said(one) for one in concern.answers],
        "evidence": [_evidence(one) for one in concern.evidence],
    }


def _said(said: Said) -> dict[str, Any]:
    return {"post": said.post, "start": said.start, "end": said.end, "field": said.field or None, "text": said.text}


def _target(target: Target) -> dict[str, Any]:
    return {
        "kind": target.kind.value,
        "label": target.label,
        "named": target.named,
        "place": _quote(target.quote),
        "note": target.note or None,
    }


def _evidence(one: ConcernEvidence) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": one.kind,
        "stance": one.stance.value,
        "note": one.note,
        "place": _quote(one.quote),
        "said": _said(one.said) if one.said else None,
    }
    if one.rerun is not None:
        estimate = one.rerun.figure.estimate
        found["rerun"] = {
            "recipe": one.rerun.recipe,
            "printed": one.rerun.printed,
            "computed": estimate.value if estimate else None,
            "verdict": one.rerun.figure.verdict.value,
        }
    return found


def _quote(quote: Quote | None) -> dict[str, Any] | None:
    if quote is None:
        return None
    return {
        "page": quote.page,
        "quote": quote.text,
        "section": quote.section or None,
        "where": quote.where,
        "span": span_dict(quote.span),
    }
