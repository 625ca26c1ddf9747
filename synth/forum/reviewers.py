"""What reviewers say after the answer: whether they take a concern as answered, or are still not satisfied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synth.forum.concerns import sentence_kind
from synth.forum.fields import FieldUse, use_of
from synth.forum.matching import Raised
from synth.forum.nearness import Meaning, weights
from synth.language.sentences import split
from synth.records import ConcernEvidence, PostKind, ReviewThread, Said, Stance

_ACCEPTS = re.compile(
    r"\b(?:resolv\w+|address(?:es|ed)|answer(?:s|ed)|settle[sd]?|satisf\w+|appreciate|convinc(?:es|ing)"
    r"|clear(?:s|ed) up|helpful|solves?)\b",
    re.IGNORECASE,
)
_OBJECTS = re.compile(
    r"\b(?:not (?:\w+ )?(?:addressed|convinced|answered|resolved|settled|satisf\w+|clear)"
    r"|still\b(?! (?:positive|recommend|support|vote))|remain\w*|fail\w*|unconvinced|unsatisf\w+|doubt\w*"
    r"|harmful|biased)\b",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ORDINAL = re.compile(
    r"\bmy (?P<n>first|second|third|fourth|fifth) (?:point|concern|question|weakness|comment)", re.IGNORECASE
)
NEAR = 0.42
"""Nearness from which a reviewer's later sentence is about a concern."""
_LESS, _AHEAD = 0.33, 0.15
"""Less is enough where every other concern of the review is so much farther."""


class Reviewers:
    """The reviewers of one thread, and what each of them writes later."""

    def __init__(self, thread: ReviewThread, meaning: Meaning) -> None:
        self._meaning = meaning
        self._later = {
            index: list(_later(thread, index))
            for index, post in enumerate(thread.posts)
            if post.kind is PostKind.REVIEW
        }
        everything = [one.text for group in self._later.values() for one in group]
        meaning.learn(everything)
        self._weight = weights([*everything, *(thread.text[a:b] for a, b in split(thread.text))])

    def say(self, raised: Raised, others: Sequence[Raised]) -> list[ConcernEvidence]:
        """What the same reviewer says of it after the answer."""
        found = []
        for one in self._later.get(raised.found.said.post, ()):
            score = self._about(one.text, raised)
            rest = max((self._about(one.text, other) for other in others if other is not raised), default=0.0)
            if rest > score or not (score >= NEAR or (score >= _LESS and score - rest >= _AHEAD)):
                continue
            objects = _OBJECTS.search(one.text) or (
                sentence_kind(one.text) == "concern" and not _ACCEPTS.search(one.text)
            )
            if objects or _ACCEPTS.search(one.text):
                stance = Stance.CONTRADICTS if objects else Stance.SUPPORTS
                note = "The reviewer is not satisfied." if objects else "The reviewer takes it as answered."
                found.append(ConcernEvidence(kind="reviewer", stance=stance, note=note, said=one))
        return found

    def _about(self, text: str, raised: Raised) -> float:
        if match := _ORDINAL.search(text):
            return 1.0 if raised.found.label in (f"W{_ORDINALS[match['n'].lower()]}",) else 0.0
        said = [raised.found.said.text, *(one.said.text for one in raised.repeats)]
        return max(self._meaning.fit(text, one, self._weight) for one in said)


def _later(thread: ReviewThread, review: int) -> list[Said]:
    """What a reviewer writes after the answer: comments, and the fields of a review that are filled in later."""
    stretches = []
    for index, post in enumerate(thread.posts):
        for field in post.fields:
            late = post.kind is PostKind.REVIEW and index == review and use_of(field.name) is FieldUse.LATER
            if late or (post.kind is PostKind.COMMENT and post.review == review):
                stretches.append((index, field.start, field.end))
    return [
        Said(
            post=index,
            start=start + a,
            end=start + b,
            text=" ".join(thread.text[start + a : start + b].split()).lstrip("-*• "),
        )
        for index, start, end in stretches
        for a, b in split(thread.text[start:end])
    ]
