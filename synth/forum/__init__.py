"""Peer reviews as a source: a thread taken apart into concerns, each bound to the paper, answered and settled or not.

`read_thread` and `discuss` are the doors. Rules find the concerns and the answers; sentence vectors, where there are
any, help to tell which answer and which place of the paper a concern is about. No language model is used.
"""

from __future__ import annotations

from collections.abc import Sequence

from synth.forum.binding import Binder
from synth.forum.concerns import Found, find_concerns, numbered
from synth.forum.matching import answer, merge
from synth.forum.nearness import Meaning
from synth.forum.places import named_in
from synth.forum.reading import read_thread
from synth.forum.replies import Reply
from synth.forum.settling import Judge, Settler
from synth.protocols import Embedder
from synth.records import Concern, Discussion, Document, Paper, ReviewThread, Said, Target, TargetKind, content_id

__all__ = ["Judge", "discuss", "read_thread"]


def discuss(
    thread: ReviewThread,
    paper: tuple[Document, Paper] | None,
    *,
    embedder: Embedder | None,
    judge: Judge,
    notes: Sequence[str] = (),
) -> Discussion:
    """The concerns of a thread; bound to `paper` where it is at hand, else to what the reviews name."""
    meaning = Meaning(embedder)
    raised = answer(merge(numbered(find_concerns(thread)), meaning), thread, meaning)
    document = paper[0] if paper else None
    binder = Binder(document, meaning) if document is not None else None
    settler = Settler(thread, document, meaning, judge)
    concerns = []
    for one in raised:
        review = one.found.said.post
        settled = settler.settle(one, [other for other in raised if other.found.said.post == review])
        concerns.append(
            Concern(
                id=content_id("k", thread.id, one.found.said.start),
                reviewer=thread.posts[review].author,
                said=one.found.said,
                repeats=tuple(other.said for other in one.repeats),
                targets=binder.bind(one) if binder else _unbound(one.found),
                answers=tuple(_said(part) for part in one.answers),
                status=settled.status,
                reason=settled.reason,
                explanation=settled.explanation,
                evidence=settled.evidence,
            )
        )
    return Discussion(thread=thread, paper=paper[1].id if paper else "", concerns=tuple(concerns), notes=tuple(notes))


def _unbound(found: Found) -> tuple[Target, ...]:
    """What a review names of a paper that is not at hand."""
    named = tuple(Target(kind=one.kind, label=one.label, named=True) for one in named_in(found.said.text))
    return named or (Target(kind=TargetKind.PAPER, label="the paper as a whole", named=False),)


def _said(part: Reply) -> Said:
    return Said(post=part.post, start=part.start, end=part.end, text=part.body, field=part.heading)
